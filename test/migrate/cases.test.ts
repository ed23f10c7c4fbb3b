/** Each golden case, migrated; and the cases themselves, which have to be right before there is anything to hold against them. */
import { beforeAll, describe, expect, it } from 'vitest';
import { auditInMemory } from '../programs/memory.js';
import { REPLACEMENTS } from '../../src/migrate/replacements/index.js';
import { REFUSALS, type Refusal, type RefusalCode } from '../../src/migrate/types.js';
import { expectedOf, loadCases, projectOf, type MigrationCase, type Refused } from './cases.js';
import { migrateFiles, type Migrated } from './migrate-files.js';
import { GAPS } from './gaps.js';
import { complaints } from './cases/support/strict.js';

const NUMBERS = Array.from({ length: 55 }, (_, i) => i + 1);

const cases = loadCases();
const gapOf = ({ title }: MigrationCase) => GAPS.find((gap) => gap.title === title);
const named = (some: readonly MigrationCase[]) => some.map((one) => [`${one.file}: ${one.title}`, one] as const);
const numberOf = ({ file }: MigrationCase) => Number(/^\d+/.exec(file)?.[0]);
const isBroken = ({ refused }: MigrationCase) => refused.some(({ code }) => code === 'PARSE');

describe('the golden cases', () => {
  let before: Map<string, string[]>;
  let after: Map<string, string[]>;

  beforeAll(() => {
    const worlds = cases
      .filter((one) => !isBroken(one))
      .flatMap((one, i) => [
        { name: `before ${i}`, key: one.title, files: projectOf(one) },
        { name: `after ${i}`, key: one.title, files: new Map([...projectOf(one), ...expectedOf(one)]) },
      ]);
    const found = complaints(worlds);
    const said = (side: string) =>
      new Map(
        worlds.flatMap(({ name, key }) => (name.startsWith(side) ? [[key, found.get(name) ?? []] as const] : [])),
      );
    before = said('before');
    after = said('after');
  }, 120_000);

  it('show each number of the reference', () => {
    expect(NUMBERS.filter((number) => !cases.some((one) => numberOf(one) === number))).toEqual([]);
  });

  it('have titles of their own', () => {
    const titles = cases.map(({ title }) => title);
    expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([]);
  });

  it('are all that the list of gaps names', () => {
    expect(GAPS.map(({ title }) => title).filter((title) => !cases.some((one) => one.title === title))).toEqual([]);
  });

  it.each(named(cases))('%s: compiles before', (_, one) => {
    expect(before.get(one.title) ?? []).toEqual([]);
  });

  it.each(named(cases.filter(({ after }) => after)))('%s: what comes after compiles', (_, one) => {
    if (gapOf(one)?.lacks === 'adapters') {
      expect(after.get(one.title), 'take it out of gaps.ts: the adapters have it').not.toEqual([]);
    } else expect(after.get(one.title) ?? []).toEqual([]);
  });

  it.each(named(cases.filter((one) => !isBroken(one))))('%s: the audit reports its stores', async (_, one) => {
    const { report } = await auditInMemory(Object.fromEntries(projectOf(one)));
    if (gapOf(one)?.lacks === 'audit') expect(report.findings, 'take it out of gaps.ts: it is reported').toEqual([]);
    else expect(report.findings.length).toBeGreaterThan(0);
  });
});

/** What each case was told, which is looked at again. */
const refusedIn = new Map<MigrationCase, Migrated>();

describe('the migration', () => {
  it.each(named(cases))('%s', async (_, one) => {
    const gap = gapOf(one);
    if (gap === undefined) return holds(one);
    const isGap = await holds(one).then(
      () => false,
      () => true,
    );
    expect(isGap, `take it out of gaps.ts: it holds (was: ${gap.cause})`).toBe(true);
  });
});

/** Of the store or its role, of a check of the result: told in the tests of the checks. */
const NOT_IN_CASES: ReadonlySet<RefusalCode> = new Set(['TYPE_CHECK', 'UNVERIFIED']);

describe('what a refusal prints', () => {
  let printed: { readonly title: string; readonly refusal: Refusal }[];

  beforeAll(async () => {
    const refusing = cases.filter(({ title, refused }) => refused.length > 0 && !title.endsWith('(JavaScript)'));
    printed = [];
    for (const one of refusing) {
      const { refused } = refusedIn.get(one) ?? (await migrateFiles(projectOf(one), one.options));
      printed.push(...refused.map((refusal) => ({ title: one.title, refusal })));
    }
  }, 300_000);

  const codes = Object.keys(REFUSALS) as RefusalCode[];
  const of = (code: RefusalCode) => printed.filter(({ refusal }) => refusal.code === code);

  it.each(codes.filter((code) => !NOT_IN_CASES.has(code)))('%s: says what to do, or gives code for it', (code) => {
    const all = of(code);
    expect(all, 'a golden case shows it').not.toEqual([]);
    expect(all.filter(({ refusal }) => /^(?:Change|Move) (?:this|it) (?:place )?by hand/.test(refusal.advice))).toEqual(
      [],
    );
    const isWritten = all.some(({ refusal }) => refusal.replacement !== undefined);
    expect(isWritten || REPLACEMENTS[code] === 'told' || all.every(({ refusal }) => refusal.advice.includes(' '))).toBe(
      true,
    );
    if (typeof REPLACEMENTS[code] !== 'string') expect(isWritten, 'code to paste').toBe(true);
  });

  it('reads as it does', async () => {
    const text = codes.flatMap((code) => {
      const all = of(code);
      return all.length === 0 ? [] : [`# ${code}: ${REFUSALS[code]}\n`, ...all.map(shownRefusal)];
    });
    await expect(text.join('\n')).toMatchFileSnapshot('__snapshots__/refusals.md');
  });
});

const shownRefusal = ({ title, refusal: { why, advice, replacement } }: { title: string; refusal: Refusal }): string =>
  [
    `- ${title}\n  why: ${why}\n  do: ${advice}`,
    ...(replacement === undefined ? [] : [`\n${indented(replacement)}`]),
  ].join('\n') + '\n';

const indented = (text: string): string => text.replace(/^(?=.)/gm, '      ');

/** Of files that the case shows and of sources that are new: a plan may add to package.json what it likes. */
const shown = (
  files: ReadonlyMap<string, string>,
  { before, after }: MigrationCase,
  project: ReadonlyMap<string, string>,
) => {
  const isShown = (path: string) => before.has(path) || after?.has(path) === true || !project.has(path);
  return Object.fromEntries([...files].filter(([path]) => isShown(path)));
};

async function holds(one: MigrationCase): Promise<void> {
  const project = projectOf(one);
  const first = await migrateFiles(project, one.options);
  refusedIn.set(one, first);
  expect(shown(first.files, one, project)).toEqual(Object.fromEntries(expectedOf(one)));
  expect(places(first.refused)).toEqual(places(one.refused));
  expect(codes(first.warnings)).toEqual(codes(one.warns.map((code) => ({ code }))));
  const second = await migrateFiles(first.files, one.options);
  expect(Object.fromEntries(second.files), 'a second run changes nothing').toEqual(Object.fromEntries(first.files));
}

const places = (refused: readonly Refused[]) =>
  [...new Set(refused.map(({ code, file, line }) => `${code} ${file}:${line}`))].sort();
const codes = (warnings: readonly { readonly code: string }[]) => [...new Set(warnings.map(({ code }) => code))].sort();
