/**
 * Scripts of entries with several fields: hashes. A field is as the caller gave it; what begins with `!` is ours:
 *
 *     !w  the nonce of the last write
 *     !c  the nonce of the `setIfAbsent` that made the entry: another one's patch does not undo that it did
 */
import { decimal, put, replace, scripts, write } from './script-parts.js';

/** ARGV: ttl, then fields, `!w` among them. */
export const set = scripts(
  ({ enter }) => `
local ttl, first = tonumber(ARGV[1]), 2
${replace}
${enter}
return 1
`,
);

/** KEYS: entry, the maker's marker. ARGV: as `set`, the first field being `!c`. → 1, or the fields that are there. */
export const setIfAbsent = scripts(
  ({ enter }) => `
if call('EXISTS', entry) == 1 then
  if call('HGET', entry, '!c') == ARGV[3] or call('GET', KEYS[2]) == ARGV[3] then return 1 end
  return call('HGETALL', entry)
end
local ttl, first = tonumber(ARGV[1]), 2
${replace}
${enter}
return 1
`,
);

/**
 * From whatever an entry is to whatever it becomes. KEYS: entry, the swap's marker, the maker's. ARGV: nonce, expected nonce ('': none), ttl ('keep':
 * as it was), how long markers last, 'delete', 'text' or 'fields', then that. → 1, or what is there.
 */
export const swap = scripts(
  ({ enter, leave }) => `
local kind, last, there, made = call('TYPE', entry).ok, '', false, nil
if kind == 'hash' then
  local found = call('HMGET', entry, '!w', '!c')
  last, made = found[1], found[2]
elseif kind == 'string' then
  there = call('GET', entry)
  local mark, nonce = string.match(there, '^([!+])([^\\n]*)\\n')
  made = mark == '+' and nonce
  last = made and '+' .. made or nonce or '=' .. there
end
if call('GET', KEYS[2]) == ARGV[1] then return 1 end
if last ~= ARGV[2] then return kind == 'hash' and call('HGETALL', entry) or there end

call('SET', KEYS[2], ARGV[1], 'PX', ARGV[4])
if made then call('SET', KEYS[3], made, 'PX', ARGV[4]) end
if ARGV[5] == 'delete' then
  call('DEL', entry)
  ${leave}
  return 1
end
local ttl, first = tonumber(ARGV[3]), 6
ttl = ttl or (last ~= '' and call('PTTL', entry) or -1)
if ARGV[5] == 'text' then
  local text = ARGV[6]
  ${put}
else
  ${replace}
end
${enter}
return 1
`,
);

/**
 * What most patches are: an integer is added to another, and up to two fields are set. ARGV: the field to add to, what to add, nonce, the ttl of an
 * entry that is made now, then the fields to set. → the sum, or nothing where it takes more than this.
 */
const counting = (lasting: string, set: string) => `
local sum = redis.pcall('HINCRBY', entry, ARGV[1], ARGV[2])
if type(sum) ~= 'number' then return false end
call('HSET', entry, '!w', ARGV[3]${set})
${lasting}
return sum
`;

/** Without ttl and fields to set. */
export const count = scripts(() => counting('', '')).entries;

/** Without ttl. */
export const countAndSet = scripts(
  () => `
local found = call('HMGET', entry, ARGV[4], ARGV[6] or '!w')
if found[1] == 'o' or found[2] == 'o' then return false end
${counting('', ', unpack(ARGV, 4)')}`,
).entries;

export const countFor = scripts(
  () => `
local found = call('HMGET', entry, '!w', ARGV[5] or '!w', ARGV[7] or '!w')
if found[2] == 'o' or found[3] == 'o' then return false end
${counting("if not found[1] then call('PEXPIRE', entry, ARGV[4]) end", ', unpack(ARGV, 5)')}`,
).entries;

/**
 * KEYS: entry, the operation's where there is one. ARGV: ttl, 'ifExists' or '', how long to remember the operation ('': there is none), 'renews' or
 * '', how many containers and how many increments follow, then those, then the fields to set, `!w` among them.
 * → the values of what was incremented, or nothing.
 */
export const patch = scripts(
  ({ enter }) => `
${decimal}
local ttl, ifExists, remember, renews = tonumber(ARGV[1]), ARGV[2] == 'ifExists', ARGV[3], ARGV[4] == 'renews'
local containers, increments = tonumber(ARGV[5]), tonumber(ARGV[6])
local firstIncrement = 7 + containers
local first = firstIncrement + 2 * increments
local operation = remember ~= '' and KEYS[2]

-- What is there of all fields that are named, looked up at once.
local names, fields = { '!w' }, {}
for i = 7, firstIncrement - 1 do names[#names + 1] = ARGV[i] end
for i = firstIncrement, #ARGV, 2 do names[#names + 1] = ARGV[i] end
for from = 1, #names, 2000 do
  local found = call('HMGET', entry, unpack(names, from, math.min(from + 1999, #names)))
  for i = 1, #found do fields[names[from + i - 1]] = found[i] end
end
local there = fields['!w']

if operation and call('EXISTS', operation) == 1 then
  local values = {}
  for i = firstIncrement, first - 1, 2 do values[#values + 1] = fields[ARGV[i]] or '0' end
  return values
end
if ifExists and not there then return false end

for i = 7, firstIncrement - 1 do
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

for i = 7, firstIncrement - 1 do changes[#changes + 1], changes[#changes + 2] = ARGV[i], 'o' end
for i = first, #ARGV do changes[#changes + 1] = ARGV[i] end
if operation then call('SET', operation, 1, 'PX', remember) end
${write('changes', '1')}
if there and not renews then return values end
if ttl >= 0 then call('PEXPIRE', entry, ttl) else call('PERSIST', entry) end
${enter}
return values
`,
);
