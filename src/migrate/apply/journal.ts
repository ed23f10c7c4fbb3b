/**
 * All files or none, although a process can end between two of them. What is to be written, and what was there, is on the disk before the first
 * file changes; whoever comes next finishes what was all written, and takes back what was not. A finished journal is the record to undo.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { realPath, type Change } from './files.js';
import { MigrateError, type Machine } from './machine.js';
import { putFile, syncDirectory, writeSynced } from './write.js';

export interface Entry {
  readonly file: string;
  /** Hashes of the contents; null where there is no file. */
  readonly before: string | null;
  readonly after: string | null;
  readonly mode: number | null;
}

export interface Journal {
  readonly schema: 1;
  readonly id: string;
  readonly kind: 'apply' | 'undo';
  /** Of an `undo`: what it takes back. */
  readonly of?: string;
  readonly pid: number;
  readonly entries: readonly Entry[];
  /** Directories that had to be made, the outermost first. */
  readonly directories: readonly string[];
  /** Titles of what was changed, for people. */
  readonly about: readonly string[];
}

const HOME = '.coldstate';
export const journalHome = (root: string): string => join(root, HOME, 'journal');
export const undoHome = (root: string): string => join(root, HOME, 'undo');

export interface Written {
  readonly id: string;
  readonly files: readonly string[];
}

export interface CommitOptions {
  readonly kind: Journal['kind'];
  readonly of?: string;
  readonly about?: readonly string[];
  /** As a patch, for `git apply`; of an `apply`. */
  readonly patch?: string;
  readonly onWritten?: (file: string) => void;
}

/** Synchronous on purpose: nothing of this process runs between two files. */
export function commit(machine: Machine, root: string, changes: readonly Change[], options: CommitOptions): Written {
  const { kind, of, about = [], patch, onWritten } = options;
  const journal: Journal = {
    ...{ schema: 1, id: newId(), kind, pid: machine.pid, about },
    ...(of === undefined ? {} : { of }),
    entries: changes.map(({ file, before, after, mode }) => ({
      ...{ file, before: hashOf(before), after: hashOf(after), mode: mode ?? null },
    })),
    directories: missingDirectories(root, changes),
  };
  const directory = prepare(root, journal, changes, patch);
  try {
    for (const [at, entry] of journal.entries.entries()) {
      put(root, journal, entry, changes[at]?.after);
      onWritten?.(entry.file);
    }
  } catch (cause) {
    rollBack(root, directory, journal);
    throw new MigrateError(`could not write all files, so none is changed: ${messageOf(cause)}`, { cause });
  }
  finish(root, directory, journal);
  return { id: journal.id, files: journal.entries.map(({ file }) => file) };
}

/** Sorts by time, in milliseconds; the rest keeps runs of two machines apart. */
function newId(): string {
  const time = new Date()
    .toISOString()
    .replace(/[-:.Z]/g, '')
    .replace('T', '-');
  return `${time}-${randomBytes(2).toString('hex')}`;
}

export function hashOf(bytes: Buffer | undefined): string | null {
  return bytes === undefined ? null : createHash('sha256').update(bytes).digest('hex');
}

function missingDirectories(root: string, changes: readonly Change[]): string[] {
  const missing = new Set<string>();
  for (const { file, after } of changes) {
    if (after === undefined) continue;
    for (let dir = dirname(file); dir !== '.' && !existsSync(join(root, dir)); dir = dirname(dir)) missing.add(dir);
  }
  return [...missing].sort((a, b) => a.length - b.length);
}

/** The journal is whole or not there: it gets its name when all of it is on the disk. */
function prepare(root: string, journal: Journal, changes: readonly Change[], patch: string | undefined): string {
  const home = journalHome(root);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(root, HOME, '.gitignore'), '*\n');
  const draft = join(home, `${journal.id}.draft`);
  mkdirSync(draft);
  for (const [at, { before, after }] of changes.entries()) {
    if (before !== undefined) writeSynced(join(draft, `${at}.before`), before);
    if (after !== undefined) writeSynced(join(draft, `${at}.after`), after);
  }
  if (patch !== undefined) writeSynced(join(draft, 'patch'), Buffer.from(patch));
  writeSynced(join(draft, 'journal.json'), Buffer.from(`${JSON.stringify(journal, undefined, 2)}\n`));
  syncDirectory(draft);
  const directory = join(home, journal.id);
  renameSync(draft, directory);
  syncDirectory(home);
  return directory;
}

