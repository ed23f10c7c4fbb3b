import { describe, expect, test } from 'vitest';
import { libraries } from '../../src/libraries/index.js';
import { halfSafeNotes, handleMadeBy, placementOf, pureMadeBy, storeMadeBy } from '../../src/libraries/placement.js';
import type { ArgumentView, CallView, Placement } from '../../src/model/library.js';

const literal = (value: string | number | boolean | null | undefined): ArgumentView => ({ kind: 'literal', value });
const options = (entries: Record<string, ArgumentView>, open = false): ArgumentView => ({
  kind: 'object',
  option: (key) => entries[key],
  open,
});
const made = (packageName: string, path = 'default', call?: CallView): ArgumentView => ({
  kind: 'made',
  package: packageName,
  path,
  ...(call && { call }),
});
const either = (...of: ArgumentView[]): ArgumentView => ({ kind: 'either', of });
const call = (...args: ArgumentView[]): CallView => ({ arguments: args, methods: [] });

const redisStore = made('rate-limit-redis', 'RedisStore');

describe('where the data of a call lives', () => {
  const cases: [says: string, packageName: string, path: string, call: CallView, placement: Placement][] = [
    [
      'sessions without a store stay in the process',
      'express-session',
      'default',
      call(options({ secret: literal('s') })),
      'in-process',
    ],
    [
      'sessions with a store of Redis do not',
      'express-session',
      '*',
      call(options({ store: made('connect-redis', 'RedisStore') })),
      'shared',
    ],
    [
      'a store that is the MemoryStore is none',
      'express-session',
      'default',
      call(options({ store: made('express-session', 'default.MemoryStore') })),
      'in-process',
    ],
    [
      'a store made by memorystore is none',
      'express-session',
      'default',
      call(options({ store: made('memorystore', 'default()') })),
      'in-process',
    ],
    [
      'a store of files is none',
      'express-session',
      'default',
      call(options({ store: made('session-file-store', '*()') })),
      'in-process',
    ],
    [
      'a store of a class of the project may be one',
      'express-session',
      'default',
      call(options({ store: { kind: 'other' } })),
      'shared',
    ],
    [
      'a store that is not always configured falls back to memory',
      'express-rate-limit',
      'rateLimit',
      call(options({ store: either(redisStore, literal(undefined)) })),
      'fallback',
    ],
    ['options that are spread may hold the store', 'express-rate-limit', 'default', call(options({}, true)), 'unknown'],
    [
      'options from elsewhere may hold the store',
      'express-rate-limit',
      'default',
      call({ kind: 'unknown' }),
      'unknown',
    ],
    [
      'a memory limiter is always in the process',
      'rate-limiter-flexible',
      'RateLimiterMemory',
      call(options({ points: literal(5) })),
      'in-process',
    ],
    [
      "koa-ratelimit's driver decides",
      'koa-ratelimit',
      'default',
      call(options({ driver: literal('redis') })),
      'shared',
    ],
    [
      "koa-ratelimit's memory driver is memory",
      'koa-ratelimit',
      'default',
      call(options({ driver: literal('memory') })),
      'in-process',
    ],
    [
      "Bottleneck's local datastore is memory",
      'bottleneck',
      'default',
      call(options({ datastore: literal('local') })),
      'in-process',
    ],
    ['Keyv alone is memory', 'keyv', 'Keyv', call(), 'in-process'],
    ['Keyv with options but no store is memory', 'keyv', 'default', call(options({ ttl: literal(5) })), 'in-process'],
    ['Keyv with a connection string is not', 'keyv', 'default', call(literal('redis://cache')), 'shared'],
    ['Keyv on an adapter is not', 'keyv', 'default', call(made('@keyv/redis')), 'shared'],
    ['Keyv on a Map is memory', 'keyv', 'default', call(options({ store: made('global', 'Map') })), 'in-process'],
    [
      'a cache of tiers is shared when one of them is',
      'cache-manager',
      'createCache',
      call(options({ stores: { kind: 'list', of: [made('keyv'), made('keyv', 'Keyv', call(made('@keyv/redis')))] } })),
      'shared',
    ],
    [
      'a cache of memory tiers is not',
      'cache-manager',
      'createCache',
      call(options({ stores: { kind: 'list', of: [made('keyv')] } })),
      'in-process',
    ],
    ["caching('memory') is memory", 'cache-manager', 'caching', call(literal('memory')), 'in-process'],
    [
      'a storage of Redis is shared',
      'unstorage',
      'createStorage',
      call(options({ driver: made('unstorage/drivers/redis') })),
      'shared',
    ],
    [
      'a storage on disk is not',
      'unstorage',
      'createStorage',
      call(options({ driver: made('unstorage/drivers/fs') })),
      'in-process',
    ],
    [
      'socket.io takes its adapter later as well',
      'socket.io',
      'Server',
      { arguments: [{ kind: 'other' }], methods: ['on', 'adapter'] },
      'shared',
    ],
    [
      'socket.io without adapter knows its own connections only',
      'socket.io',
      'Server',
      call({ kind: 'other' }, options({ cors: { kind: 'other' } })),
      'in-process',
    ],
    [
      'multer writes files with dest alone',
      'multer',
      'default',
      call(options({ storage: { kind: 'other' } })),
      'shared',
    ],
    ['multer with dest writes files', 'multer', 'default', call(options({ dest: literal('uploads/') })), 'in-process'],
    ['a database in memory is no file', 'better-sqlite3', 'default', call(literal(':memory:')), 'shared'],
    ['a database file is one', 'better-sqlite3', 'default', call(literal('shop.db')), 'in-process'],
    [
      'a loader without cache keeps nothing',
      'dataloader',
      'default',
      call({ kind: 'other' }, options({ cache: literal(false) })),
      'shared',
    ],
  ];

  test.each(cases)('%s', (_says, packageName, path, made, placement) => {
    const store = storeMadeBy(packageName, path);
    expect(store && placementOf(store, made)).toBe(placement);
  });
});

test('a setting that stays in memory is said', () => {
  const store = storeMadeBy('@fastify/rate-limit', 'default');
  const registered = call(options({ redis: { kind: 'other' }, ban: literal(3) }));
  expect(store && placementOf(store, registered)).toBe('shared');
  expect(store && halfSafeNotes(store, registered)).toEqual(['bans are counted in memory even with Redis']);
});

test('each export of a package stands in one entry', () => {
  const names = libraries.flatMap(({ stores }) =>
    stores.flatMap(({ packages, exports }) => packages.flatMap((name) => exports.map((path) => `${name}#${path}`))),
  );
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test('handles, schemas and stores are told apart', () => {
  expect(handleMadeBy('@aws-sdk/client-dynamodb', 'DynamoDBClient')?.what).toBe('cloud');
  expect(handleMadeBy('firebase-admin/firestore', 'getFirestore')?.what).toBe('cloud');
  expect(handleMadeBy('pg', 'default.Pool')).toMatchObject({ what: 'database', socket: true });
  expect(handleMadeBy('@upstash/ratelimit', 'Ratelimit')?.what).toBe('database');
  expect(handleMadeBy('mongoose', 'default.Schema')).toBeUndefined();
  expect(pureMadeBy('mongoose', '*.Schema')?.what).toBe('schema');
  expect(pureMadeBy('drizzle-orm/pg-core', 'pgTable')?.what).toBe('schema');
  expect(pureMadeBy('express', 'default.Router')?.what).toBe('framework');
  expect(storeMadeBy('connect-redis', 'RedisStore')).toBeUndefined();
  expect(handleMadeBy('lru-cache', 'LRUCache')).toBeUndefined();
});
