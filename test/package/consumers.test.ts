import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHECKOUT, locked, node, npm, pack, PACKAGE } from '../../adapters/test/package/project.js';
import type { Finding } from '../../src/model/report.js';
import { expectBuilt } from '../house/sources.js';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  files: string[];
  bundleDependencies: string[];
};

// Written down here: in a directory of its own, the configuration would be one for this repository's own lint.
const PROJECT = {
  'package.json': '{ "name": "login", "private": true, "type": "module" }\n',
  'eslint.config.js': `import coldstate from 'coldstate';
import { defineConfig } from 'eslint/config';

export default defineConfig([{ files: ['*.js'], plugins: { coldstate }, extends: ['coldstate/recommended'] }]);
`,
  'limiter.js': readFileSync('test/rules/cases/no-module-state/limiter.js', 'utf8').replace(' // reported', ''),
};

let tarball: string;
let adapters: string;
const made: string[] = [];

beforeAll(async () => {
  expectBuilt();
  [tarball, adapters] = await Promise.all([pack(CHECKOUT), pack(PACKAGE)]);
  made.push(dirname(tarball), dirname(adapters));
});
afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});

describe('the tarball', () => {
  const paths = (): string[] =>
    spawnSync('tar', ['-tzf', tarball], { encoding: 'utf8' })
      .stdout.split('\n')
      .filter(Boolean)
      .map((path) => path.replace(/^package\//, ''));

  it('holds what is run and what is asked for its types, and nothing else', () => {
    const allowed = [...manifest.files, 'node_modules', 'package.json', 'README.md', 'LICENSE'];
    const own = paths().filter((path) => !path.startsWith('node_modules/'));
    expect(
      [...new Set(paths().map((path) => path.split('/')[0]))].filter((name) => !allowed.includes(name ?? '')),
    ).toEqual([]);
    expect(own.filter((path) => /\.map$|\.tsbuildinfo$|\.test\.|(?<!\.d)\.ts$/.test(path))).toEqual([]);
    // What a build of another day left behind.
    const sourceOf = (path: string): string => path.replace(/^dist\//, '').replace(/(?:\.d\.ts|\.js)$/, '.ts');
    expect(own.filter((path) => path.startsWith('dist/') && !existsSync(sourceOf(path)))).toEqual([]);
  });

  it('brings the parser that needs a TypeScript with an API, and what that needs', () => {
    const packages = paths().flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
    expect([...new Set(packages)]).toEqual(expect.arrayContaining([...manifest.bundleDependencies, 'ts-api-utils']));
    expect(packages.filter((name) => /^(?:oxc-|@oxc-|ts-morph$|@ts-morph\/|eslint$|jscodeshift$)/.test(name))).toEqual(
      [],
    );
  });

  it('has nothing that publint minds', async () => {
    const data = readFileSync(tarball);
    const { messages } = await publint({
      pack: { tarball: data.buffer.slice(data.byteOffset, data.byteOffset + data.length) },
    });
    expect(messages.map((message) => formatMessage(message, manifest, { color: false }))).toEqual([]);
  });

  it('has types that are right for modules', async () => {
    const result = await checkPackage(createPackageFromTarballData(readFileSync(tarball)), {
      excludeEntrypoints: ['./schema.json', './report.schema.json'],
    });
    if (!result.types) throw new Error('the tarball has no types');
    // It is a package of modules: `require` gets them as they are, from Node 20.19 on. `node10` reads no `exports`.
    const problems = result.problems.filter(
      (problem) => !('resolutionKind' in problem) || !['node10', 'node16-cjs'].includes(problem.resolutionKind),
    );
    expect(problems).toEqual([]);
  });
});

// npm lays what all may share beside the TypeScript of the project, and 7 has no API that a parser could call. The projects are made side by
// side; what is done in one of them is done in turn.
describe.concurrent.each([
  { beside: 'TypeScript 7', packages: ['typescript@7'] },
  { beside: 'TypeScript 5.9', packages: ['typescript@~5.9.3'] },
  { beside: 'no TypeScript', packages: [] },
])('beside $beside', ({ packages }) => {
  let root: string;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'coldstate-consumer-'));
    made.push(root);
    for (const [file, text] of Object.entries(PROJECT)) writeFileSync(join(root, file), text);
    cpSync(resolve('fixtures/shortener/before'), join(root, 'service'), { recursive: true });
    const wanted = [tarball, adapters, await locked('eslint'), ...packages];
    await npm(['install', '--no-audit', '--no-fund', '--prefer-offline', '--save-exact', ...wanted], root);
  });

  const coldstate = (...args: string[]): Promise<string> =>
    node('node_modules/coldstate/bin/coldstate.js', args, { cwd: root });

  async function found(): Promise<string[]> {
    const output = await coldstate('audit', 'service', '--format', 'json', '--fail-on', 'none');
    return (JSON.parse(output) as { findings: Finding[] }).findings.map(
      ({ id, rule, file }) => `${file} ${rule} ${id}`,
    );
  }

  it('the project keeps the TypeScript that it has', { concurrent: false }, () => {
    expect(existsSync(join(root, 'node_modules/typescript'))).toBe(packages.length > 0);
  });

  it('ESLint runs the rules', { concurrent: false }, async () => {
    const output = await node('node_modules/eslint/bin/eslint.js', ['.', '--format', 'json'], { cwd: root });
    const results = JSON.parse(output) as { messages: { ruleId: string; line: number }[] }[];
    const messages = results.flatMap((result) => result.messages);
    expect(messages.map(({ ruleId, line }) => `${line} ${ruleId}`)).toEqual(['3 coldstate/no-module-state']);
  });

  it('an audit finds the same with the parser that needs no native code', { concurrent: false }, async () => {
    const before = await found();
    expect(before.length).toBeGreaterThan(3);
    const bindings = join(root, 'node_modules/@oxc-parser');
    renameSync(bindings, `${bindings}-away`);
    try {
      expect(await found()).toEqual(before);
    } finally {
      renameSync(`${bindings}-away`, bindings);
    }
  });

  it('a migration follows types, and is checked by the compiler', { concurrent: false }, async () => {
    // A function of another file that gives on what has to be awaited from now on.
    const caller = join(root, 'service/src/lib/preview.ts');
    writeFileSync(
      caller,
      `import { nextCode } from './codes.js';\n\nexport const preview = (): string => nextCode();\n`,
    );
    const output = await coldstate('migrate', 'service', '--to', 'dynamodb');
    expect(output).toContain('4 of 4 stores can move to DynamoDB');
    expect(output).toContain('src/lib/preview.ts');
    expect(output).toContain('Checked on the edited text');
    expect(output).not.toContain('coldstate:');
  });
});
