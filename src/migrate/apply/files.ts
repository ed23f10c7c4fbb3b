/** Files as bytes and as text: what is not edited comes back byte for byte, its byte order mark, line ends and mode included. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { MigrateError } from './machine.js';

export interface SourceFile {
  readonly file: string;
  readonly bytes: Buffer;
  /** Without the byte order mark: offsets of edits count from after it. */
  readonly text: string;
  readonly encoding: 'utf8' | 'utf16le';
  readonly mark: boolean;
  readonly mode: number;
}

/** One file of a change: as it is, and as it will be. `undefined`: there is none. */
export interface Change {
  readonly file: string;
  readonly before: Buffer | undefined;
  readonly after: Buffer | undefined;
  /** Permission bits; those of the file where it exists. */
  readonly mode: number | undefined;
}

export function openFile(root: string, file: string): SourceFile | undefined {
  const path = join(root, file);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats?.isFile()) return undefined;
  const bytes = readFileSync(path);
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf16le' : 'utf8';
  const decoded = bytes.toString(encoding);
  const mark = decoded.startsWith('\uFEFF');
  return { file, bytes, text: mark ? decoded.slice(1) : decoded, encoding, mark, mode: stats.mode & 0o777 };
}

/** @throws MigrateError for a file that would not come back as it was: bytes that are not text of its encoding. */
export function changeOf(source: SourceFile, text: string): Change {
  if (!encode(source, source.text).equals(source.bytes))
    throw new MigrateError(
      `${source.file} is not valid UTF-8, so editing it would change other bytes. Save it as UTF-8.`,
    );
  return { file: source.file, before: source.bytes, after: encode(source, text), mode: source.mode };
}

export function creation(file: string, text: string): Change {
  return { file, before: undefined, after: Buffer.from(text), mode: undefined };
}

function encode({ encoding, mark }: SourceFile, text: string): Buffer {
  return Buffer.from(mark ? `\uFEFF${text}` : text, encoding);
}

/** Where a file really is: a link is followed, and stays a link. */
export function realPath(root: string, file: string): string {
  const path = join(root, file);
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return path;
  const real = realpathSync(path);
  const inside = relative(realpathSync(root), real);
  if (inside.startsWith('..') || isAbsolute(inside))
    throw new MigrateError(
      `${file} is a link to ${real}, which is outside of the project. Migrate the project that owns it.`,
    );
  return real;
}
