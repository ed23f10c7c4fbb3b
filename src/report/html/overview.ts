/** The first page: how bad it is, what it looks like while it runs, and what to do first. */
import type { Accepted, Finding, Report } from '../../model/report.js';
import { SEVERITIES } from '../../model/words.js';
import { asideOf } from '../known.js';
import { capitalised, counted, grouped, listed, unique } from '../text.js';
import { effectNames, roleNames, severityNames } from '../words.js';
import { code, markup, prose, type Markup } from './markup.js';
import { badge, linkTo, mark, page, place } from './parts.js';
import { picture } from './picture.js';
import type { View } from './view.js';

export function overview({ report, unitOf }: View): Markup {
  const { findings } = report;
  return page(
    'overview',
    verdict(report),
    markup`<p class="lead">${scope(report)}</p>${narrowed(report)}${tiles(report)}${picture(findings, unitOf)}${priorities(findings)}`,
  );
}

function verdict({ findings, changed }: Report): string {
  const unsafe = findings.filter(({ verdict: judged }) => judged === 'unsafe').length;
  if (unsafe > 0) return `${counted(unsafe, 'store')} will not survive serverless`;
  if (findings.length > 0) return 'Nothing is unsafe, and some stores cost time or freshness';
  return changed ? 'Nothing that was found touches what changed' : 'Nothing here depends on one instance';
}

function scope({ stats, platforms, entryPoints, units }: Report): string {
  const on = unique(platforms.map(({ title }) => title));
  const reach =
    entryPoints.length === 0
      ? 'No entry point was recognised, so what a request reaches is not known.'
      : `Requests enter at ${counted(entryPoints.length, 'entry point')} in ${counted(units.length, 'unit')}.`;
  return `${counted(stats.stores, 'store')} (state that outlives one request) in ${counted(stats.files, 'file')} and ${counted(stats.lines, 'line')}${on.length > 0 ? ` on ${listed(on)}` : ''}. ${reach}`;
}

function narrowed({ changed }: Report): Markup | undefined {
  if (!changed) return undefined;
  const rest = changed.others === 0 ? 'there are no others' : `${counted(changed.others, 'other finding')} left out`;
  return markup`<p class="note">Only what touches files changed since ${code(changed.since)} is shown; ${rest}.</p>`;
}

function tiles(report: Report): Markup {
  const { findings, cleared } = report;
  const { known, accepted } = asideOf(report);
  const bySeverity = SEVERITIES.map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    if (count === 0) return undefined;
    return markup`<li><a href="#findings" data-severity="${severity}"><b>${grouped(count)}</b> <span>${mark(severity)} ${severityNames[severity]}</span></a></li>`;
  });
  const others = [
    ...(known.length > 0 ? [['known', known.length] as const] : []),
    ...(accepted.length > 0 ? [['accepted', accepted.length] as const] : []),
    ...(cleared.length > 0 ? [['safe', cleared.length] as const] : []),
  ].map(([name, count]) => markup`<li><a href="#${name}"><b>${grouped(count)}</b> <span>${name}</span></a></li>`);
  return markup`<ul class="tiles" aria-label="Counts">${bySeverity}${others}</ul>`;
}

const MAX_PRIORITIES = 12;

/** The order of the report is the order to work in: worst first. */
function priorities(findings: readonly Finding[]): Markup | undefined {
  if (findings.length === 0) return undefined;
  const rest = findings.length - MAX_PRIORITIES;
  const items = findings
    .slice(0, MAX_PRIORITIES)
    .map(
      (finding) =>
        markup`<li>${badge(finding.severity)} <div><p class="what">${linkTo(finding)} <span>${roleNames[finding.role]}</span> ${place(finding.file, finding.line)}</p><p>${harm(finding)}</p>${fix(finding)}</div></li>`,
    );
  return markup`<h3>What to fix first</h3><ol class="priorities">${items}</ol>${
    rest > 0 ? markup`<p><a href="#findings">And ${grouped(rest)} more</a></p>` : undefined
  }`;
}

/** What a user will see: the message says it behind its first sentence, which says what the store is. */
function harm({ effects, message }: Finding): Markup | string {
  const [, ...consequences] = message.split(/(?<=[.!?])\s+(?=[A-Z`])/);
  if (consequences.length > 0) return prose(consequences.join(' '));
  const names = effects.map((effect) => effectNames[effect]);
  return names.length > 0 ? `${capitalised(listed(names, 4))}.` : prose(message);
}

function fix({ remedies: [remedy] }: Finding | Accepted): Markup | undefined {
  return remedy && markup`<p class="fix"><b>Fix</b> ${prose(remedy.title)}</p>`;
}
