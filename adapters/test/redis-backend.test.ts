/** What every client library has to do alike: the same cases through each port, against real servers. */
import { createClient, createCluster } from '@redis/client';
import { Cluster, Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  BackendFailure,
  type Backend,
  type Collection,
  type Expiry,
  type Fields,
  type Holding,
  type Place,
} from '../src/backend.js';
import { redisBackend } from '../src/backends/redis/backend.js';
import { ioRedisClientPort } from '../src/backends/redis/ioredis-client.js';
import { ioRedisPort } from '../src/backends/redis/ioredis.js';
import { nodeRedisClientPort } from '../src/backends/redis/node-redis-client.js';
import { nodeRedisPort } from '../src/backends/redis/node-redis.js';
import type { RedisPort } from '../src/backends/redis/port.js';
import { upstashPort } from '../src/backends/redis/upstash.js';
import { startRedis, startRedisCluster, type RedisCluster, type RedisServer } from './servers/redis.js';
import { describeOnRedis } from './servers/available.js';
import { startUpstashBridge, type UpstashBridge } from './servers/upstash-bridge.js';

const plain = (text: string): Fields => new Map([['v', text]]);
const absent = { fields: undefined, nonce: undefined, history: [] };
const msOf = (life: Exclude<Expiry, 'keep'>): number => (life === 'never' ? Infinity : life.ms);
const timeout = 1000;
const addition = (by: number) => ({
  set: new Map(),
  increment: new Map([['v', by]]),
  containers: [],
  expiry: 'never' as const,
  renews: false,
  ifExists: false,
  operation: undefined,
});

let server: RedisServer;
let cluster: RedisCluster;
let bridge: UpstashBridge;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  server = await startRedis();
  cluster = await startRedisCluster();
  bridge = await startUpstashBridge(server.url);
});

afterAll(async () => {
  for (const cleanup of cleanups) await cleanup();
  await bridge.stop();
  await server.stop();
  await cluster.stop();
});

interface Port {
  readonly name: string;
  readonly open: () => Promise<RedisPort> | RedisPort;
}

const ports: Port[] = [
  { name: 'node-redis', open: () => nodeRedisPort(server.url, { timeout }) },
  { name: 'node-redis, cluster', open: () => nodeRedisPort(cluster.url, { timeout }) },
  { name: 'ioredis', open: () => ioRedisPort(server.url, { timeout }) },
  { name: 'ioredis, cluster', open: () => ioRedisPort(cluster.url, { timeout }) },
  { name: 'upstash', open: () => upstashPort(bridge.url, { timeout }) },
  {
    name: "the application's node-redis",
    async open() {
      const client = createClient({ url: server.url });
      await client.connect();
      cleanups.push(() => {
        client.destroy();
      });
      return nodeRedisClientPort(client);
    },
  },
  {
    name: "the application's node-redis cluster",
    async open() {
      const client = createCluster({ rootNodes: [{ url: cluster.nodes[0]?.url ?? '' }] });
      await client.connect();
      cleanups.push(() => {
        client.destroy();
      });
      return nodeRedisClientPort(client);
    },
  },
  {
    name: "the application's ioredis",
    open() {
      const client = new Redis(server.url);
      cleanups.push(() => {
        client.disconnect();
      });
      return ioRedisClientPort(client);
    },
  },
  {
    name: "the application's ioredis cluster",
    open() {
      const client = new Cluster([{ host: '127.0.0.1', port: cluster.nodes[0]?.port ?? 0 }]);
      cleanups.push(() => {
        client.disconnect();
      });
      return ioRedisClientPort(client);
    },
  },
];

