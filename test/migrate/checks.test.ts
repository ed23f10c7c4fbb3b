import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { checkPlan, projectSource, verifyTexts, type Checked } from '../../src/migrate/checks/index.js';
import type { MigrationPlan } from '../../src/migrate/types.js';
import { amountText } from '../../src/migrate/routes/amount.js';
import { expectBuilt } from '../house/sources.js';
import { edit, install, machine, plan, project, snapshot, storePlan } from './projects.js';

const TSCONFIG = JSON.stringify({
  compilerOptions: { strict: true, target: 'es2022', module: 'nodenext', types: [], skipLibCheck: true, noEmit: true },
  include: ['src'],
});

const HITS = `const hits = new Map<string, number>();

export function count(ip: string): number {
  hits.set(ip, (hits.get(ip) ?? 0) + 1);
  return hits.get(ip) ?? 0;
}
`;
const API = `import { count } from './hits.js';

export async function handler(ip: string): Promise<string> {
  if (count(ip) > 3) return 'slow down';
  return 'welcome';
}
`;
const OTHER = `const names = new Map<string, string>();

export async function nameOf(id: string): Promise<string> {
  return names.get(id) ?? 'nobody';
}
`;

const FILES = {
  'package.json': '{ "type": "module" }',
  'tsconfig.json': TSCONFIG,
  'src/hits.ts': HITS,
  'src/api.ts': API,
  'src/other.ts': OTHER,
};

const DECLARE = (name: string, type: string) =>
  `import { sharedMap } from '@coldstate/adapters/redis';\nconst ${name} = sharedMap<${type}>('${name}');`;

/** All that is right for \`hits\`, but for what a test leaves out. */
const hitsEdits = [
  edit('src/hits.ts', HITS, 'const hits = new Map<string, number>();', DECLARE('hits', 'number')),
  edit('src/hits.ts', HITS, 'export function', 'export async function'),
  edit('src/hits.ts', HITS, ': number {', ': Promise<number> {'),
  edit(
    'src/hits.ts',
    HITS,
    'hits.set(ip, (hits.get(ip) ?? 0) + 1);\n  return hits.get(ip) ?? 0;',
    'return hits.increment(ip);',
  ),
];
const callEdit = edit('src/api.ts', API, 'count(ip) > 3', '(await count(ip)) > 3');
const otherEdits = [
  edit('src/other.ts', OTHER, 'const names = new Map<string, string>();', DECLARE('names', 'string'), {
    stores: ['s2'],
  }),
  edit('src/other.ts', OTHER, 'names.get(id)', '(await names.get(id))', { stores: ['s2'] }),
];

const stores = [
  storePlan({ file: 'src/hits.ts' }),
  storePlan({
    file: 'src/other.ts',
    store: 's2',
    symbol: 'names',
    adapter: { constructor: 'sharedMap', name: 'names', options: [], because: [] },
  }),
];
const planOf = (edits: MigrationPlan['edits']) => plan({ stores, edits });

const check = (root: string, made: MigrationPlan) => checkPlan(made, { source: projectSource(root), machine });

function typed(files: Record<string, string> = FILES): string {
  const root = project(files);
  install(root, 'typescript');
  return root;
}

const summary = ({ plan: { stores: ready, refused }, reports }: Checked) => ({
  ready: ready.map(({ symbol }) => symbol),
  refused: refused.flatMap(({ symbol, refusals }) =>
    refusals.map(({ code, file, line, why }) => `${symbol} ${code} ${file}:${line} ${why}`),
  ),
  reports: reports.map(({ check: name, outcome, note }) =>
    `${name} ${outcome} ${note}`.trim().replace(/\d+\.\d+\.\d+/, 'X'),
  ),
});

