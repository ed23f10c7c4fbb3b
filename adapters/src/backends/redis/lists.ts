/** Lists on Redis: each is a native list. */
import type { Collection, Lists } from '../../backend.js';
import { listKey } from './keys.js';
import { ttlOf } from './life.js';
import type { RedisPort, Reply } from './port.js';
import * as scripts from './scripts.js';
import { run } from './scripts.js';

export function redisLists(port: RedisPort): Lists {
  function send(list: Collection, command: string, ...args: (string | number)[]): Promise<Reply> {
    const key = listKey(list);
    return port.send({ key, args: [command, key, ...args.map(String)] });
  }

  return {
    async push(list, items, end, cap, expiry) {
      const args = [end, cap === undefined ? '' : String(cap), ttlOf(expiry), ...items];
      return (await run(port, { script: scripts.push, keys: [listKey(list)], args })) as number;
    },

    async slice(list, start, end) {
      if (end === 0) return [];
      return (await send(list, 'LRANGE', start, lastOf(end))) as string[];
    },

    async length(list) {
      return (await send(list, 'LLEN')) as number;
    },

    async take(list, count, end) {
      if (count < 1) return [];
      return ((await send(list, end === 'start' ? 'LPOP' : 'RPOP', count)) ?? []) as string[];
    },

    async trim(list, start, end) {
      await (end === 0 ? send(list, 'UNLINK') : send(list, 'LTRIM', start, lastOf(end)));
    },

    async replace(list, items, expiry) {
      await run(port, { script: scripts.replace, keys: [listKey(list)], args: [ttlOf(expiry), ...items] });
    },

    async clear(list) {
      await send(list, 'UNLINK');
    },
  };
}

/** Redis names the last item of a range, JavaScript the one after. An end of 0 is no range at all: its last would be -1, which is the end. */
function lastOf(end: number | undefined): number {
  return end === undefined ? -1 : end - 1;
}
