import type { Library, LibraryStore } from '../model/library.js';
import { container, methods } from './caches.js';

const itemMethods = {
  getItem: 'get',
  getItems: 'get',
  getItemRaw: 'get',
  hasItem: 'has',
  getKeys: 'iterate',
  setItem: 'set',
  setItems: 'set',
  setItemRaw: 'set',
  removeItem: 'delete',
  ...methods,
} as const satisfies LibraryStore['methods'];

const storageRemedy = {
  title: 'Choose a remote driver',
  code: `import { createStorage } from 'unstorage';
import redisDriver from 'unstorage/drivers/redis';

const storage = createStorage({ driver: redisDriver({ url: process.env.REDIS_URL }) });`,
};

const nitroRemedy = {
  title: 'Mount a remote driver in the configuration',
  code: `// nuxt.config.ts
export default defineNuxtConfig({
  nitro: { storage: { drafts: { driver: 'redis', url: process.env.REDIS_URL } } },
});`,
};

/** Where the functions of Nitro are imported from when they are not found by themselves. */
const NITRO = [
  'nitropack/runtime',
  '#imports',
  '#internal/nitro',
  'nitro/storage',
  'nitro/cache',
  'nitropack/runtime/storage',
];

export const storages: Library = {
  name: 'storages',
  title: 'Storage with drivers',
  stores: [
    {
      ...container,
      packages: ['unstorage'],
      exports: ['createStorage'],
      made: 'called',
      methods: itemMethods,
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
      severity: 'medium',
      rule: 'no-local-disk-state',
      remedy: storageRemedy,
    },
    {
      ...container,
      packages: NITRO,
      exports: ['useStorage'],
      made: 'ambient',
      free: true,
      mount: '',
      keeps: 'what is stored',
      role: 'entity',
      verdict: 'unsafe',
      methods: itemMethods,
      source:
        'Nitro guides on storage and cache: in production the root mount is memory unless the configuration mounts a driver',
      remedy: nitroRemedy,
    },
    {
      ...container,
      packages: NITRO,
      exports: [
        'defineCachedFunction',
        'defineCachedEventHandler',
        'cachedFunction',
        'cachedEventHandler',
        'defineCachedHandler',
      ],
      made: 'called',
      free: true,
      mount: 'cache',
      keeps: 'results, in the mount `cache`',
      remedy: { ...nitroRemedy, code: nitroRemedy.code.replace('drafts', 'cache') },
    },
  ],
};
