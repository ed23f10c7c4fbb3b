/** Each golden case, migrated; and the cases themselves, which have to be right before there is anything to hold against them. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { auditInMemory } from '../programs/memory.js';
import { expectedOf, loadCases, projectOf, type CaseOptions, type MigrationCase, type Refused } from './cases.js';
import { GAPS } from './gaps.js';
import { complaints } from './cases/support/strict.js';

export interface Migrated {
  /** All files of the project afterwards. */
  readonly files: ReadonlyMap<string, string>;
  readonly refused: readonly Refused[];
  readonly warnings: readonly { readonly code: string }[];
}
export type MigrateFiles = (files: ReadonlyMap<string, string>, options: CaseOptions) => Promise<Migrated>;

const ENGINE = join(dirname(fileURLToPath(import.meta.url)), 'migrate-files.ts');
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

describe('the migration', () => {
  const migrateFiles: MigrateFiles = async (files, options) => {
    if (!existsSync(ENGINE)) throw new Error(`${ENGINE} is not there yet: it exports migrateFiles(files, options).`);
    const engine = (await import(pathToFileURL(ENGINE).href)) as { migrateFiles: MigrateFiles };
    return engine.migrateFiles(files, options);
  };

  it.each(named(cases))('%s', async (_, one) => {
    const gap = gapOf(one);
    if (gap === undefined) return holds(one, migrateFiles);
    const isGap = await holds(one, migrateFiles).then(
      () => false,
      () => true,
    );
    expect(isGap, `take it out of gaps.ts: it holds (was: ${gap.cause})`).toBe(true);
  });
});

/** Of files that the case shows and of sources that are new: a plan may add to package.json what it likes. */
const shown = (
  files: ReadonlyMap<string, string>,
  { before, after }: MigrationCase,
  project: ReadonlyMap<string, string>,
) => {
  const isShown = (path: string) => before.has(path) || after?.has(path) === true || !project.has(path);
  return Object.fromEntries([...files].filter(([path]) => isShown(path)));
};

async function holds(one: MigrationCase, migrateFiles: MigrateFiles): Promise<void> {
  const project = projectOf(one);
  const first = await migrateFiles(project, one.options);
  expect(shown(first.files, one, project)).toEqual(Object.fromEntries(expectedOf(one)));
  expect(places(first.refused)).toEqual(places(one.refused));
  expect(codes(first.warnings)).toEqual(codes(one.warns.map((code) => ({ code }))));
  const second = await migrateFiles(first.files, one.options);
  expect(Object.fromEntries(second.files), 'a second run changes nothing').toEqual(Object.fromEntries(first.files));
}

const places = (refused: readonly Refused[]) =>
  [...new Set(refused.map(({ code, file, line }) => `${code} ${file}:${line}`))].sort();
const codes = (warnings: readonly { readonly code: string }[]) => [...new Set(warnings.map(({ code }) => code))].sort();
