/**
 * What every backend has to keep, as cases that need no test runner: whoever writes one runs them against it, on a real server.
 *
 * ```ts
 * // vitest, jest and node:test alike
 * import { describe, it } from 'vitest';
 * import { cases, runCase } from '@coldstate/adapters/conformance';
 * import { createState } from '@coldstate/adapters';
 *
 * describe('my backend', () => {
 *   const target = { open: (namespace: string) => createState({ url: 'redis://localhost:6379', namespace }) };
 *   for (const each of cases) it(`${each.id}: ${each.title}`, () => runCase(each, target), 30_000);
 * });
 * ```
 */
import { atomic } from './atomic.js';
import type { Case } from './case.js';
import { collections } from './collections.js';
import { expiry } from './expiry.js';
import { limits } from './limits.js';
import { maps } from './maps.js';
import { sessions } from './sessions.js';
import { singles } from './singles.js';
import { values } from './values.js';

export { runCase, type Case, type Target, type World } from './case.js';

export const cases: readonly Case[] = [
  ...maps,
  ...values,
  ...expiry.map((each) => ({ ...each, waits: true })),
  ...atomic,
  ...collections,
  ...singles,
  ...limits,
  ...sessions,
];
