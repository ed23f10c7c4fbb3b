import type { Package } from '../model/project.js';
import { directoryOf } from './file-kinds.js';

/** A package of the project that `specifier` names, and what is left of the specifier. */
export interface LocalImport {
  package: Package;
  subpath: string;
}

export type FindLocalPackage = (importer: Package, specifier: string) => LocalImport | undefined;

/**
 * Packages of the project by name. All of them count, whether or not a `workspaces` field lists them; but an example called `express`
 * must not take the place of the `express` that a server depends on, so a range that the local version cannot meet decides against it.
 */
export function localPackages(packages: readonly Package[]): FindLocalPackage {
  const byDir = new Map(packages.map((entry) => [entry.dir, entry]));
  const byName = new Map<string, Package>();
  for (const entry of packages) {
    if (typeof entry.manifest.name === 'string' && !byName.has(entry.name)) byName.set(entry.name, entry);
  }
  return (importer, specifier) => {
    const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? '';
    const found = byName.get(name);
    if (!found) return undefined;
    const range = enclosing(byDir, importer).find((entry) => name in entry.dependencies)?.dependencies[name];
    const meant = found === importer || range === undefined || mayMean(range, found.manifest.version);
    return meant ? { package: found, subpath: specifier.slice(name.length + 1) } : undefined;
  };
}

/** The package and those around it, innermost first. */
export function enclosing(byDir: ReadonlyMap<string, Package>, from: Package): Package[] {
  const found: Package[] = [];
  for (let dir = from.dir; ; dir = directoryOf(dir)) {
    const entry = byDir.get(dir);
    if (entry) found.push(entry);
    if (dir === '') return found;
  }
}

/** Whether a package manager would link a local package of that version for the range; by major version only. */
function mayMean(range: string, version: unknown): boolean {
  if (range.startsWith('npm:')) return false;
  const takesAny = !/\d/.test(range) || range.includes('>') || /^(?:workspace|file|link|portal|catalog):/.test(range);
  if (takesAny) return true;
  if (typeof version !== 'string') return false;
  const majors = range.split('||').map((part) => /\d+/.exec(part)?.[0]);
  return majors.includes(/\d+/.exec(version)?.[0]);
}
