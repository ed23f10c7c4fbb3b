/** The backends that tests run on, each with a server of its own. */
import { describe } from 'vitest';
import { memoryBackend, memoryData } from '../../src/backends/memory.js';
import { stateOver } from '../../src/create-state.js';
import { createState, type Settings, type State } from '../../src/index.js';
import { createState as createStateOnIoredis } from '../../src/ioredis.js';
import { describeOnRedis } from './available.js';
import { startDynamoDB } from './dynamodb.js';
import { startRedis, startRedisCluster } from './redis.js';
import { startUpstashBridge } from './upstash-bridge.js';

export interface Running {
  /** A state with connections of its own on the running server. */
  readonly open: (settings?: Settings) => State;
  readonly stop: () => Promise<void>;
}

export interface BackendUnderTest {
  readonly name: string;
  /** `describe`, or what leaves the tests out where there is no server. */
  readonly describe: typeof describe | typeof describe.skip;
  readonly start: () => Promise<Running>;
}

export const backends: readonly BackendUnderTest[] = [
  {
    name: 'memory',
    describe,
    start() {
      const data = memoryData();
      const open = (settings: Settings = {}) => stateOver(memoryBackend(data), settings);
      return Promise.resolve({ open, stop: () => Promise.resolve() });
    },
  },
  { name: 'Redis', describe: describeOnRedis, start: async () => served(await startRedis()) },
  { name: 'Redis Cluster', describe: describeOnRedis, start: async () => served(await startRedisCluster()) },
  {
    name: 'Redis through ioredis',
    describe: describeOnRedis,
    start: async () => served(await startRedis(), createStateOnIoredis),
  },
  {
    name: 'Upstash',
    describe: describeOnRedis,
    async start() {
      const redis = await startRedis();
      const bridge = await startUpstashBridge(redis.url);
      const stop = async () => {
        await bridge.stop();
        await redis.stop();
      };
      return served({ url: bridge.url, stop });
    },
  },
  { name: 'DynamoDB', describe, start: async () => served(await startDynamoDB()) },
];

function served(server: { url: string; stop(): Promise<void> }, create = createState): Running {
  return { open: (settings) => create({ ...settings, url: server.url }), stop: () => server.stop() };
}
