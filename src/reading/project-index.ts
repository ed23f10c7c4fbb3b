import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { defaultParser } from '../syntax/parse.js';
import { analyserId } from './analyser.js';
import { CACHE_DIRECTORY, cacheDirectoryOf, kept, replaceFile } from './kept.js';

/**
 * What an audit leaves beside its facts for those who judge a file of the project later and cannot wait: that there is a project, and its
 * configuration as the plain data that running it gave. Read-only for them; what is damaged or of another version says only that it is there.
 */
export interface ProjectIndex {
  /** Absolute, with links resolved. */
  root: string;
  /** What was asked for: a file by its absolute path, none at all, or (absent) the project's own. */
  given?: string | false | undefined;
  /** The text that `config` came from. */
  text?: string | undefined;
  config?: unknown;
}

export type FoundIndex = { root: string } & ({ index: ProjectIndex } | { stale: 'damaged' | 'other version' });

const FORMAT = 'coldstate-index-1';

export function keepIndex(index: ProjectIndex): void {
  const directory = cacheDirectoryOf(index.root);
  if (directory === undefined) return;
  const content = { format: FORMAT, analyser: analyserId(defaultParser()), ...index };
  replaceFile(join(directory, kept('index', index.root)), [Buffer.from(JSON.stringify(content))]);
}

/** A directory in which indexes lie, as it was at one time. */
export interface IndexDirectory {
  path: string;
  changed: number;
}

/** Those around a file, the nearest first. */
export function* indexDirectories(file: string): Generator<IndexDirectory> {
  for (let at = dirname(file); ; at = dirname(at)) {
    const path = join(at, CACHE_DIRECTORY);
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (changed !== undefined) yield { path, changed };
    if (dirname(at) === at) return;
  }
}

export function indexesIn({ path }: IndexDirectory): FoundIndex[] {
  return readdirSync(path)
    .filter((name) => name.startsWith('index-'))
    .flatMap((name) => indexAt(join(path, name), name) ?? []);
}

function indexAt(path: string, name: string): FoundIndex | undefined {
  try {
    const content = JSON.parse(readFileSync(path, 'utf8')) as Partial<ProjectIndex> & Record<string, unknown>;
    const { format, analyser, ...index } = content;
    // A cache that was copied from elsewhere speaks of a directory that is not this one.
    if (typeof index.root !== 'string' || kept('index', index.root) !== name) return undefined;
    const { root } = index;
    if (format !== FORMAT || analyser !== analyserId(defaultParser())) return { root, stale: 'other version' };
    return { root, index: { ...index, root } };
  } catch {
    return undefined;
  }
}

export const isBelow = (root: string, file: string): boolean => file.startsWith(root.endsWith(sep) ? root : root + sep);