describeOnRedis.each(ports)('Redis through $name', ({ name, open }) => {
  let backend: Backend;
  // One namespace for each port, so that they can share a server.
  const namespace = `shop ${name}`;
  const collection = (of: Partial<Collection>): Collection => {
    return { namespace, kind: 'map', name: 'carts', layout: 'entries', shards: 1, ...of };
  };
  const place = (key: string, of: Partial<Collection> = {}): Place => ({ collection: collection(of), key });

  beforeAll(async () => {
    backend = redisBackend(await open());
  });
  afterAll(() => backend.close());

  async function everything(of = namespace): Promise<Holding[]> {
    const all: Holding[] = [];
    let cursor: string | undefined;
    do {
      const page = await backend.holdings(of, cursor);
      all.push(...page.holdings);
      cursor = page.cursor;
    } while (cursor !== undefined);
    return all;
  }

  async function pages(of: Collection): Promise<string[]> {
    const keys: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await backend.entries.page(of, cursor);
      keys.push(...page.entries.map(({ key }) => key));
      cursor = page.cursor;
    } while (cursor !== undefined);
    return keys;
  }

  async function clear(of: Collection): Promise<number> {
    let steps = 1;
    while (!(await backend.entries.clear(of))) steps++;
    return steps;
  }

  it('sets, gets and removes', async () => {
    const { entries } = backend;
    await entries.set(place('ada'), new Map([['v', 's{"é":1}']]), 'never', 'n1');
    expect(await entries.get(place('ada'))).toEqual(plain('s{"é":1}'));
    expect(await entries.getMany([place('nobody'), place('ada')])).toEqual([undefined, plain('s{"é":1}')]);
    expect(await entries.remove(place('ada'))).toBe(true);
    expect(await entries.get(place('ada'))).toBeUndefined();
    expect(await entries.remove(place('ada'))).toBe(false);
  });

  it('sets many at once, more than one pipeline holds', async () => {
    const many = Array.from({ length: 600 }, (_, i) => place(`m${i}`, { name: 'many' }));
    await backend.entries.setMany(
      many.map((at, i) => ({ place: at, fields: plain(`s${i}`), expiry: { ms: 60_000, hides: true }, nonce: `n${i}` })),
    );
    const got = await backend.entries.getMany(many);
    expect(got.map((fields) => fields?.get('v'))).toEqual(many.map((_, i) => `s${i}`));
  });

  it('stores where nothing is, and says what is there otherwise', async () => {
    const { entries } = backend;
    const at = place('absent');
    expect(await entries.setIfAbsent(at, plain('s1'), 'never', 'a')).toEqual({ stored: true });
    expect(await entries.setIfAbsent(at, plain('s1'), 'never', 'a')).toEqual({ stored: true });
    expect(await entries.setIfAbsent(at, plain('s2'), 'never', 'b')).toEqual({ stored: false, fields: plain('s1') });
  });

  it('remembers what it stored, whoever wrote to it since', async () => {
    const { entries } = backend;
    const at = place('absent, then patched');
    const store = (nonce: string) => entries.setIfAbsent(at, plain('1'), 'never', nonce);
    expect(await store('a')).toEqual({ stored: true });
    await entries.patch(at, { ...addition(1), nonce: 'b' });
    expect(await store('a')).toEqual({ stored: true });
    const { nonce: expected } = await entries.read(at);
    await entries.swap(at, { expected, next: plain('3'), nonce: 'c', history: [], expiry: 'keep' });
    expect(await store('a')).toEqual({ stored: true });
    expect(await store('d')).toEqual({ stored: false, fields: plain('3') });
    await entries.set(at, plain('4'), 'never', 'e');
    expect(await store('d')).toEqual({ stored: false, fields: plain('4') });
    expect(await store('a')).toEqual({ stored: true });
  });

  it('swaps once, however often it is told', async () => {
    const { entries } = backend;
    const at = place('swapped');
    const swap = (expected: string | undefined, nonce: string, next: Fields | undefined) =>
      entries.swap(at, { expected, next, nonce, history: [], expiry: 'keep' });

    expect(await swap(undefined, 'a', plain('s1'))).toEqual({ applied: true });
    expect(await swap('a', 'b', plain('s2'))).toEqual({ applied: true });
    expect(await swap(undefined, 'a', plain('s1'))).toEqual({ applied: true });
    expect(await swap('a', 'c', plain('s3'))).toEqual({ applied: false, current: await entries.read(at) });
    expect(await entries.get(at)).toEqual(plain('s2'));

    // However many wrote since.
    for (let i = 0; i < 40; i++) await swap(i === 0 ? 'b' : `s${i - 1}`, `s${i}`, plain(`s${i}`));
    expect(await swap('a', 'b', plain('s2'))).toEqual({ applied: true });
    expect(await entries.get(at)).toEqual(plain('s39'));

    expect(await swap('s39', 'gone', undefined)).toEqual({ applied: true });
    expect(await entries.get(at)).toBeUndefined();
    expect(await swap('s38', 's39', plain('sx'))).toEqual({ applied: true });
    expect(await swap('s39', 'gone', undefined)).toEqual({ applied: true });
    expect(await swap('s39', 'late', plain('sx'))).toEqual({ applied: false, current: absent });
    expect(await swap(undefined, 'back', plain('s4'))).toEqual({ applied: true });
    expect(await entries.read(at)).toMatchObject({ fields: plain('s4'), nonce: 'back' });
  });

  it('swaps numbers once, though one may come back', async () => {
    const { entries } = backend;
    const at = place('swapped number');
    const swap = async (nonce: string, next: string, seen?: string) => {
      const { nonce: expected } = seen === undefined ? await entries.read(at) : await readOf(seen);
      return entries.swap(at, { expected, next: plain(next), nonce, history: [], expiry: 'keep' });
    };
    const readOf = async (number: string) => {
      const other = place('another number');
      await entries.set(other, plain(number), 'never', 'n');
      return entries.read(other);
    };
    await entries.set(at, plain('5'), 'never', 'n');
    expect(await swap('a', '6')).toEqual({ applied: true });
    await entries.patch(at, { ...addition(-1), nonce: 'b' });
    // As sent again: what is there looks as it did.
    expect(await swap('a', '6', '5')).toEqual({ applied: true });
    expect(await entries.get(at)).toEqual(plain('5'));
    expect(await swap('c', '7', '50')).toMatchObject({ applied: false, current: { fields: plain('5') } });
    expect(await swap('c', '-7.5', '5')).toEqual({ applied: true });
    expect(await entries.patch(at, { ...addition(1), nonce: 'd' })).toEqual(new Map([['v', -6.5]]));
  });

  it('knows a swap again after the entry was set or removed', async () => {
    for (const layout of ['entries', 'collection'] as const) {
      const { entries } = backend;
      const at = place('removed', { layout, name: 'removed' });
      const swap = () =>
        entries.swap(at, { expected: undefined, next: plain('s1'), nonce: 'a.1', history: [], expiry: 'never' });
      expect(await swap()).toEqual({ applied: true });
      expect(await entries.remove(at)).toBe(true);
      expect(await entries.read(at)).toEqual(absent);
      expect(await swap()).toEqual({ applied: true });
      expect(await entries.get(at)).toBeUndefined();
      await entries.set(at, plain('s2'), 'never', 'b.1');
      expect(await swap()).toEqual({ applied: true });
      expect(await entries.get(at)).toEqual(plain('s2'));
    }
  });

  it('takes an entry for what it is, whatever was expected', async () => {
    for (const layout of ['entries', 'collection'] as const) {
      const { entries } = backend;
      const [whole, fields] = ['whole', 'fields'].map((key) => place(key, { layout, name: 'kinds' }));
      if (!whole || !fields) throw new Error();
      const parts: Fields = new Map([['.a', '1'], ['.b', 'sx']]); // prettier-ignore
      await entries.set(whole, plain('j{}'), 'never', 'w.1');
      await entries.set(fields, parts, 'never', 'f.1');
      expect(await entries.get(whole)).toEqual(plain('j{}'));
      expect(await entries.get(fields, 'v')).toEqual(parts);
      for (const only of ['v', undefined] as const) {
        expect(await entries.getMany([whole, place('nobody'), fields], only)).toEqual([plain('j{}'), undefined, parts]);
        expect(await entries.read(fields, only)).toEqual({ fields: parts, nonce: 'f.1', history: [] });
        expect(await entries.read(whole, only)).toEqual({ fields: plain('j{}'), nonce: 'w.1', history: [] });
      }
      expect(await entries.setIfAbsent(whole, parts, 'never', 'x.1')).toEqual({ stored: false, fields: plain('j{}') });
      expect(await entries.setIfAbsent(fields, plain('1'), 'never', 'x.1')).toEqual({ stored: false, fields: parts });
      const wrong = { kind: 'wrong-type', outcome: 'not-applied' };
      await expect(entries.patch(fields, { ...addition(1), nonce: 'p' })).rejects.toMatchObject(wrong);
      const inParts = { ...addition(1), increment: new Map([['.a', 1]]), nonce: 'p' };
      await expect(entries.patch(whole, inParts)).rejects.toMatchObject(wrong);

      const swap = (at: Place, expected: string, next: Fields | undefined, nonce: string) =>
        entries.swap(at, { expected, next, nonce, history: [], expiry: 'keep' });
      expect(await swap(whole, 'other', parts, 's.1')).toMatchObject({ applied: false, current: { nonce: 'w.1' } });
      expect(await swap(fields, 'other', plain('1'), 's.1')).toMatchObject({
        applied: false,
        current: { nonce: 'f.1' },
      });
      expect(await swap(whole, 'w.1', parts, 's.1')).toEqual({ applied: true });
      expect(await swap(whole, 'w.1', parts, 's.1')).toEqual({ applied: true });
      expect(await entries.get(whole)).toEqual(parts);
      expect(await swap(fields, 'f.1', plain('2'), 's.2')).toEqual({ applied: true });
      expect(await swap(fields, 'f.1', plain('2'), 's.2')).toEqual({ applied: true });
      expect(await entries.get(fields)).toEqual(plain('2'));
      expect(await swap(whole, 's.1', undefined, 's.3')).toEqual({ applied: true });
      expect(await entries.get(whole)).toBeUndefined();
    }
  });

  it('patches fields, all or none', async () => {
    const { entries } = backend;
    const at = place('patched', { kind: 'record' });
    const patch = {
      set: new Map(),
      increment: new Map(),
      containers: [],
      renews: false,
      ifExists: false,
      operation: undefined,
    };
    const never = { ...patch, expiry: 'never' as const };

    const increment = new Map([['.views', 1], ['.daily.mon', 0.1]]); // prettier-ignore
    expect(await entries.patch(at, { ...never, increment, ifExists: true, nonce: 'p0' })).toBeUndefined();
    expect(await entries.patch(at, { ...never, increment, containers: ['.daily'], nonce: 'p1' })).toEqual(increment);
    const again = { ...never, increment: new Map([['.daily.mon', 0.2]]), nonce: 'p2' };
    expect(await entries.patch(at, { ...again, containers: ['.daily'], set: new Map([['.name', 'sAda']]) })).toEqual(
      new Map([['.daily.mon', 0.1 + 0.2]]),
    );
    const before = await entries.get(at);
    const wrong = { kind: 'wrong-type', outcome: 'not-applied' };
    const refused = [
      { increment: new Map([['.views', 1], ['.name', 1]]) }, // prettier-ignore
      { increment: new Map([['.daily', 1]]) },
      { containers: ['.views'], set: new Map([['.views.mon', '1']]) },
      { set: new Map([['.daily', '1']]) },
      { increment: new Map([['.views', 1e308], ['.daily.mon', 1.7e308], ['.x', Infinity]]) }, // prettier-ignore
    ];
    for (const part of refused) {
      await expect(entries.patch(at, { ...never, ...part, nonce: 'p3' })).rejects.toMatchObject(wrong);
    }
    expect(await entries.get(at)).toEqual(before);
    expect((await entries.read(at)).nonce).toBe('p2');
  });

  it('calculates as JavaScript does', async () => {
    const at = place('sums');
    let sum = 0;
    for (const by of [0.1, 0.7, -3, 1e21, 1 / 3, -1e21, 2 ** 53, 1, 5e-324, -0.1]) {
      sum += by;
      const increment = new Map([['v', by]]);
      const patch = { set: new Map(), increment, containers: [], renews: false, ifExists: false, operation: undefined };
      expect(await backend.entries.patch(at, { ...patch, expiry: 'never', nonce: 'n' })).toEqual(new Map([['v', sum]]));
    }
  });

  it('writes sums as JavaScript would', async () => {
    const at = place('written');
    for (const by of [0.1, 12, -2.5, 1e15, 2 ** 52 - 1, 1e-7]) {
      await backend.entries.set(at, plain('0'), 'never', 'n');
      await backend.entries.patch(at, { ...addition(by), nonce: 'n' });
      expect(await backend.entries.get(at)).toEqual(plain(String(by)));
    }
  });

  it('takes more fields than a call has room for on the stack', async () => {
    const at = place('wide', { kind: 'record' });
    const set = new Map(Array.from({ length: 70_000 }, (_, i) => [`.${i}`, '1']));
    await backend.entries.patch(at, { ...addition(0), increment: new Map(), set, nonce: 'n' });
    expect((await backend.entries.get(at))?.size).toBe(70_000);
    await backend.entries.remove(at);
  });

  it('does an operation once', async () => {
    for (const layout of ['entries', 'collection'] as const) {
      const at = place('once', { name: 'once', layout });
      const patch = (by: number, id: string) => ({
        set: new Map(),
        increment: new Map([['v', by]]),
        containers: [],
        nonce: 'n',
        expiry: { ms: 60_000, hides: false },
        renews: false,
        ifExists: false,
        operation: { id, rememberMs: 60_000 },
      });
      expect(await backend.entries.patch(at, patch(2, 'a:}1'))).toEqual(new Map([['v', 2]]));
      expect(await backend.entries.patch(at, patch(2, 'a:}1'))).toEqual(new Map([['v', 2]]));
      expect(await backend.entries.patch(at, patch(3, 'b'))).toEqual(new Map([['v', 5]]));
      expect(await backend.entries.patch(at, patch(2, 'a:}1'))).toEqual(new Map([['v', 5]]));
      expect(msOf(await backend.entries.life(at))).toBeGreaterThan(3_600_000);
    }
  });

  it('hides after a ttl and keeps after a retain', async () => {
    const { entries } = backend;
    const short = place('short', { layout: 'collection', name: 'lives' });
    const kept = place('kept', { layout: 'collection', name: 'lives' });
    await entries.set(short, plain('1'), { ms: 250, hides: true }, 'a');
    await entries.set(kept, plain('1'), { ms: 250, hides: false }, 'a');
    expect(await entries.size(short.collection)).toBe(2);
    await sleep(280);
    expect(await entries.get(short)).toBeUndefined();
    expect(await entries.read(short)).toEqual(absent);
    expect(await entries.life(short)).toBe('never');
    expect(await entries.get(kept)).toEqual(plain('1'));
    expect(msOf(await entries.life(kept))).toBeGreaterThan(3_000_000);
    expect(await entries.size(short.collection)).toBe(1);
    expect(await pages(short.collection)).toEqual(['kept']);

    expect(await entries.touch(short, 'never')).toBe(false);
    expect(await entries.touch(kept, { ms: 50_000, hides: true })).toBe(true);
    expect(msOf(await entries.life(kept))).toBeGreaterThan(49_000);
    expect(msOf(await entries.life(kept))).toBeLessThanOrEqual(50_000);
    const patch = { ...addition(1), nonce: 'a' };
    await entries.patch(kept, { ...patch, expiry: 'never', renews: false });
    expect(msOf(await entries.life(kept))).toBeLessThanOrEqual(50_000);
    await entries.patch(kept, { ...patch, expiry: { ms: 70_000, hides: true }, renews: true });
    expect(msOf(await entries.life(kept))).toBeGreaterThan(69_000);
    const { nonce: expected } = await entries.read(kept);
    await entries.swap(kept, { expected, next: plain('2'), nonce: 'b', history: [], expiry: 'keep' });
    expect(msOf(await entries.life(kept))).toBeGreaterThan(69_000);
    expect(await entries.touch(kept, 'never')).toBe(true);
    expect(await entries.life(kept)).toBe('never');
  });

  it('gives an entry another life, or leaves it for ever', async () => {
    const { entries } = backend;
    const at = place('touched');
    expect(await entries.touch(at, 'never')).toBe(false);
    expect(await entries.touch(at, { ms: 50_000, hides: true })).toBe(false);
    await entries.set(at, plain('s1'), 'never', 'a');
    expect(await entries.touch(at, 'never')).toBe(true);
    expect(await entries.touch(at, { ms: 50_000, hides: true })).toBe(true);
    expect(msOf(await entries.life(at))).toBeGreaterThan(49_000);
    const { nonce: expected } = await entries.read(at);
    await entries.swap(at, { expected, next: plain('s2'), nonce: 'b', history: [], expiry: 'keep' });
    expect(msOf(await entries.life(at))).toBeGreaterThan(49_000);
    expect(await entries.touch(at, 'never')).toBe(true);
    expect(await entries.life(at)).toBe('never');
  });

  it('pages through a collection in the order of bytes, shard after shard, each entry once', async () => {
    const { entries } = backend;
    const of = collection({ layout: 'collection', shards: 3, name: 'paged' });
    const keys = ['', 'ä', ':', '!i', '!x', 'o:1', '}', '\n', '0:a', ...Array.from({ length: 400 }, (_, i) => `k${i}`)];
    await entries.setMany(
      keys.map((key) => ({ place: { collection: of, key }, fields: plain(`s${key}`), expiry: 'never', nonce: 'n' })),
    );
    const seen = await pages(of);
    expect(seen.toSorted()).toEqual(keys.toSorted());
    expect(await entries.size(of)).toBe(keys.length);
    expect(await entries.get({ collection: of, key: '!i' })).toEqual(plain('s!i'));

    await entries.remove({ collection: of, key: '' });
    expect(await entries.size(of)).toBe(keys.length - 1);
    await clear(of);
    expect(await entries.size(of)).toBe(0);
    expect(await entries.get({ collection: of, key: 'k7' })).toBeUndefined();
  });

  it('clears step by step', async () => {
    const of = collection({ layout: 'collection', shards: 3, name: 'large' });
    await backend.entries.setMany(
      Array.from({ length: 2500 }, (_, i) => ({
        place: { collection: of, key: `k${i}` },
        fields: plain('1'),
        expiry: 'never',
        nonce: 'n',
      })),
    );
    expect(await backend.entries.clear(of)).toBe(false);
    expect(await backend.entries.size(of)).toBeGreaterThanOrEqual(1500);
    expect(await clear(of)).toBeLessThan(4);
    expect(await backend.entries.size(of)).toBe(0);
  });

  it('clears one collection and not the one whose name begins alike', async () => {
    const { entries } = backend;
    const [one, other] = ['log', 'logs'].map((called) => place('x', { layout: 'collection', name: called }));
    if (!one || !other) throw new Error();
    await entries.set(one, plain('1'), 'never', 'a');
    await entries.set(other, plain('1'), 'never', 'a');
    await clear(one.collection);
    expect(await entries.size(other.collection)).toBe(1);
  });

  it('keeps lists as arrays do', async () => {
    const { lists } = backend;
    const list = collection({ kind: 'list', name: 'events' });
    expect(await lists.push(list, ['1', '2', '3'], 'end', undefined, 'never')).toBe(3);
    expect(await lists.push(list, ['0', '-1'], 'start', undefined, 'keep')).toBe(5);
    const items = ['-1', '0', '1', '2', '3'];
    for (const [start, end] of [
      [0, undefined],
      [1, 3],
      [-2, undefined],
      [0, -1],
      [-3, -1],
      [0, 0],
      [4, 2],
      [-9, -9],
      [9, 12],
    ] as const) {
      // prettier-ignore
      expect(await lists.slice(list, start, end)).toEqual(items.slice(start, end));
    }
    expect(await lists.take(list, 2, 'end')).toEqual(['3', '2']);
    expect(await lists.take(list, 1, 'start')).toEqual(['-1']);
    expect(await lists.push(list, ['a', 'b', 'c'], 'end', 4, 'never')).toBe(4);
    expect(await lists.slice(list, 0, undefined)).toEqual(['1', 'a', 'b', 'c']);
    expect(await lists.push(list, ['x', 'y'], 'start', 3, 'never')).toBe(3);
    expect(await lists.slice(list, 0, undefined)).toEqual(['y', 'x', '1']);
    await lists.trim(list, 1, undefined);
    expect(await lists.slice(list, 0, undefined)).toEqual(['x', '1']);
    await lists.replace(list, ['r'], { ms: 250, hides: true });
    expect(await lists.length(list)).toBe(1);
    await sleep(280);
    expect(await lists.length(list)).toBe(0);
    expect(await lists.take(list, 3, 'end')).toEqual([]);
    const long = Array.from({ length: 5000 }, (_, i) => `${i}`);
    await lists.push(list, long, 'end', undefined, 'never');
    expect(await lists.slice(list, 0, undefined)).toEqual(long);
    await lists.clear(list);
    expect(await lists.length(list)).toBe(0);
  });

  it.each(['window', 'sliding', 'log'] as const)('limits by %s', async (algorithm) => {
    const { windows } = backend;
    const at = place(algorithm, { kind: 'limiter', name: 'api' });
    const consume = (cost: number, countDenied = false, limit = 3, windowMs = 500) =>
      windows.consume(at, { algorithm, limit, windowMs, cost, countDenied });

    const now = Date.now();
    expect(await consume(0)).toMatchObject({ allowed: true, count: 0 });
    const first = await consume(2);
    expect(first).toMatchObject({ allowed: true, count: 2 });
    expect(Math.abs(first.resetAt - (now + 500))).toBeLessThan(200);
    expect(await consume(2)).toMatchObject({ allowed: false, count: 2 });
    expect(await consume(1)).toMatchObject({ allowed: true, count: 3 });
    expect(await consume(1, true)).toMatchObject({ allowed: false, count: 4 });
    expect(await consume(1, false, 10)).toMatchObject({ allowed: true, count: 5 });
    await sleep(algorithm === 'sliding' ? 1030 : 530);
    expect(await consume(3)).toMatchObject({ allowed: true, count: 3 });
    const denied = await consume(1);
    expect(denied.allowed).toBe(false);
    await sleep(Math.max(0, denied.resetAt - Date.now()) + 5);
    expect(await consume(1)).toMatchObject({ allowed: true });
    await windows.reset(at);
    expect(await consume(0)).toMatchObject({ allowed: true, count: 0 });
  });

  it.each(['sliding', 'log'] as const)('counts each length of %s for itself', async (algorithm) => {
    const { windows } = backend;
    const at = place(`lengths of ${algorithm}`, { kind: 'limiter', name: 'api' });
    const consume = (windowMs: number, cost: number) =>
      windows.consume(at, { algorithm, limit: 5, windowMs, cost, countDenied: false });
    await consume(3_600_000, 5);
    await consume(2, 1);
    await sleep(5);
    await consume(2, 1);
    await sleep(10);
    expect(await consume(3_600_000, 1)).toMatchObject({ allowed: false, count: 5 });
    await windows.reset(at);
    expect(await consume(3_600_000, 0)).toMatchObject({ allowed: true, count: 0 });
  });

  it('keeps no more of a log than it needs', async () => {
    const at = place('flooded', { kind: 'limiter', name: 'api' });
    const consume = (cost: number) =>
      backend.windows.consume(at, { algorithm: 'log', limit: 5, windowMs: 60_000, cost, countDenied: true });
    const began = Date.now();
    expect(await consume(50_000_000)).toMatchObject({ allowed: false, count: 6 });
    expect(Date.now() - began).toBeLessThan(500);
    for (let i = 0; i < 200; i++) await consume(6);
    expect(await consume(1)).toMatchObject({ allowed: false, count: 1000 });
  });

  it('weighs the window before', async () => {
    const { windows } = backend;
    const at = place('weighed', { kind: 'limiter', name: 'api' });
    const consume = (cost: number) =>
      windows.consume(at, { algorithm: 'sliding', limit: 100, windowMs: 1000, cost, countDenied: false });
    const { resetAt } = await consume(100);
    await sleep(resetAt - Date.now() + 250);
    const { count, allowed } = await consume(1);
    expect(allowed).toBe(true);
    expect(count).toBeGreaterThan(40);
    expect(count).toBeLessThan(80);
    expect((await consume(60)).allowed).toBe(false);
  });

  it('says what it holds, each address once', async () => {
    const entries = (await everything()).flatMap((holding) => (holding.type === 'entry' ? [holding.place] : []));
    const addresses = entries.map(({ collection: { kind, name, layout, shards }, key }) =>
      JSON.stringify([kind, name, layout, shards, key]),
    );
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(addresses).toContain(JSON.stringify(['map', 'carts', 'entries', 1, 'absent']));
    expect(addresses).toContain(JSON.stringify(['map', 'lives', 'collection', 1, 'kept']));
    expect(addresses.filter((address) => address.includes('"many"'))).toHaveLength(600);
    expect(addresses.filter((address) => address.includes('limiter'))).toEqual([]);

    await backend.lists.push(collection({ kind: 'list', name: 'a:b' }), ['1'], 'end', undefined, 'never');
    const lists = (await everything()).flatMap((holding) => (holding.type === 'list' ? [holding.list] : []));
    expect(lists).toEqual([collection({ kind: 'list', name: 'a:b' })]);
  });

  it('isolates namespaces and names, whatever they are made of', async () => {
    const { entries } = backend;
    const odd = ['a*', 'abc', 'a', 'a:b', 'a#b', '[x]', 'x', 'a{b}', '{', '%3a', '?', '\\'];
    const places = odd.flatMap((one) =>
      ['entries', 'collection'].flatMap((layout) => [
        {
          collection: collection({ namespace: `${namespace}${one}`, name: one, layout: layout as 'entries' }),
          key: 'k',
        },
      ]),
    );
    for (const [i, at] of places.entries()) await entries.set(at, plain(`s${i}`), 'never', 'n');
    expect((await entries.getMany(places)).map((fields) => fields?.get('v'))).toEqual(places.map((_, i) => `s${i}`));
    for (const one of odd) {
      expect(await everything(`${namespace}${one}`)).toHaveLength(2);
    }
    await clear(places[1]?.collection ?? collection({}));
    expect((await entries.getMany(places)).filter((fields) => fields === undefined)).toHaveLength(1);
  });

  it('is closed once and for all', async () => {
    const own = redisBackend(await open());
    await own.entries.get(place('ada'));
    await own.close();
    await own.close();
    const failure: unknown = await own.entries.get(place('ada')).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BackendFailure);
    expect(failure).toMatchObject({ kind: 'closed', outcome: 'not-applied' });
  });
});

