import { emitWarning } from 'node:process';
import type { Finding } from '../model/report.js';
import type { FoundIndex } from '../reading/project-index.js';
import { judgedAlone } from './alone.js';
import { unknownIn, unknownNear, type Left } from './known.js';
import { judgedWithIndex } from './project.js';
import type { LintedText } from './text.js';

/** What the audit says of one text: with the whole project around it where an audit left its index, else by itself. */

export interface LintedFile extends LintedText {
  /** Whether to use the index of an audit. */
  useIndex: boolean;
  /** Whether to leave out what the baseline accepts. */
  useBaseline: boolean;
}

export function findingsFor({ useIndex, useBaseline, ...linted }: LintedFile): readonly Finding[] {
  const indexed = useIndex ? judgedWithIndex(linted) : undefined;
  if (indexed?.kind === 'judged') {
    const { findings, root } = indexed;
    return useBaseline ? told(unknownIn(findings, root)) : findings;
  }
  if (indexed?.kind === 'stale') noteStale(indexed.index, indexed.reason);
  const findings = judgedAlone(linted);
  return useBaseline ? told(unknownNear(findings, linted.path)) : findings;
}

/** Indexes that were complained of; they go when they are replaced. */
const noted = new WeakSet<FoundIndex>();

function noteStale(index: FoundIndex, reason: string): void {
  if (noted.has(index)) return;
  noted.add(index);
  note(
    `the index of ${index.root} ${reason}: each file is judged by itself until \`npx coldstate audit --cache\` runs there again.`,
  );
}

/** Baselines that cannot be used, by what is wrong with them. */
const complained = new Set<string>();

function told(left: Left): readonly Finding[] {
  if ('problem' in left && !complained.has(left.problem)) {
    complained.add(left.problem);
    note(`${left.problem} Until then, everything is reported.`);
  }
  return left.findings;
}

/** On the error stream, so that no format of the linter's output is disturbed. */
const note = (message: string): void => {
  emitWarning(message, 'coldstate');
};
