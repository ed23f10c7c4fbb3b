import type { Case } from '../case.js';

/** Memory where a durable store is missing or fails. */
export const fallbacks: readonly Case[] = [
  {
    name: 'sessions silently live in memory when no Redis is configured',
    platform: 'vercel',
    files: {
      'lib/sessions.ts': `
import Redis from 'ioredis';
const redis = process.env.REDIS_URL ? new Redis(process.env.REDIS_URL) : null;
const memory = new Map<string, string>();

export async function saveSession(id: string, data: object) {
  if (redis) await redis.set('session:' + id, JSON.stringify(data), 'EX', 3600);
  else memory.set(id, JSON.stringify(data));
}
export async function loadSession(id: string) {
  const text = redis ? await redis.get('session:' + id) : memory.get(id);
  return text ? JSON.parse(text) : null;
}
`,
      'api/me.ts': `
import { loadSession, saveSession } from '../lib/sessions';
export default async function handler(req, res) {
  if (req.method === 'POST') await saveSession(req.cookies.sid, req.body);
  const session = await loadSession(req.cookies.sid);
  if (!session) return res.status(401).end();
  res.json(session);
}
`,
    },
    expect: [
      { symbol: 'memory', verdict: 'unsafe', role: 'session', severity: 'critical', rule: 'no-memory-fallback' },
      { symbol: 'redis', verdict: 'safe', role: 'client' },
    ],
    nothingElse: true,
  },
  {
    name: 'votes go to memory while the database does not answer',
    platform: 'express',
    files: {
      'votes.js': `
const { MongoClient } = require('mongodb');
const client = new MongoClient(process.env.MONGO_URL);
const localVotes = [];

exports.vote = async (vote) => {
  try {
    await client.db('polls').collection('votes').insertOne(vote);
  } catch (error) {
    console.error('mongo is down, keeping the vote in memory', error);
    localVotes.push(vote);
  }
};
exports.count = async () => {
  try {
    return await client.db('polls').collection('votes').countDocuments();
  } catch {
    return localVotes.length;
  }
};
`,
      'app.js': `
const express = require('express');
const { count, vote } = require('./votes');
const app = express();
app.post('/votes', async (req, res) => {
  await vote({ choice: req.body.choice, ip: req.ip });
  res.json({ votes: await count() });
});
module.exports = app;
`,
    },
    expect: [
      {
        symbol: 'localVotes',
        verdict: 'unsafe',
        role: ['entity', 'queue', 'user-data', 'counter'],
        rule: 'no-memory-fallback',
      },
      { symbol: 'client', verdict: 'safe', role: 'client' },
    ],
    nothingElse: true,
  },
  {
    name: 'a store in memory is meant for development, and one forgets to set NODE_ENV',
    platform: 'next',
    files: {
      'lib/nonces.ts': `
import { kv } from '@vercel/kv';
const devNonces = new Set<string>();

export async function spend(nonce: string): Promise<boolean> {
  if (process.env.NODE_ENV === 'production') {
    return (await kv.set('nonce:' + nonce, 1, { nx: true, ex: 600 })) === 'OK';
  }
  if (devNonces.has(nonce)) return false;
  devNonces.add(nonce);
  return true;
}
`,
      'app/api/pay/route.ts': `
import { spend } from '../../../lib/nonces';
export async function POST(request: Request) {
  const { nonce } = await request.json();
  if (!(await spend(nonce))) return new Response('replayed', { status: 403 });
  return Response.json({ paid: true });
}
`,
    },
    expect: [
      {
        symbol: 'devNonces',
        verdict: ['unsafe', 'advisory'],
        role: 'security',
        severity: ['high', 'low'],
        rule: 'no-memory-fallback',
      },
    ],
    nothingElse: true,
  },
  {
    name: 'a factory chooses a repository in memory unless it is told otherwise',
    platform: 'lambda',
    files: {
      'src/repository.ts': `
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { DynamoDB } from '@aws-sdk/client-dynamodb';

export interface Bookings {
  save(id: string, guest: string): Promise<void>;
  find(id: string): Promise<string | undefined>;
}
class MemoryBookings implements Bookings {
  private readonly byId = new Map<string, string>();
  async save(id: string, guest: string) {
    this.byId.set(id, guest);
  }
  async find(id: string) {
    return this.byId.get(id);
  }
}
class DynamoBookings implements Bookings {
  private readonly db = DynamoDBDocument.from(new DynamoDB({}));
  async save(id: string, guest: string) {
    await this.db.put({ TableName: process.env.TABLE, Item: { id, guest } });
  }
  async find(id: string) {
    return (await this.db.get({ TableName: process.env.TABLE, Key: { id } })).Item?.guest as string | undefined;
  }
}
export const bookings: Bookings = process.env.TABLE ? new DynamoBookings() : new MemoryBookings();
`,
      'src/handler.ts': `
import { bookings } from './repository';
export const handler = async (event: { method: string; id: string; guest: string }) => {
  if (event.method === 'POST') await bookings.save(event.id, event.guest);
  const guest = await bookings.find(event.id);
  return guest ? { statusCode: 200, body: guest } : { statusCode: 404 };
};
`,
    },
    expect: [
      {
        symbol: 'MemoryBookings.byId',
        verdict: 'unsafe',
        role: 'entity',
        severity: 'critical',
        rule: 'no-memory-fallback',
      },
      { symbol: 'DynamoBookings.db', verdict: 'safe' },
    ],
    nothingElse: true,
  },
  {
    name: 'a limiter is Redis in production and refuses to start without it',
    platform: 'express',
    files: {
      'limiter.js': `
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { createClient } from 'redis';
if (!process.env.REDIS_URL) throw new Error('REDIS_URL is missing');
const storeClient = createClient({ url: process.env.REDIS_URL });
await storeClient.connect();
export const limiter = new RateLimiterRedis({ storeClient, points: 10, duration: 1 });
`,
      'app.js': `
import express from 'express';
import { limiter } from './limiter.js';
const app = express();
app.use((req, res, next) => limiter.consume(req.ip).then(() => next(), () => res.sendStatus(429)));
app.get('/', (req, res) => res.send('ok'));
export default app;
`,
    },
    expect: [
      { symbol: 'limiter', verdict: 'safe' },
      { symbol: 'storeClient', verdict: 'safe', role: 'client' },
    ],
  },
  {
    name: 'answers of a slow service are kept in memory when Redis fails',
    platform: 'fastify',
    files: {
      'src/weather.ts': `
import Redis from 'ioredis';
const redis = new Redis(process.env.REDIS_URL!);
const fallbackCache = new Map<string, string>();

async function download(city: string): Promise<string> {
  return (await fetch('https://weather.example.org/' + city)).text();
}
export async function weather(city: string): Promise<string> {
  try {
    const known = await redis.get(city);
    if (known) return known;
    const text = await download(city);
    await redis.set(city, text, 'EX', 600);
    return text;
  } catch {
    const known = fallbackCache.get(city);
    if (known) return known;
    const text = await download(city);
    fallbackCache.set(city, text);
    return text;
  }
}
`,
      'src/app.ts': `
import Fastify from 'fastify';
import { weather } from './weather.js';
export const app = Fastify();
app.get<{ Params: { city: string } }>('/weather/:city', ({ params }) => weather(params.city));
`,
    },
    expect: [{ symbol: 'fallbackCache', verdict: 'advisory', role: 'cache', severity: 'low' }],
  },
  {
    name: 'orders of a mock route are kept, for a helper refuses the route in production',
    platform: 'next',
    files: {
      'lib/guard.ts': `
import { NextResponse } from 'next/server';
export function guardMockRoute(): NextResponse | undefined {
  if (process.env.NODE_ENV === 'production') {
    return NextResponse.json({ error: 'Not found' }, { status: 404 });
  }
  return undefined;
}
`,
      'app/api/mock/orders/route.ts': `
import { NextResponse } from 'next/server';
import { guardMockRoute } from '../../../../lib/guard';

const orders: { id: string; total: number }[] = [];

export async function POST(request: Request) {
  const refusal = guardMockRoute();
  if (refusal) return refusal;
  const { id, total } = await request.json();
  orders.push({ id, total });
  return NextResponse.json({ ok: true });
}
export async function GET() {
  const refusal = guardMockRoute();
  if (refusal) return refusal;
  return NextResponse.json(orders);
}
`,
    },
    expect: [{ symbol: 'orders', verdict: 'unsafe', severity: 'high', rule: 'no-memory-fallback' }],
    nothingElse: true,
  },
  {
    name: 'orders of a demo are kept, for a helper throws in production',
    platform: 'next',
    files: {
      'lib/guard.ts': `
export function assertDev(): void {
  if (process.env.NODE_ENV !== 'production') return;
  throw new Error('Only for development');
}
`,
      'app/api/mock/orders/route.ts': `
import { NextResponse } from 'next/server';
import { assertDev } from '../../../../lib/guard';

const orders: { id: string; total: number }[] = [];

export async function POST(request: Request) {
  assertDev();
  const { id, total } = await request.json();
  orders.push({ id, total });
  return NextResponse.json({ ok: true });
}
export async function GET() {
  assertDev();
  return NextResponse.json(orders);
}
`,
    },
    expect: [{ symbol: 'orders', verdict: 'unsafe', severity: 'high', rule: 'no-memory-fallback' }],
    nothingElse: true,
  },
  {
    name: 'orders of a sandbox are kept, for a constant says where it runs',
    platform: 'next',
    files: {
      'lib/guard.ts': `
export const isDevelopment = process.env.NODE_ENV === 'development';
`,
      'app/api/mock/orders/route.ts': `
import { NextResponse } from 'next/server';
import { isDevelopment } from '../../../../lib/guard';

const orders: { id: string; total: number }[] = [];

export async function POST(request: Request) {
  if (!isDevelopment) return new Response('Not found', { status: 404 });
  const { id, total } = await request.json();
  orders.push({ id, total });
  return NextResponse.json({ ok: true });
}
export async function GET() {
  if (!isDevelopment) return new Response('Not found', { status: 404 });
  return NextResponse.json(orders);
}
`,
    },
    expect: [{ symbol: 'orders', verdict: 'unsafe', severity: 'high', rule: 'no-memory-fallback' }],
    nothingElse: true,
  },
  {
    name: 'orders of a preview are kept, for a function says that this is no production',
    platform: 'next',
    files: {
      'lib/guard.ts': `
const stage = () => process.env.NODE_ENV;
export const isProduction = () => process.env.NODE_ENV === 'production';
`,
      'app/api/mock/orders/route.ts': `
import { NextResponse } from 'next/server';
import { isProduction } from '../../../../lib/guard';

const orders: { id: string; total: number }[] = [];

export async function POST(request: Request) {
  if (isProduction()) return new Response(null, { status: 404 });
  const { id, total } = await request.json();
  orders.push({ id, total });
  return NextResponse.json({ ok: true });
}
export async function GET() {
  if (isProduction()) return new Response(null, { status: 404 });
  return NextResponse.json(orders);
}
`,
    },
    expect: [{ symbol: 'orders', verdict: 'unsafe', severity: 'high', rule: 'no-memory-fallback' }],
    nothingElse: true,
  },
  {
    name: 'orders are lost behind a helper that refuses whoever is not signed in',
    platform: 'next',
    files: {
      'lib/guard.ts': `
import { NextResponse } from 'next/server';
export function guard(request: Request): NextResponse | undefined {
  if (process.env.NODE_ENV === 'production') console.info('checking', request.url);
  if (!request.headers.get('authorization')) return NextResponse.json({ error: 'Unauthorized' }, { status: 401 });
  return undefined;
}
`,
      'app/api/orders/route.ts': `
import { guard } from '../../../lib/guard';

const orders: { id: string; total: number }[] = [];

export async function POST(request: Request) {
  const refusal = guard(request);
  if (refusal) return refusal;
  const { id, total } = await request.json();
  orders.push({ id, total });
  return Response.json({ ok: true });
}
export async function GET() {
  return Response.json(orders);
}
`,
    },
    expect: [{ symbol: 'orders', verdict: 'unsafe', severity: 'critical', rule: 'no-module-state' }],
    nothingElse: true,
  },
  {
    name: 'a Map stands in for DynamoDB on the laptop only',
    platform: 'next',
    files: {
      'lib/db.ts': `
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
const IS_OFFLINE = process.env.IS_OFFLINE === 'true';
const offline = new Map<string, unknown>();
const client = IS_OFFLINE ? null : DynamoDBDocumentClient.from(new DynamoDBClient({}));
export async function put(key: string, item: unknown) {
  if (IS_OFFLINE) { offline.set(key, item); return; }
  await client!.send(new PutCommand({ TableName: 'notes', Item: { key, item } }));
}
export async function get(key: string) {
  if (IS_OFFLINE) return offline.get(key);
  return (await client!.send(new GetCommand({ TableName: 'notes', Key: { key } }))).Item;
}
`,
      'app/api/notes/route.ts': `
import { get, put } from '../../../lib/db';
export async function POST(request: Request) { const { key, item } = await request.json(); await put(key, item); return Response.json(await get(key)); }
`,
    },
    expect: [{ symbol: 'offline', verdict: 'safe' }],
    nothingElse: true,
  },
];