describeOnRedis('The index of a collection', () => {
  it('ends with the last of its members, unless one is there for ever', async () => {
    const backend = redisBackend(nodeRedisPort(server.url, { timeout }));
    const { entries } = backend;
    const of: Collection = { namespace: 'ends', kind: 'map', name: 'm', layout: 'collection', shards: 1 };
    const set = (key: string, ms?: number) =>
      entries.set({ collection: of, key }, plain('1'), ms === undefined ? 'never' : { ms, hides: true }, 'n');
    const lives = async () => {
      const keys = ['{ends:map+:m:0/1}!i', '{ends:map+:m:0/1}!x'];
      const replies = await Promise.all(keys.map((key) => server.command('PTTL', key)));
      return replies.map((reply) => (reply === ':-1' ? 'ever' : Math.ceil(Number(reply.slice(1)) / 10_000)));
    };
    await set('a', 50_000);
    await set('b', 20_000);
    expect(await lives()).toEqual([5, 5]);
    await set('for ever');
    expect(await lives()).toEqual(['ever', 'ever']);
    await set('c', 30_000);
    expect(await lives()).toEqual(['ever', 'ever']);
    await entries.remove({ collection: of, key: 'for ever' });
    await entries.touch({ collection: of, key: 'c' }, { ms: 90_000, hides: true });
    expect(await lives()).toEqual([9, 9]);
    await backend.close();
  });
});

