/** The libraries that are compared, each with the client it asks for, and with the operations it shares with the adapters. */
import KeyvRedis from '@keyv/redis';
import Keyv from 'keyv';
import { RateLimiterDynamo, RateLimiterRedis } from 'rate-limiter-flexible';
import { createStorage } from 'unstorage';
import redisDriver from 'unstorage/drivers/redis';

export function keyvOn(url) {
  const keyv = new Keyv(new KeyvRedis(url), { namespace: 'keyv' });
  return {
    get: (key) => keyv.get(key),
    set: (key, value) => keyv.set(key, value),
    has: (key) => keyv.has(key),
    close: () => keyv.disconnect(),
  };
}

export function unstorageOn(url) {
  const storage = createStorage({ driver: redisDriver({ url, base: 'unstorage' }) });
  return {
    get: (key) => storage.getItem(key),
    set: (key, value) => storage.setItem(key, value),
    has: (key) => storage.hasItem(key),
    close: () => storage.dispose(),
  };
}

/** Over a client of either library. Without `useRedisPackage` it does not know today's `@redis/client`. */
export function limiterOnRedis(client, { useRedisPackage, limit, seconds }) {
  const limiter = new RateLimiterRedis({ storeClient: client, useRedisPackage, points: limit, duration: seconds });
  return { consume: (key) => limiter.consume(key) };
}

/** `storeClient`: the SDK's `DynamoDB`, which makes the table. */
export async function limiterOnDynamoDB(storeClient, { limit, seconds }) {
  const limiter = await new Promise((resolve, reject) => {
    const made = new RateLimiterDynamo(
      { storeClient, tableName: 'limits', points: limit, duration: seconds, ttlSet: true },
      (error) => (error ? reject(error) : resolve(made)),
    );
  });
  return { consume: (key) => limiter.consume(key) };
}
