/** What waits, and where: each example before and after, its syntax and types checked, and nothing left for a second run. */
import { ts } from 'ts-morph';
import { describe, expect, test } from 'vitest';
import { versionsFrom } from '../../src/migrate/async/index.js';
import { filesOf, type Case } from './async-case.js';
import { callbacks } from './async-cases-callbacks.js';
import { expressions } from './async-cases-expressions.js';
import { functions } from './async-cases-functions.js';
import { places } from './async-cases-places.js';
import { receivers } from './async-cases-receivers.js';
import { unheard } from './async-cases-unheard.js';
import { complaintsIn, migrated } from './async-world.js';

const tables: Readonly<Record<string, readonly Case[]>> = {
  expressions,
  callbacks,
  functions,
  places,
  receivers,
  unheard,
};

const numbered = Object.entries(tables).map(
  ([table, cases]) => [table, cases.map((each, i) => [each.name, each, `${table}-${i}`] as const)] as const,
);
const all = numbered.flatMap(([, cases]) => cases);
const given = new Map(
  all.flatMap(([, each, folder]) =>
    Object.entries(filesOf(each, each.before)).map(([file, text]) => [`${folder}/${file}`, text]),
  ),
);
const world = migrated(given);
const before = complaintsIn(given, 'now');
const after = complaintsIn(world.files, 'later');
const again = migrated(world.files);

describe.each(numbered)('%s', (_, cases) => {
  test.each(cases)('%s', (_name, each, store) => {
    const refusals = world.refusals.filter((refusal) => refusal.store === store);
    if (each.refused !== undefined) {
      expect(refusals.map(({ code }) => code)).toContain(each.refused);
      if (each.pasted !== undefined) expect(refusals.map(({ replacement }) => replacement)).toContain(each.pasted);
      return;
    }
    const inFolder = (files: ReadonlyMap<string, string>) =>
      Object.fromEntries(
        [...files].flatMap(([file, text]) =>
          file.startsWith(`${store}/`) ? [[file.slice(store.length + 1), text]] : [],
        ),
      );
    expect(refusals).toEqual([]);
    const expected = filesOf(each, each.after ?? each.before);
    expect(inFolder(world.files)).toMatchObject(expected);
    for (const [file, complaints] of after) {
      if (!file.startsWith(`${store}/`)) continue;
      expect(complaints.filter((complaint) => !before.get(file)?.includes(complaint))).toEqual([]);
    }
    if (each.warned !== undefined)
      expect(world.warnings.filter((warning) => warning.store === store).map(({ code }) => code)).toContain(
        each.warned,
      );
    expect(inFolder(again.files)).toEqual(inFolder(world.files));
  });
});

describe('what the engine asks', () => {
  const text = `export function f(k: string) { users.delete(k); }\nexport const g = (k: string) => { f(k); f(k); };`;
  const files = new Map([['s/main.ts', text]]);

  test('the plan names functions and counts what is awaited', () => {
    const { settled } = migrated(files);
    expect(settled.functions.map(({ name, line, stores }) => [name, line, stores])).toEqual([
      ['f', 1, ['s']],
      ['g', 2, ['s']],
    ]);
    expect([settled.callSites, settled.callSitesByStore.get('s')]).toEqual([3, 3]);
  });

  test('a wait inside of what is rewritten as a whole is an error of the engine', () => {
    const start = text.indexOf('f(k);');
    const { refusals } = migrated(files, [{ file: 's/main.ts', start, end: start + 5 }]);
    expect(refusals.map(({ code, line }) => [code, line])).toEqual([['UNVERIFIED', 2]]);
  });

  test('a wait beside of it is none', () => {
    const start = text.indexOf('users');
    const { refusals } = migrated(files, [{ file: 's/main.ts', start: start - 1, end: start }]);
    expect(refusals).toEqual([]);
  });

  test('a component waits where the server renders it', () => {
    const page =
      'export default function Page() { return <Name k="a" />; }\nfunction Name({ k }: { k: string }) { return <p>{users.get(k).name}</p>; }';
    const { files: made, refusals } = migrated(new Map([['app/page.tsx', page]]));
    expect(refusals).toEqual([]);
    expect(made.get('app/page.tsx')).toBe(
      'export default function Page() { return <Name k="a" />; }\nasync function Name({ k }: { k: string }) { return <p>{(await users.get(k)).name}</p>; }',
    );
  });

  test('TypeScript that is compiled to CommonJS cannot wait at its top level', () => {
    const { refusals } = migrated(new Map([['s/main.ts', 'export const first = users.get("a");']]), [], {
      module: ts.ModuleKind.CommonJS,
    });
    expect(refusals.map(({ code }) => code)).toEqual(['TOP_LEVEL_CJS']);
  });

  test('what is installed counts more than what is declared', () => {
    const manifests: Readonly<Record<string, string>> = {
      'package.json': '{"dependencies":{"express":"^5.0.0"}}',
      'api/package.json': '{"dependencies":{"express":"^4.0.0"}}',
      'node_modules/koa/package.json': '{"version":"2.15.0"}',
      'broken/package.json': '{',
    };
    const versionOf = versionsFrom((file) => manifests[file]);
    expect([
      versionOf('api/src/app.js', 'express'),
      versionOf('broken/app.js', 'express'),
      versionOf('api/a.js', 'koa'),
      versionOf('a.js', 'hono'),
    ]).toEqual(['^4.0.0', '^5.0.0', '2.15.0', undefined]);
  });
});
