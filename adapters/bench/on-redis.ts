/** The contenders on Redis, through `@redis/client` and through ioredis. */
import { createClient } from '@redis/client';
import { Redis } from 'ioredis';
import { createState } from '../src/index.js';
import { createState as createStateOnIoredis } from '../src/ioredis.js';
import { libraries, type Limiter, type Store } from './libraries.js';
import {
  adapterCalls,
  fill,
  freshKeys,
  keyAt,
  PATIENT_MS,
  TEXT,
  UNLIMITED,
  VALUE,
  type Calls,
  type Contender,
} from './operations.js';

export interface Contest {
  readonly contenders: Contender[];
  readonly close: () => Promise<void>;
}

/** The commands that the plain ways are made of, as each client calls them. */
interface Client {
  get(key: string): Promise<string | null>;
  set(key: string, text: string): Promise<unknown>;
  setIfAbsent(key: string, text: string): Promise<unknown>;
  exists(key: string): Promise<number>;
  increment(key: string): Promise<number>;
  send(...args: string[]): Promise<unknown>;
}

export async function throughNodeRedis(url: string): Promise<Contest> {
  // As the adapter sets it: by default this client starts a timer for each command, which costs more than all that is measured here.
  const client = createClient({ url, RESP: 2, commandOptions: { timeout: 0 } });
  await client.connect();
  const state = createState({ url, timeoutMs: PATIENT_MS });
  const { keyvOn, limiterOnRedis } = await libraries();
  const keyv = keyvOn(url);
  await fill((key) => keyv.set(key, VALUE));
  const commands: Client = {
    get: (key) => client.get(key),
    set: (key, text) => client.set(key, text),
    setIfAbsent: (key, text) => client.set(key, text, { condition: 'NX' }),
    exists: (key) => client.exists(key),
    increment: (key) => client.incr(key),
    send: (...args) => client.sendCommand(args),
  };
  return {
    contenders: [
      ...(await bareContenders('@redis/client', commands)),
      { name: 'adapter', role: 'adapter', calls: await adapterCalls(state) },
      storeContender('keyv', keyv),
      limiterContender(limiterOnRedis(client, { useRedisPackage: true, ...IN_SECONDS })),
    ],
    async close() {
      await Promise.all([state.close(), keyv.close(), client.close()]);
    },
  };
}

export async function throughIoredis(url: string): Promise<Contest> {
  const client = new Redis(url);
  const state = createStateOnIoredis({ url, timeoutMs: PATIENT_MS });
  const { unstorageOn, limiterOnRedis } = await libraries();
  const storage = unstorageOn(url);
  await fill((key) => storage.set(key, VALUE));
  const commands: Client = {
    get: (key) => client.get(key),
    set: (key, text) => client.set(key, text),
    setIfAbsent: (key, text) => client.set(key, text, 'NX'),
    exists: (key) => client.exists(key),
    increment: (key) => client.incr(key),
    send: (command = '', ...args) => client.call(command, ...args),
  };
  return {
    contenders: [
      ...(await bareContenders('ioredis', commands)),
      { name: 'adapter', role: 'adapter', calls: await adapterCalls(state) },
      storeContender('unstorage', storage),
      limiterContender(limiterOnRedis(client, { useRedisPackage: false, ...IN_SECONDS })),
    ],
    async close() {
      await Promise.all([state.close(), storage.close(), client.quit()]);
    },
  };
}

export const IN_SECONDS = { limit: UNLIMITED.limit, seconds: UNLIMITED.windowMs / 1000 };

function storeContender(name: string, store: Store): Contender {
  const calls: Calls = {
    get: (at) => store.get(keyAt(at)),
    has: (at) => store.has(keyAt(at)),
    set: (at) => store.set(keyAt(at), VALUE),
  };
  return { name, role: 'library', calls, lesser: ['set'] };
}

export function limiterContender(limiter: Limiter): Contender {
  return { name: 'rate-limiter-flexible', role: 'library', calls: { consume: (at) => limiter.consume(keyAt(at)) } };
}

/**
 * The least that gives what the adapter gives: a version that every write changes, compared where that is the point; an `update` that is done once
 * though its reply was lost, so that a marker says it was; a patch that puts no value in an object's place.
 */
