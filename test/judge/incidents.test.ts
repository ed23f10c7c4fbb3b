import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compare, isPositive, type Case } from './case.js';
import { gapNames, holds } from './gaps.js';
import { scoreOf } from './score.js';

const folder = new URL('cases/', import.meta.url);
const families = await Promise.all(
  readdirSync(folder)
    .sort()
    .map(async (file) => {
      const loaded = (await import(new URL(file, folder).href)) as Record<string, readonly Case[]>;
      return { family: file.replace(/\.ts$/, ''), cases: Object.values(loaded).flat() };
    }),
);
const all = families.flatMap(({ cases }) => cases);

describe.each(families.map(({ family, cases }) => [family, cases] as const))('%s', (_family, cases) => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    await holds(one.name, async () => {
      const { wanted, got, because } = await compare(one);
      expect(got, because).toEqual(wanted);
    });
  });
});

describe('the incidents', () => {
  it('are many, of both kinds', () => {
    expect(all.filter(isPositive).length).toBeGreaterThanOrEqual(70);
    expect(all.filter((one) => !isPositive(one)).length).toBeGreaterThanOrEqual(70);
  });

  /** What has been reached, gaps included, and must not be lost. */
  it('are found and named at least as well as before', async () => {
    const { recall, precision, role, severity } = await scoreOf(all);
    expect.soft(recall, 'recall').toBeGreaterThanOrEqual(0.95);
    expect.soft(precision, 'precision').toBeGreaterThanOrEqual(0.95);
    expect.soft(role, 'roles of the found').toBeGreaterThanOrEqual(0.85);
    expect.soft(severity, 'severities of the found').toBeGreaterThanOrEqual(0.93);
  });

  it('have the figures that the README says', async () => {
    const { recall, precision, role, severity } = await scoreOf(all);
    const broken = all.filter(isPositive).length;
    expect(readFileSync(new URL('../../README.md', import.meta.url), 'utf8')).toContain(
      `Over the ${all.length} cases of \`test/judge/cases\` (${broken} that break, ${all.length - broken} that do not), each told as what ` +
        `happens to a user: recall ${recall.toFixed(2)}, precision ${precision.toFixed(2)}, role ${role.toFixed(2)}, severity ${severity.toFixed(2)}.`,
    );
  });

  it('have gaps that are cases of ours', () => {
    const forms = readFileSync(new URL('forms.test.ts', import.meta.url), 'utf8');
    const names = new Set(all.map(({ name }) => name));
    expect([...gapNames].filter((name) => !names.has(name) && !forms.includes(`'${name}'`))).toEqual([]);
  });

  it('are each told once', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });
});
