import { dirname, join } from 'node:path';
import type { Notes } from './notes.js';
import { isRecord } from './packages.js';
import { pathPattern, type PathPattern } from './path-mapping.js';
import { readConfig } from './tsconfig.js';

/** `imports` of a deno.json, or of the import map that it names: entries that lead to files of the project. */
export function readImportMap(root: string, file: string, notes: Notes): PathPattern[] {
  const config = readConfig(root, file, notes);
  const external = config?.importMap;
  const named = typeof external === 'string' && !external.includes(':') ? join(dirname(file), external) : undefined;
  const imports = (named === undefined ? config : readConfig(root, named, notes))?.imports;
  const dir = dirname(named ?? file);
  return Object.entries(isRecord(imports) ? imports : {}).flatMap(([key, target]) => {
    if (typeof target !== 'string' || !/^\.{0,2}\//.test(target)) return [];
    const star = key.endsWith('/') ? '*' : '';
    return [pathPattern(key + star, [join(dir, target) + star])];
  });
}
