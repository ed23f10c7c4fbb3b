/** Which servers this machine has. In CI all of them have to be there; elsewhere what is missing is left out, and said aloud. */
import { describe } from 'vitest';
import { findRedisServer } from './redis.js';

const hasRedis = findRedisServer() !== undefined;

if (!hasRedis) {
  const missing = 'no redis-server or valkey-server on PATH or in REDIS_SERVER';
  if (process.env.CI)
    throw new Error(`${missing}: in CI the tests on Redis must run. \`npm run test:all\` installs one.`);
  process.stderr.write(
    `\n*** LEFT OUT: all tests on Redis, Redis Cluster and Upstash: ${missing}. ***\n*** \`npm run test:all\` installs one. ***\n\n`,
  );
}

/** `describe` of what needs a Redis server. */
export const describeOnRedis = hasRedis ? describe : describe.skip;
