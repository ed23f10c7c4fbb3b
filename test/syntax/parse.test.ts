import { describe, expect, it } from 'vitest';
import { factsOf } from '../../src/facts/index.js';
import { oxcParser, typescriptEslintParser } from '../../src/syntax/parse.js';
import { realSources, snippetSources, type Source } from './corpus.js';

const oxc = oxcParser();
const typescriptEslint = typescriptEslintParser();
const parsers = [oxc, typescriptEslint];

/** What ends up in the cache and in the reports of both parsers. */
function factsFrom(parser: (typeof parsers)[number], { file, text }: Source): unknown {
  const { program, problem } = parser.parse(file, text);
  return program ? JSON.parse(JSON.stringify(factsOf(file, program))) : { problem: problem?.offset };
}

describe('oxc and the typescript-eslint parser give the same facts', () => {
  it.each(snippetSources)('on $file', (source) => {
    expect(factsFrom(oxc, source)).toEqual(factsFrom(typescriptEslint, source));
    expect(oxc.parse(source.file, source.text).problem).toBeUndefined();
  });

  it('on real programs', { timeout: 300_000 }, () => {
    const differing: string[] = [];
    let files = 0;
    for (const source of realSources()) {
      files++;
      const [ours, theirs] = parsers.map((parser) => JSON.stringify(factsFrom(parser, source)));
      if (ours !== theirs) differing.push(source.file);
    }
    expect(differing).toEqual([]);
    expect(files).toBeGreaterThan(100);
  });
});

describe.each(parsers)('$name', (parser) => {
  const calls = (file: string, text: string): string[] | undefined => {
    const { program } = parser.parse(file, text);
    return program && factsOf(file, program).calls.map(({ at }) => text.slice(...at));
  };

  it.each([
    ['JSX in .js', 'page.js', 'const page = () => <Page>{title()}</Page>;', ['title()', '<Page>{title()}</Page>']],
    ['JSX in .jsx', 'page.jsx', '<Page />;', ['<Page />']],
    ['JSX in .mjs', 'page.mjs', 'export default <Page />;', ['<Page />']],
    ['JSX in .tsx', 'page.tsx', 'const page = <Page<string> items={load<string>()} />;', 2],
    ['type assertions in .ts', 'store.ts', 'const store = <Map<string, number>>make();', ['make()']],
    ['type assertions in .mts', 'store.mts', 'export const store = <Store>make();', ['make()']],
    ['type assertions in .cts', 'store.cts', 'export = <Store>make();', ['make()']],
    ['generic arrow functions in .ts', 'id.ts', 'const id = <T>(x: T) => use(x);', ['use(x)']],
    ['generic arrow functions in .tsx', 'id.tsx', 'const id = <T,>(x: T) => use(x);', ['use(x)']],
    ['types in .js', 'flow.js', 'function load(id: string): Promise<void> { return fetch(id); }', ['fetch(id)']],
    ['a hashbang', 'cli.js', '#!/usr/bin/env node\nrun();', ['run()']],
    ['a byte order mark', 'bom.js', '\uFEFFrun();', ['run()']],
    ['characters beyond 16 bits', 'words.js', "const é = '😀'; run('😀', é);", ["run('😀', é)"]],
    ['return outside of functions', 'script.js', 'if (require.main) return;\nrun();', ['run()']],
    ['await outside of functions', 'main.mjs', 'const db = await connect();\nexport { db };', ['connect()']],
    ['names that modules reserve', 'old.js', 'var await = yielded(), package = 1;', ['yielded()']],
    ['lines that end in CRLF', 'windows.js', 'one();\r\ntwo();\r\n', ['one()', 'two()']],
  ])('reads %s', (_what, file, text, expected) => {
    const found = calls(file, text);
    if (typeof expected === 'number') expect(found).toHaveLength(expected);
    else expect(found).toEqual(expected);
  });

  it.each([
    ['a bracket that is never closed', 'function open( {\n', [16, 18]],
    ['an expression that is missing', 'const a = 1;\nlet b = ;\n', [21, 22]],
    ['an expression that is missing after an emoji', "const a = '😀';\nlet b = ;\n", [23, 24]],
    ['a string that is never closed', "const a = 'abc\n", [10, 15]],
    ['a marker of a merge', '<<<<<<< HEAD\nconst a = 1;\n=======\nconst a = 2;\n>>>>>>> theirs\n', [0, 7]],
    ['text that is no code', 'Dear reader, this is a letter.\n', [0, 6]],
    ['an element that is never closed', 'const page = <Page><Card></Page>;\n', [13, 32]],
  ])('reports %s with its place', (_what, text, [from, to]) => {
    const { program, problem } = parser.parse('broken.jsx', text);
    expect(program).toBeUndefined();
    expect(problem?.message).not.toBe('');
    expect(problem?.offset).toBeGreaterThanOrEqual(from ?? 0);
    expect(problem?.offset).toBeLessThanOrEqual(to ?? 0);
  });
});
