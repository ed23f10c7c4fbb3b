import type { Library, LibraryStore } from '../model/library.js';

/** Containers: what they are for depends on the code around them, and a cache that only saves time may stay. */
const container = {
  keeps: 'cached values',
  role: 'cache',
  roleFrom: 'use',
  verdict: 'advisory',
} as const satisfies Partial<LibraryStore>;

const methods = {
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

const sharedCache = {
  title: 'Keep the values in a store that all instances share, if they must agree or are costly to compute',
  code: `import { sharedMap } from '@coldstate/adapters/redis';

const cache = sharedMap('results', { ttl: 300_000 });
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

const storageRemedy = {
  title: 'Choose a remote driver',
  code: `import { createStorage } from 'unstorage';
import redisDriver from 'unstorage/drivers/redis';

const storage = createStorage({ driver: redisDriver({ url: process.env.REDIS_URL }) });`,
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
      remedy: sharedCache,
    },
    { ...container, packages: ['tiny-lru'], exports: ['lru'], made: 'called', methods, remedy: sharedCache },
    { ...container, packages: ['memory-cache'], exports: ['default'], made: 'imported', methods, remedy: sharedCache },
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
      packages: ['@nestjs/cache-manager'],
      exports: ['CacheModule.register'],
      made: 'called',
      safe: [{ options: ['stores', 'store'] }],
      remedy: cacheManagerRemedy,
    },
    {
      ...container,
      packages: ['unstorage'],
      exports: ['createStorage'],
      made: 'called',
      methods: {
        getItem: 'get',
        hasItem: 'has',
        getKeys: 'iterate',
        setItem: 'set',
        removeItem: 'delete',
        ...methods,
      },
      safe: [{ options: ['driver'] }],
      remedy: storageRemedy,
    },
    {
      ...container,
      packages: ['unstorage/drivers/memory', 'unstorage/drivers/lru-cache'],
      exports: ['default'],
      made: 'called',
      remedy: storageRemedy,
    },
    {
      ...container,
      packages: ['unstorage/drivers/fs', 'unstorage/drivers/fs-lite'],
      exports: ['default'],
      made: 'called',
      keeps: 'values, in files on the local disk',
      verdict: 'unsafe',
      rule: 'no-local-disk-state',
      remedy: storageRemedy,
    },
    {
      ...container,
      packages: ['@apollo/utils.keyvaluecache', '@apollo/server-plugin-response-cache'],
      exports: ['InMemoryLRUCache'],
      made: 'constructed',
      methods,
      remedy: {
        title: 'Give Apollo Server a remote cache',
        code: `import { KeyvAdapter } from '@apollo/utils.keyvadapter';

new ApolloServer({ typeDefs, resolvers, cache: new KeyvAdapter(new Keyv(new KeyvRedis(process.env.REDIS_URL))) });`,
      },
    },
    {
      ...container,
      packages: ['@envelop/response-cache', '@graphql-yoga/plugin-response-cache'],
      exports: ['createInMemoryCache'],
      made: 'called',
      remedy: {
        title: 'Keep responses in Redis',
        code: `import { createRedisCache } from '@envelop/response-cache-redis';

useResponseCache({ session, cache: createRedisCache({ redis }) });`,
      },
    },
    {
      ...container,
      keeps: 'results by their arguments',
      packages: ['lodash', 'lodash-es'],
      exports: ['memoize'],
      made: 'called',
      remedy: sharedCache,
    },
    {
      ...container,
      keeps: 'results by their arguments',
      packages: [
        'lodash/memoize',
        'lodash.memoize',
        'memoizee',
        'p-memoize',
        'mem',
        'memoize',
        'fast-memoize',
        'memoize-one',
      ],
      exports: ['default'],
      made: 'called',
      remedy: sharedCache,
    },
    {
      ...container,
      keeps: 'parameters for as long as `maxAge` says',
      packages: ['ssm', 'secrets', 'appconfig', 'dynamodb'].map(
        (source) => `@aws-lambda-powertools/parameters/${source}`,
      ),
      exports: ['getParameter', 'getParameters', 'getParametersByName', 'getSecret', 'getAppConfig'],
      made: 'called',
      role: 'config',
      roleFrom: 'library',
      safe: [{ options: ['forceFetch'], is: [true] }],
      remedy: {
        title: 'Choose maxAge so that an old value does no harm',
        code: `await getParameter(name, { maxAge: 60 });`,
      },
    },
  ],
};
