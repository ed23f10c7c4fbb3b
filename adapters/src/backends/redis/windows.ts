/**
 * Rate limits on Redis: one key for each limited one and, where hits are looked back on, for each length; every hit that counts says its expiry anew.
 */
import type { Algorithm, Consumed, Windows } from '../../backend.js';
import { windowKey } from './keys.js';
import type { RedisPort, Reply } from './port.js';
import { run, script, type Script } from './run-script.js';

/**
 * For windows that are looked back on. ARGV: limit, window in ms, cost, 'countDenied' or ''. → whether allowed, the count, when it resets. KEYS: the
 * window and the set of all such keys of the one who is limited, which lives as long as the longest of them.
 */
const prelude = `
local key, lengths = KEYS[1], KEYS[2]
local limit, length, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Whether this hit passes, and whether it counts.
local function judge(before)
  local allowed = before + cost <= limit
  return allowed, cost > 0 and (allowed or ARGV[4] == 'countDenied')
end

local function lives(ms)
  redis.call('PEXPIRE', key, ms)
  redis.call('SADD', lengths, key)
  if redis.call('PTTL', lengths) < ms then redis.call('PEXPIRE', lengths, ms) end
end

local function answer(allowed, count, resetAt)
  return { allowed and 1 or 0, math.ceil(count), math.ceil(resetAt) }
end
`;

/**
 * STRING: the hits, which expire when the window ends. One that would never is begun anew. Added first and taken back where it does not pass: that is
 * one command less for nearly every hit. Redis 7 says when a key expires; to work it out, as Redis 6 has to, takes the server a third longer, most of
 * it for the time. ARGV: limit, window in ms, then, where they are not 1 and '', cost and 'countDenied'. → the count, when it resets, 0 if refused.
 */
const fixedWindow = script(`
local call, key, cost = redis.call, KEYS[1], ARGV[3] or 1
local function endOf()
  if redis.REDIS_VERSION_NUM then return call('PEXPIRETIME', key) end
  local left, time = call('PTTL', key), call('TIME')
  return left < 0 and left or time[1] * 1000 + math.floor(time[2] / 1000) + left
end

local hits, resetAt = call('INCRBY', key, cost), endOf()
if resetAt < 0 then
  if hits ~= tonumber(cost) then
    call('SET', key, cost)
    hits = tonumber(cost)
  end
  call('PEXPIRE', key, ARGV[2])
  resetAt = endOf()
end
if hits <= tonumber(ARGV[1]) then return { hits, resetAt } end
if ARGV[4] == 'countDenied' then return { hits, resetAt, 0 } end
hits = call('DECRBY', key, cost)
if hits <= 0 then call('DEL', key) end
return { hits, resetAt, 0 }
`);

/** KEYS: the window. ARGV: its length. → the count, when it resets; begun by nobody, it would be a whole one later. */
const look = script(`
local call, key = redis.call, KEYS[1]
local hits, left, time = call('GET', key), call('PTTL', key), call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if left < 0 then return { 0, now + ARGV[1] } end
local resetAt = redis.REDIS_VERSION_NUM and call('PEXPIRETIME', key) or now + left
return { tonumber(hits or 0), resetAt }
`);

/** HASH: n hits since s, p in the window before. The first hit starts the windows, so that not everybody's end at the same moment. */
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
  lives(start + 2 * length - now)
end
if allowed then return answer(true, weighed + hits, start + length) end

-- When enough of the older hits has slid out: in this window if its own hits leave room, or else in the next, where they are the older ones.
local room = limit - cost - hits
if room >= 0 then return answer(false, weighed + hits, start + length * (1 - room / before)) end
local share = math.max(0, math.min(1, (limit - cost) / hits))
return answer(false, weighed + hits, start + length + length * (1 - share))
`,
);

/**
 * ZSET: one member for each hit, scored by its time. What is refused and counts all the same is kept as far as decisions need it, so that who goes on
 * knocking does not fill the server: of one call as many as refuse all others, of all calls the last thousand, or as many as the limit.
 */
const logWindow = script(
  prelude,
  `
local since = '(' .. (now - length)
local hits = redis.call('ZCOUNT', key, since, '+inf')
local allowed, counts = judge(hits)
if counts then
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - length)
  local sameTime = redis.call('ZCOUNT', key, now, now)
  for i = 1, math.min(cost, limit + 1) do redis.call('ZADD', key, now, now .. ':' .. sameTime + i) end
  if not allowed then redis.call('ZREMRANGEBYRANK', key, 0, -1 - math.max(limit, 1000)) end
  lives(length)
  hits = redis.call('ZCARD', key)
end

-- The hit that has to leave: the oldest, or the one that makes room for a hit like this.
local leaving = allowed and 0 or math.min(math.max(hits + cost - limit, 1), hits) - 1
local oldest = redis.call('ZRANGEBYSCORE', key, since, '+inf', 'WITHSCORES', 'LIMIT', math.max(leaving, 0), 1)
return answer(allowed, hits, (oldest[2] or now) + length)
`,
);

const scriptOf: Readonly<Record<Exclude<Algorithm, 'window'>, Script>> = {
  sliding: slidingWindow,
  log: logWindow,
};

/** KEYS: the window, the set of the others. → those, which a script may not touch, since it does not declare them. The set ends by itself. */
const reset = script(`
redis.call('UNLINK', KEYS[1])
return redis.call('SMEMBERS', KEYS[2])
`);

const LENGTHS = 'lengths';

function windowOf(reply: Reply): Consumed {
  const [count, resetAt, allowed = 1] = reply as [number, number, number?];
  return { allowed: allowed === 1, count, resetAt };
}

function consumedOf(reply: Reply): Consumed {
  const [allowed, count, resetAt] = reply as [number, number, number];
  return { allowed: allowed === 1, count, resetAt };
}

export function redisWindows(port: RedisPort): Windows {
  return {
    consume(place, { algorithm, limit, windowMs, cost, countDenied }) {
      // A part of a millisecond is none to Redis, and of less than one there would be no window.
      const length = Math.max(1, Math.ceil(windowMs));
      if (algorithm === 'window') {
        const keys = [windowKey(place, algorithm)];
        if (cost === 0) return run(port, { script: look, keys, args: [String(length)] }, windowOf);
        const args = [String(limit), String(length)];
        if (cost !== 1 || countDenied) args.push(String(cost));
        if (countDenied) args.push('countDenied');
        return run(port, { script: fixedWindow, keys, args }, windowOf);
      }
      const args = [String(limit), String(length), String(cost), countDenied ? 'countDenied' : ''];
      const keys = [windowKey(place, `${algorithm}:${length}`), windowKey(place, LENGTHS)];
      return run(port, { script: scriptOf[algorithm], keys, args }, consumedOf);
    },

    async reset(place) {
      const keys = [windowKey(place, 'window'), windowKey(place, LENGTHS)];
      const others = await run(port, { script: reset, keys, args: [] }, (reply) => reply as string[]);
      if (others.length > 0) await port.send({ key: others[0] ?? '', args: ['UNLINK', ...others] });
    },
  };
}
