/** Rate limiters. Windows are short, and no case counts on a machine that is quick within one. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RateLimiter } from '../collections/types.js';
import { atOnce, instances, range, type Case } from './case.js';

const ALGORITHMS = ['window', 'sliding', 'log'] as const;
const MINUTE = 60_000;

export const limits: Case[] = [
  ...ALGORITHMS.map((algorithm): Case => ({
    id: 47,
    title: `of 150 hits at once, from four instances, exactly 50 pass (${algorithm})`,
    async run(world) {
      const limiters = await instances(world, (state) => state.rateLimiter('api', { algorithm }));
      const decisions = await atOnce(limiters, 150, (limiter) =>
        limiter.consume('ada', { limit: 50, windowMs: MINUTE }),
      );
      const allowed = decisions.filter((decision) => decision.allowed);
      assert.equal(allowed.length, 50);
      assert.deepEqual(new Set(allowed.map(({ remaining }) => remaining)), new Set(range(50)));
      for (const { degraded, limit } of decisions) assert.deepEqual([degraded, limit], [false, 50]);
      assert.equal((await limiters[0].consume('eve', { limit: 50, windowMs: MINUTE })).count, 1);
    },
  })),
  ...ALGORITHMS.map((algorithm): Case => ({
    id: 47,
    title: `consume says what was counted, peek says it without counting (${algorithm})`,
    async run({ state }) {
      const limiter = state.rateLimiter('api', { algorithm, limit: 5, windowMs: MINUTE });
      const before = Date.now();
      assert.equal((await limiter.peek('ada')).count, 0);
      const { resetAt, ...first } = await limiter.consume('ada');
      assert.deepEqual(first, { allowed: true, count: 1, remaining: 4, limit: 5, degraded: false });
      assert.ok(resetAt > before && resetAt <= Date.now() + 2 * MINUTE, String(resetAt - before));
      assert.equal((await limiter.consume('ada', { cost: 3 })).count, 4);
      assert.equal((await limiter.consume('ada', { cost: 2 })).allowed, false);
      assert.equal((await limiter.peek('ada')).count, 4);
      assert.equal((await limiter.peek('ada')).allowed, true);
      assert.equal((await limiter.consume('ada')).remaining, 0);
      const refused = await limiter.consume('ada');
      assert.deepEqual([refused.allowed, refused.count, refused.remaining], [false, 5, 0]);
      assert.equal((await limiter.peek('ada')).allowed, false);
      assert.equal((await limiter.consume('ada', { limit: 6 })).allowed, true);
      await limiter.reset('ada');
      assert.equal((await limiter.consume('ada')).count, 1);
    },
  })),
  {
    id: 47,
    title: 'countDenied counts what is refused as well',
    async run({ state }) {
      const limiter = state.rateLimiter('login', { limit: 2, windowMs: MINUTE, countDenied: true });
      const counts: number[] = [];
      for (let i = 0; i < 4; i++) counts.push((await limiter.consume('ada')).count);
      assert.deepEqual(counts, [1, 2, 3, 4]);
      assert.equal((await limiter.consume('ada', { limit: 5 })).allowed, true);
      assert.equal((await limiter.consume('ada', { limit: 5 })).remaining, 0);
    },
  },
  {
    id: 47,
    title: 'a window begins at its first hit, and later hits do not move its end',
    async run({ state }) {
      const limiter = state.rateLimiter('api', { limit: 2, windowMs: 1000 });
      const before = Date.now();
      const { resetAt } = await limiter.consume('ada');
      assert.ok(resetAt >= before + 1000 - SKEW && resetAt <= Date.now() + 1000 + SKEW, String(resetAt - before));
      await sleep(300);
      assert.equal((await limiter.consume('ada')).resetAt, resetAt);
      assert.equal((await limiter.consume('ada')).resetAt, resetAt);
      await sleep(resetAt - Date.now() + 50);
      const next = await limiter.consume('ada');
      assert.deepEqual([next.allowed, next.count], [true, 1]);
    },
  },
  {
    id: 48,
    title: 'a sliding window lets no second burst through at its boundary',
    waits: true,
    async run({ state }) {
      const windowMs = 1000;
      const limiter = state.rateLimiter('api', { algorithm: 'sliding', limit: 20, windowMs });
      // Windows may be aligned to the clock or to the first hit: five keys, staggered, so that one of them meets the boundary either way.
      await Promise.all(
        range(5).map(async (i) => {
          await sleep((i * windowMs) / 5);
          const began = Date.now();
          const burst = await hits(limiter, `key ${i}`, 20);
          assert.equal(burst, 20);
          let more = 0;
          while (Date.now() - began < windowMs / 2) {
            more += await hits(limiter, `key ${i}`, 5);
            const share = (Date.now() - began) / windowMs;
            assert.ok(more <= 20 * share + 1, `${more} more after ${share} of a window`);
            await sleep(40);
          }
        }),
      );
      await sleep(2 * windowMs + 100);
      assert.equal(await hits(limiter, 'key 0', 30), 20);
    },
  },
  {
    id: 48,
    title: 'a log forgets each hit when its own time is over',
    waits: true,
    async run({ state }) {
      const limiter = state.rateLimiter('api', { algorithm: 'log', limit: 2, windowMs: 1000 });
      const before = Date.now();
      await limiter.consume('ada');
      const first = Date.now();
      await sleep(500);
      await limiter.consume('ada');
      const { allowed, resetAt } = await limiter.consume('ada');
      assert.equal(allowed, false);
      assert.ok(resetAt >= before + 1000 - SKEW && resetAt <= first + 1000 + SKEW, String(resetAt - before));
      await sleep(resetAt - Date.now() + 50);
      assert.equal(await hits(limiter, 'ada', 2), 1);
    },
  },
  ...ALGORITHMS.map((algorithm): Case => ({
    id: 49,
    title: `no window outlives its time, under a second neither (${algorithm})`,
    waits: true,
    async run({ state }) {
      const limiter = state.rateLimiter('api', { algorithm, limit: 2, windowMs: 200 });
      for (let round = 0; round < 2; round++) {
        assert.equal((await limiter.consume('ada')).count, 1);
        await limiter.consume('ada');
        await limiter.consume('ada');
        await sleep(500);
        assert.equal((await limiter.peek('ada')).count, 0);
      }
    },
  })),
];

/** The clocks of a backend and of this process may be read in other units. */
const SKEW = 50;

async function hits(limiter: RateLimiter, key: string, count: number): Promise<number> {
  const decisions = await Promise.all(range(count).map(() => limiter.consume(key)));
  return decisions.filter(({ allowed }) => allowed).length;
}
