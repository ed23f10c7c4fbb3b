/** One program is written in one dialect; everything that differs between dialects is here. */
export interface Language {
  isModule: boolean;
  isTyped: boolean;
  /** How imports name a file: `./orders`, `./orders.js`. */
  specifierEnding: '' | '.js';
}

export const LANGUAGES: readonly (Language & { name: string })[] = [
  { name: 'TypeScript', isModule: true, isTyped: true, specifierEnding: '' },
  { name: 'TypeScript for Node', isModule: true, isTyped: true, specifierEnding: '.js' },
  { name: 'JavaScript modules', isModule: true, isTyped: false, specifierEnding: '.js' },
  { name: 'CommonJS', isModule: false, isTyped: false, specifierEnding: '' },
];

export const extensionOf = ({ isTyped }: Language): string => (isTyped ? '.ts' : '.js');

/** Text for TypeScript alone: annotations, casts, type arguments. */
export const typed = ({ isTyped }: Language, text: string): string => (isTyped ? text : '');

export interface Param {
  name: string;
  type: string;
}

export const paramsOf = (language: Language, params: readonly Param[]): string =>
  params.map(({ name, type }) => name + typed(language, `: ${type}`)).join(', ');

/** A run of lines; `claim` is the number of the feature whose store they declare. */
export interface Block {
  text: string;
  claim?: number;
}

export interface Module {
  /** Without extension. */
  path: string;
  imports: string[];
  blocks: Block[];
  /** Names of the module that others may import. */
  exports: readonly string[];
  /** Of `exports`, what is exported as default instead. */
  default?: string;
}

export function specifier(language: Language, from: string, to: string): string {
  const up = from.split('/').slice(0, -1);
  const down = to.split('/');
  while (up.length > 0 && up[0] === down[0]) {
    up.shift();
    down.shift();
  }
  return (up.length > 0 ? '../'.repeat(up.length) : './') + down.join('/') + language.specifierEnding;
}

export interface Place {
  file: string;
  from: number;
  to: number;
  claim: number;
}

/** Text of a module, and the lines of each claim in it. */
export function textOf(module: Module, language: Language): { file: string; text: string; places: Place[] } {
  const file = module.path + (/\.\w+$/.test(module.path) ? '' : extensionOf(language));
  const lines = [...module.imports];
  const places: Place[] = [];
  for (const { text, claim } of module.blocks) {
    const from = lines.length + 1;
    lines.push(...text.trim().split('\n'));
    if (claim !== undefined) places.push({ file, from, to: lines.length, claim });
  }
  lines.push(...exportLines(module, language));
  return { file, text: `${lines.join('\n')}\n`, places };
}

function exportLines({ exports, default: main }: Module, { isModule }: Language): string[] {
  const named = exports.filter((name) => name !== main);
  const list = named.length > 0 ? [`{ ${named.join(', ')} }`] : [];
  if (isModule) return [...list.map((names) => `export ${names};`), ...(main ? [`export default ${main};`] : [])];
  if (main) return [`module.exports = ${main};`, ...named.map((name) => `module.exports.${name} = ${name};`)];
  return list.map((names) => `module.exports = ${names};`);
}
