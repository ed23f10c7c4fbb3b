import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import coldstate from '../../rules/index.js';
import { CASES, expected } from './corpus.js';

const linter = new Linter({ cwd: CASES });
const config: Linter.Config = {
  ...coldstate.configs.audit,
  files: ['**/*.{js,cjs,ts}'],
  languageOptions: { parser },
};

function messagesOf(text: string, file: string): Linter.LintMessage[] {
  return linter.verify(text, [config], { filename: join(CASES, file) });
}

describe('what an editor shows', () => {
  it.each([...new Set(expected.map(({ file }) => file))])('for %s', (file) => {
    const text = readFileSync(join(CASES, file), 'utf8');
    const shown = messagesOf(text, file).map(({ line, column, endLine, endColumn, message, suggestions = [] }) => {
      expect(endLine, 'a finding is one line long').toBe(line);
      const marked = (text.split('\n')[line - 1] ?? '').slice(column - 1, (endColumn ?? 0) - 1);
      return [marked, message, ...suggestions.map(({ desc }) => `Suggestion: ${desc}`)].join('\n');
    });
    expect(shown.join('\n\n')).toMatchSnapshot();
  });
});

describe('a suggestion', () => {
  const applied = (text: string, file: string, kind: string): string => {
    const suggestion = messagesOf(text, file)
      .flatMap(({ suggestions = [] }) => suggestions)
      .find(({ messageId }) => messageId === kind);
    if (!suggestion) return 'none';
    const { range, text: replacement } = suggestion.fix;
    return text.slice(0, range[0]) + replacement + text.slice(range[1]);
  };

  const leak = readFileSync(join(CASES, 'no-request-leak/current-user.ts'), 'utf8');
  const limiter = readFileSync(join(CASES, 'no-module-state/limiter.js'), 'utf8');

  it('moves a variable into the one function that uses it', () => {
    const moved = applied(leak, 'no-request-leak/current-user.ts', 'move');
    expect(moved).toMatchSnapshot();
    expect(messagesOf(moved, 'no-request-leak/current-user.ts')).toEqual([]);
  });

  it.each([
    ['is exported', (text: string) => text.replace('let currentUser', 'export let currentUser')],
    ['is used by another function', (text: string) => `${text}export const last = () => currentUser;\n`],
    [
      'is set on one path only',
      (text: string) => text.replace('currentUser = c.', "if (c.req.header('x-user')) currentUser = c."),
    ],
    [
      'is read before it is set',
      (text: string) => text.replace('currentUser = c.', 'log(currentUser);\n  currentUser = c.'),
    ],
    [
      'is used by a function that is hoisted',
      (text: string) =>
        text.replace('return c.json', 'tell();\n  function tell() { log(currentUser); }\n  return c.json'),
    ],
  ])('leaves a variable where it is that %s', (_how, changed) => {
    expect(applied(changed(leak), 'no-request-leak/current-user.ts', 'move')).toBe('none');
  });

  describe('to freeze', () => {
    const settings = (declared: string): string => `import express from 'express';

${declared}
export const app = express();

app.post('/limits', (req, res) => {
  limits.daily = req.body.daily;
  res.json(limits);
});
app.get('/limits', (req, res) => res.json(limits));
`;
    const frozen = (declared: string): string => applied(settings(declared), 'no-module-state/limits.ts', 'freeze');

    it.each([
      ['const limits = { daily: 10 };', 'const limits = Object.freeze({ daily: 10 });'],
      [
        'export const limits = { daily: 10 } satisfies Limits;',
        'export const limits = Object.freeze({ daily: 10 } satisfies Limits);',
      ],
    ])('%s', (declared, wanted) => {
      expect(frozen(declared)).toBe(settings(wanted));
    });

    it.each(['let limits = { daily: 10 };', 'const limits: Limits = {};', 'const limits = loadLimits();'])(
      'is not offered for %s',
      (declared) => {
        expect(messagesOf(settings(declared), 'no-module-state/limits.ts')).toHaveLength(1);
        expect(frozen(declared)).toBe('none');
      },
    );
  });

  it('puts no comment into a text', () => {
    const page = [
      "import express from 'express';",
      'export const app = express();',
      "app.get('/', (req, res) => {",
      '  res.send(`',
      '${(globalThis.last = req.path)} was asked for last`);',
      '});',
      "app.get('/last', (req, res) => res.send(globalThis.last));",
    ].join('\n');
    const [found] = messagesOf(page, 'no-request-leak/page.js');
    expect(found?.line).toBe(5);
    expect(found?.suggestions).toBeUndefined();
  });

  it.each([...new Set(expected.map(({ file }) => file))])('accepts what is found in %s, given a reason', (file) => {
    const text = readFileSync(join(CASES, file), 'utf8');
    const asked = applied(text, file, 'accept');
    expect(asked).toContain('safe because …');
    const accepted = messagesOf(asked.replace('because …', 'because only one process ever runs this'), file);
    expect(accepted).toHaveLength(messagesOf(text, file).length - 1);
  });

  it('asks for a reason, without which nothing is accepted', () => {
    const asked = applied(limiter, 'no-module-state/limiter.js', 'accept');
    expect(asked.split('\n').slice(1, 4)).toMatchInlineSnapshot(`
      [
        "",
        "// coldstate: per-instance, safe because …",
        "const attempts = new Map(); // reported",
      ]
    `);
    expect(messagesOf(asked, 'no-module-state/limiter.js')).toHaveLength(1);
    const told = asked.replace('because …', 'because only one process ever runs this');
    expect(messagesOf(told, 'no-module-state/limiter.js')).toEqual([]);
  });
});

describe('comments', () => {
  it('of ESLint switch a rule off, with a reason', () => {
    const text = `// eslint-disable-next-line coldstate/no-global-state -- one process
globalThis.online ??= new Set();
export const app = require('express')();
app.get('/online/:user', (req, res) => res.json([...globalThis.online.add(req.params.user)]));
`;
    expect(messagesOf(text, 'no-global-state/other.js')).toEqual([]);
    expect(messagesOf(text.replace(/.*\n/, ''), 'no-global-state/other.js')).toHaveLength(1);
  });
});

describe('what cannot be judged', () => {
  it('is left to ESLint where it does not parse', () => {
    const messages = messagesOf('const = 1', 'no-module-state/broken.js');
    expect(messages.map(({ fatal }) => fatal)).toEqual([true]);
  });

  it('is quiet', () => {
    for (const file of ['nothing.js', 'limiter.test.js', 'types.d.ts', 'empty.js'])
      expect(messagesOf(file === 'empty.js' ? '' : 'let a = 1;\na++;\n', file)).toEqual([]);
  });
});
