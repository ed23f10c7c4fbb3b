import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { markEdits, whatComesAfter } from '../../src/migrate/after/index.js';
import { withDependencies } from '../../src/migrate/after/dependencies.js';
import { variablesFor, withVariables } from '../../src/migrate/after/environment.js';
import { withEdits } from '../../src/migrate/edits.js';
import { diffText, storePatches } from '../../src/migrate/show/diff.js';
import { committed, edit, git, plan, project, refusedStore, storePlan } from './projects.js';

const CODE = "import { sharedMap } from '@coldstate/adapters/redis';\n";

function after(
  files: Record<string, string>,
  texts: Record<string, string> = { 'src/a.ts': CODE },
  more: { spec?: string; to?: 'redis' | 'dynamodb' } = {},
) {
  const root = project(files);
  const options = { root, cwd: root, adaptersSpec: more.spec ?? '^0.1.0', reports: [] };
  const result = whatComesAfter(plan({ to: more.to ?? 'redis' }), new Map(Object.entries(texts)), options);
  return {
    ...result,
    texts: Object.fromEntries(result.changes.map(({ file, after: bytes }) => [file, bytes?.toString() ?? ''])),
  };
}

describe('the packages of migrated code', () => {
  it('are lines of the manifest that owns the file, everything else byte for byte', () => {
    const manifest =
      '{\r\n\t"name": "x",\r\n\t"dependencies": { "zod": "^4.0.0" },\r\n\t"scripts": { "t": "a" }\r\n}\r\n';
    expect(after({ 'package.json': manifest }).texts['package.json']).toBe(
      '{\r\n\t"name": "x",\r\n\t"dependencies": {\r\n\t\t"@coldstate/adapters": "^0.1.0",\r\n\t\t"@redis/client": "^6.0.0",\r\n\t\t"zod": "^4.0.0"\r\n\t},\r\n\t"scripts": { "t": "a" }\r\n}\r\n',
    );
  });

  it('get a block of their own where there is none', () => {
    expect(withDependencies('{}', { a: '1' })).toBe('{\n  "dependencies": {\n    "a": "1"\n  }\n}');
    expect(withDependencies('{\n    "name": "x"\n}\n', { a: '1' })).toBe(
      '{\n    "name": "x",\n    "dependencies": {\n        "a": "1"\n    }\n}\n',
    );
  });

  it('are not added twice', () => {
    const there = JSON.stringify({ dependencies: { '@coldstate/adapters': '1', '@redis/client': '5' } });
    const { install, texts } = after({ 'package.json': there });
    expect(install).toEqual([]);
    expect(Object.keys(texts)).toEqual(['.env.example', 'MIGRATION.md']);
  });

  it.each([
    ['redis', '@redis/client'],
    ['ioredis', 'ioredis'],
    ['dynamodb', '@aws-sdk/client-dynamodb'],
  ])('of the entry %s are those that the adapters take', (entry, name) => {
    const { texts } = after({ 'package.json': '{}' }, { 'a.js': `require('@coldstate/adapters/${entry}')` });
    const { dependencies } = JSON.parse(texts['package.json'] ?? '') as { dependencies: Record<string, string> };
    const { peerDependencies } = JSON.parse(readFileSync('adapters/package.json', 'utf8')) as {
      peerDependencies: Record<string, string>;
    };
    expect(peerDependencies[name]?.split(' || ')).toContain(dependencies[name]);
  });

  it.each([
    [{ 'pnpm-lock.yaml': '' }, 'pnpm install'],
    [{ 'yarn.lock': '' }, 'yarn install'],
    [{ 'bun.lock': '' }, 'bun install'],
    [{ 'package-lock.json': '{}' }, 'npm install'],
    [{}, 'npm install'],
  ])('are installed as %j says', (files: Record<string, string>, command) => {
    expect(after({ 'package.json': '{}', ...files }).install).toEqual([command]);
  });

  it('are installed with the manager that the manifest declares', () => {
    expect(after({ 'package.json': '{ "packageManager": "pnpm@9.1.0" }', 'yarn.lock': '' }).install).toEqual([
      'pnpm install',
    ]);
  });

  it('of a monorepo go to the package, and are installed from the workspace', () => {
    const { install, texts } = after(
      { 'package.json': '{}', 'pnpm-lock.yaml': '', 'packages/api/package.json': '{}' },
      { 'packages/api/src/a.ts': CODE },
    );
    expect(install).toEqual(['pnpm install']);
    expect(Object.keys(texts)).toEqual(['packages/api/package.json', 'packages/api/.env.example', 'MIGRATION.md']);
  });

  it.each([
    [{ 'package.json': '{ "workspaces": ["packages/*"] }', 'package-lock.json': '{}' }, 'npm install'],
    [{ 'package.json': '{ "workspaces": { "packages": ["./packages/api"] } }', 'yarn.lock': '' }, 'yarn install'],
    [
      { 'package.json': '{}', 'pnpm-lock.yaml': '', 'pnpm-workspace.yaml': 'packages:\n  # ours\n  - "packages/**"\n' },
      'pnpm install',
    ],
    [
      { 'package.json': '{}', 'pnpm-lock.yaml': '', 'pnpm-workspace.yaml': "packages: ['apps/*', 'packages/*']\n" },
      'pnpm install',
    ],
    [
      { 'package.json': '{ "workspaces": ["packages/*", "!packages/api"] }', 'yarn.lock': '' },
      '(cd packages/api && npm install)',
    ],
    [{ 'package.json': '{ "workspaces": ["packages/*"] }' }, '(cd packages/api && npm install)'],
    [{ 'package.json': '{}', 'yarn.lock': '' }, '(cd packages/api && npm install)'],
  ])('of a workspace %j are installed with it, not by a lockfile that was left', (files, command) => {
    const own = { 'packages/api/package.json': '{}', 'packages/api/package-lock.json': '{}' };
    const { install } = after({ ...own, ...(files as Record<string, string>) }, { 'packages/api/src/a.ts': CODE });
    expect(install).toEqual([command]);
  });

  it('may be a tarball or a directory, as the package sees it', () => {
    const files = { 'package.json': '{}', 'vendor/adapters.tgz': '', 'packages/api/package.json': '{}' };
    const { texts } = after(files, { 'packages/api/a.ts': CODE }, { spec: 'vendor/adapters.tgz' });
    expect(texts['packages/api/package.json']).toContain('"@coldstate/adapters": "file:../../vendor/adapters.tgz"');
  });
});

