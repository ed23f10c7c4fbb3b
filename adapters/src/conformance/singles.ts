/** Counters, records and values: collections of one entry. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { AdapterError } from '../errors.js';
import { atOnce, instances, range, type Case } from './case.js';

export const singles: Case[] = [
  {
    id: 'counter',
    title: 'a counter counts up and down, and begins at 0',
    async run(world) {
      const [hits, same] = await instances(world, (state) => state.sharedCounter('hits'));
      assert.equal(await hits.get(), 0);
      assert.equal(await hits.increment(), 1);
      assert.equal(await same.increment(4), 5);
      assert.equal(await hits.decrement(), 4);
      assert.equal(await hits.decrement(4, { opId: 'refund' }), 0);
      assert.equal(await same.decrement(4, { opId: 'refund' }), 0);
      await hits.set(10);
      assert.equal(await same.increment(), 11);
      await same.reset();
      assert.equal(await hits.get(), 0);
      await assert.rejects(async () => hits.increment(NaN), AdapterError);
    },
  },
  {
    id: 44,
    title: 'patches of different fields of a record, at once: none is lost',
    async run(world) {
      const records = await instances(world, (state) => state.sharedRecord<Record<string, number>>('stats'));
      await atOnce(records, 40, (record, i) => record.patch({ [`field${i}`]: i }));
      assert.deepEqual(await records[0].get(), Object.fromEntries(range(40).map((i) => [`field${i}`, i])));
    },
  },
  {
    id: 45,
    title: 'a record counts by path, and makes the objects on the way',
    async run({ state }) {
      const stats = state.sharedRecord<{ total?: number; daily?: Record<string, number>; by?: object }>('stats');
      assert.equal(await stats.get(), undefined);
      assert.equal(await stats.increment('daily.mon'), 1);
      assert.equal(await stats.increment('daily.mon', 2), 3);
      assert.equal(await stats.increment('by.country.gb'), 1);
      assert.equal(await stats.increment('daily.1\\.5'), 1);
      assert.deepEqual(await stats.get(), { daily: { mon: 3, '1.5': 1 }, by: { country: { gb: 1 } } });
      await assert.rejects(stats.increment('daily'), { code: 'WRONG_TYPE' });
      await assert.rejects(stats.increment('daily.mon.morning'), { code: 'WRONG_TYPE' });
      await stats.set({ total: 1 });
      assert.deepEqual(await stats.get(), { total: 1 });
      assert.deepEqual(await stats.update((record) => ({ ...record, total: 2 })), { total: 2 });
      assert.equal(await stats.transact((cell) => cell.get()?.total), 2);
      assert.equal(await stats.delete(), true);
      assert.equal(await stats.delete(), false);
      assert.equal(await stats.get(), undefined);
    },
  },
  {
    id: 45,
    title: 'a record adds to several numbers at once, under names that hold dots',
    async run(world) {
      interface Traffic {
        total: number;
        byPath: Record<string, number>;
        last?: string;
      }
      const [traffic, same] = await instances(world, (state) => state.sharedRecord<Traffic>('traffic'));
      assert.equal(await traffic.add({ total: 1, byPath: { '/a.html': 2 } }, { ifExists: true }), false);
      assert.equal(await traffic.get(), undefined);
      assert.equal(await traffic.add({ total: 1, byPath: { '/a.html': 2 } }, { set: { last: '/a.html' } }), true);
      assert.equal(await same.increment(['byPath', '/a.html']), 3);
      assert.equal(await same.increment(['total']), 2);
      assert.deepEqual(await same.get(), { total: 2, byPath: { '/a.html': 3 }, last: '/a.html' });
      await assert.rejects(traffic.add({ total: 1 }, { set: { total: 2 } }), { code: 'WRONG_TYPE' });
      await assert.rejects(traffic.add({ byPath: JSON.parse('{"__proto__":1}') as object }), { code: 'WRONG_TYPE' });
      await assert.rejects(traffic.increment([]), { code: 'WRONG_TYPE' });
    },
  },
  {
    id: 'initial record',
    title: 'a record with a beginning is never absent, whatever is changed in it first',
    async run(world) {
      const initial = () => ({
        requests: 0,
        errors: 10,
        mode: 'normal',
        by: { country: {} as Record<string, number> },
      });
      const [stats, same, ...more] = await instances(world, (state) => state.sharedRecord('stats', { initial }));
      assert.deepEqual(await stats.get(), initial());
      assert.equal(await stats.patch({ mode: 'slow' }, { ifExists: true }), false);
      await atOnce([stats, same, ...more], 20, (record) => record.increment('requests'));
      assert.deepEqual(await same.get(), { ...initial(), requests: 20 });
      assert.equal(await stats.increment('errors', 1), 11);
      assert.equal(await same.delete(), true);
      assert.equal(await same.increment('errors', 1, { opId: 'once' }), 11);
      assert.equal(await same.increment('errors', 1, { opId: 'once' }), 11);
      assert.equal(await same.delete(), true);
      assert.equal(await stats.patch({ mode: 'slow' }), true);
      assert.deepEqual(await same.get(), { ...initial(), mode: 'slow' });
      assert.equal(await same.delete(), true);
      assert.equal(await stats.add({ by: { country: { gb: 1 } } }, { set: { mode: 'slow' }, ttl: { ms: 80 } }), true);
      assert.deepEqual(await same.get(), { ...initial(), mode: 'slow', by: { country: { gb: 1 } } });
      await sleep(160);
      assert.deepEqual(await same.get(), initial());
      assert.equal(await stats.transact((cell) => ++cell.get().errors), 11);
      assert.deepEqual(await same.update((record) => void (record.mode = 'off')), {
        ...{ ...initial(), errors: 11, mode: 'off' },
      });
    },
  },
  {
    id: 'value',
    title: 'a value is what a variable was',
    async run(world) {
      const [mode, same] = await instances(world, (state) => state.sharedValue<string[]>('mode'));
      assert.equal(await mode.get(), undefined);
      assert.deepEqual(await mode.setIfAbsent(['a']), { stored: true, value: ['a'] });
      assert.deepEqual(await same.setIfAbsent(['b']), { stored: false, value: ['a'] });
      assert.deepEqual(await same.update((list) => [...(list ?? []), 'c']), ['a', 'c']);
      assert.equal(await mode.transact((cell) => cell.get()?.push('d')), 3);
      assert.deepEqual(await same.get(), ['a', 'c', 'd']);
      await mode.set([], { ttl: { ms: 50 } });
      await sleep(120);
      assert.deepEqual(await same.getOrSet(() => ['new']), ['new']);
      assert.equal(await same.delete(), true);
      assert.equal(await mode.get(), undefined);
    },
  },
  {
    id: 'initial value',
    title: 'a value with a beginning is never absent, and what is changed in it is kept',
    async run(world) {
      const [log, same] = await instances(world, (state) =>
        state.sharedValue<string[]>('log', { initial: () => ['begun'] }),
      );
      assert.deepEqual(await log.get(), ['begun']);
      assert.equal(await log.transact((cell) => cell.get().push('one')), 2);
      assert.deepEqual(await same.update((list) => void list.push('two')), ['begun', 'one', 'two']);
      assert.deepEqual(await log.get(), ['begun', 'one', 'two']);
      assert.equal(await same.delete(), true);
      assert.deepEqual(await log.get(), ['begun']);
      await log.set(['other']);
      assert.equal(await same.transact((cell) => cell.get()[0]), 'other');
    },
  },
];
