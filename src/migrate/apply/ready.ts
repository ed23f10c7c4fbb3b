/** Everything that could stop the writing half way, asked before the first byte is written. */
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { listed } from '../../report/text.js';
import { realPath, type Change } from './files.js';
import { gitState } from './git.js';
import { MigrateError, type Machine } from './machine.js';

export interface ReadyOptions {
  readonly allowDirty: boolean;
}

/** @throws MigrateError that names the files. Gives what the user should know all the same. */
export async function checkReady(
  machine: Machine,
  root: string,
  changes: readonly Change[],
  { allowDirty }: ReadyOptions,
): Promise<string[]> {
  checkUnchanged(root, changes);
  checkWritable(root, changes);
  const { unknown, dirty } = await gitState(
    machine,
    root,
    changes.map(({ file }) => file),
  );
  if (unknown !== undefined) return [`${unknown}: \`coldstate migrate undo\` is the way back.`];
  if (dirty.length === 0) return [];
  const names = listed(dirty, 5);
  if (allowDirty) return [`Not committed before this: ${names}.`];
  throw new MigrateError(
    `${names} ${dirty.length === 1 ? 'has' : 'have'} changes that are not committed. Commit or stash them, or say --allow-dirty.`,
  );
}

export function checkUnchanged(root: string, changes: readonly Change[]): void {
  const created = changes.filter(({ file, before }) => before === undefined && existsSync(realPath(root, file)));
  if (created.length > 0)
    throw new MigrateError(`${listed(created.map(({ file }) => file))} would be made, and is there already.`);
  const changed = changes.filter(({ file, before }) => before !== undefined && !isStill(realPath(root, file), before));
  if (changed.length > 0)
    throw new MigrateError(
      `${listed(changed.map(({ file }) => file))} changed since the plan was made. Nothing was written; run the command again.`,
    );
}

function isStill(path: string, bytes: Buffer): boolean {
  return existsSync(path) && readFileSync(path).equals(bytes);
}

function checkWritable(root: string, changes: readonly Change[]): void {
  const locked = changes.filter(({ file, before }) => {
    const path = realPath(root, file);
    // The bits are asked too: an administrator may write everything, and a file that was locked was locked for a reason.
    const isLocked = before !== undefined && ((statSync(path).mode & 0o200) === 0 || !mayWrite(path));
    return isLocked || !mayWrite(firstDirectory(dirname(path)));
  });
  if (locked.length > 0)
    throw new MigrateError(
      `${listed(locked.map(({ file }) => file))} cannot be written: read-only. Nothing was written; make ${locked.length === 1 ? 'it' : 'them'} writable, then run the command again.`,
    );
}

function firstDirectory(path: string): string {
  return existsSync(path) ? path : firstDirectory(dirname(path));
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
