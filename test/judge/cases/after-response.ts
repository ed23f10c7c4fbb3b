import type { Case } from '../case.js';

/** Work that a request begins and that nobody waits for: the instance is frozen when the answer is out. */
export const afterResponse: readonly Case[] = [
  {
    name: 'a buyer gets no confirmation by mail',
    platform: 'next',
    files: {
      'app/api/orders/route.ts': `
import { Resend } from 'resend';
import { PrismaClient } from '@prisma/client';
const resend = new Resend(process.env.RESEND_KEY);
const prisma = new PrismaClient();
export async function POST(request: Request) {
  const order = await prisma.order.create({ data: await request.json() });
  resend.emails.send({ from: 'shop@example.org', to: order.email, subject: 'Thank you', html: '' }).catch(console.error);
  return Response.json(order, { status: 201 });
}
`,
    },
    expect: [
      {
        near: 'resend.emails.send',
        verdict: 'unsafe',
        rule: 'no-work-after-response',
        severity: 'high',
        effects: ['work-after-response'],
      },
    ],
    nothingElse: true,
  },
  {
    name: 'a video is never converted, for the answer goes out first',
    platform: 'vercel',
    files: {
      'api/videos.ts': `
import { convert } from '../lib/convert';
export default async function handler(req, res) {
  res.status(202).json({ id: req.body.id });
  void convert(req.body.id);
}
`,
      'lib/convert.ts': `
import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3';
const s3 = new S3Client({});
export async function convert(id: string) {
  const bytes = await fetch('https://videos.example.org/' + id).then((r) => r.arrayBuffer());
  await s3.send(new PutObjectCommand({ Bucket: 'videos', Key: id, Body: new Uint8Array(bytes) }));
}
`,
    },
    expect: [{ near: 'void convert(', verdict: 'unsafe', rule: 'no-work-after-response', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'some guests are not invited, for forEach waits for nobody',
    platform: 'lambda',
    files: {
      'src/invite.js': `
const { SESClient, SendEmailCommand } = require('@aws-sdk/client-ses');
const ses = new SESClient({});
exports.handler = async (event) => {
  event.guests.forEach(async (guest) => {
    await ses.send(new SendEmailCommand({ Destination: { ToAddresses: [guest] }, Source: 'a@example.org' }));
  });
  return { statusCode: 202 };
};
`,
    },
    expect: [{ near: 'event.guests.forEach', verdict: 'unsafe', rule: 'no-work-after-response', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'a record is missing behind an Express app that runs as a function',
    platform: 'express',
    files: {
      'src/app.js': `
const express = require('express');
const serverless = require('serverless-http');
const mongoose = require('mongoose');
const Reading = mongoose.model('Reading', new mongoose.Schema({ value: Number }));
const app = express();
app.post('/readings', (req, res) => {
  Reading.create({ value: req.body.value });
  res.sendStatus(202);
});
module.exports.handler = serverless(app);
`,
      'serverless.yml': `
service: readings
provider: { name: aws, runtime: nodejs20.x }
functions:
  app: { handler: src/app.handler, events: [{ httpApi: '*' }] }
`,
    },
    expect: [{ near: 'Reading.create(', verdict: 'unsafe', rule: 'no-work-after-response', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'a Worker cancels the hit that it has begun to count',
    platform: 'workers',
    files: {
      'src/index.ts': `
export default {
  async fetch(request: Request): Promise<Response> {
    fetch('https://stats.example.org/track', { method: 'POST', body: request.url });
    return new Response('hello');
  },
};
`,
    },
    expect: [{ near: "fetch('https://stats", verdict: 'unsafe', rule: 'no-work-after-response', severity: 'medium' }],
    nothingElse: true,
  },
  {
    name: 'the ledger lacks what was written when the answer had gone out',
    platform: 'vercel',
    files: {
      'api/transfer.js': `
import { createClient } from '@supabase/supabase-js';
const supabase = createClient(process.env.URL, process.env.KEY);
export default async function handler(req, res) {
  res.on('finish', () => {
    Promise.all(req.body.entries.map(async (entry) => {
      await supabase.from('ledger').insert(entry);
    }));
  });
  res.status(202).end();
}
`,
    },
    expect: [{ near: 'Promise.all(', verdict: 'unsafe', rule: 'no-work-after-response', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'a welcome is put off with setImmediate until the instance sleeps',
    platform: 'vercel',
    files: {
      'api/register.js': `
import nodemailer from 'nodemailer';
const transporter = nodemailer.createTransport(process.env.SMTP);
export default async function handler(req, res) {
  setImmediate(async () => {
    await transporter.sendMail({ to: req.body.email, subject: 'Welcome' });
  });
  res.status(201).end();
}
`,
    },
    expect: [{ near: 'setImmediate', verdict: 'unsafe', rule: 'no-work-after-response', severity: 'high' }],
    nothingElse: true,
  },

  {
    name: 'a server that goes on running sends its mails when it likes',
    platform: 'express',
    files: {
      'server.js': `
const express = require('express');
const nodemailer = require('nodemailer');
const transporter = nodemailer.createTransport(process.env.SMTP);
const app = express();
app.post('/register', (req, res) => {
  transporter.sendMail({ to: req.body.email, subject: 'Welcome' }).catch(console.error);
  res.sendStatus(201);
});
app.listen(3000);
`,
    },
    expect: [],
  },
  {
    name: 'the answer goes out at the end of a chain',
    platform: 'vercel',
    files: {
      'api/orders.js': `
import mongoose from 'mongoose';
const Order = mongoose.model('Order', new mongoose.Schema({ sku: String }));
export default function handler(req, res) {
  Order.create({ sku: req.body.sku })
    .then((order) => res.status(201).json(order))
    .catch((error) => res.status(500).json({ error: error.message }));
}
`,
    },
    expect: [],
  },
  {
    name: 'a handler hands the request on to one that answers',
    platform: 'vercel',
    files: {
      'lib/create.js': `
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function create(req, res) {
  res.status(201).json(await prisma.note.create({ data: req.body }));
}
`,
      'api/notes.js': `
import { create } from '../lib/create';
export default function handler(req, res) {
  if (req.method === 'POST') create(req, res);
  else res.status(405).end();
}
`,
    },
    expect: [],
  },
  {
    name: 'several writes are waited for together',
    platform: 'lambda',
    files: {
      'src/save.ts': `
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
const db = new DynamoDBClient({});
const put = (item: object) => db.send(new PutItemCommand({ TableName: 't', Item: item as never }));
export const handler = async (event: { items: object[] }) => {
  const first = put(event.items[0]!);
  const writes = event.items.slice(1).map((item) => put(item));
  writes.push(first);
  await Promise.all(writes);
  return { statusCode: 200 };
};
`,
    },
    expect: [],
  },
  {
    name: 'what is thrown away was only a look at the database',
    platform: 'next',
    files: {
      'lib/warm.ts': `
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function warm() { await prisma.user.findFirst(); }
export const log = (text: string) => { console.log(text); };
`,
      'app/api/ping/route.ts': `
import { log, warm } from '../../../lib/warm';
export async function GET() {
  void warm();
  log('ping');
  return new Response('pong');
}
`,
    },
    expect: [],
  },
  {
    name: 'the function is kept awake until the mail is out',
    platform: 'vercel',
    files: {
      'api/contact.ts': `
import { waitUntil } from '@vercel/functions';
import { Resend } from 'resend';
const resend = new Resend(process.env.RESEND_KEY);
export default async function handler(req, res) {
  waitUntil(resend.emails.send({ from: 'a@example.org', to: 'b@example.org', subject: req.body.subject, text: '' }));
  res.status(202).end();
}
`,
    },
    expect: [],
  },
  {
    name: 'a promise is kept in a variable and waited for at the end',
    platform: 'next',
    files: {
      'app/api/chat/route.ts': `
export async function POST(request: Request) {
  let saving: Promise<unknown> | undefined;
  const text = await request.text();
  if (text) {
    saving = fetch('https://db.example.org', { method: 'POST', body: text });
  }
  const answer = await fetch('https://llm.example.org?q=' + text).then((r) => r.text());
  await saving;
  return new Response(answer);
}
`,
    },
    expect: [],
  },
  {
    name: 'a stream is filled while the answer is being sent',
    platform: 'next',
    files: {
      'app/api/export/route.ts': `
export async function GET() {
  const stream = new ReadableStream({
    start(controller) {
      (async () => {
        const response = await fetch('https://jobs.example.org', { method: 'POST' });
        controller.enqueue(await response.text());
        controller.close();
      })();
    },
  });
  return new Response(stream);
}
`,
    },
    expect: [],
  },
  {
    name: 'a button of a page saves when it is pressed, in the browser',
    platform: 'next',
    files: {
      'pages/index.jsx': `
import { useEffect } from 'react';
export default function Home({ user }) {
  useEffect(() => { fetch('/api/seen', { method: 'POST' }); }, []);
  const save = async () => { await fetch('/api/save', { method: 'POST' }); };
  return <button onClick={() => { save(); }}>{user}</button>;
}
`,
      'pages/api/seen.js': `export default function handler(req, res) { res.status(204).end(); }\n`,
    },
    expect: [],
  },
  {
    name: 'commands are lined up in a pipeline, which is then sent',
    platform: 'lambda',
    files: {
      'src/score.ts': `
import Redis from 'ioredis';
const redis = new Redis(process.env.REDIS_URL!);
export const handler = async (event: { user: string }) => {
  const pipeline = redis.pipeline();
  pipeline.hincrby('scores', event.user, 1);
  pipeline.expire('scores', 60);
  await pipeline.exec();
  return { statusCode: 204 };
};
`,
    },
    expect: [],
  },
  {
    name: 'the time of the last visit may well be lost',
    platform: 'next',
    files: {
      'app/api/login/route.ts': `
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function POST(request: Request) {
  const { email } = await request.json();
  const user = await prisma.user.findUnique({ where: { email } });
  prisma.user.update({ where: { email }, data: { lastLoginAt: new Date() } }).catch(() => undefined);
  return Response.json(user);
}
`,
    },
    expect: [{ near: 'prisma.user.update', verdict: 'advisory', severity: 'low' }],
  },
  {
    name: 'a search gives up on a slow source and waits for nothing else',
    platform: 'lambda',
    files: {
      'src/search.ts': `
const timeout = (ms: number) => new Promise((_, reject) => setTimeout(() => reject(new Error('slow')), ms));
export const handler = async (event: { q: string }) => {
  const signal = AbortSignal.timeout(1000);
  return Promise.race([fetch('https://search.example.org?q=' + event.q, { signal }), timeout(2000)]);
};
`,
    },
    expect: [{ symbol: 'setTimeout', verdict: 'safe' }],
  },
  {
    name: 'neither the points nor the receipt of an order are there, for two helpers are waited for by nobody',
    platform: 'next',
    files: {
      'lib/points.ts': `
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function changePoints(user: string, by: number) {
  await prisma.user.update({ where: { id: user }, data: { points: { increment: by } } });
}
`,
      'lib/receipt.ts': `
import { Resend } from 'resend';
const resend = new Resend(process.env.RESEND_KEY);
export async function sendReceipt(to: string) {
  await resend.emails.send({ from: 'shop@example.org', to, subject: 'Receipt', html: '' });
}
`,
      'app/api/orders/route.ts': `
import { changePoints } from '../../../lib/points';
import { sendReceipt } from '../../../lib/receipt';
export async function POST(request: Request) {
  const { user, email } = await request.json();
  changePoints(user, 1);
  sendReceipt(email);
  return Response.json({ ok: true });
}
export async function DELETE(request: Request) {
  const { user } = await request.json();
  changePoints(user, -1);
  return Response.json({ ok: true });
}
`,
    },
    expect: [
      { symbol: 'changePoints', verdict: 'unsafe', role: 'entity', severity: 'high', rule: 'no-work-after-response' },
      { symbol: 'sendReceipt', verdict: 'unsafe', role: 'queue', severity: 'high', rule: 'no-work-after-response' },
    ],
    nothingElse: true,
  },
  {
    name: 'a handler puts off a payment and a measurement, and each is told',
    platform: 'vercel',
    files: {
      'api/checkout.ts': `
import Stripe from 'stripe';
import { PostHog } from 'posthog-node';
const stripe = new Stripe(process.env.STRIPE_KEY!);
const posthog = new PostHog(process.env.POSTHOG_KEY!);
export default async function handler(req, res) {
  stripe.paymentIntents.create({ amount: req.body.amount, currency: 'eur' });
  fetch('https://stats.example.org/track', { method: 'POST', body: JSON.stringify({ event: 'checkout' }) });
  res.json({ ok: true });
}
`,
    },
    expect: [
      { near: 'paymentIntents.create', verdict: 'unsafe', severity: 'high', rule: 'no-work-after-response' },
      {
        near: 'stats.example.org',
        verdict: 'unsafe',
        severity: 'medium',
        role: 'metrics',
        rule: 'no-work-after-response',
      },
    ],
    nothingElse: true,
  },
  {
    name: 'two functions of one service each forget to wait for the database',
    platform: 'vercel',
    files: {
      'lib/service.ts': `
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export function makeService() {
  async function place(order) {
    prisma.order.create({ data: order });
    return { ok: true };
  }
  async function cancel(id: string) {
    prisma.order.delete({ where: { id } });
    return { ok: true };
  }
  return { place, cancel };
}
`,
      'api/orders.ts': `
import { makeService } from '../lib/service';
const service = makeService();
export default async function handler(req, res) {
  res.json(req.method === 'DELETE' ? await service.cancel(req.query.id) : await service.place(req.body));
}
`,
    },
    expect: [
      { symbol: 'prisma.order.create', verdict: 'unsafe', severity: 'high', rule: 'no-work-after-response' },
      { symbol: 'prisma.order.delete', verdict: 'unsafe', severity: 'high', rule: 'no-work-after-response' },
    ],
    nothingElse: true,
  },
  {
    name: 'the last lines of a log are not sent, which nobody will miss as an order',
    platform: 'next',
    files: {
      'lib/sender.ts': `
class Logger {
  private lines: string[] = [];
  add(line: string) {
    this.lines.push(line);
    if (this.lines.length >= 50) this.flush();
  }
  async flush() {
    await fetch('https://collect.example.org', { method: 'POST', body: JSON.stringify(this.lines) });
  }
}
export const sender = new Logger();
`,
      'app/api/orders/route.ts': `
import { sender } from '../../../lib/sender';
export async function POST(request: Request) {
  const order = await request.json();
  sender.add('order ' + order.id);
  return Response.json(order);
}
`,
    },
    expect: [{ symbol: 'flush', verdict: 'advisory', severity: 'low', rule: 'no-work-after-response' }],
    nothingElse: false,
  },
  {
    name: 'the last orders of a batch are not sent',
    platform: 'next',
    files: {
      'lib/sender.ts': `
class Outbox {
  private orders: string[] = [];
  add(order: string) {
    this.orders.push(order);
    if (this.orders.length >= 50) this.flush();
  }
  async flush() {
    await fetch('https://shop.example.org', { method: 'POST', body: JSON.stringify(this.orders) });
  }
}
export const sender = new Outbox();
`,
      'app/api/orders/route.ts': `
import { sender } from '../../../lib/sender';
export async function POST(request: Request) {
  const order = await request.json();
  sender.add(order.id);
  return Response.json(order);
}
`,
    },
    expect: [{ symbol: 'flush', verdict: 'unsafe', severity: 'high', rule: 'no-work-after-response' }],
  },
  {
    name: 'searches that found nothing are not counted',
    platform: 'next',
    files: {
      'app/api/search/route.ts': `
import { createClient } from '@supabase/supabase-js';
const supabase = createClient(process.env.SUPABASE_URL!, process.env.SUPABASE_KEY!);
export async function GET(request: Request) {
  const { data } = await supabase.from('pages').select();
  if (data?.length === 0) supabase.rpc('record_search_miss', { url: request.url }).then(() => {});
  return Response.json(data);
}
`,
    },
    expect: [{ near: 'supabase.rpc', verdict: 'unsafe', severity: 'medium', rule: 'no-work-after-response' }],
    nothingElse: true,
  },
  {
    name: 'the last use of a key is stamped by the way',
    platform: 'next',
    files: {
      'app/api/orders/route.ts': `
import { createClient } from '@supabase/supabase-js';
const supabase = createClient(process.env.SUPABASE_URL!, process.env.SUPABASE_KEY!);
export async function GET(request: Request) {
  const { data: key } = await supabase.from('keys').select().eq('key', request.headers.get('x-key')).single();
  supabase.from('keys').update({ usage_count: key.usage_count + 1, last_used_at: new Date().toISOString() }).eq('id', key.id).then(() => {});
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ near: 'last_used_at', verdict: 'advisory', rule: 'no-work-after-response', severity: 'low' }],
    nothingElse: true,
  },
  {
    name: 'the stock that is left is not written down',
    platform: 'next',
    files: {
      'app/api/orders/route.ts': `
import { createClient } from '@supabase/supabase-js';
const supabase = createClient(process.env.SUPABASE_URL!, process.env.SUPABASE_KEY!);
export async function POST(request: Request) {
  const { id, left } = await request.json();
  supabase.from('goods').update({ left, updated_at: new Date().toISOString() }).eq('id', id).then(() => {});
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ near: "from('goods')", verdict: 'unsafe', rule: 'no-work-after-response', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'what a run sets off, what it writes into the history and what it saves are lost each in its way',
    platform: 'vercel',
    files: {
      'lib/runs.ts': `
import { PrismaClient } from '@prisma/client';
const prisma = new PrismaClient();
export async function dispatchSync(id: string) {
  await prisma.sync.update({ where: { id }, data: { state: 'running' } });
}
export async function insertAuditLog(entry) {
  await prisma.entry.create({ data: entry });
}
export async function createRunSegment(run: string) {
  await prisma.segment.create({ data: { run } });
}
`,
      'api/runs.ts': `
import { createRunSegment, dispatchSync, insertAuditLog } from '../lib/runs';
export default async function handler(req, res) {
  dispatchSync(req.body.id);
  insertAuditLog({ by: req.body.user });
  createRunSegment(req.body.id);
  res.json({ ok: true });
}
`,
    },
    expect: [
      { symbol: 'dispatchSync', verdict: 'unsafe', role: 'queue', severity: 'high' },
      { symbol: 'insertAuditLog', verdict: 'unsafe', role: 'history', severity: 'medium' },
      { symbol: 'createRunSegment', verdict: 'unsafe', role: 'entity', severity: 'high' },
    ],
    nothingElse: true,
  },
  {
    name: 'measurements wait in a list that nobody waits for to be sent',
    platform: 'vercel',
    files: {
      'lib/analytics/visits.ts': `
let buffer: unknown[] = [];
async function flush() {
  const batch = buffer.splice(0, buffer.length);
  await fetch('https://collector.example', { method: 'POST', body: JSON.stringify(batch) });
}
export function send(entry: unknown) {
  buffer.push(entry);
  if (buffer.length >= 100) void flush();
}
`,
      'lib/orders/outbox.ts': `
let buffer: unknown[] = [];
async function flush() {
  const batch = buffer.splice(0, buffer.length);
  await fetch('https://erp.example', { method: 'POST', body: JSON.stringify(batch) });
}
export function place(order: unknown) {
  buffer.push(order);
  if (buffer.length >= 100) void flush();
}
`,
      'api/orders.ts': `
import { send } from '../lib/analytics/visits';
import { place } from '../lib/orders/outbox';
export default async function handler(req, res) {
  send({ path: req.url });
  place(req.body);
  res.json({ ok: true });
}
`,
    },
    expect: [
      { symbol: 'buffer', file: 'lib/analytics/visits.ts', verdict: 'unsafe', role: 'metrics', severity: 'medium' },
      { symbol: 'buffer', file: 'lib/orders/outbox.ts', verdict: 'unsafe', role: 'queue', severity: 'high' },
    ],
    nothingElse: true,
  },
  {
    name: 'the time of the last login is stamped by the way, in DynamoDB',
    platform: 'next',
    files: {
      'app/api/login/route.ts': `
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}));
export async function POST(request: Request) {
  const { user } = await request.json();
  const stamp = new UpdateCommand({ TableName: 'users', Key: { user }, UpdateExpression: 'SET lastLogin = :now', ExpressionAttributeValues: { ':now': new Date().toISOString() } });
  dynamo.send(stamp).catch(console.error);
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ near: 'dynamo.send', verdict: 'advisory', rule: 'no-work-after-response', severity: 'low' }],
    nothingElse: true,
  },
  {
    name: 'the new address of a user is not written to DynamoDB',
    platform: 'next',
    files: {
      'app/api/login/route.ts': `
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}));
export async function POST(request: Request) {
  const { user, address } = await request.json();
  dynamo.send(new UpdateCommand({ TableName: 'users', Key: { user }, UpdateExpression: 'SET address = :a, lastLogin = :now', ExpressionAttributeValues: { ':a': address } })).catch(console.error);
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ near: 'dynamo.send', verdict: 'unsafe', rule: 'no-work-after-response', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'an alert of a patient is not stored',
    platform: 'next',
    files: {
      'lib/alerts.ts': `
import { collection, doc, runTransaction } from 'firebase/firestore';
import { db } from './firebase';
export async function monitor(patient: string, vitals: { pulse: number }) {
  await runTransaction(db, async (transaction) => { transaction.set(doc(collection(db, 'alerts')), { patient, vitals }); });
}
`,
      'lib/firebase.ts': `
import { initializeApp } from 'firebase/app';
import { getFirestore } from 'firebase/firestore';
export const db = getFirestore(initializeApp({ projectId: 'clinic' }));
`,
      'app/api/vitals/route.ts': `
import { monitor } from '../../../lib/alerts';
export async function POST(request: Request) {
  const { patient, vitals } = await request.json();
  monitor(patient, vitals).catch(console.error);
  return Response.json({ ok: true }, { status: 201 });
}
`,
    },
    expect: [{ near: 'monitor(patient', verdict: 'unsafe', rule: 'no-work-after-response', severity: 'high' }],
    nothingElse: true,
  },
  {
    name: 'of a chain of calls that nobody waits for, the whole chain is named',
    platform: 'netlify',
    files: {
      'netlify/functions/join.js': `
const { createClient } = require('@supabase/supabase-js');
const supabase = createClient(process.env.SUPABASE_URL, process.env.SUPABASE_KEY);
exports.handler = async (event) => {
  const { forum, members } = JSON.parse(event.body);
  supabase.from('forums').update({ members: members + 1 }).eq('id', forum).then(() => {});
  return { statusCode: 200, body: 'joined' };
};
`,
    },
    expect: [{ symbol: 'supabase.from().update().eq', verdict: 'unsafe', rule: 'no-work-after-response' }],
    nothingElse: true,
  },
];
