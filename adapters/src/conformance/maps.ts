/** What a shared map keeps of JavaScript's Map. */
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Key } from '../collections/types.js';
import { AdapterError } from '../errors.js';
import { atOnce, collect, mapCase, range, type Case } from './case.js';

export const maps: Case[] = [
  ...mapCase(1, 'get of an absent key is undefined', async ({ map }) => {
    assert.equal(await map('users').get('nobody'), undefined);
  }),

  ...mapCase(2, 'get finds what set stored, from every instance', async ({ maps }) => {
    const [one, other] = await maps<{ name: string }>('users');
    await one.set('ada', { name: 'Ada' });
    assert.deepEqual(await other.get('ada'), { name: 'Ada' });
  }),

  ...mapCase(3, 'set replaces the whole value', async ({ map }) => {
    const users = map<object>('users');
    await users.set('ada', { name: 'Ada', born: 1815 });
    await users.set('ada', { name: 'Countess' });
    assert.deepEqual(await users.get('ada'), { name: 'Countess' });
  }),

  ...mapCase(4, 'has tells an entry from an absence, whatever its value', async ({ map }) => {
    const flags = map<unknown>('flags');
    for (const [key, value] of [
      ['false', false],
      ['zero', 0],
      ['empty', ''],
      ['null', null],
    ] as const) {
      assert.equal(await flags.has(key), false);
      await flags.set(key, value);
      assert.equal(await flags.has(key), true, key);
      assert.equal(await flags.get(key), value);
    }
  }),

  ...mapCase(5, 'delete removes, and returns whether there was something', async ({ map }) => {
    const users = map<number>('users');
    await users.set('ada', 1);
    assert.equal(await users.delete('ada'), true);
    assert.equal(await users.delete('ada'), false);
    assert.equal(await users.get('ada'), undefined);
  }),

  ...mapCase('take', 'take hands a value to one of 20 callers', async ({ maps }) => {
    const codes = await maps<string>('codes');
    await codes[0].set('ada', '123456');
    const taken = await atOnce(codes, 20, (map) => map.take('ada'));
    assert.deepEqual(
      taken.filter((code) => code !== undefined),
      ['123456'],
    );
    assert.equal(await codes[1].has('ada'), false);
  }),

  {
    id: 6,
    title: 'clear empties this collection alone',
    async run({ state }) {
      const carts = state.sharedMap<number>('carts', { layout: 'collection', shards: 3 });
      const others = ['cart', 'carts2', 'carts:1', 'carts#'].map((name) =>
        state.sharedMap<number>(name, { layout: 'collection' }),
      );
      const single = state.sharedMap<number>('carts');
      const members = state.sharedSet('carts');
      for (const map of [carts, ...others, single]) await map.setMany(range(30).map((i) => [i, i]));
      await members.add('ada');
      await carts.clear();
      assert.equal(await carts.size(), 0);
      assert.equal(await carts.get(7), undefined);
      for (const map of others) assert.equal(await map.size(), 30, map.name);
      assert.equal(await single.get(7), 7);
      assert.equal(await members.has('ada'), true);
    },
  },
  {
    id: 7,
    title: 'size is exact after mixed operations, in one shard and in four',
    async run({ state }) {
      for (const shards of [1, 4]) {
        const carts = state.sharedMap<number>(`carts${shards}`, { layout: 'collection', shards });
        assert.equal(await carts.size(), 0);
        await carts.setMany(range(20).map((i) => [i, i]));
        await carts.set(0, 100);
        await carts.delete(1);
        await carts.delete(1);
        await carts.take(2);
        await carts.increment('new');
        await carts.setIfAbsent(3, 0);
        await carts.transact(4, (cell) => cell.delete());
        await carts.update(5, () => 50);
        await carts.update(6, (_, cell) => void cell.delete());
        assert.equal(await carts.size(), 20 - 4 + 1);
      }
    },
  },
  {
    id: 8,
    title: 'entries yields each live entry once, in the order of UTF-8 within a shard',
    async run({ state }) {
      const words = ['a', 'a!', 'b', 'ba', 'z', 'é', '\uffee', '😀'];
      const one = state.sharedMap<number>('words', { layout: 'collection' });
      for (const word of [...words].reverse()) await one.set(word, word.length);
      await one.set('gone', 0);
      await one.delete('gone');
      assert.deepEqual(await collect(one.keys()), words);
      assert.deepEqual(
        await collect(one),
        words.map((word) => [word, word.length]),
      );

      const keys: Key[] = [...range(300), ...range(300).map(String)];
      const many = state.sharedMap<Key>('many', { layout: 'collection', shards: 3 });
      await many.setMany(keys.map((key) => [key, key]));
      assertSame(await collect(many.keys()), keys);
      assertSame(await collect(many.values()), keys);
      const visited: Key[] = [];
      await many.forEach((value, key) => {
        assert.equal(value, key);
        visited.push(key);
      });
      assertSame(visited, keys);
    },
  },
  {
    id: 9,
    title: 'iteration meets what stays exactly once, while others come and go',
    async run({ state }) {
      const visitors = state.sharedMap<number>('visitors', { layout: 'collection' });
      const staying = range(400).map((i) => `stays-${i}`);
      const leaving = range(400).map((i) => `leaves-${i}`);
      await visitors.setMany([...staying, ...leaving].map((key, i) => [key, i]));
      const met: Key[] = [];
      for await (const key of visitors.keys()) {
        const i = met.push(key);
        if (i % 10 > 0) continue;
        await visitors.delete(`leaves-${i}`);
        await visitors.set(`arrives-${i}`, i);
        await visitors.set(`stays-${i / 10}`, i);
      }
      assert.equal(new Set(met).size, met.length);
      assertSame(
        met.filter((key) => String(key).startsWith('stays')),
        staying,
      );
    },
  },
  {
    id: 10,
    title: 'iteration gets through 5 000 entries, and may stop early',
    async run({ state }) {
      const events = state.sharedMap<number>('events', { layout: 'collection' });
      await events.setMany(range(5000).map((i) => [i, i]));
      assertSame(await collect(events.values()), range(5000));
      for await (const [key, value] of events.entries()) {
        assert.equal(value, key);
        break;
      }
    },
  },

  ...mapCase(11, 'namespaces are isolated, also where one begins with the other', async ({ instance, map }) => {
    const inner = map<string>('users');
    const outer = await Promise.all(['2', ':', ':m', '#', '*'].map((suffix) => instance(suffix)));
    await inner.set('ada', 'inner');
    for (const [i, state] of outer.entries()) {
      assert.equal(await map<string>('users', {}, state).get('ada'), undefined);
      await map<string>('users', {}, state).set('ada', `outer ${i}`);
    }
    await inner.delete('ada');
    for (const [i, state] of outer.entries())
      assert.equal(await map<string>('users', {}, state).get('ada'), `outer ${i}`);
  }),

  ...mapCase(12, 'names and keys with signs that mean something to a backend are only text', async ({ state, map }) => {
    const places = ['a', 'a*', 'a?', '[ab]', 'a:b', 'a#b', '{a}', 'a{b}c', 'a/b', 'a%2Fb', 'a b', '\\', 'ä'].flatMap(
      (name) => ['x', 'b:x', 'b#x', '*', '{x}', 'a%3Ax', '\0'].map((key) => ({ name, key })),
    );
    await Promise.all(places.map(({ name, key }) => map<string>(name).set(key, `${name} ${key}`)));
    for (const { name, key } of places) assert.equal(await map<string>(name).get(key), `${name} ${key}`);
    assert.equal(await map<string>('ab').get('x'), undefined);

    const pattern = state.sharedMap<number>('a*', { layout: 'collection' });
    const plain = state.sharedMap<number>('abc', { layout: 'collection' });
    await plain.set('x', 1);
    await pattern.clear();
    assert.equal(await plain.get('x'), 1);
  }),

  ...mapCase(13, 'keys may be empty, Unicode and long; 1 and "1" are two', async ({ map }) => {
    const long = 'k'.repeat(1024);
    const keys: Key[] = [
      '',
      ' ',
      'é',
      'e\u0301',
      '日本',
      '👩‍👩‍👧',
      long,
      `${long}!`,
      '日'.repeat(400),
      1,
      '1',
      -1,
      '-1',
      0,
      '01',
    ];
    const users = map<Key>('users');
    for (const key of keys) await users.set(key, key);
    for (const key of keys) assert.equal(await users.get(key), key);
    assert.equal(await users.increment(-0), 1);
  }),
  {
    id: 13,
    title: 'iteration gives back empty, long and integer keys as they were',
    async run({ state }) {
      const keys: Key[] = ['', 'k'.repeat(1024), '日'.repeat(400), 1, '1', -1, 'é'];
      const users = state.sharedMap<number>('users', { layout: 'collection' });
      for (const key of keys) await users.set(key, 0);
      assertSame(await collect(users.keys()), keys);
    },
  },

  ...mapCase(14, 'names of Object.prototype are keys like any other', async ({ map }) => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'];
    const users = map<string>('users');
    for (const name of names) {
      assert.equal(await users.get(name), undefined);
      assert.equal(await users.has(name), false);
    }
    await users.setMany(names.map((name) => [name, name]));
    assert.deepEqual(
      [...(await users.getMany(names)).entries()],
      names.map((name) => [name, name]),
    );
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
  }),

  ...mapCase('keys', 'what is no string and no integer is refused as a key', async ({ map }) => {
    const users = map<number>('users');
    for (const key of [1.5, NaN, Infinity, 2 ** 60, null, undefined, {}, Symbol('ada'), 1n, true]) {
      await assert.rejects(async () => users.set(key as Key, 1), AdapterError, inspect(key));
      await assert.rejects(async () => users.get(key as Key), AdapterError, inspect(key));
    }
  }),

  ...mapCase(53, 'getMany of 250 keys leaves out what is missing, and says each key once', async ({ map }) => {
    const users = map<number>('users');
    await users.setMany(
      range(250)
        .filter((i) => i % 3 > 0)
        .map((i) => [i, i * i]),
    );
    const found = await users.getMany([...range(250), 1, 2]);
    assert.deepEqual(
      found,
      new Map(
        range(250)
          .filter((i) => i % 3 > 0)
          .map((i) => [i, i * i]),
      ),
    );
    assert.deepEqual(await users.getMany([]), new Map());
  }),

  ...mapCase(53, 'getMany and setMany get through values that are too large for one answer', async ({ map }) => {
    const pages = map<string>('pages');
    const entries = range(60).map((i) => [`page ${i}`, `${i}`.padEnd(20_000, '.')] as const);
    await pages.setMany(entries);
    assert.deepEqual(await pages.getMany(entries.map(([key]) => key)), new Map(entries));
  }),

  ...mapCase('touch', 'touch, delete and take of an absent key do nothing', async ({ map }) => {
    const users = map<number>('users');
    assert.equal(await users.touch('nobody', { ttl: { s: 10 } }), false);
    assert.equal(await users.delete('nobody'), false);
    assert.equal(await users.take('nobody'), undefined);
    assert.equal(await users.has('nobody'), false);
  }),

  {
    id: 'layout',
    title: 'layout entries refuses size, clear and iteration',
    async run({ state }) {
      const users = state.sharedMap('users');
      await assert.rejects(async () => users.size(), { code: 'LAYOUT' });
      await assert.rejects(async () => users.clear(), { code: 'LAYOUT' });
      await assert.rejects(async () => collect(users.entries()), { code: 'LAYOUT' });
      await assert.rejects(async () => collect(users), { code: 'LAYOUT' });
    },
  },
  {
    id: 'close',
    title: 'a closed state rejects calls, and may be closed again',
    async run({ instance }) {
      const state = await instance();
      const users = state.sharedMap<number>('users');
      await users.set('ada', 1);
      await state.close();
      await state.close();
      await assert.rejects(users.get('ada'), { code: 'CLOSED' });
      await assert.rejects(users.set('ada', 2), { code: 'CLOSED' });
      assert.equal(await (await instance()).sharedMap('users').get('ada'), 1);
    },
  },
];

/** The same members, in whatever order. */
function assertSame(actual: readonly Key[], expected: readonly Key[]): void {
  const order = (keys: readonly Key[]) => keys.map((key) => `${typeof key} ${key}`).sort();
  assert.deepEqual(order(actual), order(expected));
}
