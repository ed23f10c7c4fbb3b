/** Bytes that are on the disk when a call returns, and files that are replaced in one step. */
import { closeSync, fchmodSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export function writeSynced(path: string, bytes: Buffer, mode?: number): void {
  const handle = openSync(path, 'w');
  try {
    writeFileSync(handle, bytes);
    // The mode of `open` is cut by the umask.
    if (mode !== undefined) fchmodSync(handle, mode);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

export function putFile(path: string, temporary: string, bytes: Buffer, mode: number | undefined): void {
  mkdirSync(dirname(path), { recursive: true });
  writeSynced(temporary, bytes, mode);
  renameSync(temporary, path);
  syncDirectory(dirname(path));
}

/** A rename is lasting when its directory is. Where directories cannot be opened (Windows), the system sees to it. */
export function syncDirectory(path: string): void {
  let handle: number;
  try {
    handle = openSync(path, 'r');
  } catch {
    return;
  }
  try {
    fsyncSync(handle);
  } catch {
    return;
  } finally {
    closeSync(handle);
  }
}
