/** How: what to do about a store, with the code for it, where its data should live, and what a migration changes. */
import type { Finding, Remedy } from '../../model/report.js';
import { capitalised, sentence } from '../text.js';
import { copied, snippet } from './code.js';
import { markup, prose, type Markup } from './markup.js';
import { migration } from './migration.js';
import type { View } from './view.js';

export function how(finding: Finding, view: View): Markup {
  const remedies = finding.remedies.map((remedy, at) => remedyMarkup(remedy, at, finding));
  return markup`<ol class="remedies">${remedies}</ol>${home(finding, view)}${migration(finding, view)}`;
}

const kinds: Record<Remedy['kind'], string> = {
  adapter: 'shared store',
  'library-option': 'setting of the library',
  platform: 'platform',
  stateless: 'no state at all',
  remove: 'remove it',
  code: 'change the code',
};

function remedyMarkup({ kind, title, detail, code: text }: Remedy, at: number, { symbol }: Finding): Markup {
  return markup`<li><h4>${prose(title)}</h4> <span class="kind">${kinds[kind]}</span>${
    detail === undefined ? undefined : markup`<p>${prose(sentence(detail))}</p>`
  }${text === undefined ? undefined : copied(snippet(text, `Code of remedy ${at + 1} for ${symbol}`))}</li>`;
}

const backends = {
  redis: ['Redis', 'DynamoDB or your database'],
  database: ['DynamoDB or your database', 'Redis'],
} as const;

/** For stores that have to choose. */
function home(finding: Finding, { storage }: View): Markup | undefined {
  const choice = storage.choiceOf(finding);
  if (!choice) return undefined;
  const [chosen, other] = backends[choice.backend];
  const speaks = (reasons: readonly string[]): Markup =>
    markup`<ul>${reasons.map((reason) => markup`<li>${prose(sentence(capitalised(reason)))}</li>`)}</ul>`;
  return markup`<h4>Where it should live: ${chosen}</h4>${speaks(choice.because)}${
    choice.against.length === 0 ? undefined : markup`<p>For ${other} speaks:</p>${speaks(choice.against)}`
  }`;
}
