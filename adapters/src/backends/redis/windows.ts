/** Rate limits on Redis: one key for each limited one, whose expiry every hit that counts says anew. */
import type { Algorithm, Windows } from '../../backend.js';
import { windowKey } from './keys.js';
import type { RedisPort } from './port.js';
import { run, script, type Script } from './run-script.js';

/** For all windows. ARGV: limit, window in ms, cost, 'countDenied' or ''. → whether allowed, the count, when it resets. */
const prelude = `
local key = KEYS[1]
local limit, length, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Whether this hit passes, and whether it counts.
local function judge(before)
  local allowed = before + cost <= limit
  return allowed, cost > 0 and (allowed or ARGV[4] == 'countDenied')
end

local function answer(allowed, count, resetAt)
  return { allowed and 1 or 0, math.ceil(count), math.ceil(resetAt) }
end
`;

/** HASH: n hits since s. Each hit that counts says again when the key expires, which heals one that would never. */
const fixedWindow = script(
  prelude,
  `
local found = redis.call('HMGET', key, 'n', 's')
local hits, start = tonumber(found[1] or 0), tonumber(found[2] or now)
if now >= start + length then hits, start = 0, now end

local allowed, counts = judge(hits)
if counts then
  hits = hits + cost
  redis.call('HSET', key, 'n', hits, 's', start)
  redis.call('PEXPIREAT', key, start + length)
end
return answer(allowed, hits, start + length)
`,
);

/**
 * HASH: n hits since s, p in the window before. The first hit starts the windows, so that not everybody's end at the same moment. A length that
 * changes applies to the hits that are known, as if it had always been so.
 */
const slidingWindow = script(
  prelude,
  `
local found = redis.call('HMGET', key, 'n', 's', 'p')
local hits, start, before = tonumber(found[1] or 0), tonumber(found[2] or now), tonumber(found[3] or 0)
if now >= start + 2 * length then
  hits, start, before = 0, now, 0
elseif now >= start + length then
  hits, start, before = 0, start + length, hits
end

local weighed = before * (start + length - now) / length
local allowed, counts = judge(weighed + hits)
if counts then
  hits = hits + cost
  redis.call('HSET', key, 'n', hits, 's', start, 'p', before)
  redis.call('PEXPIREAT', key, start + 2 * length)
end
if allowed then return answer(true, weighed + hits, start + length) end

-- When enough of the older hits has slid out: in this window if its own hits leave room, or else in the next, where they are the older ones.
local room = limit - cost - hits
if room >= 0 then return answer(false, weighed + hits, start + length * (1 - room / before)) end
local share = math.max(0, math.min(1, (limit - cost) / hits))
return answer(false, weighed + hits, start + length + length * (1 - share))
`,
);

/** ZSET: one member for each hit, scored by its time. */
const logWindow = script(
  prelude,
  `
local since = '(' .. (now - length)
local hits = redis.call('ZCOUNT', key, since, '+inf')
local allowed, counts = judge(hits)
if counts then
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - length)
  local sameTime = redis.call('ZCOUNT', key, now, now)
  for i = 1, cost do redis.call('ZADD', key, now, now .. ':' .. sameTime + i) end
  redis.call('PEXPIRE', key, length)
  hits = hits + cost
end

-- The hit that has to leave: the oldest, or the one that makes room for a hit like this.
local leaving = allowed and 0 or math.min(math.max(hits + cost - limit, 1), hits) - 1
local oldest = redis.call('ZRANGEBYSCORE', key, since, '+inf', 'WITHSCORES', 'LIMIT', math.max(leaving, 0), 1)
return answer(allowed, hits, (oldest[2] or now) + length)
`,
);

const scriptOf: Readonly<Record<Algorithm, Script>> = {
  window: fixedWindow,
  sliding: slidingWindow,
  log: logWindow,
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
