/**
 * A client of `@redis/client`, whoever opened it. Nothing here imports that package: an application's client comes with it, and a bundler that
 * builds for another client must not meet it.
 */
import { borrowed } from './borrowed.js';
import type { Connection } from './connection.js';
import { scanNodes, type RedisPort, type Reply } from './port.js';

/** What is used of a client, ours or the application's. */
export interface NodeRedisClient {
  readonly isReady: boolean;
  sendCommand(args: string[]): Promise<unknown>;
}

export interface NodeRedisCluster {
  readonly isOpen: boolean;
  readonly masters: readonly { readonly address: string }[];
  sendCommand(key: string | undefined, readonly: boolean | undefined, args: string[]): Promise<unknown>;
  nodeClient(node: never): Promise<NodeRedisClient> | undefined;
}

/** Over the application's client, which is left as it is: its settings, its reconnecting, its end. */
export function nodeRedisClientPort(client: NodeRedisClient | NodeRedisCluster): RedisPort {
  const own = 'withTypeMapping' in client ? (client.withTypeMapping as (mapping: object) => typeof client)({}) : client;
  return borrowed('masters' in own ? ofCluster(own) : ofServer(own));
}

type Shared = Pick<Connection, 'usable' | 'send' | 'scan'>;

export function ofServer(client: NodeRedisClient): Shared {
  const send = (args: string[]): Promise<Reply> => client.sendCommand(args) as Promise<Reply>;
  return {
    usable: () => client.isReady,
    send: ({ args }) => send(args),
    scan: (match, cursor) => scanNodes(1, (_, args) => send(args), match, cursor),
  };
}

export function ofCluster(cluster: NodeRedisCluster): Shared {
  return {
    usable: () => cluster.isOpen,
    // Not read-only, whatever the command: a replica may lag behind.
    send: ({ key, args }) => cluster.sendCommand(key, false, args) as Promise<Reply>,
    scan(match, cursor) {
      const masters = [...cluster.masters].sort((a, b) => (a.address < b.address ? -1 : 1));
      const scanNode = async (node: number, args: string[]): Promise<Reply> => {
        const client = await cluster.nodeClient(masters[node] as never);
        return (client?.sendCommand(args) ?? ['0', []]) as Promise<Reply>;
      };
      return scanNodes(masters.length, scanNode, match, cursor);
    },
  };
}
