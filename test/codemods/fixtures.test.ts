/** What the transforms write, to the byte, and that the migration would write the same. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Destination } from '../../src/migrate/types.js';
import { complaints } from '../migrate/cases/support/strict.js';
import { projectFiles } from '../migrate/cases/support/platforms.js';
import { migrateFiles } from '../migrate/migrate-files.js';
import { DIFFERENT } from './different.js';
import { fixtures, run, type Fixture } from './fixtures.js';

const named = (some: readonly Fixture[]) => some.map((one) => [`${one.form}/${one.name}`, one] as const);

describe('the fixtures', () => {
  it('are all listed', () => {
    const files = [...new Set(fixtures.map(({ form }) => form))].flatMap((form) =>
      readdirSync(`codemods/__testfixtures__/${form}`).map((file) => `${form}/${file.split('.', 1)[0] ?? ''}`),
    );
    expect([...new Set(files)].sort()).toEqual(
      named(fixtures)
        .map(([name]) => name)
        .sort(),
    );
  });

  it('compile afterwards as before', () => {
    const typed = fixtures.filter(({ path }) => path.endsWith('.ts'));
    const worlds = typed.flatMap((one) =>
      (['input', 'output'] as const).map((side) => ({
        name: `${one.form} ${one.name} ${side}`,
        files: new Map([...projectOf(one), [one.path, one[side]]]),
      })),
    );
    expect(Object.fromEntries(complaints(worlds))).toEqual({});
  }, 120_000);
});

describe.each(named(fixtures))('%s', (name, { form, path, input, output, options }) => {
  it('becomes what stands beside it', () => {
    expect(run(form, path, input, options).text).toBe(output);
  });

  it('changes no more on a second run', () => {
    expect(run(form, path, output, options).text).toBeUndefined();
  });

  const why = DIFFERENT[name];
  it(why ? `differs from the migration: ${why.because}` : 'is what the migration writes', async () => {
    const one = { form, name, path, input, output, options };
    const migrated = await migrateFiles(projectOf(one), {
      ...{ to: (options.to ?? 'redis') as Destination, acceptVolatile: true },
      ttl:
        options.ttl === undefined ? {} : Object.fromEntries(storesIn(input).map((store) => [store, options.ttl ?? ''])),
    });
    const text = migrated.files.get(path);
    if (why === undefined) expect(text).toBe(output);
    else expect(text, 'take it out of different.ts').not.toBe(output);
  });
});

const storesIn = (text: string): string[] =>
  Array.from(text.matchAll(/^(?:const|let) (\w+)/gm), ([, name = '']) => name);

/** Files that an import of a fixture asks for. */
const BESIDE: Readonly<Record<string, string>> = {
  './verify.js': 'export const verify = (token: string): boolean => token.length > 20;\n',
  './mail.js': 'export async function send(to: string): Promise<void> {\n  await fetch(to);\n}\n',
  './passwords.js':
    'export async function check(user: string, password: string): Promise<boolean> {\n  return (await fetch(user + password)).ok;\n}\n',
};

function projectOf({ path, input }: Fixture): Map<string, string> {
  const files = new Map([[path, input]]);
  const platform = /(?:^|\/)app\//.test(path) ? 'next' : 'lambda';
  const project = new Map([...projectFiles(platform, files), ...files]);
  for (const [specifier, text] of Object.entries(BESIDE))
    if (input.includes(specifier)) project.set(path.replace(/[^/]+$/, specifier.slice(2).replace('.js', '.ts')), text);
  return project;
}
