/** Where the baseline of a project lies, and what is written there. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutMark } from '../workspace/source-text.js';
import type { Baseline } from './compare.js';
import { BaselineError, entriesIn, textOf, type Known } from './entries.js';

export const BASELINE_FILE = 'coldstate.baseline.jsonl';

/** @throws BaselineError when there is one and it cannot be used. */
export function readBaseline(root: string): Baseline | undefined {
  const text = textAt(join(root, BASELINE_FILE));
  return text === undefined ? undefined : { file: BASELINE_FILE, entries: entriesIn(withoutMark(text), BASELINE_FILE) };
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new BaselineError(
      `${BASELINE_FILE} cannot be read: ${message}. Make it readable, or run with --no-baseline.`,
      {
        cause,
      },
    );
  }
}

export function writeBaseline(root: string, entries: readonly Known[]): void {
  try {
    writeFileSync(join(root, BASELINE_FILE), textOf(entries));
  } catch (cause) {
    throw new BaselineError(`${BASELINE_FILE} cannot be written: ${(cause as Error).message}.`, { cause });
  }
}
