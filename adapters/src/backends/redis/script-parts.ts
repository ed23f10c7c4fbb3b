/**
 * What scripts are put together of: statements, not functions, which Lua would make anew each time a script runs, and that is a good part of what a
 * small write costs the server. Each says which locals it goes by.
 */
import { script, type Script } from './run-script.js';

/** `entries`: KEYS begin with the entry. `collection`: they also end with the index (`!i`) and the times at which members expire (`!x`). */
export interface Scripts {
  readonly entries: Script;
  readonly collection: Script;
}

interface Indexing {
  /** The index learns of the entry, which lives for `ttl` (-1: for ever). */
  readonly enter: string;
  /** The index forgets it. */
  readonly leave: string;
}

export function scripts(sourceOf: (indexing: Indexing) => string): Scripts {
  return {
    entries: script(entry, sourceOf({ enter: '', leave: '' })),
    collection: script(entry, indexed, sourceOf({ enter, leave })),
  };
}

export function ofCollection(sourceOf: (indexing: Indexing) => string): Script {
  return script(entry, indexed, sourceOf({ enter, leave }));
}

const entry = 'local call, entry = redis.call, KEYS[1]';

/** The member is what the entry's key has after the tag, which ends where the index's key has its `!i`. */
const indexed = `
local index, expiries = KEYS[#KEYS - 1], KEYS[#KEYS]
local member = string.sub(entry, #index)
`;

/**
 * It forgets a few that have expired: as fast as new ones come, it cannot grow for ever. It ends with the last of its members: a member without an
 * end makes it last, and as long as there is one, another that has an end leaves that as it is.
 */
const enter = `
do
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
call('ZREM', index, member)
call('ZREM', expiries, member)
`;

/** `text` becomes the entry, for `ttl`. */
export const put = `
if ttl < 0 then call('SET', entry, text) else call('SET', entry, text, 'PX', math.max(ttl, 1)) end
`;

/** Of `fields`, from `first` on. Lua's stack limits how many arguments one call can have. */
export const write = (fields: string, first: string) => `
for from = ${first}, #${fields}, 2000 do call('HSET', entry, unpack(${fields}, from, math.min(from + 1999, #${fields}))) end
`;

/** ARGV from `first` on is what the entry becomes, field after value, for `ttl`. */
export const replace = `
call('DEL', entry)
${write('ARGV', 'first')}
if ttl >= 0 then call('PEXPIRE', entry, ttl) end
`;

/** A double in the fewest digits that are it again, which are those that JavaScript writes: what is read and written back has not changed. */
export const decimal = `
local function decimal(number)
  if number % 1 == 0 and math.abs(number) < 2 ^ 53 then return string.format('%.0f', number) end
  for digits = 15, 17 do
    local text = string.format('%.' .. digits .. 'g', number)
    if tonumber(text) == number then return (string.gsub(text, 'e([+-])0', 'e%1')) end
  end
end
`;
