import { basename } from 'node:path';
import type { Package } from '../model/project.js';
import { directoryOf } from './file-kinds.js';
import { JsonError, parseJson } from './json.js';
import type { Notes } from './notes.js';

/** Later kinds win: what a package runs with says more than what it is tested with. */
const DEPENDENCY_KINDS = ['peerDependencies', 'optionalDependencies', 'devDependencies', 'dependencies'] as const;

/** Packages of the project, by directory. There is always one at the root, so that every file belongs to a package. */
export function readPackages(
  root: string,
  manifests: readonly string[],
  read: (path: string) => string | undefined,
  notes: Notes,
): Package[] {
  const packages = manifests.map((path) => packageAt(root, directoryOf(path), readManifest(path, read, notes)));
  if (!packages.some(({ dir }) => dir === '')) packages.push(packageAt(root, '', {}));
  return packages.sort((a, b) => (a.dir < b.dir ? -1 : 1));
}

function packageAt(root: string, dir: string, manifest: Record<string, unknown>): Package {
  const { name } = manifest;
  return {
    dir,
    name: typeof name === 'string' && name ? name : basename(dir || root),
    dependencies: Object.fromEntries(DEPENDENCY_KINDS.flatMap((kind) => textEntries(manifest[kind]))),
    manifest,
  };
}

/** A broken manifest still marks a package: its directory is deployed, whatever npm says. */
function readManifest(path: string, read: (path: string) => string | undefined, notes: Notes): Record<string, unknown> {
  const report = (message: string, line?: number) => {
    notes.report({ file: path, kind: 'config', message, ...(line === undefined ? {} : { line }) });
  };
  const text = read(path);
  if (text === undefined) {
    report(`${path} could not be read; its dependencies are not known`);
    return {};
  }
  try {
    const manifest = parseJson(text, 'json');
    if (isRecord(manifest)) return manifest;
    report(`${path} is not a JSON object; its dependencies are not known`, 1);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    report(`${path} is not valid JSON (${error.message}); its dependencies are not known`, error.line);
  }
  return {};
}

/** Looks upwards from the file, once for each directory. */
export function packageFinder(packages: readonly Package[]): (file: string) => Package {
  const known = new Map(packages.map((entry) => [entry.dir, entry]));
  const innermost = (dir: string): Package => {
    const found = known.get(dir);
    if (found) return found;
    if (dir === '') throw new Error('packageFinder needs a package at the root');
    const outer = innermost(directoryOf(dir));
    known.set(dir, outer);
    return outer;
  };
  return (file) => innermost(directoryOf(file));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textEntries(value: unknown): [string, string][] {
  if (!isRecord(value)) return [];
  return Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
}
