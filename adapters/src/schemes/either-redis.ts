/** `redis:` and `rediss:` through whichever client is installed: for tools that run where the application is. */
import type { Opener, Openers } from '../openers.js';
import { ioredisSchemes } from './ioredis.js';
import { redisSchemes } from './redis.js';

const open: Opener = async (url, context) => {
  const hasNodeRedis = await import('@redis/client').then(
    () => true,
    () => false,
  );
  const { redis } = hasNodeRedis ? redisSchemes : ioredisSchemes;
  return redis(url, context);
};

export const eitherRedisSchemes = { redis: open, rediss: open } satisfies Openers['schemes'];
