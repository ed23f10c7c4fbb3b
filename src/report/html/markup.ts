/**
 * HTML that is put together without a chance to forget an escape: what stands in the template is ours, every value is text of the audited
 * project unless it is markup itself.
 */

/** Text that is HTML already; only the template below makes it. */
export interface Markup {
  readonly markup: string;
}

export type Content = Markup | string | number | undefined | readonly Content[];

/** Not called `html`, or the formatter would lay out what stands inside and put spaces between words. */
export function markup(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return {
    markup: contents.reduce<string>(
      (text, content, at) => text + written(content) + (parts[at + 1] ?? ''),
      parts[0] ?? '',
    ),
  };
}

/** For our own constants that are HTML, CSS or JavaScript. */
export function trusted(text: string): Markup {
  return { markup: text };
}

function written(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string') return escaped(content);
  if (typeof content === 'number') return String(content);
  if ('markup' in content) return content.markup;
  return content.map(written).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Control characters, and those that reorder a line or hide in it, are shown by their number, as reviewers of code want it. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => `⟨U+${numberOf(character).toUpperCase()}⟩`);
}

/** Prose: what stands between backticks is code. */
export function prose(text: string): Markup {
  const parts = text
    .replace(/\s+/g, ' ')
    .trim()
    .split(/`([^`]+)`/);
  return markup`${parts.map((part, at) => (at % 2 === 1 ? code(part) : part))}`;
}

export function code(text: string): Markup {
  return markup`<code>${text}</code>`;
}

/** Data for the script of the page; `<` could otherwise end its element. */
export function dataBlock(id: string, data: unknown): Markup {
  const escape = (character: string): string => `\\u${numberOf(character)}`;
  const json = JSON.stringify(data).replace(/[<>&]/g, escape).replace(UNSEEN, escape);
  return markup`<script type="application/json" id="${id}">${trusted(json)}</script>`;
}

function numberOf(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, '0');
}

/** Joined by commas and a last `and`, like `listed` of plain text. */
export function listedMarkup(items: readonly Content[], limit = Infinity): Markup {
  const shown = items.length > limit ? [...items.slice(0, limit - 1), `${items.length - limit + 1} more`] : items;
  return markup`${shown.map((item, at) => [at === 0 ? '' : at === shown.length - 1 ? ' and ' : ', ', item])}`;
}
