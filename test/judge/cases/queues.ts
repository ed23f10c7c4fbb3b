import type { Case } from '../case.js';

/** Work that waits, and what is known of its progress. */
export const queues: readonly Case[] = [
  {
    name: 'an accepted job is never done',
    platform: 'express',
    files: {
      'src/queue.js': `
const { render } = require('./render');
const jobs = [];
let busy = false;

exports.enqueue = (job) => {
  jobs.push(job);
  if (!busy) drain();
};
async function drain() {
  busy = true;
  while (jobs.length > 0) await render(jobs.shift());
  busy = false;
}
`,
      'src/render.js': `exports.render = (job) => fetch('https://render.example.org', { method: 'POST', body: JSON.stringify(job) });\n`,
      'src/app.js': `
const express = require('express');
const { enqueue } = require('./queue');
const app = express();
app.post('/videos', (req, res) => {
  enqueue({ url: req.body.url });
  res.sendStatus(202);
});
module.exports = app;
`,
    },
    expect: [{ symbol: 'jobs', verdict: 'unsafe', role: 'queue', severity: 'high' }],
  },
  {
    name: 'the state of an export is "not found" on the instance that is asked',
    platform: 'next',
    files: {
      'lib/jobs.ts': `
type Job = { status: 'running' | 'done' | 'failed'; progress: number; url?: string };
const jobs = new Map<string, Job>();

export async function start(id: string, run: (report: (progress: number) => void) => Promise<string>) {
  jobs.set(id, { status: 'running', progress: 0 });
  try {
    const url = await run((progress) => {
      const job = jobs.get(id);
      if (job) job.progress = progress;
    });
    jobs.set(id, { status: 'done', progress: 100, url });
  } catch {
    jobs.set(id, { status: 'failed', progress: 0 });
  }
}
export const jobOf = (id: string) => jobs.get(id);
`,
      'app/api/exports/route.ts': `
import { waitUntil } from '@vercel/functions';
import { start } from '../../../lib/jobs';
import { exportAll } from '../../../lib/export';
export async function POST() {
  const id = crypto.randomUUID();
  waitUntil(start(id, exportAll));
  return Response.json({ id }, { status: 202 });
}
`,
      'app/api/exports/[id]/route.ts': `
import { jobOf } from '../../../../lib/jobs';
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }) {
  const job = jobOf((await params).id);
  return job ? Response.json(job) : Response.json({ error: 'Job not found' }, { status: 404 });
}
`,
      'lib/export.ts': `export async function exportAll(report: (progress: number) => void) { report(50); return 'https://files.example.org/1.zip'; }\n`,
    },
    expect: [{ symbol: 'jobs', verdict: 'unsafe', role: ['queue', 'entity'], severity: ['high', 'critical'] }],
    nothingElse: true,
  },
  {
    name: 'clicks that wait for a full batch are lost',
    platform: 'lambda',
    files: {
      'src/track.ts': `
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
const firehose = new FirehoseClient({});
const batch: { Data: Uint8Array }[] = [];

export const handler = async (event: { body: string }) => {
  batch.push({ Data: Buffer.from(event.body) });
  if (batch.length >= 50) {
    await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: 'clicks', Records: batch.splice(0) }));
  }
  return { statusCode: 204 };
};
`,
    },
    expect: [
      { symbol: 'batch', verdict: 'unsafe', role: 'queue', severity: 'high' },
      { symbol: 'firehose', verdict: 'safe', role: 'client' },
    ],
    nothingElse: true,
  },
  {
    name: 'invoices wait in p-queue when the instance stops',
    platform: 'fastify',
    files: {
      'src/invoices.ts': `
import PQueue from 'p-queue';
const queue = new PQueue({ concurrency: 1 });
export const schedule = (order: string) => {
  void queue.add(() => fetch('https://invoices.example.org/' + order, { method: 'POST' }));
};
`,
      'src/app.ts': `
import Fastify from 'fastify';
import { schedule } from './invoices.js';
export const app = Fastify();
app.post<{ Params: { id: string } }>('/orders/:id/invoice', async (request, reply) => {
  schedule(request.params.id);
  return reply.code(202).send();
});
`,
    },
    expect: [{ symbol: 'queue', verdict: 'unsafe', role: 'queue', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'an upload shows zero per cent for ever',
    platform: 'sveltekit',
    files: {
      'src/lib/server/progress.js': `
const uploadProgress = {};
export const report = (id, sent, total) => { uploadProgress[id] = { sent, total }; };
export const progressOf = (id) => uploadProgress[id] ?? { sent: 0, total: 0 };
`,
      'src/routes/uploads/[id]/+server.js': `
import { json } from '@sveltejs/kit';
import { progressOf, report } from '$lib/server/progress';
export const GET = ({ params }) => json(progressOf(params.id));
export const PUT = async ({ params, request }) => {
  let sent = 0;
  for await (const chunk of request.body) {
    sent += chunk.length;
    report(params.id, sent, Number(request.headers.get('content-length')));
  }
  return new Response();
};
`,
    },
    expect: [
      {
        symbol: 'uploadProgress',
        verdict: 'unsafe',
        role: ['queue', 'entity', 'user-data', 'session'],
        severity: ['high', 'critical'],
      },
    ],
    nothingElse: true,
  },
  {
    name: 'an alert is shown to nobody',
    platform: 'express',
    files: {
      'monitor.js': `
class Monitor {
  constructor() {
    this.alerts = [];
  }
  raise(level, message) {
    this.alerts.push({ level, message, at: new Date(), acknowledged: false });
    if (this.alerts.length > 200) this.alerts.shift();
  }
  acknowledge(index) {
    this.alerts[index].acknowledged = true;
  }
  open() {
    return this.alerts.filter((alert) => !alert.acknowledged);
  }
}
module.exports = new Monitor();
`,
      'app.js': `
const express = require('express');
const monitor = require('./monitor');
const app = express();
app.post('/sensors', (req, res) => {
  if (req.body.temperature > 80) monitor.raise('critical', 'Sensor ' + req.body.id + ' is hot');
  res.sendStatus(204);
});
app.get('/alerts', (req, res) => res.json(monitor.open()));
app.post('/alerts/:index/ack', (req, res) => {
  monitor.acknowledge(req.params.index);
  res.sendStatus(204);
});
module.exports = app;
`,
    },
    expect: [{ symbol: 'Monitor.alerts', verdict: 'unsafe', role: 'queue', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'a mail that failed waits for a retry in vain',
    platform: 'netlify',
    files: {
      'netlify/functions/send.js': `
const failed = [];

async function deliver(mail) {
  const response = await fetch('https://mail.example.org', { method: 'POST', body: JSON.stringify(mail) });
  if (!response.ok) throw new Error(response.statusText);
}

exports.handler = async (event) => {
  for (const mail of failed.splice(0)) await deliver(mail).catch(() => failed.push(mail));
  const mail = JSON.parse(event.body);
  await deliver(mail).catch(() => failed.push(mail));
  return { statusCode: 202 };
};
`,
    },
    expect: [{ symbol: 'failed', verdict: 'unsafe', role: 'queue', severity: 'high' }],
    nothingElse: true,
  },

  {
    name: 'a search walks a graph with a list of its own',
    platform: 'lambda',
    files: {
      'src/path.ts': `
import { neighbours } from './graph';
export const handler = async (event: { from: string; to: string }) => {
  const queue = [event.from];
  const visited = new Set(queue);
  while (queue.length > 0) {
    const node = queue.shift()!;
    if (node === event.to) return { reachable: true };
    for (const next of await neighbours(node)) {
      if (visited.has(next)) continue;
      visited.add(next);
      queue.push(next);
    }
  }
  return { reachable: false };
};
`,
      'src/graph.ts': `export const neighbours = async (node: string): Promise<string[]> => (await fetch('https://graph.example.org/' + node)).json();\n`,
    },
    expect: [
      { symbol: 'queue', verdict: 'safe' },
      { symbol: 'visited', verdict: 'safe' },
    ],
  },
  {
    name: 'a job is handed to SQS',
    platform: 'lambda',
    files: {
      'src/enqueue.js': `
const { SQSClient, SendMessageBatchCommand } = require('@aws-sdk/client-sqs');
const queue = new SQSClient({ region: 'eu-central-1' });
exports.handler = async (event) => {
  const entries = event.jobs.map((job, index) => ({ Id: String(index), MessageBody: JSON.stringify(job) }));
  await queue.send(new SendMessageBatchCommand({ QueueUrl: process.env.QUEUE_URL, Entries: entries }));
};
`,
    },
    expect: [{ symbol: 'queue', verdict: 'safe', role: 'client' }],
  },
  {
    name: 'handlers of jobs are listed while the module loads',
    platform: 'express',
    files: {
      'src/jobs.ts': `
type Job = (payload: unknown) => Promise<void>;
const handlers: Record<string, Job> = {};
const register = (name: string, job: Job) => {
  handlers[name] = job;
};
register('resize', async () => {});
register('mail', async () => {});
export const run = (name: string, payload: unknown) => handlers[name]?.(payload);
`,
      'src/app.ts': `
import express from 'express';
import { run } from './jobs.js';
export const app = express();
app.post('/tasks/:name', async (req, res) => {
  await run(req.params.name, req.body);
  res.sendStatus(204);
});
`,
    },
    expect: [{ symbol: 'handlers', verdict: 'safe' }],
  },
  {
    name: 'the deadlines of calls on their way are linked to each other',
    platform: 'express',
    files: {
      'src/deadlines.ts': `
interface Deadline { expire: () => void; previous: Deadline | undefined; next: Deadline | undefined }
export class Deadlines {
  #last: Deadline | undefined;
  begin(expire: () => void): Deadline {
    const deadline: Deadline = { expire, previous: this.#last, next: undefined };
    this.#last = deadline;
    return deadline;
  }
  met(deadline: Deadline): void {
    if (deadline.previous) deadline.previous.next = deadline.next;
  }
}
`,
      'src/app.ts': `
import express from 'express';
import { Deadlines } from './deadlines.js';
export const app = express();
const deadlines = new Deadlines();
function within<T>(work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const deadline = deadlines.begin(() => reject(new Error('late')));
    work().then((result) => {
      deadlines.met(deadline);
      resolve(result);
    }, reject);
  });
}
app.get('/report', async (_req, res) => {
  res.json(await within(() => fetch('https://reports.example.org')));
});
`,
    },
    expect: [{ symbol: 'Deadlines.#last', verdict: 'advisory' }],
  },
  {
    name: 'BullMQ only adds to a queue that lives in Redis',
    platform: 'next',
    files: {
      'lib/queue.ts': `
import { Queue } from 'bullmq';
export const mails = new Queue('mails', { connection: { url: process.env.REDIS_URL } });
`,
      'app/api/invite/route.ts': `
import { mails } from '../../../lib/queue';
export async function POST(request: Request) {
  await mails.add('invite', await request.json());
  return new Response(null, { status: 202 });
}
`,
    },
    expect: [{ symbol: 'mails', verdict: 'safe', role: 'client' }],
  },
  {
    name: 'what does the jobs is registered under its name when the server starts',
    platform: 'express',
    files: {
      'worker.ts': `
type Processor = (payload: unknown) => Promise<unknown>;
const processors = new Map<string, Processor>();
export function register(type: string, processor: Processor) {
  processors.set(type, processor);
}
export async function run(job: { type: string; payload: unknown }) {
  const processor = processors.get(job.type);
  if (!processor) throw new Error('no processor for ' + job.type);
  return processor(job.payload);
}
`,
      'app.ts': `
import express from 'express';
import { register, run } from './worker.js';
export function startup() {
  register('documents', async (payload) => fetch('https://ocr.example.org', { method: 'POST', body: JSON.stringify(payload) }));
}
export const app = express();
app.post('/jobs', async (req, res) => {
  startup();
  res.json(await run(req.body));
});
`,
    },
    expect: [{ symbol: 'processors', verdict: ['safe', 'advisory'] }],
  },
];
