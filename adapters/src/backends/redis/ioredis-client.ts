/**
 * Clients of ioredis, whoever opened them; without an import of that package, as in node-redis-client.ts. What they do by themselves to commands whose
 * connection broke (they send them again, so that an increment may count twice) is switched off.
 */
import type { Abandonment } from './abandonment.js';
import { connectTimeout, reconnecting, type Connection, type ConnectionOptions } from './connection.js';
import { scanNodes, type RedisPort, type Reply } from './port.js';

interface IoRedisLink {
  readonly status: string;
  call(command: string, args: string[]): Promise<unknown>;
  connect(): Promise<void>;
  quit(): Promise<unknown>;
  disconnect(): void;
  on(event: string, listener: (about: unknown) => void): unknown;
}

/** What is used of a client, ours or the application's. */
export interface IoRedisClient extends IoRedisLink {
  duplicate(options: object): IoRedisClient;
}

export interface IoRedisCluster extends IoRedisLink {
  duplicate(nodes: [], options: object): IoRedisCluster;
  nodes(role: 'master'): IoRedisNode[];
}

interface IoRedisNode {
  readonly options: { readonly host?: string | undefined; readonly port?: number | undefined };
  call(command: string, args: string[]): Promise<unknown>;
}

/** Of a connection like the application's; it has none of the environment's settings. */
const GIVEN: ConnectionOptions = { timeout: 1000 };

/** Over connections like that of the application's client, which itself is left as it is: it may send a command twice, and must not. */
export function ioRedisClientPort(client: IoRedisClient | IoRedisCluster): RedisPort {
  return reconnecting(
    (abandoned) =>
      'nodes' in client
        ? clusterConnection(client.duplicate([], clusterOptions(GIVEN)), abandoned)
        : serverConnection(client.duplicate(serverOptions(GIVEN)), abandoned),
    GIVEN,
  );
}

/** Options of every connection. */
function common(options: ConnectionOptions) {
  return {
    connectTimeout: connectTimeout(options),
    // How long a connection that is given up may still talk: what is in flight rejects only then.
    disconnectTimeout: 1,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    reconnectOnError: null,
    enableAutoPipelining: false,
    enableReadyCheck: false,
    disableClientInfo: true,
    stringNumbers: false,
    retryStrategy: () => null,
  };
}

export function serverOptions(options: ConnectionOptions) {
  return { ...common(options), lazyConnect: true, enableOfflineQueue: false };
}

export function clusterOptions(options: ConnectionOptions) {
  return {
    lazyConnect: true,
    // A node is connected to by the first command for it, which has to wait meanwhile.
    enableOfflineQueue: true,
    enableAutoPipelining: false,
    enableReadyCheck: false,
    // A replica may lag behind.
    scaleReads: 'master' as const,
    clusterRetryStrategy: () => null,
    slotsRefreshTimeout: connectTimeout(options),
    retryDelayOnFailover: 0,
    redisOptions: common(options),
  };
}

export async function serverConnection(client: IoRedisLink, abandoned: Abandonment): Promise<Connection> {
  client.on('connect', () => {
    unref(client);
  });
  await opened(client, abandoned);
  return connectionOf(client);
}

export async function clusterConnection(cluster: IoRedisCluster, abandoned: Abandonment): Promise<Connection> {
  cluster.on('node error', () => undefined);
  cluster.on('+node', (node) => {
    (node as IoRedisLink).on('connect', () => {
      unref(node);
    });
  });
  await opened(cluster, abandoned);
  return {
    ...connectionOf(cluster),
    scan(match, cursor) {
      const address = ({ options }: IoRedisNode): string => `${options.host ?? ''}:${options.port ?? 0}`;
      const masters = cluster.nodes('master').sort((a, b) => (address(a) < address(b) ? -1 : 1));
      const scanNode = (at: number, args: string[]): Promise<Reply> => {
        const node = masters[at];
        return node ? send(node, args) : Promise.resolve(['0', []]);
      };
      return scanNodes(masters.length, scanNode, match, cursor);
    },
  };
}

async function opened(client: IoRedisLink, abandoned: Abandonment): Promise<void> {
  let last: unknown;
  client.on('error', (error: unknown) => (last = error));
  abandoned.onceAbandoned(() => {
    client.disconnect();
  });
  abandoned.throwIfAbandoned();
  await client.connect().catch((error: unknown) => {
    // Which only says that the connection is closed; the event said why.
    throw last ?? error;
  });
}

function connectionOf(client: IoRedisLink): Connection {
  return {
    usable: () => client.status === 'ready',
    send: ({ args }) => send(client, args),
    scan: (match, cursor) => scanNodes(1, (_, args) => send(client, args), match, cursor),
    end: () => client.quit(),
    destroy() {
      client.disconnect();
    },
  };
}

/** The arguments are one argument here: the stack has room for so many. */
function send(client: Pick<IoRedisLink, 'call'>, args: string[]): Promise<Reply> {
  return client.call(args[0] ?? '', args.slice(1)) as Promise<Reply>;
}

function unref(client: unknown): void {
  (client as { stream?: { unref?(): void } }).stream?.unref?.();
}
