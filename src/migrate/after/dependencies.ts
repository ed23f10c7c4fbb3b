/** The packages that migrated code imports, as lines of `package.json`: inserted where they belong, everything else byte for byte. */
import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Destination, MigrationPlan } from '../types.js';
import { manifestIn } from './manifest.js';
import { ownerOf } from './packages.js';

const ADAPTERS = '@coldstate/adapters';

/** By entry of the adapters: the client that it talks through, where it needs one. */
const CLIENTS: Readonly<Record<string, readonly [name: string, range: string] | undefined>> = {
  redis: ['@redis/client', '^6.0.0'],
  ioredis: ['ioredis', '^6.0.0'],
  dynamodb: ['@aws-sdk/client-dynamodb', '^3.700.0'],
};
const CLIENT_OF: Readonly<Record<Destination, string>> = { redis: 'redis', dynamodb: 'dynamodb' };

export interface Wanted {
  /** Directory of the package, relative to the root. */
  readonly directory: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

export interface DependencyOptions {
  readonly root: string;
  readonly to: Destination;
  readonly plan: Pick<MigrationPlan, 'stores' | 'dependencies'>;
  /** A version, a range, a tarball or a directory; relative paths are those of `cwd`. */
  readonly adaptersSpec: string;
  readonly cwd: string;
}

/** What each package lacks. `texts`: by file, what it will hold. */
export function wantedDependencies(texts: ReadonlyMap<string, string>, options: DependencyOptions): Wanted[] {
  const { root, adaptersSpec, cwd } = options;
  const wanted = new Map<string, Record<string, string>>();
  for (const { file, name, range } of [...importedBy(texts, options), ...neededBy(options)]) {
    const directory = ownerOf(root, file);
    if (directory === undefined || declaredIn(join(root, directory)).has(name)) continue;
    const spec = name === ADAPTERS ? specFor(adaptersSpec, cwd, join(root, directory)) : range;
    const before = wanted.get(directory);
    // What the collections take of a client comes first; a library may be content with less.
    if (before?.[name] === undefined) wanted.set(directory, { ...before, [name]: spec });
  }
  return [...wanted].map(([directory, dependencies]) => ({ directory, dependencies }));
}

interface Needed {
  readonly file: string;
  readonly name: string;
  readonly range: string;
}

function importedBy(texts: ReadonlyMap<string, string>, { to }: DependencyOptions): Needed[] {
  return [...texts].flatMap(([file, text]) =>
    [...text.matchAll(IMPORT)].flatMap(({ groups }) => {
      const client = CLIENTS[groups?.entry ?? CLIENT_OF[to]];
      const adapters = { file, name: ADAPTERS, range: '' };
      return client === undefined ? [adapters] : [adapters, { file, name: client[0], range: client[1] }];
    }),
  );
}

/** A library's store is imported where the library is called. */
function neededBy({ plan: { stores, dependencies } }: DependencyOptions): Needed[] {
  return dependencies.flatMap(({ name, range, stores: needing }) =>
    stores.filter(({ store }) => needing.includes(store)).map(({ file }) => ({ file, name, range })),
  );
}

const IMPORT = /['"]@coldstate\/adapters(?:\/(?<entry>[\w-]+))?['"]/g;

/** As a dependency too: one for development alone is not there where the code runs. */
function declaredIn(directory: string): Set<string> {
  const { dependencies, optionalDependencies } = manifestIn(directory);
  return new Set(Object.keys({ ...(dependencies as object), ...(optionalDependencies as object) }));
}

/** A path is written as the package sees it. */
function specFor(spec: string, cwd: string, directory: string): string {
  const path = spec.replace(/^file:/, '');
  const isPath =
    spec.startsWith('file:') || /^\.{0,2}\//.test(spec) || /^[A-Za-z]:[\\/]/.test(spec) || /\.t(?:ar\.)?gz$/.test(spec);
  if (!isPath || /^https?:/.test(spec) || !existsSync(resolve(cwd, path))) return spec;
  const inside = relative(directory, resolve(cwd, path)).split(sep).join('/');
  return `file:${isAbsolute(inside) || inside.startsWith('.') ? inside : `./${inside}`}`;
}

/** The text of a `package.json` with more dependencies, in its own indentation and line ends. Undefined where it is not written as usual. */
export function withDependencies(text: string, dependencies: Readonly<Record<string, string>>): string | undefined {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = /^(?<indent>[ \t]+)"/m.exec(text)?.groups?.indent ?? '  ';
  const line = ([name, range]: [string, string]) =>
    `${indent}${indent}${JSON.stringify(name)}: ${JSON.stringify(range)}`;
  const block = /^(?<head>[ \t]*"dependencies"\s*:\s*\{)(?<body>[^{}]*)\}/m.exec(text);
  const next =
    block?.groups === undefined
      ? withBlock(text, Object.entries(dependencies).sort(byName).map(line), { indent, end })
      : text.slice(0, block.index) +
        `${block.groups.head ?? ''}${end}${merged(block.groups.body ?? '', dependencies)
          .map(line)
          .join(`,${end}`)}${end}${indent}}` +
        text.slice(block.index + block[0].length);
  return next !== undefined && isJson(next) ? next : undefined;
}

function merged(body: string, dependencies: Readonly<Record<string, string>>): [string, string][] {
  const there = Object.entries(JSON.parse(`{${body}}`) as Record<string, string>);
  const isSorted = there.every((entry, at) => at === 0 || byName(there[at - 1] ?? entry, entry) <= 0);
  const all = [...there, ...Object.entries(dependencies).filter(([name]) => !there.some(([known]) => known === name))];
  return isSorted ? all.sort(byName) : all;
}

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : a > b ? 1 : 0);

/** After the last property. */
function withBlock(
  text: string,
  lines: readonly string[],
  { indent, end }: { indent: string; end: string },
): string | undefined {
  const close = text.lastIndexOf('}');
  if (close < 0) return undefined;
  const before = text.slice(0, close).trimEnd();
  const comma = before.endsWith('{') ? '' : ',';
  return `${before}${comma}${end}${indent}"dependencies": {${end}${lines.join(`,${end}`)}${end}${indent}}${end}${text.slice(close)}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
