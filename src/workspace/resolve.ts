import { join, posix, relative } from 'node:path';
import type { Package } from '../model/project.js';
import { createFileFinder, toPosix, type FileFinder } from './file-finder.js';
import { directoryOf } from './file-kinds.js';
import { enclosing, localPackages, type FindLocalPackage } from './local-packages.js';
import { builtFrom, entryCandidates, importTargets } from './package-entry.js';
import { mappedTargets, type PathMapping } from './path-mapping.js';

export interface Project {
  /** Absolute, with links resolved, so that it can be compared with what the resolver returns. */
  root: string;
  /** Files that were listed. One that is not (a build, a generated client) is taken only when nothing listed fits. */
  files: ReadonlySet<string>;
  packages: readonly Package[];
  packageOf(file: string): Package;
  /** Path aliases in force in a directory; the same array for all directories below one config. */
  mappingsOf(dir: string): readonly PathMapping[];
}

export type Resolve = (from: string, specifier: string) => string | undefined;

/**
 * Imports between files of the project. What an installed package means is never asked: outside of the project nothing is analysed, so a
 * bare specifier costs a few table look-ups and no disk.
 */
export function createResolver(project: Project, finder?: FileFinder): Resolve {
  const { listed, find } = finder ?? createFileFinder(project.root, project.files);
  const local = localPackages(project.packages);
  const byDir = new Map(project.packages.map((entry) => [entry.dir, entry]));
  const scopes = new Map<string, Scope>();
  const relatives = new Map<string, string | undefined>();

  /** Directories of one package under one tsconfig read a bare specifier alike, so they share the answers. */
  function scopeOf(dir: string): Scope {
    const known = scopes.get(dir);
    if (known) return known;
    const importer = project.packageOf(`${dir}/`);
    const mappings = project.mappingsOf(dir);
    const outer = dir === '' ? undefined : scopeOf(directoryOf(dir));
    const same = outer?.importer === importer && outer.mappings === mappings;
    const scope = same ? outer : { importer, mappings, around: enclosing(byDir, importer), answers: new Map() };
    scopes.set(dir, scope);
    return scope;
  }

  function bare({ importer, around, mappings }: Scope, specifier: string): string | undefined {
    const targets = mappings.flatMap(({ patterns }) => mappedTargets(patterns, specifier));
    const bases = mappings.flatMap(({ base }) => (base === undefined ? [] : join(base, specifier)));
    return (
      find(around.flatMap((entry) => privateImport(entry, specifier, local))) ??
      find(orSource(project, toRelative(project, targets))) ??
      listed(toRelative(project, bases)) ??
      find(packageImport(local, importer, specifier)) ??
      find(around.flatMap((entry) => customary(specifier).map((place) => posix.join(entry.dir, place))))
    );
  }

  return (from, specifier) => {
    const path = withoutQuery(specifier);
    if (path === undefined) return undefined;
    const dir = directoryOf(from);
    if (!/^\.{1,2}(?:\/|$)/.test(path)) {
      const scope = scopeOf(dir);
      return memoized(scope.answers, path, () => bare(scope, path));
    }
    const target = posix.join(dir, asDirectory(path));
    return memoized(relatives, target, () => find(orSource(project, [target])));
  };
}

interface Scope {
  importer: Package;
  /** The importer and the packages around it, innermost first. */
  around: readonly Package[];
  mappings: readonly PathMapping[];
  answers: Map<string, string | undefined>;
}

function memoized(
  answers: Map<string, string | undefined>,
  key: string,
  answer: () => string | undefined,
): string | undefined {
  if (!answers.has(key)) answers.set(key, answer());
  return answers.get(key);
}

/** `?raw` and `?url` import text, not code; `node:fs`, `https:` and `virtual:` lead out of the project. */
function withoutQuery(specifier: string): string | undefined {
  if (/^[A-Za-z][\w+.-]*:/.test(specifier) || /\?(?:raw|url)\b/.test(specifier)) return undefined;
  return specifier.replace(/\?.*$/, '');
}

/** `.` and `..` mean directories even where a file of that name stands beside. */
function asDirectory(specifier: string): string {
  return /(?:^|\/)\.{1,2}$/.test(specifier) ? `${specifier}/` : specifier;
}

function privateImport(entry: Package, specifier: string, local: FindLocalPackage): string[] {
  if (!specifier.startsWith('#')) return [];
  return importTargets(entry.manifest, specifier).flatMap((target) =>
    target.startsWith('.') || !target.includes('/')
      ? [posix.join(entry.dir, target)]
      : [posix.join(entry.dir, target), ...packageImport(local, entry, target)],
  );
}

function toRelative({ root }: Project, paths: readonly string[]): string[] {
  return paths.map((path) => toPosix(relative(root, path)));
}

/** Each path, then what it was built from if it lies in the build output of its package. */
function orSource(project: Project, paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    const { dir } = project.packageOf(path);
    const sources = builtFrom(dir ? path.slice(dir.length + 1) : path);
    return [path, ...sources.map((source) => posix.join(dir, source))];
  });
}

function packageImport(local: FindLocalPackage, importer: Package, specifier: string): string[] {
  const found = local(importer, specifier);
  if (!found) return [];
  return entryCandidates(found.package.manifest, found.subpath).map((path) => posix.join(found.package.dir, path));
}

/** Aliases that frameworks set up without a tsconfig, or in one that they generate: where each prefix leads in a package. */
const CUSTOMARY_ALIASES: readonly [prefix: string, places: readonly string[]][] = [
  ['@/', ['src/', '', 'app/']],
  ['~/', ['app/', 'src/', '']],
  ['~~/', ['']],
  ['@@/', ['']],
  ['$lib/', ['src/lib/']],
  ['#shared/', ['shared/']],
  ['src/', ['src/']],
  ['/', ['', 'src/']],
];

function customary(specifier: string): string[] {
  if (specifier === '$lib') return ['src/lib/'];
  const [prefix, places] = CUSTOMARY_ALIASES.find(([start]) => specifier.startsWith(start)) ?? [];
  return prefix === undefined ? [] : (places ?? []).map((place) => place + specifier.slice(prefix.length));
}
