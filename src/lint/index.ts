import { emitWarning } from 'node:process';
import type { Finding } from '../model/report.js';
import type { FoundIndex } from '../reading/project-index.js';
import { judgedAlone } from './alone.js';
import { judgedWithIndex } from './project.js';
import type { LintedText } from './text.js';

/** What the audit says of one text: with the whole project around it where an audit left its index, else by itself. */

export interface LintedFile extends LintedText {
  /** Whether to use the index of an audit. */
  useIndex: boolean;
}

export function findingsFor({ useIndex, ...linted }: LintedFile): readonly Finding[] {
  const indexed = useIndex ? judgedWithIndex(linted) : undefined;
  if (indexed?.kind === 'judged') return indexed.findings;
  if (indexed?.kind === 'stale') noteOnce(indexed.index, indexed.reason);
  return judgedAlone(linted);
}

/** Indexes that were complained of; they go when they are replaced. */
const noted = new WeakSet<FoundIndex>();

/** On the error stream, so that no format of the linter's output is disturbed. */
function noteOnce(index: FoundIndex, reason: string): void {
  if (noted.has(index)) return;
  noted.add(index);
  emitWarning(
    `the index of ${index.root} ${reason}: each file is judged by itself until \`npx coldstate audit --cache\` runs there again.`,
    'coldstate',
  );
}
