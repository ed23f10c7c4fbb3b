/** `redis:` and `rediss:` through @redis/client. */
import { redisBackend } from '../backends/redis/backend.js';
import { nodeRedisPort } from '../backends/redis/node-redis.js';
import type { Opener, Openers } from '../openers.js';
import { givenClientPort } from './given-redis.js';
import { addressed } from './urls.js';

const open: Opener = (url, { timeoutMs, clients }) => {
  const port = givenClientPort(clients.redis) ?? nodeRedisPort(addressed(url), { timeout: timeoutMs });
  return Promise.resolve(redisBackend(port, { timeoutMs }));
};

export const redisSchemes = { redis: open, rediss: open } satisfies Openers['schemes'];
