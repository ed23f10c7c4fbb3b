/** Quotes declarations from their files, with the comment above them, which often says why they are as they are. */
import type { Location } from '../../model/report.js';
import { linesOf } from '../text.js';

const MAX_DECLARATION = 14;
const MAX_COMMENT = 3;

interface Range {
  first: number;
  last: number;
  /** True when the declaration goes on below. */
  cut: boolean;
}

/** The declarations at these places, in the order of the file, `// …` where lines are left out; `undefined` when the text is gone. */
export function quotedDeclarations(places: readonly Location[], source: string | undefined): string | undefined {
  if (source === undefined) return undefined;
  const lines = linesOf(source);
  const ranges = places
    .flatMap((place) => [...enclosingClass(lines, place.line), declarationRange(lines, place)])
    .sort((a, b) => a.first - b.first)
    .reduce<Range[]>(joinNeighbours, []);
  const quoted = ranges.flatMap((range, index) => {
    const { first, last, cut } = range;
    const next = ranges[index + 1];
    const gap = cut || (next !== undefined && next.first > last + 1);
    return [
      ...lines.slice(first - 1, last),
      ...(gap ? [`${gapIndent(lines[last - 1], lines[(next ?? range).first - 1])}// …`] : []),
    ];
  });
  return unindented(quoted).join('\n');
}

/** The line that opens the class around a field: without it, a field reads like a variable. */
function enclosingClass(lines: readonly string[], line: number): Range[] {
  const indent = indentOf(lines[line - 1]).length;
  const above =
    indent === 0 ? -1 : lines.slice(0, line - 1).findLastIndex((text) => text.trim() !== '' && indentOf(text) === '');
  return /^(?:export\s+)?(?:default\s+)?(?:abstract\s+)?class\b.*\{\s*$/.test(lines[above] ?? '')
    ? [{ first: above + 1, last: above + 1, cut: false }]
    : [];
}

/** From the comment above to the line on which the last bracket of the declaration closes. */
function declarationRange(lines: readonly string[], { line, endLine }: Location): Range {
  let first = line;
  while (line - first < MAX_COMMENT && /^\s*(?:\/\/|\/\*|\*)/.test(lines[first - 2] ?? '')) first--;
  let depth = 0;
  for (let at = line; at <= lines.length; at++) {
    depth += bracketBalance(lines[at - 1] ?? '');
    const closed = depth <= 0 && at >= endLine;
    if (closed || at === line + MAX_DECLARATION - 1) return { first, last: at, cut: !closed };
  }
  return { first, last: lines.length, cut: false };
}

/** Strings and comments are left out, so that a `'{'` does not open anything. */
function bracketBalance(line: string): number {
  const code = line.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|\/\/.*$/g, '');
  return (code.match(/[([{]/g) ?? []).length - (code.match(/[)\]}]/g) ?? []).length;
}

/** What is left out stands at the outer of two levels, or inside the class that the line before opens. */
function gapIndent(before: string | undefined, after: string | undefined): string {
  const [outer = '', inner = ''] = [indentOf(before), indentOf(after)].sort();
  return /\{\s*$/.test(before ?? '') ? inner : outer;
}

/** Neither overlaps nor a gap of one line, which would take as much room to leave out. */
function joinNeighbours(ranges: Range[], next: Range): Range[] {
  const last = ranges.at(-1);
  if (!last || next.first > last.last + 2) return [...ranges, next];
  const longer = next.last > last.last ? next : last;
  return [...ranges.slice(0, -1), { ...longer, first: last.first }];
}

function unindented(lines: readonly string[]): string[] {
  const indents = lines.filter((line) => line.trim() !== '').map((line) => indentOf(line).length);
  const common = indents.length === 0 ? 0 : Math.min(...indents);
  return lines.map((line) => line.slice(common).trimEnd());
}

function indentOf(line = ''): string {
  return /^\s*/.exec(line)?.[0] ?? '';
}

/** One line of a file as a short excerpt, `undefined` when the text is gone. */
export function excerpt({ line }: Location, source: string | undefined): string | undefined {
  const text = source === undefined ? undefined : linesOf(source)[line - 1]?.trim();
  if (text === undefined || text === '') return undefined;
  return text.length > 90 ? `${text.slice(0, 89)}…` : text;
}
