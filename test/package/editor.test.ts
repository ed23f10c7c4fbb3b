import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { npm } from '../../adapters/test/package/project.js';
import { expectBuilt } from '../house/sources.js';
import { openEditor, type Editor, type TextEdit } from './language-server.js';

/** The server that VS Code's extension runs, by itself. */
const SERVER_PACKAGE = 'vscode-langservers-extracted@4.10.0';

const CONFIG = `import coldstate from 'coldstate';

export default [coldstate.configs.recommended];
`;

const limiter = readFileSync('test/rules/cases/no-module-state/limiter.js', 'utf8').replace(' // reported', '');

let root: string;
let editor: Editor;
let file: string;

beforeAll(async () => {
  expectBuilt();
  root = realpathSync(mkdtempSync(join(tmpdir(), 'coldstate-editor-')));
  writeFileSync(
    join(root, 'package.json'),
    '{ "name": "login", "private": true, "type": "module", "dependencies": { "express": "5" } }\n',
  );
  writeFileSync(join(root, 'eslint.config.js'), CONFIG);
  file = join(root, 'limiter.js');
  writeFileSync(file, limiter);
  const tools = join(root, 'tools');
  mkdirSync(tools);
  // Without one, npm would install what the project names.
  writeFileSync(join(tools, 'package.json'), '{ "private": true }\n');
  await npm(['install', '--no-audit', '--no-fund', '--prefer-offline', '--no-save', SERVER_PACKAGE], tools);
  mkdirSync(join(root, 'node_modules'));
  for (const [name, directory] of Object.entries({ coldstate: '.', eslint: 'node_modules/eslint' }))
    symlinkSync(resolve(directory), join(root, 'node_modules', name), 'junction');
  editor = await openEditor(root, tools);
});
afterAll(async () => {
  await editor.close();
  rmSync(root, { recursive: true, force: true });
});

describe('an editor', () => {
  it('shows a finding at the declaration, with its page', async () => {
    const found = await editor.type(file, limiter);
    expect(found.map(({ code, range }) => ({ code, range }))).toEqual([
      {
        code: 'coldstate/no-module-state',
        range: { start: { line: 2, character: 6 }, end: { line: 2, character: 14 } },
      },
    ]);
    expect(found[0]?.message).toContain('npx coldstate migrate --to redis --store attempts');
    expect(found[0]?.codeDescription?.href).toMatch(/docs\/rules\/no-module-state\.md$/);
  });

  it('shows it no longer when what was wrong is typed away, and again when that is taken back', async () => {
    const moved = limiter
      .replace('const attempts = new Map();\n', '')
      .replace('(req, res) => {\n', '(req, res) => {\n  const attempts = new Map();\n');
    expect(moved).not.toBe(limiter);
    expect(await editor.type(file, moved)).toEqual([]);
    expect(await editor.type(file, limiter)).toHaveLength(1);
  });

  it('offers a suggestion, which leaves the reason to a person', async () => {
    const [found] = await editor.type(file, limiter);
    if (!found) throw new Error('nothing is found');
    const actions = await editor.actions(file, found);
    const accept = actions.find(({ title }) => title.includes('Accept it with a comment'));
    if (!accept) throw new Error(`no such action among ${actions.map(({ title }) => title).join(', ')}`);
    const accepted = applied(limiter, await editor.choose(accept));
    expect(accepted).toContain('// coldstate: per-instance, safe because …\nconst attempts');
    expect(await editor.type(file, accepted)).toHaveLength(1);
    expect(await editor.type(file, accepted.replace('…', 'only one process ever runs this'))).toEqual([]);
  });
});

/** Edits that do not touch each other. */
function applied(text: string, edits: readonly TextEdit[]): string {
  const starts = text
    .split('\n')
    .reduce<number[]>((sums, line) => [...sums, (sums.at(-1) ?? 0) + line.length + 1], [0]);
  const offset = ({ line, character }: TextEdit['range']['start']): number => (starts[line] ?? 0) + character;
  return edits.reduceRight(
    (result, { range, newText }) => result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end)),
    text,
  );
}
