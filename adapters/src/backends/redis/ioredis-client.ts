/** A client of ioredis, whoever opened it; without an import of that package, as in node-redis-client.ts. */
import { borrowed } from './borrowed.js';
import type { Connection } from './connection.js';
import { scanNodes, type RedisPort, type Reply } from './port.js';

/** What is used of a client, ours or the application's. */
export interface IoRedisClient {
  readonly status: string;
  call(command: string, ...args: string[]): Promise<unknown>;
}

export interface IoRedisCluster extends IoRedisClient {
  nodes(role: 'master'): IoRedisNode[];
}

interface IoRedisNode extends IoRedisClient {
  readonly options: { readonly host?: string | undefined; readonly port?: number | undefined };
}

/** Over the application's client, which is left as it is: its settings, its reconnecting, its end. */
export function ioRedisClientPort(client: IoRedisClient | IoRedisCluster): RedisPort {
  return borrowed('nodes' in client ? ofCluster(client) : ofServer(client));
}

export type Shared = Pick<Connection, 'usable' | 'send' | 'scan'>;

function send(client: IoRedisClient, [name = '', ...args]: string[]): Promise<Reply> {
  return client.call(name, ...args) as Promise<Reply>;
}

export function ofServer(client: IoRedisClient): Shared {
  return {
    usable: () => client.status === 'ready',
    send: ({ args }) => send(client, args),
    scan: (match, cursor) => scanNodes(1, (_, args) => send(client, args), match, cursor),
  };
}

export function ofCluster(cluster: IoRedisCluster): Shared {
  return {
    ...ofServer(cluster),
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
