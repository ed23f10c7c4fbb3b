import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectoryOf, digestOf, kept, replaceFile } from './kept.js';
import type { ModuleRead } from './module.js';

/**
 * What was read of files the last time, by their text. One file for each audited directory, replaced as a whole: two audits at once each
 * write their own, and the last one stays. What is damaged, of another analyser or half written is no cache, and is replaced.
 *
 * The first line names the format, the analyser and the digest of the rest; then come two lines for each file: the digest of its text with its
 * name, and what was read of it as JSON.
 */
export interface FactsCache {
  /** What was read of a file when it held this very text. */
  recall(file: string, text: string): ModuleRead | undefined;
  remember(file: string, text: string, read: ModuleRead): void;
  /** Keeps what this run recalled and remembered. A directory that cannot be written has no cache. */
  save(): void;
}

const FORMAT = 'coldstate-facts-1';
const NEWLINE = 0x0a;

interface Entry {
  digest: string;
  json: Buffer;
}

/** Nothing where there is no directory for it. */
export function cacheFileOf(root: string): string | undefined {
  const directory = cacheDirectoryOf(root);
  return directory === undefined ? undefined : join(directory, kept('facts', root));
}

export function openCache(path: string, analyser: string): FactsCache {
  const known = entriesOf(path, analyser);
  const current = new Map<string, Entry>();
  let isNew = false;
  return {
    recall(file, text) {
      const entry = known.get(file);
      if (entry?.digest !== digestOf(text)) return undefined;
      current.set(file, entry);
      return JSON.parse(entry.json.toString()) as ModuleRead;
    },
    remember(file, text, read) {
      isNew = true;
      current.set(file, { digest: digestOf(text), json: Buffer.from(JSON.stringify(read)) });
    },
    save() {
      if (isNew || current.size < known.size) write(path, analyser, current);
    },
  };
}

function entriesOf(path: string, analyser: string): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  const lines = linesOf(contentOf(path, analyser));
  for (let head = lines.next(); !head.done; head = lines.next()) {
    const json = lines.next();
    if (json.done) break;
    const name = head.value.toString();
    const gap = name.indexOf(' ');
    entries.set(JSON.parse(name.slice(gap + 1)) as string, { digest: name.slice(0, gap), json: json.value });
  }
  return entries;
}

/** Everything after the first line, if that says that it is ours and whole. */
function contentOf(path: string, analyser: string): Buffer {
  const nothing = Buffer.alloc(0);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return nothing;
  }
  const end = bytes.indexOf(NEWLINE);
  const content = bytes.subarray(end + 1);
  return bytes.subarray(0, Math.max(end, 0)).toString() === headerOf(analyser, [content]) ? content : nothing;
}

function headerOf(analyser: string, content: readonly Buffer[]): string {
  const hash = createHash('sha1');
  for (const part of content) hash.update(part);
  return `${FORMAT} ${analyser} ${hash.digest('hex')}`;
}

function* linesOf(content: Buffer): Generator<Buffer, undefined> {
  for (let at = 0, end = content.indexOf(NEWLINE); end >= 0; at = end + 1, end = content.indexOf(NEWLINE, at))
    yield content.subarray(at, end);
}

function write(path: string, analyser: string, entries: ReadonlyMap<string, Entry>): void {
  const line = Buffer.from([NEWLINE]);
  const content = [...entries].flatMap(([file, { digest, json }]) => [
    Buffer.from(`${digest} ${JSON.stringify(file)}\n`),
    ...[json, line],
  ]);
  replaceFile(path, [Buffer.from(headerOf(analyser, content)), line, ...content]);
}
