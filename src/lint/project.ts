import { realpathSync, statSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { beginFrom, readBegun } from '../audit/begun.js';
import { reportOf, type Read } from '../audit/judged.js';
import { once } from '../model/lazily.js';
import type { Finding } from '../model/report.js';
import {
  byFile,
  indexDirectories,
  indexesIn,
  isBelow,
  type FoundIndex,
  type IndexDirectory,
  type ProjectIndex,
} from '../reading/project-index.js';
import { textDigest } from '../reading/stamps.js';
import { readSource } from '../workspace/index.js';
import { overlaid } from './overlay.js';
import type { LintedText } from './text.js';

/**
 * The judgement of a whole project for one of its files, where `coldstate audit --cache` left an index. As long as everything lies as the audit
 * left it, its findings are looked up. Else the project is read and judged once for each state in which it lies on disk, and a text that is not
 * the one on disk is judged in its place.
 */

interface Project {
  /** Of the text of an analysed file as it lay on disk: '' when there was none to analyse, undefined of any other file. */
  digestOf: (path: string) => string | undefined;
  findings: (path: string) => readonly Finding[];
  read: () => Read;
  /** When its files were listed. */
  opened: number;
}

export type Indexed =
  | { kind: 'none' }
  /** There is an index and it cannot be used: why, for a person. */
  | { kind: 'stale'; index: FoundIndex; reason: string }
  | { kind: 'judged'; root: string; findings: readonly Finding[] };

/** The index directory as it was when it was last looked into: immutable, replaced when the directory changes. */
const directories = new Map<string, { changed: number; indexes: readonly FoundIndex[] }>();
/** What an index led to; goes with the index. */
const projects = new WeakMap<ProjectIndex, Project>();

export function judgedWithIndex({ path: file, text, parser }: LintedText): Indexed {
  const found = indexFor(file);
  if (!found) return { kind: 'none' };
  if ('stale' in found) return { kind: 'stale', index: found, reason: 'was left by another version of coldstate' };
  const path = pathIn(found, file);
  const digest = textDigest(text);
  const project = projectFor(found.index, (known) => known.digestOf(path) === digest || isCurrent(known, file, path));
  if (!project) return { kind: 'stale', index: found, reason: 'was left before the configuration was what it is now' };
  const findings = attempt(() => findingsIn(project, path, digest, { text, parser }));
  return findings ? { kind: 'judged', root: found.root, findings } : { kind: 'none' };
}

function findingsIn(
  { digestOf, findings, read }: Project,
  path: string,
  digest: string,
  { text, parser }: Pick<LintedText, 'text' | 'parser'>,
): readonly Finding[] {
  const onDisk = digestOf(path);
  // No file of the project, or nothing that an audit looks into.
  if (!onDisk) return [];
  if (onDisk === digest) return findings(path);
  return byFile(reportOf(overlaid(read(), path, text, parser))).get(path) ?? [];
}

/** The innermost project that holds the file. */
function indexFor(file: string): FoundIndex | undefined {
  let best: FoundIndex | undefined;
  for (const directory of indexDirectories(file)) {
    const real = realOf(file);
    for (const index of known(directory))
      if (isBelow(index.root, real) && index.root.length > (best?.root.length ?? 0)) best = index;
  }
  return best;
}

function known(directory: IndexDirectory): readonly FoundIndex[] {
  const { path, changed } = directory;
  const before = directories.get(path);
  if (before?.changed === changed) return before.indexes;
  const indexes = indexesIn(directory);
  directories.set(path, { changed, indexes });
  return indexes;
}

function projectFor(index: ProjectIndex, isStill: (project: Project) => boolean): Project | undefined {
  const before = projects.get(index);
  if (before && isStill(before)) return before;
  const project = attempt(() => projectAt(index));
  if (project) projects.set(index, project);
  return project;
}

function projectAt(index: ProjectIndex): Project | undefined {
  const opened = Date.now();
  const begun = beginFrom(index);
  if (!begun) return undefined;
  const read = once(() => readBegun(begun));
  const { left, findings } = index;
  if (begun.isAsLeft && findings) return { digestOf: (path) => left.sources[path]?.[2], findings, read, opened };
  const {
    source,
    opened: { workspace },
  } = read();
  const sources = new Set(workspace.sources);
  const judged = once(() => byFile(reportOf(read())));
  return {
    digestOf: (path) => (sources.has(path) ? textDigest(source(path)) : undefined),
    findings: (path) => judged().get(path) ?? [],
    read,
    opened,
  };
}

/** Times of files may lie behind the clock. */
const COARSE_MS = 100;

/** Whether the file lies on disk as it did; one that was not listed then is new, or left out as it was then. */
function isCurrent({ digestOf, opened }: Project, file: string, path: string): boolean {
  const before = digestOf(path);
  if (before === undefined) return (statSync(file, { throwIfNoEntry: false })?.ctimeMs ?? 0) < opened - COARSE_MS;
  const now = readSource(file);
  return textDigest('text' in now ? now.text : undefined) === before;
}

function pathIn({ root }: FoundIndex, file: string): string {
  return relative(root, realOf(file)).split(sep).join('/');
}

/** Audits resolve links; a file that is not there (yet) is where it says. */
function realOf(file: string): string {
  return attempt(() => realpathSync.native(file)) ?? file;
}

/** A project that cannot be opened any more must not end anybody's lint. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
