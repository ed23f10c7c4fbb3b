/**
 * Redis through `ioredis`, for applications that have it already. What it does by itself to commands whose connection broke (it sends them again,
 * so that an increment may count twice) is switched off.
 */
import { connectTimeout, installed, reconnecting, type Connection, type ConnectionOptions } from './connection.js';
import { ofCluster, ofServer, type Shared } from './ioredis-client.js';
import type { RedisPort } from './port.js';

/** Over a connection of its own: `redis(s)://user:password@host:port/database?cluster=1`. */
export function ioRedisPort(url: string, options: ConnectionOptions): RedisPort {
  const address = new URL(url);
  const cluster = ['', '1', 'true'].includes(address.searchParams.get('cluster') ?? '0');
  address.searchParams.delete('cluster');
  return reconnecting((signal) => (cluster ? openCluster : openServer)(address, options, signal), options);
}

/** Options of every connection. */
function common(options: ConnectionOptions) {
  return {
    connectTimeout: connectTimeout(options),
    // How long a connection that is given up may still talk: what is in flight rejects only then.
    disconnectTimeout: 1,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableReadyCheck: false,
    disableClientInfo: true,
    retryStrategy: () => null,
  };
}

/** The part of both classes that opening one needs. */
interface Opening {
  connect(): Promise<void>;
  disconnect(): void;
  on(event: 'error', listener: (error: unknown) => void): unknown;
}

async function opened(client: Opening, signal: AbortSignal): Promise<void> {
  let last: unknown;
  client.on('error', (error) => (last = error));
  signal.addEventListener('abort', () => {
    client.disconnect();
  });
  signal.throwIfAborted();
  await client.connect().catch((error: unknown) => {
    // Which only says that the connection is closed; the event said why.
    throw last ?? error;
  });
}

async function openServer(url: URL, options: ConnectionOptions, signal: AbortSignal): Promise<Connection> {
  const { Redis } = await installed('ioredis', import('ioredis'));
  const client = new Redis(url.href, { ...common(options), lazyConnect: true, enableOfflineQueue: false });
  client.on('connect', () => {
    unref(client);
  });
  await opened(client, signal);
  return ended(client, ofServer(client));
}

async function openCluster(url: URL, options: ConnectionOptions, signal: AbortSignal): Promise<Connection> {
  const { Cluster } = await installed('ioredis', import('ioredis'));
  const cluster = new Cluster([{ host: url.hostname, port: Number(url.port || 6379) }], {
    lazyConnect: true,
    // A node is connected to by the first command for it, which has to wait meanwhile.
    enableOfflineQueue: true,
    enableReadyCheck: false,
    clusterRetryStrategy: () => null,
    slotsRefreshTimeout: connectTimeout(options),
    retryDelayOnFailover: 0,
    redisOptions: {
      ...common(options),
      ...(url.username && { username: decodeURIComponent(url.username) }),
      ...(url.password && { password: decodeURIComponent(url.password) }),
      ...(url.protocol === 'rediss:' && { tls: {} }),
    },
  });
  cluster.on('node error', () => undefined);
  cluster.on('+node', (node: { on(event: 'connect', listener: () => void): void; stream?: unknown }) => {
    node.on('connect', () => {
      unref(node);
    });
  });
  await opened(cluster, signal);
  return ended(cluster, ofCluster(cluster));
}

function unref({ stream }: { stream?: unknown }): void {
  (stream as { unref?: () => void } | undefined)?.unref?.();
}

function ended(client: { quit(): Promise<unknown>; disconnect(): void }, shared: Shared): Connection {
  return {
    ...shared,
    end: () => client.quit(),
    destroy() {
      client.disconnect();
    },
  };
}
