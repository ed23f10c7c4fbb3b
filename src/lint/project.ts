import { realpathSync, statSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { auditRead, type Read } from '../audit/judged.js';
import { readIndexed } from '../audit/indexed.js';
import { append } from '../model/append.js';
import type { Finding } from '../model/report.js';
import {
  indexDirectories,
  indexesIn,
  isBelow,
  type FoundIndex,
  type IndexDirectory,
  type ProjectIndex,
} from '../reading/project-index.js';
import { readSource } from '../workspace/index.js';
import { overlaid } from './overlay.js';
import type { LintedText } from './text.js';

/**
 * The judgement of a whole project for one of its files. Where `coldstate audit --cache` left an index, the project is read and judged once for
 * each state in which it lies on disk; a text that is not the one on disk is judged in its place.
 */

export interface Project {
  read: Read;
  sources: ReadonlySet<string>;
  /** By file. */
  findings: ReadonlyMap<string, readonly Finding[]>;
  /** When its files were listed. */
  opened: number;
}

export type Indexed =
  | { kind: 'none' }
  /** There is an index and it cannot be used: why, for a person. */
  | { kind: 'stale'; index: FoundIndex; reason: string }
  | { kind: 'judged'; findings: readonly Finding[] };

/** The index directory as it was when it was last looked into: immutable, replaced when the directory changes. */
const directories = new Map<string, { changed: number; indexes: readonly FoundIndex[] }>();
/** What an index led to; goes with the index. */
const projects = new WeakMap<ProjectIndex, Project>();

export function judgedWithIndex({ path: file, text, parser }: LintedText): Indexed {
  const found = indexFor(file);
  if (!found) return { kind: 'none' };
  if ('stale' in found) return { kind: 'stale', index: found, reason: 'was left by another version of coldstate' };
  const project = projects.get(found.index) ?? opened(found.index);
  const path = pathIn(found, file);
  if (project && textIn(project, path) === text) return { kind: 'judged', findings: project.findings.get(path) ?? [] };
  const current = project && isCurrent(project, file, path) ? project : opened(found.index);
  if (!current) return { kind: 'stale', index: found, reason: 'was left before the configuration was what it is now' };
  if (!current.sources.has(path)) return { kind: 'judged', findings: [] };
  const isOnDisk = textIn(current, path) === text;
  const findings = isOnDisk
    ? current.findings.get(path)
    : findingsIn(overlaid(current.read, path, text, parser)).get(path);
  return { kind: 'judged', findings: findings ?? [] };
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

function opened(index: ProjectIndex): Project | undefined {
  const started = Date.now();
  const read = attempt(() => readIndexed(index));
  if (!read) return undefined;
  const project = {
    read,
    sources: new Set(read.opened.workspace.sources),
    findings: findingsIn(read),
    opened: started,
  };
  projects.set(index, project);
  return project;
}

/** Whether the file lies on disk as it did; one that was not listed then is new, or left out as it was then. */
function isCurrent({ read, sources, opened: at }: Project, file: string, path: string): boolean {
  if (!sources.has(path)) return (statSync(file, { throwIfNoEntry: false })?.ctimeMs ?? 0) < at;
  const now = readSource(file);
  return 'text' in now && now.text === read.source(path);
}

/** As it was read; of no file that is not analysed, for those are read when somebody asks. */
function textIn({ read, sources }: Project, path: string): string | undefined {
  return sources.has(path) ? read.source(path) : undefined;
}

function findingsIn(read: Read): Map<string, Finding[]> {
  const byFile = new Map<string, Finding[]>();
  for (const finding of auditRead(read).report.findings) append(byFile, finding.file, finding);
  return byFile;
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
