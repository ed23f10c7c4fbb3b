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
 * The parts that scripts are put together of: statements, not functions, which Lua would make anew each time a script runs, and that is a good part of
 * what a small write costs the server. Each says which locals it goes by. KEYS are the entry and, of a collection, its index (`!i`) and the times at
 * which members expire (`!x`).
 */
const entry = `
local call = redis.call
local entry, index, expiries = KEYS[1], KEYS[3] and KEYS[2], KEYS[3]
`;

/** Makes there, last (nonce), history, retained, creator. */
const state = `
local found = call('HMGET', entry, '!w', '!h', '!d', '!r', '!c')
local last, history, retained, creator = found[1], found[2], found[4], found[5]
local there = last and not found[3]
`;

/** Of `fields`, from `first` on. Lua's stack limits how many arguments one call can have. */
const write = (fields: string, first: string) => `
for from = ${first}, #${fields}, 2000 do call('HSET', entry, unpack(${fields}, from, math.min(from + 1999, #${fields}))) end
`;

/** One more field for `replace`. */
const add = (field: string, value: string) => `ARGV[#ARGV + 1], ARGV[#ARGV + 2] = '${field}', ${value}`;

/**
 * The index learns of `member`, which lives for `ttl`, and forgets a few that have expired: as fast as new ones come, it cannot grow for ever. It ends
 * with the last of its members: a member without an end makes it last, and as long as there is one, another that has an end leaves that as it is.
 */
const enter = `
if index then
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

/** The index forgets `member`. */
const leave = `
if index then
  call('ZREM', index, member)
  call('ZREM', expiries, member)
end
`;

/** ARGV from `first` on is what the entry becomes, field after value, !w among them; with `history`, if there is one, for `ttl`. */
const replace = `
call('DEL', entry)
if history then ${add('!h', 'history')} end
${write('ARGV', 'first')}
if ttl >= 0 then call('PEXPIRE', entry, ttl) end
${enter}`;

/** Another life, `ttl` and `retain`, for an entry that is there. */
const renew = `
if retain then call('HSET', entry, '!r', 1) else call('HDEL', entry, '!r') end
if ttl >= 0 then call('PEXPIRE', entry, ttl) else call('PERSIST', entry) end
${enter}`;

/** Only `history` is left, and `nonce` if there is one: so long a swap that was sent again still finds that it was done. */
const bury = `
call('DEL', entry)
call('HSET', entry, '!d', 1, '!h', history)
if nonce then call('HSET', entry, '!w', nonce) end
call('PEXPIRE', entry, 60000)
${leave}`;

const snapshot = `{ call('HGETALL', entry), call('PTTL', entry) }`;

/** → all fields, ours too, and what is left of the life in ms (-1: for ever). */
export const read = script(entry, `return ${snapshot}`);

/** ARGV: member, ttl (-1: for ever), then fields and values. */
export const set = script(
  entry,
  `local member, ttl, first, history = ARGV[1], tonumber(ARGV[2]), 3, call('HGET', entry, '!h')`,
  replace,
  'return 1',
);

/** ARGV: as `set`, the first field being `!c`. → 1, or the fields that are there. */
export const setIfAbsent = script(
  entry,
  state,
  `
if there and creator == ARGV[4] then return 1 end
if there then return call('HGETALL', entry) end
local member, ttl, first = ARGV[1], tonumber(ARGV[2]), 3
`,
  replace,
  'return 1',
);

/** ARGV: member, ttl ('keep': as it was), nonce, expected nonce ('': none), 'delete' or '', then fields. → 1, or the snapshot that is there. */
export const swap = script(
  entry,
  state,
  `
local member, ttl, nonce, expected, first = ARGV[1], ARGV[2], ARGV[3], ARGV[4], 6
if history and string.find(',' .. history .. ',', ',' .. nonce .. ',', 1, true) then return 1 end
if (last or '') ~= expected then return ${snapshot} end

