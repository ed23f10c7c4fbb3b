/** How a handler comes by what a store's module exports: barrels on the way, and the import at its end. */
import { specifier, type Language, type Module } from './language.js';

export interface Attached {
  lines: readonly string[];
  /** Runs in each function that uses it. */
  prelude?: string;
  /** The expression for an exported name. */
  name: (exported: string) => string;
}

/** A module between: what it says, and the name that each of its exports has from there on. */
export interface Hop {
  name: string;
  write(names: readonly string[], from: string): { text: string; renamed: (name: string) => string };
}

export interface Final {
  name: string;
  write: (names: readonly string[], from: string, own: string) => Attached;
}

const listed = (names: readonly string[], each: (name: string) => string = (name) => name): string =>
  `{ ${names.map(each).join(', ')} }`;
const itself = (name: string): string => name;
const shared = (name: string): string => `${name}Shared`;
const mine = (name: string): string => `${name}Here`;

const MODULE_HOPS: readonly Hop[] = [
  { name: 'export *', write: (_, from) => ({ text: `export * from '${from}';`, renamed: itself }) },
  {
    name: 'export { a } from',
    write: (names, from) => ({ text: `export ${listed(names)} from '${from}';`, renamed: itself }),
  },
  {
    name: 'export { a as b } from',
    write: (names, from) => ({
      text: `export ${listed(names, (name) => `${name} as ${shared(name)}`)} from '${from}';`,
      renamed: shared,
    }),
  },
  {
    name: 'import, then export',
    write: (names, from) => ({
      text: `import ${listed(names)} from '${from}';\nexport ${listed(names)};`,
      renamed: itself,
    }),
  },
  {
    name: 'import *, then export const',
    write: (names, from) => ({
      text: `import * as whole from '${from}';\n${names.map((name) => `export const ${shared(name)} = whole.${name};`).join('\n')}`,
      renamed: shared,
    }),
  },
];

const COMMON_HOPS: readonly Hop[] = [
  {
    name: 'module.exports = require',
    write: (_, from) => ({ text: `module.exports = require('${from}');`, renamed: itself }),
  },
  { name: 'spread', write: (_, from) => ({ text: `module.exports = { ...require('${from}') };`, renamed: itself }) },
  {
    name: 'exports.a = whole.a',
    write: (names, from) => ({
      text: `const whole = require('${from}');\n${names.map((name) => `exports.${name} = whole.${name};`).join('\n')}`,
      renamed: itself,
    }),
  },
  {
    name: 'renamed',
    write: (names, from) => ({
      text: `const ${listed(names)} = require('${from}');\nmodule.exports = ${listed(names, (name) => `${shared(name)}: ${name}`)};`,
      renamed: shared,
    }),
  },
  {
    name: 'Object.assign',
    write: (_, from) => ({ text: `Object.assign(exports, require('${from}'));`, renamed: itself }),
  },
];

const MODULE_FINALS: readonly Final[] = [
  { name: 'named', write: (names, from) => ({ lines: [`import ${listed(names)} from '${from}';`], name: itself }) },
  {
    name: 'renamed',
    write: (names, from) => ({
      lines: [`import ${listed(names, (name) => `${name} as ${mine(name)}`)} from '${from}';`],
      name: mine,
    }),
  },
  {
    name: 'namespace',
    write: (_, from, own) => ({ lines: [`import * as ${own} from '${from}';`], name: (name) => `${own}.${name}` }),
  },
  {
    name: 'namespace, then destructured',
    write: (names, from, own) => ({
      lines: [`import * as ${own} from '${from}';`, `const ${listed(names)} = ${own};`],
      name: itself,
    }),
  },
  {
    name: 'dynamic, destructured',
    write: (names, from) => ({ lines: [], prelude: `const ${listed(names)} = await import('${from}');`, name: itself }),
  },
  {
    name: 'dynamic, whole',
    write: (_, from, own) => ({
      lines: [],
      prelude: `const ${own} = await import('${from}');`,
      name: (name) => `${own}.${name}`,
    }),
  },
];

const COMMON_FINALS: readonly Final[] = [
  {
    name: 'destructured',
    write: (names, from) => ({ lines: [`const ${listed(names)} = require('${from}');`], name: itself }),
  },
  {
    name: 'renamed',
    write: (names, from) => ({
      lines: [`const ${listed(names, (name) => `${name}: ${mine(name)}`)} = require('${from}');`],
      name: mine,
    }),
  },
  {
    name: 'whole',
    write: (_, from, own) => ({ lines: [`const ${own} = require('${from}');`], name: (name) => `${own}.${name}` }),
  },
  {
    name: 'by property',
    write: (names, from) => ({
      lines: names.map((name) => `const ${mine(name)} = require('${from}').${name};`),
      name: mine,
    }),
  },
  {
    name: 'in the function',
    write: (names, from) => ({ lines: [], prelude: `const ${listed(names)} = require('${from}');`, name: itself }),
  },
  {
    name: 'dynamic import',
    write: (names, from) => ({ lines: [], prelude: `const ${listed(names)} = await import('${from}');`, name: itself }),
  },
];

export const hopsOf = ({ isModule }: Language): readonly Hop[] => (isModule ? MODULE_HOPS : COMMON_HOPS);
export const finalsOf = ({ isModule }: Language): readonly Final[] => (isModule ? MODULE_FINALS : COMMON_FINALS);

export interface Way {
  barrels: Module[];
  attach: (importer: string) => Attached;
}

/** From `names` of the module at `path` through `hops` to whoever attaches it. */
export function wayFrom(
  path: string,
  names: readonly string[],
  hops: readonly Hop[],
  final: Final,
  language: Language,
): Way {
  const barrels: Module[] = [];
  let end = path;
  let rename = itself;
  for (const [at, hop] of hops.entries()) {
    const barrel = `${path}-${at + 1}`;
    const before = rename;
    const { text, renamed } = hop.write(names.map(before), specifier(language, barrel, end));
    rename = (name) => renamed(before(name));
    barrels.push({ path: barrel, imports: [], blocks: [{ text }], exports: [] });
    end = barrel;
  }
  const own = `all${path.replace(/(?:^|\W)(\w)/g, (_, first: string) => first.toUpperCase()).replace(/\W/g, '')}`;
  const byEnd = rename;
  return {
    barrels,
    attach(importer) {
      const { name, ...rest } = final.write(names.map(byEnd), specifier(language, importer, end), own);
      return { ...rest, name: (exported) => name(byEnd(exported)) };
    },
  };
}
