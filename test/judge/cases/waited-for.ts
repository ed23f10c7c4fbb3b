import type { Case } from '../case.js';

/** Work that looks forgotten and is waited for all the same, each beside its like that is lost. */

const bulk = (end: string, more = ''): Case['files'] => ({
  'index.ts': `
import { onSchedule } from 'firebase-functions/v2/scheduler';
import { initializeApp } from 'firebase-admin/app';
import { getFirestore } from 'firebase-admin/firestore';
initializeApp();
const db = getFirestore();
export const renew = onSchedule('every 24 hours', async () => {
  const due = await db.collection('members').where('due', '==', true).get();
  const writer = db.bulkWriter();
  for (const member of due.docs) {
    ${end}
  }
  ${more}
});
`,
});

/** The same with a helper that takes the writer. */
const helped = (end: string): Case['files'] => ({
  'index.ts': `${bulk('renewOne(writer, member);', end)['index.ts'] ?? ''}
function renewOne(writer: FirebaseFirestore.BulkWriter, member: FirebaseFirestore.QueryDocumentSnapshot) {
  writer.update(member.ref, { due: false });
}
`,
});

/** The writer of an import is a field of it. */
const imported = (end: string): Case['files'] => ({
  'index.ts': `
import { onSchedule } from 'firebase-functions/v2/scheduler';
import { getFirestore } from 'firebase-admin/firestore';
const db = getFirestore();
class Import {
  private readonly writer = db.bulkWriter();
  add(id: string) {
    this.writer.set(db.doc('bills/' + id), { id });
  }
  async finish() {
    ${end}
  }
}
export const importBills = onSchedule('every 24 hours', async () => {
  const bills = await fetch('https://bills.example.org').then((response) => response.json());
  const run = new Import();
  for (const { id } of bills) run.add(id);
  await run.finish();
});
`,
});

const dialog = (settled: string): Case['files'] => ({
  'app/api/approve/route.ts': `
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
const approve = async (id: string) => prisma.approval.update({ where: { id }, data: { approved: true } });
export async function POST(request: Request) {
  const { id } = await request.json();
  const answer = await new Promise((finish) => {
    let over = false;
    const settle = (value: unknown) => {
      if (over) return;
      over = true;
      finish(value);
    };
    const timer = setTimeout(() => settle(null), 5000);
    ${settled}
  });
  return Response.json({ answer });
}
`,
});

const summary = (done: string): Case['files'] => ({
  'app/actions.ts': `
'use server';
import { createStreamableValue } from 'ai/rsc';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function summarise(id: string) {
  const words = createStreamableValue('');
  (async () => {
    const saved = await prisma.summary.create({ data: { id } });
    ${done}
  })();
  return { words: words.value };
}
`,
});

const restore = (finish: string): Case['files'] => ({
  'app/api/restore/route.ts': `
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
function progress() {
  let sink: ReadableStreamDefaultController;
  const stream = new ReadableStream({ start(ctrl) { sink = ctrl; } });
  const finish = () => { try { sink.close(); } catch {} };
  const forget = () => { console.log('restored'); };
  return { stream, finish, forget };
}
export async function POST(request: Request) {
  const backup = await request.json();
  const { stream, finish, forget } = progress();
  (async () => {
    try {
      await prisma.order.createMany({ data: backup.orders });
    } finally {
      ${finish}
    }
  })();
  return new Response(stream);
}
`,
});

const story = (heard: string): Case['files'] => ({
  'lib/tell.ts': `
import OpenAI from 'openai';
const openai = new OpenAI();
export async function tell(prompt: string, { word, end }) {
  const story = await openai.chat.completions.create({ model: 'gpt', stream: true, messages: [{ role: 'user', content: prompt }] });
  for await (const part of story) word(part.choices[0].delta.content);
  end();
}
`,
  'api/story.ts': `
import { streamText } from 'ai';
import { tell } from '../lib/tell';
export default function handler(req, res) {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  if (req.body.short) streamText({ model: 'gpt', prompt: req.body.prompt, ${heard.replace('word', 'onChunk').replace('end:', 'onFinish:')} });
  else void tell(req.body.prompt, { ${heard} });
}
`,
});

const RULE = 'no-work-after-response';

