import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { append } from '../model/append.js';
import { once, rememberingFor } from '../model/lazily.js';
import type { Finding, Report } from '../model/report.js';
import { defaultParser } from '../syntax/parse.js';
import { judgeId } from './analyser.js';
import { CACHE_DIRECTORY, cacheDirectoryOf, kept, keptWhole, replaceFile } from './kept.js';
import type { Stamp } from './stamps.js';

/**
 * What an audit leaves beside its facts, for the next audit and for those who judge a file of the project and cannot wait: that there is a
 * project, its configuration as the plain data that running it gave, how its files lay, and the report. What is damaged or of another version
 * says only that it is there.
 *
 * The first line is who wrote it, the second how the files lay, the third the report without its findings; then come two lines for each file
 * with findings: its name, and these as JSON, which is parsed when somebody asks.
 */
export interface ProjectIndex extends IndexHead {
  left: Left;
  /** In a file, when the audit ended; nothing at all where there were too many to be kept. */
  findings: ((file: string) => readonly Finding[]) | undefined;
  /** The same with all that was reported besides. */
  report: () => Report | undefined;
}

export interface IndexHead {
  /** Absolute, with links resolved. */
  root: string;
  /** What was asked for: a file by its absolute path, none at all, or (absent) the project's own. */
  given?: string | false | undefined;
  /** The text that `config` came from. */
  text?: string | undefined;
  config?: unknown;
}

/** How the files of the project lay. */
export interface Left {
  sources: Readonly<Record<string, Stamp>>;
  /** What else was read, or looked for. */
  consulted: Readonly<Record<string, Stamp>>;
  /** Digest of what was seen before any source was read. */
  layout: string;
  /** Where imports lead that mean no file of the project. */
  elsewhere: Readonly<Record<string, string | null>>;
}

export type FoundIndex = { root: string } & ({ index: ProjectIndex } | { stale: 'other version' });

const FORMAT = 'coldstate-index-4';
/** Beyond this the file would be slower to read than a project to judge. */
const MOST_CHARACTERS = 128 * 1024 * 1024;

export function keepIndex(head: IndexHead, left: Left, report: Report): void {
  const directory = cacheDirectoryOf(head.root);
  if (directory === undefined) return;
  const lines = linesOf(report);
  const isKept = lines.reduce((sum, { length }) => sum + length, 0) < MOST_CHARACTERS;
  const first = { format: FORMAT, judge: judgeId(defaultParser()), complete: isKept, ...head };
  const content = [JSON.stringify(first), JSON.stringify(left), ...(isKept ? lines : [''])];
  const path = join(directory, kept('index', head.root));
  replaceFile(
    path,
    content.map((line) => `${line}\n`),
  );
}

/** A report whose findings are put away by their files. */
type WithoutFindings = Omit<Report, 'findings'> & { findings: string[] };

function linesOf(report: Report): string[] {
  const rest: WithoutFindings = { ...report, findings: report.findings.map(({ file }) => file) };
  return [rest, ...[...byFile(report)].flat()].map((part) => JSON.stringify(part));
}

export function byFile({ findings }: Pick<Report, 'findings'>): Map<string, Finding[]> {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) append(files, finding.file, finding);
  return files;
}

/** Findings of one file stand in the order in which the report tells them. */
function reportFrom(rest: string, pairs: ReadonlyMap<string, string>): Report {
  const report = JSON.parse(rest) as WithoutFindings;
  const own = new Map([...pairs].map(([file, json]) => [file, (JSON.parse(json) as Finding[]).values()] as const));
  return { ...report, findings: report.findings.flatMap((file) => own.get(file)?.next().value ?? []) };
}

/** That of one directory, if it is of this version. */
export function indexOf(root: string): ProjectIndex | undefined {
  const directory = cacheDirectoryOf(root);
  const name = kept('index', root);
  const found = directory === undefined ? undefined : indexAt(join(directory, name), name);
  return found && 'index' in found ? found.index : undefined;
}

/** A directory in which indexes lie, as it was at one time. */
export interface IndexDirectory {
  path: string;
  changed: number;
}

/** Those around a file, the nearest first. */
export function* indexDirectories(file: string): Generator<IndexDirectory> {
  for (const path of cachesAround(dirname(file))) {
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (changed !== undefined) yield { path, changed };
  }
}

/** A linter asks for file after file, and hardly ever does a cache come meanwhile. */
const A_MOMENT_MS = 2000;

const cachesAround = rememberingFor(A_MOMENT_MS, (directory: string): readonly string[] => {
  const path = join(directory, CACHE_DIRECTORY);
  const own = existsSync(path) ? [path] : [];
  return dirname(directory) === directory ? own : [...own, ...cachesAround(dirname(directory))];
});

export function indexesIn({ path }: IndexDirectory): FoundIndex[] {
  return readdirSync(path)
    .filter((name) => name.startsWith('index-'))
    .flatMap((name) => indexAt(join(path, name), name) ?? []);
}

function indexAt(path: string, name: string): FoundIndex | undefined {
  try {
    const whole = keptWhole(path);
    const [first = '', second = '', rest = '', ...lines] = (whole ?? readFileSync(path)).toString().split('\n');
    const { format, judge, complete, ...head } = JSON.parse(first) as Partial<IndexHead> & Record<string, unknown>;
    const { root } = head;
    // A cache that was copied from elsewhere speaks of a directory that is not this one.
    if (typeof root !== 'string' || kept('index', root) !== name) return undefined;
    if (format !== FORMAT || judge !== judgeId(defaultParser())) return { root, stale: 'other version' };
    if (!whole) return undefined;
    const left = JSON.parse(second) as Left;
    const found = once(() => pairsOf(lines));
    const findings = (file: string): readonly Finding[] => {
      const json = found().get(file);
      return json === undefined ? [] : (JSON.parse(json) as Finding[]);
    };
    const index =
      complete === true
        ? { findings, report: () => reportFrom(rest, found()) }
        : { findings: undefined, report: () => undefined };
    return { root, index: { ...head, root, left, ...index } };
  } catch {
    return undefined;
  }
}

function pairsOf(lines: readonly string[]): Map<string, string> {
  const pairs = new Map<string, string>();
  for (let at = 0; at + 1 < lines.length; at += 2)
    pairs.set(JSON.parse(lines[at] ?? '') as string, lines[at + 1] ?? '');
  return pairs;
}

export const isBelow = (root: string, file: string): boolean => file.startsWith(root.endsWith(sep) ? root : root + sep);
