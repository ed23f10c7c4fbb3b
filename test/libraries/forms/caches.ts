import { none, type Form, type Snippet } from '../form.js';

const container = none('a container has no store to be given; what it is used for decides, which uses.ts shows');

/** A cache that is filled again on a miss. */
const recomputing = (made: string, imports: string): string => `${imports}
import { findProduct } from './database.js';
const products = ${made};
app.get('/products/:id', async (req, res) => {
  const { id } = req.params;
  let product = products.get(id);
  if (!product) {
    product = await findProduct(id);
    products.set(id, product);
  }
  res.json(product);
});`;

const nuxt = (files: Record<string, string>, config = ''): Snippet => ({
  platform: 'nuxt',
  files: { ...files, 'nuxt.config.ts': `export default defineNuxtConfig({ ssr: true${config} });\n` },
});

const drafts = {
  'server/api/drafts/[id].put.ts': `export default defineEventHandler(async (event) => {
  await useStorage('drafts').setItem(getRouterParam(event, 'id'), await readBody(event));
  return { saved: true };
});`,
  'server/api/drafts/[id].get.ts': `export default defineEventHandler(async (event) => {
  const draft = await useStorage('drafts').getItem(getRouterParam(event, 'id'));
  if (!draft) throw createError({ statusCode: 404 });
  return draft;
});`,
};
const stars = {
  'server/utils/stars.ts': `export const stars = defineCachedFunction(async (repo: string) => $fetch('https://code.example.org/' + repo), { maxAge: 3600 });`,
};

