/** Hits from several instances at once, each with a store of its own over one backend, as express-rate-limit counts them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expressRateLimitStore, type HitStore, type HitWindow } from '../src/express-rate-limit.js';
import { createState, type State } from '../src/index.js';
import { backends, type Running } from './servers/backends.js';

const INSTANCES = 4;
const HITS = 10;
/** Long enough for all that a test does within one. */
const LONG_MS = 60_000;

const isShown = (name: string): boolean => name === 'memory' || name === 'Redis';

describe.each(backends.filter(({ name }) => isShown(name)))('hits on $name', ({ describe: describeHere, start }) => {
  describeHere('in the form of express-rate-limit', () => {
    let running: Running;
    let states: State[];
    beforeAll(async () => {
      running = await start();
      states = Array.from({ length: INSTANCES }, () => running.open());
    });
    afterAll(async () => {
      await Promise.all(states.map((state) => state.close()));
      await running.stop();
    });

    const instancesOf = (name: string, windowMs: number): [HitStore, ...HitStore[]] => {
      const stores = states.map((state) => {
        const store = expressRateLimitStore(state.sharedMap<HitWindow>(name, { role: 'rate-limit' }));
        store.init({ windowMs });
        return store;
      });
      return stores as [HitStore, ...HitStore[]];
    };
    const hitAll = (stores: readonly HitStore[], key: string) =>
      Promise.all(stores.flatMap((store) => Array.from({ length: HITS }, () => store.increment(key))));

    it('counts each of many hits at once exactly once, in one window', async () => {
      const stores = instancesOf('at-once', LONG_MS);
      const began = Date.now();
      const counts = await hitAll(stores, 'ann');
      const expected = Array.from({ length: INSTANCES * HITS }, (_, i) => i + 1);
      expect(counts.map(({ totalHits }) => totalHits).sort((a, b) => a - b)).toEqual(expected);
      const ends = new Set(counts.map(({ resetTime }) => resetTime.getTime()));
      expect(ends.size).toBe(1);
      const [end = 0] = ends;
      expect(end - LONG_MS).toBeGreaterThanOrEqual(began);
      expect(end - LONG_MS).toBeLessThanOrEqual(Date.now());
      expect(await stores[0].get('ann')).toEqual({ totalHits: INSTANCES * HITS, resetTime: new Date(end) });
    });

    it('keeps keys, and limiters, apart', async () => {
      const [api] = instancesOf('api', LONG_MS);
      const [login] = instancesOf('login', LONG_MS);
      await api.increment('ann');
      await api.increment('ann');
      expect((await api.increment('ben')).totalHits).toBe(1);
      expect((await login.increment('ann')).totalHits).toBe(1);
      expect(api.prefix).not.toBe(login.prefix);
    });

    it('begins a window anew once it has ended, with one first hit over all instances', async () => {
      const stores = instancesOf('short', 500);
      const before = await hitAll(stores, 'ann');
      const end = Math.max(...before.map(({ resetTime }) => resetTime.getTime()));
      await sleep(end - Date.now() + 20);
      expect(await stores[0].get('ann')).toBeUndefined();
      const after = await Promise.all(stores.map((store) => store.increment('ann')));
      expect(after.map(({ totalHits }) => totalHits).sort((a, b) => a - b)).toEqual([1, 2, 3, 4]);
      expect(Math.min(...after.map(({ resetTime }) => resetTime.getTime()))).toBeGreaterThan(end);
    });

    it('takes hits back, each once, and never below none', async () => {
      const stores = instancesOf('taken-back', LONG_MS);
      const [{ resetTime } = { resetTime: undefined }] = await hitAll(stores, 'ann');
      await Promise.all(stores.flatMap((store) => [store.decrement('ann'), store.decrement('ann')]));
      // Those that were skipped leave the window where it was.
      expect(await stores[0].get('ann')).toEqual({ totalHits: INSTANCES * HITS - 2 * INSTANCES, resetTime });
      await stores[0].increment('ben');
      await Promise.all(stores.map((store) => store.decrement('ben')));
      expect((await stores[0].get('ben'))?.totalHits).toBe(0);
      await stores[0].decrement('nobody');
      expect(await stores[0].get('nobody')).toBeUndefined();
    });

    it('forgets a key for all instances', async () => {
      const [one, ...others] = instancesOf('forgotten', LONG_MS);
      await hitAll([one, ...others], 'ann');
      await one.resetKey('ann');
      for (const other of others) expect(await other.get('ann')).toBeUndefined();
      expect((await one.increment('ann')).totalHits).toBe(1);
    });
  });
});

describe('an outage', () => {
  it('rejects, so that the library decides whether the request passes', async () => {
    const down = createState({ url: 'redis://127.0.0.1:1' });
    const store = expressRateLimitStore(down.sharedMap<HitWindow>('down', { role: 'rate-limit' }));
    await expect(store.increment('ann')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await down.close();
  });
});
