import type { Library, LibraryStore } from '../model/library.js';

const registry = {
  keeps: 'who is connected or listens',
  role: 'connection-registry',
  roleFrom: 'library',
  verdict: 'unsafe',
} as const satisfies Partial<LibraryStore>;

export const realtime: Library = {
  name: 'realtime',
  title: 'Subscriptions and connections',
  stores: [
    {
      ...registry,
      packages: ['graphql-subscriptions'],
      exports: ['PubSub'],
      made: 'constructed',
      methods: {
        publish: 'get',
        subscribe: 'add',
        asyncIterator: 'add',
        asyncIterableIterator: 'add',
        unsubscribe: 'delete',
      },
      remedy: {
        title: 'Publish through Redis',
        code: `import { RedisPubSub } from 'graphql-redis-subscriptions';

const pubsub = new RedisPubSub({ connection: process.env.REDIS_URL });`,
      },
    },
    {
      ...registry,
      packages: ['graphql-yoga', '@graphql-yoga/subscription'],
      exports: ['createPubSub'],
      made: 'called',
      methods: { publish: 'get', subscribe: 'add' },
      safe: [{ options: ['eventTarget'] }],
      remedy: {
        title: 'Give createPubSub a Redis event target',
        code: `import { createRedisEventTarget } from '@graphql-yoga/redis-event-target';

const pubSub = createPubSub({ eventTarget: createRedisEventTarget({ publishClient, subscribeClient }) });`,
      },
    },
    {
      ...registry,
      packages: ['socket.io'],
      exports: ['default', 'Server'],
      made: 'either',
      methods: { emit: 'get', to: 'get', in: 'get', on: 'add' },
      safe: [{ options: ['adapter'] }, { after: ['adapter'] }],
      half: [
        {
          options: ['adapter'],
          note: 'the connections themselves stay with their instance: sticky sessions are needed',
        },
      ],
      remedy: {
        title: 'Use the Redis adapter, on servers that live as long as their connections',
        code: `import { createAdapter } from '@socket.io/redis-adapter';

const io = new Server(httpServer, { adapter: createAdapter(publisher, subscriber) });`,
      },
    },
    {
      ...registry,
      packages: ['better-sse'],
      exports: ['createChannel', 'Channel'],
      made: 'either',
      methods: { broadcast: 'get', register: 'add', deregister: 'delete' },
      remedy: {
        title: 'Fan out through Redis, or use a managed service for realtime',
        code: `await subscriber.subscribe('ticks', (message) => session.push(JSON.parse(message)));`,
      },
    },
    {
      ...registry,
      packages: ['ws'],
      exports: ['WebSocketServer', 'Server', 'default.Server'],
      made: 'constructed',
      keeps: 'its open connections in `clients`',
      onlyAfter: ['clients'],
      remedy: {
        title: 'Publish through Redis, or use a service that holds connections',
        code: `await subscriber.subscribe('news', (text) => wss.clients.forEach((client) => client.send(text)));`,
      },
    },
    {
      ...registry,
      packages: [
        '@modelcontextprotocol/sdk/server/streamableHttp',
        '@modelcontextprotocol/sdk/server/streamableHttp.js',
      ],
      exports: ['StreamableHTTPServerTransport'],
      made: 'constructed',
      keeps: 'the sessions of its clients',
      role: 'session',
      onlyWith: ['sessionIdGenerator'],
      remedy: {
        title: 'Answer without sessions: a transport for each request',
        code: `const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });`,
      },
    },
  ],
};
