import { Buffer, isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';

/** Beyond this size a file is a bundle or data; people do not write it by hand. */
export const MAX_SOURCE_BYTES = 1.5 * 1024 * 1024;
const MINIFIED_BYTES = 50 * 1024;
const MINIFIED_LINE = 500;
/** Git's own rule for telling binary files: a NUL near the beginning. */
const BINARY_WINDOW = 8000;

/** What reading a source gave. Plain data, so that a worker can post it. `damaged`: bytes that are not UTF-8 were replaced. */
export type SourceRead =
  { text: string; damaged?: true } | { skipped: 'too large' | 'binary' | 'minified' | 'unreadable'; detail: string };

/** Reads a source by its absolute path. Offsets count from after the byte order mark. */
export function readSource(file: string): SourceRead {
  let bytes: Buffer;
  try {
    const { size } = statSync(file);
    if (size > MAX_SOURCE_BYTES) return { skipped: 'too large', detail: `${(size / 1024 / 1024).toFixed(1)} MB` };
    bytes = readFileSync(file);
  } catch (error) {
    return { skipped: 'unreadable', detail: (error as Error).message };
  }
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  if (!utf16 && bytes.subarray(0, BINARY_WINDOW).includes(0))
    return { skipped: 'binary', detail: 'it holds NUL bytes' };
  const text = withoutMark(bytes.toString(utf16 ? 'utf16le' : 'utf8'));
  if (isMinified(bytes.length, text))
    return { skipped: 'minified', detail: 'its lines are too long to be written by hand' };
  // Most texts hold no replacement character at all, and one that does may have been written so.
  return !utf16 && text.includes('\uFFFD') && !isUtf8(bytes) ? { text, damaged: true } : { text };
}

export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** Whether an audit reads a text of this length and these lines at all. */
export function isByHand(text: string): boolean {
  const size = Buffer.byteLength(text);
  return size <= MAX_SOURCE_BYTES && !isMinified(size, text);
}

function isMinified(size: number, text: string): boolean {
  if (size <= MINIFIED_BYTES) return false;
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return text.length / lines > MINIFIED_LINE;
}
