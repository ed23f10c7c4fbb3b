import { dirname, join } from 'node:path';
import { baseName, directoryOf } from './file-kinds.js';
import { repositoryOf } from './ignore-rules.js';
import { isFile } from './is-file.js';
import { readImportMap } from './import-map.js';
import type { Notes } from './notes.js';
import type { PathMapping } from './path-mapping.js';
import { createTsconfigReader, type FindPackageConfig } from './tsconfig.js';

const TSCONFIGS = ['tsconfig.json', 'jsconfig.json'];
const IMPORT_MAPS = ['deno.json', 'deno.jsonc'];

/**
 * Which path aliases hold in a directory: those of the nearest tsconfig or jsconfig that can be read, and of the nearest deno.json.
 * All of them are read at once, so that what is wrong with them is known, in the same order, whatever is resolved later.
 */
export function readPathAliases(
  root: string,
  files: readonly string[],
  notes: Notes,
  findPackageConfig: FindPackageConfig,
): (dir: string) => readonly PathMapping[] {
  const reader = createTsconfigReader(root, notes, findPackageConfig);
  const tsconfigs = new Map<string, PathMapping>();
  const importMaps = new Map<string, PathMapping>();
  for (const path of files) {
    const name = baseName(path);
    const dir = directoryOf(path);
    if (TSCONFIGS.includes(name)) {
      const mapping = reader.mapping(join(root, path));
      // Sorted, jsconfig.json comes first, and a tsconfig.json beside it wins.
      if (mapping) tsconfigs.set(dir, mapping);
    } else if (IMPORT_MAPS.includes(name)) {
      importMaps.set(dir, { patterns: readImportMap(root, join(root, path), notes) });
    }
  }
  const around = configsAround(root)
    .flatMap((file) => reader.mapping(file) ?? [])
    .slice(0, 1);

  const inForce = new Map<string, readonly PathMapping[]>();
  return function mappingsOf(dir: string): readonly PathMapping[] {
    let mappings = inForce.get(dir);
    if (mappings === undefined) {
      const own = tsconfigs.has(dir) || importMaps.has(dir);
      const isRoot = dir === '';
      mappings =
        own || isRoot
          ? [nearest(tsconfigs, dir) ?? around, nearest(importMaps, dir) ?? []].flat()
          : mappingsOf(directoryOf(dir));
      inForce.set(dir, mappings);
    }
    return mappings;
  };
}

function nearest(mappings: ReadonlyMap<string, PathMapping>, dir: string): PathMapping | undefined {
  const found = mappings.get(dir);
  return found ?? (dir === '' ? undefined : nearest(mappings, directoryOf(dir)));
}

/** Configs of the directories around the root, up to the repository's own: a package of a monorepo may be audited alone. */
function configsAround(root: string): string[] {
  const repository = repositoryOf(root);
  const found: string[] = [];
  for (let dir = root; repository !== undefined && dir !== repository;) {
    dir = dirname(dir);
    found.push(...TSCONFIGS.map((name) => join(dir, name)).filter(isFile));
  }
  return found;
}