describe('the environment', () => {
  it('is told once, whatever else the file holds', () => {
    const first = withVariables('A=1', variablesFor('dynamodb'));
    expect(first).toMatch(
      /^A=1\n\n# Where .*\nCOLDSTATE_URL=dynamodb:\/\/coldstate\?region=eu-west-1\n# .*\nCOLDSTATE_NAMESPACE=app\n$/,
    );
    expect(withVariables(first, variablesFor('redis'))).toBeUndefined();
    expect(withVariables('# COLDSTATE_URL=\r\n', variablesFor('redis'))).toMatch(
      /^# COLDSTATE_URL=\r\n\r\n# Keeps .*\r\nCOLDSTATE_NAMESPACE=app\r\n$/,
    );
  });
});

describe('the text for the pull request', () => {
  it('takes the place of no text of the team', () => {
    expect(after({ 'package.json': '{}', 'MIGRATION.md': '# Ours\n' }).document).toBe('MIGRATION.coldstate.md');
    const { texts } = after({ 'package.json': '{}' });
    expect(after({ 'package.json': '{}', 'MIGRATION.md': texts['MIGRATION.md'] ?? '' }).document).toBe('MIGRATION.md');
  });
});

describe('the comments at refusals', () => {
  const marked = (text: string, line: number, column: number, file = 'a.tsx'): string => {
    const made = plan({ refused: [refusedStore({ file, line, column })] });
    return withEdits(
      text,
      markEdits(made, () => text),
    );
  };
  const COMMENT = '// coldstate: CTOR: the constructor of Guard calls guards.get';

  it('stand above the statement, never inside of a template or of markup', () => {
    const text =
      'export function Page() {\n  return (\n    <p>\n      {m.get(1)} {`\n${m.get(2)}`}\n    </p>\n  );\n}\n';
    expect(marked(text, 4, 8)).toBe(text.replace('  return', `  ${COMMENT}\n  return`));
    expect(marked(text, 5, 3)).toBe(text.replace('  return', `  ${COMMENT}\n  return`));
  });

  it('leave comments of other tools at their line, and keep line ends', () => {
    const text = 'f();\r\n// eslint-disable-next-line x -- y\r\nm.get(1);\r\n';
    const once = marked(text, 3, 1);
    expect(once).toBe(`f();\r\n${COMMENT}\r\n// eslint-disable-next-line x -- y\r\nm.get(1);\r\n`);
    expect(marked(once, 4, 1)).toBe(once);
  });

  it('stand above members of classes', () => {
    const text = 'class A {\n  a = 1;\n  get b() { return m.get(1); }\n}\n';
    expect(marked(text, 3, 20)).toBe(text.replace('  get b', `  ${COMMENT}\n  get b`));
  });
});

