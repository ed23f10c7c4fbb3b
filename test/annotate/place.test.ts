import { describe, expect, it } from 'vitest';
import { claimsIn } from '../../src/facts/claims.js';
import { annotator, type Annotated, type Noted } from '../../src/annotate/index.js';
import { oxcParser, typescriptEslintParser } from '../../src/syntax/parse.js';

/** What the audit would say of everything that is marked by `‸`, which is taken out; ids count up from 0. */
function marked(file: string, source: string): { text: string; noted: Noted[] } {
  const pieces = source.split('‸');
  const noted = pieces.slice(0, -1).map((_, index): Noted => {
    const before = pieces.slice(0, index + 1).join('');
    const line = before.split('\n').length;
    const column = before.length - before.lastIndexOf('\n');
    const id = String(index).padStart(12, '0');
    return { id, rule: 'no-module-state', severity: 'high', file, line, column, message: 'It is lost.' };
  });
  return { text: pieces.join(''), noted };
}

/** As short as can be read: `// TODO 0 :12` is the comment with the first id, which names line 12. */
function shortened(text: string): string {
  return text.replace(
    /TODO\(coldstate HIGH no-module-state 0{11}(\d)\): It is lost\. Run: coldstate explain \S+:(\d+)'?/g,
    'TODO $1 :$2',
  );
}

const parsers = [oxcParser(), typescriptEslintParser()];

