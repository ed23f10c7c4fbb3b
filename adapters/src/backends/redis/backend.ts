/** The Redis backend: Redis 6.2 and later, Valkey, clusters of them, and Redis over HTTP. Through which client is the port's matter. */
import type { Backend, Holding } from '../../backend.js';
import { redisEntries } from './entries.js';
import { holdingOf, namespacePattern } from './keys.js';
import { redisLists } from './lists.js';
import type { RedisPort } from './port.js';
import { redisWindows } from './windows.js';

export interface RedisOptions {
  readonly name?: 'redis' | 'upstash';
  /** Of one entry or list; unless told, 32 MiB, and a little less than a request of Upstash's smallest plan. */
  readonly maxBytes?: number;
  /** As long as a call may take, and with it its being sent again. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 1000;

const maxBytes = { redis: 32 * 1024 * 1024, upstash: 900 * 1024 } as const;

export function redisBackend(port: RedisPort, options: RedisOptions = {}): Backend {
  const name = options.name ?? 'redis';
  return {
    name,
    maxBytes: options.maxBytes ?? maxBytes[name],
    entries: redisEntries(port, options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
    lists: redisLists(port),
    windows: redisWindows(port),

    async holdings(namespace, cursor) {
      const page = await port.scan(namespacePattern(namespace), cursor);
      // SCAN may say a key twice while the server resizes its table.
      const holdings = [...new Set(page.keys)].flatMap((key): Holding[] => {
        const holding = holdingOf(key);
        return holding ? [holding] : [];
      });
      return { holdings, cursor: page.cursor };
    },

    onTimeout() {
      port.reset();
    },

    close: () => port.close(),
  };
}
