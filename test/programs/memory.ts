/** A project that is nowhere but in memory: thousands of programs a minute, where writing each to disk would take longer than to audit it. */
import { auditWorkspace, type Audit } from '../../src/audit/index.js';
import { isConfig, isDeclaration, isSource, isTest } from '../../src/workspace/file-kinds.js';
import type { Opened } from '../../src/workspace/index.js';
import { createNotes } from '../../src/workspace/notes.js';
import { packageFinder, readPackages } from '../../src/workspace/packages.js';
import { createResolver } from '../../src/workspace/resolve.js';

export type Files = Readonly<Record<string, string>>;

/** Below a directory that cannot exist, so that whatever is looked for on disk is not there. */
const ROOT = '/dev/null/shop';

export const auditInMemory = (files: Files): Promise<Audit> => auditWorkspace(openInMemory(files));

/** What `openWorkspace` gives for a directory with these files, without aliases of a tsconfig. */
export function openInMemory(files: Files): Opened {
  const notes = createNotes();
  const paths = Object.keys(files).sort();
  const read = (path: string): string | undefined => files[path];
  const manifests = paths.filter((path) => /(?:^|\/)package\.json$/.test(path));
  const packages = readPackages(ROOT, manifests, read, notes);
  const packageOf = packageFinder(packages);
  const resolve = createResolver({
    ...{ root: ROOT, files: new Set(paths), packages, packageOf },
    mappingsOf: () => [],
  });
  return {
    root: ROOT,
    workspace: {
      read,
      packages,
      sources: paths.filter((path) => isSource(path) && !isDeclaration(path) && !isTest(path)),
      configs: paths.filter((path) => !isTest(path) && isConfig(path)),
      resolve,
    },
    packageOf,
    sourceText: (path) => ({ text: files[path] ?? '' }),
    note: () => undefined,
    consulted: () => [],
    layout: () => '',
    disk: { find: () => undefined, answers: () => [] },
    unmatched: [],
    diagnostics: () => notes.diagnostics(),
    skipped: () => notes.skipped(),
  };
}
