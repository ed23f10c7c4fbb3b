/** Code as it stands in its file: lines with their numbers, coloured, with marks on what matters and labels below it. */
import type { Location } from '../../model/report.js';
import { lineStarts } from '../../model/lines.js';
import { markup, type Markup } from './markup.js';
import { tokensOf, type Token } from './tokens.js';

/** A text that is scanned once, however many excerpts of it are shown. */
export interface CodeFile {
  readonly text: string;
  readonly starts: readonly number[];
  readonly tokens: readonly Token[];
}

export function codeFile(text: string): CodeFile {
  return { text, starts: lineStarts(text), tokens: tokensOf(text) };
}

export interface CodeMark extends Location {
  /** Class of the mark and its label. */
  readonly kind: string;
  readonly label: Markup;
}

const CONTEXT = 2;
/** More lines than this between two marks are left out. */
const MAX_GAP = 5;
/** A range of more lines (a whole handler) is marked on its first. */
const MAX_MARKED = 8;

/** The lines around the marks of one file, in its order. */
export function excerpt({ text, starts, tokens }: CodeFile, marks: readonly CodeMark[], title: string): Markup {
  const ranges = marks.map((mark) => rangeOf(mark, starts, text.length));
  const shown = linesAround(
    ranges.map(({ first, last }) => [first, last]),
    starts.length,
  );
  const rows = shown.map((line, at) => {
    const from = starts[line - 1] ?? 0;
    const to = lineEnd(text, starts[line] ?? text.length + 1, from);
    const here = ranges.filter(({ start, end }) => start < to && end > from);
    const gap =
      at > 0 && line > (shown[at - 1] ?? 0) + 1 ? markup`<span class="gap" aria-hidden="true">⋮</span>` : undefined;
    const labels = ranges
      .filter(({ last }) => last === line)
      .map(({ mark }) => markup`<span class="label ${mark.kind}">${mark.label}</span>`);
    const marked = here.length > 0 ? ' on' : '';
    return markup`${gap}<span class="line${marked}" data-n="${line}">${coloured(text, from, to, tokens, here)}\n</span>${labels}`;
  });
  return markup`<pre class="code" tabindex="0" role="group" aria-label="${title}"><code>${rows}</code></pre>`;
}

/** Code that stands in no file: what a remedy proposes. */
export function snippet(text: string, title: string): Markup {
  const body = coloured(text, 0, text.length, tokensOf(text), []);
  return markup`<pre class="code plain" tabindex="0" role="group" aria-label="${title}"><code>${body}</code></pre>`;
}

/** A line for a shell. */
export function commandLine(text: string, title: string): Markup {
  return markup`<pre class="code plain" tabindex="0" role="group" aria-label="${title}"><code>${text}</code></pre>`;
}

/** With a button that copies it, where scripts run. */
export function copied(body: Markup): Markup {
  return markup`<div class="copied">${body}<button type="button" class="copy js-only">Copy</button></div>`;
}

interface Range {
  readonly mark: CodeMark;
  readonly start: number;
  readonly end: number;
  readonly first: number;
  readonly last: number;
}

function rangeOf(mark: CodeMark, starts: readonly number[], length: number): Range {
  const offset = (line: number, column: number): number => Math.min((starts[line - 1] ?? length) + column - 1, length);
  const isLong = mark.endLine - mark.line >= MAX_MARKED;
  const start = offset(mark.line, mark.column);
  const end = isLong ? offset(mark.line + 1, 1) - 1 : offset(mark.endLine, mark.endColumn);
  return { mark, start, end: Math.max(end, start + 1), first: mark.line, last: isLong ? mark.line : mark.endLine };
}

function linesAround(ranges: readonly (readonly [number, number])[], count: number): number[] {
  const wanted = new Set<number>();
  for (const [first, last] of ranges)
    for (let line = Math.max(1, first - CONTEXT); line <= Math.min(count, last + CONTEXT); line++) wanted.add(line);
  const lines = [...wanted].sort((a, b) => a - b);
  return lines.flatMap((line, at) => {
    const before = lines[at - 1];
    const missing = before === undefined ? 0 : line - before - 1;
    return missing === 0 || missing > MAX_GAP
      ? [line]
      : [...Array.from({ length: missing }, (_, more) => (before ?? 0) + 1 + more), line];
  });
}

function lineEnd(text: string, next: number, from: number): number {
  let end = next - 1;
  while (end > from && /[\n\r]/.test(text[end - 1] ?? '')) end--;
  return end;
}

/** Tokens and marks overlap freely, so a line is cut wherever either begins or ends. */
function coloured(text: string, from: number, to: number, tokens: readonly Token[], marks: readonly Range[]): Markup {
  const inside = tokensIn(tokens, from, to);
  const edges = [...inside, ...marks].flatMap(({ start, end }) => [start, end]).filter((at) => at > from && at < to);
  const indent = from + (/^\s*/.exec(text.slice(from, to))?.[0].length ?? 0);
  const cuts = [...new Set([from, indent, ...edges, to])].sort((a, b) => a - b);
  let next = 0;
  const pieces = cuts.slice(0, -1).map((start, at) => {
    const end = cuts[at + 1] ?? to;
    while ((inside[next]?.end ?? Infinity) <= start) next++;
    const token = inside[next];
    const kind = token && token.start <= start ? token.kind : undefined;
    const mark = innermost(marks.filter((range) => start >= indent && range.start <= start && range.end >= end));
    return { text: text.slice(start, end), kind, mark };
  });
  return markup`${runsOf(pieces).map(({ mark, pieces: run }) => {
    const inner = run.map(({ kind, text: piece }) =>
      kind === undefined ? piece : markup`<i class="${kind}">${piece}</i>`,
    );
    return mark === undefined ? inner : markup`<mark class="${mark.mark.kind}">${inner}</mark>`;
  })}`;
}

interface Piece {
  readonly text: string;
  readonly kind: string | undefined;
  readonly mark: Range | undefined;
}

function runsOf(pieces: readonly Piece[]): { mark: Range | undefined; pieces: Piece[] }[] {
  const runs: { mark: Range | undefined; pieces: Piece[] }[] = [];
  for (const piece of pieces) {
    const run = runs.at(-1);
    if (run && run.mark === piece.mark) run.pieces.push(piece);
    else runs.push({ mark: piece.mark, pieces: [piece] });
  }
  return runs;
}

function innermost(ranges: readonly Range[]): Range | undefined {
  return ranges.reduce<Range | undefined>(
    (best, range) => (best === undefined || range.end - range.start < best.end - best.start ? range : best),
    undefined,
  );
}

/** Tokens are in order, and a file has many. */
function tokensIn(tokens: readonly Token[], from: number, to: number): readonly Token[] {
  const first = firstWhere(tokens, ({ end }) => end > from);
  const past = firstWhere(tokens, ({ start }) => start >= to);
  return tokens.slice(first, past);
}

function firstWhere<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
