import { join } from 'node:path';
import { cacheDirectoryOf, digestOf, kept, keptWhole, replaceFile } from './kept.js';
import type { ModuleRead } from './module.js';

/**
 * What was read of files the last time, by their text. One file for each audited directory, replaced as a whole: two audits at once each
 * write their own, and the last one stays. What is damaged, of another analyser or half written is no cache, and is replaced.
 *
 * The first line names the format and the analyser; then come two lines for each file: the digest of its text with its name, and what was read
 * of it as JSON.
 */
export interface FactsCache {
  /** What was read of a file when it held this very text. */
  recall(file: string, text: string): ModuleRead | undefined;
  remember(file: string, text: string, read: ModuleRead): void;
  /** Keeps what this run recalled and remembered. A directory that cannot be written has no cache. */
  save(): void;
}

const FORMAT = 'coldstate-facts-2';
const NEWLINE = 0x0a;

interface Entry {
  digest: string;
  json: Buffer;
}

/** Made into text when it is written, so that no text of all facts lies beside them. */
interface Remembered {
  digest: string;
  read: ModuleRead;
}

/** Nothing where there is no directory for it. */
export function cacheFileOf(root: string): string | undefined {
  const directory = cacheDirectoryOf(root);
  return directory === undefined ? undefined : join(directory, kept('facts', root));
}

export function openCache(path: string, analyser: string): FactsCache {
  const known = entriesOf(path, analyser);
  const current = new Map<string, Entry | Remembered>();
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
      current.set(file, { digest: digestOf(text), read });
    },
    save() {
      if (isNew || current.size < known.size) replaceFile(path, partsOf(analyser, current));
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

/** Everything after the first line, if that says that it is ours. */
function contentOf(path: string, analyser: string): Buffer {
  const nothing = Buffer.alloc(0);
  try {
    const whole = keptWhole(path) ?? nothing;
    const header = headerOf(analyser);
    return whole.subarray(0, header.length).toString() === header ? whole.subarray(header.length) : nothing;
  } catch {
    return nothing;
  }
}

const headerOf = (analyser: string): string => `${FORMAT} ${analyser}\n`;

function* linesOf(content: Buffer): Generator<Buffer, undefined> {
  for (let at = 0, end = content.indexOf(NEWLINE); end >= 0; at = end + 1, end = content.indexOf(NEWLINE, at))
    yield content.subarray(at, end);
}

function* partsOf(analyser: string, entries: ReadonlyMap<string, Entry | Remembered>): Generator<string | Buffer> {
  yield headerOf(analyser);
  for (const [file, entry] of entries) {
    const head = `${entry.digest} ${JSON.stringify(file)}\n`;
    if ('read' in entry) yield `${head}${JSON.stringify(entry.read)}\n`;
    else yield Buffer.concat([Buffer.from(head), entry.json, Buffer.from('\n')]);
  }
}
