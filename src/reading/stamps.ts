import { statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from './kept.js';

/** How files lay on disk, so that one look at each tells later whether they still do. */

/**
 * Size, time of the last change, and digest of the text that was read: '' where there was none to analyse. Nothing for a file that was not
 * there. The time is the one that the system keeps for itself: tools that copy files set the other back.
 */
export type Stamp = readonly [size: number, changed: number, digest: string] | null;

export const textDigest = (text: string | undefined): string => (text === undefined ? '' : digestOf(text));

/** File systems tell times of a second or two; a file that changed since may hold another text than the one that was read. */
const COARSEST_MS = 2000;

/** Of texts that were read after the time `since`. */
export function stampsOf(
  root: string,
  texts: Iterable<readonly [file: string, text: string | undefined]>,
  since: number,
): Record<string, Stamp> {
  return Object.fromEntries(
    [...texts].map(([file, text]) => {
      const stats = statsOf(root, file);
      if (!stats) return [file, null];
      const isSettled = stats.ctimeMs < since - COARSEST_MS;
      return [file, [stats.size, isSettled ? stats.ctimeMs : UNSETTLED, textDigest(text)]];
    }),
  );
}

/** A time that no file has. */
const UNSETTLED = -1;

/** A checkout sets all times anew: then the texts are compared, where there are any. */
export function isAsStamped(
  root: string,
  file: string,
  stamp: Stamp,
  read: (file: string) => string | undefined,
): boolean {
  const stats = statsOf(root, file);
  if (!stats || !stamp) return !stats && !stamp;
  const [size, changed, digest] = stamp;
  if (stats.size !== size) return false;
  return stats.ctimeMs === changed || (digest !== '' && textDigest(read(file)) === digest);
}

function statsOf(root: string, file: string): Stats | undefined {
  try {
    return statSync(join(root, file), { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