function put(root: string, { id }: Journal, { file, mode }: Entry, bytes: Buffer | undefined): void {
  const path = realPath(root, file);
  if (bytes === undefined) rmSync(path, { force: true });
  else putFile(path, temporaryName(path, id), bytes, mode ?? undefined);
}

/** Beside the file, because a rename is one step only within a file system. */
const temporaryName = (path: string, id: string): string => `${path}.${id}.coldstate`;

/** Each step may have been done already by a run that ended here. */
function finish(root: string, directory: string, { id, kind, of }: Journal): void {
  const home = undoHome(root);
  mkdirSync(home, { recursive: true });
  if (kind === 'apply') {
    if (existsSync(join(directory, 'patch'))) renameSync(join(directory, 'patch'), join(home, `${id}.patch`));
    renameSync(directory, join(home, id));
    syncDirectory(home);
    return;
  }
  const undone = join(home, of ?? id);
  for (const dir of [...(readJournal(undone)?.directories ?? [])].reverse()) removeEmpty(join(root, dir));
  rmSync(`${undone}.patch`, { force: true });
  // Away in one step, so that no half of it is ever taken for a record.
  if (existsSync(undone)) renameSync(undone, join(directory, 'undone'));
  rmSync(directory, { recursive: true, force: true });
}

function removeEmpty(path: string): void {
  if (existsSync(path) && readdirSync(path).length === 0) rmdirSync(path);
}

function rollBack(root: string, directory: string, journal: Journal): string[] {
  const foreign: string[] = [];
  for (const [at, entry] of journal.entries.entries()) {
    const path = realPath(root, entry.file);
    rmSync(temporaryName(path, journal.id), { force: true });
    const now = stateOf(path, entry);
    if (now === 'other') foreign.push(entry.file);
    if (now === 'after') put(root, journal, entry, contentOf(directory, at, 'before'));
  }
  for (const dir of [...journal.directories].reverse()) removeEmpty(join(root, dir));
  rmSync(directory, { recursive: true, force: true });
  return foreign;
}

export function stateOf(path: string, { before, after }: Entry): 'before' | 'after' | 'other' {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isFile()) return 'other';
  const now = hashOf(stats === undefined ? undefined : readFileSync(path));
  return now === after ? 'after' : now === before ? 'before' : 'other';
}

export function contentOf(directory: string, at: number, which: 'before' | 'after'): Buffer | undefined {
  const path = join(directory, `${at}.${which}`);
  return existsSync(path) ? readFileSync(path) : undefined;
}

export interface Recovery {
  readonly kind: Journal['kind'];
  readonly outcome: 'finished' | 'taken back';
  /** Files that somebody changed meanwhile; they stay as they are. */
  readonly foreign: readonly string[];
}

/** Ends what a killed run began. Every command of the migration begins with it. */
export function recover(machine: Machine, root: string): Recovery[] {
  const home = journalHome(root);
  if (!existsSync(home)) return [];
  return readdirSync(home)
    .sort()
    .flatMap((name) => {
      const directory = join(home, name);
      const journal = name.endsWith('.draft') ? undefined : readJournal(directory);
      if (journal === undefined) {
        // Nothing was written yet when that run ended.
        rmSync(directory, { recursive: true, force: true });
        return [];
      }
      return [recoverOne(machine, root, directory, journal)];
    });
}

function recoverOne(machine: Machine, root: string, directory: string, journal: Journal): Recovery {
  const { pid, kind, entries } = journal;
  if (pid !== machine.pid && machine.isRunning(pid)) {
    const place = relative(root, directory).split(sep).join('/');
    throw new MigrateError(
      `another \`coldstate migrate\` (process ${pid}) is writing here. Wait until it is done; if process ${pid} is something else, set "pid" in ${place}/journal.json to 0.`,
    );
  }
  if (entries.every((entry) => stateOf(realPath(root, entry.file), entry) === 'after')) {
    finish(root, directory, journal);
    return { kind, outcome: 'finished', foreign: [] };
  }
  return { kind, outcome: 'taken back', foreign: rollBack(root, directory, journal) };
}

export function readJournal(directory: string): Journal | undefined {
  try {
    return JSON.parse(readFileSync(join(directory, 'journal.json'), 'utf8')) as Journal;
  } catch {
    return undefined;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
