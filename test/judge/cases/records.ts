import type { Case } from '../case.js';

/** Data of users and administrators, counts, histories: what a database should hold. And modules that exist once per bundle. */
export const records: readonly Case[] = [
  {
    name: 'a checkout that is refused for want of stock says nothing of the orders',
    platform: 'express',
    files: {
      'src/server.js': `
import express from 'express';
const app = express();
const orders = [];
const stock = { tea: 12, cups: 3 };
let nextOrder = 1;

app.post('/checkout', (req, res) => {
  const { sku, quantity } = req.body;
  if ((stock[sku] ?? 0) < quantity) return res.status(409).json({ sku });
  stock[sku] -= quantity;
  const id = 'o-' + nextOrder++;
  orders.push({ id, sku, quantity, email: req.body.email });
  res.json({ id });
});
app.get('/orders/:email', (req, res) => res.json(orders.filter(({ email }) => email === req.params.email)));
app.listen(process.env.PORT);
`,
    },
    expect: [
      { symbol: 'orders', verdict: 'unsafe', role: 'entity', severity: 'critical' },
      { symbol: 'stock', verdict: 'unsafe' },
      { symbol: 'nextOrder', verdict: 'unsafe', role: 'id-sequence', severity: 'critical' },
    ],
  },
  {
    name: 'a note is "not found" a second after it was saved',
    platform: 'lambda',
    files: {
      'serverless.yml': `
service: notes
provider: { name: aws, runtime: nodejs20.x }
functions:
  save: { handler: src/notes.save, events: [{ httpApi: POST /notes }] }
  load: { handler: src/notes.load, events: [{ httpApi: 'GET /notes/{id}' }] }
`,
      'src/notes.ts': `
import { randomUUID } from 'node:crypto';
const notes = new Map<string, { text: string; savedAt: string }>();

export const save = async (event: { body: string }) => {
  const id = randomUUID();
  notes.set(id, { text: JSON.parse(event.body).text, savedAt: new Date().toISOString() });
  return { statusCode: 201, body: JSON.stringify({ id }) };
};
export const load = async (event: { pathParameters: { id: string } }) => {
  const note = notes.get(event.pathParameters.id);
  return note ? { statusCode: 200, body: JSON.stringify(note) } : { statusCode: 404, body: 'not found' };
};
`,
    },
    expect: [
      {
        symbol: 'notes',
        verdict: 'unsafe',
        role: ['entity', 'user-data'],
        severity: 'critical',
        effects: ['unit-duplicate'],
      },
    ],
    nothingElse: true,
  },
  {
    name: 'a product that was just created is missing in the shop, since routes are bundled apart',
    platform: 'next',
    files: {
      'lib/catalog.ts': `
interface Product { id: string; name: string; price: number }
class Catalog {
  private products: Product[] = [];
  add(product: Product) { this.products.push(product); }
  all() { return this.products; }
  byId(id: string) { return this.products.find((product) => product.id === id); }
}
export const catalog = new Catalog();
`,
      'app/api/admin/products/route.ts': `
import { catalog } from '../../../../lib/catalog';
export async function POST(request: Request) {
  catalog.add({ id: crypto.randomUUID(), ...(await request.json()) });
  return new Response(null, { status: 201 });
}
`,
      'app/products/page.tsx': `
import { catalog } from '../../lib/catalog';
export default function Products() {
  return <ul>{catalog.all().map((product) => <li key={product.id}>{product.name}</li>)}</ul>;
}
`,
    },
    expect: [
      {
        symbol: 'Catalog.products',
        verdict: 'unsafe',
        role: 'entity',
        severity: 'critical',
        effects: ['unit-duplicate'],
      },
    ],
    nothingElse: true,
  },
  {
    name: 'globalThis does not bring two functions together',
    platform: 'next',
    files: {
      'lib/store.ts': `
declare global {
  var __polls: Map<string, { question: string; yes: number; no: number }> | undefined;
}
export const polls = (globalThis.__polls ??= new Map());
`,
      'app/api/polls/route.ts': `
import { polls } from '../../../lib/store';
export async function POST(request: Request) {
  const id = crypto.randomUUID();
  polls.set(id, { question: (await request.json()).question, yes: 0, no: 0 });
  return Response.json({ id });
}
`,
      'app/api/polls/[id]/vote/route.ts': `
import { polls } from '../../../../../lib/store';
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }) {
  const poll = polls.get((await params).id);
  if (!poll) return new Response('no such poll', { status: 404 });
  if ((await request.json()).yes) poll.yes++;
  else poll.no++;
  return Response.json(poll);
}
`,
    },
    expect: [{ near: 'globalThis.__polls ??=', verdict: 'unsafe', role: 'entity', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'an account that was created in the morning cannot log in at noon',
    platform: 'express',
    files: {
      'users.js': `
const bcrypt = require('bcrypt');
const users = [];

exports.register = async (email, password) => {
  if (users.some((user) => user.email === email)) throw new Error('exists');
  users.push({ email, passwordHash: await bcrypt.hash(password, 10) });
};
exports.verify = async (email, password) => {
  const user = users.find((u) => u.email === email);
  return user !== undefined && bcrypt.compare(password, user.passwordHash);
};
`,
      'app.js': `
const express = require('express');
const { register, verify } = require('./users');
const app = express();
app.post('/register', async (req, res) => {
  await register(req.body.email, req.body.password);
  res.sendStatus(201);
});
app.post('/login', async (req, res) => res.sendStatus((await verify(req.body.email, req.body.password)) ? 204 : 401));
module.exports = app;
`,
    },
    expect: [
      { symbol: 'users', verdict: 'unsafe', role: ['user-data', 'auth', 'entity'], severity: ['critical', 'high'] },
    ],
    nothingElse: true,
  },
  {
    name: 'preferences go back to their defaults',
    platform: 'netlify',
    files: {
      'netlify/functions/preferences.mjs': `
const preferences = {};
export default async (request) => {
  const user = request.headers.get('x-user');
  if (request.method === 'PUT') preferences[user] = await request.json();
  return Response.json(preferences[user] ?? { theme: 'light' });
};
`,
    },
    expect: [{ symbol: 'preferences', verdict: 'unsafe', role: 'user-data', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'likes of a post are counted on each instance apart',
    platform: 'hono',
    files: {
      'src/index.ts': `
import { Hono } from 'hono';
const likes = new Map<string, number>();
const app = new Hono();
app.post('/posts/:id/like', (c) => {
  const id = c.req.param('id');
  likes.set(id, (likes.get(id) ?? 0) + 1);
  return c.json({ likes: likes.get(id) });
});
app.get('/posts/:id/likes', (c) => c.json({ likes: likes.get(c.req.param('id')) ?? 0 }));
export default app;
`,
    },
    expect: [{ symbol: 'likes', verdict: 'unsafe', role: ['counter', 'entity'], severity: ['medium', 'critical'] }],
    nothingElse: true,
  },
  {
    name: 'the number of visitors falls to zero at night',
    platform: 'sveltekit',
    files: {
      'src/routes/+page.server.ts': `
let visitors = 0;
export const load = () => {
  visitors++;
  return { visitors };
};
`,
    },
    expect: [{ symbol: 'visitors', verdict: 'unsafe', role: ['counter', 'metrics'], severity: 'medium' }],
    nothingElse: true,
  },
  {
    name: 'a dashboard shows the requests of one instance',
    platform: 'express',
    files: {
      'metrics.js': `
const metrics = { requests: 0, errors: 0, latencies: [], byRoute: {} };

exports.middleware = (req, res, next) => {
  const start = Date.now();
  res.on('finish', () => {
    metrics.requests++;
    if (res.statusCode >= 500) metrics.errors++;
    metrics.latencies.push(Date.now() - start);
    if (metrics.latencies.length > 1000) metrics.latencies.shift();
    metrics.byRoute[req.path] = (metrics.byRoute[req.path] || 0) + 1;
  });
  next();
};
exports.snapshot = () => ({ ...metrics, average: metrics.latencies.reduce((a, b) => a + b, 0) / metrics.latencies.length });
`,
      'app.js': `
const express = require('express');
const { middleware, snapshot } = require('./metrics');
const app = express();
app.use(middleware);
app.get('/admin/metrics', (req, res) => res.json(snapshot()));
module.exports = app;
`,
    },
    expect: [{ symbol: 'metrics', verdict: 'unsafe', role: 'metrics', severity: 'medium' }],
    nothingElse: true,
  },
  {
    name: 'recent searches of a user depend on the instance that answers',
    platform: 'fastify',
    files: {
      'src/app.ts': `
import Fastify from 'fastify';
const searchHistory: Record<string, string[]> = {};
export const app = Fastify();
app.get<{ Querystring: { q: string; user: string } }>('/search', async ({ query }) => {
  const history = (searchHistory[query.user] ||= []);
  history.unshift(query.q);
  history.length = Math.min(history.length, 10);
  return { history };
});
`,
    },
    expect: [
      { symbol: 'searchHistory', verdict: 'unsafe', role: ['history', 'user-data'], severity: ['medium', 'critical'] },
    ],
    nothingElse: true,
  },
  {
    name: 'an audit log forgets who deleted the invoices',
    platform: 'lambda',
    files: {
      'src/audit.ts': `
interface Entry { user: string; action: string; at: number }
const auditLog: Entry[] = [];
export function record(user: string, action: string) {
  auditLog.push({ user, action, at: Date.now() });
  if (auditLog.length > 500) auditLog.shift();
}
export const recent = (limit = 50) => auditLog.slice(-limit).reverse();
`,
      'src/invoices.ts': `
import { recent, record } from './audit';
export const handler = async (event: { httpMethod: string; user: string; id: string }) => {
  if (event.httpMethod === 'GET') return { statusCode: 200, body: JSON.stringify(recent()) };
  await fetch('https://db.example.org/invoices/' + event.id, { method: 'DELETE' });
  record(event.user, 'deleted invoice ' + event.id);
  return { statusCode: 204 };
};
`,
    },
    expect: [{ symbol: 'auditLog', verdict: 'unsafe', role: 'history', severity: 'medium' }],
    nothingElse: true,
  },
  {
    name: 'maintenance is switched on for one instance',
    platform: 'next',
    files: {
      'lib/flags.ts': `
const flags: Record<string, boolean> = { maintenance: false, newCheckout: false };
export const isOn = (name: string) => flags[name] ?? false;
export const setFlag = (name: string, on: boolean) => {
  flags[name] = on;
};
`,
      'app/api/admin/flags/route.ts': `
import { setFlag } from '../../../../lib/flags';
export async function PUT(request: Request) {
  const { name, on } = await request.json();
  setFlag(name, on);
  return new Response(null, { status: 204 });
}
`,
      'app/checkout/page.tsx': `
import { isOn } from '../../lib/flags';
export default function Checkout() {
  return isOn('maintenance') ? <p>We are back soon.</p> : <p>{isOn('newCheckout') ? 'new' : 'old'}</p>;
}
`,
    },
    expect: [
      {
        symbol: 'flags',
        verdict: 'unsafe',
        role: ['feature-flag', 'config'],
        severity: ['high', 'critical', 'medium'],
      },
    ],
    nothingElse: true,
  },
  {
    name: 'settings that an administrator saved are back to what they were',
    platform: 'koa',
    files: {
      'settings.js': `
let settings = { shopName: 'Our shop', vat: 19, freeShippingFrom: 50 };
exports.get = () => settings;
exports.save = (changes) => {
  settings = { ...settings, ...changes };
};
`,
      'app.js': `
const Koa = require('koa');
const Router = require('@koa/router');
const settings = require('./settings');
const router = new Router();
router.get('/settings', (ctx) => { ctx.body = settings.get(); });
router.put('/admin/settings', (ctx) => {
  settings.save(ctx.request.body);
  ctx.status = 204;
});
module.exports = new Koa().use(router.routes());
`,
    },
    expect: [
      { symbol: 'settings', verdict: 'unsafe', role: ['config', 'auth', 'entity'], severity: ['high', 'critical'] },
    ],
    nothingElse: true,
  },
  {
    name: 'a key for the API works on one instance in three',
    platform: 'express',
    files: {
      'src/keys.ts': `
import { randomBytes } from 'node:crypto';
import { Router } from 'express';
interface ApiKey { owner: string; permissions: string[]; createdAt: Date }
const apiKeys = new Map<string, ApiKey>();
export const keys = Router();

keys.post('/admin/keys', (req, res) => {
  const key = randomBytes(24).toString('hex');
  apiKeys.set(key, { owner: req.body.owner, permissions: ['read'], createdAt: new Date() });
  res.status(201).json({ key });
});
keys.use('/v1', (req, res, next) => {
  const found = apiKeys.get(req.get('x-api-key') ?? '');
  if (!found) return void res.status(401).json({ error: 'unknown key' });
  res.locals.owner = found.owner;
  next();
});
`,
    },
    expect: [{ symbol: 'apiKeys', verdict: 'unsafe', role: ['auth', 'security'], severity: ['high', 'critical'] }],
    nothingElse: true,
  },
  {
    name: 'a leader board depends on where one looks',
    platform: 'firebase',
    files: {
      'index.js': `
const { onRequest } = require('firebase-functions/v2/https');
let scores = [];
exports.submit = onRequest((req, res) => {
  scores.push({ player: req.body.player, score: req.body.score });
  scores.sort((a, b) => b.score - a.score);
  scores = scores.slice(0, 10);
  res.json({ rank: scores.findIndex((entry) => entry.player === req.body.player) + 1 });
});
exports.top = onRequest((req, res) => res.json(scores));
`,
    },
    expect: [
      {
        symbol: 'scores',
        verdict: 'unsafe',
        role: ['entity', 'user-data'],
        severity: 'critical',
        effects: ['unit-duplicate'],
      },
    ],
    nothingElse: true,
  },
  {
    name: 'clicks are counted in one function and shown by another, which has none',
    platform: 'lambda',
    files: {
      'src/clicks.js': `
const clicks = {}
exports.hit = (code) => { clicks[code] = (clicks[code] || 0) + 1 }
exports.clicksOf = (code) => clicks[code] || 0
`,
      'src/redirect/handler.js': `
const { hit } = require('../clicks')
exports.handler = async (event) => {
  hit(event.pathParameters.code)
  return { statusCode: 302, headers: { location: 'https://example.org/' + event.pathParameters.code } }
}
`,
      'src/stats/handler.js': `
const { clicksOf } = require('../clicks')
exports.handler = async (event) => ({ statusCode: 200, body: String(clicksOf(event.pathParameters.code)) })
`,
    },
    expect: [
      {
        symbol: 'clicks',
        verdict: 'unsafe',
        role: ['counter', 'metrics'],
        severity: 'high',
        effects: ['unit-duplicate'],
      },
    ],
    nothingElse: true,
  },
  {
    name: 'a counter that nobody reads misleads nobody',
    platform: 'lambda',
    files: {
      'src/handler.ts': `
let handled = 0;
export const handler = async () => {
  handled++;
  return { statusCode: 200 };
};
`,
    },
    expect: [{ symbol: 'handled', verdict: ['advisory', 'safe'] }],
  },
  {
    name: 'a bid signal that was set is unknown to the key-value server that is asked next',
    platform: 'express',
    files: {
      'src/controllers/key-value-store.ts': `
export class KeyValueStore {
  private readonly keyValueStore = new Map<string, string>();
  constructor(private readonly defaults: string[][]) {
    for (const [key = '', value = ''] of this.defaults) this.keyValueStore.set(key, value);
  }
  set(key: string, value: string): void {
    this.keyValueStore.set(key, value);
  }
  getMultiple(keys: string[]): Record<string, string> {
    const found: Record<string, string> = {};
    for (const key of keys) if (this.keyValueStore.has(key)) found[key] = this.keyValueStore.get(key)!;
    return found;
  }
}
`,
      'src/router.ts': `
import express from 'express';
import { KeyValueStore } from './controllers/key-value-store.js';
const app = express();
const signals = new KeyValueStore([['isActive', '0']]);
app.get('/signals', (req, res) => res.json(signals.getMultiple(String(req.query.keys).split(','))));
app.get('/set-signal', (req, res) => {
  for (const key of Object.keys(req.query)) signals.set(key, String(req.query[key]));
  res.sendStatus(200);
});
export default app;
`,
    },
    expect: [{ symbol: 'KeyValueStore.keyValueStore', verdict: 'unsafe', role: 'entity', severity: 'critical' }],
  },
  {
    name: 'reports that browsers sent are shown by the instance that received them, for half an hour',
    platform: 'express',
    files: {
      'src/report-store.ts': `
import NodeCache from 'node-cache';
export const ReportStore = (() => {
  const reports = new NodeCache({ stdTTL: 1800 });
  const add = (report: { category: string; timestamp: string; data: unknown }) => {
    reports.set(report.category + report.timestamp, report);
  };
  const all = () => reports.keys().map((key) => reports.get(key));
  return { add, all };
})();
`,
      'src/router.ts': `
import express from 'express';
import { ReportStore } from './report-store.js';
const app = express();
app.post('/reports', (req, res) => {
  ReportStore.add({ category: String(req.query.category), timestamp: Date.now().toString(), data: req.body });
  res.sendStatus(200);
});
app.get('/view-reports', (_req, res) => {
  res.json(ReportStore.all());
});
export default app;
`,
    },
    expect: [{ symbol: 'reports', verdict: 'unsafe', role: 'history', severity: 'medium' }],
  },
  {
    name: 'prices are kept for a while, and a page of the operator lists which',
    platform: 'express',
    files: {
      'src/app.ts': `
import express from 'express';
import NodeCache from 'node-cache';
const prices = new NodeCache({ stdTTL: 1800 });
const app = express();
app.get('/prices/:sku', async (req, res) => {
  const known = prices.get(req.params.sku);
  if (known) return res.json(known);
  const response = await fetch('https://prices.example.org/' + req.params.sku);
  const price = await response.json();
  prices.set(req.params.sku, price);
  res.json(price);
});
app.get('/operator/prices', (_req, res) => res.json(prices.keys().map((key) => prices.get(key))));
export default app;
`,
    },
    expect: [{ symbol: 'prices', verdict: 'advisory', role: 'cache', severity: 'low' }],
  },
  {
    name: 'a payment is made twice because the key of the first try is on another instance',
    platform: 'next',
    files: {
      'app/api/payments/route.ts': `
const paymentIntents = new Map<string, unknown>();

export async function POST(request: Request) {
  const idemp = request.headers.get('Idempotency-Key') || undefined;
  const { amount } = await request.json();
  if (idemp && paymentIntents.has(idemp)) return Response.json({ data: paymentIntents.get(idemp), idempotent: true });
  const intent = { id: 'pi_' + Math.random().toString(36).slice(2), amount, status: 'requires_confirmation' };
  if (idemp) paymentIntents.set(idemp, intent);
  return Response.json({ data: intent });
}
`,
    },
    expect: [{ symbol: 'paymentIntents', verdict: 'unsafe', role: 'lock', severity: 'high' }],
  },
  {
    name: 'a chat forgets which ticket somebody had begun',
    platform: 'next',
    files: {
      'app/api/telegram/route.ts': `
const pendingStartContext = new Map<number, { type: string; at: number }>();

export async function POST(request: Request) {
  const { from, text, chosen } = await request.json();
  if (chosen) {
    const userId = from.id;
    pendingStartContext.set(userId, { type: chosen, at: Date.now() });
    return Response.json({ text: 'Tell us more' });
  }
  const pending = pendingStartContext.get(from.id);
  if (pending) pendingStartContext.delete(from.id);
  await fetch('https://tickets.example.org', { method: 'POST', body: JSON.stringify({ text, type: pending?.type }) });
  return Response.json({ text: 'Thank you' });
}
`,
    },
    expect: [{ symbol: 'pendingStartContext', verdict: 'unsafe', role: 'session', severity: 'critical' }],
  },
  {
    name: 'a tag that was added on one instance is missing from the list of another',
    platform: 'express',
    files: {
      'src/tags.ts': `
import express from 'express';

export const app = express();
const tags = new Set<string>();

app.post('/posts', (req, res) => {
  for (const tag of req.body.tags) tags.add(tag);
  res.status(201).end();
});

app.delete('/tags/:tag', (req, res) => {
  tags.delete(req.params.tag);
  res.status(204).end();
});

app.get('/tags', (req, res) => res.json([...tags].sort()));
`,
    },
    expect: [{ symbol: 'tags', verdict: 'unsafe', role: 'entity' }],
  },
  {
    name: 'a score that is kept as an object of a class is gone on the next instance',
    platform: 'express',
    files: {
      'src/scores.ts': `
import express from 'express';

class Score {
  constructor(readonly points: number) {}
  text() { return this.points + ' points'; }
}

export const app = express();
const scores = new Map<string, Score>();

app.all('/scores/:player', (req, res) => {
  if (req.method === 'PUT') {
    scores.set(req.params.player, new Score(req.body.points));
    res.status(204).end();
    return;
  }
  res.send(scores.get(req.params.player)?.text());
});
`,
    },
    expect: [{ symbol: 'scores', verdict: 'unsafe' }],
  },
  {
    name: 'the latest auctions are those of one instance, and the oldest are dropped',
    platform: 'vercel',
    files: {
      'api/_lib/log.js': `
const MOST = 500;
const BUFFER = [];
function record(row) {
  BUFFER.push(row);
  while (BUFFER.length > MOST) BUFFER.shift();
}
module.exports = { record, latest: () => BUFFER.slice(-20) };
`,
      'api/bid.js': `
const { record } = require('./_lib/log');
module.exports = (req, res) => { record({ bid: req.body.bid, at: new Date().toISOString() }); res.status(204).end(); };
`,
      'api/auctions.js': `
const { latest } = require('./_lib/log');
module.exports = (req, res) => res.json(latest());
`,
    },
    expect: [{ symbol: 'BUFFER', verdict: 'unsafe', role: ['history', 'entity'] }],
    nothingElse: true,
  },
  {
    name: 'an event that was told twice is counted twice, for the first went to another instance',
    platform: 'vercel',
    files: {
      'api/track.js': `
const { geo } = require('./_lib/geo');
const EVENTS = [];
module.exports = async (req, res) => {
  const { id, type } = req.body;
  if (EVENTS.some((event) => event.id === id && event.type === type)) return res.json({ duplicate: true });
  const place = await geo(req.headers['x-forwarded-for']);
  EVENTS.push({ id, type, place, user: req.headers.authorization });
  res.json({ total: EVENTS.length });
};
`,
      'api/_lib/geo.js': `
exports.geo = async (ip) => (await fetch('https://geo.example.org/' + ip)).json();
`,
    },
    expect: [{ symbol: 'EVENTS', verdict: 'unsafe', role: ['history', 'entity', 'lock'] }],
    nothingElse: true,
  },
  {
    name: 'the number of visits starts again with each instance',
    platform: 'lambda',
    files: {
      'src/handler.ts': `
let visits = 0;
export const handler = async () => {
  visits += 1;
  return { statusCode: 200, body: JSON.stringify({ visits }) };
};
`,
    },
    expect: [{ symbol: 'visits', verdict: 'unsafe', role: 'counter', severity: 'medium' }],
    nothingElse: true,
  },
  {
    name: 'a contract that one instance has saved is unknown to the next, where a container makes the repository once',
    platform: 'express',
    files: {
      'src/repositories.ts': `
import { injectable } from 'inversify';

export interface Contract { id: string; status: string }
export interface ContractRepository {
  byId(id: string): Promise<Contract | undefined>;
  save(contract: Contract): Promise<void>;
}

@injectable()
export class InMemoryContractRepository implements ContractRepository {
  private readonly contracts: Map<string, Contract> = new Map();
  async byId(id: string) {
    return this.contracts.get(id);
  }
  async save(contract: Contract) {
    this.contracts.set(contract.id, contract);
  }
}

@injectable()
export class DraftOfOneRequest {
  private readonly lines: Map<string, string> = new Map();
  add(id: string, text: string) {
    this.lines.set(id, text);
    return this.lines.size;
  }
}
`,
      'src/container.ts': `
import 'reflect-metadata';
import { Container } from 'inversify';
import { DraftOfOneRequest, InMemoryContractRepository, type ContractRepository } from './repositories';

const container = new Container();
container.bind<ContractRepository>('ContractRepository').to(InMemoryContractRepository).inSingletonScope();
container.bind<DraftOfOneRequest>('Draft').to(DraftOfOneRequest);
export { container };
`,
      'src/app.ts': `
import express from 'express';
import { container } from './container';
import type { ContractRepository, DraftOfOneRequest } from './repositories';

const app = express();
app.use(express.json());
app.get('/contracts/:id', async (req, res) => {
  const contracts = container.get<ContractRepository>('ContractRepository');
  const found = await contracts.byId(req.params.id);
  if (!found) return res.status(404).json({ error: 'Not found' });
  return res.json(found);
});
app.post('/contracts', async (req, res) => {
  const contracts = container.get<ContractRepository>('ContractRepository');
  container.get<DraftOfOneRequest>('Draft').add(req.body.id, req.body.text);
  await contracts.save({ id: req.body.id, status: 'open' });
  return res.status(201).end();
});
export default app;
`,
    },
    expect: [
      { symbol: 'InMemoryContractRepository.contracts', verdict: 'unsafe', role: 'entity', severity: 'critical' },
    ],
    nothingElse: true,
  },
  {
    name: 'an order taken by one instance is missing on the next, where the container is told so by a function',
    platform: 'fastify',
    files: {
      'src/orders.ts': `
export class OrderBook {
  private readonly orders = new Map<string, { id: string; total: number }>();
  take(order: { id: string; total: number }) {
    this.orders.set(order.id, order);
  }
  byId(id: string) {
    return this.orders.get(id);
  }
}
`,
      'src/container.ts': `
import { asClass, createContainer } from 'awilix';
import { OrderBook } from './orders';

export const container = createContainer();
container.register({ orderBook: asClass(OrderBook).singleton() });
`,
      'src/app.ts': `
import Fastify from 'fastify';
import { container } from './container';
import type { OrderBook } from './orders';

export const app = Fastify();
app.post('/orders', async (request, reply) => {
  container.resolve<OrderBook>('orderBook').take(request.body as { id: string; total: number });
  return reply.code(201).send();
});
app.get('/orders/:id', async (request, reply) => {
  const found = container.resolve<OrderBook>('orderBook').byId((request.params as { id: string }).id);
  return found ?? reply.code(404).send();
});
`,
    },
    expect: [{ symbol: 'OrderBook.orders', verdict: 'unsafe', role: 'entity', severity: 'critical' }],
    nothingElse: true,
  },
];