describe('the diff', () => {
  it('is a patch that git applies: Windows lines, no last line end, a file that two stores change, a new file', () => {
    const source = 'a(m);\r\nx;\r\ny;\r\nz;\r\nb(n);\r\nc;\r\nd;\r\ne;\r\nf;\r\ng;\r\nend';
    const root = committed({ 'src/a.js': source });
    const edits = [
      edit('src/a.js', source, 'a(m)', 'await a(m)', { stores: ['s1', 's2'], reason: 'both need it' }),
      edit('src/a.js', source, 'b(n);\r\n', '', { stores: ['s2'], reason: 'the timer goes' }),
      edit('src/a.js', source, 'end', 'await end', { stores: ['s2'], reason: 'the end' }),
    ];
    const made = plan({
      stores: [storePlan({ file: 'src/a.js' }), storePlan({ file: 'src/a.js', store: 's2', symbol: 'n' })],
      edits,
      created: [{ file: 'src/state.js', text: 'export {};\n', stores: ['s2'] }],
    });
    const paint = Object.fromEntries(
      ['bold', 'dim', 'underline', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan'].map((name) => [
        name,
        (text: string) => text,
      ]),
    );
    const context = { paint: paint as never, unicode: true, isScreen: false };
    const text = diffText(
      storePatches(made, () => source),
      context,
    );
    expect(text.split('\n').filter((line) => /^(?:@@|#)/.test(line))).toMatchInlineSnapshot(`
      [
        "# hits (counter, Map) src/a.js:1",
        "@@ -1,4 +1,4 @@ both need it",
        "# n (counter, Map) src/a.js:1",
        "@@ -2,10 +2,9 @@ the timer goes; the end",
        "@@ -1,0 +1,1 @@ a new file",
      ]
    `);
    mkdirSync(join(root, 'out'));
    writeFileSync(join(root, 'out/a.patch'), text);
    git(root, 'apply', 'out/a.patch');
    expect(readFileSync(join(root, 'src/a.js'), 'utf8')).toBe(withEdits(source, edits));
    expect(readFileSync(join(root, 'src/state.js'), 'utf8')).toBe('export {};\n');
  });

  it('cannot steer the terminal of whoever reads it', () => {
    const source = 'a();\n';
    const made = plan({
      stores: [storePlan({ file: 'a.js' })],
      edits: [edit('a.js', source, 'a()', 'a("\u001b[2J")')],
    });
    const brush = (text: string): string => text;
    const paint = {
      bold: brush,
      dim: brush,
      underline: brush,
      red: brush,
      green: brush,
      yellow: brush,
      blue: brush,
      magenta: brush,
      cyan: brush,
    };
    expect(
      diffText(
        storePatches(made, () => source),
        { paint, unicode: true, isScreen: true },
      ),
    ).not.toContain('\u001b');
  });
});