describeOnRedis.each([
  {
    name: 'node-redis',
    async open() {
      const client = await createClient({ url: server.url }).connect();
      cleanups.push(() => {
        client.destroy();
      });
      return { port: nodeRedisClientPort(client), ping: () => client.ping() };
    },
  },
  {
    name: 'ioredis',
    open() {
      const client = new Redis(server.url);
      cleanups.push(() => {
        client.disconnect();
      });
      return { port: ioRedisClientPort(client), ping: () => client.ping() };
    },
  },
])("The application's $name", (given) => {
  it('outlives the backend, whose calls end with it', async () => {
    const { port, ping } = await given.open();
    const backend = redisBackend(port);
    const at: Place = {
      collection: { namespace: 'given', kind: 'map', name: 'm', layout: 'entries', shards: 1 },
      key: 'a',
    };
    await backend.entries.get(at);
    server.pause();
    const inFlight = backend.entries.get(at).catch((error: unknown) => error);
    await sleep(30);
    await backend.close();
    expect(await inFlight).toMatchObject({ kind: 'closed', outcome: 'unknown' });
    server.resume();
    expect(await ping()).toBe('PONG');
  });
});

describeOnRedis('A server that does not set where nothing is and say what there was, as Redis 6', () => {
  it('is asked in two steps, from then on', async () => {
    const port = nodeRedisPort(server.url, { timeout });
    const sent: string[] = [];
    const six: RedisPort = {
      ...port,
      send(command) {
        sent.push(command.args[0] ?? '');
        const isNew = command.args.includes('NX') && command.args.includes('GET');
        return isNew
          ? Promise.reject(new BackendFailure('unexpected', 'not-applied', 'ERR syntax error'))
          : port.send(command);
      },
    };
    const { entries } = redisBackend(six);
    const of: Collection = { namespace: 'six', kind: 'map', name: 'absent', layout: 'entries', shards: 1 };
    const store = (key: string, nonce: string) =>
      entries.setIfAbsent({ collection: of, key }, plain(`s${nonce}`), { ms: 60_000, hides: true }, nonce);
    expect(await store('x', 'a')).toEqual({ stored: true });
    expect(await store('x', 'a')).toEqual({ stored: true });
    expect(await store('x', 'b')).toEqual({ stored: false, fields: plain('sa') });
    sent.length = 0;
    expect(await store('y', 'c')).toEqual({ stored: true });
    expect(sent).toEqual(['SET']);
    expect(msOf(await entries.life({ collection: of, key: 'y' }))).toBeGreaterThan(59_000);
    await port.close();
  });
});

