import type { Library, LibraryStore } from '../model/library.js';

const session = {
  keeps: 'sessions',
  role: 'session',
  roleFrom: 'library',
  verdict: 'unsafe',
} as const satisfies Partial<LibraryStore>;

const expressRemedy = {
  title: 'Give express-session a store that all instances share',
  code: `import { RedisStore } from 'connect-redis';
import { createClient } from 'redis';

const redis = createClient({ url: process.env.REDIS_URL });
await redis.connect();

app.use(session({ store: new RedisStore({ client: redis, prefix: 'sess:' }), secret, resave: false, saveUninitialized: false }));`,
};

export const sessions: Library = {
  name: 'sessions',
  title: 'Sessions of web servers',
  stores: [
    {
      ...session,
      packages: ['express-session'],
      exports: ['default'],
      made: 'called',
      safe: [{ options: ['store'] }],
      remedy: expressRemedy,
    },
    {
      ...session,
      packages: ['express-session'],
      exports: ['MemoryStore'],
      made: 'constructed',
      remedy: expressRemedy,
    },
    {
      ...session,
      // Called with express-session, these packages return the class of the store.
      packages: ['memorystore', 'cluster-store'],
      exports: ['default()'],
      made: 'either',
      remedy: expressRemedy,
    },
    {
      ...session,
      packages: [
        'session-file-store',
        'connect-sqlite3',
        'level-session-store',
        'nedb-session-store',
        'express-nedb-session',
      ],
      exports: ['default()'],
      made: 'either',
      keeps: 'sessions, in files on the local disk',
      rule: 'no-local-disk-state',
      remedy: expressRemedy,
    },
    {
      ...session,
      packages: ['next-session'],
      exports: ['default', 'session', 'applySession'],
      made: 'called',
      source: 'next-session 4.0.5, lib/session.js: `options.store || new MemoryStore()`',
      safe: [{ options: ['store'] }],
      remedy: {
        title: 'Give next-session a store that all instances share',
        code: `import { promisifyStore } from 'next-session/lib/compat';
import Redis from 'ioredis';
import { RedisStore } from 'connect-redis';

export const getSession = nextSession({ store: promisifyStore(new RedisStore({ client: new Redis(process.env.REDIS_URL) })) });`,
      },
    },
    {
      ...session,
      packages: ['@fastify/session', 'fastify-session'],
      exports: ['default', 'fastifySession'],
      made: 'registered',
      source:
        '@fastify/session, lib/fastifySession.js: `options.store || new Store()`, which is exported as MemoryStore',
      safe: [{ options: ['store'] }],
      remedy: {
        title: 'Give @fastify/session a store that all instances share',
        code: `import { RedisStore } from 'connect-redis';

app.register(fastifySession, { secret, store: new RedisStore({ client: redis, prefix: 'sess:' }) });`,
      },
    },
    {
      ...session,
      packages: ['@fastify/session', 'fastify-session'],
      exports: ['MemoryStore', 'Store'],
      made: 'constructed',
      remedy: expressRemedy,
    },
    {
      ...session,
      // koa-session keeps its data in the cookie; these two default to memory.
      packages: ['koa-generic-session', 'koa-session-minimal'],
      exports: ['default'],
      made: 'called',
      safe: [{ options: ['store'] }],
      remedy: {
        title: 'Give the session middleware a store that all instances share',
        code: `import redisStore from 'koa-redis';

app.use(session({ store: redisStore({ url: process.env.REDIS_URL }) }));`,
      },
    },
  ],
};
