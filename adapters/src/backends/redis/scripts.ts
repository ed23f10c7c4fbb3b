/**
 * The scripts of entries. An entry is a hash. Its payload is as the caller gave it; what begins with `!` is ours:
 *
 *     !w  the nonce of the last write     !h  the history (see `remembered`), joined by commas
 *     !d  deleted: only history is left   !r  the expiry is a retain, and an hour later than was asked for
 *     !c  the nonce of the `setIfAbsent` that made the entry: another one's patch or swap does not undo that it did
 *
 * An entry is there if it has `!w` and not `!d`. Native expiry ends it, so nothing has to compare times.
 */
import { script } from './run-script.js';

/**
 * The parts that scripts are put together of. Each takes those that it uses: Lua makes a function anew each time a script runs, and for the server
 * that is a good part of what a small write costs. KEYS are the entry and, of a collection, its index (`!i`) and the times at which members expire
 * (`!x`).
 */
const entry = `
local call = redis.call
local entry, index, expiries = KEYS[1], KEYS[3] and KEYS[2], KEYS[3]
`;

const state = `
local function state()
  local found = call('HMGET', entry, '!w', '!h', '!d', '!r', '!c')
  local nonce, history, deleted, retained, creator = found[1], found[2], found[3], found[4], found[5]
  return nonce and not deleted, nonce, history, retained, creator
end
`;

/** Lua's stack limits how many arguments one call can have. */
const write = `
local function write(fields, first)
  if #fields - first < 2000 then return call('HSET', entry, unpack(fields, first)) end
  for from = first, #fields, 2000 do call('HSET', entry, unpack(fields, from, math.min(from + 1999, #fields))) end
end
`;

/**
 * The index learns of the member, and forgets a few that have expired: as fast as new ones come, it cannot grow for ever. It ends with the last of its
 * members: a member without an end makes it last, and as long as there is one, another that has an end leaves that as it is.
 */
const enter = `
local function enter(member, ttl)
  local time = call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  call('ZADD', index, 0, member)
  if ttl >= 0 then call('ZADD', expiries, now + ttl, member) else call('ZREM', expiries, member) end
  local gone = call('ZRANGEBYSCORE', expiries, '-inf', '(' .. now, 'LIMIT', 0, 10)
  if #gone > 0 then
    call('ZREM', index, unpack(gone))
    call('ZREM', expiries, unpack(gone))
  end
  if ttl < 0 then
    call('PERSIST', index)
    call('PERSIST', expiries)
  elseif call('ZCARD', index) == call('ZCARD', expiries) then
    local latest = call('ZRANGE', expiries, -1, -1, 'WITHSCORES')[2]
    if latest then
      call('PEXPIREAT', index, latest)
      call('PEXPIREAT', expiries, latest)
    end
  end
end
`;

const leave = `
local function leave(member)
  if not index then return end
  call('ZREM', index, member)
  call('ZREM', expiries, member)
end
`;

/** ARGV from first on is what the entry becomes, field after value, !w among them. */
const replace = `${write}${enter}
local function replace(member, ttl, history, first)
  call('DEL', entry)
  write(ARGV, first)
  if history then call('HSET', entry, '!h', history) end
  if ttl >= 0 then call('PEXPIRE', entry, ttl) end
  if index then enter(member, ttl) end
end
`;

/** Another life for an entry that is there; after `enter`. */
const renew = `
local function renew(member, ttl, retain)
  if retain then call('HSET', entry, '!r', 1) else call('HDEL', entry, '!r') end
  if ttl >= 0 then call('PEXPIRE', entry, ttl) else call('PERSIST', entry) end
  if index then enter(member, ttl) end
end
`;

/** So long a swap that was sent again still finds that it was done. */
const bury = `${leave}
local function bury(member, history, nonce)
  call('DEL', entry)
  call('HSET', entry, '!d', 1, '!h', history)
  if nonce then call('HSET', entry, '!w', nonce) end
  call('PEXPIRE', entry, 60000)
  leave(member)
end
`;

const snapshot = `
local function snapshot()
  return { call('HGETALL', entry), call('PTTL', entry) }
end
`;

/** → all fields, ours too, and what is left of the life in ms (-1: for ever). */
export const read = script(entry, snapshot, 'return snapshot()');

/** ARGV: member, ttl (-1: for ever), then fields and values. */
export const set = script(
  entry,
  replace,
  `
replace(ARGV[1], tonumber(ARGV[2]), call('HGET', entry, '!h'), 3)
return 1
`,
);

/** ARGV: as `set`, the first field being `!c`. → 1, or the fields that are there. */
export const setIfAbsent = script(
  entry,
  state,
  replace,
  `
local there, nonce, history, retained, creator = state()
if there and creator == ARGV[4] then return 1 end
if there then return call('HGETALL', entry) end
replace(ARGV[1], tonumber(ARGV[2]), history, 3)
return 1
`,
);

