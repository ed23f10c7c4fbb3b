/**
 * What is known of each library: the option that takes a store, the package that has one, and how the keys of two stores are kept apart. Limits, windows
 * and lifetimes stay where they are.
 */
import { ts } from 'ts-morph';
import type { Destination } from '../types.js';
import { urlText } from './imports.js';
import { quoted } from './style.js';
import type { Declined, Dependency, LibraryRow, Recipe, Site } from './types.js';

const IOREDIS: Dependency = { name: 'ioredis', range: '^5.4.0' };
const ADAPTERS: Dependency = { name: '@coldstate/adapters', range: '^0.1.0' };
const CLIENTS: Readonly<Record<Destination, Dependency>> = {
  redis: { name: '@redis/client', range: '^6.0.0' },
  dynamodb: { name: '@aws-sdk/client-dynamodb', range: '^3.700.0' },
};
/** Of collections in the project's own code. */
export const collectionsNeed = (to: Destination): readonly Dependency[] => [ADAPTERS, CLIENTS[to]];

const URL_NOTE = 'COLDSTATE_URL is read as redis://… or rediss://…; for a cluster, give it a client of your own';

const text = (value: string, { style }: Site): string => quoted(value, style);

/** Under which a store of a library keeps its data: apart from other stores, and from other stages in the same backend, as collections do by themselves. */
const apart = (site: Site, end = ''): string =>
  `\`\${process.env.COLDSTATE_NAMESPACE ?? ${text('app', site)}}:${site.name}${end}\``;
const prefix = (_: unknown, site: Site): string => apart(site, ':');

function sessions(to: Destination): Recipe {
  return {
    options: 0,
    writes: [
      [
        'store',
        (names, site) =>
          `${names.expressStore ?? ''}(${site.call.expression.getText()}, ${names.sessionStore ?? ''}(${text(site.name, site)}))`,
      ],
    ],
    imports: {
      expressStore: { from: '@coldstate/adapters/express-session', exported: 'expressStore' },
      sessionStore: { from: `@coldstate/adapters/${to}`, exported: 'sessionStore' },
    },
    dependencies: [ADAPTERS, CLIENTS[to]],
    because: [
      'express-session takes a store as the option `store`',
      'a session lives as long as its cookie, or 24 hours where cookie.maxAge is not set',
    ],
  };
}

/** Counts on a sharedMap, in the form that express-rate-limit and those who follow it ask for. */
function counts(to: Destination, library: string): Recipe {
  return {
    options: 0,
    writes: [
      [
        'store',
        (names, site) =>
          `${names.expressRateLimitStore ?? ''}(${names.sharedMap ?? ''}(${text(site.name, site)}, { role: ${text('rate-limit', site)} }))`,
      ],
    ],
    imports: {
      expressRateLimitStore: { from: '@coldstate/adapters/express-rate-limit', exported: 'expressRateLimitStore' },
      sharedMap: { from: `@coldstate/adapters/${to}`, exported: 'sharedMap' },
    },
    dependencies: [ADAPTERS, CLIENTS[to]],
    because: [
      `${library} takes a store as the option \`store\`, and tells it the window`,
      'limit and window stay as they are',
    ],
  };
}

const rateLimitRedis: Recipe = {
  options: 0,
  writes: [
    [
      'store',
      (names, site) => {
        const call = `${names.redis ?? ''}.call(command, ...args)`;
        const send = site.style.isTypeScript
          ? `(command: string, ...args: string[]) => ${call} as Promise<${names.RedisReply ?? 'RedisReply'}>`
          : `(command, ...args) => ${call}`;
        return `new ${names.RedisStore ?? ''}({\n  sendCommand: ${send},\n  prefix: ${prefix(names, site)},\n})`;
      },
    ],
  ],
  imports: {
    RedisStore: { from: 'rate-limit-redis', exported: 'RedisStore' },
    RedisReply: { from: 'rate-limit-redis', exported: 'RedisReply', isType: true },
  },
  needsRedis: true,
  dependencies: [{ name: 'rate-limit-redis', range: '^4.2.0' }, IOREDIS],
  because: [
    'rate-limit-redis counts in one script, so that the limit holds over all instances',
    'each limiter has a prefix of its own, within COLDSTATE_NAMESPACE; limit and window stay as they are',
    URL_NOTE,
  ],
};

