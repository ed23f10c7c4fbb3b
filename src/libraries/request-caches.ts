import type { Library, LibraryStore } from '../model/library.js';

/** Caches made for one request or one browser tab: shared by requests, they serve one user's data to the next. */
const perRequest = {
  role: 'request-leak',
  roleFrom: 'library',
  verdict: 'unsafe',
  severity: 'critical',
  made: 'constructed',
} as const satisfies Partial<LibraryStore>;

export const requestCaches: Library = {
  name: 'request-caches',
  title: 'Caches meant for one request',
  stores: [
    {
      ...perRequest,
      packages: [
        '@tanstack/react-query',
        '@tanstack/vue-query',
        '@tanstack/solid-query',
        '@tanstack/svelte-query',
        '@tanstack/query-core',
        'react-query',
      ],
      exports: ['QueryClient'],
      keeps: 'query results of whoever asked first',
      remedy: {
        title: 'Make a QueryClient for each request',
        code: `export const getQueryClient = cache(() => new QueryClient());`,
      },
    },
    {
      ...perRequest,
      packages: ['@apollo/client', '@apollo/client/core', '@apollo/client/cache'],
      exports: ['InMemoryCache', 'ApolloClient'],
      keeps: 'query results of whoever asked first',
      remedy: {
        title: 'Make a client and its cache for each request',
        code: `const createClient = () => new ApolloClient({ ssrMode: true, link, cache: new InMemoryCache() });`,
      },
    },
    {
      ...perRequest,
      packages: ['@reown/appkit-adapter-wagmi'],
      exports: ['WagmiAdapter'],
      keeps: 'the wallet that a visitor connected',
      severity: 'high',
      remedy: {
        title: 'Make the adapter in a client component, or for each request',
        code: `const createAdapter = () => new WagmiAdapter({ ssr: true, storage, projectId, networks });`,
      },
    },
    {
      ...perRequest,
      packages: ['pinia'],
      exports: ['createPinia'],
      made: 'called',
      keeps: 'the stores of whoever was rendered',
      remedy: {
        title: 'Make a Pinia for each application that is rendered',
        code: `export const createApp = () => createSSRApp(App).use(createPinia());`,
      },
    },
    {
      ...perRequest,
      packages: ['dataloader'],
      exports: ['default'],
      keeps: 'loaded records, without expiry',
      severity: 'high',
      methods: { load: 'get', loadMany: 'get', prime: 'set', clear: 'delete', clearAll: 'clear' },
      safe: [{ options: ['cache'], is: [false] }],
      remedy: {
        title: 'Make the loaders in the context of each request',
        code: `const context = () => ({ users: new DataLoader(loadUsers) });`,
      },
    },
  ],
};