const SCRIPTS = {
  set: `redis.call('HSET', KEYS[1], 'w', ARGV[1], 'v', ARGV[2]) return 1`,
  setIfAbsent: `if redis.call('HSETNX', KEYS[1], 'v', ARGV[2]) == 0 then return redis.call('HGET', KEYS[1], 'v') end
    redis.call('HSET', KEYS[1], 'w', ARGV[1]) return 1`,
  increment: `redis.call('HSET', KEYS[1], 'w', ARGV[1]) return redis.call('HINCRBY', KEYS[1], 'v', 1)`,
  update: `if redis.call('HGET', KEYS[1], 'w') ~= ARGV[3] then return redis.call('GET', KEYS[2]) == ARGV[1] end
    redis.call('SET', KEYS[2], ARGV[1], 'PX', 12000)
    redis.call('HSET', KEYS[1], 'w', ARGV[1], 'v', ARGV[2]) return 1`,
  patch: `if redis.call('HGET', KEYS[1], 'at') == 'object' then return false end
    redis.call('HSET', KEYS[1], 'w', ARGV[1], 'at', ARGV[2]) return redis.call('HINCRBY', KEYS[1], 'clicks', 1)`,
  consume: `local n = redis.call('INCR', KEYS[1]) if n == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
    return { n, redis.call('PEXPIRETIME', KEYS[1]) }`,
};

async function bareContenders(name: string, client: Client): Promise<Contender[]> {
  const loaded = await Promise.all(
    Object.entries(SCRIPTS).map(async ([operation, source]) => [
      operation,
      await client.send('SCRIPT', 'LOAD', source),
    ]),
  );
  const shas = Object.fromEntries(loaded) as Record<keyof typeof SCRIPTS, string>;
  const run = (operation: keyof typeof SCRIPTS, key: string, ...args: string[]) =>
    client.send('EVALSHA', shas[operation], '1', key, ...args);
  const plain = (at: number) => `bare:${keyAt(at)}`;
  const versioned = (at: number) => `versioned:${keyAt(at)}`;
  const freshKey = freshKeys();
  let nonce = 0;
  const next = () => `nonce-of-a-write.${nonce++}`;
  await fill((key) => client.set(`bare:${key}`, TEXT));
  await fill((key) => client.send('HSET', `versioned:${key}`, 'w', next(), 'v', TEXT));

  const command: Calls = {
    get: (at) => client.get(plain(at)),
    has: (at) => client.exists(plain(at)),
    set: (at) => client.set(plain(at), TEXT),
    setIfAbsent: () => client.setIfAbsent(`bare:${freshKey()}`, TEXT),
    increment: (at) => client.increment(`bare:count:${keyAt(at)}`),
    async update(at) {
      const cart = JSON.parse((await client.get(plain(at))) ?? TEXT) as typeof VALUE;
      await client.set(plain(at), JSON.stringify({ ...cart, items: cart.items + 1 }));
    },
    // Two fields in one command there is no command for.
    patch: (at) => client.send('HINCRBY', `bare:visits:${keyAt(at)}`, 'clicks', '1'),
    consume: (at) => client.increment(`bare:limit:${keyAt(at)}`),
  };
  const script: Calls = {
    set: (at) => run('set', versioned(at), next(), TEXT),
    setIfAbsent: () => run('setIfAbsent', `versioned:${freshKey()}`, next(), TEXT),
    increment: (at) => run('increment', `versioned:count:${keyAt(at)}`, next()),
    async update(at) {
      const [version = '', text = TEXT] = (await client.send('HMGET', versioned(at), 'w', 'v')) as string[];
      const cart = JSON.parse(text) as typeof VALUE;
      const changed = JSON.stringify({ ...cart, items: cart.items + 1 });
      const keys = [versioned(at), `${versioned(at)}:swap`];
      await client.send('EVALSHA', shas.update, '2', ...keys, next(), changed, version);
    },
    patch: (at) => run('patch', `versioned:visits:${keyAt(at)}`, next(), String(at)),
    consume: (at) => run('consume', `versioned:limit:${keyAt(at)}`, String(UNLIMITED.windowMs)),
  };
  return [
    { name: `${name}, plain command`, role: 'plain', calls: command },
    { name: `${name}, script`, role: 'equal', calls: script },
  ];
}
