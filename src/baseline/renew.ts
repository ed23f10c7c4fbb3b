/** What `coldstate baseline` writes: everything that is found now, beside what was accepted before. */
import type { Report } from '../model/report.js';
import { goneOf } from './compare.js';
import type { Known } from './entries.js';

export interface Renewal {
  entries: Known[];
  /** Findings that had no entry. */
  added: Known[];
  /** Entries whose time was over: they are accepted again. */
  renewed: Known[];
  /** Entries whose finding is no more. They stay until they are pruned. */
  gone: Known[];
}

/** What a run says of the entries that it makes. */
export type Terms = Pick<Known, 'reason' | 'until'>;

export function renewedBaseline(report: Report, before: readonly Known[], terms: Terms, today: string): Renewal {
  const left = [...before];
  const renewal: Renewal = { entries: [], added: [], renewed: [], gone: [] };
  for (const { file, symbol, rule, id } of report.findings) {
    const at = left.findIndex((entry) => entry.id === id);
    const [known] = at < 0 ? [] : left.splice(at, 1);
    const isOver = known?.until !== undefined && known.until < today;
    const entry: Known = {
      ...{ file, store: symbol, rule, id },
      ...(known && !isOver
        ? kept(known)
        : { ...(known?.reason === undefined ? {} : { reason: known.reason }), ...terms }),
    };
    renewal.entries.push(entry);
    if (!known) renewal.added.push(entry);
    else if (isOver) renewal.renewed.push(entry);
  }
  renewal.entries.push(...left);
  renewal.gone.push(...goneOf(left, report));
  return renewal;
}

function kept({ reason, until }: Known): Terms {
  return { ...(reason === undefined ? {} : { reason }), ...(until === undefined ? {} : { until }) };
}

/** The baseline without the entries whose finding is no more. */
export function prunedBaseline(report: Report, before: readonly Known[]): { entries: Known[]; gone: Known[] } {
  const { gone } = renewedBaseline(report, before, {}, '');
  return { entries: before.filter((entry) => !gone.includes(entry)), gone };
}
