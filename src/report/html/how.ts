/** How: what to do about a store, with the code for it, and what a migration changes. */
import type { Finding, Remedy } from '../../model/report.js';
import { counted, listed, sentence, unique } from '../text.js';
import { commandLine, snippet } from './code.js';
import { markup, prose, type Markup } from './markup.js';
import { requestsThat } from './story.js';
import type { View } from './view.js';

export function how(finding: Finding, view: View): Markup {
  const { remedies } = finding;
  return markup`<ol class="remedies">${remedies.map((remedy, at) => remedyMarkup(remedy, at, finding))}</ol>${
    remedies.some(({ kind }) => kind === 'adapter') ? migration(finding, view) : undefined
  }`;
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

function copied(body: Markup): Markup {
  return markup`<div class="copied">${body}<button type="button" class="copy js-only">Copy</button></div>`;
}

function migration(finding: Finding, { directory }: View): Markup {
  const words = ['coldstate', 'migrate', 'diff', ...(directory === undefined ? [] : [directory]), '--to', 'redis'];
  const command = [...words, '--store', finding.symbol].map(quoted).join(' ');
  return markup`<h4>Move it with coldstate</h4><p>${touched(finding)} See each change, with its reason, before a byte is written:</p>${copied(commandLine(command, 'The command'))}`;
}

/** An estimate from what the audit knows; a plan knows more. */
function touched(finding: Finding): string {
  const used = finding.accesses.filter(({ phase }) => phase === 'request');
  const functions = unique(used.map(({ file, fn }) => `${file} ${fn}`));
  const files = unique([finding.file, ...used.map(({ file }) => file), ...finding.companions.map(({ file }) => file)]);
  const routes = unique([...requestsThat('write', finding), ...requestsThat('read', finding)]);
  const parts = [
    `${counted(used.length, 'access', 'accesses')} in ${counted(functions.length, 'function')} of ${counted(files.length, 'file')}`,
    ...(finding.companions.length > 0 ? [counted(finding.companions.length, 'companion')] : []),
    ...(routes.length > 0 ? [`the calls up to ${listed(routes, 4)}`] : []),
  ];
  return `A migration would touch ${listed(parts)}.`;
}

/** Names and routes ([id], (group)) mean something to a shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
