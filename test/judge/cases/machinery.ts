import type { Case } from '../case.js';

/** Processes, open calls and work in flight cannot leave the process that they belong to: nobody misses them elsewhere. */
export const machinery: readonly Case[] = [
  {
    name: 'a pool of child processes counts them, numbers its calls and lets them wait',
    platform: 'next',
    files: {
      'lib/sandbox.ts': `
import { fork, type ChildProcess } from 'child_process';
type Sandbox = { proc: ChildProcess; active: number; pending: Map<number, (result: unknown) => void> };
const workers = new Map<number, Sandbox>();
const queue: { resolve: (result: unknown) => void; code: string }[] = [];
let nextWorkerId = 0;
let executionIds = 0;
let spawning = 0;
let totalActive = 0;

function spawn() {
  spawning++;
  const id = ++nextWorkerId;
  const proc = fork('./sandbox.cjs');
  const sandbox: Sandbox = { proc, active: 0, pending: new Map() };
  workers.set(id, sandbox);
  proc.on('message', (message: { id: number; result: unknown }) => {
    sandbox.pending.get(message.id)?.(message.result);
    sandbox.pending.delete(message.id);
    sandbox.active--;
    totalActive--;
    drain();
  });
  proc.on('exit', () => workers.delete(id));
  spawning--;
}
function drain() {
  while (queue.length > 0) {
    const free = [...workers.values()].find(({ active }) => active < 4);
    if (!free) return;
    dispatch(free, queue.shift()!);
  }
}
function dispatch(sandbox: Sandbox, call: { resolve: (result: unknown) => void; code: string }) {
  const executionId = ++executionIds;
  sandbox.active++;
  totalActive++;
  sandbox.pending.set(executionId, call.resolve);
  sandbox.proc.send({ executionId, code: call.code });
}
export const execute = (code: string) =>
  new Promise<unknown>((resolve) => {
    if (workers.size + spawning < 4 && totalActive >= workers.size * 4) spawn();
    queue.push({ resolve, code });
    drain();
  });
`,
      'app/api/run/route.ts': `
import { execute } from '../../../lib/sandbox';
export async function POST(req: Request) {
  const { code } = await req.json();
  return Response.json({ result: await execute(code) });
}
`,
    },
    expect: ['workers', 'queue', 'nextWorkerId', 'executionIds', 'spawning', 'totalActive'].map((symbol) => ({
      symbol,
      verdict: ['advisory', 'safe'],
    })),
  },
  {
    name: 'jobs wait for a pool of child processes, and those who sent them have been answered',
    platform: 'next',
    files: {
      'lib/render.ts': `
import { fork, type ChildProcess } from 'child_process';
const workers = new Map<number, ChildProcess>();
const jobs: { id: number; template: string }[] = [];
let lastWorker = 0;
let lastJob = 0;

function drain() {
  if (workers.size < 2) workers.set(++lastWorker, fork('./render.cjs'));
  const [worker] = workers.values();
  const job = jobs.shift();
  if (job) worker?.send(job);
}
export function enqueue(template: string) {
  const id = ++lastJob;
  jobs.push({ id, template });
  drain();
  return id;
}
`,
      'app/api/render/route.ts': `
import { enqueue } from '../../../lib/render';
export async function POST(req: Request) {
  const { template } = await req.json();
  return Response.json({ job: enqueue(template) }, { status: 202 });
}
`,
    },
    expect: [
      { symbol: 'jobs', verdict: 'unsafe', role: 'queue', severity: ['high', 'critical'] },
      { symbol: 'lastJob', verdict: 'unsafe', severity: ['high', 'critical'] },
    ],
  },
  {
    name: 'a stream is stopped by a request that another instance answers',
    platform: 'express',
    files: {
      'app.js': `
const express = require('express');
const { spawn } = require('child_process');
const app = express();
const recordings = new Map();

app.post('/cameras/:id/recording', (req, res) => {
  recordings.set(req.params.id, spawn('ffmpeg', ['-i', req.body.url, '/mnt/out.mp4']));
  res.sendStatus(202);
});
app.delete('/cameras/:id/recording', (req, res) => {
  const running = recordings.get(req.params.id);
  if (!running) return res.sendStatus(404);
  running.kill();
  res.sendStatus(204);
});
module.exports = app;
`,
    },
    expect: [{ symbol: 'recordings', verdict: 'unsafe', severity: ['high', 'critical'] }],
  },
  {
    name: 'a record of who has paid stands beside the promise that loads it',
    platform: 'next',
    files: {
      'lib/checkouts.ts': `
type Checkout = { email: string; paid: boolean; sent: Promise<unknown> };
const checkouts = new Map<string, Checkout>();
export function begin(id: string, email: string) {
  checkouts.set(id, { email, paid: false, sent: fetch('https://mail.example', { method: 'POST', body: email }).then((r) => r.text()) });
}
export function pay(id: string) {
  const checkout = checkouts.get(id);
  if (!checkout) return undefined;
  checkout.paid = true;
  return checkout.email;
}
`,
      'app/api/checkout/route.ts': `
import { begin } from '../../../lib/checkouts';
export async function POST(req: Request) {
  const { id, email } = await req.json();
  begin(id, email);
  return Response.json({ id });
}
`,
      'app/api/paid/route.ts': `
import { pay } from '../../../lib/checkouts';
export async function POST(req: Request) {
  const { id } = await req.json();
  const email = pay(id);
  return email ? Response.json({ email }) : new Response('unknown', { status: 404 });
}
`,
    },
    expect: [{ symbol: 'checkouts', verdict: 'unsafe', severity: 'critical' }],
  },
  {
    name: 'whoever runs something on behalf of a run waits for it before the run is answered',
    platform: 'next',
    files: {
      'lib/children.ts': `
const pendingRuns = new Map<string, Set<Promise<unknown>>>();
export function track(parent: string, run: Promise<unknown>) {
  let pending = pendingRuns.get(parent);
  if (!pending) {
    pending = new Set();
    pendingRuns.set(parent, pending);
  }
  pending.add(run);
  void run.finally(() => {
    pending.delete(run);
    if (pending.size === 0) pendingRuns.delete(parent);
  });
}
export async function settle(parent: string) {
  const pending = pendingRuns.get(parent);
  if (pending) await Promise.allSettled([...pending]);
}
`,
      'app/api/run/route.ts': `
import { settle, track } from '../../../lib/children';
async function runBlock(block: string) {
  const answer = await fetch('https://blocks.example/' + block);
  return answer.json();
}
export async function POST(req: Request) {
  const { id, blocks } = await req.json();
  for (const block of blocks) track(id, runBlock(block));
  await settle(id);
  return Response.json({ id });
}
`,
    },
    expect: [{ symbol: 'pendingRuns', verdict: ['advisory', 'safe'] }],
  },
  {
    name: 'what Redis publishes comes to every instance, and each tells its own streams',
    platform: 'next',
    files: {
      'lib/channel.ts': `
import Redis from 'ioredis';
class Channel<T> {
  private pub = new Redis(process.env.REDIS_URL!);
  private sub = new Redis(process.env.REDIS_URL!);
  private handlers = new Set<(event: T) => void>();
  constructor(private name: string) {
    this.sub.subscribe(name);
    this.sub.on('message', (channel: string, message: string) => {
      if (channel !== this.name) return;
      for (const handler of this.handlers) handler(JSON.parse(message));
    });
  }
  async publish(event: T) {
    await this.pub.publish(this.name, JSON.stringify(event));
  }
  subscribe(handler: (event: T) => void) {
    this.handlers.add(handler);
    return () => this.handlers.delete(handler);
  }
}
export const orders = new Channel<{ id: string }>('orders');
`,
      'app/api/orders/route.ts': `
import { orders } from '../../../lib/channel';
export async function POST(req: Request) {
  await orders.publish(await req.json());
  return new Response(null, { status: 201 });
}
export async function GET(req: Request) {
  const stream = new ReadableStream({
    start(controller) {
      const leave = orders.subscribe(({ id }) => controller.enqueue('data: ' + id));
      req.signal.addEventListener('abort', leave);
    },
  });
  return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
}
`,
    },
    expect: [{ symbol: 'Channel.handlers', verdict: ['advisory', 'safe'] }],
  },
  {
    name: 'a subscription brings what others publish, and what is published here is told here alone',
    platform: 'next',
    files: {
      'lib/channel.ts': `
import Redis from 'ioredis';
type Handler = (event: { id: string }) => void;
const listeners = new Set<Handler>();
const sub = new Redis(process.env.REDIS_URL!);
sub.subscribe('prices');
sub.on('message', (_channel: string, message: string) => {
  for (const handler of listeners) handler(JSON.parse(message));
});
export function publish(event: { id: string }) {
  for (const handler of listeners) handler(event);
}
export function subscribe(handler: Handler) {
  listeners.add(handler);
  return () => listeners.delete(handler);
}
`,
      'app/api/orders/route.ts': `
import { publish, subscribe } from '../../../lib/channel';
export async function POST(req: Request) {
  publish(await req.json());
  return new Response(null, { status: 201 });
}
export async function GET(req: Request) {
  const stream = new ReadableStream({
    start(controller) {
      const leave = subscribe(({ id }) => controller.enqueue('data: ' + id));
      req.signal.addEventListener('abort', leave);
    },
  });
  return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
}
`,
    },
    expect: [{ symbol: 'listeners', verdict: 'unsafe' }],
  },
  {
    name: 'what an instance has seen of a service that it calls is its own',
    platform: 'express',
    files: {
      'mail.ts': `
import { Resend } from 'resend';
const resend = new Resend(process.env.RESEND_KEY);
const status = { resendAvailable: true, lastError: null as string | null, errorCount: 0, lastSuccessfulSend: null as string | null };
export async function send(to: string) {
  const { error } = await resend.emails.send({ from: 'shop@example.org', to, subject: 'Thanks', text: 'Thank you' });
  if (error) {
    status.lastError = error.message;
    status.errorCount++;
    status.resendAvailable = false;
    return false;
  }
  status.resendAvailable = true;
  status.lastSuccessfulSend = new Date().toISOString();
  return true;
}
export const health = () => ({ ...status, healthy: status.resendAvailable && status.errorCount < 5 });
`,
      'app.ts': `
import express from 'express';
import { health, send } from './mail.js';
export const app = express();
app.post('/thanks', async (req, res) => { res.json({ sent: await send(req.body.to) }); });
app.get('/health/mail', (_req, res) => { res.json(health()); });
`,
    },
    expect: [{ symbol: 'status', verdict: 'advisory', role: 'other' }],
  },
  {
    name: 'timers that look again and again stop with the instance, and what they are stopped by is of use to no other',
    platform: 'express',
    files: {
      'src/watcher.ts': `
import { balanceOf } from './chain';
class Watcher {
  private readonly refreshTimers: Map<string, NodeJS.Timeout> = new Map();
  watch(address: string): void {
    if (this.refreshTimers.has(address)) clearInterval(this.refreshTimers.get(address)!);
    const timer = setInterval(() => void balanceOf(address), 300_000);
    this.refreshTimers.set(address, timer);
  }
  stop(address: string): void {
    const timer = this.refreshTimers.get(address);
    if (!timer) return;
    clearInterval(timer);
    this.refreshTimers.delete(address);
  }
  stopAll(): void {
    for (const timer of this.refreshTimers.values()) clearInterval(timer);
    this.refreshTimers.clear();
  }
}
export const watcher = new Watcher();
`,
      'src/chain.ts': `export const balanceOf = async (address: string) => (await fetch('https://chain.example.org/' + address)).json();\n`,
      'src/app.ts': `
import express from 'express';
import { watcher } from './watcher';
const app = express();
app.post('/watch/:address', (req, res) => {
  watcher.watch(req.params.address);
  res.status(202).end();
});
app.delete('/watch/:address', (req, res) => {
  watcher.stop(req.params.address);
  res.status(204).end();
});
export default app;
`,
    },
    expect: [
      { symbol: 'Watcher.refreshTimers', verdict: 'advisory', role: 'scheduler', severity: 'low' },
      { symbol: 'setInterval', verdict: 'unsafe', role: 'scheduler', severity: 'high' },
    ],
    nothingElse: true,
  },
];