/** The text with its comments, having seen that both parsers agree, that a second run changes nothing and that all can be taken out. */
function annotated(file: string, source: string): string {
  const { text, noted } = marked(file, source);
  const [result, other] = parsers.map((parser) => run(parser, file, text, noted));
  expect(other).toEqual(result);
  const lines = (result?.text ?? '').split('\n');
  const moved = noted.map((finding) => {
    const comment = lines.find((line) => line.includes(finding.id)) ?? '';
    return { ...finding, line: Number(/:(\d+)'?(?: \*\/.*)?\r?$/.exec(comment)?.[1] ?? finding.line) };
  });
  const inline = result?.text.includes('/* TODO');
  if (inline !== true) expect(run(parsers[0], file, result?.text ?? '', moved)).toEqual(unchanged(result?.text));
  expect(run(parsers[0], file, result?.text ?? '', [])?.text).toBe(text);
  return shortened(result?.text ?? '');
}

const run = (parser: (typeof parsers)[number] | undefined, file: string, text: string, noted: Noted[]) =>
  annotator(parser)(file, text, { noted, named: [] });
const unchanged = (text = ''): Annotated => ({ text, added: [], refreshed: [], removed: [] });

describe('a comment stands', () => {
  it('above the declaration, below what is said about it', () => {
    expect(annotated('a.ts', `/**\n * Who is in.\n */\nexport const ‸sessions = new Map();\n`)).toBe(
      `/**\n * Who is in.\n */\n// TODO 0 :5\nexport const sessions = new Map();\n`,
    );
  });

  it('above decorators, and above a member with those of its own', () => {
    expect(
      annotated(
        'a.ts',
        `/** Kept. */\n@Injectable()\n@Other()\nexport class ‸Carts {\n  /** All. */\n  @Field()\n  private ‸carts = new Map();\n}\n`.replace(
          '‸Carts',
          'Carts',
        ),
      ),
    ).toBe(
      `/** Kept. */\n@Injectable()\n@Other()\nexport class Carts {\n  /** All. */\n  // TODO 0 :8\n  @Field()\n  private carts = new Map();\n}\n`,
    );
    expect(annotated('b.ts', `/** Kept. */\n@Injectable()\nexport class ‸Carts {}\n`)).toBe(
      `/** Kept. */\n// TODO 0 :4\n@Injectable()\nexport class Carts {}\n`,
    );
  });

  it('with as much space before it as the statement has, tabs included', () => {
    expect(annotated('a.js', `class A {\n\tconstructor() {\n\t\t‸this.all = [];\n\t}\n}\n`)).toBe(
      `class A {\n\tconstructor() {\n\t\t// TODO 0 :4\n\t\tthis.all = [];\n\t}\n}\n`,
    );
  });

  it('on lines that end as the others do', () => {
    expect(annotated('a.js', `'use strict';\r\n\r\nlet ‸count = 0;\r\n`)).toBe(
      `'use strict';\r\n\r\n// TODO 0 :4\r\nlet count = 0;\r\n`,
    );
    expect(annotated('b.js', `let ‸count = 0;\r\nexport {};\r\n`)).toBe(
      `// TODO 0 :2\r\nlet count = 0;\r\nexport {};\r\n`,
    );
    expect(annotated('d.js', `\n// Here.\nlet ‸count = 0;\n`)).toBe(`\n// Here.\n// TODO 0 :4\nlet count = 0;\n`);
    expect(annotated('c.js', `let ‸count = 0`)).toBe(`// TODO 0 :2\nlet count = 0`);
  });

  it('once for each of several in one declaration, or on one line', () => {
    expect(annotated('a.ts', `const ‸hits = new Map(),\n  ‸misses = new Map();\n`)).toBe(
      `// TODO 0 :3\n// TODO 1 :4\nconst hits = new Map(),\n  misses = new Map();\n`,
    );
    expect(annotated('b.ts', `let ‸a = 1; let ‸b = 2;\n`)).toBe(`// TODO 0 :3\n// TODO 1 :3\nlet a = 1; let b = 2;\n`);
  });

  it('above the whole of a statement that goes on for lines, and never in a template', () => {
    expect(annotated('a.ts', 'const page = `\n<p>\n${(() => { ‸views++; return views; })()}\n`;\n')).toBe(
      '// TODO 0 :4\nconst page = `\n<p>\n${(() => { views++; return views; })()}\n`;\n',
    );
    expect(annotated('b.ts', `const state = {\n  ‸users: new Map(),\n};\n`)).toBe(
      `// TODO 0 :3\nconst state = {\n  users: new Map(),\n};\n`,
    );
  });

  it('above the statement around an attribute of JSX', () => {
    expect(
      annotated(
        'a.tsx',
        `export function Page() {\n  return (\n    <div\n      title={String(‸views++)}\n    >\n      text\n    </div>\n  );\n}\n`,
      ),
    ).toBe(
      `export function Page() {\n  // TODO 0 :5\n  return (\n    <div\n      title={String(views++)}\n    >\n      text\n    </div>\n  );\n}\n`,
    );
  });

  it('inside of the function that an attribute holds', () => {
    expect(annotated('a.tsx', `export const b = (\n  <b\n    a={() => {\n      ‸views++;\n    }}\n  />\n);\n`)).toBe(
      `export const b = (\n  <b\n    a={() => {\n      // TODO 0 :5\n      views++;\n    }}\n  />\n);\n`,
    );
  });

  it('above the branch that a statement shares its line with', () => {
    expect(annotated('a.js', `if (a) {\n  b();\n} else { ‸n++; }\n`)).toBe(
      `// TODO 0 :4\nif (a) {\n  b();\n} else { n++; }\n`,
    );
    expect(annotated('b.js', `switch (a) {\n  case 1:\n    ‸n++;\n}\n`)).toBe(
      `switch (a) {\n  case 1:\n    // TODO 0 :4\n    n++;\n}\n`,
    );
  });

  it('in the script of a component', () => {
    expect(
      annotated(
        'A.vue',
        `<template><p>{{ n }}</p></template>\n<script setup lang="ts">\nconst ‸seen = new Set();\n</script>\n`,
      ),
    ).toBe(
      `<template><p>{{ n }}</p></template>\n<script setup lang="ts">\n// TODO 0 :4\nconst seen = new Set();\n</script>\n`,
    );
    expect(annotated('A.svelte', `<script module>let ‸seen = new Set();</script>\n<p>// TODO</p>\n`)).toBe(
      `<script module>/* TODO 0 :1 */ let seen = new Set();</script>\n<p>// TODO</p>\n`,
    );
    expect(annotated('A.astro', `---\nlet ‸n = 0;\n---\n<p>{n}</p>\n`)).toBe(
      `---\n// TODO 0 :3\nlet n = 0;\n---\n<p>{n}</p>\n`,
    );
  });

  it.each([
    // In two parts, so that nobody takes them for directives of this file.
    ['// eslint', 'disable-next-line prefer-const'].join('-'),
    ['// @ts', 'expect-error it is'].join('-'),
    '/* istanbul ignore next */',
    '// prettier-ignore',
    '// coldstate: per-instance',
  ])('above %s, which is about the next line', (directive) => {
    expect(annotated('a.ts', `// Said before.\n${directive}\n// Said after.\nlet ‸n = 0;\n`)).toBe(
      `// Said before.\n// TODO 0 :5\n${directive}\n// Said after.\nlet n = 0;\n`,
    );
  });

  it('not in what looks like comments and is text', () => {
    expect(annotated('a.ts', 'const t = `\n// prettier-ignore\n// `;\nlet ‸n = 0;\n')).toBe(
      'const t = `\n// prettier-ignore\n// `;\n// TODO 0 :5\nlet n = 0;\n',
    );
  });
});

describe('the first characters of a declaration', () => {
  it('stay whole, for they are in the id of what they declare', () => {
    const long = `    // ${'-'.repeat(200)}\n`;
    const source = (filler: string) => `class ‸Jobs {\n${filler}  ‸waiting = [];\n}\n`;
    expect(annotated('a.ts', source(''))).toBe(`// TODO 0 :3\n// TODO 1 :4\nclass Jobs {\n  waiting = [];\n}\n`);
    expect(annotated('a.ts', source(long))).toBe(
      `// TODO 0 :2\nclass Jobs {\n${long}  // TODO 1 :5\n  waiting = [];\n}\n`,
    );
  });
});

describe('what it says', () => {
  const [, eslint] = parsers;
  const said = (finding: Partial<Noted>, source = `let ‸n = 0;\n`) => {
    const { text, noted } = marked(finding.file ?? 'a.ts', source);
    const file = finding.file ?? 'a.ts';
    return run(
      eslint,
      file,
      text,
      noted.map((one) => ({ ...one, ...finding })),
    )?.text.split('\n')[0];
  };

  it('is one line, with the command that tells more', () => {
    expect(said({ id: 'a1b2c3d4e5f6', severity: 'low', message: 'Two\nlines,\u2028or three.' })).toBe(
      '// TODO(coldstate ADVISORY no-module-state a1b2c3d4e5f6): Two lines, or three. Run: coldstate explain a.ts:2',
    );
  });

  it('can be given to a shell whatever the file is called', () => {
    expect(said({ file: 'app/[id]/(shop)/route.ts' })).toMatch(/ explain 'app\/\[id\]\/\(shop\)\/route\.ts:2'$/);
    expect(said({ file: "it's.ts" })).toMatch(/ explain 'it'\\''s\.ts:2'$/);
  });

  it('ends neither the comment nor the script that it stands in', () => {
    const message = 'Both */ and </script> are said.';
    const vue = `<script>\nlet ‸n = 0\n</script>\n`;
    const { text, noted } = marked('a.vue', vue);
    const result = run(
      eslint,
      'a.vue',
      text,
      noted.map((one) => ({ ...one, message })),
    );
    expect(result?.text).toContain(String.raw`Both * / and <\/script> are said.`);
    expect(run(eslint, 'a.vue', result?.text ?? '', [])?.text).toBe(text);
  });

  it('is no claim of the team, and becomes part of none', () => {
    const source = `// coldstate: per-instance\nlet ‸n = 0;\n// coldstate: per-instance, safe because it is mine\nlet m = 0;\n`;
    const { text, noted } = marked('a.ts', source);
    const result = run(
      eslint,
      'a.ts',
      text,
      noted.map((one) => ({ ...one, message: 'Lost because it is kept.' })),
    );
    const claims = (of = '') => claimsIn(of, eslint?.parse('a.ts', of).comments?.() ?? []).map(({ reason }) => reason);
    expect(claims(result?.text)).toEqual(claims(text));
    expect(claims(text)).toEqual([undefined, 'it is mine']);
  });
});

describe('an earlier comment', () => {
  const annotate = annotator();
  const { text, noted } = marked('a.ts', `const ‸hits = new Map();\nconst ‸misses = new Map();\n`);
  const both = annotate('a.ts', text, { noted, named: [] })?.text ?? '';
  const [hits, misses] = noted.map((one, index) => ({ ...one, line: one.line + index + 1 }));

  it('is refreshed when its finding says something else', () => {
    const changed = [hits, misses].flatMap((one) => (one ? [{ ...one, message: 'Now it leaks.' }] : []));
    const result = annotate('a.ts', both, { noted: changed, named: [] });
    expect(result).toMatchObject({ added: [], refreshed: ['000000000000', '000000000001'], removed: [] });
    expect(result?.text).toBe(both.replaceAll('It is lost.', 'Now it leaks.'));
  });

  it('goes with its finding, and the other stays', () => {
    const result = annotate('a.ts', both, { noted: misses ? [misses] : [], named: [] });
    expect(result).toMatchObject({ added: [], removed: ['000000000000'] });
    expect(shortened(result?.text ?? '')).toBe(`const hits = new Map();\n// TODO 1 :3\nconst misses = new Map();\n`);
  });

  it('follows its store, and is taken from where somebody else put it', () => {
    const moved = both
      .replace(/^.*0{12}.*\n/, '')
      .replace('hits = new Map();', (code) => `${code} ${both.split('\n')[0] ?? ''}`);
    const result = annotate('a.ts', moved, {
      noted: noted.map((one, index) => ({ ...one, line: one.line + index })),
      named: [],
    });
    expect(result?.text).toBe(both);
    expect(result?.refreshed).toEqual(['000000000000']);
    expect(annotate('a.ts', moved, { noted: [], named: [] })?.text).toBe(text);
  });

  it('in a string is a string', () => {
    const quoted = `const example = \`\n${both}\`;\n`;
    expect(annotate('a.ts', quoted, { noted: [], named: [] })).toEqual(unchanged(quoted));
  });

  it('stays in a file that does not parse', () => {
    expect(annotate('a.ts', `${both}const = ;\n`, { noted: [], named: [] })).toBeUndefined();
  });
});
