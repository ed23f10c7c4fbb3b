/** Every backend keeps every case, against real servers. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { cases, runCase, type Case } from '../src/conformance/index.js';
import { backends, type Running } from './servers/backends.js';

/** Everything shares one machine here; how soon a call gives up is tested elsewhere. */
const TIMEOUT_MS = 10_000;

for (const { name, describe: suite, start } of backends) {
  suite(name, () => {
    let running: Running;
    beforeAll(async () => {
      running = await start();
    });
    afterAll(() => running.stop());

    const keeps = (each: Case) => {
      it(`${each.id}: ${each.title}`, () =>
        runCase(each, { open: (namespace) => running.open({ namespace, timeoutMs: TIMEOUT_MS }) }));
    };
    describe.concurrent('in time', () => {
      cases.filter(({ waits }) => waits).forEach(keeps);
    });
    describe('exactly', () => {
      cases.filter(({ waits }) => !waits).forEach(keeps);
    });
  });
}
