import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Package, Workspace } from '../model/project.js';
import type { Diagnostic } from '../model/report.js';
import { WorkspaceError } from './errors.js';
import { createFileFinder, type DiskFinder } from './file-finder.js';
import { baseName, directoryOf, isConfig, isDeclaration, isMinifiedName, isSource, isTest } from './file-kinds.js';
import { listFiles } from './list-files.js';
import { createNotes, type Notes } from './notes.js';
import { packageConfigFinder } from './package-config.js';
import { packageFinder, readPackages } from './packages.js';
import { matcherOf } from './patterns.js';
import { readPathAliases } from './path-aliases.js';
import { createResolver, type Project } from './resolve.js';
import { readSource, withoutMark, type SourceRead } from './source-text.js';

type Mappings = Project['mappingsOf'];

export interface OpenOptions {
  /** Patterns of files to leave out, written as in .gitignore; no ignore file overrules them. */
  exclude?: readonly string[];
}

export interface Opened {
  /** Absolute, with links resolved: what a worker joins a source's path to. */
  root: string;
  workspace: Workspace;
  packageOf: (file: string) => Package;
  /** Text of a source, or why it is not one to analyse. */
  sourceText: (path: string) => SourceRead;
  /** Enters into the notes what `readSource` gave elsewhere (in a worker); `sourceText` does so itself. */
  note: (path: string, read: SourceRead) => void;
  /** Files besides sources that were read, or looked for in vain. Grows as they are. */
  consulted: () => string[];
  /** All that was seen before a source was read, as text: names of files, aliases, and what is wrong with them. */
  layout: () => string;
  /** Where imports lead that mean no listed file. */
  disk: DiskFinder;
  /** Those patterns of `exclude` that match no file. */
  unmatched: readonly string[];
  /** Grows as sources are read: that a file is a bundle shows in its text. Sorted by file. */
  diagnostics: () => Diagnostic[];
  /** Number of source files left out, by reason. Grows as sources are read. */
  skipped: () => Record<string, number>;
}

/** Looks at a project without reading its sources. Throws a `WorkspaceError` when there is nothing to audit. */
export function openWorkspace(directory: string, options: OpenOptions = {}): Opened {
  const root = checkedRoot(directory);
  const notes = createNotes();
  const listing = attempt(directory, () => listFiles(root));
  for (const path of listing.ignored) notes.skip(path, 'ignored');
  for (const { dir, reason } of listing.unreadable) {
    notes.report({
      file: dir,
      kind: 'unreadable',
      message: `${dir} could not be opened (${reason}); nothing below it was analysed`,
    });
  }
  const { files, unmatched } = withoutExcluded(listing.files, options.exclude ?? [], notes);
  const sources = files.filter((path) => isSource(path) && isAnalysed(path, notes));
  if (sources.length === 0) throw noSource(directory, notes);

  const consulted = new Set<string>();
  const read = (path: string) => {
    consulted.add(path);
    return readText(root, path);
  };
  const configured = files.filter((path) => !isTest(path));
  const manifests = configured.filter((path) => baseName(path) === 'package.json');
  const packages = readPackages(root, manifests, read, notes);
  const packageOf = packageFinder(packages);
  const project = { root, files: new Set(files), packages, packageOf };
  const mappingsOf = readPathAliases(root, configured, notes, packageConfigFinder(project));
  const note = (path: string, outcome: SourceRead) => {
    noteRead(notes, path, outcome);
  };
  const finder = createFileFinder(root, project.files);
  const seen = { diagnostics: notes.diagnostics(), skipped: notes.skipped() };

  return {
    root,
    workspace: {
      read,
      packages,
      sources,
      configs: configured.filter(isConfig),
      resolve: createResolver({ ...project, mappingsOf }, finder),
    },
    packageOf,
    sourceText(path) {
      const outcome = readSource(join(root, path));
      note(path, outcome);
      return outcome;
    },
    note,
    consulted: () => [...consulted],
    layout: () => JSON.stringify({ files, unmatched, aliases: aliasesOf(sources, mappingsOf), ...seen }),
    disk: finder.disk,
    unmatched,
    diagnostics: () => notes.diagnostics(),
    skipped: () => notes.skipped(),
  };
}

