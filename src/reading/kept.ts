import { createHash, randomUUID } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where something is kept from one run to the next, and how it is replaced: as a whole or not at all. The last line says that it is whole. */

/** Below a directory with a node_modules, where tools keep what may be deleted at any time. */
export const CACHE_DIRECTORY = 'node_modules/.cache/coldstate';

/** That of the nearest directory which has a node_modules; nothing where none has. */
export function cacheDirectoryOf(root: string): string | undefined {
  for (let at = root; ; at = dirname(at)) {
    if (existsSync(join(at, 'node_modules'))) return join(at, CACHE_DIRECTORY);
    if (dirname(at) === at) return undefined;
  }
}

/** Several directories may be audited below one node_modules. */
export const kept = (what: 'facts' | 'index', root: string): string => `${what}-${digestOf(root).slice(0, 16)}`;

export function digestOf(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

/**
 * Written part by part, because all of them together can be as large as what they tell of. Where a disk is read-only, full or not ours, nothing
 * is kept, and the next run does again what this one did.
 */
export function replaceFile(path: string, parts: Iterable<string | Buffer>): void {
  const unfinished = `${path}.${randomUUID()}`;
  const isWritten = succeeds(() => {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(unfinished, 'wx');
    try {
      const hash = createHash('sha1');
      for (const part of parts) {
        hash.update(part);
        writeFileSync(file, part);
      }
      writeFileSync(file, hash.digest('hex'));
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
  });
  if (!isWritten)
    succeeds(() => {
      rmSync(unfinished, { force: true });
    });
}

const NEWLINE = 0x0a;

/** What was written, if nobody changed it since: everything before the last line. */
export function keptWhole(path: string): Buffer | undefined {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  const content = bytes.subarray(0, end);
  return createHash('sha1').update(content).digest('hex') === bytes.subarray(end).toString() ? content : undefined;
}

function succeeds(action: () => void): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
