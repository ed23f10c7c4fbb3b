import { none, type Form, type Snippet } from '../form.js';

const redis = `import Redis from 'ioredis';
const redis = new Redis(process.env.REDIS_URL);
`;
const redisStore = `import { RedisStore } from 'rate-limit-redis';
${redis}const store = new RedisStore({ sendCommand: (...args) => redis.call(...args) });
`;

const fastify = (options: string, before = ''): Snippet => ({
  platform: 'fastify',
  files: {
    'app.ts': `import rateLimit from '@fastify/rate-limit';
import Fastify from 'fastify';
${before}export const app = Fastify();
await app.register(rateLimit, ${options});
app.get('/', async () => 'ok');`,
  },
});

const hono = (code: string): Snippet => ({
  platform: 'hono',
  files: {
    'src/index.ts': `import { Hono } from 'hono';
const app = new Hono();
${code}
app.get('/', (c) => c.text('ok'));
export default app;`,
  },
});

const koa = (options: string): Snippet => ({
  platform: 'koa',
  files: {
    'app.js': `const Redis = require('ioredis');
const Koa = require('koa');
const ratelimit = require('koa-ratelimit');
const app = new Koa();
app.use(ratelimit(${options}));
app.use(async (ctx) => { ctx.body = 'ok'; });
module.exports = app;`,
  },
});

const nest = (imports: string, before = ''): Snippet => ({
  platform: 'nest',
  files: {
    'src/app.module.ts': `import { Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { CatsController } from './cats.controller';
${before}
@Module({ imports: [${imports}], controllers: [CatsController] })
export class AppModule {}`,
    'src/cats.controller.ts': `import { Controller, Get } from '@nestjs/common';
@Controller('cats')
export class CatsController {
  @Get() all() { return []; }
}`,
    'src/main.ts': `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';
const app = await NestFactory.create(AppModule);
await app.listen(3000);`,
  },
});