local writer, nonces = string.match(nonce, '^[^.]*'), {}
for one in string.gmatch(history or '', '[^,]+') do
  if string.match(one, '^[^.]*') ~= writer then nonces[#nonces + 1] = one end
end
nonces[#nonces + 1] = nonce
history = table.concat(nonces, ',', math.max(1, #nonces - 15))

if ARGV[5] == 'delete' then
  ${bury}
  return 1
end
local keeps = ttl == 'keep'
if keeps then ttl = there and call('PTTL', entry) or -1 end
ttl = tonumber(ttl)
if there and creator then ${add('!c', 'creator')} end
if there and keeps and retained then ${add('!r', '1')} end
`,
  replace,
  'return 1',
);

/** What most patches are, one integer added to another in an entry that is there, takes two thirds of the time this way. */
const counting = `
if #ARGV == 12 and ARGV[8] == '1' and ARGV[4] == '' and ARGV[6] == '' then
  local found = call('HMGET', entry, '!w', '!d', ARGV[9])
  local value = found[1] and not found[2] and found[3]
  local sum = value and string.find(value, '^-?%d+$') and tonumber(value) + tonumber(ARGV[10])
  if sum and sum % 1 == 0 and math.abs(sum) < 2 ^ 53 then
    local text = string.format('%.0f', sum)
    call('HSET', entry, ARGV[9], text, ARGV[11], ARGV[12])
    return { text }
  end
end
`;

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
  counting,
  decimal,
  `
local member, ttl, ifExists, remember = ARGV[1], tonumber(ARGV[2]), ARGV[3] == 'ifExists', ARGV[4]
local retain, renews = ARGV[5] == 'retain', ARGV[6] == 'renews'
local containers, increments = tonumber(ARGV[7]), tonumber(ARGV[8])
local firstIncrement = 9 + containers
local first = firstIncrement + 2 * increments
local operation = remember ~= '' and KEYS[#KEYS]

-- What is there of all fields that are named, looked up at once.
local names, fields = { '!w', '!d' }, {}
for i = 9, firstIncrement - 1 do names[#names + 1] = ARGV[i] end
for i = firstIncrement, #ARGV, 2 do names[#names + 1] = ARGV[i] end
for from = 1, #names, 2000 do
  local found = call('HMGET', entry, unpack(names, from, math.min(from + 1999, #names)))
  for i = 1, #found do fields[names[from + i - 1]] = found[i] end
end
local there = fields['!w'] and not fields['!d']
if not there then fields = {} end

if operation and call('EXISTS', operation) == 1 then
  local values = {}
  for i = firstIncrement, first - 1, 2 do values[#values + 1] = fields[ARGV[i]] or '0' end
  return values
end
if ifExists and not there then return false end

for i = 9, firstIncrement - 1 do
  local value = fields[ARGV[i]]
  if value and value ~= 'o' then return redis.error_reply('WRONGTYPE ' .. ARGV[i] .. ' is a value and not an object') end
end
for i = first, #ARGV, 2 do
  if fields[ARGV[i]] == 'o' and ARGV[i + 1] ~= 'o' then return redis.error_reply('WRONGTYPE ' .. ARGV[i] .. ' is an object') end
end
local values, changes = {}, {}
for i = firstIncrement, first - 1, 2 do
  local value = fields[ARGV[i]] or '0'
  local sum = string.find(value, '^[-0-9]') and tonumber(value) + tonumber(ARGV[i + 1])
  -- What is subtracted from itself is 0, unless it is infinite or no number.
  if not sum or sum - sum ~= 0 then return redis.error_reply('WRONGTYPE ' .. ARGV[i] .. ' is not a number that can take this increment') end
  values[#values + 1] = decimal(sum)
  changes[#changes + 1], changes[#changes + 2] = ARGV[i], values[#values]
end

for i = 9, firstIncrement - 1 do changes[#changes + 1], changes[#changes + 2] = ARGV[i], 'o' end
if operation then call('SET', operation, 1, 'NX', 'PX', remember) end
if there then
  for i = first, #ARGV do changes[#changes + 1] = ARGV[i] end
  ${write('changes', '1')}
  if renews then ${renew} end
  return values
end
local history = call('HGET', entry, '!h')
if retain then ${add('!r', '1')} end
for i = 1, #changes do ARGV[#ARGV + 1] = changes[i] end
`,
  replace,
  'return values',
);

/** ARGV: member, nonce ('': whatever the last write was). → whether there was one. */
export const remove = script(
  entry,
  state,
  `
local member, nonce = ARGV[1], nil
if not there or (ARGV[2] ~= '' and last ~= ARGV[2]) then return 0 end
if history then
  ${bury}
else
  call('DEL', entry)
  ${leave}
end
return 1
`,
);

/** ARGV: member, ttl, 'retain' or ''. → whether there is one. */
export const touch = script(
  entry,
  state,
  `
if not there then return 0 end
local member, ttl, retain = ARGV[1], tonumber(ARGV[2]), ARGV[3] == 'retain'
`,
  renew,
  'return 1',
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
