/**
 * Scripts of entries that are one value (see texts.ts), for what no plain command does.
 *
 * A swap leaves a marker that expires: who sends it again after a lost reply finds that it was done, whatever was written since. There is one for
 * each writer of an entry, since each has one swap of it under way at a time. And what changes an entry that a `setIfAbsent` made leaves a marker of
 * that one, since it was made all the same.
 */
import { decimal, ofCollection, put, scripts } from './script-parts.js';

/** ARGV: text, ttl. */
export const set = ofCollection(
  ({ enter }) => `
local text, ttl = ARGV[1], tonumber(ARGV[2])
${put}
${enter}
return 1
`,
);

/** KEYS: entry, the maker's marker. ARGV: as `set`. → 1, or the text that is there and the marker. */
export const setIfAbsent = ofCollection(
  ({ enter }) => `
if call('EXISTS', entry) == 1 then return { call('GET', entry), call('GET', KEYS[2]) } end
local text, ttl = ARGV[1], tonumber(ARGV[2])
${put}
${enter}
return 1
`,
);

/**
 * KEYS: entry, the swap's marker, and where the expected nonce is a maker's, its marker. ARGV: nonce, with what the expected text begins ('': there
 * is none), the new text ('': delete), and where they are not 'keep' and twelve seconds, ttl and how long markers last. → 1, or what is there.
 */
export const swap = scripts(
  ({ enter, leave }) => `
local expected, ttl = ARGV[2], ARGV[4] or 'keep'
-- A line ends with what follows the nonce. Of a number there must be no more.
local head = call('GETRANGE', entry, 0, string.byte(expected, -1) == 10 and #expected - 1 or #expected)
if head ~= expected then
  if call('GET', KEYS[2]) == ARGV[1] then return 1 end
  return call('GET', entry)
end
-- A number is its own nonce, and may be the expected one once more.
if call('SET', KEYS[2], ARGV[1], 'PX', ARGV[5] or 12000, 'GET') == ARGV[1] then return 1 end
if string.byte(head) == 43 then call('SET', KEYS[3], string.sub(head, 2, -2), 'PX', ARGV[5] or 12000) end
${
  leave === ''
    ? `
if ARGV[3] == '' then
  call('DEL', entry)
elseif ttl == 'keep' then
  call('SET', entry, ARGV[3], 'KEEPTTL')
elseif ttl == '-1' then
  call('SET', entry, ARGV[3])
else
  call('SET', entry, ARGV[3], 'PX', ttl)
end
`
    : `
local text = ARGV[3]
if text == '' then
  call('DEL', entry)
  ${leave}
  return 1
end
ttl = tonumber(ttl) or (head ~= '' and call('PTTL', entry) or -1)
${put}
${enter}
`
}
return 1
`,
);

/**
 * KEYS: entry, the maker's marker, the operation's where there is one. ARGV: what to add, ttl, how long markers last, 'ifExists' or '', 'renews' or
 * '', how long to remember the operation ('': there is none). → the sum, or nothing.
 */
export const add = scripts(
  ({ enter }) => `
${decimal}
local there, operation = call('GET', entry), ARGV[6] ~= '' and KEYS[3]
local value, made = there or '0', nil
local mark = string.byte(value)
if mark == 33 or mark == 43 then
  local nonce, rest = string.match(value, '^.([^\\n]*)\\n(.*)$')
  value, made = rest, mark == 43 and nonce
end
if operation and call('EXISTS', operation) == 1 then return value end
if ARGV[4] ~= '' and not there then return false end

local sum = string.find(value, '^[-0-9]') and tonumber(value) + tonumber(ARGV[1])
-- What is subtracted from itself is 0, unless it is infinite or no number.
if not sum or sum - sum ~= 0 then return redis.error_reply('WRONGTYPE the value is not a number that can take this increment') end
local text, ttl = decimal(sum), tonumber(ARGV[2])
if operation then call('SET', operation, 1, 'PX', ARGV[6]) end
if made then call('SET', KEYS[2], made, 'PX', ARGV[3]) end
if there and ARGV[5] == '' then
  call('SET', entry, text, 'KEEPTTL')
  return text
end
${put}
${enter}
return text
`,
);
