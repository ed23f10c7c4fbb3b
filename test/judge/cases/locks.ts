import type { Case } from '../case.js';

/** Locks, work in flight, and what must happen once only. */
export const locks: readonly Case[] = [
  {
    name: 'the same account is drained by two requests at once',
    platform: 'express',
    files: {
      'src/relay.ts': `
import express from 'express';
import { sponsor } from './chain.js';

const inFlight = new Set<string>();
export const app = express();

app.post('/transfer', async (req, res) => {
  const account: string = req.body.account;
  if (inFlight.has(account)) {
    res.status(409).json({ error: 'a transfer of this account is being processed' });
    return;
  }
  inFlight.add(account);
  try {
    res.json(await sponsor(account, req.body.transaction));
  } finally {
    inFlight.delete(account);
  }
});
`,
      'src/chain.ts': `export const sponsor = async (account: string, tx: string) => fetch('https://rpc.example.org/' + account, { method: 'POST', body: tx }).then((r) => r.json());\n`,
    },
    expect: [{ symbol: 'inFlight', verdict: 'unsafe', role: 'lock', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'an order is fulfilled twice because Stripe sends its event twice',
    platform: 'next',
    files: {
      'app/api/stripe/webhook/route.ts': `
import Stripe from 'stripe';
import { fulfil } from '../../../../lib/orders';

const stripe = new Stripe(process.env.STRIPE_KEY!);
const processedEvents = new Map<string, number>();
const TTL = 60 * 60 * 1000;

function wasProcessed(id: string): boolean {
  const at = processedEvents.get(id);
  return at !== undefined && Date.now() - at < TTL;
}

export async function POST(req: Request) {
  const event = stripe.webhooks.constructEvent(await req.text(), req.headers.get('stripe-signature')!, process.env.WEBHOOK_SECRET!);
  if (wasProcessed(event.id)) return Response.json({ duplicate: true });
  processedEvents.set(event.id, Date.now());
  if (event.type === 'checkout.session.completed') await fulfil(event.data.object.id);
  return Response.json({ received: true });
}
`,
      'lib/orders.ts': `export async function fulfil(id: string) { await fetch('https://warehouse.example.org/' + id, { method: 'POST' }); }\n`,
    },
    expect: [
      { symbol: 'processedEvents', verdict: 'unsafe', role: 'lock', severity: 'high' },
      { symbol: 'stripe', verdict: 'safe', role: 'client' },
    ],
    nothingElse: true,
  },
  {
    name: 'a webhook is handled again whenever another instance receives it',
    platform: 'lambda',
    files: {
      'src/webhook.js': `
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs')

const sqs = new SQSClient({})
const deliveries = new Set()

module.exports.handler = async (event) => {
  const id = event.headers['x-github-delivery']
  if (deliveries.has(id)) return { statusCode: 200, body: 'already seen' }
  deliveries.add(id)
  if (deliveries.size > 1000) deliveries.delete(deliveries.values().next().value)
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: event.body }))
  return { statusCode: 202, body: '' }
}
`,
    },
    expect: [{ symbol: 'deliveries', verdict: 'unsafe', role: 'lock', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'salaries are paid twice when two instances run the payout',
    platform: 'next',
    files: {
      'app/api/cron/payout/route.ts': `
import { payEverybody } from '../../../../lib/payout';

let isRunning = false;

export async function GET() {
  if (isRunning) return Response.json({ skipped: true }, { status: 409 });
  isRunning = true;
  try {
    await payEverybody();
    return Response.json({ done: true });
  } finally {
    isRunning = false;
  }
}
`,
      'lib/payout.ts': `export const payEverybody = async () => { await fetch('https://bank.example.org/payout', { method: 'POST' }); };\n`,
    },
    expect: [{ symbol: 'isRunning', verdict: 'unsafe', role: 'lock', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'entries of a ledger interleave, since a promise is the lock',
    platform: 'express',
    files: {
      'ledger.js': `
import { readBalance, writeBalance } from './bank.js';

let tail = Promise.resolve();

export function transfer(from, to, amount) {
  const run = tail.then(async () => {
    const balance = await readBalance(from);
    if (balance < amount) throw new Error('insufficient funds');
    await writeBalance(from, balance - amount);
    await writeBalance(to, (await readBalance(to)) + amount);
  });
  tail = run.catch(() => {});
  return run;
}
`,
      'bank.js': `
import pg from 'pg';
const pool = new pg.Pool();
export const readBalance = async (id) => (await pool.query('select balance from accounts where id = $1', [id])).rows[0].balance;
export const writeBalance = (id, balance) => pool.query('update accounts set balance = $2 where id = $1', [id, balance]);
`,
      'server.js': `
import express from 'express';
import { transfer } from './ledger.js';
const app = express();
app.post('/transfers', async (req, res) => {
  await transfer(req.body.from, req.body.to, req.body.amount);
  res.sendStatus(204);
});
export default app;
`,
    },
    expect: [{ symbol: 'tail', verdict: 'unsafe', role: 'lock', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'a mutex guards a balance on one instance only',
    platform: 'lambda',
    files: {
      'src/redeem.ts': `
import { Mutex } from 'async-mutex';
import { pointsOf, setPoints } from './points';

const mutex = new Mutex();

export const handler = async (event: { userId: string; cost: number }) =>
  mutex.runExclusive(async () => {
    const points = await pointsOf(event.userId);
    if (points < event.cost) throw new Error('not enough points');
    await setPoints(event.userId, points - event.cost);
  });
`,
      'src/points.ts': `
import { createClient } from '@libsql/client';
const db = createClient({ url: process.env.DB! });
export const pointsOf = async (id: string) => Number((await db.execute({ sql: 'select points from users where id = ?', args: [id] })).rows[0]?.points);
export const setPoints = (id: string, points: number) => db.execute({ sql: 'update users set points = ? where id = ?', args: [points, id] });
`,
    },
    expect: [{ symbol: 'mutex', verdict: 'unsafe', role: 'lock', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'a seat is sold to two people',
    platform: 'fastify',
    files: {
      'src/holds.ts': `
const heldSeats = new Map<string, { by: string; until: number }>();

export function hold(seat: string, by: string): boolean {
  const current = heldSeats.get(seat);
  if (current && current.until > Date.now() && current.by !== by) return false;
  heldSeats.set(seat, { by, until: Date.now() + 10 * 60_000 });
  return true;
}
`,
      'src/server.ts': `
import Fastify from 'fastify';
import { hold } from './holds.js';
export const app = Fastify();
app.post<{ Params: { seat: string }; Body: { user: string } }>('/seats/:seat/hold', async (request, reply) => {
  if (!hold(request.params.seat, request.body.user)) return reply.code(409).send({ error: 'taken' });
  return { held: true };
});
`,
    },
    expect: [{ symbol: 'heldSeats', verdict: 'unsafe', role: ['lock', 'entity'], severity: ['high', 'critical'] }],
    nothingElse: true,
  },
  {
    name: 'a retried payment is charged a second time',
    platform: 'express',
    files: {
      'src/payments.js': `
const express = require('express');
const { charge } = require('./psp');
const router = express.Router();

const idempotencyKeys = {};

router.post('/payments', async (req, res) => {
  const key = req.get('Idempotency-Key');
  if (key && idempotencyKeys[key]) return res.json(idempotencyKeys[key]);
  const receipt = await charge(req.body);
  if (key) idempotencyKeys[key] = receipt;
  res.json(receipt);
});

module.exports = router;
`,
      'src/psp.js': `exports.charge = async (body) => (await fetch('https://psp.example.org', { method: 'POST', body: JSON.stringify(body) })).json();\n`,
    },
    expect: [{ symbol: 'idempotencyKeys', verdict: 'unsafe', role: 'lock', severity: ['high', 'critical'] }],
    nothingElse: true,
  },
  {
    name: 'a voucher is redeemed once on every instance',
    platform: 'sveltekit',
    files: {
      'src/lib/server/vouchers.ts': `
const redeemed = new Set<string>();
export function redeem(code: string): boolean {
  if (redeemed.has(code)) return false;
  redeemed.add(code);
  return true;
}
`,
      'src/routes/checkout/+page.server.ts': `
import { fail } from '@sveltejs/kit';
import { redeem } from '$lib/server/vouchers';

export const actions = {
  voucher: async ({ request }) => {
    const code = String((await request.formData()).get('code'));
    if (!redeem(code)) return fail(409, { message: 'This voucher was used already' });
    return { discount: 10 };
  },
};
`,
    },
    expect: [
      { symbol: 'redeemed', verdict: 'unsafe', role: ['lock', 'security', 'entity'], severity: ['high', 'critical'] },
    ],
    nothingElse: true,
  },
  {
    name: 'a signed request is replayed against another instance',
    platform: 'workers',
    files: {
      'src/index.ts': `
import { verifySignature } from './signature';
const usedNonces = new Set<string>();

export default {
  async fetch(request: Request): Promise<Response> {
    const nonce = request.headers.get('x-nonce') ?? '';
    if (usedNonces.has(nonce) || !(await verifySignature(request))) return new Response('forbidden', { status: 403 });
    usedNonces.add(nonce);
    return new Response('ok');
  },
};
`,
      'src/signature.ts': `export const verifySignature = async (request: Request) => request.headers.has('x-signature');\n`,
    },
    expect: [{ symbol: 'usedNonces', verdict: 'unsafe', role: 'security', severity: 'critical' }],
    nothingElse: true,
  },

  {
    name: 'a mutex guards the one time that a client is made',
    platform: 'lambda',
    files: {
      'src/db.ts': `
import { Mutex } from 'async-mutex';
import { MongoClient } from 'mongodb';

const connecting = new Mutex();
let client: MongoClient | undefined;

export const connection = () =>
  connecting.runExclusive(async () => {
    client ??= await new MongoClient(process.env.MONGO_URL!).connect();
    return client;
  });
`,
      'src/handler.ts': `
import { connection } from './db';
export const handler = async () => (await connection()).db('shop').collection('orders').countDocuments();
`,
    },
    expect: [{ symbol: 'client', verdict: 'safe', role: 'client' }],
  },
  {
    name: 'parallel requests for one page share one download',
    platform: 'vercel',
    files: {
      'api/page.ts': `
const inflight = new Map<string, Promise<string>>();

function download(url: string): Promise<string> {
  const known = inflight.get(url);
  if (known) return known;
  const started = fetch(url).then((response) => response.text()).finally(() => inflight.delete(url));
  inflight.set(url, started);
  return started;
}

export async function GET(request: Request) {
  return new Response(await download('https://cms.example.org' + new URL(request.url).pathname));
}
`,
    },
    expect: [],
  },
  {
    name: 'the lock is a key in Redis',
    platform: 'lambda',
    files: {
      'src/import.ts': `
import Redis from 'ioredis';
import { runImport } from './run';

const redis = new Redis(process.env.REDIS_URL!);

export const handler = async (event: { source: string }) => {
  const taken = await redis.set('lock:' + event.source, '1', 'PX', 60_000, 'NX');
  if (!taken) return { skipped: true };
  try {
    return await runImport(event.source);
  } finally {
    await redis.del('lock:' + event.source);
  }
};
`,
      'src/run.ts': `export const runImport = async (source: string) => ({ source, rows: 0 });\n`,
    },
    expect: [{ symbol: 'redis', verdict: 'safe', role: 'client' }],
  },
  {
    name: 'duplicates are dropped within one batch',
    platform: 'lambda',
    files: {
      'src/consume.ts': `
import type { SQSEvent } from 'aws-lambda';
import { store } from './store';

export const handler = async (event: SQSEvent) => {
  const seen = new Set<string>();
  for (const record of event.Records) {
    if (seen.has(record.messageId)) continue;
    seen.add(record.messageId);
    await store(record.body);
  }
};
`,
      'src/store.ts': `export const store = (body: string) => fetch('https://db.example.org', { method: 'POST', body });\n`,
    },
    expect: [{ symbol: 'seen', verdict: 'safe' }],
  },
  {
    name: 'a server that is asked to stop says so to its load balancer',
    platform: 'express',
    files: {
      'server.js': `
const express = require('express');
const app = express();
let shuttingDown = false;

process.on('SIGTERM', () => {
  shuttingDown = true;
});
app.get('/healthz', (req, res) => res.sendStatus(shuttingDown ? 503 : 200));
app.listen(8080);
`,
    },
    expect: [],
  },
  {
    name: 'parallel calls wait for one refresh of our own access token',
    platform: 'lambda',
    files: {
      'src/token.ts': `
let pending: Promise<string> | null = null;

async function requestToken(): Promise<string> {
  const response = await fetch('https://id.example.org/token', { method: 'POST', body: process.env.CLIENT_SECRET });
  return (await response.json()).access_token;
}

export function accessToken(): Promise<string> {
  pending ??= requestToken().finally(() => {
    pending = null;
  });
  return pending;
}
`,
      'src/handler.ts': `
import { accessToken } from './token';
export const handler = async () => fetch('https://api.example.org', { headers: { authorization: await accessToken() } }).then((r) => r.json());
`,
    },
    expect: [],
  },
  {
    name: 'a database refuses the second insertion of an event',
    platform: 'express',
    files: {
      'hooks.js': `
const express = require('express');
const { db } = require('./db');
const { handle } = require('./handle');
const router = express.Router();

router.post('/hooks', async (req, res) => {
  const { rowCount } = await db.query('insert into events (id) values ($1) on conflict do nothing', [req.body.id]);
  if (rowCount === 0) return res.sendStatus(200);
  await handle(req.body);
  res.sendStatus(202);
});
module.exports = router;
`,
      'db.js': `const { Pool } = require('pg');\nexports.db = new Pool({ connectionString: process.env.DATABASE_URL });\n`,
      'handle.js': `exports.handle = async (event) => fetch('https://example.org/' + event.id);\n`,
    },
    expect: [{ symbol: 'exports.db', verdict: 'safe' }],
  },
  {
    name: 'a digest is written twice, because each instance knows its own work alone',
    platform: 'next',
    files: {
      'app/api/cron/digest/route.ts': `
import { readers, write } from '../../../../lib/digests';
const inProgressUsers = new Set<string>();

export async function POST() {
  let written = 0;
  for (const { userId } of await readers()) {
    if (inProgressUsers.has(userId)) continue;
    inProgressUsers.add(userId);
    try {
      await write(userId);
      written++;
    } finally {
      inProgressUsers.delete(userId);
    }
  }
  return Response.json({ written });
}
`,
      'lib/digests.ts': `
export const readers = async (): Promise<{ userId: string }[]> => (await fetch('https://db.example.org/readers')).json();
export const write = (userId: string) => fetch('https://db.example.org/digests/' + userId, { method: 'POST' });
`,
    },
    expect: [{ symbol: 'inProgressUsers', verdict: 'unsafe', role: 'lock', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'what one request switches on and the next one off is no work under way',
    platform: 'express',
    files: {
      'favourites.ts': `
import express from 'express';
const favourites = new Set<string>();
export const app = express();
app.post('/favourites/:product', (req, res) => {
  const { product } = req.params;
  if (favourites.has(product)) favourites.delete(product);
  else favourites.add(product);
  res.json({ isFavourite: favourites.has(product) });
});
`,
    },
    expect: [{ symbol: 'favourites', verdict: 'unsafe', role: ['entity', 'user-data', 'other'] }],
  },
  {
    name: 'two instances restart the same sandbox, each too soon after the other',
    platform: 'next',
    files: {
      'app/api/restart/route.ts': `
declare global {
  var restartInProgressById: Record<string, boolean>;
  var lastRestartAtById: Record<string, number>;
}
export async function POST(request: Request) {
  const { id } = await request.json();
  global.restartInProgressById ??= {};
  global.lastRestartAtById ??= {};
  if (global.restartInProgressById[id]) return Response.json({ message: 'Already restarting' });
  if (Date.now() - (global.lastRestartAtById[id] ?? 0) < 5000) return Response.json({ message: 'Just restarted' });
  global.restartInProgressById[id] = true;
  try {
    await fetch('https://sandboxes.example.org/' + id + '/restart', { method: 'POST' });
    global.lastRestartAtById[id] = Date.now();
  } finally {
    global.restartInProgressById[id] = false;
  }
  return Response.json({ ok: true });
}
`,
    },
    expect: [
      { symbol: 'globalThis.restartInProgressById', verdict: 'unsafe', role: 'lock', severity: 'high' },
      { symbol: 'globalThis.lastRestartAtById', verdict: 'unsafe', role: ['rate-limit', 'lock'] },
    ],
    nothingElse: true,
  },
  {
    name: 'guests are invited twice, because one instance alone knows that invitations are being sent',
    platform: 'express',
    files: {
      'invitaciones.js': `
const express = require('express');
const { invitados, enviar } = require('./correo');
let progreso = { activo: false, total: 0, enviados: 0, errores: 0, detalle: [] };

async function enviarTodo(lista) {
  if (progreso.activo) throw new Error('Ya hay un envío en marcha');
  progreso = { activo: true, total: 0, enviados: 0, errores: 0, detalle: [] };
  try {
    const todos = await invitados(lista);
    progreso.total = todos.length;
    for (const uno of todos) {
      const r = await enviar(uno);
      if (r.ok) progreso.enviados++;
      else progreso.errores++;
    }
  } finally {
    progreso.activo = false;
  }
}

const app = express();
app.post('/enviar', async (req, res) => {
  await enviarTodo(req.body.lista);
  res.json({ ok: true });
});
app.get('/progreso', (req, res) => res.json({ ...progreso }));
module.exports = app;
`,
      'correo.js': `
exports.invitados = async (lista) => (await fetch('https://hojas.example.org/' + lista)).json();
exports.enviar = (uno) => fetch('https://correo.example.org', { method: 'POST', body: uno });
`,
    },
    expect: [{ symbol: 'progreso', verdict: 'unsafe', role: 'lock', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'a report is made by two instances, which only say that they are at it',
    platform: 'express',
    files: {
      'report.js': `
import express from 'express';
import { collect } from './source.js';
let underWay = false;
let latest = null;

async function refresh() {
  if (underWay) return { skipped: true };
  underWay = true;
  try {
    return await collect();
  } finally {
    underWay = false;
  }
}

export const app = express();
app.post('/report', async (req, res) => res.json(await refresh()));
`,
      'source.js': `export const collect = () => fetch('https://fleet.example.org/report', { method: 'POST' });\n`,
    },
    expect: [{ symbol: 'underWay', verdict: 'unsafe', role: 'lock', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'whoever waits for a token of the service waits for the one who fetches it',
    platform: 'express',
    files: {
      'token.js': `
import express from 'express';
let refreshing = false;
let waiting = null;
function token() {
  if (refreshing) return waiting;
  refreshing = true;
  waiting = fetch('https://sign-in.example.org/token').finally(() => { refreshing = false; });
  return waiting;
}
export const app = express();
app.get('/', async (req, res) => res.json(await (await token()).json()));
`,
    },
    expect: [{ symbol: 'refreshing', verdict: ['safe', 'advisory'] }],
  },
];
