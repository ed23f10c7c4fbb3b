/** What the baseline sets aside, in words that all formats for people share. */
import { counted, grouped } from './text.js';
import type { Accepted, GoneEntry, Report } from '../model/report.js';

/** Findings of the baseline, and those that somebody accepted for good. */
export function asideOf({ accepted }: Report): { known: Accepted[]; accepted: Accepted[] } {
  return {
    known: accepted.filter(({ accepted: { by } }) => by === 'baseline'),
    accepted: accepted.filter(({ accepted: { by } }) => by !== 'baseline'),
  };
}

/** `2 accepted`, `5 known`; nothing where there are none. */
export function asideCounts(report: Report): string[] {
  const { known, accepted } = asideOf(report);
  return [
    ...(accepted.length > 0 ? [`${grouped(accepted.length)} accepted`] : []),
    ...(known.length > 0 ? [`${grouped(known.length)} known`] : []),
  ];
}

/** `issued in src/lib/codes.ts (no-module-state)` */
export function goneName({ store, file, rule }: GoneEntry): string {
  return `\`${store}\` in ${file} (${rule})`;
}

export function goneNote({ file, gone }: NonNullable<Report['baseline']>): string {
  const [are, them] = gone.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return `${counted(gone.length, 'entry', 'entries')} of ${file} ${are} not found any more: \`coldstate baseline --prune\` takes ${them} out.`;
}
