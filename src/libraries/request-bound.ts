/**
 * Handles that must not be kept: on Cloudflare Workers a socket belongs to the request that opened it, and on Netlify the environment of Blobs
 * is there for requests only. Everywhere else they belong at module level.
 */
import type { RequestBound } from '../model/library.js';

const hyperdrive = {
  title: 'Open the connection in the handler; Hyperdrive keeps the pool',
  code: `export default {
  async fetch(request, env) {
    const sql = postgres(env.HYPERDRIVE.connectionString);
    return Response.json(await sql\`select * from users\`);
  },
};`,
};

const overHttp = {
  title: 'Use a client that speaks HTTP, or connect in the handler',
  code: `import { Redis } from '@upstash/redis/cloudflare';

const redis = Redis.fromEnv(env);`,
};

const socket = {
  platform: 'cloudflare-workers',
  harm: 'kept',
  fails:
    'holds a socket that belongs to the request which opened it: the next request fails with "Cannot perform I/O on behalf of a different request".',
  remedy: hyperdrive,
} as const;

export const requestBound: readonly RequestBound[] = [
  { ...socket, packages: ['postgres'], exports: ['default'], made: 'called' },
  {
    ...socket,
    packages: ['pg', 'pg-pool'],
    exports: ['Pool', 'Client', 'default', 'native.Pool'],
    made: 'constructed',
  },
  { ...socket, packages: ['pg-promise'], exports: ['default()'], made: 'called' },
  {
    ...socket,
    packages: ['mysql', 'mysql2', 'mysql2/promise', 'mariadb', 'mariadb/promise'],
    exports: ['createConnection', 'createPool', 'createPoolCluster'],
    made: 'called',
  },
  { ...socket, packages: ['mssql'], exports: ['connect', 'ConnectionPool'], made: 'either' },
  { ...socket, packages: ['tedious'], exports: ['Connection'], made: 'constructed' },
  { ...socket, packages: ['mongodb'], exports: ['MongoClient', 'MongoClient.connect'], made: 'either' },
  { ...socket, packages: ['@prisma/adapter-pg'], exports: ['PrismaPg'], made: 'constructed' },
  {
    ...socket,
    packages: ['redis', '@redis/client'],
    exports: ['createClient', 'createClientPool', 'createCluster', 'createSentinel'],
    made: 'called',
    remedy: overHttp,
  },
  {
    ...socket,
    packages: ['ioredis', 'iovalkey'],
    exports: ['default', 'Redis', 'Cluster', 'Valkey'],
    made: 'constructed',
    remedy: overHttp,
  },
  { ...socket, packages: ['memjs'], exports: ['Client.create'], made: 'called', remedy: overHttp },
  { ...socket, packages: ['amqplib', 'nats', 'mqtt'], exports: ['connect'], made: 'called', remedy: overHttp },
  {
    packages: ['@netlify/blobs'],
    exports: ['getStore', 'getDeployStore'],
    made: 'called',
    platform: 'netlify',
    harm: 'load',
    // With both, it does not ask the environment.
    unless: ['siteID', 'token'],
    fails:
      'is asked for while the module loads, when the environment of Netlify Blobs is not there yet: it throws MissingBlobsEnvironmentError.',
    remedy: {
      title: 'Ask for the store in the handler',
      code: `export default async (request) => {
  const store = getStore('views');
  return new Response(await store.get('total'));
};`,
    },
  },
];
