import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { lazily } from '../model/lazily.js';
import type { Package, Workspace } from '../model/project.js';
import { isAnalysedName, isConfig } from './file-kinds.js';
import { isFile } from './is-file.js';
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
  // Most files are looked at no further than their names.
  const workspace = lazily<Workspace>({
    read: () => read,
    packages: () => readPackages(root, isFile(join(root, MANIFEST)) ? [MANIFEST] : [], read, createNotes()),
    sources: () => [file],
    configs: () => namesIn(root).filter(isConfig),
    resolve: () => () => undefined,
  });
  return {
    root,
    file,
    workspace,
    packageOf: () => ownPackage(workspace),
    sourceText: () => ({ text }),
    note: () => undefined,
    consulted: () => [],
    unmatched: [],
    diagnostics: () => [],
    skipped: () => ({}),
  };
}

const MANIFEST = 'package.json';

function ownPackage({ packages: [own] }: Workspace): Package {
  if (!own) throw new RangeError('a file of no package');
  return own;
}

function packageDirectory(path: string): string | undefined {
  for (let at = dirname(path); ; at = dirname(at)) {
    if (isFile(join(at, MANIFEST))) return at;
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