/** By directory, each distinct list told once. */
function aliasesOf(sources: readonly string[], mappingsOf: Mappings): unknown {
  const mappings = [...new Set(sources.map(directoryOf))].map(mappingsOf);
  const distinct = [...new Set(mappings)];
  const numbers = new Map(distinct.map((one, number) => [one, number]));
  return { distinct, byDirectory: mappings.map((one) => numbers.get(one)) };
}

function isAnalysed(path: string, notes: Notes): boolean {
  const reason = isDeclaration(path)
    ? 'declarations'
    : isTest(path)
      ? 'tests'
      : isMinifiedName(path)
        ? 'minified'
        : undefined;
  if (reason) notes.skip(path, reason);
  return !reason;
}

function noteRead(notes: Notes, path: string, read: SourceRead): void {
  if ('skipped' in read) {
    notes.skip(path, read.skipped);
    if (read.skipped === 'too large') {
      notes.report({
        file: path,
        kind: 'skipped',
        message: `${path} was not analysed: it is too large (${read.detail})`,
      });
    } else if (read.skipped === 'unreadable') {
      notes.report({ file: path, kind: 'unreadable', message: `${path} could not be read (${read.detail})` });
    }
  } else if (read.damaged) {
    notes.report({
      file: path,
      kind: 'unreadable',
      message: `${path} is not valid UTF-8; bytes that mean nothing were replaced. Save it as UTF-8`,
    });
  }
}

/** Any file below the root; platforms read configuration that no list foresees (`\${file(./resources.yml)}`). */
function readText(root: string, path: string): string | undefined {
  if (path.split(/[/\\]/).includes('..')) return undefined;
  try {
    return withoutMark(readFileSync(join(root, path), 'utf8'));
  } catch {
    return undefined;
  }
}

function checkedRoot(directory: string): string {
  const isDirectory = attempt(directory, () => statSync(directory).isDirectory());
  if (!isDirectory) {
    const message = `this is a file, and state is judged by the whole project around it. Audit its directory instead: \`coldstate audit ${dirname(directory)}\``;
    throw new WorkspaceError('not-a-directory', directory, message);
  }
  return attempt(directory, () => {
    accessSync(directory, constants.R_OK | constants.X_OK);
    return realpathSync(directory);
  });
}

/** After listing, though pruning would be faster: what was left out can then be counted, and patterns that match nothing be told. */
function withoutExcluded(
  files: readonly string[],
  exclude: readonly string[],
  notes: Notes,
): { files: readonly string[]; unmatched: readonly string[] } {
  if (exclude.length === 0) return { files, unmatched: [] };
  const isExcluded = matcherOf(exclude);
  for (const path of files) if (isSource(path) && isExcluded(path)) notes.skip(path, 'configured');
  return {
    files: files.filter((path) => !isExcluded(path)),
    unmatched: exclude.filter((pattern) => !pattern.startsWith('!') && !files.some(matcherOf([pattern]))),
  };
}

function attempt<T>(directory: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      const advice = 'there is no such directory. Check the path, or run coldstate in the project itself';
      throw new WorkspaceError('not-found', directory, advice, { cause });
    }
    const advice = `the directory cannot be read (${message}). Check its permissions, or run as a user who may read it`;
    throw new WorkspaceError('unreadable', directory, advice, { cause });
  }
}

function noSource(directory: string, notes: Notes): WorkspaceError {
  const counts = Object.entries(notes.skipped()).map(([reason, count]) => `${count} ${reason}`);
  const found = counts.length ? ` (left out: ${counts.join(', ')})` : '';
  const message = `${basename(directory)} holds no JavaScript or TypeScript source${found}. Check the path, and what .gitignore, .coldstateignore and the configuration leave out`;
  return new WorkspaceError('no-source', directory, message);
}
