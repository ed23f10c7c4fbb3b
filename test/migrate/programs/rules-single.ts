/** What is written over a set, over a list and over one value. */
import type { Grammar } from './grammar.js';
import { overall, rules } from './rules.js';

export const MEMBERS: Grammar = {
  atom: [
    ...rules(4, '@.has(«key»)'),
    ...rules(0.5, '@.delete(«key»)'),
    ...overall(0.12, 'NAMES.some((name) => @.has(name))', 'NAMES.every((name) => @.has(name))'),
  ],
  bool: overall(0.12, '@.size > 2'),
  term: [...rules(0.3, '@.size'), ...overall(0.12, 'NAMES.filter((name) => @.has(name)).length', '[...@].length')],
  str: [...rules(0.6, '`${«key»}:${@.has(«key»)}`'), ...overall(0.2, "[...@].sort().join(',')")],
  any: rules(1.5, '@.has(«key»)'),
  core: rules(1, '@.add(«key»);', 'if (@.has(«key k»)) «exit»\n@.add(«key k»);'),
  access: [
    ...rules(3, '@.add(«key»);', '@.delete(«key»);'),
    ...rules(
      2,
      'if (@.has(«key k»)) «exit»\n@.add(«key k»);',
      'if (!@.has(«key k»)) {\n@.add(«key k»);\n«block»\n}',
      'if (!@.has(«key»)) «exit»',
      'if (@.has(«key k»)) @.delete(«key k»);\nelse @.add(«key k»);',
      'const «new bool isKnown» = @.has(«key»);',
    ),
    ...overall(
      0.15,
      '@.clear();',
      'for (const name of NAMES) @.add(name);',
      'for (const name of @) if (name.length > 3) @.delete(name);',
      '@.forEach((name) => {\nif (name.length > 3) @.delete(name);\n});',
    ),
  ],
};

/** Texts in order. `isReplaced`: the variable is assigned, too. */
export const listRules = (isReplaced: boolean): Grammar => ({
  term: [
    ...rules(3, '@.length'),
    ...rules(
      0.4,
      '@.indexOf(«str»)',
      '@.filter((line) => line.length > 4).length',
      '@.reduce((total, line) => total + line.length, 0)',
    ),
  ],
  bool: rules(0.8, '@.length > 2', '@.length === 0'),
  atom: [...rules(2, '@.includes(«str»)'), ...rules(0.4, "@.some((line) => line.endsWith('2'))")],
  str: [
    ...rules(1.2, "@.join(',')", "(@[0] ?? 'none')", "(@.at(-1) ?? 'none')"),
    ...rules(
      0.5,
      "(@[@.length - 1] ?? 'none')",
      "@.slice(-2).join('+')",
      "(@.find((line) => line.length > 3) ?? 'none')",
      "[...@].reverse().join('')",
      "@.map((line) => line.length).join('-')",
    ),
  ],
  any: rules(1, '@.slice()', '[...@]', '@.length'),
  maybe: rules(1, '@[0]', '@.at(-1)'),
  core: rules(
    1,
    '@.push(«word»);',
    '@.push(«word»);\nif (@.length > 4) @.shift();',
    'if (@.length >= 6) «exit»\n@.push(«word»);',
  ),
  strings: [
    ...rules(2, '@.slice()', '[...@]', '@.slice(-3)'),
    ...rules(0.6, '@.filter((line) => line.length > 3)'),
    ...rules(0.15, '@'),
  ],
  access: [
    ...rules(4, '@.push(«word»);'),
    ...rules(
      2,
      '@.push(«word»);\nif (@.length > 4) @.shift();',
      'if (@.length >= 4) @.shift();\n@.push(«word»);',
      'if (@.length >= 6) «exit»\n@.push(«word»);',
    ),
    ...rules(
      0.8,
      '@.unshift(«word»);',
      '@.unshift(«word»);\nif (@.length > 3) @.pop();',
      '@.push(«word»);\nwhile (@.length > 4) @.shift();',
      '@.push(«word»);\nif (@.length > 4) @.splice(0, @.length - 4);',
      'const «new maybe first» = @.shift();',
      'const «new maybe last» = @.pop();',
      'if (!@.includes(«word s»)) @.push(«word s»);',
    ),
    ...rules(
      0.3,
      '@.length = 0;',
      'for (const line of @) log(line);',
      'let «new mutable all» = 0;\nfor (const line of @) «=all» += line.length;',
      '@.forEach((line) => {\nlog(line);\n});',
      '@.splice(0, 1);',
    ),
    ...(isReplaced
      ? rules(
          1,
          '@.push(«word»);\n@ = @.slice(-4);',
          '@ = [...@, «word»].slice(-4);',
          '@ = [];',
          "@ = @.filter((line) => line !== 'old');",
        )
      : []),
  ],
});

export const TOTAL: Grammar = {
  term: rules(3, '@'),
  bool: rules(1, '@ > «term»', '@ >= 5'),
  str: rules(0.8, '`total ${@}`', 'String(@)'),
  any: rules(1.5, '@'),
  core: rules(1, '@++;', '@ += «small»;', 'const «new num id» = ++@;', 'if (@ >= 9) «exit»\n@++;'),
  access: [
    ...rules(3, '@++;', '@ += «small»;'),
    ...rules(
      1,
      '++@;',
      '@ -= «small»;',
      '@ = 0;',
      '@ = Math.max(@, «small»);',
      '@ = @ + 1;',
      '@ = (@ + «small») % 100;',
    ),
    ...rules(
      2,
      'if (@ >= 5) «exit»\n@++;',
      '@++;\nif (@ > 3) «exit»',
      'const «new num id» = ++@;',
      'const «new num id» = @++;',
      'const «new num before» = @;',
    ),
    ...rules(0.6, 'log(`id-${++@}`);', '«mutable» += @;', 'if (@ === 0) {\n@ = «small»;\n«block»\n}'),
  ],
};

export const SLOT: Grammar = {
  str: [...rules(2, "(@ ?? 'none')"), ...rules(0.8, '`now ${@}`', 'String(@)')],
  atom: rules(1.5, '(@ === null)', '(@ !== null)'),
  any: rules(1.5, '@'),
  core: rules(1, '@ = «word»;', 'if (@ !== null) «exit»\n@ = «word»;'),
  access: [
    ...rules(3, '@ = «word»;'),
    ...rules(
      1,
      '@ = null;',
      '@ ??= «word»;',
      'if (@ === null) @ = «word»;',
      'if (@ !== null) «exit»\n@ = «word»;',
      'if (@ === null) «exit»',
      'const «new str known» = @ ?? «str»;',
      'if (@ === null) {\n@ = «word»;\n«block»\n}',
    ),
  ],
};
