import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { isAnalysedName, isConfig } from './file-kinds.js';
import { createNotes } from './notes.js';
import type { Opened } from './open-workspace.js';
import { readPackages } from './packages.js';
import { withoutMark } from './source-text.js';

export interface OpenedFile extends Opened {
  /** Relative to `root`. */
  file: string;
}

/**
 * One file of a package, with the configuration at the top of it: what platforms can be recognised by without looking at other files.
 * `otherwise` is the root of a file that no package holds. Nothing for a file that no audit would analyse.
 */
export function openFile(path: string, text: string, otherwise: string): OpenedFile | undefined {
  const root = packageDirectory(path) ?? otherwise;
  const file = relative(root, path).split(sep).join('/');
  if (!isAnalysedName(file)) return undefined;
  const read = (name: string): string | undefined => (name === file ? text : readText(join(root, name)));
  const configs = namesIn(root).filter(isConfig);
  const packages = readPackages(root, configs.includes(MANIFEST) ? [MANIFEST] : [], read, createNotes());
  const [own] = packages;
  if (!own) return undefined;
  return {
    root,
    file,
    workspace: { read, packages, sources: [file], configs, resolve: () => undefined },
    packageOf: () => own,
    sourceText: () => ({ text }),
    note: () => undefined,
    unmatched: [],
    diagnostics: () => [],
    skipped: () => ({}),
  };
}

const MANIFEST = 'package.json';

function packageDirectory(path: string): string | undefined {
  for (let at = dirname(path); ; at = dirname(at)) {
    if (readText(join(at, MANIFEST)) !== undefined) return at;
    if (dirname(at) === at) return undefined;
  }
}

function readText(path: string): string | undefined {
  try {
    return withoutMark(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}
