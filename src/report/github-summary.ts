/** The summary of a step of GitHub Actions: everything that there is no room for beside the lines, as tables. */
import { inlineCode, prose, table } from './markdown/escape.js';
import { printable } from './terminal.js';
import { reachesGate, type RenderContext } from './reporter.js';
import { counted, grouped, listed } from './text.js';
import { authorityName, roleNames, severityNames } from './words.js';
import { asideOf, goneNote } from './known.js';
import type { Accepted, Finding, Report } from '../model/report.js';
import { SEVERITIES } from '../model/words.js';

/** GitHub refuses summaries above 1 MiB. */
const MAX_ROWS = 500;

export function stepSummary(found: Report, { failOn, directory }: RenderContext): string {
  const report = printable(found, true);
  const { findings, baseline } = report;
  const { known, accepted } = asideOf(report);
  const urgent = findings.filter(({ severity }) => severity !== 'low');
  const advisory = findings.filter(({ severity }) => severity === 'low');
  const failing = findings.filter(({ severity }) => reachesGate(severity, failOn)).length;
  const where = directory === undefined ? '' : `: ${inlineCode(directory)}`;
  const lines = [
    `## coldstate${where}`,
    '',
    `${verdict(report)} ${failing > 0 ? `${grouped(failing)} at or above \`${failOn}\` ${failing === 1 ? 'fails' : 'fail'} this run.` : 'Nothing fails this run.'}`,
    '',
    ...rows(urgent),
    ...folded(counted(advisory.length, 'advisory finding'), rows(advisory)),
    ...folded(`${grouped(known.length)} known`, acceptedRows(known)),
    ...folded(`${grouped(accepted.length)} accepted`, acceptedRows(accepted)),
    ...(baseline && baseline.gone.length > 0 ? [prose(goneNote(baseline))] : []),
  ];
  return `${lines.join('\n').trimEnd()}\n\n`;
}

function verdict(report: Report): string {
  const { findings } = report;
  const { known } = asideOf(report);
  const aside =
    known.length === 0 ? '' : ` ${grouped(known.length)} known (${report.baseline?.file ?? 'the baseline'}).`;
  if (findings.length === 0)
    return `Nothing ${known.length === 0 ? '' : 'new '}was found that depends on one instance.${aside}`;
  const counts = SEVERITIES.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${grouped(count)} ${severityNames[severity]}`];
  });
  return `${counted(findings.length, 'finding')}: ${listed(counts)}.${aside}`;
}

function rows(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  const shown = findings.slice(0, MAX_ROWS);
  return [
    ...table(
      ['Severity', 'Store', 'Where', 'Role', 'What goes wrong', 'Fix'],
      shown.map(({ severity, symbol, file, line, role, message, remedies: [remedy] }) => [
        severityNames[severity],
        inlineCode(symbol),
        inlineCode(`${file}:${line}`),
        roleNames[role],
        prose(message),
        remedy ? prose(remedy.title) : '',
      ]),
    ),
    ...(findings.length > shown.length ? ['', `and ${grouped(findings.length - shown.length)} more.`] : []),
    '',
  ];
}

function acceptedRows(accepted: readonly Accepted[]): string[] {
  if (accepted.length === 0) return [];
  return [
    ...table(
      ['Store', 'Where', 'Severity', 'Why it may stay', 'Said by'],
      accepted
        .slice(0, MAX_ROWS)
        .map((finding) => [
          inlineCode(finding.symbol),
          inlineCode(`${finding.file}:${finding.line}`),
          severityNames[finding.severity],
          prose(finding.accepted.reason),
          prose(authorityName(finding.accepted, finding.file)),
        ]),
    ),
    '',
  ];
}

function folded(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['<details>', `<summary>${title}</summary>`, '', ...lines, '</details>', ''];
}
