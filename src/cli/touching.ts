import type { Changes } from '../git/index.js';
import type { Finding, Report } from '../model/report.js';

/** A report whose findings are those that have to do with what changed: where they are declared, accessed or explained. */
export function touching(report: Report, { base, files }: Changes): Report {
  const isTouched = ({ file, accesses, trail, companions }: Finding): boolean =>
    [file, ...[...accesses, ...trail, ...companions].map((one) => one.file)].some((name) => files.has(name));
  const findings = report.findings.filter(isTouched);
  return {
    ...report,
    findings,
    accepted: report.accepted.filter(isTouched),
    changed: { since: base, others: report.findings.length - findings.length },
  };
}
