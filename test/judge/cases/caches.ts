import type { Case } from '../case.js';

/** What can be had again: losing it costs time. */
export const caches: readonly Case[] = [
  {
    name: 'a product is fetched again on a cold start',
    platform: 'next',
    files: {
      'lib/products.ts': `
const productCache = new Map<string, { product: unknown; fetchedAt: number }>();

export async function productOf(slug: string) {
  const cached = productCache.get(slug);
  if (cached && Date.now() - cached.fetchedAt < 60_000) return cached.product;
  const response = await fetch('https://shop.example.org/products/' + slug);
  const product = await response.json();
  productCache.set(slug, { product, fetchedAt: Date.now() });
  return product;
}
`,
      'app/products/[slug]/page.tsx': `
import { productOf } from '../../../lib/products';
export default async function Page({ params }: { params: Promise<{ slug: string }> }) {
  const product = await productOf((await params).slug);
  return <pre>{JSON.stringify(product)}</pre>;
}
`,
    },
    expect: [{ symbol: 'productCache', verdict: 'advisory', role: 'cache', severity: 'low' }],
  },
  {
    name: 'the rate of the day is loaded once per hour and instance',
    platform: 'lambda',
    files: {
      'src/rates.js': `
let cachedRates = null
let loadedAt = 0

exports.rates = async () => {
  if (cachedRates && Date.now() - loadedAt < 3600e3) return cachedRates
  const response = await fetch('https://rates.example.org/latest')
  cachedRates = await response.json()
  loadedAt = Date.now()
  return cachedRates
}
`,
      'src/handler.js': `
const { rates } = require('./rates')
exports.handler = async (event) => (await rates())[event.currency] * event.amount
`,
    },
    expect: [{ symbol: 'cachedRates', verdict: 'advisory', role: ['cache', 'config'], severity: 'low' }],
  },
  {
    name: 'a secret is read once from the parameter store',
    platform: 'lambda',
    files: {
      'src/secrets.ts': `
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
const ssm = new SSMClient({});
let apiKey: string | undefined;

export async function getApiKey(): Promise<string> {
  if (apiKey === undefined) {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/shop/api-key', WithDecryption: true }));
    apiKey = Parameter!.Value!;
  }
  return apiKey;
}
`,
      'src/handler.ts': `
import { getApiKey } from './secrets';
export const handler = async () => fetch('https://api.example.org', { headers: { 'x-api-key': await getApiKey() } }).then((r) => r.json());
`,
    },
    expect: [
      { symbol: 'apiKey', verdict: 'advisory', role: ['config', 'cache'], severity: 'low' },
      { symbol: 'ssm', verdict: 'safe', role: 'client' },
    ],
  },
  {
    name: 'keys of the identity provider are kept after the first token',
    platform: 'workers',
    files: {
      'src/index.ts': `
import { createRemoteJWKSet, jwtVerify } from 'jose';
let jwks: ReturnType<typeof createRemoteJWKSet> | undefined;
export default {
  async fetch(request: Request): Promise<Response> {
    jwks ??= createRemoteJWKSet(new URL('https://id.example.org/.well-known/jwks.json'));
    const { payload } = await jwtVerify(request.headers.get('authorization')?.slice(7) ?? '', jwks);
    return Response.json({ user: payload.sub });
  },
};
`,
    },
    expect: [],
  },
  {
    name: 'node-cache stands before a database',
    platform: 'express',
    files: {
      'routes/articles.js': `
const NodeCache = require('node-cache');
const { Router } = require('express');
const { pool } = require('../db');
const cache = new NodeCache({ stdTTL: 300 });
const router = Router();

router.get('/articles/:id', async (req, res) => {
  let article = cache.get(req.params.id);
  if (!article) {
    article = (await pool.query('select * from articles where id = $1', [req.params.id])).rows[0];
    cache.set(req.params.id, article);
  }
  res.json(article);
});
module.exports = router;
`,
      'db.js': `const { Pool } = require('pg');\nexports.pool = new Pool();\n`,
    },
    expect: [{ symbol: 'cache', verdict: 'advisory', role: 'cache', severity: 'low' }],
  },
  {
    name: 'an LRU of thumbnails is filled by rendering',
    platform: 'fastify',
    files: {
      'src/app.ts': `
import Fastify from 'fastify';
import { LRUCache } from 'lru-cache';
import { render } from './render.js';
const thumbnails = new LRUCache<string, Buffer>({ max: 100 });
export const app = Fastify();
app.get<{ Params: { id: string } }>('/thumbnails/:id', async (request) => {
  const known = thumbnails.get(request.params.id);
  if (known) return known;
  const image = await render(request.params.id);
  thumbnails.set(request.params.id, image);
  return image;
});
`,
      'src/render.ts': `export const render = async (id: string) => Buffer.from(await (await fetch('https://images.example.org/' + id)).arrayBuffer());\n`,
    },
    expect: [{ symbol: 'thumbnails', verdict: 'advisory', role: 'cache', severity: 'low' }],
  },
  {
    name: 'translations of a language are loaded when first asked for',
    platform: 'sveltekit',
    files: {
      'src/lib/server/i18n.ts': `
const loaded: Record<string, Record<string, string>> = {};
export async function messages(language: string) {
  return (loaded[language] ??= (await import('./locales/' + language + '.json')).default);
}
`,
      'src/routes/+layout.server.ts': `
import { messages } from '$lib/server/i18n';
export const load = async ({ cookies }) => ({ messages: await messages(cookies.get('lang') ?? 'en') });
`,
    },
    expect: [{ symbol: 'loaded', verdict: 'advisory', role: ['cache', 'config'], severity: 'low' }],
  },
  {
    name: 'a template is compiled once and used for all mails',
    platform: 'express',
    files: {
      'mail.js': `
import Handlebars from 'handlebars';
const compiled = new Map();
export function render(name, source, data) {
  let template = compiled.get(name);
  if (!template) {
    template = Handlebars.compile(source);
    compiled.set(name, template);
  }
  return template(data);
}
`,
      'app.js': `
import express from 'express';
import { render } from './mail.js';
const app = express();
app.post('/preview/:name', (req, res) => res.send(render(req.params.name, req.body.source, req.body.data)));
export default app;
`,
    },
    expect: [{ symbol: 'compiled', verdict: 'advisory', role: 'cache', severity: 'low' }],
  },
  {
    name: 'a class keeps what a slow lookup said about a host',
    platform: 'lambda',
    files: {
      'src/reputation.ts': `
export class Reputation {
  readonly #known = new Map<string, boolean>();
  async isMalicious(host: string): Promise<boolean> {
    const known = this.#known.get(host);
    if (known !== undefined) return known;
    const response = await fetch('https://reputation.example.org/' + host);
    const { malicious } = await response.json();
    this.#known.set(host, malicious);
    return malicious;
  }
}
`,
      'src/handler.ts': `
import { Reputation } from './reputation';
const reputation = new Reputation();
export const handler = async (event: { host: string }) => ({ ok: !(await reputation.isMalicious(event.host)) });
`,
    },
    expect: [{ symbol: 'Reputation.#known', verdict: 'advisory', role: 'cache', severity: 'low' }],
  },
  {
    name: 'settings of each tenant are fetched and kept for a minute',
    platform: 'koa',
    files: {
      'tenants.js': `
const tenants = {};
const MINUTE = 60 * 1000;

async function settingsOf(tenant) {
  const hit = tenants[tenant];
  if (hit && hit.until > Date.now()) return hit.settings;
  const settings = await fetch('https://config.example.org/' + tenant).then((r) => r.json());
  tenants[tenant] = { settings, until: Date.now() + MINUTE };
  return settings;
}
module.exports = { settingsOf };
`,
      'app.js': `
const Koa = require('koa');
const { settingsOf } = require('./tenants');
const app = new Koa();
app.use(async (ctx) => { ctx.body = await settingsOf(ctx.hostname); });
module.exports = app;
`,
    },
    expect: [{ symbol: 'tenants', verdict: 'advisory', role: ['cache', 'config'], severity: 'low' }],
  },
  {
    name: 'a function remembers its results by memoizee',
    platform: 'vercel',
    files: {
      'api/geo.js': `
import memoize from 'memoizee';
const lookUp = memoize((ip) => fetch('https://geo.example.org/' + ip).then((r) => r.json()), { promise: true, maxAge: 60000 });
export default async function handler(req, res) {
  res.json(await lookUp(req.headers['x-forwarded-for']));
}
`,
    },
    expect: [{ symbol: 'lookUp', verdict: 'advisory', role: 'cache', severity: 'low' }],
  },
  {
    name: 'a first level in memory stands before Redis',
    platform: 'express',
    files: {
      'cache.ts': `
import Redis from 'ioredis';
const redis = new Redis(process.env.REDIS_URL!);
const local = new Map<string, { value: string; until: number }>();

export async function read(key: string): Promise<string | null> {
  const hit = local.get(key);
  if (hit && hit.until > Date.now()) return hit.value;
  const value = await redis.get(key);
  if (value !== null) local.set(key, { value, until: Date.now() + 5_000 });
  return value;
}
export async function write(key: string, value: string): Promise<void> {
  local.set(key, { value, until: Date.now() + 5_000 });
  await redis.set(key, value);
}
`,
      'app.ts': `
import express from 'express';
import { read, write } from './cache.js';
export const app = express();
app.get('/notes/:id', async (req, res) => { res.send(await read(req.params.id)); });
app.put('/notes/:id', async (req, res) => {
  await write(req.params.id, String(req.body));
  res.sendStatus(204);
});
`,
    },
    expect: [{ symbol: 'local', verdict: 'advisory', role: 'cache', severity: 'low' }],
  },
  {
    name: 'a ban is looked up in a database that is handed in, and remembered for half a minute',
    platform: 'express',
    files: {
      'auth.ts': `
const known = new Map<string, { banned: boolean; expiresAt: number }>();
export async function isBanned(db: any, userId: string): Promise<boolean> {
  const now = Date.now();
  const cached = known.get(userId);
  if (cached && cached.expiresAt > now) return cached.banned;
  let banned = false;
  try {
    const { data, error } = await db.from('profiles').select('is_banned').eq('id', userId).maybeSingle();
    if (error) return false;
    banned = data?.is_banned === true;
  } catch {
    return false;
  }
  known.set(userId, { banned, expiresAt: now + 30_000 });
  return banned;
}
`,
      'app.ts': `
import express from 'express';
import { createClient } from '@supabase/supabase-js';
import { isBanned } from './auth.js';
const db = createClient(process.env.URL!, process.env.KEY!);
export const app = express();
app.post('/notes', async (req, res) => {
  if (await isBanned(db, req.header('x-user') ?? '')) {
    res.status(403).end();
    return;
  }
  res.status(201).json(await db.from('notes').insert(req.body));
});
`,
    },
    expect: [{ symbol: 'known', verdict: 'advisory', role: 'cache' }],
  },
  {
    name: 'how long a login lasts is read from the database that comes with the context, once a minute',
    platform: 'express',
    files: {
      'src/index.ts': `
import express from 'express';
import { PrismaClient } from '@prisma/client';
import { signIn } from './sign-in';
const app = express();
const prisma = new PrismaClient();
app.post('/sign-in', async (req, res) => res.json(await signIn(req.body, { prisma, user: req.headers.authorization })));
export default app;
`,
      'src/sign-in.ts': `
const TTL = 60_000;
let timeoutsCache: { accessSeconds: number; fetchedAt: number } | null = null;
async function timeouts(prisma: any) {
  const now = Date.now();
  if (timeoutsCache && now - timeoutsCache.fetchedAt < TTL) return { accessSeconds: timeoutsCache.accessSeconds };
  const settings = await prisma.siteSettings.findUnique({ where: { id: 'site' } });
  const resolved = { accessSeconds: settings?.accessSeconds ?? 900 };
  timeoutsCache = { ...resolved, fetchedAt: now };
  return resolved;
}
export async function signIn(input: { email: string }, ctx: { prisma: any; user: unknown }) {
  return { email: input.email, ...(await timeouts(ctx.prisma)) };
}
`,
    },
    expect: [{ symbol: 'timeoutsCache', verdict: 'advisory', role: ['cache', 'config'], severity: 'low' }],
  },
  {
    name: 'the key of a publisher is looked up again, on a route that has a limit as well',
    platform: 'vercel',
    files: {
      'api/fetch.js': `
const { createClient } = require('@supabase/supabase-js');
const supabase = process.env.SUPABASE_URL ? createClient(process.env.SUPABASE_URL, process.env.SUPABASE_KEY) : null;
const buckets = new Map();
function isOver(id) {
  const now = Date.now();
  let bucket = buckets.get(id);
  if (!bucket || now - bucket.windowStart > 60000) { bucket = { windowStart: now, count: 0 }; buckets.set(id, bucket); }
  bucket.count += 1;
  return bucket.count > 100;
}
const keyCache = new Map();
async function keyOf(id) {
  const now = Date.now();
  const cached = keyCache.get(id);
  if (cached && now - cached.at < 300000) return cached.apiKey;
  if (!supabase) { keyCache.set(id, { at: now, apiKey: id }); return id; }
  const { data } = await supabase.from('publishers').select('api_key').eq('id', id).single();
  if (!data) { keyCache.set(id, { at: now, apiKey: null }); return null; }
  keyCache.set(id, { at: now, apiKey: data.api_key });
  return data.api_key;
}
module.exports = async (req, res) => {
  const id = req.query.publisher;
  if (isOver(id)) return res.status(429).json({ error: 'Too many requests' });
  const key = await keyOf(id);
  if (!key) return res.status(404).json({ error: 'Unknown publisher' });
  res.json({ key });
};
`,
    },
    expect: [
      { symbol: 'buckets', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' },
      { symbol: 'keyCache', verdict: 'advisory', role: 'cache', severity: 'low' },
    ],
    nothingElse: true,
  },
  {
    name: 'a token of the service is fetched anew when its time is over, which is a number of milliseconds from now',
    platform: 'express',
    files: {
      'fleet.js': `
import express from 'express';
let accessToken = null;
let tokenExpires = 0;
async function token() {
  if (accessToken && Date.now() < tokenExpires) return accessToken;
  const answer = await (await fetch('https://fleet.example.org/token', { method: 'POST' })).json();
  accessToken = answer.access_token;
  tokenExpires = Date.now() + 540000;
  return accessToken;
}
export const app = express();
app.get('/cars', async (req, res) => res.json(await (await fetch('https://fleet.example.org/cars', { headers: { authorization: await token() } })).json()));
`,
    },
    expect: [
      { symbol: 'accessToken', verdict: ['safe', 'advisory'] },
      { symbol: 'tokenExpires', verdict: ['safe', 'advisory'] },
    ],
  },
  {
    name: 'a template is asked for once per name, and put together out of much',
    platform: 'express',
    files: {
      'templates.js': `
const express = require('express');
const definitions = new Map();
async function definition(name) {
  if (definitions.has(name)) return definitions.get(name);
  try {
    const answer = await fetch('https://graph.example.org/templates?name=' + encodeURIComponent(name));
    const body = await answer.json();
    const template = (body.data || []).find((one) => one.name === name) || (body.data || [])[0];
    if (!template) return null;
    const text = (template.components || []).find((one) => (one.type || '').toUpperCase() === 'BODY');
    let names = [];
    if (text && text.example) names = text.example.params.map((one) => one.name);
    const format = (template.format || (names.length ? 'NAMED' : 'POSITIONAL')).toUpperCase();
    const made = { format, names, components: (template.components || []).map((one) => ({ type: one.type })) };
    definitions.set(name, made);
    return made;
  } catch (error) {
    return null;
  }
}
const app = express();
app.get('/templates/:name', async (req, res) => res.json(await definition(req.params.name)));
module.exports = app;
`,
    },
    expect: [{ symbol: 'definitions', verdict: 'advisory', role: 'cache' }],
  },
  {
    name: 'settings of one programme are kept beside its name, and asked for again for another',
    platform: 'express',
    files: {
      'settings.js': `
const express = require('express');
let _cache = null;
async function settingsOf(programme) {
  const key = String(programme);
  if (_cache && _cache.key === key && _cache.expiresAt > Date.now()) return _cache.value;
  const value = await (await fetch('https://db.example.org/settings/' + key)).json();
  _cache = { key, value, expiresAt: Date.now() + 60_000 };
  return value;
}
const app = express();
app.get('/settings/:programme', async (req, res) => res.json(await settingsOf(req.params.programme)));
module.exports = app;
`,
    },
    expect: [{ symbol: '_cache', verdict: 'advisory', role: 'cache' }],
  },
  {
    name: 'each instance finds out in which language a template is known',
    platform: 'express',
    files: {
      'whatsapp.js': `
const express = require('express');
const CODES = ['es', 'es_ES', 'es_MX'];
const worked = new Map();
async function sendTemplate(to, template) {
  const known = worked.get(template);
  const codes = known ? [known, ...CODES.filter((code) => code !== known)] : CODES;
  for (const code of codes) {
    const answer = await fetch('https://graph.example.org/messages', { method: 'POST', body: JSON.stringify({ to, template, code }) });
    if (answer.ok) {
      if (known !== code) worked.set(template, code);
      return true;
    }
  }
  return false;
}
const app = express();
app.post('/welcome', async (req, res) => res.json(await sendTemplate(req.body.to, 'welcome')));
app.post('/pin', async (req, res) => res.json(await sendTemplate(req.body.to, 'pin')));
module.exports = app;
`,
    },
    expect: [{ symbol: 'worked', verdict: 'advisory' }],
  },
  {
    name: 'a token that is in the table is read there again, whoever is told that there is none',
    platform: 'netlify',
    files: {
      'netlify/functions/token.js': `
const { getDB } = require('./utils/database');
const tokenCache = new Map();
exports.handler = async (event) => {
  const sql = getDB();
  const { userId } = JSON.parse(event.body || '{}');
  const cached = tokenCache.get(userId);
  if (cached && new Date(cached.expires_at) > new Date(Date.now() + 60000)) {
    return { statusCode: 200, body: JSON.stringify({ expires_at: cached.expires_at }) };
  }
  const rows = await sql\`SELECT * FROM tokens WHERE user_id = \${userId}\`;
  if (!rows.length) return { statusCode: 404, body: 'No token found' };
  const token = rows[0];
  tokenCache.set(userId, { expires_at: token.expires_at });
  return { statusCode: 200, body: JSON.stringify({ expires_at: token.expires_at }) };
};
`,
      'netlify/functions/utils/database.js': `
const { neon } = require('@neondatabase/serverless');
let sql;
exports.getDB = () => (sql ??= neon(process.env.DATABASE_URL));
`,
    },
    expect: [{ symbol: 'tokenCache', verdict: 'advisory', role: 'cache', severity: 'low' }],
    nothingElse: true,
  },
  {
    name: 'when a token ends is worked out from what its issuer said, and asked for again',
    platform: 'netlify',
    files: {
      'netlify/functions/refresh.js': `
const tokenCache = new Map();
exports.handler = async (event) => {
  const { userId } = JSON.parse(event.body);
  const cached = tokenCache.get(userId);
  if (cached && cached.expires_at > new Date()) return { statusCode: 200, body: 'cached' };
  const answer = await fetch('https://issuer.example.org/token', { method: 'POST', body: userId });
  if (answer.status === 404) return { statusCode: 404, body: 'No such user' };
  const fresh = await answer.json();
  const expiresAt = new Date(Date.now() + fresh.expires_in * 1000);
  tokenCache.set(userId, { expires_at: expiresAt });
  return { statusCode: 200, body: 'fresh' };
};
`,
    },
    expect: [{ symbol: 'tokenCache', verdict: 'advisory', role: 'cache', severity: 'low' }],
    nothingElse: true,
  },
];
