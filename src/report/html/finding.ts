/** The page of one finding. */
import type { Finding } from '../../model/report.js';
import { capitalised } from '../text.js';
import { formNames, reachNames, roleNames } from '../words.js';
import { how } from './how.js';
import { code, markup, prose, type Content, type Markup } from './markup.js';
import { anchorOf, badge, page, place, symbolCode } from './parts.js';
import { where } from './where.js';
import { why } from './why.js';
import { unitsText } from './story.js';
import type { View } from './view.js';

export function findingPage(finding: Finding, note: Content, view: View): Markup {
  const id = anchorOf(finding);
  const tabs = [
    ['where', 'Where', where(finding, view)],
    ['why', 'Why', why(finding, view)],
    ['how', 'How', how(finding, view)],
  ] as const;
  const panels = tabs.map(
    ([name, title, body]) =>
      markup`<section class="panel" id="${id}-${name}" data-tab="${title}"><h3>${title}</h3>${body}</section>`,
  );
  return page(
    id,
    symbolCode(finding),
    packed(markup`${facts(finding)}<p class="lead">${prose(finding.message)}</p>${note}${panels}`),
  );
}

/**
 * A browser that runs scripts takes this for text, and its elements are made when the page is first shown: hundreds of findings open at once.
 * Any other browser shows it.
 */
function packed(body: Markup): Markup {
  return markup`<noscript>${body}</noscript>`;
}

function facts({ severity, role, form, rule, reached, units, file, line }: Finding): Markup {
  const rows: readonly (readonly [string, Content])[] = [
    ['Role', capitalised(roleNames[role])],
    ['Form', capitalised(formNames[form])],
    ['Rule', code(rule)],
    ['Reach', reached === 'yes' ? unitsText(units) : capitalised(reachNames[reached])],
  ];
  return markup`<p class="head">${badge(severity)} ${place(file, line)}</p><dl class="facts">${rows.map(
    ([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>`;
}
