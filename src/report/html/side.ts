/** The list of all findings with its search and filters, and the data that they work on. */
import type { Finding } from '../../model/report.js';
import { SEVERITIES } from '../../model/words.js';
import { compare, counted, grouped, unique } from '../text.js';
import { roleNames, severityNames } from '../words.js';
import type { IndexEntry } from './index-entry.js';
import { dataBlock, markup, type Markup } from './markup.js';
import { anchorOf, breakable, mark, symbolCode } from './parts.js';
import { requestsThat } from './story.js';

export function side(findings: readonly Finding[]): Markup {
  const items = findings.map(
    (finding) =>
      markup`<li><a href="#${anchorOf(finding)}">${mark(finding.severity)} <span class="vh">${severityNames[finding.severity]}: </span>${symbolCode(finding)} <span class="sub">${roleNames[finding.role]}, <span class="path">${breakable(`${finding.file}:${finding.line}`)}</span></span></a></li>\n`,
  );
  return markup`<nav class="side" id="findings" aria-labelledby="findings-title"><h2 id="findings-title" tabindex="-1">Findings</h2>${
    findings.length === 0
      ? markup`<p>There are none.</p>`
      : markup`${filters(findings)}<p class="count js-only" role="status">${counted(findings.length, 'finding')}</p><ol class="list">${items}</ol>`
  }</nav>`;
}

function filters(findings: readonly Finding[]): Markup {
  const boxes = SEVERITIES.map((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0
      ? undefined
      : markup`<label class="box"><input type="checkbox" name="severity" value="${severity}"> ${mark(severity)} ${severityNames[severity]} <span class="n">${grouped(count)}</span></label>`;
  });
  return markup`<search class="filters js-only"><label class="field">Search <input type="search" name="text" autocomplete="off" spellcheck="false"></label><fieldset><legend>Severity</legend>${boxes}</fieldset><div class="selects">${choices(
    'role',
    'Role',
    findings.map(({ role }) => role),
    (role) => roleNames[role],
  )}${choices(
    'rule',
    'Rule',
    findings.map(({ rule }) => rule),
  )}${choices(
    'file',
    'File',
    findings.map(({ file }) => file),
  )}${choices(
    'unit',
    'Unit',
    findings.flatMap(({ units }) => units),
  )}</div><button type="button" class="clear" hidden>Clear filters</button></search>`;
}

/** Nothing to choose where all findings say the same. */
function choices<Value extends string>(
  name: string,
  title: string,
  values: readonly Value[],
  textOf: (value: Value) => string = String,
): Markup | undefined {
  const options = unique(values).sort((a, b) => compare(textOf(a), textOf(b)));
  if (options.length < 2) return undefined;
  return markup`<label class="field">${title} <select name="${name}"><option value="">all</option>${options.map(
    (value) => markup`<option value="${value}">${textOf(value)}</option>`,
  )}</select></label>`;
}

/** In the order of the list. */
export function index(findings: readonly Finding[]): Markup {
  const entries = findings.map((finding): IndexEntry => {
    const { symbol, severity, role, rule, file, units, message, effects } = finding;
    const requests = [...requestsThat('write', finding), ...requestsThat('read', finding)];
    const words = [symbol, roleNames[role], rule, file, ...units, ...unique(requests), ...effects, message];
    return { id: anchorOf(finding), severity, role, rule, file, units, text: words.join(' ').toLowerCase() };
  });
  return dataBlock('index', entries);
}
