/**
 * `npm run test:programs`: all generated programs of test/programs, where the suite of every day takes some of them.
 *
 *   npm run test:programs -- --seed 1234     one program again, by the number that a failure names
 *   npm run test:programs -- --count 500 --from 20000
 */
import { parseArgs } from 'node:util';
import { node } from './lib/checkout.mjs';

const ALL = 10_000;
const { values } = parseArgs({
  options: { seed: { type: 'string' }, from: { type: 'string' }, count: { type: 'string' } },
});
process.env.COLDSTATE_PROGRAMS_FROM = values.seed ?? values.from ?? '0';
process.env.COLDSTATE_PROGRAMS = values.seed === undefined ? (values.count ?? String(ALL)) : '1';
process.exitCode = node('node_modules/vitest/vitest.mjs', ['run', 'test/programs/programs.test.ts']);
