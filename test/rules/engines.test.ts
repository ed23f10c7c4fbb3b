import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as tsParser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import coldstate from '../../rules/index.js';
import { expectBuilt } from '../house/sources.js';
import { CASES, expected, files, placesIn, told, type Place } from './corpus.js';

const nine = createRequire(join(import.meta.dirname, 'eslint-9/package.json'));
const eslint9 = nine('eslint') as { Linter: typeof Linter };
const babel = nine('@babel/eslint-parser') as Linter.Parser;
const isTypeScript = (file: string): boolean => file.endsWith('ts');

/** Everything that is reported in files of the corpus, the way an editor asks: file by file. */
function lint(Engine: typeof Linter, of: readonly string[], languageOptions: Linter.LanguageOptions): Place[] {
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

const within = (of: readonly string[]): string[] => told(expected.filter(({ file }) => of.includes(file)));

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

describe.each([
  ['ESLint 10', Linter],
  ['ESLint 9', eslint9.Linter],
])('%s reports what the cases say', (_name, Engine) => {
  const scripts = files.filter((file) => !isTypeScript(file));

  it('with the TypeScript parser', () => {
    expect(told(lint(Engine, files, { parser: tsParser }))).toEqual(within(files));
  });

  it('with its own parser', () => {
    expect(told(lint(Engine, scripts, {}))).toEqual(within(scripts));
  });
});

describe('the parser of Babel', () => {
  // It goes with ESLint 9; its next major asks for a newer Node than the oldest that we run on.
  it('gives the same', () => {
    const plain = { parser: babel, parserOptions: { requireConfigFile: false } };
    const scripts = files.filter((file) => !isTypeScript(file));
    expect(told(lint(eslint9.Linter, scripts, plain))).toEqual(within(scripts));
  });
});

interface OxlintReport {
  diagnostics: { code: string; filename: string; labels: { span: { line: number } }[] }[];
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
      const places = diagnostics.map(({ code, filename, labels }) => ({
        file: filename.replaceAll('\\', '/'),
        rule: /^coldstate\((?<rule>.+)\)$/.exec(code)?.groups?.rule ?? code,
        line: labels[0]?.span.line ?? 0,
      }));
      expect(told(places)).toEqual(told(expected));
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
