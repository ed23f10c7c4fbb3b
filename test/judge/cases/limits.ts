import type { Case } from '../case.js';

/** Limits, quotas and claims: what is counted per client must be counted once for all instances. */
export const limits: readonly Case[] = [
  {
    name: 'a scraper gets its twenty requests again from every new instance',
    platform: 'next',
    files: {
      'lib/rate-limit.ts': `
interface Entry { count: number; resetAt: number }
const hits = new Map<string, Entry>();

export function allow(ip: string, limit = 20): boolean {
  const now = Date.now();
  const entry = hits.get(ip);
  if (!entry || entry.resetAt < now) {
    hits.set(ip, { count: 1, resetAt: now + 60_000 });
    return true;
  }
  if (entry.count >= limit) return false;
  entry.count += 1;
  return true;
}
`,
      'app/api/quote/route.ts': `
import { NextResponse, type NextRequest } from 'next/server';
import { allow } from '@/lib/rate-limit';
import { quoteFor } from '@/lib/quotes';

export async function POST(request: NextRequest) {
  const ip = request.headers.get('x-forwarded-for') ?? 'unknown';
  if (!allow(ip)) return NextResponse.json({ error: 'Slow down' }, { status: 429 });
  return NextResponse.json(await quoteFor(await request.json()));
}
`,
      'lib/quotes.ts': `export const quoteFor = async (order: { sku: string }) => ({ sku: order.sku, price: 10 });\n`,
      'tsconfig.json': '{ "compilerOptions": { "baseUrl": ".", "paths": { "@/*": ["./*"] } } }',
    },
    expect: [{ symbol: 'hits', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'the limit is off without a word when the Redis variables are missing',
    platform: 'next',
    files: {
      'middleware.ts': `
import { Ratelimit } from '@upstash/ratelimit';
import { Redis } from '@upstash/redis';
import { NextResponse, type NextRequest } from 'next/server';

const memoryBuckets = new Map<string, { tokens: number; last: number }>();
const limiter = process.env.UPSTASH_REDIS_REST_URL
  ? new Ratelimit({ redis: Redis.fromEnv(), limiter: Ratelimit.slidingWindow(30, '1 m') })
  : null;

function takeFromMemory(ip: string) {
  const bucket = memoryBuckets.get(ip) ?? { tokens: 30, last: Date.now() };
  bucket.tokens = Math.min(30, bucket.tokens + (Date.now() - bucket.last) / 2000) - 1;
  bucket.last = Date.now();
  memoryBuckets.set(ip, bucket);
  return bucket.tokens >= 0;
}

export async function middleware(request: NextRequest) {
  const ip = request.headers.get('x-real-ip') ?? '127.0.0.1';
  const ok = limiter ? (await limiter.limit(ip)).success : takeFromMemory(ip);
  return ok ? NextResponse.next() : new NextResponse('Too many requests', { status: 429 });
}
`,
    },
    expect: [
      {
        symbol: 'memoryBuckets',
        verdict: 'unsafe',
        role: 'rate-limit',
        severity: 'critical',
        rule: 'no-memory-fallback',
      },
      { symbol: 'limiter', verdict: 'safe' },
    ],
    nothingElse: true,
  },
  {
    name: 'a limiter is called distributed, and is not',
    platform: 'vercel',
    files: {
      'lib/distributed-cache.ts': `
export class DistributedCache {
  private entries = new Map<string, { value: number; expires: number }>();

  async increment(key: string, ttl: number): Promise<number> {
    const entry = this.entries.get(key);
    if (entry && entry.expires > Date.now()) {
      entry.value++;
      return entry.value;
    }
    this.entries.set(key, { value: 1, expires: Date.now() + ttl });
    return 1;
  }
}

export const distributedCache = new DistributedCache();
`,
      'api/translate.ts': `
import type { VercelRequest, VercelResponse } from '@vercel/node';
import { distributedCache } from '../lib/distributed-cache';

export default async function handler(req: VercelRequest, res: VercelResponse) {
  const used = await distributedCache.increment('limit:' + req.headers['x-api-key'], 3_600_000);
  if (used > 100) return res.status(429).json({ error: 'Rate limit exceeded' });
  res.json({ text: String(req.body.text).toUpperCase() });
}
`,
    },
    expect: [{ symbol: 'DistributedCache.entries', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
  },
  {
    name: 'passwords can be guessed while the database is down',
    platform: 'express',
    files: {
      'src/middleware/authLimiter.js': `
const Attempt = require('../models/attempt');

const fallbackRateLimitMap = new Map();
const MAX = 5;

module.exports = async function authLimiter(req, res, next) {
  const key = req.ip + ':' + req.body.email;
  let count;
  try {
    const doc = await Attempt.findOneAndUpdate({ key }, { $inc: { count: 1 } }, { upsert: true, new: true });
    count = doc.count;
  } catch (err) {
    count = (fallbackRateLimitMap.get(key) || 0) + 1;
    fallbackRateLimitMap.set(key, count);
  }
  if (count > MAX) return res.status(429).json({ message: 'Too many attempts' });
  next();
};
`,
      'src/models/attempt.js': `
const mongoose = require('mongoose');
module.exports = mongoose.model('Attempt', new mongoose.Schema({ key: String, count: Number }));
`,
      'src/app.js': `
const express = require('express');
const authLimiter = require('./middleware/authLimiter');
const app = express();
app.use(express.json());
app.post('/login', authLimiter, (req, res) => res.json({ ok: true }));
module.exports = app;
`,
    },
    expect: [
      {
        symbol: 'fallbackRateLimitMap',
        verdict: 'unsafe',
        role: ['rate-limit', 'security'],
        severity: 'critical',
        rule: 'no-memory-fallback',
      },
    ],
    nothingElse: true,
  },
  {
    name: 'a library counts logins in the memory of one instance of a Next route',
    platform: 'next',
    files: {
      'pages/api/login.ts': `
import type { NextApiRequest, NextApiResponse } from 'next';
import { RateLimiterMemory } from 'rate-limiter-flexible';

const limiter = new RateLimiterMemory({ points: 5, duration: 15 * 60 });

export default async function handler(req: NextApiRequest, res: NextApiResponse) {
  try {
    await limiter.consume(req.socket.remoteAddress ?? '');
  } catch {
    return res.status(429).end();
  }
  res.status(200).json({ ok: true });
}
`,
    },
    expect: [{ symbol: 'limiter', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'points of a limiter are not kept between two invocations of a Lambda function',
    platform: 'lambda',
    files: {
      'src/handlers/contact.js': `
const { RateLimiterMemory } = require('rate-limiter-flexible')
const mailer = require('../mailer')

const rateLimiter = new RateLimiterMemory({ points: 3, duration: 60 })

exports.handler = async (event) => {
  const ip = event.requestContext.identity.sourceIp
  try {
    await rateLimiter.consume(ip)
  } catch (rejected) {
    return { statusCode: 429, body: 'try later' }
  }
  await mailer.send(JSON.parse(event.body))
  return { statusCode: 202, body: '' }
}
`,
      'src/mailer.js': `
const { SESClient, SendEmailCommand } = require('@aws-sdk/client-ses')
const ses = new SESClient({})
exports.send = (mail) => ses.send(new SendEmailCommand(mail))
`,
    },
    expect: [
      { symbol: 'rateLimiter', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' },
      { symbol: 'ses', verdict: 'safe', role: 'client' },
    ],
    nothingElse: true,
  },
  {
    name: 'a wallet claims its daily tokens many times a day',
    platform: 'next',
    files: {
      'app/api/faucet/route.ts': `
import { sendTokens } from '../../../lib/chain';

const claimMap = new Map<string, number>();
const DAY = 24 * 60 * 60 * 1000;

export async function POST(req: Request) {
  const { wallet } = await req.json();
  const last = claimMap.get(wallet);
  if (last && Date.now() - last < DAY) {
    return Response.json({ error: 'You can claim once per 24 hours' }, { status: 429 });
  }
  const tx = await sendTokens(wallet, 10);
  claimMap.set(wallet, Date.now());
  return Response.json({ tx });
}
`,
      'lib/chain.ts': `export async function sendTokens(to: string, amount: number) { return fetch('https://rpc.example.org', { method: 'POST', body: to + amount }).then((r) => r.text()); }\n`,
    },
    expect: [{ symbol: 'claimMap', verdict: 'unsafe', role: ['rate-limit', 'security'], severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a sliding log of requests slides on each instance for itself',
    platform: 'express',
    files: {
      'server.js': `
import express from 'express';

const app = express();
const WINDOW = 60 * 1000;
const requestLog = {};

function isLimited(ip) {
  const now = Date.now();
  requestLog[ip] = (requestLog[ip] || []).filter((t) => now - t < WINDOW);
  if (requestLog[ip].length >= 30) return true;
  requestLog[ip].push(now);
  return false;
}

app.get('/search', (req, res) => {
  if (isLimited(req.ip)) return res.status(429).send('Too many requests');
  res.json({ hits: [] });
});

export default app;
`,
    },
    expect: [{ symbol: 'requestLog', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'an account is never locked, however often the password is wrong',
    platform: 'lambda',
    files: {
      'src/login.ts': `
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { findUser, verify } from './users';

const failedLogins: Record<string, { attempts: number; lockedUntil: number }> = {};

export const handler = async (event: APIGatewayProxyEvent) => {
  const { email, password } = JSON.parse(event.body ?? '{}');
  const record = failedLogins[email];
  if (record && record.lockedUntil > Date.now()) return { statusCode: 423, body: 'Account locked' };
  const user = await findUser(email);
  if (!user || !(await verify(password, user.hash))) {
    const attempts = (record?.attempts ?? 0) + 1;
    failedLogins[email] = { attempts, lockedUntil: attempts >= 5 ? Date.now() + 900_000 : 0 };
    return { statusCode: 401, body: 'Wrong email or password' };
  }
  delete failedLogins[email];
  return { statusCode: 200, body: '' };
};
`,
      'src/users.ts': `
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
const db = DynamoDBDocument.from(new DynamoDB({}));
export const findUser = async (email: string) => (await db.get({ TableName: 'users', Key: { email } })).Item;
export const verify = async (password: string, hash: string) => password.length === hash.length;
`,
    },
    expect: [{ symbol: 'failedLogins', verdict: 'unsafe', role: ['security', 'rate-limit'], severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a free plan has no monthly quota',
    platform: 'hono',
    files: {
      'src/index.ts': `
import { Hono } from 'hono';
import { planOf } from './plans';

const usage: Record<string, number> = {};
const app = new Hono();

app.post('/v1/images', async (c) => {
  const key = c.req.header('authorization') ?? '';
  usage[key] = (usage[key] ?? 0) + 1;
  if (usage[key] > planOf(key).monthlyImages) return c.json({ error: 'quota exceeded' }, 429);
  return c.json({ url: 'https://images.example.org/1.png' });
});

export default app;
`,
      'src/plans.ts': `
const PLANS = { free: { monthlyImages: 10 }, pro: { monthlyImages: 1000 } } as const;
export const planOf = (key: string) => (key.startsWith('pro_') ? PLANS.pro : PLANS.free);
`,
    },
    expect: [{ symbol: 'usage', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'express-rate-limit on an app behind serverless-http counts per instance',
    platform: 'express',
    files: {
      'app.js': `
const express = require('express');
const rateLimit = require('express-rate-limit');
const serverless = require('serverless-http');

const app = express();
const apiLimiter = rateLimit({ windowMs: 15 * 60 * 1000, max: 100 });
app.use('/api', apiLimiter);
app.get('/api/ping', (req, res) => res.send('pong'));

module.exports.handler = serverless(app);
`,
    },
    expect: [{ symbol: 'apiLimiter', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a text message with a code is sent again and again at our cost',
    platform: 'firebase',
    files: {
      'index.js': `
const { onCall, HttpsError } = require('firebase-functions/v2/https');
const twilio = require('twilio')(process.env.TWILIO_SID, process.env.TWILIO_TOKEN);

const lastSentAt = new Map();

exports.resendCode = onCall(async (request) => {
  const phone = request.data.phone;
  const last = lastSentAt.get(phone) || 0;
  if (Date.now() - last < 60_000) throw new HttpsError('resource-exhausted', 'Too many requests, wait a minute');
  lastSentAt.set(phone, Date.now());
  await twilio.messages.create({ to: phone, from: process.env.FROM, body: 'Your code' });
  return { sent: true };
});
`,
    },
    expect: [{ symbol: 'lastSentAt', verdict: 'unsafe', role: ['rate-limit', 'security'], severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'two limiters share their code, and both are per instance',
    platform: 'express',
    files: {
      'src/limits.ts': `
type Buckets = Map<string, { count: number; start: number }>;

export function consume(buckets: Buckets, key: string, max: number): boolean {
  const bucket = buckets.get(key);
  if (!bucket || Date.now() - bucket.start > 60_000) {
    buckets.set(key, { count: 1, start: Date.now() });
    return true;
  }
  bucket.count += 1;
  return bucket.count <= max;
}
`,
      'src/app.ts': `
import express from 'express';
import { consume } from './limits.js';

const loginBuckets = new Map();
const signupBuckets = new Map();
export const app = express();

app.post('/login', (req, res) => {
  if (!consume(loginBuckets, req.ip ?? '', 5)) return void res.sendStatus(429);
  res.sendStatus(204);
});
app.post('/signup', (req, res) => {
  if (!consume(signupBuckets, req.ip ?? '', 2)) return void res.sendStatus(429);
  res.sendStatus(201);
});
`,
    },
    expect: [
      { symbol: 'loginBuckets', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' },
      { symbol: 'signupBuckets', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' },
    ],
    nothingElse: true,
  },
  {
    name: 'a guard of Nest throttles in memory',
    platform: 'nest',
    files: {
      'src/app.module.ts': `
import { Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { CatsController } from './cats.controller';

@Module({
  imports: [ThrottlerModule.forRoot([{ ttl: 60000, limit: 10 }])],
  controllers: [CatsController],
})
export class AppModule {}
`,
      'src/cats.controller.ts': `
import { Controller, Get } from '@nestjs/common';
@Controller('cats')
export class CatsController {
  @Get()
  all() { return ['Tom']; }
}
`,
      'src/main.ts': `
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';
const app = await NestFactory.create(AppModule);
await app.listen(3000);
`,
    },
    expect: [{ near: 'ThrottlerModule.forRoot', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'an isolate of a Worker counts only what it sees itself',
    platform: 'workers',
    files: {
      'src/index.ts': `
const counters = new Map<string, number>();

export default {
  async fetch(request: Request): Promise<Response> {
    const ip = request.headers.get('cf-connecting-ip') ?? '';
    const seen = (counters.get(ip) ?? 0) + 1;
    counters.set(ip, seen);
    if (seen > 50) return new Response('rate limited', { status: 429 });
    return new Response('hello');
  },
};
`,
    },
    expect: [{ symbol: 'counters', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
    nothingElse: true,
  },

  // What looks like a limit that is lost, and is none.
  {
    name: 'a first-level cache in front of a limiter in Redis only saves a round trip',
    platform: 'next',
    files: {
      'lib/limit.ts': `
import { Ratelimit } from '@upstash/ratelimit';
import { Redis } from '@upstash/redis';

const cache = new Map<string, number>();
export const ratelimit = new Ratelimit({
  redis: Redis.fromEnv(),
  limiter: Ratelimit.fixedWindow(10, '10 s'),
  ephemeralCache: cache,
});
`,
      'app/api/chat/route.ts': `
import { ratelimit } from '../../../lib/limit';
export async function POST(req: Request) {
  const { success } = await ratelimit.limit(req.headers.get('x-real-ip') ?? '');
  return success ? Response.json({ ok: true }) : new Response('Too many requests', { status: 429 });
}
`,
    },
    expect: [
      { symbol: 'cache', verdict: 'safe' },
      { symbol: 'ratelimit', verdict: 'safe' },
    ],
  },
  {
    name: 'express-rate-limit counts in Redis',
    platform: 'express',
    files: {
      'app.js': `
const express = require('express');
const { rateLimit } = require('express-rate-limit');
const { RedisStore } = require('rate-limit-redis');
const { createClient } = require('redis');

const client = createClient({ url: process.env.REDIS_URL });
client.connect();

const limiter = rateLimit({
  windowMs: 60_000,
  limit: 100,
  store: new RedisStore({ sendCommand: (...args) => client.sendCommand(args) }),
});

const app = express();
app.use(limiter);
app.get('/', (req, res) => res.send('ok'));
module.exports = app;
`,
    },
    expect: [{ symbol: 'limiter', verdict: 'safe' }],
  },
  {
    name: 'a limiter in memory is only the insurance of one in Redis',
    platform: 'lambda',
    files: {
      'handler.ts': `
import Redis from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';

const insurance = new RateLimiterMemory({ points: 10, duration: 1 });
const limiter = new RateLimiterRedis({
  storeClient: new Redis(process.env.REDIS_URL!),
  points: 10,
  duration: 1,
  insuranceLimiter: insurance,
});

export const handler = async (event: { sourceIp: string }) => {
  await limiter.consume(event.sourceIp);
  return { statusCode: 200 };
};
`,
    },
    expect: [{ symbol: 'limiter', verdict: 'safe' }],
  },
  {
    name: 'limits of each plan are a table that nobody changes',
    platform: 'express',
    files: {
      'app.ts': `
import express from 'express';

const limitsByPlan: Record<string, { seats: number; requests: number }> = {
  free: { seats: 1, requests: 100 },
  team: { seats: 10, requests: 5_000 },
};
export const app = express();
app.get('/plans/:plan', (req, res) => {
  const limits = limitsByPlan[req.params.plan];
  if (!limits) return void res.sendStatus(404);
  res.json(limits);
});
`,
    },
    expect: [{ symbol: 'limitsByPlan', verdict: 'safe', role: ['constant', 'config'] }],
  },
  {
    name: 'a histogram is counted within one request',
    platform: 'lambda',
    files: {
      'src/report.ts': `
export const handler = async (event: { rows: { country: string }[] }) => {
  const counts = new Map<string, number>();
  event.rows.forEach(({ country }) => {
    counts.set(country, (counts.get(country) ?? 0) + 1);
  });
  return [...counts].filter(([, count]) => count > 10);
};
`,
    },
    expect: [{ symbol: 'counts', verdict: 'safe' }],
  },
  {
    name: 'a limit of parallel downloads belongs to the request that makes it',
    platform: 'lambda',
    files: {
      'src/thumbnails.ts': `
import pLimit from 'p-limit';
import { render } from './render.js';

export async function handler(event: { urls: string[] }) {
  const limit = pLimit(4);
  return Promise.all(event.urls.map((url) => limit(() => render(url))));
}
`,
      'src/render.ts': 'export const render = async (url: string) => (await fetch(url)).arrayBuffer();\n',
    },
    expect: [{ symbol: 'limit', verdict: 'safe' }],
  },
  {
    name: 'a Durable Object counts for all isolates',
    platform: 'workers',
    files: {
      'src/index.ts': `
import { DurableObject } from 'cloudflare:workers';

export class Limiter extends DurableObject {
  private hits = new Map<string, number>();

  async take(ip: string): Promise<boolean> {
    const count = (this.hits.get(ip) ?? 0) + 1;
    this.hits.set(ip, count);
    return count <= 100;
  }
}

export default {
  async fetch(request: Request, env: { LIMITER: DurableObjectNamespace<Limiter> }) {
    const stub = env.LIMITER.get(env.LIMITER.idFromName('global'));
    const allowed = await stub.take(request.headers.get('cf-connecting-ip') ?? '');
    return new Response(allowed ? 'ok' : 'slow down', { status: allowed ? 200 : 429 });
  },
};
`,
    },
    expect: [{ symbol: 'Limiter.hits', verdict: 'safe' }],
  },
  {
    name: 'hono-rate-limiter counts in Workers KV',
    platform: 'workers',
    files: {
      'src/index.ts': `
import { Hono } from 'hono';
import { rateLimiter } from 'hono-rate-limiter';
import { WorkersKVStore } from '@hono-rate-limiter/cloudflare';

const app = new Hono<{ Bindings: { CACHE: KVNamespace } }>();
app.use((c, next) =>
  rateLimiter({ windowMs: 60_000, limit: 20, keyGenerator: () => c.req.header('cf-connecting-ip') ?? '', store: new WorkersKVStore({ namespace: c.env.CACHE }) })(c, next),
);
app.get('/', (c) => c.text('hi'));
export default app;
`,
    },
    expect: [{ near: 'rateLimiter({', verdict: 'safe' }],
  },
  {
    name: '@fastify/rate-limit is given a Redis client',
    platform: 'fastify',
    files: {
      'src/server.ts': `
import Fastify from 'fastify';
import rateLimit from '@fastify/rate-limit';
import Redis from 'ioredis';

const app = Fastify();
await app.register(rateLimit, { max: 100, timeWindow: '1 minute', redis: new Redis(process.env.REDIS_URL!) });
app.get('/', async () => ({ hello: 'world' }));
export default app;
`,
    },
    expect: [{ near: 'app.register(rateLimit', verdict: 'safe' }],
  },
  {
    name: 'a service asks better-auth whether a token is good, and answers no sign-in',
    platform: 'express',
    files: {
      'src/verify.ts': `
import { betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { db } from './db.js';
export function createVerifyAuth() {
  const auth = betterAuth({ database: drizzleAdapter(db, { provider: 'pg' }) });
  return { verify: async (token: string) => auth.api.verifyOneTimeToken({ body: { token } }) };
}
export const verifier = createVerifyAuth();
`,
      'src/db.ts': `import { drizzle } from 'drizzle-orm/node-postgres';\nexport const db = drizzle(process.env.DATABASE_URL!);\n`,
      'src/app.ts': `
import express from 'express';
import { verifier } from './verify.js';
const app = express();
app.post('/socket', async (req, res) => res.json(await verifier.verify(req.body.token)));
export default app;
`,
    },
    expect: [{ near: 'betterAuth({', verdict: 'safe' }],
  },
  {
    name: 'passwords can be tried three times in ten seconds at each instance that answers sign-in',
    platform: 'next',
    files: {
      'lib/auth.ts': `
import { betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { db } from './db';
export const auth = betterAuth({ database: drizzleAdapter(db, { provider: 'pg' }) });
`,
      'lib/db.ts': `import { drizzle } from 'drizzle-orm/node-postgres';\nexport const db = drizzle(process.env.DATABASE_URL!);\n`,
      'app/api/auth/[...all]/route.ts': `
import { toNextJsHandler } from 'better-auth/next-js';
import { auth } from '../../../../lib/auth';
export const { GET, POST } = toNextJsHandler(auth.handler);
`,
      'app/page.tsx': `
import { headers } from 'next/headers';
import { auth } from '../lib/auth';
export default async function Page() {
  const session = await auth.api.getSession({ headers: await headers() });
  return <p>{session?.user.name}</p>;
}
`,
    },
    expect: [{ near: 'betterAuth({', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
  },
  {
    name: 'ten conversations a day and address are ten at each instance',
    platform: 'next',
    files: {
      'lib/rate-limit-store.ts': `
class RateLimitStore {
  private store = {
    requests: new Map<string, { count: number; resetTime: number }>(),
    sessions: new Map<string, { activeCount: number; sessionIds: Set<string>; resetTime: number }>(),
  };

  checkRequests(ip: string): { allowed: boolean } {
    const data = this.store.requests.get(ip);
    if (!data || Date.now() >= data.resetTime) {
      this.store.requests.set(ip, { count: 1, resetTime: Date.now() + 60_000 });
      return { allowed: true };
    }
    if (data.count >= 10) return { allowed: false };
    data.count++;
    return { allowed: true };
  }

  checkSessions(ip: string, sessionId: string): { allowed: boolean } {
    const data = this.store.sessions.get(ip);
    if (!data || Date.now() >= data.resetTime) {
      this.store.sessions.set(ip, { activeCount: 1, sessionIds: new Set([sessionId]), resetTime: Date.now() + 86_400_000 });
      return { allowed: true };
    }
    if (data.sessionIds.has(sessionId)) return { allowed: true };
    if (data.activeCount >= 10) return { allowed: false };
    data.sessionIds.add(sessionId);
    data.activeCount++;
    return { allowed: true };
  }
}
export const limits = new RateLimitStore();
`,
      'app/api/chat/route.ts': `
import { limits } from '../../../lib/rate-limit-store';
export async function POST(request: Request) {
  const ip = request.headers.get('x-forwarded-for') ?? '';
  const { sessionId } = await request.json();
  if (!limits.checkRequests(ip).allowed) return new Response('Too many requests', { status: 429 });
  const sessions = limits.checkSessions(ip, sessionId);
  return Response.json({ allowed: sessions.allowed });
}
`,
    },
    expect: [
      { symbol: 'RateLimitStore.store.requests', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' },
      { symbol: 'RateLimitStore.store.sessions', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' },
    ],
    nothingElse: true,
  },
  {
    name: 'a month of generations is free on each instance',
    platform: 'next',
    files: {
      'lib/usage.ts': `
interface Counters { period: string; generations: number; updatedAt: number }
const countersByKey = new Map<string, Counters>();
function periodOf(now: number) { return new Date(now).toISOString().slice(0, 7); }
function countersOf(key: string, now: number): Counters {
  const period = periodOf(now);
  const existing = countersByKey.get(key);
  if (!existing || existing.period !== period) {
    const fresh = { period, generations: 0, updatedAt: now };
    countersByKey.set(key, fresh);
    return fresh;
  }
  existing.updatedAt = now;
  return existing;
}
export function consume(key: string, limit: number, amount: number) {
  const counters = countersOf(key, Date.now());
  const next = counters.generations + amount;
  if (next > limit) return false;
  counters.generations = next;
  return true;
}
`,
      'app/api/generate/route.ts': `
import { auth } from '@clerk/nextjs/server';
import { consume } from '../../../lib/usage';
export async function POST(request: Request) {
  const { orgId } = await auth();
  const { amount } = await request.json();
  if (!consume(orgId ?? 'guest', 100, amount)) return Response.json({ error: 'Upgrade your plan' }, { status: 402 });
  return Response.json({ ok: true });
}
`,
    },
    expect: [{ symbol: 'countersByKey', verdict: 'unsafe', role: ['rate-limit', 'metrics', 'counter'] }],
    nothingElse: true,
  },
  {
    name: 'a door opens twice, for the next reading came to another instance',
    platform: 'next',
    files: {
      'lib/doors.ts': `
const debounceState = new Map<number, { lastOpenedAt: number }>();
export async function open(door: number, waitMs: number) {
  const now = Date.now();
  const state = debounceState.get(door);
  if (state && now - state.lastOpenedAt < waitMs) return { opened: false };
  await fetch('https://doors.example.org/' + door, { method: 'POST' });
  debounceState.set(door, { lastOpenedAt: now });
  return { opened: true };
}
`,
      'app/api/read/route.ts': `
import { open } from '../../../lib/doors';
export async function POST(request: Request) {
  const { door } = await request.json();
  return Response.json(await open(door, 3000));
}
`,
    },
    expect: [{ symbol: 'debounceState', verdict: 'unsafe', role: ['rate-limit', 'lock'] }],
    nothingElse: true,
  },
  {
    name: 'a password can be guessed as often as there are instances, whatever its lock is called',
    platform: 'express',
    files: {
      'intentos.js': `
const MAX = 8;
const VENTANA = 15 * 60 * 1000;
const registro = new Map();

function vigente(clave) {
  const e = registro.get(clave);
  if (!e) return null;
  if (Date.now() - e.primero > VENTANA) { registro.delete(clave); return null; }
  return e;
}
exports.bloqueado = (clave) => Boolean(vigente(clave)?.hasta);
exports.fallo = (clave) => {
  const e = vigente(clave) || { fallos: 0, primero: Date.now(), hasta: 0 };
  e.fallos++;
  if (e.fallos >= MAX) e.hasta = Date.now() + VENTANA;
  registro.set(clave, e);
};
`,
      'entrada.js': `
const express = require('express');
const intentos = require('./intentos');
const { comprobar } = require('./usuarios');
const app = express();
app.post('/entrar', async (req, res) => {
  if (intentos.bloqueado(req.ip)) return res.render('entrar', { error: 'Espera un rato' });
  if (!(await comprobar(req.body))) {
    intentos.fallo(req.ip);
    return res.render('entrar', { error: 'No es correcto' });
  }
  res.redirect('/');
});
module.exports = app;
`,
      'usuarios.js': `exports.comprobar = async (datos) => (await fetch('https://db.example.org', { method: 'POST', body: datos })).ok;\n`,
    },
    expect: [{ symbol: 'registro', verdict: 'unsafe', role: ['rate-limit', 'security'], severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a limit that is called otherwise in another language is a limit',
    platform: 'next',
    files: {
      'lib/limite.ts': `
const buckets = new Map<string, number[]>();
export function comprobar(ip: string, clave: string, max: number, ventana: number) {
  const ahora = Date.now();
  const k = ip + ':' + clave;
  const recientes = (buckets.get(k) ?? []).filter((t) => ahora - t < ventana);
  if (recientes.length >= max) return { ok: false, esperar: Math.ceil((ventana - (ahora - recientes[0])) / 1000) };
  recientes.push(ahora);
  buckets.set(k, recientes);
  return { ok: true, esperar: 0 };
}
export function respuesta429(esperar: number): Response {
  return new Response(JSON.stringify({ error: 'demasiadas' }), { status: 429, headers: { 'Retry-After': String(esperar) } });
}
`,
      'app/api/chat/route.ts': `
import { comprobar, respuesta429 } from '../../../lib/limite';
import { paciente } from '../../../lib/pacientes';
export async function POST(request: Request) {
  const lim = comprobar(request.headers.get('x-forwarded-for') ?? 'unknown', 'chat', 60, 3_600_000);
  if (!lim.ok) return respuesta429(lim.esperar);
  const encontrado = await paciente((await request.json()).id);
  if (!encontrado) return new Response('no encontrado', { status: 404 });
  return Response.json(encontrado);
}
`,
      'lib/pacientes.ts': `
export const paciente = async (id: string) => (await fetch('https://clinica.example.org/' + id)).json();
`,
    },
    expect: [{ symbol: 'buckets', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
    nothingElse: true,
  },
  {
    name: 'a limit that hangs on the environment of a Worker is as weak as the isolate that counts',
    platform: 'workers',
    files: {
      'src/limit.ts': `
type Bucket = { count: number; until: number };
const bucketsByEnv = new WeakMap<Env, Map<string, Bucket>>();
function bucketsOf(env: Env): Map<string, Bucket> {
  let store = bucketsByEnv.get(env);
  if (!store) {
    store = new Map();
    bucketsByEnv.set(env, store);
  }
  return store;
}
export function allow(env: Env, ip: string): boolean {
  const buckets = bucketsOf(env);
  const now = Date.now();
  const known = buckets.get(ip);
  const count = known && known.until > now ? known.count : 0;
  if (count >= 60) return false;
  buckets.set(ip, { count: count + 1, until: now + 60_000 });
  return true;
}
`,
      'src/index.ts': `
import { allow } from './limit';
export default {
  async fetch(request: Request, env: Env) {
    const ip = request.headers.get('cf-connecting-ip') ?? 'unknown';
    if (!allow(env, ip)) return new Response('Too many requests', { status: 429 });
    return new Response('ok');
  },
};
`,
    },
    expect: [{ symbol: 'bucketsByEnv', verdict: 'unsafe', role: 'rate-limit', severity: 'critical' }],
    nothingElse: true,
  },
];
