/** Every backend keeps every case, against real servers. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { cases, runCase } from '../src/conformance/index.js';
import { backends, type Running } from './servers/backends.js';

for (const { name, describe: suite, start } of backends) {
  suite(name, () => {
    let running: Running;
    beforeAll(async () => {
      running = await start();
    });
    afterAll(() => running.stop());

    describe.concurrent('conformance', () => {
      for (const each of cases) {
        it(`${each.id}: ${each.title}`, () => runCase(each, { open: (namespace) => running.open({ namespace }) }));
      }
    });
  });
}
