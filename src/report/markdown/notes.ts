/** What the audit rests on: platforms, what it could not look at, and what it found to be fine. */
import { counted, groupBy, grouped, listed, sentence, unique, capitalised } from '../text.js';
import { asideOf, goneName, goneNote } from '../known.js';
import { containerText, deploymentText } from '../deployment.js';
import { authorityName, diagnosticNames, formNames, roleNames, severityNames } from '../words.js';
import { inlineCode, prose, table } from './escape.js';
import type { Diagnostic, Report } from '../../model/report.js';

const MAX_CLEARED = 40;
const MAX_DIAGNOSTICS = 20;

export function notesSection(report: Report): string[] {
  return [
    ...subsection('Platform', [...platformNotes(report), ...reachNote(report)]),
    ...subsection('Container services', containerNotes(report)),
    ...subsection('Not analysed', [
      ...skippedNote(report),
      ...diagnosticNotes(report.diagnostics.filter(({ kind }) => kind !== 'config')),
    ]),
    ...subsection('Configuration', diagnosticNotes(report.diagnostics.filter(({ kind }) => kind === 'config'))),
    ...subsection('Known, and still to be moved', knownTable(report)),
    ...subsection('Accepted, and why', acceptedTable(report)),
    ...subsection('Safe, and why', clearedTable(report)),
  ];
}

function subsection(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`### ${title}`, '', ...lines, ''];
}

function platformNotes({ platforms }: Report): string[] {
  return platforms.flatMap(({ title, package: directory, evidence, concurrency, guidance, deployment = [] }) => {
    const where = directory === '.' ? '' : ` in ${inlineCode(directory)}`;
    const requests = concurrency === 'one' ? 'one request at a time' : 'many requests at a time';
    return [
      `- **${prose(title)}**${where}, ${requests} per instance (${prose(evidence)}). ${prose(sentence(guidance))}`,
      ...deployment.map((fact) => `  - ${prose(deploymentText(fact))}`),
    ];
  });
}

/** Servers that run for months: what they would lose is counted here, since it is lost only when they end or grow. */
function containerNotes({ containers = [] }: Report): string[] {
  return containers.map((service) => {
    const where = service.package === '.' ? 'this package' : inlineCode(service.package);
    return [
      `- ${capitalised(where)} (${prose(service.evidence)}): ${prose(containerText(service))}`,
      ...service.notes.map(prose),
    ].join(' ');
  });
}

function reachNote({ entryPoints, units }: Report): string[] {
  if (entryPoints.length === 0)
    return ['- No entry point was recognised, so the audit does not know which stores a request reaches.'];
  const kinds = [...groupBy(entryPoints, (entry) => entry.kind)].map(
    ([kind, entries]) => `${grouped(entries.length)} ${kind}`,
  );
  return [
    `- ${counted(entryPoints.length, 'entry point')} (${listed(kinds)}) in ${counted(units.length, 'unit')}. Units never share memory.`,
  ];
}

function skippedNote({ stats }: Report): string[] {
  const reasons = Object.entries(stats.skipped).sort(([a], [b]) => (a < b ? -1 : 1));
  const total = reasons.reduce((sum, [, count]) => sum + count, 0);
  return total === 0
    ? []
    : [
        `- ${counted(total, 'file')} left out: ${listed(reasons.map(([reason, count]) => `${grouped(count)} ${prose(reason)}`))}.`,
      ];
}

function diagnosticNotes(diagnostics: readonly Diagnostic[]): string[] {
  const shown = diagnostics.slice(0, MAX_DIAGNOSTICS).map(({ file, line, kind, message }) => {
    const place = line === undefined ? file : `${file}:${line}`;
    const what = kind === 'config' ? '' : ` ${diagnosticNames[kind]}`;
    return `- ${inlineCode(place)}${what}: ${prose(sentence(message))}`;
  });
  const rest = diagnostics.length - shown.length;
  return rest > 0
    ? [...shown, `- and ${grouped(rest)} more; \`coldstate audit --format json\` lists them all.`]
    : shown;
}

function acceptedTable(report: Report): string[] {
  const { accepted } = asideOf(report);
  if (accepted.length === 0) return [];
  return [
    `${counted(accepted.length, 'store')} would be listed above, had the team not accepted ${accepted.length === 1 ? 'it' : 'them'}:`,
    '',
    ...table(
      ['Store', 'Where', 'What it is', 'Why it may stay', 'Said by'],
      accepted.map(({ symbol, file, line, severity, role, accepted: by }) => [
        inlineCode(symbol),
        inlineCode(`${file}:${line}`),
        `${capitalised(severityNames[severity])}, ${roleNames[role]}`,
        prose(sentence(by.reason)),
        prose(authorityName(by, file)),
      ]),
    ),
  ];
}

/** The debt that a baseline holds, and what of it is paid. */
function knownTable(report: Report): string[] {
  const { known } = asideOf(report);
  const { baseline } = report;
  const rows = known.map(({ symbol, file, line, severity, role, accepted: { reason, until } }) => [
    inlineCode(symbol),
    inlineCode(`${file}:${line}`),
    `${capitalised(severityNames[severity])}, ${roleNames[role]}`,
    prose(sentence(reason)),
    until ?? '',
  ]);
  return [
    ...(rows.length === 0
      ? []
      : [
          `${counted(rows.length, 'store')} would be listed above, were ${rows.length === 1 ? 'it' : 'they'} not in the baseline:`,
          '',
          ...table(['Store', 'Where', 'What it is', 'Why it may wait', 'Until'], rows),
          '',
        ]),
    ...(baseline && baseline.gone.length > 0
      ? [prose(goneNote(baseline)), '', ...baseline.gone.map((entry) => `- ${prose(goneName(entry))}`)]
      : []),
  ];
}

/** Stores that are fine for one reason in one file share a row: thirty constants of a file are one fact. */
function clearedTable({ cleared }: Report): string[] {
  if (cleared.length === 0) return [];
  const groups = [
    ...groupBy(cleared, ({ file, role, form, reason }) => JSON.stringify([file, role, form, reason])).values(),
  ];
  const rows = groups.slice(0, MAX_CLEARED).flatMap((stores) => {
    const [first] = stores;
    if (!first) return [];
    const names = listed(unique(stores.map(({ symbol }) => inlineCode(symbol))), 6);
    return [
      [
        names,
        inlineCode(`${first.file}:${first.line}`),
        `${capitalised(roleNames[first.role])} (${formNames[first.form]})`,
        prose(first.reason),
      ],
    ];
  });
  const rest = groups.slice(MAX_CLEARED).reduce((sum, stores) => sum + stores.length, 0);
  return [
    `${counted(cleared.length, 'store was', 'stores were')} looked at and found to be safe:`,
    '',
    ...table(['Store', 'Where', 'What it is', 'Why it is safe'], rows),
    ...(rest > 0 ? ['', `And ${grouped(rest)} more; \`coldstate audit --format json\` lists them all.`] : []),
  ];
}