describeOnRedis('A server that does not say when a key expires, as Redis 6', () => {
  it('has windows whose end stays where it is', async () => {
    const port = nodeRedisPort(server.url, { timeout });
    const six: RedisPort = {
      ...port,
      send({ key, args: [name = '', body = '', ...args] }) {
        if (name === 'EVALSHA')
          return Promise.reject(new BackendFailure('unexpected', 'not-applied', 'NOSCRIPT No matching script.'));
        return port.send({ key, args: [name, body.replaceAll('redis.REDIS_VERSION_NUM', 'nil'), ...args] });
      },
    };
    const { windows } = redisBackend(six);
    const at: Place = {
      collection: { namespace: 'six', kind: 'limiter', name: 'api', layout: 'entries', shards: 1 },
      key: 'ada',
    };
    const consume = (cost: number) =>
      windows.consume(at, { algorithm: 'window', limit: 2, windowMs: 300, cost, countDenied: false });
    const { resetAt } = await consume(1);
    expect(Math.abs(resetAt - (Date.now() + 300))).toBeLessThan(200);
    await sleep(20);
    for (const [cost, allowed, count] of [
      [1, true, 2],
      [1, false, 2],
      [0, true, 2],
    ] as const) {
      const consumed = await consume(cost);
      expect(consumed).toMatchObject({ allowed, count });
      // Each of the two clocks that are read may have moved on.
      expect(Math.abs(consumed.resetAt - resetAt)).toBeLessThanOrEqual(2);
    }
    await sleep(resetAt - Date.now() + 20);
    expect(await consume(1)).toMatchObject({ allowed: true, count: 1 });
    await port.close();
  });
});

