import type { Case } from '../judge/case.js';

const lambda = (text: string, more: Record<string, string> = {}): Pick<Case, 'platform' | 'files'> => ({
  platform: 'lambda',
  files: { 'src/handler.ts': text, ...more },
});
const express = (text: string, more: Record<string, string> = {}): Pick<Case, 'platform' | 'files'> => ({
  platform: 'express',
  files: {
    'app.ts': `import express from 'express';\nexport const app = express();\n${text}`,
    ...more,
  },
});

/** Containers of packages by what code keeps in them. */
export const uses: readonly Case[] = [
  {
    name: 'one-time codes in a NodeCache are unknown to the instance that checks them',
    ...express(`import NodeCache from 'node-cache';
const otps = new NodeCache({ stdTTL: 300 });
app.post('/otp', async (req, res) => {
  const code = String(Math.floor(Math.random() * 1e6));
  otps.set(req.body.phone, code);
  await fetch('https://sms.example.org', { method: 'POST', body: code });
  res.sendStatus(204);
});
app.post('/otp/verify', (req, res) => {
  const code = otps.get(req.body.phone);
  if (!code || code !== req.body.code) return void res.status(401).json({ error: 'wrong code' });
  otps.del(req.body.phone);
  res.sendStatus(204);
});`),
    expect: [
      {
        symbol: 'otps',
        verdict: 'unsafe',
        role: 'security',
        severity: 'critical',
        rule: 'no-in-process-library-store',
      },
    ],
    nothingElse: true,
  },
  {
    name: 'sessions in an LRU cache are lost with the instance',
    ...lambda(`import { LRUCache } from 'lru-cache';
import { randomUUID } from 'node:crypto';
const sessions = new LRUCache<string, { userId: string; expiresAt: number }>({ max: 1000 });
export const login = async (event: { body: string }) => {
  const id = randomUUID();
  sessions.set(id, { userId: JSON.parse(event.body).user, expiresAt: Date.now() + 3600_000 });
  return { statusCode: 200, headers: { 'set-cookie': 'sid=' + id } };
};
export const me = async (event: { headers: { sid: string } }) => {
  const session = sessions.get(event.headers.sid);
  if (!session) return { statusCode: 401 };
  return { statusCode: 200, body: session.userId };
};`),
    expect: [{ symbol: 'sessions', verdict: 'unsafe', role: 'session', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'requests are counted in a TTL cache, each instance for itself',
    ...lambda(`import TTLCache from '@isaacs/ttlcache';
const hits = new TTLCache<string, number>({ ttl: 60_000 });
export const handler = async (event: { sourceIp: string }) => {
  const count = (hits.get(event.sourceIp) ?? 0) + 1;
  hits.set(event.sourceIp, count);
  if (count > 100) return { statusCode: 429 };
  return { statusCode: 200 };
};`),
    expect: [{ symbol: 'hits', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'links are kept in a field of a service that is a cache by its class alone',
    ...express(
      `import { links } from './links.js';
app.post('/links', (req, res) => { res.status(201).json(links.shorten(req.body.url)); });
app.get('/:code', (req, res) => {
  const url = links.find(req.params.code);
  if (!url) return void res.sendStatus(404);
  res.redirect(url);
});`,
      {
        'links.ts': `import QuickLRU from 'quick-lru';
class Links {
  private readonly byCode = new QuickLRU<string, string>({ maxSize: 10_000 });
  shorten(url: string) {
    const code = Math.random().toString(36).slice(2, 8);
    this.byCode.set(code, url);
    return code;
  }
  find(code: string) { return this.byCode.get(code); }
}
export const links = new Links();
`,
      },
    ),
    expect: [{ symbol: 'Links.byCode', verdict: 'unsafe', role: 'entity', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'products are loaded again when the cache does not have them',
    ...express(`import NodeCache from 'node-cache';
import { findProduct } from './database.js';
const cache = new NodeCache({ stdTTL: 60 });
app.get('/products/:id', async (req, res) => {
  let product = cache.get(req.params.id);
  if (!product) {
    product = await findProduct(req.params.id);
    if (!product) return void res.sendStatus(404);
    cache.set(req.params.id, product);
  }
  res.json(product);
});`),
    expect: [{ symbol: 'cache', verdict: 'advisory', role: 'cache', severity: 'low' }],
  },
  {
    name: 'a queue bounds how much a request does at once, and the request waits',
    ...express(`import PQueue from 'p-queue';
const outgoing = new PQueue({ concurrency: 4 });
app.get('/:sku', async (req, res) => {
  const price = await outgoing.add(() => fetch('https://prices.example.org/' + req.params.sku));
  res.json(price);
});`),
    expect: [{ symbol: 'outgoing', verdict: 'advisory', role: 'queue', severity: 'low' }],
  },
  {
    name: 'a table in an LRU cache is filled while the module loads',
    ...express(`import { LRUCache } from 'lru-cache';
const rates = new LRUCache<string, number>({ max: 10 });
for (const [currency, rate] of [['EUR', 1], ['USD', 1.1]] as const) rates.set(currency, rate);
app.get('/:currency', (req, res) => { res.json(rates.get(req.params.currency)); });`),
    expect: [{ symbol: 'rates', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'a cache of each request is nobody else’s',
    ...express(`import { LRUCache } from 'lru-cache';
import { findProduct } from './database.js';
app.post('/orders', async (req, res) => {
  const seen = new LRUCache<string, object>({ max: 100 });
  for (const id of req.body.ids) seen.set(id, seen.get(id) ?? (await findProduct(id)));
  res.json([...seen.values()]);
});`),
    expect: [{ symbol: 'seen', verdict: 'safe' }],
  },
];

/** Names, aliases and detours on the way to a package. */
export const names: readonly Case[] = [
  {
    name: 'functions of the project are called like those of packages',
    ...express(
      `import { MemoryStore, PubSub, rateLimit, session } from './own.js';
app.use(session({ secret: 's' }));
app.use(rateLimit({ max: 10 }));
export const pubsub = new PubSub();
export const store = new MemoryStore();`,
      {
        'own.ts': `export const rateLimit = (_options: object) => (_req: unknown, _res: unknown, next: () => void) => next();
export const session = (_options: object) => (_req: unknown, _res: unknown, next: () => void) => next();
export class PubSub { publish(name: string) { return name; } }
export class MemoryStore { get(name: string) { return name; } }
`,
      },
    ),
    expect: [{ symbol: 'rateLimit', verdict: 'safe' }],
  },
  ...[
    [
      'an alias',
      `import { rateLimit as limitRequests } from 'express-rate-limit';\nconst limiter = limitRequests({ limit: 5 });`,
    ],
    ['a namespace', `import * as limits from 'express-rate-limit';\nconst limiter = limits.rateLimit({ limit: 5 });`],
    ['require', `const rateLimit = require('express-rate-limit');\nconst limiter = rateLimit({ limit: 5 });`],
    [
      'a destructured require',
      `const { rateLimit } = require('express-rate-limit');\nconst limiter = rateLimit({ limit: 5 });`,
    ],
    [
      'a dynamic import',
      `const { rateLimit } = await import('express-rate-limit');\nconst limiter = rateLimit({ limit: 5 });`,
    ],
    ['a module of its own', `import { rateLimit } from './limits.js';\nconst limiter = rateLimit({ limit: 5 });`],
    [
      'options in a variable',
      `import { rateLimit } from 'express-rate-limit';\nconst options = { limit: 5 };\nconst limiter = rateLimit({ ...options, windowMs: 1000 });`,
    ],
  ].map(([way = '', text = '']): Case => ({
    name: `a limiter is reached through ${way}`,
    ...express(`${text}\napp.use(limiter);\napp.get('/', (req, res) => { res.send('ok'); });`, {
      'limits.ts': `export { rateLimit } from 'express-rate-limit';\n`,
    }),
    expect: [{ symbol: 'limiter', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
    nothingElse: true,
  })),
  {
    name: 'a factory of limiters is given a store by one of its callers',
    ...express(
      `import { makeLimiter } from './limits.js';
import { store } from './store.js';
export const logins = makeLimiter({ limit: 5, store });
export const pages = makeLimiter({ limit: 100 });
app.post('/login', logins, (req, res) => { res.sendStatus(204); });
app.get('/', pages, (req, res) => { res.send('ok'); });`,
      {
        'limits.ts': `import { rateLimit } from 'express-rate-limit';
export const makeLimiter = (options: object) => rateLimit({ windowMs: 60_000, ...options });
`,
        'store.ts': `import { RedisStore } from 'rate-limit-redis';
import Redis from 'ioredis';
const redis = new Redis(process.env.REDIS_URL!);
export const store = new RedisStore({ sendCommand: (...args: string[]) => redis.call(...args) });
`,
      },
    ),
    expect: [
      { symbol: 'logins', verdict: 'safe' },
      { symbol: 'pages', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' },
    ],
    nothingElse: true,
  },
  {
    name: 'a store that is only there when Redis is configured is memory otherwise',
    ...express(`import session from 'express-session';
import { RedisStore } from 'connect-redis';
import { createClient } from 'redis';
const client = process.env.REDIS_URL ? createClient({ url: process.env.REDIS_URL }) : undefined;
app.use(session({ secret: 's', store: client ? new RedisStore({ client }) : undefined }));
app.get('/', (req, res) => { res.send('ok'); });`),
    expect: [
      {
        symbol: 'express-session',
        verdict: 'unsafe',
        role: 'session',
        severity: 'critical',
        rule: 'no-memory-fallback',
      },
    ],
    nothingElse: true,
  },
  {
    name: 'a store of production is not the one of development',
    ...express(`import session from 'express-session';
import { RedisStore } from 'connect-redis';
import { createClient } from 'redis';
const client = createClient({ url: process.env.REDIS_URL });
app.use(session({ secret: 's', store: process.env.NODE_ENV === 'production' ? new RedisStore({ client }) : undefined }));
app.get('/', (req, res) => { res.send('ok'); });`),
    expect: [
      { symbol: 'express-session', verdict: 'unsafe', role: 'session', severity: 'high', rule: 'no-memory-fallback' },
    ],
  },
  {
    name: 'a plugin is imported where it is registered',
    platform: 'fastify',
    files: {
      'app.ts': `import Fastify from 'fastify';
export const app = Fastify();
app.register(import('@fastify/rate-limit'), { max: 100, timeWindow: '1 minute' });
app.get('/', async () => 'ok');
`,
    },
    expect: [{ near: `import('@fastify/rate-limit')`, verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a session of an application that a handler puts together once',
    ...lambda(`import express from 'express';
import session from 'express-session';
import serverless from 'serverless-http';
let cached: ReturnType<typeof serverless> | undefined;
function start() {
  const app = express();
  app.use(session({ secret: 's' }));
  app.get('/', (req, res) => { res.send('ok'); });
  return serverless(app);
}
export const handler = async (event: object, context: object) => {
  cached ??= start();
  return cached(event, context);
};`),
    expect: [{ symbol: 'express-session', verdict: 'unsafe', role: 'session', severity: 'critical' }],
  },
];

/** Handles that a platform wants made for each request. */
export const bound: readonly Case[] = [
  ...[
    ['postgres', `import postgres from 'postgres';\nconst db = postgres('postgres://db');`],
    ['a pool of pg', `import { Pool } from 'pg';\nconst db = new Pool();`],
    ['ioredis', `import Redis from 'ioredis';\nconst db = new Redis('redis://cache');`],
    [
      'drizzle over pg',
      `import { drizzle } from 'drizzle-orm/node-postgres';\nimport { Pool } from 'pg';\nconst db = drizzle(new Pool());`,
    ],
  ].map(([what = '', text = '']): Case => ({
    name: `a Worker keeps ${what} from one request to the next`,
    platform: 'workers',
    files: {
      'src/index.ts': `${text}
export default { async fetch(): Promise<Response> { return Response.json(await db.query('select 1')); } };
`,
    },
    expect: [{ symbol: 'db', verdict: 'unsafe', role: 'client', severity: 'high', rule: 'no-module-state' }],
    nothingElse: true,
  })),
  {
    name: 'a Worker connects through Hyperdrive for each request',
    platform: 'workers',
    files: {
      'src/index.ts': `import { Client } from 'pg';
export default {
  async fetch(_request: Request, env: { HYPERDRIVE: { connectionString: string } }): Promise<Response> {
    const client = new Client({ connectionString: env.HYPERDRIVE.connectionString });
    await client.connect();
    return Response.json((await client.query('select 1')).rows);
  },
};
`,
    },
    expect: [{ symbol: 'client', verdict: 'safe' }],
  },
  {
    name: 'clients over HTTP may stay in a Worker',
    platform: 'workers',
    files: {
      'src/index.ts': `import { neon } from '@neondatabase/serverless';
import { connect } from '@planetscale/database';
import { Redis } from '@upstash/redis/cloudflare';
const sql = neon('postgres://db');
const planet = connect({ url: 'mysql://db' });
const redis = new Redis({ url: 'https://cache', token: 't' });
export default {
  async fetch(): Promise<Response> {
    return Response.json([await sql\`select 1\`, await planet.execute('select 1'), await redis.get('a')]);
  },
};
`,
    },
    expect: [{ symbol: 'redis', verdict: 'safe' }],
  },
  {
    name: 'the same pool belongs at module level on Lambda',
    ...lambda(`import { Pool } from 'pg';
const db = new Pool();
export const handler = async () => ({ statusCode: 200, body: JSON.stringify(await db.query('select 1')) });`),
    expect: [{ symbol: 'db', verdict: 'safe', role: 'client' }],
  },
  {
    name: 'a store of Netlify Blobs is asked for by each request',
    platform: 'netlify',
    files: {
      'netlify/functions/views.mts': `import { getStore } from '@netlify/blobs';
export default async () => new Response(await getStore('views').get('total'));
`,
    },
    expect: [{ symbol: 'getStore', verdict: 'safe' }],
  },
];
