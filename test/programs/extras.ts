/** Features that have a form of their own: what looks like state and is none, and state that does not look like it. */
import type { Op, Written } from './home.js';
import { typed, type Language } from './language.js';
import type { Names } from './names.js';
import { anything, text, type External, type Route, type Truth } from './role.js';

export interface Extra {
  name: string;
  truth: Truth;
  needs?: readonly External[];
  ops: (names: Names) => readonly Omit<Op, 'body'>[];
  /** Declares the operations as functions. */
  text: (names: Names, language: Language) => string;
  routes: (names: Names) => readonly Route[];
}

const posted =
  (verb: string, ...inputs: string[]): Extra['routes'] =>
  (n) => [
    {
      verb: 'POST',
      path: verb,
      body: (io, call) => {
        const args = inputs.map((input) => (input === 'request' ? io.request : io.input(input)));
        return `const result = ${call(n.op(verb), ...args)};\n${io.answer(200, '{ result }')}`;
      },
    },
  ];

export const writtenOf = (extra: Extra, names: Names, language: Language): Written => ({
  text: extra.text(names, language),
  exports: extra.ops(names).map(({ name }) => name),
  call: (op) => op,
});

export const EXTRAS: readonly Extra[] = [
  {
    name: 'a WeakMap that is keyed by the request',
    truth: 'quiet',
    ops: (n) => [{ name: n.op('note'), params: [anything('request'), text('user')] }],
    text: (n) =>
      `const ${n.rows} = new WeakMap();\nfunction ${n.op('note')}(request, user) {\n  if (!${n.rows}.has(request)) ${n.rows}.set(request, { user });\n  return ${n.rows}.get(request).user;\n}`,
    routes: posted('note', 'request', 'user'),
  },
  {
    name: 'a store of AsyncLocalStorage',
    truth: 'quiet',
    needs: [{ name: 'AsyncLocalStorage', from: 'node:async_hooks' }],
    ops: (n) => [{ name: n.op('runAs'), params: [text('user')] }],
    text: (n) =>
      `const ${n.own('scope')} = new AsyncLocalStorage();\nfunction ${n.op('runAs')}(user) {\n  return ${n.own('scope')}.run({ user, steps: [] }, () => {\n    const context = ${n.own('scope')}.getStore();\n    context.steps.push('started');\n    context.user = user.trim();\n    return context.steps.length;\n  });\n}`,
    routes: posted('runAs', 'user'),
  },
  {
    name: 'a shallow copy whose inside is changed',
    truth: 'loud',
    ops: (n) => [{ name: n.op('tagged'), params: [text('tag')] }],
    text: (n, language) =>
      `const ${n.rows} = { title: 'new', tags: []${typed(language, ' as string[]')} };\nfunction ${n.op('tagged')}(tag${typed(language, ': string')}) {\n  const copy = { ...${n.rows} };\n  copy.tags.push(tag);\n  return copy.tags;\n}`,
    routes: posted('tagged', 'tag'),
  },
  {
    name: 'a Map that each call copies',
    truth: 'quiet',
    ops: (n) => [{ name: n.op('quote'), params: [text('sku'), anything('price')] }],
    text: (n) =>
      `const ${n.rows} = new Map([['book', 12], ['pen', 2]]);\nfunction ${n.op('quote')}(sku, price) {\n  const copy = new Map(${n.rows});\n  copy.set(sku, price);\n  return [...copy.entries()];\n}`,
    routes: posted('quote', 'sku', 'price'),
  },
  {
    name: 'a copy of a list is sorted and extended',
    truth: 'quiet',
    ops: (n) => [{ name: n.op('ranked'), params: [text('extra')] }],
    text: (n) =>
      `const ${n.rows} = ['pen', 'book'];\nfunction ${n.op('ranked')}(extra) {\n  const first = [...${n.rows}].sort();\n  first.push(extra);\n  const second = ${n.rows}.slice();\n  second.unshift(extra);\n  return ${n.rows}.concat(extra).reverse().length + first.length + second.length;\n}`,
    routes: posted('ranked', 'extra'),
  },
  {
    name: 'an accumulator that recursion hands on',
    truth: 'quiet',
    ops: (n) => [{ name: n.op('parts'), params: [text('path')] }],
    text: (n, language) =>
      `function ${n.own('walk')}(path${typed(language, ': string')}, found${typed(language, ': string[]')} = []) {\n  found.push(path);\n  return path.includes('/') ? ${n.own('walk')}(path.slice(path.indexOf('/') + 1), found) : found;\n}\nconst ${n.op('parts')} = (path${typed(language, ': string')}) => ${n.own('walk')}(path);`,
    routes: posted('parts', 'path'),
  },
  {
    name: 'a parameter that is named like a store',
    truth: 'quiet',
    ops: (n) => [{ name: n.op('basket'), params: [text('item')] }],
    text: (n, language) =>
      `const ${n.rows}${typed(language, ': string[]')} = ['standard'];\nfunction ${n.own('extend')}(${n.rows}${typed(language, ': string[]')}, item${typed(language, ': string')}) {\n  ${n.rows}.push(item);\n  return ${n.rows};\n}\nfunction ${n.op('basket')}(item${typed(language, ': string')}) {\n  const own = ${n.rows}.map((one) => one.toUpperCase());\n  return ${n.own('extend')}(own, item);\n}`,
    routes: posted('basket', 'item'),
  },
  {
    name: 'configuration that is loaded once',
    truth: 'advisory',
    ops: (n) => [{ name: n.op('settings'), params: [], isAsync: true }],
    text: (n, language) =>
      `let ${n.own('settings')}${typed(language, ': Record<string, string> | undefined')};\nasync function ${n.op('settings')}() {\n  if (!${n.own('settings')}) {\n    const response = await fetch('https://config.example.org/shop.json');\n    ${n.own('settings')} = await response.json();\n  }\n  return ${n.own('settings')};\n}`,
    routes: posted('settings'),
  },
  {
    name: 'an index that reduce builds in each call',
    truth: 'quiet',
    ops: (n) => [{ name: n.op('byLength'), params: [text('words')] }],
    text: (n, language) =>
      `function ${n.op('byLength')}(words${typed(language, ': string')}) {\n  return words.split(' ').reduce((index, word) => {\n    (index[word.length] ||= []).push(word);\n    return index;\n  }, {}${typed(language, ' as Record<number, string[]>')});\n}`,
    routes: posted('byLength', 'words'),
  },
  {
    name: 'a builder that each call makes',
    truth: 'quiet',
    ops: (n) => [{ name: n.op('query'), params: [text('word')] }],
    text: (n, language) =>
      `class ${n.Class}Query {\n  parts${typed(language, ': string[]')} = [];\n  limit = 10;\n  where(word${typed(language, ': string')}) {\n    this.parts.push(word);\n    this.limit += 1;\n    return this;\n  }\n  static of(word${typed(language, ': string')}) {\n    return new ${n.Class}Query().where(word).where('open');\n  }\n}\nconst ${n.op('query')} = (word${typed(language, ': string')}) => ${n.Class}Query.of(word).parts.join(' ');`,
    routes: posted('query', 'word'),
  },
  {
    name: 'a generator with local state',
    truth: 'quiet',
    ops: (n) => [{ name: n.op('pages'), params: [text('upTo')] }],
    text: (n, language) =>
      `function* ${n.own('count')}(upTo${typed(language, ': number')}) {\n  let current = 0;\n  while (current < upTo) yield current++;\n}\nfunction ${n.op('pages')}(upTo${typed(language, ': string')}) {\n  const seen = new Set();\n  for (const page of ${n.own('count')}(Number(upTo))) seen.add(page);\n  return seen.size;\n}`,
    routes: posted('pages', 'upTo'),
  },
  {
    name: 'what a request carries with it',
    truth: 'quiet',
    ops: (n) => [{ name: n.op('attach'), params: [anything('request'), text('user')] }],
    text: (n) =>
      `function ${n.op('attach')}(request, user) {\n  request.context = { user, steps: [] };\n  request.context.steps.push('attached');\n  return request.context.user;\n}`,
    routes: posted('attach', 'request', 'user'),
  },
];
