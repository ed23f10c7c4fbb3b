import { describe, expect, it } from 'vitest';
import { structureFailures } from '../../src/migrate/checks/structure.js';
import { syntaxFailures } from '../../src/migrate/checks/syntax.js';
import { withEdits } from '../../src/migrate/edits.js';
import type { Edit } from '../../src/migrate/types.js';
import { edit } from './projects.js';

const FILE = 'src/store.ts';

type Change = [find: string, text: string, where?: 'before' | 'after'];

function failures(source: string, changes: readonly Change[]): string[] {
  const edits: Edit[] = changes.map(([find, text, where]) => edit(FILE, source, find, text, where ? { where } : {}));
  const after = withEdits(source, edits);
  const found = [...syntaxFailures(FILE, source, after), ...structureFailures(FILE, source, edits)];
  return found.map(({ line, why }) => `${line}: ${why}`);
}

const FINE: Record<string, [source: string, changes: Change[]]> = {
  'an awaited call in parentheses': [
    'export async function f(k: string) { return m.get(k)!.name; }',
    [['m.get(k)', '(await m.get(k))']],
  ],
  'an await by two insertions': [
    'export async function f(k: string) { return m.get(k)!.name; }',
    [
      ['m.get(k)', '(await ', 'before'],
      ['m.get(k)', ')', 'after'],
    ],
  ],
  'a function that becomes async': [
    'export function f(k: string): string {\n  return g(k);\n}\n',
    [
      ['function f', 'async ', 'before'],
      [': string {', ': Promise<string> {'],
    ],
  ],
  'a return type that is wrapped': [
    'export function f(k: string): Array<string> {\n  return g(k);\n}\n',
    [
      ['Array<string>', 'Promise<', 'before'],
      ['Array<string>', '>', 'after'],
    ],
  ],
  'a body that moves into a transaction': [
    'export async function f(k: string) {\n  const n = m.get(k) ?? 0;\n  m.set(k, n + 1);\n  return n;\n}\n',
    [
      ['const n', 'return m.transact(k, (cell) => {\n    ', 'before'],
      ['m.get(k)', 'cell.get()'],
      ['m.set(k, n + 1)', 'cell.set(n + 1)'],
      ['return n;', '\n  });', 'after'],
    ],
  ],
  'a deferred answer': [
    'export async function f(k: string) {\n  if (!m.has(k)) return send(404);\n  return send(200);\n}\n',
    [
      ['m.has(k)', 'cell.has()'],
      ['send(404)', '() => ', 'before'],
    ],
  ],
  'a count that is declared where it was counted': [
    'export async function f() {\n  n += 1;\n  return n;\n}\n',
    [
      ['n += 1', 'const count = await n.increment()'],
      ['return n', 'return count'],
    ],
  ],
  'a result that is taken where nobody took it': [
    'export async function f(x: string) {\n  list.push(x);\n  return list.length;\n}\n',
    [
      ['list.push', 'const length = await ', 'before'],
      ['list.length', 'length'],
    ],
  ],
  'a loop in place of forEach': [
    'export async function f(ks: string[]) {\n  ks.forEach((k) => { m.set(k, 1); });\n}\n',
    [
      ['ks.forEach((k) => {', 'for (const k of ks) {'],
      ['m.set', 'await ', 'before'],
      ['; });', '; }'],
    ],
  ],
  'for await': ['export async function f() { for (const v of m.values()) use(v); }', [['(const', 'await ', 'before']]],
  'a leading semicolon': [
    'export async function f() {\n  g()\n  m.get(1).touch()\n}\n',
    [['m.get(1)', ';(await m.get(1))']],
  ],
  'a size that becomes a call': [
    'export async function f() { return m.size > 3; }',
    [
      ['m.size', 'await ', 'before'],
      ['size', '()', 'after'],
    ],
  ],
  'a statement that goes': [
    'const a = 1;\nsetInterval(sweep, 1000);\nconst b = 2;\n',
    [['setInterval(sweep, 1000);\n', '']],
  ],
  'an else that goes': ['export function f() { if (a) b(); else c(); d(); }', [[' else c();', '']]],
};

const BROKEN: Record<string, [source: string, changes: Change[]]> = {
  'two statements that become one': [
    'export async function f() {\n  g()\n  m.get(1).touch()\n}\n',
    [['m.get(1)', '(await m.get(1))']],
  ],
  'a value that becomes a callee': [
    'export async function f() {\n  const x = g\n  m.get(1).touch()\n}\n',
    [['m.get(1)', '(await m.get(1))']],
  ],
  'an expression that is torn apart': [
    'export async function f() { return a && m.get(1); }',
    [['m.get(1)', 'await m.get(1) || b']],
  ],
  'an expression that takes in its neighbour': [
    'export async function f() { return m.get(1) ** 2; }',
    [['m.get(1)', 'a + b']],
  ],
  'an edit one character off': ['export async function f() { return m.get(key); }', [['t(ke', '(ke']]],
  'a word that grows together': [
    'export const f = function (k: string) { return g(k); };',
    [['function (', 'async', 'before']],
  ],
  'a brace too few': ['export function f() { if (a) { b(); } c(); }', [['if (a) {', 'if (a)']]],
  'a brace that closes too early': [
    'export async function f() { const n = m.get(1); if (n) { g(n); } h(); }',
    [
      ['const n', 'await t((cell) => { ', 'before'],
      ['g(n);', '}); {', 'after'],
    ],
  ],
  'a comment that swallows code': ['export const a = 1;\nexport const b = 2;\n', [['a = 1', ' /* ', 'after']]],
};

describe('the structure check', () => {
  it.each(Object.entries(FINE))('lets pass %s', (_name, [source, changes]) => {
    expect(failures(source, changes)).toEqual([]);
  });

  it.each(Object.entries(BROKEN))('finds %s', (_name, [source, changes]) => {
    expect(failures(source, changes)).not.toEqual([]);
  });

  it('says where and what', () => {
    const [source, changes] = BROKEN['two statements that become one'] ?? ['', []];
    expect(failures(source, changes)).toMatchInlineSnapshot(`
      [
        "2: \`g()\` would be part of something else",
        "3: what begins here would belong to the statement before",
      ]
    `);
  });
});

describe('the syntax check', () => {
  it.each([
    ['a constructor', 'class A { constructor() { m.get(1); } }'],
    ['a getter', 'class A { get a() { return m.get(1); } }'],
    ['a field', 'class A { a = m.get(1); }'],
    ['a static block', 'class A { static { m.get(1); } }'],
    ['a parameter', 'async function f(a = m.get(1)) {}'],
    ['a callback', 'async function f(ks) { ks.map((k) => m.get(1)); }'],
  ])('finds an await in %s', (_name, source) => {
    expect(syntaxFailures('a.js', source, source.replace('m.get', 'await m.get'))).toHaveLength(1);
  });

  it('finds an await at the top level of CommonJS, and only there', () => {
    const source = "const m = require('./m');\nm.get(1);\n";
    const failed = (file: string, text: string) => syntaxFailures(file, text, text.replace('m.get', 'await m.get'));
    expect(failed('a.js', source)).toHaveLength(1);
    expect(failed('a.js', "import { m } from './m.js';\nm.get(1);\n")).toEqual([]);
  });

  it('leaves alone what did not parse before', () => {
    expect(syntaxFailures('a.ts', 'const = 1;', 'const = 1; f();')).toEqual([]);
  });
});
