/** Sets, lists, sequences and locks. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Key } from '../collections/types.js';
import { atOnce, collect, instances, range, type Case } from './case.js';

const ascending = (a: number, b: number) => a - b;

export const collections: Case[] = [
  {
    id: 39,
    title: 'a set knows its members, and takes nothing but strings and integers',
    async run({ state }) {
      const tags = state.sharedSet<Key>('tags');
      assert.equal(await tags.add('a'), true);
      assert.equal(await tags.add('a'), false);
      assert.equal(await tags.add(1), true);
      assert.equal(await tags.add('1'), true);
      assert.equal(await tags.size(), 3);
      assert.equal(await tags.has('1'), true);
      assert.equal(await tags.has('2'), false);
      assert.deepEqual(new Set(await collect(tags)), new Set(['a', 1, '1']));
      assert.equal(await tags.delete('1'), true);
      assert.equal(await tags.delete('1'), false);
      assert.deepEqual(new Set(await collect(tags.values())), new Set(['a', 1]));
      for (const member of [{}, [], 1.5, null, undefined])
        await assert.rejects(async () => tags.add(member as Key), { code: 'WRONG_TYPE' });
      await tags.clear();
      assert.equal(await tags.size(), 0);
      assert.equal(await tags.pop(), undefined);
    },
  },
  {
    id: 39,
    title: 'of 20 callers who add one member, one is told that it is new',
    async run(world) {
      const sets = await instances(world, (state) => state.sharedSet('seen'));
      const added = await atOnce(sets, 20, (set) => set.add('event 1'));
      assert.equal(added.filter(Boolean).length, 1);
    },
  },
  {
    id: 39,
    title: 'pop hands out each member once',
    async run(world) {
      const sets = await instances(world, (state) => state.sharedSet<number>('jobs'));
      await Promise.all(range(30).map((i) => sets[0].add(i)));
      const popped = await atOnce(sets, 34, (set) => set.pop());
      assert.deepEqual(popped.filter((member) => member !== undefined).sort(ascending), range(30));
      assert.equal(await sets[0].size(), 0);
    },
  },
  {
    id: 39,
    title: 'a member with a ttl leaves at its time',
    async run({ state }) {
      const online = state.sharedSet('online');
      await online.add('ada', { ttl: { ms: 60 } });
      await online.add('eve');
      await sleep(150);
      assert.equal(await online.has('ada'), false);
      assert.equal(await online.size(), 1);
      assert.deepEqual(await collect(online), ['eve']);
      assert.equal(await online.add('ada'), true);
    },
  },
  {
    id: 40,
    title: 'a list reads as an array does, negative positions included',
    async run({ state }) {
      const list = state.sharedList<string>('history');
      const array: string[] = [];
      assert.deepEqual(await list.slice(), []);
      assert.equal(await list.push('c', 'd', 'e'), array.push('c', 'd', 'e'));
      assert.equal(await list.unshift('a', 'b'), array.unshift('a', 'b'));
      assert.equal(await list.length(), array.length);
      const ends = [undefined, 0, 1, 3, 5, 9, -1, -2, -9];
      for (const start of ends)
        for (const end of ends)
          assert.deepEqual(await list.slice(start, end), array.slice(start, end), `${start}, ${end}`);
      for (const index of [0, 2, 4, 5, -1, -5, -6]) assert.equal(await list.at(index), array.at(index), `at ${index}`);
      assert.deepEqual(await collect(list), array);
      assert.equal(await list.pop(), array.pop());
      assert.equal(await list.shift(), array.shift());
      await list.trim(-2);
      assert.deepEqual(await list.slice(), array.slice(-2));
      await list.trim(0, -1);
      assert.deepEqual(await list.slice(), ['c']);
      await list.trim(5);
      assert.equal(await list.length(), 0);
      await list.push('again');
      await list.clear();
      assert.deepEqual(await collect(list), []);
    },
  },
  {
    id: 40,
    title: 'a list keeps values as a map does',
    async run({ state }) {
      const list = state.sharedList<unknown>('history');
      const items = [1, '1', new Date(5), { a: [1n] }, null, undefined, new Set(['a'])];
      await list.push(...items);
      assert.deepEqual(await list.slice(), items);
      await assert.rejects(async () => list.push({ a: () => 1 }), { code: 'SERIALIZATION' });
      assert.equal(await list.length(), items.length);
    },
  },
  {
    id: 40,
    title: 'the ttl of a list begins anew with each push',
    async run({ state }) {
      const list = state.sharedList<number>('recent', { ttl: { ms: 500 } });
      await list.push(1);
      await sleep(300);
      await list.push(2);
      await sleep(300);
      assert.deepEqual(await list.slice(), [1, 2]);
      await sleep(400);
      assert.equal(await list.length(), 0);
      assert.deepEqual(await list.slice(), []);
      assert.equal(await list.push(3), 1);
    },
  },
  {
    id: 41,
    title: 'a cap is exact after 500 pushes at once',
    async run(world) {
      const lists = await instances(world, (state) => state.sharedList<number>('history', { cap: 20 }));
      await atOnce(lists, 500, (list, i) => list.push(i));
      await lists[0].push(500);
      assert.equal(await lists[0].length(), 20);
      assert.equal(await lists[0].at(-1), 500);
    },
  },
  {
    id: 41,
    title: 'what exceeds the cap falls off the other end',
    async run({ state }) {
      const list = state.sharedList<number>('history', { cap: 3 });
      assert.equal(await list.push(1, 2, 3, 4), 3);
      assert.deepEqual(await list.slice(), [2, 3, 4]);
      assert.equal(await list.unshift(1), 3);
      assert.deepEqual(await list.slice(), [1, 2, 3]);
      await list.push(...range(10));
      assert.deepEqual(await list.slice(), [7, 8, 9]);
    },
  },
  {
    id: 42,
    title: 'an empty list has nothing to give',
    async run({ state }) {
      const list = state.sharedList('queue');
      assert.equal(await list.shift(), undefined);
      assert.equal(await list.pop(), undefined);
      assert.equal(await list.at(0), undefined);
      assert.deepEqual(await list.drain(5), []);
      assert.equal(await list.length(), 0);
      await list.trim(1);
      await list.clear();
      await list.push('a');
      assert.equal(await list.shift(), 'a');
      assert.equal(await list.shift(), undefined);
    },
  },
  {
    id: 43,
    title: 'shift, pop and drain hand out each item once',
    async run(world) {
      const queues = await instances(world, (state) => state.sharedList<number>('queue'));
      await queues[0].push(...range(60));
      const taken = await atOnce(queues, 40, async (queue, i) =>
        i % 4 === 0 ? queue.drain(3) : [i % 4 === 1 ? await queue.pop() : await queue.shift()],
      );
      const items = taken.flat().filter((item) => item !== undefined);
      assert.deepEqual(items.sort(ascending), range(60));
      assert.equal(await queues[0].length(), 0);
    },
  },
  {
    id: 43,
    title: 'drain takes from the start, in order',
    async run({ state }) {
      const queue = state.sharedList<number>('queue');
      await queue.push(...range(5));
      assert.deepEqual(await queue.drain(2), [0, 1]);
      assert.deepEqual(await queue.drain(9), [2, 3, 4]);
    },
  },

  {
    id: 46,
    title: 'a sequence gives no number twice, over four instances',
    async run(world) {
      const ids = await instances(world, (state) => state.sequence('ids'));
      const numbers = await atOnce(ids, 200, (sequence) => sequence.next());
      assert.deepEqual(
        numbers.sort(ascending),
        range(200).map((i) => i + 1),
      );
    },
  },
  {
    id: 46,
    title: 'a sequence in blocks gives no number twice, and rises for each instance',
    async run(world) {
      const ids = await instances(world, (state) => state.sequence('ids', { block: 7, start: 1000 }));
      const series = await Promise.all(
        ids.map(async (sequence) => {
          const numbers: number[] = [];
          for (let i = 0; i < 25; i++) numbers.push(await sequence.next());
          return numbers;
        }),
      );
      for (const numbers of series) assert.deepEqual(numbers, [...numbers].sort(ascending));
      assert.equal(new Set(series.flat()).size, 100);
      assert.equal(Math.min(...series.flat()), 1000);
      const together = await atOnce(ids, 100, (sequence) => sequence.next());
      assert.equal(new Set([...series.flat(), ...together]).size, 200);
    },
  },
  {
    id: 46,
    title: 'a sequence in base 62 counts digits, lower case, upper case',
    async run({ state }) {
      const ids = state.sequence('short', { start: 8 });
      const words: string[] = [];
      for (let i = 8; i < 64; i++) words.push(await ids.nextBase62());
      assert.deepEqual(words, [...'89abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'.split(''), '10', '11']);
    },
  },

  {
    id: 'lock',
    title: 'a lock has one owner, until it is released or its lease is over',
    async run(world) {
      const locks = await instances(world, (state) => state.lock('jobs'));
      const leases = await atOnce(locks, 20, (lock) => lock.acquire('daily', { leaseMs: 60_000 }));
      const [first, ...rest] = leases.filter((lease) => lease !== undefined);
      assert.ok(first);
      assert.equal(rest.length, 0);
      assert.ok(await locks[1].acquire('weekly', { leaseMs: 60_000 }));
      assert.equal(await first.release(), true);
      assert.equal(await first.release(), false);
      const second = await locks[1].acquire('daily', { leaseMs: 80 });
      assert.ok(second);
      assert.equal(await first.extend(), false);
      await sleep(200);
      const third = await locks[2].acquire('daily', { leaseMs: 60_000 });
      assert.ok(third);
      assert.equal(await second.release(), false);
      assert.equal(await second.extend(), false);
      assert.equal(await third.extend(90_000), true);
      assert.equal(await locks[3].acquire('daily', { leaseMs: 60_000 }), undefined);
    },
  },
  {
    id: 'lock',
    title: 'withLock runs one at a time, waits if told to, and releases when the work throws',
    async run(world) {
      const locks = await instances(world, (state) => state.lock('jobs'));
      let inside = 0;
      const work = async () => {
        assert.equal(++inside, 1);
        await sleep(15);
        inside--;
        return 'done';
      };
      const done = await atOnce(locks, 6, (lock) => lock.withLock('daily', work, { leaseMs: 20_000, waitMs: 10_000 }));
      assert.deepEqual(done, Array<string>(6).fill('done'));
      const failing = locks[0].withLock('daily', () => Promise.reject(new Error('no')), { leaseMs: 20_000 });
      await assert.rejects(failing, { message: 'no' });
      await locks[1].withLock(
        'daily',
        () => assert.rejects(locks[2].withLock('daily', work, { leaseMs: 20_000 }), { code: 'LOCKED' }),
        { leaseMs: 20_000 },
      );
    },
  },

  {
    id: 'names',
    title: 'what is no name and no option is refused when a collection is declared or first used',
    async run({ state }) {
      const refused = async (use: () => Promise<unknown>) =>
        assert.rejects(async () => use(), { code: 'CONFIG' }, String(use));
      for (const name of ['', 'a\n', '\ud800', 'a'.repeat(1000), undefined as never])
        await assert.rejects(async () => state.sharedMap(name).get('x'), { code: 'CONFIG' }, JSON.stringify(name));
      await refused(() => state.sharedMap('a', { layout: 'collection', shards: 0 }).get('x'));
      await refused(() => state.sharedList('a', { cap: 0 }).push(1));
      await refused(() => state.rateLimiter('a').consume('x'));
      await refused(() => state.rateLimiter('a', { limit: 1, windowMs: -1 }).consume('x'));
      await refused(() => state.lock('a').acquire('x', { leaseMs: 0 }));
      await refused(() => state.sequence('a', { block: 0 }).next());
    },
  },
];
