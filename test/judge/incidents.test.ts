import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compare, isPositive, type Case } from './case.js';

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

describe.each(families)('$family', ({ cases }) => {
  it.each(cases)('$name', async (one) => {
    const { wanted, got, because } = await compare(one);
    expect(got, because).toEqual(wanted);
  });
});

describe('the incidents', () => {
  it('are many, of both kinds', () => {
    expect(all.filter(isPositive).length).toBeGreaterThanOrEqual(70);
    expect(all.filter((one) => !isPositive(one)).length).toBeGreaterThanOrEqual(70);
  });

  it('are each told once', () => {
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });
});
