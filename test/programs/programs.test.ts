import { describe, expect, it } from 'vitest';
import { GAPS } from './gaps.js';
import { planOf } from './plan.js';
import { run } from './run.js';
import { programOf } from './write.js';

/** `npm run test:programs` sets these; the suite of every day takes the first programs only. */
const EVERY_DAY = 1500;
const ALL = 10_000;
const first = Number(process.env.COLDSTATE_PROGRAMS_FROM ?? 0);
const count = Number(process.env.COLDSTATE_PROGRAMS ?? EVERY_DAY);
const seeds = Array.from({ length: count }, (_, index) => first + index);

describe('generated programs', () => {
  it('are judged as they were made, and none ends in an exception', { timeout: 900_000 }, async () => {
    const { programs, failures, gaps } = await run(seeds);
    expect(failures.join('\n\n')).toBe('');
    expect(programs).toBe(count);
    const idle = GAPS.filter(({ cause }) => !gaps.has(cause)).map(({ cause }) => cause);
    // A few programs need not meet every gap; all of them do.
    if (count >= ALL) expect(idle, 'these hold now: take them out of test/programs/gaps.ts').toEqual([]);
  });

  it('are the same for the same seed', () => {
    expect(programOf(planOf(7))).toEqual(programOf(planOf(7)));
    expect(programOf(planOf(7))).not.toEqual(programOf(planOf(8)));
  });
});
