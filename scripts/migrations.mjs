/**
 * `npm run test:migrations`: many generated programs of test/migrate/programs, migrated and run beside what they were, where the suite of every
 * day takes some of them. Fails below 90 % migrated, and for any program that does something else afterwards.
 *
 *   npm run test:migrations -- --count 1 --seed 1234     one program again, by the number that a failure names
 *   npm run test:migrations -- --count 2000 --seed 20000
 *   npm run test:migrations -- --stores 2                functions that work on two stores each
 */
import { parseArgs } from 'node:util';
import { node } from './lib/checkout.mjs';

const ALL = 2000;
const options = { seed: { type: 'string' }, count: { type: 'string' }, stores: { type: 'string' } };
const { values } = parseArgs({ options });
process.env.COLDSTATE_MIGRATIONS_FROM = values.seed ?? '0';
process.env.COLDSTATE_MIGRATIONS = values.count ?? String(ALL);
process.env.COLDSTATE_MIGRATIONS_STORES = values.stores ?? '1';
process.exitCode = node('node_modules/vitest/vitest.mjs', ['run', 'test/migrate/programs.test.ts']);
