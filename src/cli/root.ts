import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { UsageError } from './failure.js';
import { nearest } from '../model/nearest.js';

/** The directory to audit; a word that is none was perhaps meant as a command. */
export function auditedRoot(directory: string, cwd: string, commands: readonly string[] = []): string {
  const root = resolve(cwd, directory);
  const stats = statSync(root, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return root;
  if (stats)
    throw new UsageError(
      `${directory} is a file. Give a directory; for one file, run \`coldstate explain ${directory}\`.`,
    );
  const command = nearest(directory, commands);
  throw new UsageError(
    `${directory}: no such directory.${command === undefined ? '' : ` Did you mean \`coldstate ${command}\`?`}`,
  );
}

/** A path as reports write it: relative to the root, with `/`; undefined for one outside. */
export function insideRoot(path: string, root: string): string | undefined {
  const inside = relative(root, path).split(sep).join('/');
  return inside.startsWith('../') || inside === '..' ? undefined : inside;
}

/** A directory as platforms name it: from the root of its repository or, where there is none, from where the user stands. */
export function repositoryPathOf(root: string, cwd: string): string {
  return insideRoot(root, repositoryOf(root) ?? cwd) ?? '';
}

export function repositoryOf(directory: string): string | undefined {
  if (existsSync(join(directory, '.git'))) return directory;
  const parent = dirname(directory);
  return parent === directory ? undefined : repositoryOf(parent);
}
