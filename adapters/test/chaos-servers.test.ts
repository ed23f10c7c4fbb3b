/** Servers die, hang and close links: no acknowledged write is lost, no call waits for ever, no process has to be started anew. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AdapterError, createState, type State } from '../src/index.js';
import { bundleWorker, type Program } from './processes/spawn.js';
import { breakables, type Breakable } from './servers/breakable.js';

const TIMEOUT_MS = 500;
/** What is promised, and what a busy machine's scheduler may add to it. */
const SETTLES_WITHIN_MS = TIMEOUT_MS * 1.2 + 250;
const RECOVERS_WITHIN_MS = 2_000;

const FAILED = ['TIMEOUT', 'OUTCOME_UNKNOWN', 'UNAVAILABLE'];

for (const { name, describe, start } of breakables) {
  describe(`${name} fails`, { timeout: 60_000 }, () => {
    let server: Breakable;
    let state: State;
    beforeEach(async () => {
      server = await start();
      state = createState({ url: server.url, namespace: 'chaos', timeoutMs: TIMEOUT_MS });
    });
    afterEach(async () => {
      await state.close();
      await server.stop();
    });

    it('57: killed and started again under load, it has every acknowledged write, and the same state goes on', async () => {
      const users = state.sharedMap<number>('users');
      const hits = state.sharedCounter('hits');
      const written: number[] = [];
      const counts = { acknowledged: 0, unknown: 0 };
      let [next, over] = [0, false];
      const writeOn = async () => {
        while (!over) {
          const i = next++;
          await users.set(i, i).then(
            () => written.push(i),
            () => sleep(5),
          );
        }
      };
      const countOn = async () => {
        while (!over)
          await hits.increment().then(
            () => counts.acknowledged++,
            async (error: unknown) => {
              if (error instanceof AdapterError && error.outcome === 'unknown') counts.unknown++;
              await sleep(5);
            },
          );
      };
      const load = [writeOn(), writeOn(), countOn(), countOn()];
      await until(() => written.length > 50 && counts.acknowledged > 50);
      await server.kill();
      await sleep(700);
      const before = { written: written.length, acknowledged: counts.acknowledged };
      await server.restart();
      const restarted = performance.now();
      await until(() => written.length > before.written && counts.acknowledged > before.acknowledged);
      expect(performance.now() - restarted).toBeLessThan(RECOVERS_WITHIN_MS);
      over = true;
      await Promise.all(load);

      expect(await users.getMany(written)).toEqual(new Map(written.map((i) => [i, i])));
      const counted = await hits.get();
      expect(counted).toBeGreaterThanOrEqual(counts.acknowledged);
      expect(counted).toBeLessThanOrEqual(counts.acknowledged + counts.unknown);
    });

    it('58: while it hangs every call settles in time, and afterwards they succeed', async () => {
      await state.sharedMap('users').set('ada', 1);
      server.pause();
      const outcomes = await Promise.all(oneOfEach(state).map(settled));
      for (const { call, ms, code } of outcomes) {
        expect(FAILED, call).toContain(code);
        expect(ms, call).toBeLessThan(SETTLES_WITHIN_MS);
      }
      server.resume();
      await until(() => succeeds(state), RECOVERS_WITHIN_MS);
    });

    it('58: so it is where it hung before the first call', async () => {
      server.pause();
      for (const { call, ms, code } of await Promise.all(oneOfEach(state).map(settled))) {
        expect(FAILED, call).toContain(code);
        expect(ms, call).toBeLessThan(SETTLES_WITHIN_MS);
      }
      server.resume();
      await until(() => succeeds(state), RECOVERS_WITHIN_MS);
    });

    it('58: a call of several steps settles in time on a server that is slow in each of them', async () => {
      const way = await server.throughProxy(TIMEOUT_MS * 0.8);
      const slow = createState({ url: way.url, namespace: 'slow', timeoutMs: TIMEOUT_MS });
      await slow
        .sharedMap('users')
        .get('ada')
        .catch(() => undefined); // connecting is slow as well
      for (const { ms, call } of await Promise.all(oneOfEach(slow).map(settled)))
        expect(ms, call).toBeLessThan(SETTLES_WITHIN_MS);
      await slow.close();
      await way.stop();
    });

    it('58: a server that is gone fails each call, and soon', async () => {
      await server.kill();
      for (const { call, ms, code } of await Promise.all(oneOfEach(state).map(settled))) {
        expect(FAILED, call).toContain(code);
        expect(ms, call).toBeLessThan(SETTLES_WITHIN_MS);
      }
    });

    it('60: close is idempotent, also during an outage, and ends what is on its way', async () => {
      await state.sharedMap('users').set('ada', 1);
      server.pause();
      const call = settled(() => state.sharedMap('users').get('ada'));
      await Promise.all([state.close(), state.close()]);
      await state.close();
      expect((await call).code).toBeDefined();
    });
  });

  describe(`a process on ${name}`, { timeout: 60_000 }, () => {
    /** Of what is alive: garbage is collected before each look (see `heapMb` in processes/jobs.ts). */
    const heapLimitMb = 50;
    let server: Breakable;
    let program: Program;
    beforeEach(async () => {
      [server, program] = await Promise.all([start(), bundleWorker()]);
    });
    afterEach(async () => {
      await server.stop();
      await program.remove();
    });

    it(`58: makes 50 000 calls during an outage: all settle, and the heap grows by less than ${heapLimitMb} MB`, async () => {
      const settings = { url: server.url, timeoutMs: TIMEOUT_MS };
      const worker = program.start<'outage'>(settings, { name: 'outage', calls: 50_000, atOnce: 1_000 });
      await worker.reached('ready');
      server.pause();
      worker.go();
      const { acknowledged, rejected, heapMb } = await worker.report;
      expect(acknowledged).toBe(0);
      expect(Object.keys(rejected).filter((code) => !FAILED.includes(code))).toEqual([]);
      expect(Object.values(rejected).reduce((sum, count) => sum + count, 0)).toBe(50_000);
      expect(heapMb).toBeLessThan(heapLimitMb);
    });

    it('59: frozen for 3 s while its links are cut, it succeeds with the next call', async () => {
      const way = await server.throughProxy();
      const worker = program.start<'frozen'>({ url: way.url, timeoutMs: 1_000 }, { name: 'frozen' });
      await worker.reached('idle');
      process.kill(worker.pid, 'SIGSTOP');
      await sleep(1_500);
      way.cut();
      await sleep(1_500);
      worker.go();
      process.kill(worker.pid, 'SIGCONT');
      const { value, ms } = await worker.report;
      expect(value).toBe(7);
      expect(ms).toBeLessThan(1_200);
      await way.stop();
    });
  });
}

