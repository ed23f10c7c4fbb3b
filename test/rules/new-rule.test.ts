import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sourcesIn } from '../house/sources.js';

const NAME = 'no-sticky-route';
/** What a rule touches, and what its checks look at. */
const COPIED = [
  ...[
    'src',
    'rules',
    'codemods',
    'scripts',
    'bin',
    'adapters/src',
    'adapters/vitest.config.ts',
    'adapters/vitest.consumers.config.ts',
    'test/house',
    'test/rules/cases',
    'docs',
  ],
  ...['package.json', 'tsconfig.json', 'tsconfig.build.json', 'vitest.config.ts', '.prettierrc.json', 'README.md'],
];

let root: string;

function node(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

/** Rejects with what the script says where it fails. */
async function passes(script: string, ...args: string[]): Promise<void> {
  await promisify(execFile)(process.execPath, [script, ...args], { cwd: root });
}

const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'coldstate-new-rule-'));
  for (const path of COPIED) cpSync(path, join(root, path), { recursive: true });
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'), 'junction');
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

describe('npm run new:rule', () => {
  it('asks for a name that says what there should be none of', () => {
    expect(node('scripts/new-rule.mjs', 'sticky')).toEqual({
      status: 2,
      output: expect.stringContaining('no-something') as string,
    });
    expect(node('scripts/new-rule.mjs', 'no-module-state').output).toContain('is there already');
  });

  it('makes a rule that the compiler and the house take as it is', { timeout: 240_000 }, async () => {
    expect(node('scripts/new-rule.mjs', NAME)).toMatchObject({ status: 0 });
    // Nothing else can mind that there is one more.
    const named = sourcesIn('src', 'codemods').filter(({ text }) => /\bRuleId\b|\bRULES\b/.test(text));
    const config = { extends: './tsconfig.build.json', include: ['rules', ...named.map(({ file }) => file)] };
    writeFileSync(join(root, 'tsconfig.rules.json'), JSON.stringify(config));
    const layers = ['--project=coldstate', '--testTimeout=180000', 'test/house/layers.test.ts'];
    await Promise.all([
      passes('node_modules/typescript/bin/tsc', '-p', 'tsconfig.rules.json', '--declaration', 'false'),
      passes('node_modules/vitest/vitest.mjs', 'run', ...layers),
    ]);
  });

  it('whose page and row the docs then make', { timeout: 240_000 }, () => {
    expect(node('scripts/rules.mjs')).toMatchObject({ status: 0 });
    expect(node('scripts/rules.mjs', '--check')).toMatchObject({ status: 0 });
    const page = textOf(`docs/rules/${NAME}.md`);
    expect(page).toContain('const seen = new Map(); // ← reported');
    expect(page).toContain('To be written: what users or operators will see because of it.');
    expect(textOf('README.md')).toContain(`[\`${NAME}\`](docs/rules/${NAME}.md)`);
  });
});
