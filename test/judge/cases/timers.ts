import type { Case } from '../case.js';

/** Timers and work that go on after the answer: between requests nothing runs. */
/** A run of a workflow, which looks for its cancellation while it works. */
const run = (made: string, end: string): Case['files'] => ({
  'lib/run.ts': `
export class Run {
  private poll: ReturnType<typeof setInterval> | null = null;
  private cancelled = false;
  constructor(private readonly id: string) {}
  private start() {
    this.poll = setInterval(() => { void this.look(); }, 1000);
  }
  private async look() {
    const found = await fetch('https://runs.example.org/' + this.id).then((response) => response.json());
    if (found.cancelled) this.cancelled = true;
  }
  private stop() {
    if (!this.poll) return;
    clearInterval(this.poll);
    this.poll = null;
  }
  async work(steps: (() => Promise<void>)[]) {
    try {
      this.start();
      for (const step of steps) if (!this.cancelled) await step();
    } finally {
      ${end}
    }
  }
}
`,
  'app/api/runs/route.ts': `
import { Run } from '../../../lib/run';
const runs: Record<string, Run> = {};
export async function POST(request: Request) {
  const { id, urls } = await request.json();
  ${made}
  await run.work(urls.map((url: string) => async () => { await fetch(url); }));
  return Response.json({ id });
}
`,
});

