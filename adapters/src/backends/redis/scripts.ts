/**
 * Everything that takes more than one step is a script, since Redis runs a script as one operation. Scripts use only what Redis 6.2 has, touch
 * only keys that they declare, and check before their first write: one that fails has changed nothing.
 */
import { BackendFailure } from '../../backend.js';
import { isNoScript, type Command, type RedisPort, type Reply } from './port.js';

export interface Script {
  readonly source: string;
  sha(): Promise<string>;
}

function script(...parts: string[]): Script {
  const source = parts.map((part) => part.trim()).join('\n\n');
  let sha: Promise<string> | undefined;
  return { source, sha: () => (sha ??= sha1(source)) };
}

async function sha1(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-1', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export interface Call {
  readonly script: Script;
  readonly keys: readonly string[];
  readonly args: readonly string[];
}

function command({ keys, args }: Call, name: 'EVALSHA' | 'EVAL', body: string): Command {
  return { key: keys[0] ?? '', args: [name, body, String(keys.length), ...keys, ...args] };
}

/** By its hash; with its text where the server does not know it yet, or no more: a restart, a failover and SCRIPT FLUSH all forget. */
export async function run(port: RedisPort, call: Call): Promise<Reply> {
  try {
    return await port.send(command(call, 'EVALSHA', await call.script.sha()));
  } catch (error) {
    if (!isNoScript(error)) throw error;
    return port.send(command(call, 'EVAL', call.script.source));
  }
}

/** Many calls in few round trips. Rejects with the first failure, when all are done. */
export async function runAll(port: RedisPort, calls: readonly Call[]): Promise<Reply[]> {
  const commands = await Promise.all(calls.map(async (call) => command(call, 'EVALSHA', await call.script.sha())));
  const replies = await port.sendAll(commands);
  const unknown = [...replies.keys()].filter((at) => isNoScript(replies[at]));
  const again = await port.sendAll(
    unknown.flatMap((at) => calls[at] ?? []).map((call) => command(call, 'EVAL', call.script.source)),
  );
  unknown.forEach((at, position) => (replies[at] = again[position] ?? null));
  return succeeded(replies);
}

export function succeeded(replies: readonly (Reply | BackendFailure)[]): Reply[] {
  return replies.map((reply) => {
    if (reply instanceof BackendFailure) throw reply;
    return reply;
  });
}

// An entry is a hash. Its payload is as the caller gave it; what begins with `!` is ours:
//   !w  the nonce of the last write     !h  the nonces of the last 16 swaps, joined by commas
//   !d  deleted: only history is left   !r  the expiry is a retain, and an hour later than was asked for
// An entry is there if it has `!w` and not `!d`. Native expiry ends it, so nothing has to compare times.

/** For all scripts of entries: KEYS are the entry and, of a collection, its index (`!i`) and the times at which members expire (`!x`). */
const entries = `
local entry, index, expiries = KEYS[1], KEYS[3] and KEYS[2], KEYS[3]

local function state()
  local found = redis.call('HMGET', entry, '!w', '!h', '!d', '!r')
  local nonce, history, deleted, retained = found[1], found[2], found[3], found[4]
  return nonce and not deleted, nonce, history, retained
end

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Lua's stack limits how many arguments one call can have.
local function each(first, last, write)
  for from = first, last, 2000 do write(unpack(ARGV, from, math.min(from + 1999, last))) end
end

-- The index learns of the member, and forgets a few that have expired: as fast as new ones come, it cannot grow for ever.
local function enter(member, ttl)
  if not index then return end
  local time = now()
  redis.call('ZADD', index, 0, member)
  if ttl >= 0 then redis.call('ZADD', expiries, time + ttl, member) else redis.call('ZREM', expiries, member) end
  local gone = redis.call('ZRANGEBYSCORE', expiries, '-inf', '(' .. time, 'LIMIT', 0, 10)
  if #gone > 0 then
    redis.call('ZREM', index, unpack(gone))
    redis.call('ZREM', expiries, unpack(gone))
  end
end

local function leave(member)
  if not index then return end
  redis.call('ZREM', index, member)
  redis.call('ZREM', expiries, member)
end

-- ARGV from first on is what the entry becomes, field after value, !w among them.
local function replace(member, ttl, history, first)
  redis.call('DEL', entry)
  each(first, #ARGV, function(...) redis.call('HSET', entry, ...) end)
  if history then redis.call('HSET', entry, '!h', history) end
  if ttl >= 0 then redis.call('PEXPIRE', entry, ttl) end
  enter(member, ttl)
end

-- So long a swap that was sent again still finds that it was done.
local function bury(member, history, nonce)
  redis.call('DEL', entry)
  redis.call('HSET', entry, '!d', 1, '!h', history)
  if nonce then redis.call('HSET', entry, '!w', nonce) end
  redis.call('PEXPIRE', entry, 60000)
  leave(member)
end

local function snapshot()
  return { redis.call('HGETALL', entry), redis.call('PTTL', entry) }
end
`;

