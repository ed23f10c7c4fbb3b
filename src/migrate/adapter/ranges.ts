/** The text that goes with a statement or member when it goes: its lines, the comment that speaks of it, and one blank line. */
import { ts } from 'ts-morph';
import { isStatementList } from '../nodes.js';

export interface Range {
  readonly start: number;
  readonly end: number;
}

export function rangeOf(node: ts.Node): Range {
  const file = node.getSourceFile();
  const { text } = file;
  const [start, end] = [startWithComments(node, text), endOfLine(text, node.end)];
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const sharesLine = text.slice(lineStart, start).trim() !== '' || end === undefined;
  if (sharesLine) return { start: node.getStart(), end: node.end + trailingSpace(text, node.end) };
  return withBlankLine(text, lineStart, end, isFirst(node));
}

function isFirst(node: ts.Node): boolean {
  const { parent } = node;
  if (isStatementList(parent)) return parent.statements[0] === node;
  return ts.isClassLike(parent) && parent.members[0] === node;
}

/** Comments right above, without a blank line between; not those of the file, nor what stands behind the statement before. */
function startWithComments(node: ts.Node, text: string): number {
  let start = node.getStart();
  const comments = ts.getLeadingCommentRanges(text, node.pos) ?? [];
  for (const comment of [...comments].reverse()) {
    const between = text.slice(comment.end, start);
    const lineStart = text.lastIndexOf('\n', comment.pos - 1) + 1;
    const standsAlone = text.slice(lineStart, comment.pos).trim() === '';
    if (!standsAlone || (between.match(/\n/g) ?? []).length > 1 || isOfFile(text, comment)) break;
    start = comment.pos;
  }
  return start;
}

/** A licence, a directive for a tool, `#!`: it speaks of more than the statement after it. */
function isOfFile(text: string, { pos, end }: ts.CommentRange): boolean {
  const comment = text.slice(pos, end);
  return (
    text.slice(0, pos).trim() === '' &&
    /@license|copyright|@ts-check|@ts-nocheck|eslint-(?:disable|env)|@file/i.test(comment)
  );
}

/** After the line's end; undefined where something else stands in the line. */
function endOfLine(text: string, from: number): number | undefined {
  const rest = /^[ \t]*(?:\/\/[^\n]*)?(?:\r?\n|$)/.exec(text.slice(from));
  return rest ? from + rest[0].length : undefined;
}

function trailingSpace(text: string, from: number): number {
  return /^[ \t]*/.exec(text.slice(from))?.[0].length ?? 0;
}

/** One blank line goes too where two would meet, or where a block would begin or end with one. */
function withBlankLine(text: string, start: number, end: number, isFirst: boolean): Range {
  const before = /(?:^|\n)([ \t]*\r?\n)$/.exec(text.slice(0, start))?.[1];
  const after = /^[ \t]*\r?\n/.exec(text.slice(end))?.[0];
  const closes = /^[ \t]*[}\])]/.test(text.slice(end)) || text.slice(end).trim() === '';
  if (before !== undefined && (after !== undefined || closes)) return { start: start - before.length, end };
  if (after !== undefined && isFirst) return { start, end: end + after.length };
  return { start, end };
}

/** Between the braces of a block of which nothing is left, so that they close as formatters write it. */
export function emptied<T extends Range>(block: ts.Block, ranges: readonly T[]): T[] {
  const { text } = block.getSourceFile();
  const [open, close] = [block.getStart() + 1, block.end - 1];
  const own = ranges.filter(({ start, end }) => open <= start && end <= close);
  const [first, last] = [own[0], own.at(-1)];
  if (first === undefined || last === undefined) return [...ranges];
  const left =
    own.map(({ end }, i) => text.slice(end, own[i + 1]?.start ?? close)).join('') + text.slice(open, first.start);
  if (left.trim() !== '') return [...ranges];
  return ranges.map((range) => ({
    ...range,
    start: range === first ? open : range.start,
    end: range === last ? close : range.end,
  }));
}

/** None inside another, in order; neighbours that take the same blank line do not overlap, and where a whole run of them goes no two blank lines meet. */
export function outermost<T extends Range>(ranges: readonly T[], text: string): T[] {
  const sorted = [...ranges].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: T[] = [];
  for (const range of sorted) {
    const last = kept.at(-1);
    if (last === undefined || range.start >= last.end) kept.push(range);
    else if (range.end > last.end) kept.push({ ...range, start: last.end });
  }
  return kept.map((range, i) => {
    if (kept[i - 1]?.end === range.start) return range;
    let end = range.end;
    for (const next of kept.slice(i + 1)) if (next.start === end) end = next.end;
    const isWholeLines = text[end - 1] === '\n' && /(?:^|\n)$/.test(text.slice(0, range.start));
    const isRun = end !== range.end && isWholeLines;
    return isRun ? { ...range, start: withBlankLine(text, range.start, end, false).start } : range;
  });
}