const fastifyRedis: Recipe = {
  options: 1,
  writes: [
    ['redis', (names) => names.redis ?? ''],
    ['nameSpace', prefix],
  ],
  imports: {},
  needsRedis: true,
  dependencies: [IOREDIS],
  because: [
    '@fastify/rate-limit takes a client of ioredis as the option `redis`',
    'max and timeWindow stay as they are; bans are counted in memory even so',
    URL_NOTE,
  ],
};

const flexibleRedis: Recipe = {
  options: 0,
  writes: [
    ['storeClient', (names) => names.redis ?? ''],
    ['keyPrefix', (_, site) => apart(site)],
  ],
  imports: {},
  instead: 'RateLimiterRedis',
  needsRedis: true,
  dependencies: [IOREDIS],
  because: [
    'RateLimiterRedis takes the same options; points, duration, blockDuration and keyPrefix stay as they are',
    'while Redis is down, consume rejects with an Error; insuranceLimiter: new RateLimiterMemory({ … }) would let each instance limit by itself',
    URL_NOTE,
  ],
};

const flexibleDynamo: Recipe = {
  options: 0,
  writes: [
    ['storeClient', (names) => `new ${names.DynamoDB ?? ''}({})`],
    ['tableCreated', () => 'true'],
    ['ttlSet', () => 'true'],
    ['keyPrefix', (_, site) => apart(site)],
  ],
  imports: { DynamoDB: { from: '@aws-sdk/client-dynamodb', exported: 'DynamoDB' } },
  instead: 'RateLimiterDynamo',
  dependencies: [CLIENTS.dynamodb],
  because: [
    'RateLimiterDynamo takes the same options; points, duration, blockDuration and keyPrefix stay as they are',
    'it needs the table node-rate-limiter-flexible, with the key `key` (S) and time to live on `expire`: made beforehand, not at each cold start',
  ],
};

const keyvRedis: Recipe = {
  options: 0,
  writes: [
    ['store', (names, site) => `new ${names.KeyvRedis ?? ''}(${urlText(site)})`],
    ['namespace', (_, site) => apart(site)],
  ],
  imports: { KeyvRedis: { from: '@keyv/redis', exported: 'default', isInterop: true } },
  dependencies: [{ name: '@keyv/redis', range: '^5.0.0' }],
  because: [
    'Keyv takes a store as the option `store`; ttl stays as it is',
    'each store has a namespace of its own, within COLDSTATE_NAMESPACE',
    URL_NOTE,
  ],
};

const keyvDynamo: Recipe = {
  ...keyvRedis,
  writes: [
    ['store', (names, site) => `new ${names.KeyvDynamo ?? ''}({ tableName: ${text('keyv', site)} })`],
    ['namespace', (_, site) => apart(site)],
  ],
  imports: { KeyvDynamo: { from: '@keyv/dynamo', exported: 'default', isInterop: true } },
  dependencies: [{ name: '@keyv/dynamo', range: '^1.0.0' }],
  because: [
    'Keyv takes a store as the option `store`; ttl stays as it is',
    'each store has a namespace of its own, in the table keyv',
  ],
};

function tiers(inner: Recipe, maker: string): Recipe {
  const [store] = inner.writes;
  return {
    ...inner,
    writes: [
      [
        'stores',
        (names, site) =>
          `[new ${names.Keyv ?? ''}({ store: ${store?.[1](names, site) ?? maker}, namespace: ${apart(site)} })]`,
      ],
    ],
    imports: { Keyv: { from: 'keyv', exported: 'Keyv', isDefaultToo: true }, ...inner.imports },
    dependencies: [{ name: 'keyv', range: '^5.0.0' }, ...inner.dependencies],
    because: ['createCache takes stores of Keyv as the option `stores`; ttl stays as it is', ...inner.because.slice(1)],
  };
}

