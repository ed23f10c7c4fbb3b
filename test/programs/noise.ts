/** Code that keeps nothing and changes nothing: it must neither be told nor hide what stands beside it. */
import type { Language } from './language.js';

export interface Noise {
  name: string;
  isTyped?: true;
  write: (id: string) => string;
}

export const NOISE: readonly Noise[] = [
  { name: 'a constant', write: (id) => `const ${id} = 60 * 1000;` },
  { name: 'a frozen table', write: (id) => `const ${id} = Object.freeze({ draft: 1, open: 2, closed: 3 });` },
  { name: 'recursion', write: (id) => `function ${id}(n) {\n  return n <= 1 ? 1 : n * ${id}(n - 1);\n}` },
  {
    name: 'mutual recursion',
    write: (id) =>
      `const ${id}Even = (n) => n === 0 || ${id}Odd(n - 1);\nconst ${id}Odd = (n) => n !== 0 && ${id}Even(n - 1);`,
  },
  {
    name: 'getter and setter',
    write: (id) =>
      `class ${id} {\n  #celsius = 0;\n  get fahrenheit() {\n    return this.#celsius * 1.8 + 32;\n  }\n  set fahrenheit(value) {\n    this.#celsius = (value - 32) / 1.8;\n  }\n}`,
  },
  { name: 'a generator', write: (id) => `function* ${id}(limit) {\n  for (let at = 0; at < limit; at++) yield at;\n}` },
  {
    name: 'labelled loops',
    write: (id) =>
      `function ${id}(rows) {\n  outer: for (const row of rows) {\n    for (const cell of row) {\n      if (cell < 0) continue outer;\n      if (cell > 9) break outer;\n    }\n  }\n}`,
  },
  {
    name: 'an optional catch',
    write: (id) =>
      `function ${id}(text) {\n  try {\n    return JSON.parse(text);\n  } catch {\n    return undefined;\n  }\n}`,
  },
  {
    name: 'templates',
    write: (id) => 'const ' + id + ' = (name) => `Dear ${name ? `${name.trim()}` : `friend`},\\n`;',
  },
  { name: 'a tagged template', write: (id) => 'const ' + id + ' = (name) => String.raw`C:\\new\\${name}`;' },
  {
    name: 'a regular expression',
    write: (id) => `const ${id} = (text) => /^(?<year>\\d{4})-[/\\]]?(?:a|b)$/u.exec(text)?.groups?.year;`,
  },
  {
    name: 'a comment that looks like code',
    write: (id) => `// const ${id} = new Map(); ${id}.set(request.id, request.user)\n/* let count = 0; count++ */`,
  },
  {
    name: 'defaults and rest',
    write: (id) =>
      `const ${id} = ({ a = 1, b: { c = 2, ...inner } = {}, ...rest } = {}, ...more) => [a, c, inner, rest, more];`,
  },
  { name: 'a comma and a void', write: (id) => `const ${id} = (a, b) => (void a, b);` },
  {
    name: 'exotic operators',
    write: (id) => `function ${id}(a, b) {\n  a ||= b;\n  b &&= a;\n  a **= 2;\n  b >>>= 1;\n  return a ?? b;\n}`,
  },
  {
    name: 'do and while',
    write: (id) =>
      `function ${id}(n) {\n  let steps = 0;\n  do {\n    n = n % 2 ? n * 3 + 1 : n / 2;\n    steps++;\n  } while (n !== 1);\n  return steps;\n}`,
  },
  {
    name: 'symbols',
    write: (id) =>
      `const ${id} = {\n  *[Symbol.iterator]() {\n    yield 1;\n  },\n  ['computed' + 1]: 2,\n  async *lines() {},\n};`,
  },
  {
    name: 'a static block',
    write: (id) => `class ${id} {\n  static sizes;\n  static {\n    ${id}.sizes = [1, 2, 3];\n  }\n}`,
  },
  {
    name: 'an IIFE',
    write: (id) =>
      `const ${id} = (() => {\n  const parts = [];\n  for (const part of ['a', 'b']) parts.push(part);\n  return parts.join('-');\n})();`,
  },
  {
    name: 'a Proxy',
    write: (id) => `const ${id} = (target) => new Proxy(target, { get: (object, key) => Reflect.get(object, key) });`,
  },
  {
    name: 'an enum',
    isTyped: true,
    write: (id) =>
      `enum ${id} {\n  Open = 'open',\n  Closed = 'closed',\n}\nconst enum ${id}Bit {\n  Read = 1 << 0,\n  Write = 1 << 1,\n}`,
  },
  {
    name: 'a namespace',
    isTyped: true,
    write: (id) => `namespace ${id} {\n  export const limit = 10;\n  export type Row = { id: string };\n}`,
  },
  {
    name: 'satisfies and as',
    isTyped: true,
    write: (id) => `const ${id} = { open: 1 } as const satisfies Record<string, number>;`,
  },
  {
    name: 'generics and overloads',
    isTyped: true,
    write: (id) =>
      `function ${id}(value: string): string;\nfunction ${id}<T extends object>(value: T): T;\nfunction ${id}(value: unknown): unknown {\n  return <const T,>(one: T) => [one, value!];\n}`,
  },
  {
    name: 'decorators',
    isTyped: true,
    write: (id) =>
      `const ${id}Logged = (target: unknown, context: unknown) => target as never;\n@${id}Logged\nclass ${id} {\n  @${id}Logged accessor limit = 3;\n  @${id}Logged\n  run(this: ${id}) {}\n}`,
  },
  {
    name: 'abstract and declare',
    isTyped: true,
    write: (id) =>
      `abstract class ${id} {\n  declare id: string;\n  abstract run(): void;\n  readonly [key: string]: unknown;\n}\ndeclare const ${id}Version: string;`,
  },
  {
    name: 'types',
    isTyped: true,
    write: (id) =>
      `type ${id}<T> = T extends { rows: Map<infer K, unknown> } ? { readonly [P in keyof T as \`get\${string & P}\`]?: K } : never;`,
  },
];

export const noiseFor = ({ isTyped }: Language): readonly Noise[] => NOISE.filter((one) => isTyped || !one.isTyped);

/** The same program, as other people would have saved it. */
export const FORMATS: readonly { name: string; apply: (text: string) => string }[] = [
  { name: 'as it is', apply: (text) => text },
  { name: 'CRLF', apply: (text) => text.replace(/\n/g, '\r\n') },
  { name: 'tabs', apply: (text) => text.replace(/^(?: {2})+/gm, (spaces) => '\t'.repeat(spaces.length / 2)) },
  { name: 'trailing comments', apply: (text) => text.replace(/;$/gm, '; // "quoted\' `and` unbalanced {') },
  { name: 'double quotes', apply: (text) => text.replace(/'([\w./@:-]*)'/g, '"$1"') },
];
