import type { ModuleFacts } from '../model/facts.js';
import type { Diagnostic } from '../model/report.js';
import { defaultParser } from '../syntax/parse.js';
import type { Opened } from '../workspace/index.js';
import { analyserId } from './analyser.js';
import { cacheFileOf, openCache, type FactsCache } from './cache.js';
import { readModule } from './module.js';

/** From the files of a project to the facts of its modules: each file by itself, so what did not change need not be read again. */

export interface ReadingOptions {
  /** Keep what is read under `node_modules/.cache`, and take from there what did not change. */
  cache?: boolean | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface Reading {
  facts: ModuleFacts[];
  diagnostics: Diagnostic[];
  lines: number;
}

/** Files between two looks at the clock of whoever waits. */
const PROGRESS_STEP = 50;

export async function readAll(
  opened: Opened,
  source: (file: string) => string | undefined,
  { cache = false, onProgress }: ReadingOptions = {},
): Promise<Reading> {
  const facts = cache ? factsCacheOf(opened) : undefined;
  const steps = readEach(opened, source, facts);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) {
      facts?.save();
      return step.value;
    }
    if (!onProgress) continue;
    onProgress(step.value, opened.workspace.sources.length);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Without waiting and without a trace on disk. */
export function readNow(opened: Opened, source: (file: string) => string | undefined): Reading {
  const steps = readEach(opened, source, factsCacheOf(opened));
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

function factsCacheOf({ root }: Opened): FactsCache | undefined {
  const file = cacheFileOf(root);
  return file === undefined ? undefined : openCache(file, analyserId(defaultParser()));
}

/** Yields how many files are read. */
function* readEach(
  { workspace }: Opened,
  source: (file: string) => string | undefined,
  cache: FactsCache | undefined,
): Generator<number, Reading> {
  const parser = defaultParser();
  const reading: Reading = { facts: [], diagnostics: [], lines: 0 };
  for (const [done, file] of workspace.sources.entries()) {
    if (done % PROGRESS_STEP === 0) yield done;
    const text = source(file);
    if (text === undefined) continue;
    const known = cache?.recall(file, text);
    const read = known ?? readModule(parser, file, text);
    if (!known) cache?.remember(file, text, read);
    if ('facts' in read) {
      reading.facts.push(read.facts);
      reading.lines += read.lines;
    } else {
      reading.diagnostics.push(read.diagnostic);
    }
  }
  return reading;
}