const storageRedis: Recipe = {
  options: 0,
  writes: [['driver', (names, site) => `${names.redisDriver ?? ''}({ url: ${urlText(site)}, base: ${apart(site)} })`]],
  imports: { redisDriver: { from: 'unstorage/drivers/redis', exported: 'default' } },
  dependencies: [IOREDIS],
  because: [
    'createStorage takes a driver as the option `driver`',
    'each storage has a base of its own, within COLDSTATE_NAMESPACE',
    URL_NOTE,
  ],
};

const noDynamo = (library: string): Declined => ({
  why: `${library} has no store for DynamoDB that is kept up`,
  advice: 'Use --to redis for it, or call a collection of @coldstate/adapters/dynamodb in its place.',
});

/** Of cache-manager up to 5. */
function oldCaching({ call }: Site): Declined | undefined {
  const name = ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : call.expression.getText();
  if (name === 'createCache') return undefined;
  return {
    why: 'this form of cache-manager has stores for Redis that keep all caches under the same keys, and empty the database on reset',
    advice: 'Go to cache-manager 6 or later, where a cache is made with createCache; then run this again.',
    replacement: (site) =>
      `const cache = createCache({ stores: [new Keyv({ store: new KeyvRedis(${urlText(site)}), namespace: ${apart(site)} })] })${site.style.semicolon}`,
  };
}

/** `createCache({ stores: [new Keyv()] })` is given its store where the Keyv is made. */
function onlyTier(call: ts.CallExpression | ts.NewExpression): ts.NewExpression | undefined {
  const [options] = call.arguments ?? [];
  if (options === undefined || !ts.isObjectLiteralExpression(options)) return undefined;
  const stores = options.properties.find((property) => property.name?.getText() === 'stores');
  const list = stores && ts.isPropertyAssignment(stores) ? stores.initializer : undefined;
  const [only, ...more] = list && ts.isArrayLiteralExpression(list) ? list.elements : [];
  return only && more.length === 0 && ts.isNewExpression(only) ? only : undefined;
}

const KEYV: LibraryRow = {
  packages: ['keyv'],
  exports: ['default', 'Keyv'],
  redis: keyvRedis,
  dynamodb: keyvDynamo,
};

export const rows: readonly LibraryRow[] = [
  { packages: ['express-session'], exports: ['default'], redis: sessions('redis'), dynamodb: sessions('dynamodb') },
  {
    packages: ['express-rate-limit', 'express-slow-down'],
    exports: ['default', 'rateLimit', 'slowDown'],
    redis: rateLimitRedis,
    dynamodb: counts('dynamodb', 'express-rate-limit'),
  },
  {
    packages: ['hono-rate-limiter'],
    exports: ['rateLimiter'],
    redis: counts('redis', 'hono-rate-limiter'),
    dynamodb: counts('dynamodb', 'hono-rate-limiter'),
  },
  {
    packages: ['@fastify/rate-limit', 'fastify-rate-limit'],
    exports: ['default', 'fastifyRateLimit'],
    redis: fastifyRedis,
    dynamodb: noDynamo('@fastify/rate-limit'),
  },
  {
    packages: ['rate-limiter-flexible'],
    exports: ['RateLimiterMemory', 'RateLimiterCluster'],
    redis: flexibleRedis,
    dynamodb: flexibleDynamo,
    declines: ({ exported }) =>
      exported === 'RateLimiterCluster'
        ? {
            why: 'RateLimiterCluster counts in the primary process of a cluster',
            advice: 'Make it a RateLimiterRedis, and drop the code that serves it in the primary process.',
          }
        : undefined,
  },
  KEYV,
  {
    packages: ['cache-manager'],
    exports: ['createCache', 'caching', 'multiCaching', 'default'],
    redis: tiers(keyvRedis, 'KeyvRedis'),
    dynamodb: tiers(keyvDynamo, 'KeyvDynamo'),
    declines: oldCaching,
    part: onlyTier,
  },
  { packages: ['unstorage'], exports: ['createStorage'], redis: storageRedis, dynamodb: noDynamo('unstorage') },
];

/** The recipe for a part that is a store of its own. */
export const partRow = KEYV;