/** ARGV: member, ttl ('keep': as it was), nonce, expected nonce ('': none), 'delete' or '', then fields. → 1, or the snapshot that is there. */
export const swap = script(
  entry,
  state,
  replace,
  bury,
  snapshot,
  `
local member, ttl, nonce, expected = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local there, last, history, retained, creator = state()

if history and string.find(',' .. history .. ',', ',' .. nonce .. ',', 1, true) then return 1 end
if (last or '') ~= expected then return snapshot() end

local function writer(of) return string.match(of, '^[^.]*') end
local nonces = {}
for one in string.gmatch(history or '', '[^,]+') do
  if writer(one) ~= writer(nonce) then nonces[#nonces + 1] = one end
end
nonces[#nonces + 1] = nonce
history = table.concat(nonces, ',', math.max(1, #nonces - 15))

if ARGV[5] == 'delete' then
  bury(member, history, nonce)
  return 1
end
local keeps = ttl == 'keep'
if keeps then ttl = there and call('PTTL', entry) or -1 end
replace(member, tonumber(ttl), history, 6)
if there and creator then call('HSET', entry, '!c', creator) end
if there and keeps and retained then call('HSET', entry, '!r', 1) end
return 1
`,
);

/** A double in the fewest digits that are it again, which are those that JavaScript writes: what is read and written back has not changed. */
const decimal = `
local function decimal(number)
  if number % 1 == 0 and math.abs(number) < 2 ^ 53 then return string.format('%.0f', number) end
  for digits = 15, 17 do
    local text = string.format('%.' .. digits .. 'g', number)
    if tonumber(text) == number then return (string.gsub(text, 'e([+-])0', 'e%1')) end
  end
end
`;

/**
 * KEYS: the operation's, where there is one, comes last. ARGV: member, ttl, 'ifExists' or '', how long to remember the operation ('': there is
 * none), 'retain' or '', 'renews' or '', how many containers and how many increments follow, then those, then the fields to set, `!w` among them.
 * → the values of what was incremented, or nothing.
 */
export const patch = script(
  entry,
  replace,
  renew,
  decimal,
  `
local member, ttl, ifExists, remember = ARGV[1], tonumber(ARGV[2]), ARGV[3] == 'ifExists', ARGV[4]
local retain, renews = ARGV[5] == 'retain', ARGV[6] == 'renews'
local containers, increments = tonumber(ARGV[7]), tonumber(ARGV[8])
local firstIncrement = 9 + containers
local firstSet = firstIncrement + 2 * increments
local operation = remember ~= '' and KEYS[#KEYS]
local found = call('HMGET', entry, '!w', '!d')
local there = found[1] and not found[2]

local function field(name)
  return there and call('HGET', entry, name)
end

if operation and call('EXISTS', operation) == 1 then
  local values = {}
  for i = firstIncrement, firstSet - 1, 2 do values[#values + 1] = field(ARGV[i]) or '0' end
  return values
end
if ifExists and not there then return false end

for i = 9, firstIncrement - 1 do
  local value = field(ARGV[i])
  if value and value ~= 'o' then return redis.error_reply('WRONGTYPE ' .. ARGV[i] .. ' is a value and not an object') end
end
for i = firstSet, #ARGV, 2 do
  if ARGV[i + 1] ~= 'o' and field(ARGV[i]) == 'o' then return redis.error_reply('WRONGTYPE ' .. ARGV[i] .. ' is an object') end
end
local values, changes = {}, {}
for i = firstIncrement, firstSet - 1, 2 do
  local value = field(ARGV[i]) or '0'
  local sum = string.find(value, '^[-0-9]') and tonumber(value) + tonumber(ARGV[i + 1])
  -- What is subtracted from itself is 0, unless it is infinite or no number.
  if not sum or sum - sum ~= 0 then return redis.error_reply('WRONGTYPE ' .. ARGV[i] .. ' is not a number that can take this increment') end
  values[#values + 1] = decimal(sum)
  changes[#changes + 1], changes[#changes + 2] = ARGV[i], values[#values]
end

for i = 9, firstIncrement - 1 do changes[#changes + 1], changes[#changes + 2] = ARGV[i], 'o' end
if there then
  for i = firstSet, #ARGV do changes[#changes + 1] = ARGV[i] end
  if renews then renew(member, ttl, retain) end
else
  replace(member, ttl, call('HGET', entry, '!h'), firstSet)
  if retain then call('HSET', entry, '!r', 1) end
end
if #changes > 0 then write(changes, 1) end
if operation then call('SET', operation, 1, 'NX', 'PX', remember) end
return values
`,
);

/** ARGV: member, nonce ('': whatever the last write was). → whether there was one. */
export const remove = script(
  entry,
  state,
  bury,
  `
local there, nonce, history = state()
if not there or (ARGV[2] ~= '' and nonce ~= ARGV[2]) then return 0 end
if history then
  bury(ARGV[1], history)
else
  call('DEL', entry)
  leave(ARGV[1])
end
return 1
`,
);

/** ARGV: member, ttl, 'retain' or ''. → whether there is one. */
export const touch = script(
  entry,
  state,
  enter,
  renew,
  `
if not state() then return 0 end
renew(ARGV[1], tonumber(ARGV[2]), ARGV[3] == 'retain')
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
