import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { lazily, remembering, rememberingFor } from '../model/lazily.js';
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
  const root = packageAround(dirname(path)) ?? otherwise;
  const file = relative(root, path).split(sep).join('/');
  if (!isAnalysedName(file)) return undefined;
  const top = topOf(root);
  // Most files are looked at no further than their names.
  const workspace = lazily<Workspace>({
    read: () => (name) => (name === file ? text : top.read(name)),
    packages: () => top.packages,
    sources: () => [file],
    configs: () => top.configs,
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
    layout: () => '',
    disk: { find: () => undefined, answers: () => [] },
    unmatched: [],
    diagnostics: () => [],
    skipped: () => ({}),
  };
}

const MANIFEST = 'package.json';

/** A linter goes from file to file, and what is around them is asked for each: nobody notices when that is a moment old. */
const A_MOMENT_MS = 2000;

/** What lies at the top of a package. */
interface Top extends Pick<Workspace, 'packages' | 'configs'> {
  read: (name: string) => string | undefined;
}

const topOf = rememberingFor(A_MOMENT_MS, (root: string): Top => {
  const read = remembering((name: string) => readText(join(root, name)));
  return lazily<Top>({
    read: () => read,
    packages: () => readPackages(root, isFile(join(root, MANIFEST)) ? [MANIFEST] : [], read, createNotes()),
    configs: () => namesIn(root).filter(isConfig),
  });
});

const packageAround = rememberingFor(A_MOMENT_MS, (directory: string): string | undefined => {
  if (isFile(join(directory, MANIFEST))) return directory;
  return dirname(directory) === directory ? undefined : packageAround(dirname(directory));
});

function ownPackage({ packages: [own] }: Workspace): Package {
  if (!own) throw new RangeError('a file of no package');
  return own;
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
