import type { ModuleFacts, Span } from '../model/facts.js';
import { lineStarts } from '../model/lines.js';
import type { Location } from '../model/report.js';

export type Locate = (module: ModuleFacts, span: Span) => Location;

/** Offsets → lines and columns, for files whose text `source` gives. Tables are made when a file is first asked for. */
export function locator(source: (file: string) => string | undefined): Locate {
  const tables = new Map<string, readonly number[]>();
  const tableOf = (file: string): readonly number[] => {
    const known = tables.get(file);
    if (known) return known;
    const table = lineStarts(source(file) ?? '');
    tables.set(file, table);
    return table;
  };
  return ({ file }, [start, end]) => {
    const table = tableOf(file);
    const from = positionAt(table, start);
    const to = positionAt(table, end);
    return { file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  };
}

function positionAt(starts: readonly number[], offset: number): { line: number; column: number } {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