describe('the checks', { timeout: 180_000 }, () => {
  beforeAll(expectBuilt);

  it('let pass what is right, with the tools of the project, and touch nothing', async () => {
    const root = typed();
    const before = snapshot(root);
    const temporary = mkdtempSync(join(tmpdir(), 'coldstate-alone-'));
    vi.stubEnv('TMPDIR', temporary);
    const result = await check(root, planOf([...hitsEdits, callEdit, ...otherEdits])).finally(() => {
      vi.unstubAllEnvs();
    });
    expect(summary(result)).toMatchInlineSnapshot(`
      {
        "ready": [
          "hits",
          "names",
        ],
        "refused": [],
        "reports": [
          "syntax passed",
          "structure passed",
          "promises passed",
          "types passed tsc X",
          "lint skipped typescript-eslint is not installed; the promise audit covers its rules",
        ],
      }
    `);
    expect(result.routes.map(({ route, file, operations }) => [route, file, amountText(operations)])).toEqual([
      ['handler', 'src/api.ts', '1'],
      ['nameOf', 'src/other.ts', '1'],
    ]);
    expect(snapshot(root)).toEqual(before);
    expect(readdirSync(temporary).filter((name) => name.startsWith('coldstate-'))).toEqual([]);
  });

  it('refuse the store whose caller was forgotten, and no other', async () => {
    const result = await check(typed(), planOf([...hitsEdits, ...otherEdits]));
    expect(summary(result)).toMatchInlineSnapshot(`
      {
        "ready": [
          "names",
        ],
        "refused": [
          "hits UNVERIFIED src/api.ts:4 every promise is waited for: \`count(ip)\` is compared or calculated with before it is there",
        ],
        "reports": [
          "syntax passed",
          "structure passed",
          "promises failed",
          "types passed tsc X",
          "lint skipped typescript-eslint is not installed; the promise audit covers its rules",
        ],
      }
    `);
    expect(result.plan.edits.every((one) => one.file === 'src/other.ts')).toBe(true);
  });

  it('refuse the store that brings a type error', async () => {
    const wrong = edit('src/other.ts', OTHER, 'names.get(id)', '(await names.get(id))?.length', { stores: ['s2'] });
    const result = await check(typed(), planOf([...hitsEdits, callEdit, ...otherEdits.slice(0, 1), wrong]));
    expect(summary(result)).toMatchInlineSnapshot(`
      {
        "ready": [
          "hits",
        ],
        "refused": [
          "names TYPE_CHECK src/other.ts:5 type check: TS2322: Type 'number | "nobody"' is not assignable to type 'string'.",
        ],
        "reports": [
          "syntax passed",
          "structure passed",
          "promises passed",
          "types failed tsc X",
          "lint skipped typescript-eslint is not installed; the promise audit covers its rules",
        ],
      }
    `);
  });

  it.each([
    ['the project’s own', typed],
    ['our own', project],
  ])('refuse the one store that an error in a file without changes is about, by %s compiler', async (_, made) => {
    const report = `import { count } from './hits.js';
import { nameOf } from './other.js';

type Counted = ReturnType<typeof count>;

export const most: Counted = 7;
export const first = (): Promise<string> => nameOf('first');
`;
    const root = made({ ...FILES, 'src/report.ts': report });
    const { ready, refused } = summary(await check(root, planOf([...hitsEdits, callEdit, ...otherEdits])));
    expect(ready).toEqual(['names']);
    expect(refused).toEqual([
      "hits TYPE_CHECK src/report.ts:6 type check: TS2322: Type 'number' is not assignable to type 'Promise<number>'.",
    ]);
  });

  it('refuse the store whose error stands among the changes of another', async () => {
    const api = `import { count } from './hits.js';
import { titles } from './other.js';

export async function handler(ip: string): Promise<string> {
  if (count(ip) > 3) return 'slow down';
  return titles.get(ip)?.trim() ?? 'welcome';
}
`;
    const other = 'export const titles = new Map<string, string>();\n';
    const root = project({ ...FILES, 'src/api.ts': api, 'src/other.ts': other });
    const titles = edit('src/other.ts', other, 'Map<string, string>', 'Map<string, number>', { stores: ['s2'] });
    const call = edit('src/api.ts', api, 'count(ip) > 3', '(await count(ip)) > 3');
    const { ready, refused } = summary(await check(root, planOf([...hitsEdits, call, titles])));
    expect(ready).toEqual(['hits']);
    expect(refused).toEqual([
      "names TYPE_CHECK src/api.ts:6 type check: TS2339: Property 'trim' does not exist on type 'number'.",
    ]);
  });

  it('refuse the store with a misplaced edit, and the one that does not parse', async () => {
    const source =
      'export async function f() {\n  g()\n  m.get(1).touch()\n}\ndeclare const m: Map<number, { touch(): void }>;\ndeclare function g(): void;\n';
    const root = typed({ ...FILES, 'src/loose.ts': source });
    const loose = edit('src/loose.ts', source, 'm.get(1)', '(await m.get(1))', { stores: ['s1'] });
    const broken = edit('src/other.ts', OTHER, 'names.get(id)', '(await names.get(id)', { stores: ['s2'] });
    expect(summary(await check(root, planOf([loose, broken]))).refused).toMatchInlineSnapshot(`
      [
        "names UNVERIFIED src/other.ts:4 edited files parse: ')' expected.",
        "hits UNVERIFIED src/loose.ts:2 nothing but the edits changed: \`g()\` would be part of something else",
        "hits UNVERIFIED src/loose.ts:3 nothing but the edits changed: what begins here would belong to the statement before",
      ]
    `);
  });

  it('do not count errors that were there before, wherever they move', async () => {
    const files = { ...FILES, 'src/api.ts': `${API}\nexport const wrong: number = 'text';\n` };
    const call = edit('src/api.ts', files['src/api.ts'], 'count(ip) > 3', '(await count(ip)) > 3');
    const result = await check(typed(files), planOf([...hitsEdits, call, ...otherEdits]));
    expect(summary(result).refused).toEqual([]);
  });

  it('check a project without TypeScript by our own compiler, and say so', async () => {
    const wrong = edit('src/other.ts', OTHER, 'names.get(id)', '(await names.get(id))?.length', { stores: ['s2'] });
    const result = await check(project(FILES), planOf([...hitsEdits, callEdit, ...otherEdits.slice(0, 1), wrong]));
    const { ready, refused, reports } = summary(result);
    expect(ready).toEqual(['hits']);
    expect(refused).toHaveLength(1);
    expect(reports).toContain('types failed TypeScript is not installed, so it was checked with our own compiler');
  });

  it('do not take for an error of the migration what their own questions make the compiler say', async () => {
    const page = 'export const Page = () => <main><span className="dot" />hello</main>;\n';
    const root = project({ ...FILES, 'src/page.tsx': page });
    const { refused, reports } = summary(await check(root, planOf([...hitsEdits, callEdit, ...otherEdits])));
    expect(refused).toEqual([]);
    expect(reports).toContain('types passed TypeScript is not installed, so it was checked with our own compiler');
  });

  it('do not blame the code for names of the environment whose types are not installed', async () => {
    const told = edit('src/other.ts', OTHER, 'names.get(id)', '(await names.get(id).catch(console.error))', {
      stores: ['s2'],
    });
    const root = project({ ...FILES, 'tsconfig.json': TSCONFIG.replace('"types"', '"lib":["es2022"],"types"') });
    const { refused } = summary(await check(root, planOf([...hitsEdits, callEdit, ...otherEdits.slice(0, 1), told])));
    expect(refused).toEqual([]);
  });

  it('know again an error on a line that the migration rewrites', async () => {
    const hits = HITS.replace('return hits.get(ip) ?? 0;', 'return counted(hits.get(ip) ?? 0);');
    const edits = [
      edit('src/hits.ts', hits, 'const hits = new Map<string, number>();', DECLARE('hits', 'number')),
      edit('src/hits.ts', hits, 'export function', 'export async function'),
      edit('src/hits.ts', hits, ': number {', ': Promise<number> {'),
      edit(
        'src/hits.ts',
        hits,
        'hits.set(ip, (hits.get(ip) ?? 0) + 1);\n  return counted(hits.get(ip) ?? 0);',
        'const count = await hits.increment(ip);\n  return counted(count);',
      ),
    ];
    const root = project({ ...FILES, 'src/hits.ts': hits });
    expect(summary(await check(root, planOf([...edits, callEdit, ...otherEdits]))).refused).toEqual([]);
  });

  it('know again a promise that was not waited for before, although what is handed to it has changed', async () => {
    const runner = 'export declare function test(name: string, run: () => void | Promise<void>): Promise<void>;\n';
    const test = `import { count } from './hits.js';
import { test } from './runner.js';

test('counts', () => {
  if (count('a') !== 1) throw new Error('not counted');
});
`;
    const root = project({ ...FILES, 'src/runner.d.ts': runner, 'src/hits.spec.ts': test });
    const run = edit('src/hits.spec.ts', test, '() =>', 'async () =>');
    const waiting = edit('src/hits.spec.ts', test, "count('a')", "(await count('a'))");
    const made = planOf([...hitsEdits, callEdit, ...otherEdits, run, waiting]);
    expect(summary(await check(root, made)).refused).toEqual([]);
  });

  it('are not satisfied by a compiler that stops before it looks at the code', async () => {
    const files = { ...FILES, 'tsconfig.json': TSCONFIG.replace('"types":[]', '"types":["nobody"]') };
    const wrong = edit('src/other.ts', OTHER, 'names.get(id)', '(await names.get(id))?.length', { stores: ['s2'] });
    const { ready, reports } = summary(
      await check(typed(files), planOf([...hitsEdits, callEdit, ...otherEdits.slice(0, 1), wrong])),
    );
    expect(ready).toEqual(['hits']);
    expect(reports).toContain(
      "types failed tsc X stops (TS2688: Cannot find type definition file for 'nobody'.), so it was checked with our own compiler",
    );
  });

  it('find the awaits that JavaScript forgets', async () => {
    const js =
      "const { rateLimiter } = require('./x');\nconst m = new Map();\nmodule.exports = async (k) => {\n  if (!m.has(k)) return 1;\n};\n";
    const root = project({ 'package.json': '{}', 'a.js': js });
    const declared = edit(
      'a.js',
      js,
      'const m = new Map();',
      "const { sharedMap } = require('@coldstate/adapters/redis');\nconst m = sharedMap('m');",
    );
    const { refused, reports } = summary(
      await check(root, plan({ stores: [storePlan({ file: 'a.js' })], edits: [declared] })),
    );
    expect(refused).toEqual([
      'hits UNVERIFIED a.js:5 every promise is waited for: `m.has(k)` is a promise, which is always true',
    ]);
    const awaited = edit('a.js', js, 'm.has(k)', '(await m.has(k))');
    const fine = summary(
      await check(root, plan({ stores: [storePlan({ file: 'a.js' })], edits: [declared, awaited] })),
    );
    expect(fine.refused).toEqual([]);
    expect(fine.reports).toContain('types skipped JavaScript without a tsconfig has no type check');
    expect(reports).toContain('promises failed');
  });

  it('run the lint rules of the project', async () => {
    const root = typed();
    install(root, 'eslint', 'typescript-eslint', '@typescript-eslint/eslint-plugin', '@typescript-eslint/parser');
    const twice = edit('src/other.ts', OTHER, 'return names', 'await id;\n  return names', { stores: ['s2'] });
    const merged = { ...twice, text: `await id;\n  return (await names.get(id))`, end: twice.end + '.get(id)'.length };
    const result = await check(root, planOf([...hitsEdits, callEdit, ...otherEdits.slice(0, 1), merged]));
    expect(summary(result)).toMatchInlineSnapshot(`
      {
        "ready": [
          "hits",
        ],
        "refused": [
          "names UNVERIFIED src/other.ts:5 typed lint: await-thenable: Unexpected \`await\` of a non-Promise (non-"Thenable") value.",
        ],
        "reports": [
          "syntax passed",
          "structure passed",
          "promises passed",
          "types passed tsc X",
          "lint failed ESLint 10, typescript-eslint X",
        ],
      }
    `);
  });

  it('check every package of a monorepo by its own tsconfig, each seeing the others as they will be', async () => {
    const shared =
      'export const hits = new Map<string, number>();\nexport function count(ip: string): number {\n  return hits.get(ip) ?? 0;\n}\n';
    const api =
      "import { count } from '@acme/shared';\nexport async function handler(ip: string): Promise<string> {\n  return ip + count(ip).toFixed();\n}\n";
    const manifest = (name: string) => JSON.stringify({ name, type: 'module', exports: './src/index.ts' });
    const root = typed({
      'package.json': JSON.stringify({ workspaces: ['packages/*'] }),
      'packages/shared/package.json': manifest('@acme/shared'),
      'packages/shared/tsconfig.json': TSCONFIG,
      'packages/shared/src/index.ts': shared,
      'packages/api/package.json': manifest('@acme/api'),
      'packages/api/tsconfig.json': TSCONFIG,
      'packages/api/src/index.ts': api,
      'node_modules/@acme/.keep': '',
    });
    const { symlinkSync } = await import('node:fs');
    symlinkSync('../../packages/shared', join(root, 'node_modules/@acme/shared'));
    const declared = [
      edit(
        'packages/shared/src/index.ts',
        shared,
        'export const hits = new Map<string, number>();',
        `import { sharedMap } from '@coldstate/adapters/redis';\nexport const hits = sharedMap<number>('hits');`,
      ),
      edit(
        'packages/shared/src/index.ts',
        shared,
        'export function count(ip: string): number',
        'export async function count(ip: string): Promise<number>',
      ),
      edit('packages/shared/src/index.ts', shared, 'return hits.get(ip)', 'return (await hits.get(ip))'),
    ];
    const stores = [storePlan({ file: 'packages/shared/src/index.ts' })];
    const fine = edit('packages/api/src/index.ts', api, 'count(ip)', '(await count(ip))');
    const good = summary(await check(root, plan({ stores, edits: [...declared, fine] })));
    expect(good.refused).toEqual([]);
    expect(good.reports).toContain('types passed tsc X');
    // Only the compiler of the other package can see this one.
    const wrong = edit('packages/api/src/index.ts', api, 'count(ip).toFixed()', '(await count(ip)).trim()');
    const bad = summary(await check(root, plan({ stores, edits: [...declared, wrong] })));
    expect(bad.refused).toEqual([
      "hits TYPE_CHECK packages/api/src/index.ts:3 type check: TS2339: Property 'trim' does not exist on type 'number'.",
    ]);
  });

  it('verify what is written already against what it was', async () => {
    const root = typed();
    const before = new Map([
      ['src/hits.ts', HITS],
      ['src/api.ts', API],
    ]);
    const edits = [...hitsEdits];
    const { withEdits } = await import('../../src/migrate/edits.js');
    writeFileSync(join(root, 'src/hits.ts'), withEdits(HITS, edits));
    const after = new Map([...before.keys()].map((file) => [file, readFileSync(join(root, file), 'utf8')]));
    const { failures } = await verifyTexts(before, after, { source: projectSource(root), machine });
    expect(failures.map(({ check: name, file, line }) => `${name} ${file}:${line}`)).toEqual([
      'promises src/api.ts:4',
      'types src/api.ts:4',
    ]);
    expect(existsSync(join(root, '.coldstate'))).toBe(false);
  });
});
