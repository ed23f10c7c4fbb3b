/** Small pieces that several sections show alike. */
import type { Finding } from '../../model/report.js';
import type { Severity } from '../../model/words.js';
import { severityNames } from '../words.js';
import { markup, type Content, type Markup } from './markup.js';

const shapes: Record<Severity, string> = { critical: '✖', high: '▲', medium: '■', low: '○' };

/** A shape, a word and a colour: any one of them is enough. */
export function badge(severity: Severity): Markup {
  return markup`<span class="badge ${severity}">${mark(severity)} ${severityNames[severity]}</span>`;
}

export function mark(severity: Severity): Markup {
  return markup`<span class="mark ${severity}" aria-hidden="true">${shapes[severity]}</span>`;
}

/** Ids come from hashes; should one hold anything else, it still must be one word of a URL. */
export function anchorOf({ id }: Pick<Finding, 'id'>): string {
  return `finding-${id.replace(/[^\w-]/g, (character) => `_${character.charCodeAt(0).toString(16)}`)}`;
}

export function linkTo(finding: Pick<Finding, 'id' | 'symbol'>): Markup {
  return markup`<a href="#${anchorOf(finding)}">${symbolCode(finding)}</a>`;
}

export function symbolCode({ symbol }: Pick<Finding, 'symbol'>): Markup {
  return markup`<code>${breakable(symbol)}</code>`;
}

export function place(file: string, line?: number): Markup {
  return markup`<code class="place">${line === undefined ? file : `${file}:${line}`}</code>`;
}

/** A path may break after its slashes, and nowhere else if it can be helped. */
export function breakable(path: string): Markup {
  return markup`${path.split(/(?<=[/.])/).map((part, at) => (at === 0 ? part : markup`<wbr>${part}`))}`;
}

export function table(head: readonly string[], rows: readonly (readonly Content[])[], caption: string): Markup {
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table><caption class="vh">${caption}</caption><thead><tr>${head.map(
    (cell) => markup`<th scope="col">${cell}</th>`,
  )}</tr></thead><tbody>${rows.map(
    ([first, ...rest]) => markup`<tr><th scope="row">${first}</th>${rest.map((cell) => markup`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}

/** One page of the report: with JavaScript the only one on the screen, without it a chapter. */
export function page(id: string, title: Content, body: Content): Markup {
  return markup`<section class="page" id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title" tabindex="-1">${title}</h2>${body}</section>\n`;
}
