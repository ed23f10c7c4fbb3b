/** Lists on Redis: each is a native list. */
import type { Collection, Lists } from '../../backend.js';
import { listKey } from './keys.js';
import { ttlOf } from './life.js';
import type { RedisPort, Reply } from './port.js';
import { nothing, run, script } from './run-script.js';

const prelude = `
local list = KEYS[1]

local function append(command, first)
  for from = first, #ARGV, 2000 do redis.call(command, list, unpack(ARGV, from, math.min(from + 1999, #ARGV))) end
end

local function expire(ttl)
  if ttl == '-1' then redis.call('PERSIST', list) elseif ttl ~= 'keep' then redis.call('PEXPIRE', list, ttl) end
end
`;

/** ARGV: 'start' or 'end', cap ('': none), ttl ('keep': as it was), then items. → the length. */
const push = script(
  prelude,
  `
local start, cap = ARGV[1] == 'start', tonumber(ARGV[2])
append(start and 'LPUSH' or 'RPUSH', 4)
if cap and cap < 1 then
  redis.call('DEL', list)
elseif cap and start then
  redis.call('LTRIM', list, 0, cap - 1)
elseif cap then
  redis.call('LTRIM', list, -cap, -1)
end
expire(ARGV[3])
return redis.call('LLEN', list)
`,
);

/** ARGV: ttl, then items. */
const replace = script(
  prelude,
  `
redis.call('DEL', list)
append('RPUSH', 2)
expire(ARGV[1])
return 1
`,
);

export function redisLists(port: RedisPort): Lists {
  function send(list: Collection, command: string, ...args: (string | number)[]): Promise<Reply> {
    const key = listKey(list);
    return port.send({ key, args: [command, key, ...args.map(String)] });
  }

  return {
    push(list, items, end, cap, expiry) {
      const args = [end, cap === undefined ? '' : String(cap), ttlOf(expiry), ...items];
      return run(port, { script: push, keys: [listKey(list)], args }, Number);
    },

    async slice(list, start, end) {
      if (end === 0) return [];
      return (await send(list, 'LRANGE', start, lastOf(end))) as string[];
    },

    async life(list) {
      const ms = (await send(list, 'PTTL')) as number;
      return ms > 0 ? { ms, hides: true } : 'never';
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

    replace(list, items, expiry) {
      return run(port, { script: replace, keys: [listKey(list)], args: [ttlOf(expiry), ...items] }, nothing);
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
