import { ioRedisClientPort, type IoRedisClient } from '../backends/redis/ioredis-client.js';
import { nodeRedisClientPort, type NodeRedisClient } from '../backends/redis/node-redis-client.js';
import type { RedisPort } from '../backends/redis/port.js';
import { ConfigError } from '../errors.js';

/** The client that `configure({ redis })` was given, of either library, told apart by what it can do. */
export function givenClientPort(client: object | undefined): RedisPort | undefined {
  if (client === undefined) return undefined;
  // ioredis has a method `sendCommand` too, for objects of its own.
  if (hasMethod<IoRedisClient>(client, 'call')) return ioRedisClientPort(client);
  if (hasMethod<NodeRedisClient>(client, 'sendCommand')) return nodeRedisClientPort(client);
  throw new ConfigError('configure({ redis }) takes a client or cluster of @redis/client (or redis) or of ioredis.');
}

function hasMethod<C extends object>(client: object, name: keyof C & string): client is C {
  return typeof (client as Partial<Record<string, unknown>>)[name] === 'function';
}