export const timers: readonly Case[] = [
  {
    name: 'a reminder is never sent, its interval sleeps with the instance',
    platform: 'vercel',
    files: {
      'lib/reminders.ts': `
import { dueReminders, markSent } from './db';
setInterval(async () => {
  for (const reminder of await dueReminders()) {
    await fetch('https://mail.example.org', { method: 'POST', body: reminder.text });
    await markSent(reminder.id);
  }
}, 20 * 60 * 1000);
export const remindersOf = (user: string) => dueReminders(user);
`,
      'lib/db.ts': `
import { neon } from '@neondatabase/serverless';
const sql = neon(process.env.DATABASE_URL!);
export const dueReminders = async (user?: string) => sql.query('select * from reminders where user_id = $1', [user]);
export const markSent = (id: string) => sql.query('update reminders set sent = true where id = $1', [id]);
`,
      'api/reminders.ts': `
import { remindersOf } from '../lib/reminders';
export default async function handler(req, res) {
  res.json(await remindersOf(req.query.user));
}
`,
    },
    expect: [
      { symbol: 'setInterval', verdict: 'unsafe', role: 'scheduler', severity: 'high', rule: 'no-background-timer' },
    ],
    nothingElse: true,
  },
  {
    name: 'a nightly job of Firebase runs hours late or never',
    platform: 'firebase',
    files: {
      'index.js': `
const functions = require('firebase-functions');
const cron = require('node-cron');
const { cleanUp } = require('./clean-up');

cron.schedule('0 3 * * *', () => cleanUp());

exports.ping = functions.https.onRequest((req, res) => res.send('pong'));
`,
      'clean-up.js': `
const { getFirestore } = require('firebase-admin/firestore');
exports.cleanUp = async () => {
  const old = await getFirestore().collection('carts').where('updatedAt', '<', Date.now() - 864e5).get();
  await Promise.all(old.docs.map((doc) => doc.ref.delete()));
};
`,
    },
    expect: [{ near: 'cron.schedule', verdict: 'unsafe', role: 'scheduler', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'measurements wait for a flush that the throttled instance never reaches',
    platform: 'express',
    files: {
      'src/metrics.ts': `
interface Point { name: string; value: number; at: number }
let buffer: Point[] = [];

export function record(name: string, value: number) {
  buffer.push({ name, value, at: Date.now() });
}
async function flush() {
  const points = buffer;
  buffer = [];
  if (points.length > 0) await fetch('https://metrics.example.org', { method: 'POST', body: JSON.stringify(points) });
}
setInterval(() => void flush(), 10_000);
`,
      'src/server.ts': `
import express from 'express';
import { record } from './metrics.js';
const app = express();
app.use((req, res, next) => {
  const start = Date.now();
  res.on('finish', () => record('latency', Date.now() - start));
  next();
});
app.get('/', (_req, res) => { res.send('ok'); });
app.listen(process.env.PORT);
`,
      'service.yaml': `
apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: api }
spec:
  template:
    spec:
      containers: [{ image: gcr.io/shop/api }]
`,
    },
    expect: [
      {
        symbol: 'buffer',
        verdict: 'unsafe',
        role: ['queue', 'metrics'],
        severity: ['high', 'medium'],
        effects: ['timer-never-fires'],
      },
    ],
    nothingElse: true,
  },
  {
    name: 'an interval of one Lambda call ticks on in the next',
    platform: 'lambda',
    files: {
      'src/export.js': `
const { progressOf, startExport } = require('./exports');
module.exports.handler = async (event) => {
  const job = await startExport(event.id);
  setInterval(async () => {
    console.log('progress', await progressOf(job));
  }, 1000);
  return { statusCode: 202, body: job };
};
`,
      'src/exports.js': `
exports.startExport = async (id) => 'job-' + id;
exports.progressOf = async (job) => (await fetch('https://jobs.example.org/' + job)).text();
`,
    },
    expect: [{ symbol: 'setInterval', verdict: 'unsafe', rule: 'no-background-timer' }],
    nothingElse: true,
  },
  {
    name: 'a Worker starts an interval with each request',
    platform: 'workers',
    files: {
      'src/index.ts': `
import { warm } from './warm';
export default {
  async fetch(request: Request): Promise<Response> {
    setInterval(() => warm(request.url), 30_000);
    return new Response('warming');
  },
};
`,
      'src/warm.ts': `export const warm = (url: string) => fetch(url, { cf: { cacheEverything: true } });\n`,
    },
    expect: [{ symbol: 'setInterval', verdict: 'unsafe', rule: 'no-background-timer' }],
    nothingElse: true,
  },
  {
    name: 'a mail that should go out an hour later does not',
    platform: 'next',
    files: {
      'app/actions.ts': `
'use server';
import { createAccount, sendMail } from '../lib/accounts';

export async function signUp(form: FormData) {
  const account = await createAccount(String(form.get('email')));
  setTimeout(() => {
    void sendMail(account.email, 'How do you like it so far?');
  }, 60 * 60 * 1000);
}
`,
      'lib/accounts.ts': `
export const createAccount = async (email: string) => ({ email });
export const sendMail = (to: string, text: string) => fetch('https://mail.example.org', { method: 'POST', body: to + text });
`,
    },
    expect: [{ symbol: 'setTimeout', verdict: 'unsafe', rule: ['no-background-timer', 'no-work-after-response'] }],
    nothingElse: true,
  },
  {
    name: 'a document that is saved "in two seconds" is not saved',
    platform: 'express',
    files: {
      'src/drafts.js': `
const { save } = require('./db');
const drafts = new Map();
const timers = {};

exports.edit = (id, text) => {
  drafts.set(id, text);
  clearTimeout(timers[id]);
  timers[id] = setTimeout(() => save(id, drafts.get(id)), 2000);
};
`,
      'src/db.js': `exports.save = (id, text) => fetch('https://db.example.org/' + id, { method: 'PUT', body: text });\n`,
      'src/app.js': `
const express = require('express');
const { edit } = require('./drafts');
const app = express();
app.put('/drafts/:id', (req, res) => {
  edit(req.params.id, req.body.text);
  res.sendStatus(202);
});
module.exports = app;
`,
    },
    expect: [
      {
        symbol: 'drafts',
        verdict: 'unsafe',
        role: ['entity', 'user-data', 'queue'],
        severity: ['critical', 'high'],
        effects: ['timer-never-fires'],
      },
      // Handles of timers: no record of anything, whatever becomes of them.
      {
        symbol: 'timers',
        verdict: ['unsafe', 'advisory', 'safe'],
        role: ['scheduler', 'cleanup', 'queue', 'other', 'client'],
      },
    ],
  },
  {
    name: 'sign-ups are not counted, because nobody waits for the analytics call',
    platform: 'lambda',
    files: {
      'src/signup.ts': `
import { createUser } from './users';

async function track(event: string, user: string) {
  await fetch('https://analytics.example.org', { method: 'POST', body: JSON.stringify({ event, user }) });
}

export const handler = async (event: { email: string }) => {
  const user = await createUser(event.email);
  track('signup', user.id);
  return { statusCode: 201, body: user.id };
};
`,
      'src/users.ts': `export const createUser = async (email: string) => ({ id: email });\n`,
    },
    expect: [{ near: "track('signup'", verdict: 'unsafe', rule: 'no-work-after-response' }],
    nothingElse: true,
  },
  {
    name: 'expired one-time links are only forgotten while the instance runs',
    platform: 'hono',
    files: {
      'src/index.ts': `
import { Hono } from 'hono';
const downloads = new Map<string, string>();
const app = new Hono();

app.post('/links', async (c) => {
  const { path } = await c.req.json();
  const token = crypto.randomUUID();
  downloads.set(token, path);
  setTimeout(() => downloads.delete(token), 5 * 60_000);
  return c.json({ url: '/download/' + token });
});
app.get('/download/:token', (c) => {
  const path = downloads.get(c.req.param('token'));
  return path ? c.redirect(path) : c.notFound();
});
export default app;
`,
    },
    expect: [
      {
        symbol: 'downloads',
        verdict: 'unsafe',
        role: ['entity', 'security', 'auth'],
        severity: 'critical',
        effects: ['timer-never-fires'],
      },
    ],
    nothingElse: true,
  },

  {
    name: 'a handler waits a moment between two attempts',
    platform: 'lambda',
    files: {
      'src/retry.ts': `
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export async function withRetry<T>(work: () => Promise<T>, attempts = 3): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === attempts) throw error;
      await sleep(2 ** attempt * 100);
    }
  }
}
`,
      'src/handler.ts': `
import { withRetry } from './retry';
export const handler = () => withRetry(() => fetch('https://api.example.org').then((r) => r.json()));
`,
    },
    expect: [{ symbol: 'setTimeout', verdict: 'safe' }],
  },
  {
    name: 'a download is given up after five seconds, and its timer cleared',
    platform: 'vercel',
    files: {
      'api/proxy.js': `
export default async function handler(req, res) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 5000);
  try {
    const upstream = await fetch(req.query.url, { signal: controller.signal });
    res.status(upstream.status).send(await upstream.text());
  } finally {
    clearTimeout(timer);
  }
}
`,
    },
    expect: [{ symbol: 'setTimeout', verdict: 'safe' }],
  },
  {
    name: 'a method is called setTimeout and sets the bounds of a transaction',
    platform: 'next',
    files: {
      'app/api/pay/route.ts': `
import { Asset, BASE_FEE, Horizon, Networks, Operation, TransactionBuilder } from '@stellar/stellar-sdk';
const server = new Horizon.Server('https://horizon.stellar.org');

export async function POST(request: Request) {
  const { from, to, amount } = await request.json();
  const account = await server.loadAccount(from);
  const transaction = new TransactionBuilder(account, { fee: BASE_FEE, networkPassphrase: Networks.PUBLIC })
    .addOperation(Operation.payment({ destination: to, asset: Asset.native(), amount }))
    .setTimeout(30)
    .build();
  return Response.json({ xdr: transaction.toXDR() });
}
`,
    },
    expect: [{ symbol: 'setTimeout', verdict: 'safe' }],
  },
  {
    name: 'the platform is told to wait for what follows the answer',
    platform: 'workers',
    files: {
      'src/index.ts': `
async function log(request: Request) {
  await fetch('https://log.example.org', { method: 'POST', body: request.url });
}
export default {
  async fetch(request: Request, env: unknown, ctx: ExecutionContext): Promise<Response> {
    ctx.waitUntil(log(request));
    return new Response('hello');
  },
};
`,
    },
    expect: [],
  },
  {
    name: 'after() keeps the function alive until the view is counted',
    platform: 'next',
    files: {
      'app/blog/[slug]/page.tsx': `
import { after } from 'next/server';
import { countView, postOf } from '../../../lib/posts';
export default async function Post({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params;
  after(() => countView(slug));
  return <article>{(await postOf(slug)).text}</article>;
}
`,
      'lib/posts.ts': `
import { sql } from '@vercel/postgres';
export const postOf = async (slug: string) => (await sql.query('select * from posts where slug = $1', [slug])).rows[0];
export const countView = (slug: string) => sql.query('update posts set views = views + 1 where slug = $1', [slug]);
`,
    },
    expect: [],
  },
  {
    name: 'a schedule is declared to the platform',
    platform: 'lambda',
    files: {
      'serverless.yml': `
service: sweeper
provider: { name: aws, runtime: nodejs20.x }
functions:
  sweep:
    handler: src/sweep.handler
    events: [{ schedule: rate(1 hour) }]
`,
      'src/sweep.ts': `
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
const db = DynamoDBDocument.from(new DynamoDB({}));
export const handler = async () => {
  const { Items = [] } = await db.scan({ TableName: 'carts' });
  for (const item of Items) await db.delete({ TableName: 'carts', Key: { id: item.id } });
};
`,
    },
    expect: [{ symbol: 'db', verdict: 'safe', role: 'client' }],
  },
  {
    name: 'a timer is part of a button in the browser',
    platform: 'next',
    files: {
      'app/countdown.tsx': `
'use client';
import { useEffect, useState } from 'react';
let mounted = 0;
export function Countdown() {
  const [left, setLeft] = useState(60);
  useEffect(() => {
    mounted += 1;
    const timer = setInterval(() => setLeft((n) => n - 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return <button disabled={left > 0}>{left + mounted}</button>;
}
`,
      'app/page.tsx': `
import { Countdown } from './countdown';
export default function Page() { return <Countdown />; }
`,
    },
    expect: [{ symbol: 'setInterval', verdict: 'safe' }],
  },
  {
    name: 'a run asks every second whether it was cancelled, until it is over',
    platform: 'next',
    files: run('const run = new Run(id);', 'this.stop();'),
    expect: [{ symbol: 'setInterval', verdict: 'safe' }],
  },
  {
    name: 'a run asks every second whether it was cancelled, long after it is over',
    platform: 'next',
    files: run('const run = new Run(id);', ''),
    expect: [{ symbol: 'setInterval', verdict: 'unsafe', rule: 'no-background-timer' }],
    nothingElse: true,
  },
  {
    name: 'a watcher of all runs stops asking when the instance sleeps',
    platform: 'next',
    files: run('const run = (runs[id] ??= new Run(id));', 'this.stop();'),
    expect: [{ symbol: 'setInterval', verdict: 'unsafe', rule: 'no-background-timer' }],
  },
  {
    name: 'questions without an answer are never passed on, since a timer does it that also counts what it did',
    platform: 'express',
    files: {
      'metrics.ts': `
const store = new Map<string, number>();
export const increment = (name: string) => store.set(name, (store.get(name) ?? 0) + 1);
export const all = () => Object.fromEntries(store);
`,
      'mail.ts': `
import { increment } from './metrics.js';
export async function send(to: string) {
  await fetch('https://mail.example.org', { method: 'POST', body: to });
  increment('mails');
}
`,
      'escalation.ts': `
import { send } from './mail.js';
let handle: ReturnType<typeof setInterval> | null = null;
async function escalate() {
  const open = await (await fetch('https://db.example.org/questions?open')).json();
  for (const question of open) await pass(question);
}
async function pass(question: { expert: string }) {
  await send(question.expert);
}
export function start() {
  if (handle) clearInterval(handle);
  handle = setInterval(() => { escalate().catch(console.error); }, 3_600_000);
}
export function stop() {
  if (handle) clearInterval(handle);
  handle = null;
}
`,
      'app.ts': `
import express from 'express';
import { start } from './escalation.js';
import { all, increment } from './metrics.js';
export const app = express();
app.get('/metrics', (req, res) => {
  increment('reads');
  res.json(all());
});
start();
app.listen(3000);
`,
    },
    expect: [
      { near: 'setInterval(() =>', verdict: 'unsafe', role: 'scheduler', severity: 'high' },
      { symbol: 'store', verdict: 'unsafe', role: ['metrics', 'counter'] },
    ],
  },
  {
    name: 'the jobs of a list are begun by timers, which something else by the same name puts down when the server stops',
    platform: 'express',
    files: {
      'jobs.ts': `
type Job = { name: string; run: () => Promise<unknown>; every: number };
class Jobs {
  private intervals: Map<string, NodeJS.Timeout> = new Map();
  constructor(private readonly list: readonly Job[]) {}
  startAll() {
    for (const job of this.list) {
      const interval = setInterval(() => { job.run().catch(console.error); }, job.every);
      this.intervals.set(job.name, interval);
    }
  }
  stopAll() {
    for (const [, interval] of this.intervals.entries()) clearInterval(interval);
    this.intervals.clear();
  }
}
export const jobs = new Jobs([
  { name: 'digest', run: () => fetch('https://mail.example.org/digest', { method: 'POST' }), every: 3_600_000 },
]);
`,
      'app.ts': `
import express from 'express';
import { jobs } from './jobs.js';
export const app = express();
app.get('/', (req, res) => res.json({ ok: true }));
jobs.startAll();
process.on('SIGTERM', () => jobs.stopAll());
app.listen(3000);
`,
    },
    expect: [{ near: 'setInterval(() =>', verdict: 'unsafe', role: 'scheduler', severity: 'high' }],
  },
  {
    name: 'what is swept every ten minutes from the start of a server is swept by no function that sleeps',
    platform: 'next',
    files: {
      'instrumentation.ts': `
export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startSweeper } = await import('./lib/sweeper');
  startSweeper();
}
`,
      'lib/sweeper.ts': `
import { remove } from './rows';
let started = false;
export function startSweeper(): void {
  if (started) return;
  started = true;
  setTimeout(() => {
    void remove();
    const interval = setInterval(() => void remove(), 600_000);
    interval.unref();
  }, 30_000);
}
`,
      'lib/rows.ts': `
export const remove = () => fetch('https://rows.example.org/expired', { method: 'DELETE' });
export const all = async () => (await fetch('https://rows.example.org')).json();
`,
      'app/api/rows/route.ts': `
import { all } from '../../../lib/rows';
export async function GET() {
  return Response.json(await all());
}
`,
    },
    expect: [{ symbol: 'setInterval', verdict: 'unsafe', role: 'scheduler', severity: 'high' }],
  },
  {
    name: 'what a server loads as it starts is there for every request',
    platform: 'sveltekit',
    files: {
      'src/hooks.server.ts': `
import { load } from '$lib/server/countries';
export const init = async () => {
  await load();
};
`,
      'src/lib/server/countries.ts': `
const countries = new Map<string, string>();
export async function load() {
  const rows = await (await fetch('https://countries.example.org')).json();
  for (const row of rows) countries.set(row.code, row.name);
}
export const nameOf = (code: string) => countries.get(code);
`,
      'src/routes/api/countries/[code]/+server.ts': `
import { nameOf } from '$lib/server/countries';
export const GET = ({ params }) => new Response(nameOf(params.code) ?? 'unknown');
`,
    },
    expect: [],
    nothingElse: true,
  },
];