/** Every kind of call, each once. */
function oneOfEach(state: State): (() => Promise<unknown>)[] {
  const users = state.sharedMap<number>('users');
  return [
    () => users.get('ada'),
    () => users.set('ada', 2),
    () => users.getMany(['ada', 'eve']),
    () => users.increment('hits'),
    () => users.update('ada', (n = 0) => n + 1),
    () =>
      users.transact('eve', (cell) => {
        cell.set(1);
      }),
    () => users.delete('ada'),
    () => state.sharedMap('visits', { layout: 'collection' }).size(),
    () => state.sharedList('history').push('login'),
    () => state.sharedSet('tags').add('a'),
    () => state.rateLimiter('login', { limit: 5, windowMs: 1000, role: 'auth' }).consume('ada'),
    () => state.sessionStore('sessions').create({}),
    () => state.sequence('ids').next(),
    () => state.lock('jobs').acquire('daily', { leaseMs: 1000 }),
  ];
}

async function settled(call: () => Promise<unknown>): Promise<{ call: string; ms: number; code: string | undefined }> {
  const began = performance.now();
  const code = await call().then(
    () => undefined,
    (error: unknown) => (error instanceof AdapterError ? error.code : String(error)),
  );
  return { call: String(call), ms: performance.now() - began, code };
}

async function succeeds(state: State): Promise<boolean> {
  return (await settled(() => state.sharedMap('users').get('ada'))).code === undefined;
}

async function until(reached: () => boolean | Promise<boolean>, ms = 20_000): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await reached())) {
    if (performance.now() > deadline) throw new Error(`not reached within ${ms} ms`);
    await sleep(10);
  }
}
