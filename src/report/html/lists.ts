/** The pages beside the findings: what the baseline knows, what was accepted, what is safe, where requests enter, and what the audit could not look at. */
import { labelOf } from '../../model/label.js';
import type { Accepted, Diagnostic, Finding, Report, ReportedEntryPoint } from '../../model/report.js';
import { containerText, deploymentText } from '../deployment.js';
import { asideOf, goneName, goneNote } from '../known.js';
import { capitalised, counted, groupBy, grouped, listed, sentence, unique } from '../text.js';
import { authorityName, diagnosticNames, formNames, roleNames, severityNames } from '../words.js';
import { code, listedMarkup, markup, prose, type Content, type Markup } from './markup.js';
import { linkTo, page, place, table } from './parts.js';

export interface ListPage {
  readonly id: string;
  readonly title: string;
  readonly count: number;
  readonly body: Markup;
}

/** Only those that have something to say. */
export function listPages(report: Report): ListPage[] {
  const { cleared, units, diagnostics, platforms, baseline, containers = [], stats } = report;
  const { known, accepted } = asideOf(report);
  const skipped = Object.values(stats.skipped).reduce((sum, count) => sum + count, 0);
  const pages: readonly ListPage[] = [
    {
      id: 'known',
      title: 'Known',
      count: known.length + (baseline?.gone.length ?? 0),
      body: knownBody(known, baseline),
    },
    { id: 'accepted', title: 'Accepted', count: accepted.length, body: acceptedBody(accepted) },
    { id: 'safe', title: 'Safe', count: cleared.length, body: safeBody(report) },
    { id: 'units', title: 'Units and requests', count: units.length + platforms.length, body: unitsBody(report) },
    { id: 'containers', title: 'Containers', count: containers.length, body: containersBody(report) },
    { id: 'unread', title: 'Not analysed', count: diagnostics.length + skipped, body: unreadBody(report) },
  ];
  return pages.filter(({ count }) => count > 0);
}

export function listPage({ id, title, body }: ListPage): Markup {
  return page(id, title, body);
}

/** The debt that a baseline holds, and what of it is paid. */
function knownBody(known: readonly Accepted[], baseline: Report['baseline']): Markup {
  const rows = known.map((finding) => [...judged(finding), finding.accepted.until ?? '']);
  const gone = baseline?.gone ?? [];
  return markup`${
    known.length === 0
      ? undefined
      : markup`<p class="lead">${counted(known.length, 'store')} would be listed as findings, were ${known.length === 1 ? 'it' : 'they'} not in the baseline.</p>${table(['Store', 'Where', 'What it is', 'Why it may wait', 'Until'], rows, 'Known, and still to be moved')}`
  }${
    baseline && gone.length > 0
      ? markup`<p>${prose(goneNote(baseline))}</p><ul>${gone.map((entry) => markup`<li>${prose(goneName(entry))}</li>`)}</ul>`
      : undefined
  }`;
}

function acceptedBody(accepted: readonly Accepted[]): Markup {
  const rows = accepted.map((finding) => [...judged(finding), authorityName(finding.accepted, finding.file)]);
  return markup`<p class="lead">${counted(accepted.length, 'store')} would be listed as findings, had the team not accepted ${accepted.length === 1 ? 'it' : 'them'}.</p>${table(['Store', 'Where', 'What it is', 'Why it may stay', 'Said by'], rows, 'Accepted, and why')}`;
}

function judged(finding: Accepted): Content[] {
  return [
    linkTo(finding),
    place(finding.file, finding.line),
    `${capitalised(severityNames[finding.severity])}, ${roleNames[finding.role]}`,
    prose(sentence(finding.accepted.reason)),
  ];
}

/** Stores that are fine for one reason in one file share a row: thirty constants of a file are one fact. */
function safeBody({ cleared }: Report): Markup {
  const groups = groupBy(cleared, ({ file, role, form, reason }) => JSON.stringify([file, role, form, reason]));
  const rows = [...groups.values()].flatMap((stores) => {
    const [first] = stores;
    if (!first) return [];
    return [
      [
        listedMarkup(unique(stores.map(({ symbol }) => symbol)).map(code), 8),
        place(first.file, first.line),
        `${capitalised(roleNames[first.role])} (${formNames[first.form]})`,
        prose(sentence(first.reason)),
      ],
    ];
  });
  return markup`<p class="lead">${counted(cleared.length, 'store was', 'stores were')} looked at and found to be safe. ${code('coldstate explain FILE:LINE')} replays the decision for any of them.</p>${table(['Store', 'Where', 'What it is', 'Why it is safe'], rows, 'Safe, and why')}`;
}

function unitsBody({ platforms, entryPoints, findings }: Report): Markup {
  const units = [...groupBy(entryPoints, ({ unit }) => unit)];
  const stores = new Map(
    units.map(([unit]) => [unit, findings.filter((finding) => finding.units.includes(unit))] as const),
  );
  return markup`${platforms.map(
    ({ title, package: directory, evidence, concurrency, guidance, deployment = [] }) =>
      markup`<h3>${title}${directory === '.' ? undefined : markup` in ${code(directory)}`}</h3><p>${prose(sentence(guidance))}</p><ul><li>${concurrency === 'one' ? 'One request at a time' : 'Many requests at a time'} in each instance.</li><li>Evidence: ${prose(sentence(evidence))}</li>${deployment.map(
        (fact) => markup`<li>${prose(deploymentText(fact))}</li>`,
      )}</ul>`,
  )}<h3>Units</h3><p>A unit is what is deployed and runs as one process image. Two units never share memory.</p>${units.map(
    ([unit, entries]) => unitMarkup(unit, entries, stores.get(unit) ?? []),
  )}`;
}

function unitMarkup(unit: string, entries: readonly ReportedEntryPoint[], stores: readonly Finding[]): Markup {
  const rows = entries.map((entry) => [code(labelOf(entry)), entry.kind, place(entry.file, entry.line)]);
  const reached: Content =
    stores.length === 0
      ? 'It reaches none of the findings.'
      : markup`It reaches ${listedMarkup(stores.map(linkTo), 12)}.`;
  return markup`<h4>${unit}</h4><p>${reached}</p>${table(['Request', 'Kind', 'Where'], rows, `Entry points of ${unit}`)}`;
}

/** Servers that run for months: what they would lose is counted, since it is lost only when they end or grow. */
function containersBody({ containers = [] }: Report): Markup {
  return markup`${containers.map(
    ({ package: directory, evidence, notes, ...service }) =>
      markup`<h3>${directory === '.' ? 'This package' : code(directory)}</h3><p>${prose(evidence)}</p><p>${prose(
        [containerText({ package: directory, evidence, notes, ...service }), ...notes].join(' '),
      )}</p>`,
  )}`;
}

function unreadBody({ diagnostics, stats }: Report): Markup {
  const skipped = Object.entries(stats.skipped).sort(([a], [b]) => (a < b ? -1 : 1));
  const total = skipped.reduce((sum, [, count]) => sum + count, 0);
  const left =
    total === 0
      ? undefined
      : markup`<p>${counted(total, 'file')} left out: ${listed(skipped.map(([reason, count]) => `${grouped(count)} ${reason}`))}.</p>`;
  const rows = diagnostics.map(({ file, line, kind, message }: Diagnostic) => [
    place(file, line),
    capitalised(diagnosticNames[kind]),
    prose(sentence(message)),
  ]);
  return markup`${left}${rows.length === 0 ? undefined : table(['Where', 'What', 'Message'], rows, 'Problems')}`;
}
