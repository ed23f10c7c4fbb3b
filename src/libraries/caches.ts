import type { Library, LibraryStore } from '../model/library.js';

/** Containers: what they are for depends on the code around them, and a cache that only saves time may stay. */
export const container = {
  keeps: 'cached values',
  role: 'cache',
  roleFrom: 'use',
  verdict: 'advisory',
} as const satisfies Partial<LibraryStore>;

export const methods = {
  get: 'get',
  mget: 'get',
  peek: 'get',
  fetch: 'get',
  take: 'delete',
  has: 'has',
  keys: 'iterate',
  values: 'iterate',
  entries: 'iterate',
  forEach: 'iterate',
  set: 'set',
  mset: 'set',
  put: 'set',
  ttl: 'set',
  del: 'delete',
  delete: 'delete',
  remove: 'delete',
  pop: 'shift',
  clear: 'clear',
  reset: 'clear',
  flushAll: 'clear',
} as const satisfies LibraryStore['methods'];

export const sharedCache = {
  title: 'Keep the values in a store that all instances share, if they must agree or are costly to compute',
  code: `import { sharedMap } from '@coldstate/adapters/redis';

const cache = sharedMap('results', { ttl: { ms: 300_000 } });
const value = await cache.getOrSet(key, () => compute(key));`,
};

const keyvRemedy = {
  title: 'Give Keyv a remote store',
  code: `import Keyv from 'keyv';
import KeyvRedis from '@keyv/redis';

const cache = new Keyv(new KeyvRedis(process.env.REDIS_URL));`,
};

const cacheManagerRemedy = {
  title: 'Add a remote tier',
  code: `import { createCache } from 'cache-manager';
import Keyv from 'keyv';
import KeyvRedis from '@keyv/redis';

const cache = createCache({ stores: [new Keyv(new KeyvRedis(process.env.REDIS_URL))] });`,
};

const apolloRemedy = {
  title: 'Give Apollo Server a remote cache',
  code: `import { KeyvAdapter } from '@apollo/utils.keyvadapter';

new ApolloServer({ typeDefs, resolvers, cache: new KeyvAdapter(new Keyv(new KeyvRedis(process.env.REDIS_URL))) });`,
};

const responseRemedy = {
  title: 'Keep responses in Redis',
  code: `import { createRedisCache } from '@envelop/response-cache-redis';

useResponseCache({ session, cache: createRedisCache({ redis }) });`,
};

export const caches: Library = {
  name: 'caches',
  title: 'Caches and key-value containers',
  stores: [
    {
      ...container,
      packages: ['node-cache', 'lru-cache', 'quick-lru', '@isaacs/ttlcache', 'tiny-lru', 'mnemonist/lru-cache'],
      exports: ['default', 'NodeCache', 'LRUCache', 'TTLCache', 'LRU'],
      made: 'constructed',
      methods,
      source: 'quick-lru, index.d.ts: extends Map; @isaacs/ttlcache, index.js: two Maps; neither takes a store',
      remedy: sharedCache,
    },
    {
      ...container,
      packages: ['tiny-lru'],
      exports: ['lru'],
      made: 'called',
      methods,
      source: 'tiny-lru 13.1.0, types/lru.d.ts: the function `lru` and the class `LRU`, both over an object',
      remedy: sharedCache,
    },
    {
      ...container,
      packages: ['memory-cache'],
      exports: ['default'],
      made: 'imported',
      methods,
      source: 'memory-cache, index.js: `module.exports = new Cache()`, an object without a prototype',
      remedy: sharedCache,
    },
    { ...container, packages: ['memory-cache'], exports: ['Cache'], made: 'constructed', methods, remedy: sharedCache },
    {
      ...container,
      packages: ['keyv'],
      exports: ['default', 'Keyv'],
      made: 'constructed',
      methods,
      safe: [{ argument: 0 }, { options: ['store', 'uri'] }],
      remedy: keyvRemedy,
    },
    {
      ...container,
      packages: ['cache-manager'],
      exports: ['createCache', 'caching', 'multiCaching'],
      made: 'called',
      methods,
      safe: [{ options: ['stores', 'store'] }, { argument: 0 }],
      remedy: cacheManagerRemedy,
    },
    {
      ...container,
      packages: ['cache-manager'],
      exports: ['memoryStore'],
      made: 'called',
      methods,
      remedy: cacheManagerRemedy,
    },
    {
      ...container,
      packages: ['cache-manager/lib/stores/memory', 'cache-manager/lib/stores/memory.js'],
      exports: ['default', 'create'],
      made: 'called',
      methods,
      source:
        'cache-manager 3 and 4, lib/stores/memory.js: `create` makes an LRU; the module itself is given as `store`',
      remedy: cacheManagerRemedy,
    },
    {
      ...container,
      packages: ['@nestjs/cache-manager', '@nestjs/common'],
      exports: ['CacheModule.register', 'CacheModule.registerAsync'],
      made: 'called',
      source: '@nestjs/cache-manager, lib/cache.providers.ts: createCache without stores unless `stores` is given',
      safe: [{ options: ['stores', 'store'] }],
      remedy: cacheManagerRemedy,
    },
    {
      ...container,
      packages: ['@apollo/utils.keyvaluecache', '@apollo/server-plugin-response-cache'],
      exports: ['InMemoryLRUCache'],
      made: 'constructed',
      methods,
      remedy: apolloRemedy,
    },
    {
      ...container,
      packages: ['@envelop/response-cache', '@graphql-yoga/plugin-response-cache'],
      exports: ['createInMemoryCache'],
      made: 'called',
      remedy: responseRemedy,
    },
    {
      ...container,
      keeps: 'responses',
      packages: ['@envelop/response-cache', '@graphql-yoga/plugin-response-cache'],
      exports: ['useResponseCache'],
      made: 'called',
      safe: [{ options: ['cache'] }],
      remedy: responseRemedy,
    },
    {
      ...container,
      keeps: 'persisted queries and cached responses',
      packages: ['@apollo/server', 'apollo-server', 'apollo-server-express', 'apollo-server-lambda'],
      exports: ['ApolloServer'],
      made: 'constructed',
      safe: [{ options: ['cache'] }],
      remedy: apolloRemedy,
    },
  ],
};
