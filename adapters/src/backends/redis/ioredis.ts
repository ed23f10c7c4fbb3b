/** Redis through `ioredis`, for applications that have it already. */
import type { Abandonment } from './abandonment.js';
import { installed, reconnecting, type Connection, type ConnectionOptions } from './connection.js';
import { clusterConnection, clusterOptions, serverConnection, serverOptions } from './ioredis-client.js';
import type { RedisPort } from './port.js';

/** Over a connection of its own: `redis(s)://user:password@host:port/database?cluster=1`. */
export function ioRedisPort(url: string, options: ConnectionOptions): RedisPort {
  const address = new URL(url);
  const cluster = ['', '1', 'true'].includes(address.searchParams.get('cluster') ?? '0');
  address.searchParams.delete('cluster');
  return reconnecting((abandoned) => (cluster ? openCluster : openServer)(address, options, abandoned), options);
}

async function openServer(url: URL, options: ConnectionOptions, abandoned: Abandonment): Promise<Connection> {
  const { Redis } = await installed('ioredis', import('ioredis'));
  return serverConnection(new Redis(url.href, serverOptions(options)), abandoned);
}

async function openCluster(url: URL, options: ConnectionOptions, abandoned: Abandonment): Promise<Connection> {
  const { Cluster } = await installed('ioredis', import('ioredis'));
  const { redisOptions, ...rest } = clusterOptions(options);
  const cluster = new Cluster([{ host: url.hostname, port: Number(url.port || 6379) }], {
    ...rest,
    redisOptions: {
      ...redisOptions,
      ...(url.username && { username: decodeURIComponent(url.username) }),
      ...(url.password && { password: decodeURIComponent(url.password) }),
      ...(url.protocol === 'rediss:' && { tls: {} }),
    },
  });
  return clusterConnection(cluster, abandoned);
}
