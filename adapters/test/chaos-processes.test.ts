/** Several processes on one server: what they do at once is exact, and each of them ends by itself. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createState, type Settings } from '../src/index.js';
import type { Tally } from './processes/jobs.js';
import { bundleWorker, together, type Program } from './processes/spawn.js';
import { breakables, type Breakable } from './servers/breakable.js';

/** `COLDSTATE_TRAFFIC_SECONDS=30` for the whole of it. */
const TRAFFIC_SECONDS = Number(process.env.COLDSTATE_TRAFFIC_SECONDS ?? 5);
const PROCESSES = 4;

const NO_ERROR = { rejected: {} };

for (const { name, describe, start } of breakables) {
  describe(`four processes on ${name}`, { timeout: 60_000 + TRAFFIC_SECONDS * 1000, retry: 0 }, () => {
    let server: Breakable;
    let program: Program;
    beforeAll(async () => {
      [server, program] = await Promise.all([start(), bundleWorker()]);
    });
    afterAll(async () => {
      await server.stop();
      await program.remove();
    });

    const settings = (namespace: string): Settings => ({ url: server.url, namespace, timeoutMs: 5_000 });

    it.each([
      ['54', 'increment', 500],
      ['55', 'update', 200],
      ['54, 55', 'mixed', 150],
    ] as const)('%s: %s, each %i times, is exact', async (id, how, times) => {
      const here = settings(`count ${id}`);
      const tallies = await together(program, PROCESSES, here, { name: 'count', how, times });
      expect(tallies).toEqual(Array(PROCESSES).fill({ acknowledged: times, ...NO_ERROR }));
      expect(await read(here, (state) => state.sharedMap('counted').get('hits'))).toBe(PROCESSES * times);
    });

    it.each([1, 10])('46: a sequence in blocks of %i gives no number twice', async (block) => {
      const times = 120;
      const here = settings(`sequence ${block}`);
      const numbers = (await together(program, PROCESSES, here, { name: 'sequence', block, times })).flat();
      expect(new Set(numbers).size).toBe(PROCESSES * times);
      expect(Math.max(...numbers)).toBeLessThanOrEqual(PROCESSES * times);
    });

    it(`200 requests a second on one key for ${TRAFFIC_SECONDS} s: no error, exact counts`, async () => {
      const perSecond = 200 / PROCESSES;
      const requests = 200 * TRAFFIC_SECONDS;
      const limit = requests / 2;
      // A slow machine may fall behind, but must not give up.
      const here = { ...settings('traffic'), timeoutMs: 30_000 };
      const job = { name: 'traffic', perSecond, seconds: TRAFFIC_SECONDS, limit } as const;
      const tallies = await together(program, PROCESSES, here, job);
      for (const { rejected, acknowledged } of tallies)
        expect<Tally>({ rejected, acknowledged }).toEqual({ acknowledged: requests / PROCESSES, ...NO_ERROR });
      expect(tallies.reduce((sum, { allowed }) => sum + allowed, 0)).toBe(limit);
      expect(await read(here, (state) => state.sharedMap('links', { fields: true }).get('hot'))).toEqual({
        clicks: requests,
      });
    });

    it('60: a process that only declared a state ends by itself', async () => {
      await program.start<'idle'>(settings('idle'), { name: 'idle' }).report;
    });
  });
}

async function read<T>(
  settings: Settings,
  question: (state: ReturnType<typeof createState>) => Promise<T>,
): Promise<T> {
  const state = createState(settings);
  try {
    return await question(state);
  } finally {
    await state.close();
  }
}
