/** What `coldstate migrate` would do with a store: the changes of a plan or its refusal, else the command that makes one. */
import type { Finding } from '../../model/report.js';
import { usageOf } from '../../advice/usage.js';
import { migrateCommand, targetOf } from '../command.js';
import type { MigrationPreview, PreviewedReason, PreviewedStore, RefusedStore } from '../migration.js';
import { counted, listed, sentence, unique } from '../text.js';
import { commandLine, copied, snippet } from './code.js';
import { code, listedMarkup, markup, prose, type Markup } from './markup.js';
import { breakable, place } from './parts.js';
import { requestsThat } from './story.js';
import type { View } from './view.js';

export function migration(finding: Finding, view: View): Markup | undefined {
  const { migration: plan } = view;
  const planned = plan?.stores.find(({ id }) => id === finding.id);
  const refused = plan?.refused.find(({ id }) => id === finding.id);
  if (plan && planned) return preview(planned, plan, finding, view);
  if (plan && refused) return refusal(refused, plan);
  return command(finding, view);
}

const names: Record<MigrationPreview['to'], string> = { redis: 'Redis', dynamodb: 'DynamoDB' };

function preview(planned: PreviewedStore, { to }: MigrationPreview, finding: Finding, view: View): Markup {
  const { adapter, functions, callSites, removed, warnings, files } = planned;
  const facts = [
    ...(functions.length > 0
      ? [
          markup`${counted(functions.length, 'function')} ${functions.length === 1 ? 'becomes' : 'become'} asynchronous: ${listedMarkup(
            functions.map((name) => code(`${name}()`)),
            8,
          )}.`,
        ]
      : []),
    ...(callSites > 0 ? [markup`${counted(callSites, 'call')} ${callSites === 1 ? 'is' : 'are'} awaited.`] : []),
    ...(removed.length > 0 ? [markup`No longer needed: ${prose(listed(removed))}.`] : []),
    ...warnings.map((warning) => markup`This differs: ${reason(warning)}`),
  ];
  return markup`<h4>What the migration to ${names[to]} changes</h4><p>It becomes ${code(adapter)}.</p><ul>${facts.map(
    (fact) => markup`<li>${fact}</li>`,
  )}</ul>${files.map(diff)}${move(finding, to, view)}`;
}

function diff({ file, hunks }: PreviewedStore['files'][number]): Markup {
  const rows = hunks.map(
    ({ head, reason: why, lines }) =>
      markup`<span class="hunk">${head}${why === '' ? undefined : ` ${why}`}</span>${lines.map(changedLine)}`,
  );
  return markup`<figure class="frame"><figcaption><span class="path">${breakable(file)}</span></figcaption><pre class="code diff" tabindex="0" role="group" aria-label="Changes of ${file}"><code>${rows}</code></pre></figure>`;
}

const signs: Readonly<Record<string, string>> = { '+': 'ins', '-': 'del' };

/** The sign stays in the text: colour alone says nothing, and what is copied is a patch. */
function changedLine(line: string): Markup {
  return markup`<span class="row ${signs[line.charAt(0)] ?? 'same'}">${line.replace(/\r$/, '')}\n</span>`;
}

function reason({ code: name, why, file, line }: PreviewedReason): Markup {
  return markup`${prose(sentence(why))} ${place(file, line)} <span class="kind">${name}</span>`;
}

function refusal({ refusals }: RefusedStore, { to }: MigrationPreview): Markup {
  const items = refusals.map(
    ({ advice, replacement, ...refused }) =>
      markup`<li>${reason(refused)}<p>${prose(sentence(advice))}</p>${
        replacement === undefined ? undefined : copied(snippet(replacement, 'Code in its place'))
      }</li>`,
  );
  return markup`<h4>Why it is not migrated to ${names[to]}</h4><p>Nothing is changed for this store, because moving it as it stands would change what the program does:</p><ul>${items}</ul>`;
}

function command(finding: Finding, view: View): Markup | undefined {
  const to = targetOf(finding, view.storage);
  const body = move(finding, to, view);
  return body && markup`<h4>Move it with coldstate</h4><p>${touched(finding)}</p>${body}`;
}

/** Without a verb it plans and changes nothing. */
function move(finding: Finding, to: MigrationPreview['to'], { directory, report }: View): Markup | undefined {
  const line = migrateCommand([finding], report.findings, { to, directory });
  return line === undefined
    ? undefined
    : markup`<p>This shows the whole plan, and changes nothing:</p>${copied(commandLine(line, 'The command that plans it'))}`;
}

/** An estimate from what the audit knows; a plan knows more. */
function touched(finding: Finding): string {
  const { functions, files } = usageOf(finding);
  const routes = unique([...requestsThat('write', finding), ...requestsThat('read', finding)]);
  const parts = [
    `${counted(functions.length, 'function')} in ${counted(files.length, 'file')}`,
    ...(finding.companions.length > 0 ? [counted(finding.companions.length, 'companion')] : []),
    ...(routes.length > 0 ? [`the calls up to ${listed(routes, 4)}`] : []),
  ];
  return `A migration would touch ${listed(parts)}.`;
}
