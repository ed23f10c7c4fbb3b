/** How the adapters are written into one package: where, in which language, and how its files name each other. */
import { dirname, join, posix } from 'node:path';
import { existsSync, readFileSync } from 'node:fs';
import { manifestIn } from '../after/manifest.js';

export interface Shape {
  /** Of the package, relative to the root; '' for the root itself. */
  readonly directory: string;
  /** `src/coldstate`, relative to the root. */
  readonly folder: string;
  readonly language: 'typescript' | 'esm' | 'commonjs';
  /** Of the files that are made: `.ts`. */
  readonly extension: string;
  /** How an import ends: `.js`, `.ts`, or nothing. */
  readonly ending: string;
}

/** `texts`: by file of this package, the edited text; those alone that import the adapters. */
export function shapeOf(root: string, directory: string, texts: ReadonlyMap<string, string>): Shape {
  const files = [...texts.keys()];
  const folder = posix.join(directory, homeOf(directory, files), 'coldstate');
  const base = { directory, folder };
  if (files.some((file) => /\.[cm]?tsx?$/.test(file)))
    return {
      ...base,
      language: 'typescript',
      extension: '.ts',
      ending: endingOf(root, directory, [...texts.values()]),
    };
  const isModule = manifestIn(join(root, directory)).type === 'module';
  const all = (extension: string): boolean => files.every((file) => file.endsWith(extension));
  if (all('.mjs') && !isModule) return { ...base, language: 'esm', extension: '.mjs', ending: '.mjs' };
  if (all('.cjs') && isModule) return { ...base, language: 'commonjs', extension: '.cjs', ending: '.cjs' };
  const requires = [...texts.values()].some((text) => /\brequire\(\s*['"]@coldstate\/adapters/.test(text));
  return { ...base, language: requires && !isModule ? 'commonjs' : 'esm', extension: '.js', ending: '.js' };
}

/** The directory that all sources of the package are in. */
function homeOf(directory: string, files: readonly string[]): string {
  const inside = files.map((file) => (directory === '' ? file : file.slice(directory.length + 1)));
  return ['src', 'lib', 'server', 'app'].find((home) => inside.every((file) => file.startsWith(`${home}/`))) ?? '';
}

/** As the code that is there writes it; where it imports nothing of its own, as its compiler wants it. */
function endingOf(root: string, directory: string, texts: readonly string[]): string {
  for (const text of texts) {
    const found = /(?:from\s+|require\(\s*|import\(\s*)['"]\.{1,2}\/[^'"]*?(?<ending>\.[cm]?[jt]sx?)?['"]/.exec(text);
    if (found) return endings[found.groups?.ending?.replace('x', '') ?? ''] ?? '';
  }
  for (let at = join(root, directory); ; at = dirname(at)) {
    const config = join(at, 'tsconfig.json');
    if (existsSync(config))
      return /"module(?:Resolution)?"\s*:\s*"node(?:16|18|20|next)"/i.test(readFileSync(config, 'utf8')) ? '.js' : '';
    if (at === root || at === dirname(at)) return '';
  }
}

const endings: Readonly<Record<string, string>> = { '.js': '.js', '.mjs': '.js', '.ts': '.ts', '.mts': '.ts' };

/** What a file of the project writes to import one of the folder. */
export function specifierFrom(file: string, { folder, ending }: Shape, name: string): string {
  const path = posix.relative(posix.dirname(file), posix.join(folder, `${name}${ending}`));
  return path.startsWith('.') ? path : `./${path}`;
}
