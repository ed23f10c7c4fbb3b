/** The types of `@coldstate/adapters` for projects that have not installed it yet: those of our own copy, as files that are on no disk of theirs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { CodeSource } from '../code.js';

const PACKAGE = '@coldstate/adapters';
const FOLDER = `node_modules/${PACKAGE}`;

/** By which a folder of adapters that belongs to the project is known. */
export const INLINED = '// Written by coldstate migrate --adapters inline.';

/** Where our own copy of the package is; undefined where it is not installed or not built. */
export function ownAdapters(): string | undefined {
  try {
    const directory = dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
    return existsSync(join(directory, 'dist/esm/index.d.ts')) ? directory : undefined;
  } catch {
    return undefined;
  }
}

export function hasAdapters(root: string): boolean {
  for (let at = root; ; at = dirname(at)) {
    if (existsSync(join(at, FOLDER, 'package.json'))) return true;
    if (at === dirname(at)) return false;
  }
}

/** The same sources, in which imports of the adapters lead to declarations. */
export function withAdapterTypes(source: CodeSource): CodeSource {
  const own = hasAdapters(source.root) ? undefined : ownAdapters();
  if (own === undefined) return source;
  const files = declarationsOf(own);
  const resolve = (from: string, specifier: string): string | undefined => {
    if (from.startsWith(`${FOLDER}/`))
      return files.has(besides(from, specifier)) ? besides(from, specifier) : undefined;
    const entry =
      specifier === PACKAGE
        ? 'index'
        : specifier.startsWith(`${PACKAGE}/`)
          ? specifier.slice(PACKAGE.length + 1)
          : undefined;
    if (entry === undefined) return inlinedAs(source, source.resolve(from, specifier), files);
    return [`${FOLDER}/${entry}.d.ts`, `${FOLDER}/${entry}/index.d.ts`].find((file) => files.has(file));
  };
  return { ...source, resolve, declared: files };
}

const IMPORTED = /(?:\bfrom|\bimport|\b(?:require|import)\()\s*['"](?<specifier>[^'"]*coldstate[^'"]*)['"]/g;

/** From the package, or from the folder that stands for it; what is in that folder is no user of it. */
export function importsAdapters(source: CodeSource, file: string): boolean {
  const specifiers = [...(source.read(file) ?? '').matchAll(IMPORTED)].map(({ groups }) => groups?.specifier ?? '');
  return specifiers.some((specifier) => {
    if (specifier === PACKAGE || specifier.startsWith(`${PACKAGE}/`)) return true;
    const found = source.resolve(file, specifier);
    if (found === undefined || dirname(found) === dirname(file)) return false;
    return found.startsWith(`${FOLDER}/`) || source.read(found)?.startsWith(INLINED) === true;
  });
}

/** Of a folder that `--adapters inline` wrote in JavaScript, the types are those of the package. */
function inlinedAs(
  source: CodeSource,
  found: string | undefined,
  files: ReadonlyMap<string, string>,
): string | undefined {
  if (found === undefined || !/\/coldstate\/index\.[cm]?js$/.test(`/${found}`)) return found;
  if (source.read(found)?.startsWith(INLINED) !== true) return found;
  const entry = `${FOLDER}/redis.d.ts`;
  return files.has(entry) ? entry : found;
}

function declarationsOf(directory: string): Map<string, string> {
  const home = join(directory, 'dist/esm');
  const names = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts'));
  return new Map(
    names.map((name) => [`${FOLDER}/${name.replaceAll('\\', '/')}`, readFileSync(join(home, name), 'utf8')]),
  );
}

/** `./errors.js` as seen from `node_modules/…/public.d.ts`. */
function besides(from: string, specifier: string): string {
  const path = specifier.startsWith('.') ? join(dirname(from), specifier) : specifier;
  return path.replaceAll('\\', '/').replace(/\.js$/, '.d.ts');
}
