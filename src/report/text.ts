/** Plain text: counting, wrapping and measuring it. */

/** `1 store`, `2 stores`, `1,200 files`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** Thousands separators that are the same in every locale. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `a`, `a and b`, `a, b and c`, `a, b and 5 more`. */
export function listed(items: readonly string[], limit = Infinity): string {
  const shown = items.length > limit ? [...items.slice(0, limit - 1), `${items.length - limit + 1} more`] : items;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Ends a phrase as a sentence, unless it already is one. */
export function uncapitalised(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

export function sentence(text: string): string {
  return /[.!?…:]$/.test(text) ? text : `${text}.`;
}

/** By code unit, so that the order is that of every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function groupBy<Item, Key>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

export function unique<Item>(items: Iterable<Item>): Item[] {
  return [...new Set(items)];
}

/** Lines as editors count them; columns stay valid because the separators are not part of any line. */
export function linesOf(source: string): string[] {
  return source.split(/\r\n|\n|\r/);
}

/** Breaks text between words; a word longer than a line keeps a line for itself. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || columnsOf(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** Cuts text to a number of columns, with `mark` in place of what is missing. */
export function cut(text: string, width: number, mark: string): string {
  const { cells } = cellsOf(text);
  return cells.length <= width
    ? text
    : cells
        .slice(0, Math.max(0, width - mark.length))
        .join('')
        .trimEnd() + mark;
}

export function columnsOf(text: string): number {
  return cellsOf(text).cells.length;
}

const TAB = 4;
/** Nearly every line of code: one column a character. */
const plain = /^[ -~]*$/;
const wide =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}])/u;
const zero = /^(?:\p{M}|\u200b|\u200d|\ufe0f)/u;

/**
 * A line as a terminal lays it out, one element a column, so that carets land under the character that they mean. Tabs are expanded; a wide
 * character owns two cells, the second empty; a combining mark joins the cell before it. `cellAt` takes a UTF-16 index.
 */
export function cellsOf(text: string): { cells: string[]; cellAt: (index: number) => number } {
  if (plain.test(text)) return { cells: text.split(''), cellAt: (index) => Math.min(Math.max(0, index), text.length) };
  const cells: string[] = [];
  const starts: number[] = [];
  for (const character of text) {
    starts.push(...Array.from({ length: character.length }, () => cells.length));
    if (character === '\t') cells.push(...Array.from({ length: TAB - (cells.length % TAB) }, () => ' '));
    else if (zero.test(character) && cells.length > 0) cells.push((cells.pop() ?? '') + character);
    else if (wide.test(character)) cells.push(character, '');
    else cells.push(character);
  }
  return { cells, cellAt: (index) => starts[Math.max(0, index)] ?? cells.length };
}
