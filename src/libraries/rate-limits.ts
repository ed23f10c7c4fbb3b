import type { Library, LibraryStore } from '../model/library.js';

const limit = {
  keeps: 'request counts',
  role: 'rate-limit',
  roleFrom: 'library',
  verdict: 'unsafe',
} as const satisfies Partial<LibraryStore>;

const expressRemedy = {
  title: 'Count in Redis, so that the limit holds across instances',
  code: `import { RedisStore } from 'rate-limit-redis';
import { createClient } from 'redis';

const redis = createClient({ url: process.env.REDIS_URL });
await redis.connect();

rateLimit({ store: new RedisStore({ sendCommand: (...args) => redis.sendCommand(args) }) });`,
};

const flexibleRemedy = {
  title: 'Replace RateLimiterMemory by RateLimiterRedis or RateLimiterDynamo',
  code: `import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';

const limits = { points: 10, duration: 60 };
const limiter = new RateLimiterRedis({ ...limits, storeClient: redis, insuranceLimiter: new RateLimiterMemory(limits) });`,
};

const sharedLimiter = {
  title: 'Count in a shared store',
  code: `import { rateLimiter } from '@coldstate/adapters/redis';

const limiter = rateLimiter('requests', { algorithm: 'window' });
const { allowed } = await limiter.consume(key, { limit: 10, windowMs: 60_000 });`,
};

