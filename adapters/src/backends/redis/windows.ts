/** Rate limits on Redis: one key for each limited one, whose expiry every hit that counts says anew. */
import type { Algorithm, Windows } from '../../backend.js';
import { windowKey } from './keys.js';
import type { RedisPort } from './port.js';
import * as scripts from './scripts.js';
import { run, type Script } from './scripts.js';

const scriptOf: Readonly<Record<Algorithm, Script>> = {
  window: scripts.fixedWindow,
  sliding: scripts.slidingWindow,
  log: scripts.logWindow,
};

export function redisWindows(port: RedisPort): Windows {
  return {
    async consume(place, { algorithm, limit, windowMs, cost, countDenied }) {
      // A part of a millisecond is none to Redis, and of less than one there would be no window.
      const length = Math.max(1, Math.ceil(windowMs));
      const args = [String(limit), String(length), String(cost), countDenied ? 'countDenied' : ''];
      const reply = await run(port, { script: scriptOf[algorithm], keys: [windowKey(place, algorithm)], args });
      const [allowed, count, resetAt] = reply as [number, number, number];
      return { allowed: allowed === 1, count, resetAt };
    },

    async reset(place) {
      const keys = (Object.keys(scriptOf) as Algorithm[]).map((algorithm) => windowKey(place, algorithm));
      await port.send({ key: keys[0] ?? '', args: ['UNLINK', ...keys] });
    },
  };
}
