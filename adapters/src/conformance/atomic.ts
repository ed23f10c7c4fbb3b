/** What happens as one step, whoever else is there: the promise that a migrated program lives on. */
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { Cell, SharedMap } from '../collections/types.js';
import { AdapterError } from '../errors.js';
import { atOnce, instances, mapCase, range, type Case } from './case.js';

interface Link {
  url?: string;
  clicks?: number;
  daily?: Record<string, number>;
}

const NOT_OVER = { ttl: { s: 60 } };
/** Where the count is in question, not the patience. */
const PATIENT = { maxAttempts: 200 };

export const atomic: Case[] = [
  ...mapCase(29, 'increment counts from nothing, and resolves with the sum', async ({ map }) => {
    const hits = map<number>('hits');
    assert.equal(await hits.increment('home'), 1);
    assert.equal(await hits.increment('home', 5), 6);
    assert.equal(await hits.get('home'), 6);
    await hits.set('home', 40);
    assert.equal(await hits.increment('home', 2), 42);
    assert.equal(await hits.increment('zero', 0), 0);
  }),

  ...mapCase(30, 'increment takes negative numbers and fractions, and nothing that is no number', async ({ map }) => {
    const sums = map<number>('sums');
    assert.equal(await sums.increment('a', -3), -3);
    assert.equal(await sums.increment('a', 1.5), -1.5);
    assert.equal(await sums.increment('a', 0.25), -1.25);
    assert.equal(await sums.get('a'), -1.25);
    await sums.set('large', 2 ** 53 - 2);
    assert.equal(await sums.increment('large'), 2 ** 53 - 1);
    for (const by of [NaN, Infinity, '1', null, 1n])
      await assert.rejects(async () => sums.increment('a', by as number), AdapterError);
    assert.equal(await sums.get('a'), -1.25);
  }),

  ...mapCase(31, 'increment of what is no number is refused, and changes nothing', async ({ map }) => {
    const box = map<unknown>('box');
    for (const value of ['12', 'text', true, null, [1], { n: 1 }, 1n, NaN, new Date(5)]) {
      await box.set('a', value);
      await assert.rejects(box.increment('a'), { code: 'WRONG_TYPE', outcome: 'not-applied' }, inspect(value));
      assert.deepEqual(await box.get('a'), value);
    }
  }),

  ...mapCase(32, 'increment and patch with an opId count once, however often they are sent', async ({ maps }) => {
    const [one, other] = await maps<number>('hits');
    const [links] = await maps<Link>('links', { fields: true });
    assert.equal(await one.increment('home', 5, { opId: 'event 1' }), 5);
    assert.equal(await other.increment('home', 5, { opId: 'event 1' }), 5);
    assert.equal(await one.increment('home', 5, { opId: 'event 2' }), 10);
    assert.equal(await one.increment('about', 5, { opId: 'event 1' }), 5);
    await atOnce([one, other], 10, (map) => map.increment('home', 1, { opId: 'event 3' }));
    assert.equal(await one.get('home'), 11);
    for (let i = 0; i < 2; i++)
      assert.equal(await links.patch('x', { increment: { clicks: 1 } }, { opId: 'click' }), true);
    assert.deepEqual(await links.get('x'), { clicks: 1 });
  }),

  ...mapCase(33, 'setIfAbsent: of 50 racers one wins, and all learn what it stored', async ({ maps }) => {
    const results = await atOnce(await maps<number>('jobs'), 50, (map, i) => map.setIfAbsent('daily', i, NOT_OVER));
    const winners = results.filter(({ stored }) => stored);
    assert.equal(winners.length, 1);
    for (const { value } of results) assert.equal(value, winners[0]?.value);
  }),

  ...mapCase('getOrSet', 'getOrSet makes a value once, and not at all where there is one', async ({ maps }) => {
    const [one, other] = await maps<string>('settings');
    let made = 0;
    const make = async () => Promise.resolve(`made ${++made}`);
    const values = await Promise.all(range(20).map(() => one.getOrSet('theme', make)));
    assert.equal(made, 1);
    assert.deepEqual(new Set(values), new Set(['made 1']));
    assert.equal(await other.getOrSet('theme', make), 'made 1');
    assert.equal(made, 1);
    await assert.rejects(
      one.getOrSet('font', () => Promise.reject(new Error('no font'))),
      { message: 'no font' },
    );
    assert.equal(await one.getOrSet('font', () => 'serif'), 'serif');
    const raced = await Promise.all([one.getOrSet('size', () => 'one'), other.getOrSet('size', () => 'other')]);
    assert.equal(raced[0], raced[1]);
  }),

  ...mapCase(34, '50 updates at once, from four instances: none is lost', async ({ maps }) => {
    const hits = await maps<number>('hits');
    await atOnce(hits, 50, (map) => map.update('home', (n = 0) => n + 1));
    assert.equal(await hits[0].get('home'), 50);
  }),

  ...mapCase(35, 'update stores what is returned, else the changed copy, and deletes on demand', async ({ map }) => {
    const users = map<{ name: string; tags?: string[] }>('users');
    assert.equal(await users.update('nobody', () => undefined), undefined);
    assert.equal(await users.has('nobody'), false);
    assert.deepEqual(await users.update('ada', () => ({ name: 'Ada' })), { name: 'Ada' });
    assert.deepEqual(
      await users.update('ada', (user) => {
        if (user) user.tags = ['countess'];
        return undefined;
      }),
      { name: 'Ada', tags: ['countess'] },
    );
    assert.deepEqual(await users.get('ada'), { name: 'Ada', tags: ['countess'] });
    assert.deepEqual(await users.update('ada', () => undefined), { name: 'Ada', tags: ['countess'] });
    assert.equal(await users.update('ada', (_, cell) => void cell.delete()), undefined);
    assert.equal(await users.has('ada'), false);
  }),

  ...mapCase(35, 'transact shows one copy that can be read, replaced, changed and deleted', async ({ map }) => {
    const carts = map<{ items: string[] }>('carts');
    const answer = await carts.transact('ada', (cell) => {
      assert.equal(cell.get(), undefined);
      assert.equal(cell.has(), false);
      assert.equal(cell.delete(), false);
      cell.set({ items: ['apple'] });
      assert.equal(cell.has(), true);
      cell.get()?.items.push('pear');
      return cell.get()?.items.length;
    });
    assert.equal(answer, 2);
    assert.deepEqual(await carts.get('ada'), { items: ['apple', 'pear'] });
    await carts.transact('ada', (cell) => {
      assert.equal(cell.get(), cell.get());
      cell.get()?.items.pop();
    });
    assert.deepEqual(await carts.get('ada'), { items: ['apple'] });
    assert.equal(await carts.transact('ada', (cell) => cell.delete()), true);
    assert.equal(await carts.has('ada'), false);
    assert.deepEqual(
      await carts.transact('ada', (cell) => {
        cell.set({ items: [] });
        cell.delete();
        return [cell.has(), cell.get()];
      }),
      [false, undefined],
    );
    assert.equal(await carts.has('ada'), false);
  }),

  ...mapCase(36, 'an update that throws writes nothing', async ({ map }) => {
    const carts = map<{ items: string[] }>('carts');
    await carts.set('ada', { items: [] });
    const failing = carts.update('ada', (cart) => {
      cart?.items.push('apple');
      throw new Error('out of stock');
    });
    await assert.rejects(failing, { message: 'out of stock' });
    assert.deepEqual(await carts.get('ada'), { items: [] });
  }),

  ...mapCase(36, 'a transaction that throws commits what it did so far, and rethrows', async ({ map }) => {
    const carts = map<{ items: string[] }>('carts');
    const error = new Error('out of stock');
    const failing = (key: string) =>
      carts.transact(key, (cell) => {
        if (!cell.has()) cell.set({ items: [] });
        cell.get()?.items.push('apple');
        throw error;
      });
    for (let i = 0; i < 2; i++) await assert.rejects(failing('ada'), (thrown) => thrown === error);
    assert.deepEqual(await carts.get('ada'), { items: ['apple', 'apple'] });
    const deleting = carts.transact('ada', (cell) => {
      cell.delete();
      throw error;
    });
    await assert.rejects(deleting, (thrown) => thrown === error);
    assert.equal(await carts.has('ada'), false);
  }),

  ...mapCase(36, '40 throwing transactions at once commit 40 times', async ({ maps }) => {
    const hits = await maps<number>('hits');
    await atOnce(hits, 40, async (map) => {
      const body = (cell: Cell<number>) => {
        cell.set((cell.get() ?? 0) + 1);
        throw new Error('after the write');
      };
      const failing = map.transact('home', body, PATIENT);
      await assert.rejects(failing, { message: 'after the write' });
    });
    assert.equal(await hits[0].get('home'), 40);
  }),

  ...mapCase(37, 'update gives up with a conflict after maxAttempts, and has written nothing', async ({ maps }) => {
    const [mine, theirs] = await maps<string>('pages');
    for (let round = 0; round < 200; round++) {
      let runs = 0;
      const interfere = async () => {
        for (const i of range(20)) await theirs.set('home', `theirs ${i}`);
      };
      const interfering = interfere();
      const update = mine.update('home', () => `mine ${++runs}`, { maxAttempts: 1 });
      const outcome = await update.catch((error: unknown) => error);
      await interfering;
      if (typeof outcome === 'string') continue;
      assert.ok(outcome instanceof AdapterError);
      assert.equal(outcome.code, 'CONFLICT');
      assert.equal(outcome.retryable, true);
      assert.equal(runs, 1);
      assert.equal(await mine.get('home'), 'theirs 19');
      return;
    }
    assert.fail('200 updates among foreign writes met no conflict');
  }),

  ...mapCase(38, 'increment, update and transact on one key, from four instances: none is lost', async ({ maps }) => {
    const hits = await maps<number>('hits');
    await atOnce(hits, 96, (map, i) => oneMore(map, 'home', Math.floor(i / 4)));
    assert.equal(await hits[0].get('home'), 96);
  }),

  ...mapCase(
    38,
    'patch, update and transact on one entry of fields, from four instances: none is lost',
    async ({ maps }) => {
      const links = await maps<Link>('links', { fields: true });
      await links[0].set('x', { url: 'https://example.com' });
      await atOnce(links, 96, async (map, i) => {
        if (i % 3 === 0) await map.patch('x', { increment: { clicks: 1, 'daily.mon': 1 } });
        else if (i % 3 === 1) await map.update('x', clicked, PATIENT);
        else
          await map.transact(
            'x',
            (cell) => {
              cell.set(clicked(cell.get()));
            },
            PATIENT,
          );
      });
      assert.deepEqual(await links[0].get('x'), { url: 'https://example.com', clicks: 96, daily: { mon: 96 } });
    },
  ),

  ...mapCase(
    'tombstone',
    'transactions that delete and make again, from four instances: each step is done once',
    async ({ maps }) => {
      const hits = await maps<number>('hits');
      // absent → 1 → 2 → absent: what each call has seen and what is left say together whether a step was lost.
      const step = (cell: Cell<number>) => {
        const count = cell.get() ?? 0;
        if (count === 2) return cell.delete();
        cell.set(count + 1);
        return false;
      };
      const deletions = await atOnce(hits, 80, (map) => map.transact('home', step, PATIENT));
      assert.equal(deletions.filter(Boolean).length, 26);
      assert.equal(await hits[0].get('home'), 2);
    },
  ),

  ...mapCase('tombstone', 'what transact deleted is absent to everything, and can be made again', async ({ map }) => {
    const users = map<number>('users');
    const emptied = async () => {
      await users.set('ada', 7);
      await users.transact('ada', (cell) => cell.delete());
    };
    await emptied();
    assert.equal(await users.get('ada'), undefined);
    assert.equal(await users.has('ada'), false);
    assert.deepEqual(await users.getMany(['ada']), new Map());
    assert.equal(await users.delete('ada'), false);
    assert.equal(await users.take('ada'), undefined);
    assert.equal(await users.touch('ada', NOT_OVER), false);
    assert.deepEqual(await users.setIfAbsent('ada', 1), { stored: true, value: 1 });
    await emptied();
    assert.equal(await users.increment('ada'), 1);
    await emptied();
    assert.equal(await users.update('ada', (n) => (n ?? 0) + 1), 1);
    await emptied();
    await users.set('ada', 2);
    assert.equal(await users.get('ada'), 2);
  }),

  ...mapCase('patch', 'patch changes single fields, nested ones too, and leaves the others', async ({ map }) => {
    const links = map<Link & Record<string, unknown>>('links', { fields: true });
    assert.equal(await links.patch('x', { set: { url: 'a' } }, { ifExists: true }), false);
    assert.equal(await links.has('x'), false);
    assert.equal(await links.patch('x', { set: { url: 'a', daily: { mon: 1 } } }), true);
    assert.equal(
      await links.patch('x', { set: { daily: { tue: 2 } }, increment: { clicks: 1, 'daily.mon': 4 } }),
      true,
    );
    assert.deepEqual(await links.get('x'), { url: 'a', clicks: 1, daily: { mon: 5, tue: 2 } });
    assert.equal(await links.patch('x', { increment: { 'a\\.b': 2 } }, { ifExists: true }), true);
    assert.equal((await links.get('x'))?.['a.b'], 2);
    assert.equal(await links.increment('x', 3, { path: 'daily.wed' }), 3);
  }),

  ...mapCase('patch', 'patch changes all or nothing, and refuses to turn a value into an object', async ({ map }) => {
    const links = map<Record<string, unknown>>('links', { fields: true });
    await links.set('x', { url: 'a', clicks: 1, daily: { mon: 1 } });
    for (const change of [
      { set: { title: 'new' }, increment: { url: 1 } },
      { set: { title: 'new' }, increment: { 'url.length': 1 } },
      { increment: { clicks: 1, daily: 1 } },
    ])
      await assert.rejects(links.patch('x', change), { code: 'WRONG_TYPE' }, JSON.stringify(change));
    assert.deepEqual(await links.get('x'), { url: 'a', clicks: 1, daily: { mon: 1 } });
    await assert.rejects(async () => map<Link>('plain').patch('x', { increment: { clicks: 1 } }), AdapterError);
  }),

  {
    id: 54,
    title: '400 increments at once, from four instances, are exact',
    async run(world) {
      const counters = await instances(world, (state) => state.sharedCounter('hits'));
      const sums = await atOnce(counters, 400, (counter) => counter.increment());
      assert.equal(await counters[0].get(), 400);
      assert.equal(new Set(sums).size, 400);
    },
  },
  {
    id: 55,
    title: '240 updates from four instances, each one after the other, are exact',
    async run(world) {
      const maps = await instances(world, (state) => state.sharedMap<number>('hits'));
      await Promise.all(
        maps.map(async (map) => {
          for (let i = 0; i < 60; i++) await map.update('home', (n = 0) => n + 1, PATIENT);
        }),
      );
      assert.equal(await maps[0].get('home'), 240);
    },
  },
];

function oneMore(map: SharedMap<number>, key: string, i: number): Promise<unknown> {
  if (i % 3 === 0) return map.increment(key);
  if (i % 3 === 1) return map.update(key, (n = 0) => n + 1, PATIENT);
  return map.transact(
    key,
    (cell) => {
      cell.set((cell.get() ?? 0) + 1);
    },
    PATIENT,
  );
}

function clicked(link: Link = {}): Link {
  return { ...link, clicks: (link.clicks ?? 0) + 1, daily: { ...link.daily, mon: (link.daily?.mon ?? 0) + 1 } };
}
