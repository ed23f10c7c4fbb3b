import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as tsParser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import coldstate from '../../rules/index.js';
import { once } from '../../src/model/lazily.js';
import { expectBuilt } from '../house/sources.js';
import { CASES, expected, files, placesIn, told, type Said } from './corpus.js';

const nine = createRequire(join(import.meta.dirname, 'eslint-9/package.json'));
const eslint9 = nine('eslint') as { Linter: typeof Linter };
const babel = nine('@babel/eslint-parser') as Linter.Parser;
const isTypeScript = (file: string): boolean => file.endsWith('ts');

/** Everything that is reported in files of the corpus, the way an editor asks: file by file. */
function lint(Engine: typeof Linter, of: readonly string[], languageOptions: Linter.LanguageOptions): Said[] {
  const linter = new Engine({ cwd: CASES });
  return of.flatMap((file) => {
    const config: Linter.Config = {
      ...coldstate.configs.audit,
      files: ['**/*.{js,cjs,ts}'],
      languageOptions: { ...languageOptions, ...(file.endsWith('.cjs') ? { sourceType: 'commonjs' } : {}) },
    };
    const filename = join(CASES, file);
    return placesIn(file, linter.verify(readFileSync(filename, 'utf8'), [config], { filename }));
  });
}

/** What the newest ESLint says with the parser that most projects have. */
const reference = once(() => lint(Linter, files, { parser: tsParser }));
const inOrder = (said: readonly Said[]): string[] => said.map((one) => `${told([one]).join()} ${one.message}`).sort();

/** The places that the cases mark, in the same words everywhere. */
function expectSame(said: readonly Said[], of: readonly string[]): void {
  expect(told(said)).toEqual(told(expected.filter(({ file }) => of.includes(file))));
  expect(inOrder(said)).toEqual(inOrder(reference().filter(({ file }) => of.includes(file))));
}

describe('the cases', () => {
  it('hold both what is wrong and what is right, for every rule', () => {
    for (const rule of Object.keys(coldstate.rules)) {
      const own = files.filter((file) => file.startsWith(`${rule}/`));
      const wrong = new Set(expected.filter((place) => place.rule === rule).map(({ file }) => file));
      expect(own.filter((file) => wrong.has(file)).length, rule).toBeGreaterThan(0);
      expect(own.filter((file) => !wrong.has(file)).length, rule).toBeGreaterThan(0);
    }
  });
});

const scripts = files.filter((file) => !isTypeScript(file));

describe.each([
  ['ESLint 10', Linter],
  ['ESLint 9', eslint9.Linter],
])('%s reports what the cases say', (_name, Engine) => {
  it('with the TypeScript parser', () => {
    expectSame(lint(Engine, files, { parser: tsParser }), files);
  });

  it('with its own parser', () => {
    expectSame(lint(Engine, scripts, {}), scripts);
  });
});

describe('the parser of Babel gives the same', () => {
  // It goes with ESLint 9; its next major asks for a newer Node than the oldest that we run on.
  it.each([
    ['scripts', scripts, []],
    ['TypeScript', files.filter(isTypeScript), ['typescript']],
  ])('for %s', (_language, of, plugins) => {
    const parserOptions = { requireConfigFile: false, babelOptions: { parserOpts: { plugins } } };
    expectSame(lint(eslint9.Linter, of, { parser: babel, parserOptions }), of);
  });
});

interface OxlintReport {
  diagnostics: { code: string; message: string; filename: string; labels: { span: { line: number } }[] }[];
}

describe('oxlint', () => {
  beforeAll(expectBuilt);

  it('reports the same with the plugin as it is', () => {
    const directory = mkdtempSync(join(tmpdir(), 'coldstate-oxlint-'));
    try {
      const config = join(directory, 'oxlintrc.json');
      const plugin = { name: 'coldstate', specifier: resolve('dist/rules/index.js') };
      const { rules } = coldstate.configs.audit;
      // An audit of this very repository leaves an index, for which the cases are tests.
      const settings = { coldstate: { index: false } };
      writeFileSync(config, JSON.stringify({ jsPlugins: [plugin], plugins: [], categories: {}, settings, rules }));
      const bin = resolve('node_modules/oxlint/bin/oxlint');
      const args = [bin, '--config', config, '--format', 'json', '--allow', 'correctness', '.'];
      const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: CASES, encoding: 'utf8' });
      expect(stderr).toBe('');
      const { diagnostics } = JSON.parse(stdout) as OxlintReport;
      const said = diagnostics.map(({ code, message, filename, labels }) => ({
        message,
        file: filename.replaceAll('\\', '/'),
        rule: /^coldstate\((?<rule>.+)\)$/.exec(code)?.groups?.rule ?? code,
        line: labels[0]?.span.line ?? 0,
      }));
      expectSame(said, files);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