export const rateLimits: readonly Form[] = [
  {
    package: 'express-rate-limit',
    export: 'rateLimit',
    unsafe: [
      `import { rateLimit } from 'express-rate-limit';
const limiter = rateLimit({ windowMs: 60_000, limit: 100 });
app.use(limiter);`,
      'unsafe rate-limit critical',
    ],
    safe: `import { rateLimit } from 'express-rate-limit';
${redisStore}app.use(rateLimit({ windowMs: 60_000, limit: 100, store }));`,
  },
  {
    package: 'express-slow-down',
    export: 'default',
    unsafe: [
      `import slowDown from 'express-slow-down';
app.use(slowDown({ delayAfter: 5, delayMs: (hits) => hits * 100 }));`,
      'unsafe rate-limit critical',
    ],
    safe: `import slowDown from 'express-slow-down';
${redisStore}app.use(slowDown({ delayAfter: 5, delayMs: (hits) => hits * 100, store }));`,
  },
  {
    package: 'express-brute',
    export: 'MemoryStore',
    unsafe: [
      `import ExpressBrute from 'express-brute';
const store = new ExpressBrute.MemoryStore();
const bruteforce = new ExpressBrute(store);
app.post('/login', bruteforce.prevent, (req, res) => { res.sendStatus(204); });`,
      'unsafe rate-limit critical',
    ],
    safe: `import ExpressBrute from 'express-brute';
import RedisStore from 'express-brute-redis';
const bruteforce = new ExpressBrute(new RedisStore({ host: process.env.REDIS_HOST }));
app.post('/login', bruteforce.prevent, (req, res) => { res.sendStatus(204); });`,
  },
  {
    package: 'precise-memory-rate-limit',
    export: 'default',
    unsafe: [
      `import { rateLimit } from 'express-rate-limit';
import PreciseMemoryStore from 'precise-memory-rate-limit';
app.use(rateLimit({ windowMs: 60_000, store: new PreciseMemoryStore() }));`,
      'unsafe rate-limit critical',
    ],
    safe: none('it is a store in memory'),
  },
  {
    package: 'rate-limit-sqlite',
    export: 'SqliteStore',
    unsafe: [
      `import { rateLimit } from 'express-rate-limit';
import { SqliteStore } from 'rate-limit-sqlite';
app.use(rateLimit({ windowMs: 60_000, store: new SqliteStore({ location: 'limits.db' }) }));`,
      'unsafe rate-limit critical',
    ],
    safe: none('it is a store on the local disk'),
  },
  {
    package: 'rate-limiter-flexible',
    export: 'RateLimiterMemory',
    unsafe: [
      `import { RateLimiterMemory } from 'rate-limiter-flexible';
const logins = new RateLimiterMemory({ points: 5, duration: 60 });
app.post('/login', async (req, res) => {
  await logins.consume(req.ip);
  res.sendStatus(204);
});`,
      'unsafe rate-limit critical',
    ],
    safe: `import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
${redis}const insurance = new RateLimiterMemory({ points: 5, duration: 60 });
const logins = new RateLimiterRedis({ storeClient: redis, points: 5, duration: 60, insuranceLimiter: insurance });
app.post('/login', async (req, res) => {
  await logins.consume(req.ip);
  res.sendStatus(204);
});`,
  },
  {
    package: '@fastify/rate-limit',
    export: 'default',
    unsafe: [fastify(`{ max: 100, timeWindow: '1 minute' }`), 'unsafe rate-limit critical'],
    safe: fastify('{ max: 100, redis }', redis),
    half: [fastify('{ max: 100, ban: 3, redis }', redis), /bans are counted in memory even with Redis/],
  },
  {
    package: 'hono-rate-limiter',
    export: 'rateLimiter',
    unsafe: [
      hono(`import { rateLimiter } from 'hono-rate-limiter';
app.use(rateLimiter({ windowMs: 60_000, limit: 100, keyGenerator: (c) => c.req.header('x-forwarded-for') ?? '' }));`),
      'unsafe rate-limit critical',
    ],
    safe: hono(`import { RedisStore } from '@hono-rate-limiter/redis';
import { rateLimiter } from 'hono-rate-limiter';
import { Redis } from '@upstash/redis';
app.use(rateLimiter({ windowMs: 60_000, limit: 100, keyGenerator: () => '', store: new RedisStore({ client: Redis.fromEnv() }) }));`),
  },
  {
    package: 'hono-rate-limiter',
    export: 'UnstorageStore',
    unsafe: [
      hono(`import { rateLimiter, UnstorageStore } from 'hono-rate-limiter';
import { createStorage } from 'unstorage';
app.use(rateLimiter({ limit: 100, keyGenerator: () => '', store: new UnstorageStore({ storage: createStorage() }) }));`),
      'unsafe rate-limit critical',
    ],
    safe: hono(`import { rateLimiter, UnstorageStore } from 'hono-rate-limiter';
import { createStorage } from 'unstorage';
import redisDriver from 'unstorage/drivers/redis';
const storage = createStorage({ driver: redisDriver({ url: process.env.REDIS_URL }) });
app.use(rateLimiter({ limit: 100, keyGenerator: () => '', store: new UnstorageStore({ storage }) }));`),
  },
  {
    package: 'sveltekit-rate-limiter/server',
    export: 'RateLimiter',
    unsafe: [
      `import { RateLimiter } from 'sveltekit-rate-limiter/server';
const limiter = new RateLimiter({ IP: [10, 'h'] });
app.use(async (req, res, next) => { if (await limiter.isLimited(req)) res.sendStatus(429); else next(); });`,
      'unsafe rate-limit critical',
    ],
    safe: `import { RateLimiter } from 'sveltekit-rate-limiter/server';
import { store } from './limits-in-redis.js';
const limiter = new RateLimiter({ IP: [10, 'h'], store });
app.use(async (req, res, next) => { if (await limiter.isLimited(req)) res.sendStatus(429); else next(); });`,
  },
  {
    package: 'koa-ratelimit',
    export: 'default',
    unsafe: [koa(`{ driver: 'memory', db: new Map(), duration: 60000, max: 100 }`), 'unsafe rate-limit critical'],
    safe: koa(`{ db: new Redis(process.env.REDIS_URL), duration: 60000, max: 100 }`),
  },
  {
    package: '@nestjs/throttler',
    export: 'ThrottlerModule.forRoot',
    unsafe: [nest('ThrottlerModule.forRoot([{ ttl: 60000, limit: 10 }])'), 'unsafe rate-limit critical'],
    safe: nest(
      `ThrottlerModule.forRootAsync({ useFactory: () => ({ throttlers: [{ ttl: 60000, limit: 10 }], storage: new ThrottlerStorageRedisService(process.env.REDIS_URL) }) })`,
      `import { ThrottlerStorageRedisService } from '@nest-lab/throttler-storage-redis';`,
    ),
  },
  {
    package: 'lambda-rate-limiter',
    export: 'default',
    unsafe: [
      `import lambdaRateLimiter from 'lambda-rate-limiter';
const limiter = lambdaRateLimiter({ interval: 60_000, uniqueTokenPerInterval: 500 });
app.use(async (req, res, next) => { await limiter.check(10, req.ip).then(() => next(), () => res.sendStatus(429)); });`,
      'unsafe rate-limit critical',
    ],
    safe: none('it takes no store'),
  },
  {
    package: 'limiter',
    export: 'RateLimiter',
    unsafe: [
      `import { RateLimiter } from 'limiter';
const limiter = new RateLimiter({ tokensPerInterval: 150, interval: 'hour' });
app.get('/quote', async (req, res) => {
  if (!limiter.tryRemoveTokens(1)) return void res.sendStatus(429);
  res.send('ok');
});`,
      'unsafe rate-limit critical',
    ],
    safe: none('it takes no store'),
  },
  {
    package: 'bottleneck',
    export: 'default',
    unsafe: [
      `import Bottleneck from 'bottleneck';
const outgoing = new Bottleneck({ maxConcurrent: 5, minTime: 200 });
app.get('/prices', async (req, res) => { res.json(await outgoing.schedule(() => fetch('https://prices.example.org'))); });`,
      'unsafe rate-limit medium',
    ],
    safe: `import Bottleneck from 'bottleneck';
const outgoing = new Bottleneck({ id: 'prices', datastore: 'ioredis', clientOptions: { host: process.env.REDIS_HOST } });
app.get('/prices', async (req, res) => { res.json(await outgoing.schedule(() => fetch('https://prices.example.org'))); });`,
  },
  {
    package: 'better-auth',
    export: 'betterAuth',
    unsafe: [
      `import { betterAuth } from 'better-auth';
import { database } from './database.js';
export const auth = betterAuth({ database, emailAndPassword: { enabled: true }, rateLimit: { window: 10, max: 100 } });`,
      'unsafe rate-limit critical',
    ],
    safe: `import { betterAuth } from 'better-auth';
import { database } from './database.js';
export const auth = betterAuth({ database, emailAndPassword: { enabled: true }, rateLimit: { storage: 'database' } });`,
  },
  {
    package: 'better-auth-rate-limiter',
    export: 'rateLimiter',
    unsafe: [
      `import { rateLimiter } from 'better-auth-rate-limiter';
export const plugins = [rateLimiter({ window: 60, max: 100, storage: 'memory' })];`,
      'unsafe rate-limit critical',
    ],
    safe: `import { rateLimiter } from 'better-auth-rate-limiter';
export const plugins = [rateLimiter({ window: 60, max: 100, storage: 'database' })];`,
  },
  {
    package: 'p-throttle',
    export: 'default',
    unsafe: [
      `import pThrottle from 'p-throttle';
const throttle = pThrottle({ limit: 2, interval: 1000 });
const ask = throttle(async (id) => fetch('https://crm.example.org/' + id));
app.get('/:id', async (req, res) => { res.json(await (await ask(req.params.id)).json()); });`,
      'advisory rate-limit low',
    ],
    safe: none('it takes no store'),
  },
];
