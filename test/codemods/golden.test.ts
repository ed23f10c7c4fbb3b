/** The golden cases of the migration: where a transform does all of a file's stores, it writes what is right. */
import { expect, it } from 'vitest';
import { expectedOf, loadCases, type MigrationCase } from '../migrate/cases.js';
import { run, TRANSFORMS, type FormName } from './fixtures.js';

const FORMS = Object.keys(TRANSFORMS) as FormName[];
const SHARED = /^(?:const|let) (\w+) = (?:shared\w+|sequence|rateLimiter|lock)\b/gm;

interface Done {
  readonly title: string;
  readonly right: string;
  readonly text: string;
}

/** Files of which all stores that the migration moves are moved. Roles and lifetimes are read from the code by the migration alone. */
function doneOf(one: MigrationCase): Done[] {
  const expected = expectedOf(one);
  return [...one.before].flatMap(([path, before]) => {
    const right = expected.get(path) ?? before;
    const names = Array.from(right.matchAll(SHARED), ([, name]) => name);
    // The wrapper around handlers of Express 4 is a file of its own.
    if (names.length === 0 || right.includes('asyncHandler(')) return [];
    const text = FORMS.reduce((now, form) => run(form, path, now, { store: names }).text ?? now, before);
    if ([...text.matchAll(SHARED)].length < names.length) return [];
    return [{ title: `${one.file}: ${one.title}: ${path}`, right: bare(right), text: bare(text) }];
  });
}

const bare = (text: string): string =>
  text
    .replace(/\b(?:role|ttl|retain): (?:\{[^}]*\}|'[^']*')(?:, )?/g, '')
    .replace(/, \{ *\}/g, '')
    .replace(/,? \}\)/g, ' })');

const done = loadCases().flatMap(doneOf);

it('some are done', () => {
  expect(done.length).toBeGreaterThan(40);
});

it.each(done.map((one) => [one.title, one] as const))('%s', (_, { right, text }) => {
  expect(text).toBe(right);
});
