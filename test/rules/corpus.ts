import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Linter } from 'eslint';

/** Small files, one folder a rule. What is to be found is said by a comment at the end of its line. */

export const CASES = join(import.meta.dirname, 'cases');
const MARK = '// reported';

export interface Place {
  file: string;
  rule: string;
  line: number;
}

/** A place, and what is said of it. */
export interface Said extends Place {
  message: string;
}

/** `no-module-state/limiter.js:3 no-module-state` */
export const told = (places: readonly Place[]): string[] =>
  places.map(({ file, rule, line }) => `${file}:${line} ${rule}`).sort();

export const files = readdirSync(CASES, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.[cm]?[jt]s$/.test(file))
  .map((file) => file.replaceAll('\\', '/'))
  .sort();

export const expected: readonly Place[] = files.flatMap((file) =>
  readFileSync(join(CASES, file), 'utf8')
    .split('\n')
    .flatMap((text, index) => (text.endsWith(MARK) ? [{ file, rule: ruleOf(file), line: index + 1 }] : [])),
);

function ruleOf(file: string): string {
  return file.slice(0, file.indexOf('/'));
}

/** What a run of ESLint said of one file; anything but a finding of ours is a failure to say so. */
export function placesIn(file: string, messages: readonly Linter.LintMessage[]): Said[] {
  return messages.map(({ ruleId, line, message }) => {
    if (!ruleId?.startsWith('coldstate/')) throw new Error(`${file}:${line}: ${message}`);
    return { file, rule: ruleId.slice('coldstate/'.length), line, message };
  });
}
