/** A report beside a baseline: what is known fails no run, what is new does, and what is gone is said. */
import type { Accepted, Finding, Report } from '../model/report.js';
import type { Entry, Known } from './entries.js';

export interface Baseline {
  /** Its name, relative to the audited directory. */
  file: string;
  entries: readonly Entry[];
}

/** `today` is a day such as `2027-01-31`. */
export function withBaseline(report: Report, baseline: Baseline, today: string): Report {
  const { findings, known, left } = compared(report.findings, baseline, today);
  return {
    ...report,
    findings,
    accepted: [...report.accepted, ...known],
    baseline: {
      file: baseline.file,
      gone: goneOf(left, report).map(({ file, store, rule, id }) => ({ file, store, rule, id })),
    },
  };
}

interface Compared {
  findings: Finding[];
  known: Accepted[];
  /** Entries without a finding. */
  left: Entry[];
}

/** Each entry stands for one finding, so that a second store written down like the first is new. */
export function compared(
  findings: readonly Finding[],
  { entries, file }: Baseline,
  today: string,
  isOf: (entry: Entry, finding: Finding) => boolean = ({ id }, finding) => id === finding.id,
): Compared {
  const result: Compared = { findings: [], known: [], left: [...entries] };
  for (const finding of findings) {
    const at = result.left.findIndex((entry) => isOf(entry, finding));
    const [entry] = at < 0 ? [] : result.left.splice(at, 1);
    if (entry === undefined) result.findings.push(finding);
    else if (isExpired(entry, today)) result.findings.push(expired(finding, entry));
    else result.known.push(accepted(finding, entry, file));
  }
  return result;
}

function isExpired({ until }: Known, today: string): boolean {
  return until !== undefined && until < today;
}

/** Entries without a finding. Of files that could not be read nobody knows. */
export function goneOf<One extends Known>(left: readonly One[], { diagnostics }: Report): One[] {
  const unread = new Set(
    diagnostics.filter(({ kind }) => kind === 'parse' || kind === 'unreadable').map(({ file }) => file),
  );
  return left.filter(({ file }) => !unread.has(file));
}

const QUESTION = 'May it stay as it is?';

function expired(finding: Finding, { until = '', reason }: Entry): Finding {
  const why = reason === undefined ? '' : ` (${reason})`;
  return {
    ...finding,
    message: `${finding.message} The baseline accepted it until ${until}${why}, and no longer does.`,
    decision: [
      ...finding.decision,
      { question: QUESTION, answer: `No longer: it was accepted until ${until}`, evidence: [] },
    ],
  };
}

function accepted(finding: Finding, { line, reason, until }: Entry, file: string): Accepted {
  const limit = until === undefined ? '' : ` until ${until}`;
  const why = reason ?? 'It was known when the baseline was written';
  return {
    ...finding,
    decision: [
      ...finding.decision,
      { question: QUESTION, answer: `For now${limit}`, evidence: [`the baseline says so, ${file}:${line}`] },
    ],
    accepted: { by: 'baseline', file, line, reason: why, ...(until === undefined ? {} : { until }) },
  };
}
