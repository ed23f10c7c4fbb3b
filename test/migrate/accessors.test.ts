/** Functions that hand out the live record: they take part in the step of whoever calls them, and the programs do what they did. */
import { beforeAll, describe, expect, it } from 'vitest';
import { CASES, type AccessorCase } from './accessors-cases.js';
import { complaints } from './cases/support/strict.js';
import { projectFiles } from './cases/support/platforms.js';
import type { Migrated } from './migrate-files.js';
import { migrateFiles } from './migrate-files.js';
import { contraryState, plainState } from './programs/backends.js';
import { load } from './programs/load.js';
import { outcomesOf, type Step } from './programs/run.js';

const OPTIONS = { to: 'redis', ttl: { sessions: '1h' }, acceptVolatile: true } as const;

const projectOf = ({ files }: AccessorCase): Map<string, string> => {
  const given = new Map(Object.entries(files));
  return new Map([...projectFiles('lambda', given), ...given]);
};
const named = (some: readonly AccessorCase[]) => some.map((one) => [one.title, one] as const);
const answerOf = (all: ReadonlyMap<string, Migrated>, { title }: AccessorCase): Migrated => {
  const answer = all.get(title);
  if (answer === undefined) throw new Error(`${title} was not migrated`);
  return answer;
};

describe('a function that hands out the live record', { timeout: 60_000 }, () => {
  const answers = new Map<string, Migrated>();
  const kept = CASES.filter(({ refused }) => refused === undefined);

  beforeAll(async () => {
    for (const one of CASES) answers.set(one.title, await migrateFiles(projectOf(one), OPTIONS));
  }, 240_000);

  it.each(named(kept))('%s', (_, one) => {
    const { files, refused } = answerOf(answers, one);
    expect(refused).toEqual([]);
    for (const [file, texts] of Object.entries(one.shows ?? {}))
      for (const text of texts) expect(files.get(file)).toContain(text);
    for (const [file, texts] of Object.entries(one.lacks ?? {}))
      for (const text of texts) expect(files.get(file)).not.toContain(text);
  });

  it.each(named(CASES.filter(({ refused }) => refused !== undefined)))('%s', (_, one) => {
    const { files, refused } = answerOf(answers, one);
    const places = refused.map(({ code, file, line }) => `${code} ${file}:${line}`);
    expect([...new Set(places)]).toEqual(one.refused);
    expect(files).toEqual(projectOf(one));
  });

  it('is written so that all of it compiles in strict mode', () => {
    const worlds = kept.map((one) => ({ name: one.title, files: answerOf(answers, one).files }));
    expect(Object.fromEntries(complaints(worlds))).toEqual({});
  });

  it.each(named(CASES.filter(({ runs }) => runs !== undefined)))('%s: it does what it did', async (_, one) => {
    const steps = (one.runs ?? []).map((event): Step => ({
      event: { op: '', key: '', amount: 0, label: '', ...event },
      after: 1,
    }));
    const before = await outcomesOf(load(one.files), steps);
    const after = load(Object.fromEntries(answerOf(answers, one).files));
    expect(await outcomesOf(after, steps, plainState())).toEqual(before);
    expect(await outcomesOf(after, steps, contraryState()), 'with a conflict at each transaction').toEqual(before);
  });

  it('is left alone by a second run', async () => {
    for (const one of kept.slice(0, 5)) {
      const { files } = answerOf(answers, one);
      expect((await migrateFiles(files, OPTIONS)).files).toEqual(files);
    }
  });
});
