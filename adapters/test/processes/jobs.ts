/** What a process can be told to do with a state. Each job says what came of it in plain data. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SharedMap } from '../../src/collections/types.js';
import { AdapterError } from '../../src/errors.js';
import type { State } from '../../src/state.js';

/** Calls by their outcome: resolved, or rejected with a code. */
export interface Tally {
  acknowledged: number;
  rejected: Record<string, number>;
}

export interface Outage extends Tally {
  heapMb: number;
}

export type Job =
  | { name: 'idle' }
  | { name: 'count'; how: keyof typeof steps; times: number }
  | { name: 'sequence'; block: number; times: number }
  | { name: 'traffic'; perSecond: number; seconds: number; limit: number }
  | { name: 'outage'; calls: number; atOnce: number }
  | { name: 'frozen' };

export interface Reports {
  idle: null;
  count: Tally;
  sequence: number[];
  traffic: Tally & { allowed: number };
  outage: Outage;
  frozen: { ms: number; value: unknown };
}

/** Tells the parent where we are and waits for its word. */
export type Meet = (where: string) => Promise<void>;

type Jobs = { [N in Job['name']]: (state: State, job: Extract<Job, { name: N }>, meet: Meet) => Promise<Reports[N]> };

/** One more on the key `hits`, in one of the ways that have to get along with each other. */
export const steps = {
  increment: (map: SharedMap<number>) => map.increment('hits'),
  update: (map: SharedMap<number>) => map.update('hits', (n = 0) => n + 1, { maxAttempts: 100 }),
  transact: (map: SharedMap<number>) =>
    map.transact(
      'hits',
      (cell) => {
        cell.set((cell.get() ?? 0) + 1);
      },
      { maxAttempts: 100 },
    ),
  mixed: (map: SharedMap<number>, i: number): Promise<unknown> =>
    i % 3 === 0 ? steps.increment(map) : i % 3 === 1 ? steps.update(map) : steps.transact(map),
};

export const jobs: Jobs = {
  idle: () => Promise.resolve(null),

  async count(state, { how, times }, meet) {
    const map = state.sharedMap<number>('counted');
    await map.get('hits');
    await meet('ready');
    return tallyOf(times, (i) => steps[how](map, i));
  },

  async sequence(state, { block, times }, meet) {
    const ids = state.sequence('ids', { block });
    await state.sharedValue('warm').get();
    await meet('ready');
    const numbers: number[] = [];
    for (let i = 0; i < times; i++) numbers.push(await ids.next());
    return numbers;
  },

  async traffic(state, { perSecond, seconds, limit }, meet) {
    const limiter = state.rateLimiter('gateway', { limit, windowMs: 3_600_000, role: 'security' });
    const links = state.sharedMap<{ clicks: number }>('links', { fields: true });
    await links.get('hot');
    await meet('ready');
    let allowed = 0;
    const tally: Tally = { acknowledged: 0, rejected: {} };
    const request = async () => {
      if ((await limiter.consume('hot')).allowed) allowed++;
      await links.patch('hot', { increment: { clicks: 1 } });
    };
    const began = performance.now();
    const running: Promise<void>[] = [];
    for (let i = 0; i < perSecond * seconds; i++) {
      await sleep(Math.max(0, began + (i * 1000) / perSecond - performance.now()));
      running.push(noted(tally, request));
    }
    await Promise.all(running);
    return { ...tally, allowed };
  },

  async outage(state, { calls, atOnce }, meet) {
    const map = state.sharedMap<number>('counted');
    await map.set('hits', 1);
    await meet('ready');
    const tally: Tally = { acknowledged: 0, rejected: {} };
    const before = heapMb();
    let [pending, highest] = [0, before];
    const call = async (i: number) => {
      pending++;
      await noted(tally, () => (i % 2 === 0 ? map.get('hits') : map.set('hits', i)));
      pending--;
    };
    for (let sent = 0; sent < calls; sent += atOnce) {
      for (let i = 0; i < atOnce; i++) void call(i);
      await sleep(10);
      highest = Math.max(highest, heapMb());
    }
    while (pending > 0) await sleep(20);
    return { ...tally, heapMb: highest - before };
  },

  async frozen(state, _, meet) {
    const map = state.sharedMap<number>('counted');
    await map.set('hits', 7);
    await meet('idle');
    const began = performance.now();
    const value = await map.get('hits');
    return { ms: performance.now() - began, value };
  },
};

async function tallyOf(times: number, call: (i: number) => Promise<unknown>): Promise<Tally> {
  const tally: Tally = { acknowledged: 0, rejected: {} };
  for (let i = 0; i < times; i++) await noted(tally, () => call(i));
  return tally;
}

async function noted(tally: Tally, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
    tally.acknowledged++;
  } catch (error) {
    const code = error instanceof AdapterError ? error.code : String(error);
    tally.rejected[code] = (tally.rejected[code] ?? 0) + 1;
  }
}

/** What is alive, and not what waits to be collected. */
function heapMb(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
