/** The backends that tests run on, each with a server of its own. */
import { describe } from 'vitest';
import { memoryBackend, memoryData } from '../../src/backends/memory.js';
import { stateOver } from '../../src/create-state.js';
import { createState, type Settings, type State } from '../../src/index.js';
import { createState as createStateOnIoredis } from '../../src/ioredis.js';
import { describeOnRedis } from './available.js';
import { startDynamodb } from './dynamodb.js';
import { startRedis, startRedisCluster } from './redis.js';
import { startUpstashBridge } from './upstash-bridge.js';

export interface Running {
  /** A state with connections of its own on the running server. */
  open(settings?: Settings): State;
  stop(): Promise<void>;
}

export interface BackendUnderTest {
  readonly name: string;
  /** `describe`, or what leaves the tests out where there is no server. */
  readonly describe: typeof describe | typeof describe.skip;
  start(): Promise<Running>;
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
  {
    name: 'Redis',
    describe: describeOnRedis,
    async start() {
      const { url, stop } = await startRedis();
      return { open: (settings) => createState({ ...settings, url }), stop };
    },
  },
  {
    name: 'Redis Cluster',
    describe: describeOnRedis,
    async start() {
      const { url, stop } = await startRedisCluster();
      return { open: (settings) => createState({ ...settings, url }), stop };
    },
  },
  {
    name: 'Redis through ioredis',
    describe: describeOnRedis,
    async start() {
      const { url, stop } = await startRedis();
      return { open: (settings) => createStateOnIoredis({ ...settings, url }), stop };
    },
  },
  {
    name: 'Upstash',
    describe: describeOnRedis,
    async start() {
      const redis = await startRedis();
      const bridge = await startUpstashBridge(redis.url);
      return {
        open: (settings) => createState({ ...settings, url: bridge.url }),
        async stop() {
          await bridge.stop();
          await redis.stop();
        },
      };
    },
  },
  {
    name: 'DynamoDB',
    describe,
    async start() {
      const { url, stop } = await startDynamodb();
      return { open: (settings) => createState({ ...settings, url }), stop };
    },
  },
];
