/** Scripts for which it does not matter what an entry is made of. */
import { script } from './run-script.js';
import { ofCollection } from './script-parts.js';

/** → how many there were. */
export const remove = ofCollection(
  ({ leave }) => `
local there = call('DEL', entry)
${leave}
return there
`,
);

/** ARGV: ttl. → whether there is one. */
export const touch = ofCollection(
  ({ enter }) => `
if call('EXISTS', entry) == 0 then return 0 end
local ttl = tonumber(ARGV[1])
if ttl >= 0 then call('PEXPIRE', entry, ttl) else call('PERSIST', entry) end
${enter}
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
