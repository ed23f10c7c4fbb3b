/** 56: replies get lost after what they answer was done. Whatever knows its own writes is done once; what does not says so. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { SharedMap } from '../src/collections/types.js';
import { createState, type AdapterError, type State } from '../src/index.js';
import { steps } from './processes/jobs.js';
import { breakables, type Breakable, type Way } from './servers/breakable.js';

const RUNS = 20;
const INSTANCES = 4;
const TIMES = 8;
const LOST = 0.15;

type Step = (map: SharedMap<number>, i: number) => Promise<unknown>;

for (const { name, describe, start } of breakables) {
  describe(`15 % of the replies of ${name} get lost`, { timeout: 120_000, retry: 0 }, () => {
    let server: Breakable;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server.stop());

    /** All instances take the step as often as told, one call after the other; the errors, and the count in the end. */
    async function run(seed: number, step: Step): Promise<{ errors: AdapterError[]; counted: number; lost: number }> {
      const way = await server.losing(LOST, seed);
      const namespace = `run ${seed} ${step.name}`;
      const states = Array.from({ length: INSTANCES }, () =>
        createState({ url: way.url, namespace, timeoutMs: 10_000 }),
      );
      const direct = createState({ url: server.url, namespace });
      const errors: AdapterError[] = [];
      await Promise.all(
        states.map(async (state) => {
          const map = state.sharedMap<number>('counted');
          for (let i = 0; i < TIMES; i++)
            await step(map, i).catch((error: unknown) => errors.push(error as AdapterError));
        }),
      );
      const counted = (await direct.sharedMap<number>('counted').get('hits')) ?? 0;
      await closeAll([...states, direct], way);
      return { errors, counted, lost: way.lost() };
    }

    it.each(['update', 'transact'] as const)(`%s is done exactly once, in ${RUNS} runs out of ${RUNS}`, async (how) => {
      let lost = 0;
      for (let seed = 1; seed <= RUNS; seed++) {
        const outcome = await run(seed, steps[how]);
        expect(outcome).toMatchObject({ errors: [], counted: INSTANCES * TIMES });
        lost += outcome.lost;
      }
      expect(lost).toBeGreaterThan(RUNS);
    });

    it('increment is never done twice, and says when it is not known', async () => {
      let unknown = 0;
      for (let seed = 1; seed <= RUNS; seed++) unknown += expectHonest(await run(seed, steps.increment));
      expect(unknown).toBeGreaterThan(0);
    });

    it('increment with an opId is done exactly once', async () => {
      const once: Step = (map, i) => map.increment('hits', 1, { opId: `event ${i}` });
      // Every instance sends the same events.
      for (let seed = 1; seed <= 5; seed++) expect(await run(seed, once)).toMatchObject({ errors: [], counted: TIMES });
    });

    it('increment among updates and transactions: none of them loses another', async () => {
      for (let seed = 1; seed <= 10; seed++) expectHonest(await run(seed, steps.mixed));
    });

    it('a deletion by transact is done once, though its reply was lost', async () => {
      // absent → 1 → 2 → absent: a step that was done twice or not at all shows in what is left.
      const cycle: Step = (map) =>
        map.transact(
          'hits',
          (cell) => {
            const count = cell.get() ?? 0;
            if (count === 2) cell.delete();
            else cell.set(count + 1);
          },
          { maxAttempts: 100 },
        );
      for (let seed = 1; seed <= 10; seed++)
        expect(await run(seed, cycle)).toMatchObject({ errors: [], counted: (INSTANCES * TIMES) % 3 });
    });

    it('setIfAbsent and take: one winner, who learns it', async () => {
      const way = await server.losing(LOST, 7);
      const states = Array.from({ length: INSTANCES }, () =>
        createState({ url: way.url, namespace: 'race', timeoutMs: 10_000 }),
      );
      const maps = states.map((state) => state.sharedMap<number>('race'));
      for (let round = 0; round < 20; round++) {
        const set = await Promise.all(maps.map((map, i) => map.setIfAbsent(round, i)));
        expect(set.filter(({ stored }) => stored)).toHaveLength(1);
        const taken = await Promise.all(maps.map((map) => map.take(round)));
        expect(taken.filter((value) => value !== undefined)).toEqual([set[0]?.value]);
      }
      await closeAll(states, way);
    });
  });
}

/** Between what was acknowledged and that with all of which it is unknown; how many the latter are. */
function expectHonest({ errors, counted }: { errors: readonly AdapterError[]; counted: number }): number {
  const acknowledged = INSTANCES * TIMES - errors.length;
  const unknown = errors.filter(({ code }) => code === 'OUTCOME_UNKNOWN').length;
  expect(errors.filter(({ code, outcome }) => code !== 'OUTCOME_UNKNOWN' && outcome !== 'not-applied')).toEqual([]);
  expect(counted).toBeGreaterThanOrEqual(acknowledged);
  expect(counted).toBeLessThanOrEqual(acknowledged + unknown);
  return unknown;
}

async function closeAll(states: readonly State[], way: Way): Promise<void> {
  await Promise.all(states.map((state) => state.close()));
  await way.stop();
}
