/** `redis:` and `rediss:` through ioredis. */
import { redisBackend } from '../backends/redis/backend.js';
import { ioRedisPort } from '../backends/redis/ioredis.js';
import type { Opener, Openers } from '../openers.js';
import { givenClientPort } from './given-redis.js';
import { addressed } from './urls.js';

const open: Opener = (url, { timeoutMs, clients }) => {
  const port = givenClientPort(clients.redis) ?? ioRedisPort(addressed(url), { timeout: timeoutMs });
  return Promise.resolve(redisBackend(port, { timeoutMs }));
};

export const ioredisSchemes = { redis: open, rediss: open } satisfies Openers['schemes'];