describe('Over HTTP', () => {
  afterEach(() => void vi.unstubAllGlobals());

  async function bodiesOf(commands: number, bytes: number) {
    const bodies: RequestInit[] = [];
    vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
      bodies.push(init);
      const results = (JSON.parse(init.body as string) as unknown[]).map(() => ({ result: null }));
      return Promise.resolve(new Response(JSON.stringify(results)));
    });
    const port = upstashPort('https://:token@example.com', { timeout });
    const args = ['SET', 'k', 'é'.repeat(bytes / 2)];
    expect(await port.sendAll(Array.from({ length: commands }, () => ({ key: 'k', args })))).toHaveLength(commands);
    return bodies;
  }

  it('a pipeline is no larger than a request may be', async () => {
    expect(await bodiesOf(250, 10)).toHaveLength(3);
    const bodies = await bodiesOf(50, 100_000);
    expect(bodies).toHaveLength(6);
    for (const { body } of bodies) expect(Buffer.byteLength(body as string)).toBeLessThan(2 ** 20);
    expect(await bodiesOf(3, 900_000)).toHaveLength(3);
  });

  it('no cache answers, where the runtime knows of one', async () => {
    expect((await bodiesOf(1, 2))[0]?.cache).toBe('no-store');
    vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
    expect((await bodiesOf(1, 2))[0]?.cache).toBe('no-store');
    vi.stubGlobal('Request', function () {
      throw new Error("The 'cache' field on 'RequestInitializerDict' is not implemented.");
    });
    expect((await bodiesOf(1, 2))[0]).not.toHaveProperty('cache');
  });
});