/** → all fields, ours too, and what is left of the life in ms (-1: for ever). */
export const read = script(entries, 'return snapshot()');

/** ARGV: member, ttl (-1: for ever), then fields and values. */
export const set = script(
  entries,
  `
local _, _, history = state()
replace(ARGV[1], tonumber(ARGV[2]), history, 3)
return 1
`,
);

/** ARGV: as `set`, with the nonce before the fields. → 1, or the fields that are there. */
export const setIfAbsent = script(
  entries,
  `
local there, nonce, history = state()
if there and nonce == ARGV[3] then return 1 end
if there then return redis.call('HGETALL', entry) end
replace(ARGV[1], tonumber(ARGV[2]), history, 4)
return 1
`,
);

/** ARGV: member, ttl ('keep': as it was), nonce, expected nonce ('': none), 'delete' or '', then fields. → 1, or the snapshot that is there. */
export const swap = script(
  entries,
  `
local member, ttl, nonce, expected = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local there, last, history, retained = state()

if history and string.find(',' .. history .. ',', ',' .. nonce .. ',', 1, true) then return 1 end
if (last or '') ~= expected then return snapshot() end

local nonces = {}
for one in string.gmatch((history or '') .. ',' .. nonce, '[^,]+') do nonces[#nonces + 1] = one end
history = table.concat(nonces, ',', math.max(1, #nonces - 15))

if ARGV[5] == 'delete' then
  bury(member, history, nonce)
elseif ttl ~= 'keep' then
  replace(member, tonumber(ttl), history, 6)
else
  ttl = there and redis.call('PTTL', entry) or -1
  replace(member, ttl, history, 6)
  if there and retained then redis.call('HSET', entry, '!r', 1) end
end
return 1
`,
);

/**
 * KEYS: the operation's, where there is one, comes last. ARGV: member, ttl, 'ifExists' or '', how long to remember the operation ('': there is
 * none), 'retain' or '', how many containers and how many increments follow, then those, then the fields to set, `!w` among them.
 * → the values of what was incremented, or nothing.
 */