export const rateLimits: Library = {
  name: 'rate-limits',
  title: 'Rate limiters',
  stores: [
    {
      ...limit,
      packages: ['express-rate-limit'],
      exports: ['default', 'rateLimit'],
      made: 'called',
      safe: [{ options: ['store'] }],
      remedy: expressRemedy,
    },
    {
      ...limit,
      packages: ['express-slow-down'],
      exports: ['default', 'slowDown'],
      made: 'called',
      source:
        'express-slow-down, source/slow-down.ts: hands its options, `store` included, to rateLimit of express-rate-limit',
      safe: [{ options: ['store'] }],
      remedy: { ...expressRemedy, code: expressRemedy.code.replace('rateLimit({', 'slowDown({') },
    },
    {
      ...limit,
      packages: ['express-rate-limit', 'express-brute'],
      exports: ['MemoryStore'],
      made: 'constructed',
      source:
        "express-brute 1.0.1, index.js: `ExpressBrute.MemoryStore = require('./lib/MemoryStore')`; the store is an argument",
      remedy: expressRemedy,
    },
    {
      ...limit,
      packages: ['precise-memory-rate-limit', '@express-rate-limit/cluster-memory-store'],
      exports: ['default', 'PreciseMemoryStore', 'ClusterMemoryStoreWorker'],
      made: 'constructed',
      remedy: expressRemedy,
    },
    {
      ...limit,
      packages: ['rate-limit-sqlite'],
      exports: ['SqliteStore'],
      made: 'constructed',
      keeps: 'request counts, in a file on the local disk or in memory',
      rule: 'no-local-disk-state',
      source: 'rate-limit-sqlite 0.0.2, build/sqlite-store.js: node:sqlite at `location`, else `:memory:`',
      remedy: expressRemedy,
    },
    {
      ...limit,
      packages: ['rate-limiter-flexible'],
      exports: ['RateLimiterMemory', 'RateLimiterCluster'],
      made: 'constructed',
      insures: ['insuranceLimiter'],
      siblings: [
        ...[
          'RateLimiterRedis',
          'RateLimiterValkey',
          'RateLimiterDynamo',
          'RateLimiterMongo',
          'RateLimiterPostgres',
          'RateLimiterMySQL',
        ],
        ...['RateLimiterMemcache', 'RateLimiterPrisma', 'RateLimiterDrizzle', 'RateLimiterEtcd'],
      ],
      remedy: flexibleRemedy,
    },
    {
      ...limit,
      packages: ['@fastify/rate-limit', 'fastify-rate-limit'],
      exports: ['default', 'fastifyRateLimit'],
      made: 'registered',
      safe: [{ options: ['redis', 'store'] }],
      half: [{ options: ['ban'], note: 'bans are counted in memory even with Redis' }],
      remedy: {
        title: 'Give @fastify/rate-limit a Redis client',
        code: `import Redis from 'ioredis';

app.register(rateLimit, { max: 100, timeWindow: '1 minute', redis: new Redis(process.env.REDIS_URL) });`,
      },
    },
    {
      ...limit,
      packages: ['hono-rate-limiter'],
      exports: ['rateLimiter'],
      made: 'called',
      safe: [{ options: ['store', 'binding'] }],
      remedy: {
        title: 'Give hono-rate-limiter a store that all instances share',
        code: `import { RedisStore } from '@hono-rate-limiter/redis';

app.use(rateLimiter({ windowMs: 60_000, limit: 100, keyGenerator, store: new RedisStore({ client: redis }) }));`,
      },
    },
    {
      ...limit,
      packages: ['hono-rate-limiter'],
      exports: ['MemoryStore', 'UnstorageStore'],
      made: 'constructed',
      safe: [{ options: ['storage'] }],
      remedy: {
        title: 'Give hono-rate-limiter a store that all instances share',
        code: `import { RedisStore } from '@hono-rate-limiter/redis';

const store = new RedisStore({ client: redis });`,
      },
    },
    {
      ...limit,
      packages: ['sveltekit-rate-limiter', 'sveltekit-rate-limiter/server'],
      exports: ['RateLimiter', 'RetryAfterRateLimiter'],
      made: 'constructed',
      methods: { isLimited: 'increment', check: 'increment', clear: 'clear' },
      safe: [{ options: ['store'] }],
      remedy: {
        title: 'Give the limiter a store that counts in Redis',
        code: `const store = {
  async add(hash, ttl) {
    const [[, count]] = await redis.multi().incr(hash).pexpire(hash, ttl, 'NX').exec();
    return count;
  },
  clear: () => {},
};
const limiter = new RateLimiter({ IP: [10, 'h'], store });`,
      },
    },
    {
      ...limit,
      packages: ['koa-ratelimit'],
      exports: ['default'],
      made: 'called',
      // Redis is the default driver: its `db` says where it counts.
      safe: [{ options: ['driver'], is: ['redis'] }, { options: ['db'] }],
      source: "koa-ratelimit 6.0.0, index.js: `driver: 'redis'` is the default, `db` is a Map for 'memory'",
      remedy: {
        title: "Choose koa-ratelimit's Redis driver",
        code: `app.use(ratelimit({ driver: 'redis', db: new Redis(process.env.REDIS_URL), duration: 60_000, max: 100 }));`,
      },
    },
    {
      ...limit,
      packages: ['@nestjs/throttler'],
      exports: ['ThrottlerModule.forRoot', 'ThrottlerModule.forRootAsync'],
      made: 'called',
      safe: [{ options: ['storage'] }],
      remedy: {
        title: 'Give the throttler a storage that all instances share',
        code: `import { ThrottlerStorageRedisService } from '@nest-lab/throttler-storage-redis';

ThrottlerModule.forRoot({ throttlers: [{ ttl: 60_000, limit: 10 }], storage: new ThrottlerStorageRedisService(process.env.REDIS_URL) });`,
      },
    },
    {
      ...limit,
      packages: ['lambda-rate-limiter'],
      exports: ['default'],
      made: 'called',
      source: 'lambda-rate-limiter 4.0.2, lib/index.js: counts in an LRU cache of the process, and takes no store',
      methods: { check: 'increment' },
      remedy: sharedLimiter,
    },
    {
      ...limit,
      // Limits of what we send as often as of what we receive.
      packages: ['limiter'],
      exports: ['RateLimiter', 'TokenBucket'],
      source: 'limiter 4.1.0, dist/cjs/*.d.ts: both classes count in their fields, and take no store',
      made: 'constructed',
      roleFrom: 'use',
      methods: { removeTokens: 'increment', tryRemoveTokens: 'increment', getTokensRemaining: 'get' },
      remedy: sharedLimiter,
    },
    {
      ...limit,
      packages: ['bottleneck'],
      exports: ['default', 'Group'],
      made: 'constructed',
      keeps: 'the jobs that run and wait',
      roleFrom: 'use',
      severity: 'medium',
      methods: { schedule: 'increment', submit: 'increment', wrap: 'read' },
      safe: [{ options: ['datastore'], is: ['redis', 'ioredis'] }, { options: ['connection'] }],
      source: 'bottleneck, src/Bottleneck.coffee: `datastore: "local"` unless datastore or connection says Redis',
      remedy: {
        title: "Let Bottleneck's instances coordinate through Redis",
        code: `new Bottleneck({ id: 'outgoing', datastore: 'ioredis', clientOptions: { host, port }, maxConcurrent: 5 });`,
      },
    },
    {
      ...limit,
      packages: ['better-auth', 'better-auth/minimal'],
      exports: ['betterAuth'],
      made: 'called',
      keeps: 'the counts of its rate limit for sign-in',
      safe: [
        { options: ['rateLimit.storage'], is: ['database', 'secondary-storage'] },
        { options: ['rateLimit.enabled'], is: [false] },
        { options: ['rateLimit.customStorage', 'secondaryStorage'] },
      ],
      // Only what its handler answers is counted, "requests made using `auth.api`" are not.
      idleBy: ['api', 'options', '$context'],
      source:
        'better-auth, create-context: `rateLimit?.storage || (secondaryStorage ? "secondary-storage" : "memory")`',
      remedy: {
        title: 'Count in the database, or in secondary storage',
        code: `export const auth = betterAuth({ database, rateLimit: { storage: 'database' } });`,
      },
    },
    {
      ...limit,
      packages: ['better-auth-rate-limiter'],
      exports: ['rateLimiter'],
      made: 'called',
      safe: [{ options: ['storage'], is: ['database', 'secondary-storage'] }],
      source: 'better-auth-rate-limiter, README: `storage` is "memory" by default',
      remedy: {
        title: 'Count in the database, or in secondary storage',
        code: `rateLimiter({ window: 60, max: 100, storage: 'database' });`,
      },
    },
    {
      ...limit,
      // They hold back what the program itself does; each instance does so for itself.
      packages: ['p-throttle', 'p-limit'],
      exports: ['default'],
      made: 'called',
      keeps: 'how much of its own work runs',
      verdict: 'advisory',
      source: 'p-throttle and p-limit, index.js: a queue and a count in the closure of what they return, and no store',
      remedy: sharedLimiter,
    },
  ],
};