export const waitedFor: readonly Case[] = [
  {
    name: 'members are renewed in bulk, and the writer is closed before the job is over',
    platform: 'firebase',
    files: bulk('writer.update(member.ref, { due: false });', 'await writer.close();'),
    expect: [],
  },
  {
    name: 'some members are not renewed, for nobody waits for the writer to close',
    platform: 'firebase',
    files: bulk('writer.update(member.ref, { due: false });', 'writer.close();'),
    expect: [{ near: 'writer.update(', verdict: 'unsafe', severity: 'high', rule: RULE }],
    nothingElse: true,
  },
  {
    name: 'a writer is flushed for each hundred members, in the callback of a loop',
    platform: 'firebase',
    files: bulk(
      'void writer.update(member.ref, { due: false });',
      'due.docs.forEach((one) => { writer.set(one.ref, { seen: true }); });\n  await writer.flush();',
    ),
    expect: [],
  },
  {
    name: 'members are renewed when the writer is closed already, for forEach waits for nobody',
    platform: 'firebase',
    files: bulk(
      'await member.ref.get();',
      'due.docs.forEach(async (one) => { const user = await one.ref.get(); writer.set(user.ref, { due: false }); });\n  await writer.close();',
    ),
    expect: [{ near: 'writer.set(', verdict: 'unsafe', severity: 'high', rule: RULE }],
    nothingElse: true,
  },
  {
    name: 'a helper fills the writer that its caller closes',
    platform: 'firebase',
    files: helped('await writer.close();'),
    expect: [],
  },
  {
    name: 'a helper fills the writer that its caller forgets',
    platform: 'firebase',
    files: helped('console.log(due.size);'),
    expect: [{ near: 'writer.update(', verdict: 'unsafe', severity: 'high', rule: RULE }],
    nothingElse: true,
  },
  {
    name: 'an import ends when its writer has written everything',
    platform: 'firebase',
    files: imported('await this.writer.close();'),
    expect: [],
  },
  {
    name: 'an import ends before its writer has written everything',
    platform: 'firebase',
    files: imported("console.log('imported');"),
    expect: [{ near: 'this.writer.set(', verdict: 'unsafe', severity: 'high', rule: RULE }],
    nothingElse: true,
  },
  {
    name: 'roles are copied by a helper that waits for its writer, and nobody waits for the helper',
    platform: 'firebase',
    files: {
      'index.ts': `
import { onCall } from 'firebase-functions/v2/https';
import { copyRole } from './roles';
export const setRole = onCall(async ({ data }) => {
  void copyRole(data.uid, data.role);
  return { ok: true };
});
`,
      'roles.ts': `
import { getFirestore } from 'firebase-admin/firestore';
const db = getFirestore();
export async function copyRole(uid: string, role: string) {
  const writer = db.bulkWriter();
  const posts = await db.collection('posts').where('author', '==', uid).get();
  for (const post of posts.docs) writer.update(post.ref, { role });
  await writer.close();
}
`,
    },
    expect: [{ near: 'void copyRole(', verdict: 'unsafe', severity: 'high', rule: RULE }],
    nothingElse: true,
  },
  {
    name: 'changes are collected by a transaction and a batch, which are waited for',
    platform: 'firebase',
    files: {
      'index.ts': `
import { onCall } from 'firebase-functions/v2/https';
import { getFirestore, Transaction } from 'firebase-admin/firestore';
const db = getFirestore();
function book(tx: Transaction, id: string) {
  tx.set(db.doc('bookings/' + id), { id });
}
export const buy = onCall(async ({ data }) => {
  await db.runTransaction(async (tx) => {
    const seat = await tx.get(db.doc('seats/' + data.id));
    tx.update(seat.ref, { taken: true });
    book(tx, data.id);
  });
  const batch = db.batch();
  batch.set(db.doc('receipts/' + data.id), { paid: true });
  await batch.commit();
});
`,
    },
    expect: [],
  },
  {
    name: 'sign-ups are counted before the client is shut down',
    platform: 'next',
    files: {
      'app/api/signup/route.ts': `
import { PostHog } from 'posthog-node';
export async function POST(request: Request) {
  const { email } = await request.json();
  const posthog = new PostHog(process.env.POSTHOG_KEY!);
  posthog.capture({ distinctId: email, event: 'signed_up' });
  await posthog.shutdown();
  return Response.json({ ok: true });
}
`,
    },
    expect: [],
  },
  {
    name: 'an approval settles the promise that the answer waits for',
    platform: 'next',
    files: dialog('void approve(id).then((found) => { clearTimeout(timer); settle(found); });'),
    expect: [],
  },
  {
    name: 'an approval is begun in a promise that something else settles',
    platform: 'next',
    files: dialog('void approve(id).then((found) => { clearTimeout(timer); console.log(found); });\n    settle(true);'),
    expect: [{ near: 'void approve(', verdict: 'unsafe', severity: 'high', rule: RULE }],
    nothingElse: true,
  },
  {
    name: 'a payment settles a promise of its own, which nobody waits for',
    platform: 'next',
    files: {
      'app/api/pay/route.ts': `
import Stripe from 'stripe';
const stripe = new Stripe(process.env.STRIPE_KEY!);
async function refund(id: string) {
  await new Promise((resolve) => setTimeout(() => resolve(undefined), 100));
  await stripe.refunds.create({ charge: id });
}
export async function POST(request: Request) {
  const { id } = await request.json();
  void refund(id);
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ near: 'void refund(', verdict: 'unsafe', severity: 'high', rule: RULE }],
    nothingElse: true,
  },
  {
    name: 'a summary comes word by word, until it is done',
    platform: 'next',
    files: summary('words.update(saved.text);\n    words.done();'),
    expect: [],
  },
  {
    name: 'a summary is saved when the words that it stands beside are out',
    platform: 'next',
    files: summary('console.log(saved);'),
    expect: [{ near: '(async () =>', verdict: 'unsafe', severity: 'high', rule: RULE }],
    nothingElse: true,
  },
  {
    name: 'the progress of a restore is streamed until the restore is done',
    platform: 'next',
    files: restore('finish();'),
    expect: [],
  },
  {
    name: 'half of the orders are restored, for the stream does not wait for them',
    platform: 'next',
    files: restore('forget();'),
    expect: [{ near: '(async () =>', verdict: 'unsafe', severity: 'high', rule: RULE }],
    nothingElse: true,
  },
  {
    name: 'lines of an export go through a transform stream, whose writer is closed',
    platform: 'workers',
    files: {
      'src/index.ts': `
export default {
  async fetch(request: Request): Promise<Response> {
    const { readable, writable } = new TransformStream();
    const lines = writable.getWriter();
    (async () => {
      const job = await fetch('https://jobs.example.org', { method: 'POST', body: request.url });
      await lines.write(await job.text());
      await lines.close();
    })();
    return new Response(readable);
  },
};
`,
    },
    expect: [],
  },
  {
    name: 'an import is cut short, though it closes its connection to the database',
    platform: 'vercel',
    files: {
      'api/import.ts': `
import { createConnection } from 'mysql2/promise';
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
async function importAll() {
  const connection = await createConnection(process.env.OLD_DB!);
  const [rows] = await connection.query('select * from orders');
  await prisma.order.createMany({ data: rows });
  await connection.end();
}
export default async function handler(req, res) {
  void importAll();
  res.status(202).end();
}
`,
    },
    expect: [{ near: 'void importAll(', verdict: 'unsafe', severity: 'high', rule: RULE }],
    nothingElse: true,
  },
  {
    name: 'a page that is left stops the text that is being written for it',
    platform: 'next',
    files: {
      'app/api/story/route.ts': `
import Anthropic from '@anthropic-ai/sdk';
const anthropic = new Anthropic();
export async function POST(request: Request) {
  const { prompt } = await request.json();
  const story = anthropic.messages.stream({ model: 'claude', max_tokens: 100, messages: [{ role: 'user', content: prompt }] });
  const body = new ReadableStream({
    async start(controller) {
      for await (const event of story) controller.enqueue(JSON.stringify(event));
      controller.close();
    },
    cancel() { story.abort(); },
  });
  return new Response(body);
}
`,
    },
    expect: [],
  },
  {
    name: 'an answer is written word by word by whoever thinks of it',
    platform: 'vercel',
    files: story('word: (text) => res.write(text), end: () => res.end()'),
    expect: [],
  },
  {
    name: 'a story is cut off when the answer is out',
    platform: 'vercel',
    files: story('word: (text) => console.log(text), end: () => console.log(req.body.id)'),
    expect: [
      { near: 'void tell(', verdict: 'unsafe', severity: 'high', rule: RULE },
      { near: 'streamText({', verdict: 'unsafe', severity: 'high', rule: RULE },
    ],
    nothingElse: true,
  },
  {
    name: 'browsers are not told of a new order by whoever publishes it and leaves',
    platform: 'vercel',
    files: {
      'api/orders.ts': `
import Redis from 'ioredis';
const redis = new Redis(process.env.REDIS_URL!);
export default async function handler(req, res) {
  await redis.hset('orders', req.body.id, JSON.stringify(req.body));
  redis.publish('orders', req.body.id).catch(console.error);
  res.status(201).end();
}
`,
    },
    expect: [{ near: 'redis.publish', verdict: 'unsafe', severity: 'medium', rule: RULE }],
    nothingElse: true,
  },
  {
    name: 'the transcript of a talk is cut off where its listener leaves',
    platform: 'next',
    files: {
      'app/api/talk/route.ts': `
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
async function transcribe(half: ReadableStream) {
  const text = await new Response(half).text();
  await prisma.transcript.create({ data: { text } });
}
export async function POST(request: Request) {
  const { words } = await request.json();
  const talk = new ReadableStream({
    start(controller) {
      for (const word of words) controller.enqueue(word);
      controller.close();
    },
  });
  const [heard, kept] = talk.tee();
  void transcribe(kept);
  return new Response(heard);
}
`,
    },
    expect: [{ near: 'void transcribe(', verdict: 'unsafe', severity: 'high', rule: RULE }],
    nothingElse: true,
  },
  {
    name: 'an archive is packed into the answer by a helper',
    platform: 'workers',
    files: {
      'src/index.ts': `
async function pack(names: string[], into: WritableStream) {
  const out = into.getWriter();
  for (const name of names) {
    const packed = await fetch('https://pack.example.org', { method: 'POST', body: name });
    await out.write(await packed.arrayBuffer());
  }
  await out.close();
}
export default {
  async fetch(request: Request): Promise<Response> {
    const names = await request.json();
    const archive = new FixedLengthStream(4096);
    void pack(names, archive.writable);
    return new Response(archive.readable);
  },
};
`,
    },
    expect: [],
  },
];
