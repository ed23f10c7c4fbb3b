import { describe, expect, it } from 'vitest';
import { JsonError, parseJson } from '../../src/workspace/index.js';

function errorOf(text: string, dialect: 'json' | 'jsonc'): JsonError {
  try {
    parseJson(text, dialect);
  } catch (error) {
    if (error instanceof JsonError) return error;
    throw error;
  }
  throw new Error('it parsed');
}

describe('parseJson', () => {
  it('reads comments and trailing commas where the dialect has them', () => {
    const text =
      '\uFEFF// paths\n{ /* two\nlines */ "paths": { "@/*": ["./src/*",], }, "note": "// no comment, }", }\n';
    expect(parseJson(text, 'jsonc')).toEqual({ paths: { '@/*': ['./src/*'] }, note: '// no comment, }' });
    expect(errorOf(text.slice(1), 'json').line).toBe(1);
  });

  it('reads every kind of value beside a comment', () => {
    const text = String.raw`[ // all
      1, -2.5e3, true, false, null, "\u00e9\"", {}, [], {"__proto__": 1} ]`;
    expect(parseJson(text, 'jsonc')).toEqual([
      1,
      -2500,
      true,
      false,
      null,
      'é"',
      {},
      [],
      JSON.parse('{"__proto__": 1}'),
    ]);
  });

  it.each([
    ['{\n  "name": "shop"\n  "version": "1.0.0"\n}', "line 3: expected ',' or '}' but found `\"version\":`"],
    ['{\n  "name": \n', 'line 3: expected a value but found the end of it'],
    ['{ name: 1 }', 'line 1: expected a property name in double quotes but found `name:`'],
    ['{ "a" 1 }', "line 1: expected ':' but found `1`"],
    ['{} {}', 'line 1: expected the end of the file but found `{}`'],
    ['[1,\n2,\n]', 'line 3: expected a value but found `]`'],
    ['["a\nb"]', 'line 1: expected a value but found `"a`'],
    ['<<<<<<< HEAD\n{}', 'line 1: expected a value but found `<<<<<<<`'],
    ['01', 'line 1: expected a value but found `01`'],
  ])('says what is wrong with %j', (text, message) => {
    expect(errorOf(text, 'json').message).toBe(message);
  });
});