export const caches: readonly Form[] = [
  {
    package: 'lru-cache',
    export: 'LRUCache',
    unsafe: [recomputing('new LRUCache({ max: 500 })', `import { LRUCache } from 'lru-cache';`), 'advisory cache low'],
    safe: container,
  },
  {
    package: 'tiny-lru',
    export: 'lru',
    unsafe: [recomputing('lru(500)', `import { lru } from 'tiny-lru';`), 'advisory cache low'],
    safe: container,
  },
  {
    package: 'memory-cache',
    export: 'default',
    unsafe: [
      `import cache from 'memory-cache';
import { findProduct } from './database.js';
app.get('/products/:id', async (req, res) => {
  const known = cache.get(req.params.id);
  if (known) return void res.json(known);
  const product = await findProduct(req.params.id);
  cache.put(req.params.id, product, 60_000);
  res.json(product);
});`,
      'advisory cache low',
    ],
    safe: container,
  },
  {
    package: 'memory-cache',
    export: 'Cache',
    unsafe: [recomputing('new Cache()', `import { Cache } from 'memory-cache';`), 'advisory cache low'],
    safe: container,
  },
  {
    package: 'keyv',
    export: 'default',
    unsafe: [
      `import Keyv from 'keyv';
const profiles = new Keyv();
app.put('/profiles/:id', async (req, res) => { await profiles.set(req.params.id, req.body); res.sendStatus(204); });
app.get('/profiles/:id', async (req, res) => {
  const profile = await profiles.get(req.params.id);
  if (!profile) return void res.sendStatus(404);
  res.json(profile);
});`,
      'unsafe user-data critical',
    ],
    safe: `import KeyvRedis from '@keyv/redis';
import Keyv from 'keyv';
const profiles = new Keyv(new KeyvRedis(process.env.REDIS_URL));
app.put('/profiles/:id', async (req, res) => { await profiles.set(req.params.id, req.body); res.sendStatus(204); });
app.get('/profiles/:id', async (req, res) => { res.json(await profiles.get(req.params.id)); });`,
  },
  {
    package: 'cache-manager',
    export: 'createCache',
    unsafe: [
      `import { createCache } from 'cache-manager';
import { findProduct } from './database.js';
const cache = createCache({ ttl: 60_000 });
app.get('/:id', async (req, res) => { res.json(await cache.wrap(req.params.id, () => findProduct(req.params.id))); });`,
      'advisory cache low',
    ],
    safe: `import KeyvRedis from '@keyv/redis';
import { createCache } from 'cache-manager';
import { Keyv } from 'keyv';
import { findProduct } from './database.js';
const cache = createCache({ stores: [new Keyv(), new Keyv(new KeyvRedis(process.env.REDIS_URL))] });
app.get('/:id', async (req, res) => { res.json(await cache.wrap(req.params.id, () => findProduct(req.params.id))); });`,
  },
  {
    package: 'cache-manager',
    export: 'memoryStore',
    unsafe: [
      `import { memoryStore } from 'cache-manager';
export const store = memoryStore({ max: 100 });`,
      'advisory cache low',
    ],
    safe: none('it is the store in memory'),
  },
  {
    package: 'cache-manager/lib/stores/memory',
    export: 'create',
    unsafe: [
      `const memoryStore = require('cache-manager/lib/stores/memory');
exports.store = memoryStore.create({ max: 100 });`,
      'advisory cache low',
    ],
    safe: none('it is the store in memory'),
  },
  {
    package: '@nestjs/cache-manager',
    export: 'CacheModule.register',
    unsafe: [
      {
        platform: 'nest',
        files: {
          'src/app.module.ts': `import { CacheModule } from '@nestjs/cache-manager';
import { Module } from '@nestjs/common';
@Module({ imports: [CacheModule.register({ ttl: 5000 })] })
export class AppModule {}`,
        },
      },
      'advisory cache low',
    ],
    safe: {
      platform: 'nest',
      files: {
        'src/app.module.ts': `import KeyvRedis from '@keyv/redis';
import { CacheModule } from '@nestjs/cache-manager';
import { Module } from '@nestjs/common';
@Module({ imports: [CacheModule.registerAsync({ useFactory: async () => ({ stores: [new KeyvRedis(process.env.REDIS_URL)] }) })] })
export class AppModule {}`,
      },
    },
  },
  {
    package: '@apollo/utils.keyvaluecache',
    export: 'InMemoryLRUCache',
    unsafe: [
      `import { InMemoryLRUCache } from '@apollo/utils.keyvaluecache';
export const responses = new InMemoryLRUCache();`,
      'advisory cache low',
    ],
    safe: none('it is the cache in memory'),
  },
  {
    package: '@apollo/server',
    export: 'ApolloServer',
    unsafe: [
      `import { ApolloServer } from '@apollo/server';
export const server = new ApolloServer({ typeDefs: '', resolvers: {}, cache: 'bounded' });`,
      'advisory cache low',
    ],
    safe: `import { ApolloServer } from '@apollo/server';
import { KeyvAdapter } from '@apollo/utils.keyvadapter';
import KeyvRedis from '@keyv/redis';
import Keyv from 'keyv';
export const server = new ApolloServer({ typeDefs: '', resolvers: {}, cache: new KeyvAdapter(new Keyv(new KeyvRedis(process.env.REDIS_URL))) });`,
  },
  {
    package: '@graphql-yoga/plugin-response-cache',
    export: 'createInMemoryCache',
    unsafe: [
      `import { createInMemoryCache } from '@graphql-yoga/plugin-response-cache';
export const responses = createInMemoryCache();`,
      'advisory cache low',
    ],
    safe: none('it is the cache in memory'),
  },
  {
    package: '@envelop/response-cache',
    export: 'useResponseCache',
    unsafe: [
      `import { useResponseCache } from '@envelop/response-cache';
export const plugins = [useResponseCache({ session: () => null })];`,
      'advisory cache low',
    ],
    safe: `import { useResponseCache } from '@envelop/response-cache';
import { createRedisCache } from '@envelop/response-cache-redis';
import Redis from 'ioredis';
export const plugins = [useResponseCache({ session: () => null, cache: createRedisCache({ redis: new Redis(process.env.REDIS_URL) }) })];`,
  },
  {
    package: 'unstorage',
    export: 'createStorage',
    unsafe: [
      `import { createStorage } from 'unstorage';
const drafts = createStorage();
app.put('/drafts/:id', async (req, res) => { await drafts.setItem(req.params.id, req.body); res.sendStatus(204); });
app.get('/drafts/:id', async (req, res) => {
  const draft = await drafts.getItem(req.params.id);
  if (!draft) return void res.sendStatus(404);
  res.json(draft);
});`,
      'unsafe entity critical',
    ],
    safe: `import { createStorage } from 'unstorage';
import redisDriver from 'unstorage/drivers/redis';
const drafts = createStorage({ driver: redisDriver({ url: process.env.REDIS_URL }) });
app.put('/drafts/:id', async (req, res) => { await drafts.setItem(req.params.id, req.body); res.sendStatus(204); });`,
  },
  {
    package: 'unstorage/drivers/memory',
    export: 'default',
    unsafe: [
      `import memoryDriver from 'unstorage/drivers/memory';
export const driver = memoryDriver();`,
      'advisory cache low',
    ],
    safe: none('it is the driver in memory'),
  },
  {
    package: 'unstorage/drivers/fs',
    export: 'default',
    unsafe: [
      `import { createStorage } from 'unstorage';
import fsDriver from 'unstorage/drivers/fs';
const files = createStorage({ driver: fsDriver({ base: './data' }) });
app.put('/:id', async (req, res) => { await files.setItem(req.params.id, req.body); res.sendStatus(204); });`,
      'unsafe cache medium',
    ],
    safe: none('it is the driver on the local disk'),
  },
  {
    package: '#imports',
    export: 'useStorage',
    unsafe: [nuxt(drafts), 'unsafe entity critical'],
    safe: nuxt(drafts, `, nitro: { storage: { drafts: { driver: 'redis', url: process.env.REDIS_URL } } }`),
  },
  {
    package: '#imports',
    export: 'defineCachedFunction',
    unsafe: [nuxt(stars), 'advisory cache low'],
    safe: nuxt(stars, `, nitro: { storage: { cache: { driver: 'redis', url: process.env.REDIS_URL } } }`),
  },
  {
    package: 'lodash',
    export: 'memoize',
    unsafe: [
      `import { memoize } from 'lodash';
import { findProduct } from './database.js';
const productOf = memoize(findProduct);
app.get('/:id', async (req, res) => { res.json(await productOf(req.params.id)); });`,
      'advisory cache low',
    ],
    safe: container,
  },
  {
    package: 'p-memoize',
    export: 'default',
    unsafe: [
      `import pMemoize from 'p-memoize';
import { findProduct } from './database.js';
const productOf = pMemoize(findProduct);
app.get('/:id', async (req, res) => { res.json(await productOf(req.params.id)); });`,
      'advisory cache low',
    ],
    safe: container,
  },
  {
    package: '@aws-lambda-powertools/parameters/ssm',
    export: 'getParameter',
    unsafe: [
      `import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
export const greeting = await getParameter('/greeting', { maxAge: 60 });`,
      'advisory config low',
    ],
    safe: `import { getParameter } from '@aws-lambda-powertools/parameters/ssm';
export const greeting = await getParameter('/greeting', { forceFetch: true });`,
  },
  {
    package: '@tanstack/react-query',
    export: 'QueryClient',
    unsafe: [
      `import { QueryClient } from '@tanstack/react-query';
const queries = new QueryClient();
app.get('/', async (req, res) => { res.json(await queries.fetchQuery({ queryKey: ['me'], queryFn: () => fetch('/me') })); });`,
      'unsafe request-leak critical',
    ],
    safe: `import { QueryClient } from '@tanstack/react-query';
app.get('/', async (req, res) => {
  const queries = new QueryClient();
  res.json(await queries.fetchQuery({ queryKey: ['me'], queryFn: () => fetch('/me') }));
});`,
  },
  {
    package: '@reown/appkit-adapter-wagmi',
    export: 'WagmiAdapter',
    unsafe: [
      `import { WagmiAdapter } from '@reown/appkit-adapter-wagmi';
import { cookieToInitialState } from 'wagmi';
const wallets = new WagmiAdapter({ ssr: true, projectId: process.env.PROJECT_ID, networks: [] });
app.get('/', (req, res) => { res.json(cookieToInitialState(wallets.wagmiConfig, req.headers.cookie)); });`,
      'unsafe request-leak high',
    ],
    safe: `import { WagmiAdapter } from '@reown/appkit-adapter-wagmi';
import { cookieToInitialState } from 'wagmi';
app.get('/', (req, res) => {
  const wallets = new WagmiAdapter({ ssr: true, projectId: process.env.PROJECT_ID, networks: [] });
  res.json(cookieToInitialState(wallets.wagmiConfig, req.headers.cookie));
});`,
  },
  {
    package: 'pinia',
    export: 'createPinia',
    unsafe: [
      `import { createPinia } from 'pinia';
import { createSSRApp } from 'vue';
import { renderToString } from 'vue/server-renderer';
const pinia = createPinia();
app.get('/', async (req, res) => { res.send(await renderToString(createSSRApp({}).use(pinia))); });`,
      'unsafe request-leak critical',
    ],
    safe: `import { createPinia } from 'pinia';
import { createSSRApp } from 'vue';
import { renderToString } from 'vue/server-renderer';
app.get('/', async (req, res) => {
  const pinia = createPinia();
  res.send(await renderToString(createSSRApp({}).use(pinia)));
});`,
  },
  {
    package: '@apollo/client',
    export: 'ApolloClient',
    unsafe: [
      `import { ApolloClient, InMemoryCache } from '@apollo/client';
const apollo = new ApolloClient({ ssrMode: true, uri: 'https://api.example.org', cache: new InMemoryCache() });
app.get('/', async (req, res) => { res.json(await apollo.query({ query: 'me' })); });`,
      'unsafe request-leak critical',
    ],
    safe: `import { ApolloClient, InMemoryCache } from '@apollo/client';
app.get('/', async (req, res) => {
  const apollo = new ApolloClient({ ssrMode: true, uri: 'https://api.example.org', cache: new InMemoryCache() });
  res.json(await apollo.query({ query: 'me' }));
});`,
  },
  {
    package: 'dataloader',
    export: 'default',
    unsafe: [
      `import DataLoader from 'dataloader';
import { findUsers } from './database.js';
const users = new DataLoader(findUsers);
app.get('/users/:id', async (req, res) => { res.json(await users.load(req.params.id)); });`,
      'unsafe request-leak high',
    ],
    safe: `import DataLoader from 'dataloader';
import { findUsers } from './database.js';
const users = new DataLoader(findUsers, { cache: false });
app.get('/users/:id', async (req, res) => { res.json(await users.load(req.params.id)); });`,
  },
];
