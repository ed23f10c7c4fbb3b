/** What is written over lists under a key, and over one record of counts. */
import type { Container } from './containers.js';
import type { Grammar } from './grammar.js';
import { overall, rules } from './rules.js';

/** Texts in order, for each key. */
export function listsRules(c: Container): Grammar {
  const k = '«key k»';
  const get = c.get('«key»');
  const kept = c.get(k);
  return {
    term: [
      ...rules(3, `(${get}?.length ?? 0)`, `(${get} ?? []).length`),
      ...rules(0.4, `(${get} ?? []).filter((line) => line.length > 4).length`, `(${get} ?? []).indexOf(«str»)`),
      ...overall(0.08, c.size, `[...${c.values}].reduce((total, lines) => total + lines.length, 0)`),
    ],
    bool: rules(0.8, `(${get} ?? []).length > 2`, `${get} === undefined`),
    atom: [
      ...rules(2, `(${get} ?? []).includes(«str»)`, c.has('«key»')),
      ...rules(0.4, `(${get}?.some((line) => line.endsWith('2')) ?? false)`),
    ],
    str: [
      ...rules(1.2, `(${get} ?? []).join(',')`, `(${get}?.[0] ?? 'none')`, `(${get}?.at(-1) ?? 'none')`),
      ...rules(0.5, `(${get} ?? []).map((line) => line.length).join('-')`, `JSON.stringify(${get} ?? null)`),
    ],
    any: rules(1, get, `(${get} ?? []).length`),
    maybe: rules(1, `${get}?.[0]`, `${get}?.at(-1)`),
    core: rules(
      1,
      `const «own none lines» = ${kept} ?? [];\n«=lines».push(«word»);\n${c.set(k, '«=lines»')};`,
      `if (!${c.has(k)}) ${c.set(k, '[]')};\n${c.sure(k)}.push(«word»);`,
      `${c.set(k, `[...(${kept} ?? []), «word»]`)};`,
    ),
    strings: [
      ...rules(2, `${get} ?? []`, `[...(${get} ?? [])]`),
      ...rules(1, `(${get} ?? []).slice(-3)`, `(${get} ?? []).filter((line) => line.length > 3)`),
    ],
    access: [
      ...rules(
        2,
        `const «own none lines» = ${kept} ?? [];\n«=lines».push(«word»);\n${c.set(k, '«=lines»')};`,
        `const «own none lines» = ${kept} ?? [];\n«=lines».push(«word»);\n${c.set(k, '«=lines».slice(-4)')};`,
        `if (!${c.has(k)}) ${c.set(k, '[]')};\n${c.sure(k)}.push(«word»);`,
        `${c.set(k, `[...(${kept} ?? []), «word»]`)};`,
      ),
      ...rules(
        1,
        `const «own none lines» = ${kept};\nif («=lines») {\n«=lines».push(«word»);\n«block»\n} else {\n${c.set(k, '[«word»]')};\n}`,
        `let «own none lines» = ${kept};\nif (!«=lines») {\n«=lines» = [];\n${c.set(k, '«=lines»')};\n}\n«=lines».push(«word»);\nif («=lines».length > 4) «=lines».shift();`,
        `${kept}?.push(«word»);`,
        `${c.delete('«key»')};`,
        `const «own none lines» = ${kept} ?? [];\nif («=lines».length >= 5) «exit»\n«=lines».push(«word»);\n${c.set(k, '«=lines»')};`,
      ),
      ...rules(
        0.6,
        `const «own none left» = (${kept} ?? []).filter((line) => line !== 'old');\nif («=left».length === 0) ${c.delete(k)};\nelse ${c.set(k, '«=left»')};`,
        `const «new str first» = ${kept}?.shift() ?? 'none';`,
        `for (const line of ${get} ?? []) {\nif (line === 'old') continue;\nlog(line);\n}`,
        `const [«new maybe head»] = ${get} ?? [];`,
        `const «own none lines» = ${kept};\nif (!«=lines») «exit»\n«=lines».forEach((line) => log(line));`,
      ),
      ...overall(0.2, `for (const «own str name» of NAMES) {\n«round»\n}`),
    ],
  };
}

/** Counts and the last name, in one object. */
export const STATS: Grammar = {
  term: rules(2, '@.hits', '@.misses', '(@.seen.last - @.seen.first)'),
  bool: rules(0.8, '@.hits > «term»', '@.misses === 0'),
  atom: rules(1.5, '(@.last === null)', '(@.seen.last === 0)'),
  str: [...rules(1, "(@.last ?? 'none')", '`${@.hits}/${@.misses}`'), ...rules(0.4, 'JSON.stringify(@)')],
  any: rules(1, '{ ...@.seen }', '@.hits', '[@.hits, @.misses]'),
  core: rules(1, '@.hits++;', '@.hits += «small»;\n@.last = «word»;', '@.misses++;\n@.seen.last = Date.now();'),
  access: [
    ...rules(3, '@.hits++;', '@.misses += «small»;', '@.last = «word»;'),
    ...rules(
      1,
      'if («atom») @.hits++;\nelse @.misses++;',
      '@.seen.last = Date.now();',
      'if (@.seen.first === 0) @.seen.first = Date.now();',
      '@.hits = 0;\n@.misses = 0;\n@.last = null;',
      'if (@.hits >= 6) «exit»\n@.hits++;',
      'Object.assign(@, { last: «word» });',
      'const { hits: «new num hits», misses: «new num misses» } = @;',
    ),
    ...rules(
      0.4,
      'for (const name of NAMES) {\nif (name === @.last) break;\n@.misses++;\n}',
      'Object.assign(@.seen, { last: 1 });',
      'log(`hit ${++@.hits}`);',
    ),
  ],
};
