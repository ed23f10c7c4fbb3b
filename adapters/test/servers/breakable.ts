/** Servers that tests kill, freeze and part from their clients: the same handles on Redis and on DynamoDB. */
import { describe } from 'vitest';
import { describeOnRedis } from './available.js';
import { startDynamoDB, urlOf } from './dynamodb.js';
import { startHttpProxy } from './http-proxy.js';
import { startRedis } from './redis.js';
import { startProxy } from './tcp-proxy.js';

export interface Breakable {
  readonly url: string;
  kill(): Promise<void>;
  /** With all that it had acknowledged. */
  restart(): Promise<void>;
  /** It hangs: connections are taken, nobody answers. */
  pause(): void;
  resume(): void;
  /** A way to it on which replies get lost, after what they answer was done. */
  losing(chance: number, seed: number): Promise<Way>;
  /** A way to it on which connections can be cut, and each call is late by some ms. */
  throughProxy(latencyMs?: number): Promise<Way & { cut(): void }>;
  stop(): Promise<void>;
}

export interface Way {
  readonly url: string;
  /** How many replies were lost on it. */
  lost(): number;
  stop(): Promise<void>;
}

export interface BreakableKind {
  readonly name: string;
  readonly describe: typeof describe | typeof describe.skip;
  readonly start: () => Promise<Breakable>;
}

export const breakables: readonly BreakableKind[] = [
  {
    name: 'Redis',
    describe: describeOnRedis,
    async start() {
      const server = await startRedis({ durable: true });
      return {
        ...server,
        losing: (chance, seed) => startProxy(server.port, { lostReplies: chance }, seed),
        throughProxy: (latency = 0) => startProxy(server.port, { latency }),
      };
    },
  },
  {
    name: 'DynamoDB',
    describe,
    async start() {
      const server = await startDynamoDB({ durable: true });
      return {
        ...server,
        async losing(chance, seed) {
          const proxy = await startHttpProxy(server.endpoint, { seed });
          proxy.faults.chances['lose-reply'] = chance;
          return { url: urlOf(proxy.endpoint), lost: () => proxy.done['lose-reply'], stop: () => proxy.stop() };
        },
        async throughProxy(latency = 0) {
          const proxy = await startProxy(Number(new URL(server.endpoint).port), { latency });
          return { ...proxy, url: urlOf(`http://127.0.0.1:${proxy.port}`) };
        },
      };
    },
  },
];
