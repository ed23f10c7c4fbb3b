import { storageFor } from '../advice/storage.js';
import { architectureSection } from './markdown/architecture.js';
import { asideOf } from './known.js';
import { inlineCode, prose, table } from './markdown/escape.js';
import { advisorySection, issueChapters } from './markdown/issues.js';
import { notesSection } from './markdown/notes.js';
import { comparison, migrationPhases, prioritySection, testingSection, URGENT } from './markdown/plan.js';
import { environmentSection, STORAGE_TITLE, storageSection } from './markdown/storage.js';
import type { RenderContext, Reporter } from './reporter.js';
import { printable } from './terminal.js';
import { capitalised, counted, grouped, listed, unique } from './text.js';
import { roleNames, severityNames } from './words.js';
import type { Finding, Report } from '../model/report.js';
import { SEVERITIES } from '../model/words.js';

/** For a team: a document to read, discuss and work through. Two runs over the same sources give the same bytes. */
export const markdown: Reporter = {
  name: 'markdown',
  render(found, { source, ...rest }) {
    // Pages are read in terminals, too: `cat STATE.md`.
    const report = printable(found, true);
    const context = { ...rest, source: (file: string) => printable(source(file), true) };
    const urgent = report.findings.filter((finding) => finding.severity !== 'low');
    const advisory = report.findings.filter((finding) => finding.severity === 'low');
    const storage = storageFor(report);
    return document([
      ...heading(report),
      ...section('How It Behaves Today', architectureSection(urgent)),
      ...issueSections(urgent, context),
      ...section('Advisory', advisorySection(advisory)),
      ...section('Implementation Priority', prioritySection(urgent)),
      ...section(STORAGE_TITLE, storageSection(urgent, storage, context.rps)),
      ...section('What Changes', comparison(urgent)),
      ...section('Migration Steps', migrationPhases(report, urgent, storage)),
      ...section('Testing Recommendations', testingSection(urgent, storage)),
      ...section('Environment Variables Needed', environmentSection(urgent, storage)),
      ...section('Notes', notesSection(report)),
    ]);
  },
};

/** One blank line at most between two lines; a fence is one element, so that the code inside keeps its own. */
function document(lines: readonly string[]): string {
  const tidy = lines.filter((line, index) => line !== '' || lines[index - 1] !== '');
  return `${tidy.join('\n').trim()}\n`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines, ''];
}

function heading(report: Report): string[] {
  const { findings, platforms, project, stats, tool } = report;
  const titles = unique(platforms.map(({ title }) => title));
  const on = titles.length > 0 ? ` on ${listed(titles.map(prose))}` : '';
  const scope = `${tool.name} ${tool.version} read ${counted(stats.files, 'file')} (${counted(stats.lines, 'line')})${on} and looked at ${counted(stats.stores, 'store')}: state that outlives one request.`;
  return [
    `# Serverless In-Memory State${project === '.' || project === '' ? '' : `: ${prose(project)}`}`,
    '',
    'This document lists the state in this code that does not survive a serverless environment, where instances are ephemeral and share no memory, says what each piece will break, and in which order to move it.',
    '',
    `${scope} ${verdict(report)}`,
    '',
    ...(report.changed ? [narrowed(report.changed), ''] : []),
    ...(findings.length === 0 ? [] : [...overview(findings), '']),
  ];
}

function narrowed({ since, others }: NonNullable<Report['changed']>): string {
  return `Only findings that touch files changed since ${inlineCode(since)} are listed; ${others === 0 ? 'there are no others' : `${counted(others, 'other')} ${others === 1 ? 'is' : 'are'} left out`}.`;
}

function verdict(report: Report): string {
  const { findings, changed } = report;
  const { known, accepted } = asideOf(report);
  const aside = [
    { stores: accepted, are: 'accepted with a reason' },
    { stores: known, are: 'known and still to be moved' },
  ]
    .filter(({ stores }) => stores.length > 0)
    .map(
      ({ stores, are }) =>
        ` ${counted(stores.length, 'store')} more ${stores.length === 1 ? 'is' : 'are'} ${are} (see Notes).`,
    )
    .join('');
  if (findings.length === 0 && changed) return `Nothing that was found touches what changed.${aside}`;
  if (findings.length === 0)
    return `None of them ${aside === '' ? '' : 'beside those '}depends on one instance.${aside}`;
  const counts = SEVERITIES.map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? undefined : `${grouped(count)} ${severityNames[severity]}`;
  }).filter((count) => count !== undefined);
  return `${counted(findings.length, 'finding')}: ${listed(counts)}.${aside}`;
}

function overview(findings: readonly Finding[]): string[] {
  const urgent = findings.filter((finding) => finding.severity !== 'low');
  if (urgent.length === 0) return [];
  return table(
    ['Severity', 'Store', 'Role', 'Where'],
    urgent.map(({ severity, symbol, role, file, line }) => [
      severityNames[severity],
      inlineCode(symbol),
      roleNames[role],
      inlineCode(`${file}:${line}`),
    ]),
  );
}

/** Chapters are numbered through all severities, so that "issue 4" means one thing in a discussion. */
function issueSections(urgent: readonly Finding[], context: RenderContext): string[] {
  let next = 1;
  return URGENT.flatMap((severity) => {
    const findings = urgent.filter((finding) => finding.severity === severity);
    const first = next;
    next += new Set(findings.map(({ file }) => file)).size;
    return section(`${capitalised(severity)} Issues`, issueChapters(findings, first, context));
  });
}
