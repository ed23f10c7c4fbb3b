/** `https:` (and `http:`, for a bridge on this machine): Redis over HTTP. */
import { redisBackend } from '../backends/redis/backend.js';
import { upstashPort } from '../backends/redis/upstash.js';
import type { Opener, Openers } from '../openers.js';
import { addressed } from './urls.js';

const open: Opener = (url, { timeoutMs, environment }) => {
  const token = environment.UPSTASH_REDIS_REST_TOKEN;
  return Promise.resolve(
    redisBackend(upstashPort(addressed(url), { timeout: timeoutMs, token }), { name: 'upstash', timeoutMs }),
  );
};

export const upstashSchemes: Openers['schemes'] = { https: open, http: open };
