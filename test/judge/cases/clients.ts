import type { Case } from '../case.js';

/** Handles: made once per instance, as the platforms recommend. And the two platforms that forbid it. */
export const clients: readonly Case[] = [
  {
    name: 'Prisma survives hot reload on globalThis',
    platform: 'next',
    files: {
      'lib/prisma.ts': `
import { PrismaClient } from '@prisma/client';
const globalForPrisma = globalThis as unknown as { prisma: PrismaClient | undefined };
export const prisma = globalForPrisma.prisma ?? new PrismaClient();
if (process.env.NODE_ENV !== 'production') globalForPrisma.prisma = prisma;
`,
      'app/api/users/route.ts': `
import { prisma } from '../../../lib/prisma';
export const GET = async () => Response.json(await prisma.user.findMany());
`,
    },
    expect: [
      { symbol: 'prisma', verdict: 'safe' },
      { symbol: 'globalThis.prisma', verdict: 'safe' },
    ],
  },
  {
    name: 'mongoose keeps its connection and the promise of it on global',
    platform: 'next',
    files: {
      'lib/mongodb.js': `
import mongoose from 'mongoose';
let cached = global.mongoose;
if (!cached) {
  cached = global.mongoose = { conn: null, promise: null };
}
export default async function dbConnect() {
  if (cached.conn) return cached.conn;
  if (!cached.promise) {
    cached.promise = mongoose.connect(process.env.MONGODB_URI, { bufferCommands: false }).then((m) => m);
  }
  try {
    cached.conn = await cached.promise;
  } catch (e) {
    cached.promise = null;
    throw e;
  }
  return cached.conn;
}
`,
      'pages/api/pets.js': `
import dbConnect from '../../lib/mongodb';
import Pet from '../../models/Pet';
export default async function handler(req, res) {
  await dbConnect();
  res.json(await Pet.find({}));
}
`,
      'models/Pet.js': `
import mongoose from 'mongoose';
const PetSchema = new mongoose.Schema({ name: String });
export default mongoose.models.Pet || mongoose.model('Pet', PetSchema);
`,
    },
    expect: [
      { symbol: 'cached', verdict: 'safe' },
      { symbol: 'globalThis.mongoose', verdict: 'safe' },
    ],
  },
  {
    name: 'a client of DynamoDB is made at the first call',
    platform: 'lambda',
    files: {
      'src/db.js': `
const { DynamoDBClient } = require('@aws-sdk/client-dynamodb');
let client;
module.exports.getClient = function getClient() {
  if (!client) {
    client = new DynamoDBClient({ region: process.env.AWS_REGION });
  }
  return client;
};
`,
      'src/handler.js': `
const { ListTablesCommand } = require('@aws-sdk/client-dynamodb');
const { getClient } = require('./db');
exports.handler = async () => getClient().send(new ListTablesCommand({}));
`,
    },
    expect: [{ symbol: 'client', verdict: 'safe', role: 'client' }],
  },
  {
    name: 'the promise of a connection is shared by all who wait for it',
    platform: 'lambda',
    files: {
      'src/db.ts': `
import { createConnection, type Connection } from 'mysql2/promise';
let connection: Promise<Connection> | undefined;
export const db = () => (connection ||= createConnection(process.env.DATABASE_URL!));
`,
      'src/handler.ts': `
import { db } from './db';
export const handler = async () => (await db()).query('select 1');
`,
    },
    expect: [{ symbol: 'connection', verdict: 'safe', role: 'client' }],
  },
  {
    name: 'a pool and a logger are made while the module loads',
    platform: 'express',
    files: {
      'src/infra.ts': `
import { Pool } from 'pg';
import pino from 'pino';
export const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 1 });
export const logger = pino({ level: process.env.LOG_LEVEL ?? 'info' });
`,
      'src/app.ts': `
import express from 'express';
import { logger, pool } from './infra.js';
export const app = express();
app.get('/users', async (_req, res) => {
  logger.info('users');
  res.json((await pool.query('select * from users')).rows);
});
`,
    },
    expect: [
      { symbol: 'pool', verdict: 'safe', role: 'client' },
      { symbol: 'logger', verdict: 'safe', role: 'client' },
    ],
  },
  {
    name: 'Stripe is made lazily by a singleton of a class',
    platform: 'next',
    files: {
      'lib/stripe.ts': `
import Stripe from 'stripe';
export class Payments {
  private static instance: Payments | null = null;
  private constructor(private readonly stripe: Stripe) {}
  static get(): Payments {
    if (!Payments.instance) Payments.instance = new Payments(new Stripe(process.env.STRIPE_KEY!));
    return Payments.instance;
  }
  checkout(price: string) {
    return this.stripe.checkout.sessions.create({ mode: 'payment', line_items: [{ price, quantity: 1 }] });
  }
}
`,
      'app/api/checkout/route.ts': `
import { Payments } from '../../../lib/stripe';
export const POST = async (request: Request) => Response.json(await Payments.get().checkout((await request.json()).price));
`,
    },
    expect: [
      { symbol: 'Payments.instance', verdict: 'safe' },
      { symbol: 'Payments.stripe', verdict: 'safe' },
    ],
  },
  {
    name: 'a table of Drizzle is updated and set, in the database',
    platform: 'next',
    files: {
      'lib/db.ts': `
import { drizzle } from 'drizzle-orm/neon-http';
import { pgTable, text, integer } from 'drizzle-orm/pg-core';
export const users = pgTable('users', { id: text('id').primaryKey(), credits: integer('credits') });
export const db = drizzle(process.env.DATABASE_URL!);
`,
      'app/api/credits/route.ts': `
import { eq } from 'drizzle-orm';
import { db, users } from '../../../lib/db';
export async function POST(request: Request) {
  const { id, credits } = await request.json();
  await db.update(users).set({ credits }).where(eq(users.id, id));
  await db.delete(users).where(eq(users.credits, 0));
  return new Response(null, { status: 204 });
}
`,
    },
    expect: [
      { symbol: 'db', verdict: 'safe', role: 'client' },
      { symbol: 'users', verdict: 'safe' },
    ],
  },
  {
    name: 'Firebase is initialised once',
    platform: 'vercel',
    files: {
      'lib/firebase.js': `
const admin = require('firebase-admin');
if (!admin.apps.length) admin.initializeApp({ credential: admin.credential.applicationDefault() });
module.exports = { db: admin.firestore(), auth: admin.auth() };
`,
      'api/scores.js': `
const { db } = require('../lib/firebase');
module.exports = async (req, res) => {
  await db.collection('scores').doc(req.query.user).set({ score: req.body.score });
  res.status(204).end();
};
`,
    },
    expect: [],
  },
  {
    name: 'an app of Express is wrapped once for Lambda',
    platform: 'lambda',
    files: {
      'src/lambda.ts': `
import serverlessExpress from '@codegenie/serverless-express';
import type { APIGatewayProxyEventV2, Context, Handler } from 'aws-lambda';
import { createApp } from './app';

let server: Handler;

export const handler = async (event: APIGatewayProxyEventV2, context: Context) => {
  server = server ?? serverlessExpress({ app: await createApp() });
  return server(event, context, () => {});
};
`,
      'src/app.ts': `
import express from 'express';
export async function createApp() {
  const app = express();
  app.get('/', (_req, res) => { res.send('ok'); });
  return app;
}
`,
    },
    expect: [{ symbol: 'server', verdict: 'safe' }],
  },
  {
    name: 'clients of several regions are kept in a Map',
    platform: 'lambda',
    files: {
      'src/handler.ts': `
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
const byRegion = new Map<string, S3Client>();

function s3In(region: string): S3Client {
  let client = byRegion.get(region);
  if (!client) {
    client = new S3Client({ region });
    byRegion.set(region, client);
  }
  return client;
}
export const handler = async (event: { region: string; key: string; body: string }) =>
  s3In(event.region).send(new PutObjectCommand({ Bucket: 'files', Key: event.key, Body: event.body }));
`,
    },
    expect: [{ symbol: 'byRegion', verdict: 'safe', role: 'client' }],
  },
  {
    name: 'a dependency container resolves its services lazily',
    platform: 'fastify',
    files: {
      'src/container.ts': `
import { MailService } from './mail.js';
let mailService: MailService | undefined;
export const container = {
  get mail(): MailService {
    return (mailService ??= new MailService(process.env.MAIL_KEY!));
  },
};
`,
      'src/mail.ts': `
export class MailService {
  constructor(private readonly key: string) {}
  send(to: string) { return fetch('https://mail.example.org', { method: 'POST', headers: { key: this.key }, body: to }); }
}
`,
      'src/app.ts': `
import Fastify from 'fastify';
import { container } from './container.js';
export const app = Fastify();
app.post<{ Body: { to: string } }>('/mail', async (request) => container.mail.send(request.body.to));
`,
    },
    expect: [{ symbol: 'mailService', verdict: 'safe' }],
  },

  {
    name: 'a Worker fails because its database connection belongs to another request',
    platform: 'workers',
    files: {
      'src/index.ts': `
import postgres from 'postgres';
let sql: ReturnType<typeof postgres> | undefined;
export default {
  async fetch(_request: Request, env: { HYPERDRIVE: { connectionString: string } }): Promise<Response> {
    sql ??= postgres(env.HYPERDRIVE.connectionString);
    return Response.json(await sql.unsafe('select * from users'));
  },
};
`,
    },
    expect: [{ symbol: 'sql', verdict: ['unsafe', 'advisory'], role: 'client' }],
  },
  {
    name: 'a store of Netlify Blobs that is made at load misses its environment',
    platform: 'netlify',
    files: {
      'netlify/functions/views.mts': `
import { getStore } from '@netlify/blobs';
const store = getStore('views');
export default async (request: Request) => {
  const page = new URL(request.url).pathname;
  await store.set(page, String(Number((await store.get(page)) ?? 0) + 1));
  return new Response(null, { status: 204 });
};
`,
    },
    expect: [{ symbol: 'store', verdict: ['unsafe', 'advisory'], role: 'client' }],
  },
  {
    name: 'a pool is ended and made anew after its connection broke',
    platform: 'next',
    files: {
      'lib/job-store.ts': `
import { Pool } from 'pg';
const forJobs = globalThis as typeof globalThis & { jobStorePool?: Pool };

function poolOfJobs(): Pool {
  if (!forJobs.jobStorePool) {
    forJobs.jobStorePool = new Pool({ connectionString: process.env.DATABASE_URL });
  }
  return forJobs.jobStorePool;
}

function reset() {
  const pool = forJobs.jobStorePool;
  delete forJobs.jobStorePool;
  if (pool) void pool.end().catch(() => null);
}

export async function loadJob(id: string) {
  try {
    const { rows } = await poolOfJobs().query('select * from jobs where id = $1', [id]);
    return rows[0];
  } catch {
    reset();
    return undefined;
  }
}
`,
      'app/api/jobs/[id]/route.ts': `
import { loadJob } from '../../../../lib/job-store';
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }) {
  const job = await loadJob((await params).id);
  return job ? Response.json(job) : new Response('not found', { status: 404 });
}
`,
    },
    expect: [{ symbol: 'globalThis.jobStorePool', verdict: 'safe', role: 'client' }],
  },
  {
    name: 'the jobs of a pool are on globalThis and gone with the instance',
    platform: 'next',
    files: {
      'app/api/jobs/route.ts': `
const forJobs = globalThis as typeof globalThis & { jobPool?: { id: string } };

export async function POST(request: Request) {
  const { id, isDone } = await request.json();
  if (isDone) delete forJobs.jobPool;
  else forJobs.jobPool = { id };
  return Response.json({ ok: true });
}
export const GET = () => Response.json(forJobs.jobPool ?? null);
`,
    },
    expect: [{ symbol: 'globalThis.jobPool', verdict: 'unsafe' }],
  },
  {
    name: 'a connection to Redis is watched by each instance, with its failures and who wants to know of them',
    platform: 'next',
    files: {
      'lib/redis.ts': `
import Redis from 'ioredis';

interface RedisState {
  client: Redis | null;
  pingFailures: number;
  pingInterval: NodeJS.Timeout | null;
  pingInFlight: boolean;
  reconnectListeners: (() => void)[];
}
const g = globalThis as typeof globalThis & { _redisState?: RedisState };
if (!g._redisState) {
  g._redisState = { client: null, pingFailures: 0, pingInterval: null, pingInFlight: false, reconnectListeners: [] };
}
const state = g._redisState;

export function onRedisReconnect(listener: () => void): void {
  state.reconnectListeners.push(listener);
}

function watch(redis: Redis): void {
  if (state.pingInterval) return;
  state.pingInterval = setInterval(async () => {
    if (state.pingInFlight) return;
    state.pingInFlight = true;
    try {
      await redis.ping();
      state.pingFailures = 0;
    } catch {
      state.pingFailures++;
      if (state.pingFailures >= 2) {
        state.pingFailures = 0;
        state.client = null;
        for (const listener of state.reconnectListeners) listener();
        redis.disconnect(true);
      }
    } finally {
      state.pingInFlight = false;
    }
  }, 15_000);
}

export function redisClient(): Redis | null {
  if (state.client) return state.client;
  try {
    state.client = new Redis(process.env.REDIS_URL ?? '');
    state.client.on('error', (error: Error) => console.error(error.message));
    watch(state.client);
    return state.client;
  } catch {
    return null;
  }
}
`,
      'lib/adapter.ts': `
import { onRedisReconnect, redisClient } from './redis';
let adapter: { get(key: string): unknown } | null = null;
let isListening = false;
export function storageAdapter() {
  if (!isListening) {
    isListening = true;
    onRedisReconnect(() => {
      adapter = null;
    });
  }
  const redis = redisClient();
  adapter ??= { get: (key: string) => redis?.get(key) };
  return adapter;
}
`,
      'app/api/limit/route.ts': `
import { storageAdapter } from '../../../lib/adapter';
export async function GET(request: Request) {
  const count = await storageAdapter().get(new URL(request.url).pathname);
  return Number(count) > 10 ? new Response('Too many requests', { status: 429 }) : Response.json({ count });
}
`,
    },
    expect: [{ symbol: 'globalThis._redisState', verdict: ['safe', 'advisory'] }],
  },
  {
    name: 'who asks while this process is not connected is turned away by it, and by nobody else',
    platform: 'express',
    files: {
      'src/app.ts': `
import express from 'express';
import mongoose from 'mongoose';
import Redis from 'ioredis';

export const app = express();
let isConnected = false;
let isRedisOffline = false;
let dbReady = false;

const redis = new Redis(process.env.REDIS_URL ?? '');
redis.on('connect', () => { isRedisOffline = false; });
redis.on('error', () => { isRedisOffline = true; });

mongoose.connection.on('connected', () => { dbReady = true; });
mongoose.connection.on('disconnected', () => { dbReady = false; });

app.use(async (req, res, next) => {
  if (!isConnected) {
    try {
      await mongoose.connect(process.env.MONGODB_URI ?? '');
      isConnected = true;
    } catch {
      isConnected = false;
      res.status(503).json({ error: 'database not reachable' });
      return;
    }
  }
  if (isRedisOffline) {
    res.status(503).json({ error: 'cache not reachable' });
    return;
  }
  if (!dbReady) {
    res.status(503).end();
    return;
  }
  next();
});
`,
    },
    expect: [
      { symbol: 'isConnected', verdict: 'safe', role: 'other' },
      { symbol: 'isRedisOffline', verdict: 'safe', role: 'other' },
      { symbol: 'dbReady', verdict: 'safe', role: 'other' },
    ],
  },
  {
    name: 'a client that a Proxy makes on first use is that client, whatever its tables are asked to delete',
    platform: 'next',
    files: {
      'lib/prisma.ts': `
import { PrismaClient } from '@prisma/client';
const globalForPrisma = globalThis as unknown as { _prisma: PrismaClient | undefined };
export function getPrisma(): PrismaClient {
  globalForPrisma._prisma ??= new PrismaClient();
  return globalForPrisma._prisma;
}
export const prisma = new Proxy({} as PrismaClient, {
  get(_target, name: string | symbol) {
    const value = Reflect.get(getPrisma(), name);
    return typeof value === 'function' ? value.bind(getPrisma()) : value;
  },
});
`,
      'app/api/users/[id]/route.ts': `
import { prisma } from '../../../../lib/prisma';
export async function DELETE(_req: Request, { params }: { params: { id: string } }) {
  const user = await prisma.user.findUnique({ where: { id: params.id } });
  if (!user) return Response.json({ error: 'not found' }, { status: 404 });
  await prisma.user.delete({ where: { id: params.id } });
  await prisma.audit.push({ id: params.id });
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ symbol: 'prisma', verdict: 'safe' }],
  },
  {
    name: 'what is put into a batch of writes of a database is not kept by it',
    platform: 'firebase',
    files: {
      'batches.ts': `
import * as admin from 'firebase-admin';
const db = admin.firestore();
export class Batches {
  private batch = db.batch();
  async current() { return this.batch; }
  async commit() { await this.batch.commit(); this.batch = db.batch(); }
}
export const batches = new Batches();
export { db };
`,
      'clips.ts': `
import type { firestore } from 'firebase-admin';
import { db } from './batches';
export class Clips { byDay = new Map<string, string[]>(); }
export function keep(id: string, batch: firestore.WriteBatch) {
  const clips = new Clips();
  clips.byDay.set('monday', [id]);
  batch.set(db.doc(id), clips);
  return clips.byDay.get('monday');
}
`,
      'index.ts': `
import { onRequest } from 'firebase-functions/v2/https';
import { batches } from './batches';
import { keep } from './clips';
export const save = onRequest(async (req, res) => {
  const kept = keep(req.body.id, await batches.current());
  await batches.commit();
  res.json(kept);
});
`,
    },
    expect: [{ symbol: 'Clips.byDay', verdict: 'safe' }],
    nothingElse: false,
  },
  {
    name: 'whether the table can be reached is found out by each instance, and the memory stands in for it until then',
    platform: 'next',
    files: {
      'lib/quotes.ts': `
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
let dynamoAvailable: boolean | null = null;
let lastConnectionError: string | null = null;
async function checkDynamo() {
  if (dynamoAvailable !== null) return dynamoAvailable;
  try {
    await client.send(new GetItemCommand({ TableName: 'quotes', Key: { id: { S: 'probe' } } }));
    dynamoAvailable = true;
    lastConnectionError = null;
  } catch (error) {
    dynamoAvailable = false;
    lastConnectionError = (error as Error).message || 'unknown';
  }
  return dynamoAvailable;
}
export async function quoteOf(id: string) {
  if (!(await checkDynamo())) return null;
  const { Item } = await client.send(new GetItemCommand({ TableName: 'quotes', Key: { id: { S: id } } }));
  return Item ?? null;
}
export const health = () => ({ dynamoAvailable, lastConnectionError });
`,
      'app/api/quotes/[id]/route.ts': `
import { quoteOf } from '../../../../lib/quotes';
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }) {
  const quote = await quoteOf((await params).id);
  return quote ? Response.json(quote) : Response.json({ error: 'Not found' }, { status: 404 });
}
`,
      'app/api/health/route.ts': `
import { health } from '../../../lib/quotes';
export const GET = () => Response.json(health());
`,
    },
    expect: [
      { symbol: 'dynamoAvailable', verdict: ['safe', 'advisory'] },
      { symbol: 'lastConnectionError', verdict: ['safe', 'advisory'] },
    ],
  },
  {
    name: 'the database that a Worker is given with each request is told to the hub that uses it',
    platform: 'workers',
    files: {
      'src/hub.ts': `
export class Hub {
  private db?: D1Database;
  private queue?: KVNamespace;
  setDatabase(db: D1Database) {
    this.db = db;
  }
  setQueue(queue: KVNamespace) {
    this.queue = queue;
  }
  async accept(event: { id: string }) {
    if (!this.db) return { status: 404 };
    await this.db.prepare('INSERT INTO events VALUES (?)').bind(event.id).run();
    await this.queue?.put(event.id, 'new');
    return { status: 202 };
  }
}
`,
      'src/index.ts': `
import { Hub } from './hub';
const hub = new Hub();
export default {
  async fetch(request: Request, env: Env) {
    if (env.DB) hub.setDatabase(env.DB);
    hub.setQueue(env.EVENTS);
    const { status } = await hub.accept(await request.json());
    return new Response(null, { status });
  },
};
`,
    },
    expect: [],
    nothingElse: true,
  },
];