export const patch = script(
  entries,
  `
local member, ttl, ifExists, remember = ARGV[1], tonumber(ARGV[2]), ARGV[3] == 'ifExists', ARGV[4]
local containers, increments = tonumber(ARGV[6]), tonumber(ARGV[7])
local firstIncrement = 8 + containers
local firstSet = firstIncrement + 2 * increments
local operation = remember ~= '' and KEYS[#KEYS]
local there, _, history = state()

local function field(name)
  return there and redis.call('HGET', entry, name)
end

if operation and redis.call('EXISTS', operation) == 1 then
  local values = {}
  for i = firstIncrement, firstSet - 1, 2 do values[#values + 1] = field(ARGV[i]) or '0' end
  return values
end
if ifExists and not there then return false end

for i = 8, firstIncrement - 1 do
  local value = field(ARGV[i])
  if value and value ~= 'o' then return redis.error_reply('WRONGTYPE ' .. ARGV[i] .. ' is a value and not an object') end
end
for i = firstSet, #ARGV, 2 do
  if ARGV[i + 1] ~= 'o' and field(ARGV[i]) == 'o' then return redis.error_reply('WRONGTYPE ' .. ARGV[i] .. ' is an object') end
end
local values, sums = {}, {}
for i = firstIncrement, firstSet - 1, 2 do
  local value = field(ARGV[i]) or '0'
  local sum = string.find(value, '^[-0-9]') and tonumber(value) + tonumber(ARGV[i + 1])
  -- What is subtracted from itself is 0, unless it is infinite or no number.
  if not sum or sum - sum ~= 0 then return redis.error_reply('WRONGTYPE ' .. ARGV[i] .. ' is not a number that can take this increment') end
  -- 17 digits are a double exactly, so JavaScript reads what it would have calculated.
  values[#values + 1] = string.format('%.17g', sum)
  sums[#sums + 1], sums[#sums + 2] = ARGV[i], values[#values]
end

if there then
  each(firstSet, #ARGV, function(...) redis.call('HSET', entry, ...) end)
else
  replace(member, ttl, history, firstSet)
  if ARGV[5] == 'retain' then redis.call('HSET', entry, '!r', 1) end
end
for i = 8, firstIncrement - 1 do redis.call('HSET', entry, ARGV[i], 'o') end
for i = 1, #sums, 2 do redis.call('HSET', entry, sums[i], sums[i + 1]) end
if operation then redis.call('SET', operation, 1, 'NX', 'PX', remember) end
return values
`,
);

/** ARGV: member, nonce ('': whatever the last write was). → whether there was one. */
export const remove = script(
  entries,
  `
local there, nonce, history = state()
if not there or (ARGV[2] ~= '' and nonce ~= ARGV[2]) then return 0 end
if history then
  bury(ARGV[1], history)
else
  redis.call('DEL', entry)
  leave(ARGV[1])
end
return 1
`,
);

/** ARGV: member, ttl, 'retain' or ''. → whether there is one. */
export const touch = script(
  entries,
  `
local ttl = tonumber(ARGV[2])
if not state() then return 0 end
if ARGV[3] == 'retain' then redis.call('HSET', entry, '!r', 1) else redis.call('HDEL', entry, '!r') end
if ttl >= 0 then redis.call('PEXPIRE', entry, ttl) else redis.call('PERSIST', entry) end
enter(ARGV[1], ttl)
return 1
`,
);

/** KEYS: index, expiries. → how many members have not expired. */
export const size = script(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
return redis.call('ZCARD', KEYS[1]) - redis.call('ZCOUNT', KEYS[2], '-inf', '(' .. now)
`);

/** KEYS: index, expiries, then entries. ARGV: their members. */
export const clear = script(`
redis.call('ZREM', KEYS[1], unpack(ARGV))
redis.call('ZREM', KEYS[2], unpack(ARGV))
return redis.call('UNLINK', unpack(KEYS, 3))
`);

const lists = `
local list = KEYS[1]

local function append(command, first)
  for from = first, #ARGV, 2000 do redis.call(command, list, unpack(ARGV, from, math.min(from + 1999, #ARGV))) end
end

local function expire(ttl)
  if ttl == '-1' then redis.call('PERSIST', list) elseif ttl ~= 'keep' then redis.call('PEXPIRE', list, ttl) end
end
`;

/** ARGV: 'start' or 'end', cap ('': none), ttl ('keep': as it was), then items. → the length. */
export const push = script(
  lists,
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
export const replace = script(
  lists,
  `
redis.call('DEL', list)
append('RPUSH', 2)
expire(ARGV[1])
return 1
`,
);

/** For all windows. ARGV: limit, window in ms, cost, 'countDenied' or ''. → whether allowed, the count, when it resets. */
const windows = `
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
export const fixedWindow = script(
  windows,
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
 * HASH: n hits since s, p in the window before. The first hit starts the windows, not the clock: who comes just before a full minute could
 * otherwise use most of two limits at once. A length that changes applies to the hits that are known, as if it had always been so.
 */
export const slidingWindow = script(
  windows,
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
export const logWindow = script(
  windows,
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
