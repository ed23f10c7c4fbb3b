/** `ttl` hides at its time, `retain` only reclaims. Times are short but far apart: a slow machine must not change an answer. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Life, LifetimeOf, SharedMap } from '../collections/types.js';
import { AdapterError } from '../errors.js';
import { atOnce, collect, mapCase, range, type Case } from './case.js';

const SHORT: Life = { ttl: { ms: 60 } };
const LONG: Life = { ttl: { s: 60 } };

/** Leaves an entry that is over, and that a backend without a sweeper still holds. */
async function expired<V>(map: SharedMap<V>, key: string, value: V): Promise<void> {
  await map.set(key, value, SHORT);
  await sleep(120);
}

export const expiry: Case[] = [
  ...mapCase(21, 'a ttl hides an entry from every read, at once', async ({ map }) => {
    const codes = map<string>('codes');
    await codes.set('ada', '1', { ttl: { ms: 700 } });
    await codes.set('eve', '2', LONG);
    assert.equal(await codes.get('ada'), '1');
    await sleep(900);
    assert.equal(await codes.get('ada'), undefined);
    assert.equal(await codes.has('ada'), false);
    assert.deepEqual(await codes.getMany(['ada', 'eve']), new Map([['eve', '2']]));
    assert.equal(await codes.take('ada'), undefined);
  }),
  {
    id: 21,
    title: 'a ttl hides an entry from size and iteration, at once',
    async run({ state }) {
      const codes = state.sharedMap<number>('codes', { layout: 'collection', shards: 2 });
      await codes.setMany(
        range(30).map((i) => [i, i]),
        SHORT,
      );
      await codes.set('eve', 1, LONG);
      await sleep(150);
      assert.equal(await codes.size(), 1);
      assert.deepEqual(await collect(codes.keys()), ['eve']);
    },
  },

  ...mapCase(22, 'without a ttl an entry stays, also where it had one before', async ({ map }) => {
    const codes = map<number>('codes');
    await codes.set('ada', 1, { ttl: { ms: 200 } });
    await codes.set('ada', 2);
    await sleep(300);
    assert.equal(await codes.get('ada'), 2);
    await expired(codes, 'eve', 1);
    await codes.set('eve', 2);
    await sleep(100);
    assert.equal(await codes.get('eve'), 2);
  }),

  ...mapCase(23, 'set begins the ttl anew', async ({ map }) => {
    const codes = map<number>('codes', { ttl: { ms: 600 } });
    await codes.set('ada', 1);
    await sleep(400);
    await codes.set('ada', 2);
    await sleep(400);
    assert.equal(await codes.get('ada'), 2);
    await sleep(400);
    assert.equal(await codes.get('ada'), undefined);
  }),

  ...mapCase(23, 'update, transact, patch and increment keep the ttl', async ({ map }) => {
    const codes = map<number>('codes', { ttl: { ms: 500 } });
    const links = map<{ clicks: number }>('links', { fields: true, ttl: { ms: 500 } });
    for (const key of ['update', 'transact', 'increment']) await codes.set(key, 1);
    for (const key of ['patch', 'path']) await links.set(key, { clicks: 1 });
    await sleep(250);
    await codes.update('update', (n = 0) => n + 1);
    await codes.transact('transact', (cell) => {
      cell.set(2);
    });
    await codes.increment('increment');
    await links.patch('patch', { set: { clicks: 2 } });
    await links.increment('path', 1, { path: 'clicks' });
    await sleep(400);
    for (const key of ['update', 'transact', 'increment']) assert.equal(await codes.get(key), undefined, key);
    for (const key of ['patch', 'path']) assert.equal(await links.get(key), undefined, key);
  }),

  ...mapCase(
    23,
    'what update, transact, patch, increment and getOrSet make has the ttl of the map',
    async ({ map }) => {
      const codes = map<number>('codes', { ttl: { ms: 60 } });
      const links = map<{ clicks: number }>('links', { fields: true, ttl: { ms: 60 } });
      await codes.update('update', () => 1);
      await codes.transact('transact', (cell) => {
        cell.set(1);
      });
      await codes.increment('increment');
      await codes.getOrSet('getOrSet', () => 1);
      await codes.setIfAbsent('setIfAbsent', 1);
      await links.patch('patch', { increment: { clicks: 1 } });
      await sleep(150);
      for (const key of ['update', 'transact', 'increment', 'getOrSet', 'setIfAbsent'])
        assert.equal(await codes.get(key), undefined, key);
      assert.equal(await links.get('patch'), undefined);
    },
  ),

  ...mapCase(23, 'touch gives a new life and leaves the value alone', async ({ map }) => {
    const codes = map<string>('codes', { ttl: { ms: 300 } });
    await codes.set('ada', '1');
    assert.equal(await codes.touch('ada', LONG), true);
    await codes.set('eve', '2', LONG);
    assert.equal(await codes.touch('eve'), true);
    await sleep(450);
    assert.equal(await codes.get('ada'), '1');
    assert.equal(await codes.get('eve'), undefined);
    assert.equal(await codes.touch('eve'), false);
  }),

  ...mapCase(24, 'a ttl under a second, and one between seconds, is kept to the millisecond', async ({ map }) => {
    const codes = map<number>('codes');
    await codes.set('short', 1, { ttl: { ms: 50 } });
    await codes.set('long', 1, { ttl: { ms: 900 } });
    await codes.set('fraction', 1, { ttl: { s: 1.4 } });
    await sleep(120);
    assert.equal(await codes.get('short'), undefined);
    assert.equal(await codes.get('long'), 1);
    await sleep(1480);
    assert.equal(await codes.get('long'), undefined);
    assert.equal(await codes.get('fraction'), undefined);
  }),

  ...mapCase('ttl', 'a life may end at a date, or where the value says', async ({ map }) => {
    const soon = () => Date.now() + 100;
    const later = () => Date.now() + 60_000;
    const remains = async (ttl: LifetimeOf<{ end: number | Date | undefined }>, end: number | Date | undefined) => {
      const codes = map('codes', { ttl });
      const key = randomUUID();
      await codes.set(key, { end });
      await sleep(250);
      return codes.has(key);
    };
    const dated = map<number>('dated');
    await dated.set('ada', 1, { ttl: { at: new Date(soon()) } });
    const remaining = await Promise.all([
      remains({ from: ({ end }) => end, unit: 'ms' }, soon()),
      remains({ from: ({ end }) => end, unit: 's' }, soon() / 1000),
      remains({ from: ({ end }) => end, unit: 'date' }, new Date(soon())),
      remains({ from: ({ end }) => end, unit: 'ms' }, later()),
      remains({ from: ({ end }) => end, unit: 's' }, later() / 1000),
      remains({ from: ({ end }) => end, unit: 'ms' }, undefined),
    ]);
    assert.deepEqual(remaining, [false, false, false, true, true, true]);
    assert.equal(await dated.get('ada'), undefined);
  }),

  ...mapCase('ttl', 'an end that stands in the value moves with it', async ({ map }) => {
    const soon = () => Date.now() + 150;
    const later = () => Date.now() + 60_000;
    const moved = map<{ end: number }>('moved', { ttl: { from: ({ end }) => end, unit: 'ms' } });
    await moved.set('ada', { end: soon() });
    await moved.update('ada', (code) => ({ ...code, end: later() }));
    const fields = map<{ end: number }>('fields', { fields: true, ttl: { from: ({ end }) => end, unit: 'ms' } });
    await fields.set('ada', { end: soon() });
    await fields.patch('ada', { set: { end: later() } });
    await sleep(250);
    assert.equal(await moved.has('ada'), true);
    assert.equal(await fields.has('ada'), true);
  }),

  ...mapCase('retain', 'a retained entry is still seen when its time is over', async ({ map }) => {
    const codes = map<string>('codes', { retain: { ms: 50 } });
    await codes.set('ada', 'expired, but known');
    await sleep(150);
    assert.equal(await codes.get('ada'), 'expired, but known');
    assert.equal((await codes.setIfAbsent('ada', 'new')).stored, false);
  }),

  ...mapCase('lifetimes', 'a lifetime that is none is refused', async ({ map }) => {
    const codes = map<number>('codes');
    for (const ttl of [{ ms: -1 }, { ms: NaN }, { s: Infinity }, { at: new Date(NaN) }, { ms: '5' }, {}, 5])
      await assert.rejects(async () => codes.set('ada', 1, { ttl } as Life), AdapterError, JSON.stringify(ttl));
    await assert.rejects(async () => codes.set('ada', 1, { ttl: { s: 1 }, retain: { s: 1 } }), AdapterError);
    assert.equal(await codes.has('ada'), false);
  }),

  ...mapCase(25, 'an entry that is over, though still there, is absent to every operation', async ({ map }) => {
    const codes = map<number>('codes');
    const links = map<{ clicks: number }>('links', { fields: true });
    await codes.set('deleted', 1, SHORT);
    await codes.set('touched', 1, SHORT);
    await codes.set('updated', 1, SHORT);
    await codes.set('made', 1, SHORT);
    await links.set('x', { clicks: 5 }, SHORT);
    await sleep(150);
    assert.equal(await codes.delete('deleted'), false);
    assert.equal(await codes.touch('touched', LONG), false);
    assert.equal(await codes.has('touched'), false);
    assert.equal(await codes.update('updated', (n) => (n ?? 100) + 1), 101);
    assert.equal(await codes.getOrSet('made', () => 7), 7);
    assert.equal(await links.patch('x', { increment: { clicks: 1 } }, { ifExists: true }), false);
    assert.equal(await links.has('x'), false);
  }),

  ...mapCase(26, 'setIfAbsent over an entry that is over: one of 20 wins', async ({ maps }) => {
    const locks = await maps<number>('locks');
    await expired(locks[0], 'job', -1);
    const results = await atOnce(locks, 20, (map, i) => map.setIfAbsent('job', i, LONG));
    const winners = results.filter(({ stored }) => stored);
    assert.equal(winners.length, 1);
    for (const { value } of results) assert.equal(value, winners[0]?.value);
  }),

  ...mapCase(27, 'increment of an entry that is over starts again from nothing', async ({ maps }) => {
    const hits = await maps<number>('hits');
    await expired(hits[0], 'home', 100);
    const sums = await atOnce(hits, 20, (map) => map.increment('home', 1, LONG));
    assert.deepEqual(
      sums.sort((a, b) => a - b),
      range(20).map((i) => i + 1),
    );
  }),

  ...mapCase(27, 'increment of an entry that is over takes the life it is given, not the old one', async ({ map }) => {
    const hits = map<number>('hits');
    await expired(hits, 'home', 100);
    assert.equal(await hits.increment('home', 1, LONG), 1);
    assert.equal(await hits.increment('home', 1, LONG), 2);
    await expired(hits, 'about', 100);
    assert.equal(await hits.increment('about', 1, SHORT), 1);
    await sleep(120);
    assert.equal(await hits.get('about'), undefined);
  }),

  ...mapCase(28, 'a write to an entry that is over brings none of its fields back', async ({ map }) => {
    const links = map<Record<string, unknown>>('links', { fields: true });
    for (const key of ['patch', 'increment', 'update', 'set'])
      await links.set(key, { url: 'old', daily: { mon: 1 } }, SHORT);
    await sleep(150);
    await links.patch('patch', { set: { title: 'new' } });
    await links.increment('increment', 2, { path: 'daily.tue' });
    await links.update('update', (link) => ({ ...link, title: 'new' }));
    await links.set('set', { title: 'new' });
    assert.deepEqual(await links.get('patch'), { title: 'new' });
    assert.deepEqual(await links.get('increment'), { daily: { tue: 2 } });
    assert.deepEqual(await links.get('update'), { title: 'new' });
    assert.deepEqual(await links.get('set'), { title: 'new' });
  }),
];
