/**
 * Redis through `@redis/client`: the vendor's own client, which sends a command at most once by default. It is loaded when the first command needs
 * it, so that who uses another backend does not pay for it.
 */
import type { Abandonment } from './abandonment.js';
import { connectTimeout, installed, reconnecting, type Connection, type ConnectionOptions } from './connection.js';
import { ofCluster, ofServer } from './node-redis-client.js';
import type { RedisPort } from './port.js';

/** Over a connection of its own: `redis(s)://user:password@host:port/database?cluster=1`. */
export function nodeRedisPort(url: string, options: ConnectionOptions): RedisPort {
  const address = new URL(url);
  const cluster = ['', '1', 'true'].includes(address.searchParams.get('cluster') ?? '0');
  address.searchParams.delete('cluster');
  return reconnecting((abandoned) => (cluster ? openCluster : openServer)(address, options, abandoned), options);
}

/** Options of every connection. Deadlines are kept above this port, one for each call; the client's own would be a second timer for each command. */
function common(options: ConnectionOptions) {
  return {
    disableOfflineQueue: true,
    maintNotifications: 'disabled' as const,
    socket: { connectTimeout: connectTimeout(options), reconnectStrategy: false as const },
  };
}

async function openServer(url: URL, options: ConnectionOptions, abandoned: Abandonment): Promise<Connection> {
  const { createClient } = await installed('@redis/client', import('@redis/client'));
  const client = createClient({ ...common(options), url: url.href, RESP: 2, commandOptions: { timeout: 0 } });
  const destroy = destroyer(client);
  // Without a listener, the error of a lost connection would end the process; each call reports it anyway.
  client.on('error', () => undefined);
  client.unref();
  abandoned.onceAbandoned(destroy);
  abandoned.throwIfAbandoned();
  await client.connect();
  return { ...ofServer(client), end: () => client.close(), destroy };
}

async function openCluster(url: URL, options: ConnectionOptions, abandoned: Abandonment): Promise<Connection> {
  const { createCluster } = await installed('@redis/client', import('@redis/client'));
  const { socket, ...rest } = common(options);
  const tls = url.protocol === 'rediss:' ? { tls: true as const } : {};
  const cluster = createCluster({
    RESP: 2,
    commandOptions: { timeout: 0 },
    // The connection that asks for the slots is out of reach: it has to end by itself if the answer does not come.
    rootNodes: [{ url: url.href, socket: { ...socket, socketTimeout: connectTimeout(options) } }],
    defaults: {
      ...rest,
      ...(url.username && { username: decodeURIComponent(url.username) }),
      ...(url.password && { password: decodeURIComponent(url.password) }),
      socket: { ...socket, ...tls },
    },
    minimizeConnections: true,
    topologyRefreshOnReconnectionAttemptStrategy: false,
  });
  let last: unknown;
  cluster.on('error', (error: unknown) => {
    last = error;
  });
  cluster.on('node-error', () => undefined);
  cluster.on('node-connect', () => {
    for (const node of cluster.nodeByAddress.values()) node.client?.unref();
  });
  const destroy = destroyer(cluster);
  abandoned.onceAbandoned(destroy);
  abandoned.throwIfAbandoned();
  await cluster.connect().catch((error: unknown) => {
    // Which only says that no node would do; the node's own error says why.
    throw last ?? error;
  });
  return { ...ofCluster(cluster), end: () => cluster.close(), destroy };
}

/** Version 5 throws where there is nothing left to destroy. */
function destroyer(client: { destroy(): void }): () => void {
  return () => {
    try {
      client.destroy();
    } catch {
      // Then it is done.
    }
  };
}
