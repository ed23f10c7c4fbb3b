/**
 * Code frames with several labels in one picture, across files: shared state is a story (declared here, written on this request, read on
 * another), and a reader should see it without opening an editor.
 */
import type { Location } from '../model/report.js';
import type { Screen } from './terminal.js';
import { cellsOf, columnsOf, groupBy, linesOf, wrapped } from './text.js';

export interface Label extends Location {
  text: string;
  paint: (text: string) => string;
}

/** A label laid out on its line: cells `from` to `to`, exclusive. */
interface Mark {
  from: number;
  to: number;
  text: string;
  paint: (text: string) => string;
}

/** Below this many columns an inline label would be a column of syllables. */
const MIN_LABEL = 24;

export function frame(labels: readonly Label[], screen: Screen): string[] {
  const { glyphs, paint } = screen;
  const gutter = Math.max(...labels.map((label) => String(label.line).length));
  const blank = ' '.repeat(gutter);
  const files = [...groupBy(labels, (label) => label.file)];
  return [
    ...files.flatMap(([file, inFile], index) => {
      const first = inFile[0];
      const place = first ? `${file}:${first.line}:${first.column}` : file;
      return [
        ` ${blank} ${paint.dim(index === 0 ? glyphs.open : glyphs.next)} ${paint.underline(place)}`,
        ...fileRows(inFile, gutter, screen),
      ];
    }),
    ` ${blank} ${paint.dim(glyphs.close)}`,
  ];
}

function fileRows(labels: readonly Label[], gutter: number, screen: Screen): string[] {
  const { glyphs, paint } = screen;
  const lines = linesOf(screen.source(labels[0]?.file ?? '') ?? '');
  const byLine = [...groupBy(labels, (label) => label.line)].sort(([a], [b]) => a - b);
  const bar = (head: string | number, sign: string, text = '') =>
    ` ${paint.dim(`${String(head).padStart(gutter)} ${sign}`)} ${text}`.trimEnd();
  const rows: string[] = [];
  let previous: number | undefined;
  for (const [line, onLine] of byLine) {
    if (previous !== undefined && line === previous + 2)
      rows.push(
        bar(
          line - 1,
          glyphs.bar,
          cellsOf(lines[line - 2] ?? '')
            .cells.slice(0, screen.width - gutter - 4)
            .join(''),
        ),
      );
    else if (previous !== undefined && line > previous + 1) rows.push(bar('', glyphs.gap));
    for (const { code, notes } of annotated(lines[line - 1] ?? '', onLine, screen.width - gutter - 4, screen)) {
      rows.push(bar(line, glyphs.bar, code), ...notes.map((note) => bar('', glyphs.gap, note)));
    }
    previous = line;
  }
  return rows;
}

/** One line of code and what hangs below it; twice the same line when its labels are further apart than the screen is wide. */
function annotated(
  text: string,
  labels: readonly Label[],
  room: number,
  screen: Screen,
): { code: string; notes: string[] }[] {
  const { cells, cellAt } = cellsOf(text);
  const marks = merged(
    labels.map((label) => {
      const from = Math.min(cellAt(label.column - 1), Math.max(0, cells.length - 1));
      const end = label.endLine > label.line ? columnsOf(text.trimEnd()) : cellAt(label.endColumn - 1);
      return { from, to: Math.max(from + 1, end), text: label.text, paint: label.paint };
    }),
  );
  return clusters(marks, room).map((cluster) => {
    const start = windowStart(cluster, cells.length, room);
    const visible = cluster.map((mark) => ({ ...mark, from: mark.from - start, to: Math.min(mark.to - start, room) }));
    return { code: windowed(cells, start, room, screen.glyphs.more), notes: notesBelow(visible, room, screen) };
  });
}

/** Labels of one place become one label. */
function merged(marks: readonly Mark[]): Mark[] {
  return [...groupBy(marks, (mark) => mark.from).values()]
    .flatMap((same) => {
      const [first] = same;
      if (!first) return [];
      const texts = [...new Set(same.map((mark) => mark.text))];
      return [{ ...first, to: Math.max(...same.map((mark) => mark.to)), text: texts.join('; ') }];
    })
    .sort((a, b) => a.from - b.from);
}

function clusters(marks: readonly Mark[], room: number): Mark[][] {
  const groups: Mark[][] = [];
  for (const mark of marks) {
    const group = groups.at(-1);
    const start = group?.[0]?.from;
    if (group && start !== undefined && mark.to - start <= room - 8) group.push(mark);
    else groups.push([mark]);
  }
  return groups;
}

/** The first cell to show: 0 where everything fits, else a little before the first mark. */
function windowStart(marks: readonly Mark[], length: number, room: number): number {
  const from = Math.min(...marks.map((mark) => mark.from));
  const to = Math.max(...marks.map((mark) => mark.to));
  if (length <= room || to < room - 3) return 0;
  const wanted = Math.max(from - 12, to - room + 4);
  return Math.max(0, Math.min(wanted, from - 4, length - room + 4));
}

function windowed(cells: readonly string[], start: number, room: number, more: string): string {
  const end = start + room;
  const head = start > 0 ? more : '';
  const tail = cells.length > end ? more : '';
  return head + cells.slice(start + head.length, end - tail.length).join('') + tail;
}

/** Underlines on one row, the last label beside its own; the others hang below, from right to left. */
function notesBelow(marks: readonly Mark[], room: number, { glyphs }: Screen): string[] {
  const last = marks.at(-1);
  if (!last) return [];
  const overlap = marks.some((mark) => mark !== last && mark.to > last.from);
  const inline = !overlap && room - last.to - 1 >= Math.min(columnsOf(last.text), MIN_LABEL);
  const hanging = inline ? marks.slice(0, -1) : marks;
  const underline = painted(
    marks.flatMap((mark) =>
      range(mark.from, mark.to).map((cell) => ({
        cell,
        text: hanging.includes(mark) && cell === mark.from ? glyphs.tee : glyphs.line,
        mark,
      })),
    ),
  );
  const [beside = '', ...rest] = inline ? wrapped(last.text, room - last.to - 1) : [];
  const stems = (below: readonly Mark[]) =>
    painted(below.map((mark) => ({ cell: mark.from, text: glyphs.stem, mark })));
  return [
    inline ? `${underline.text} ${last.paint(beside)}` : underline.text,
    ...rest.map((line) => padded(stems(hanging), last.to + 1) + last.paint(line)),
    ...hanging.toReversed().flatMap((mark) => {
      const left = stems(hanging.slice(0, hanging.indexOf(mark)));
      const indent = mark.from + glyphs.hook.length + 1;
      return wrapped(mark.text, Math.max(MIN_LABEL, room - indent)).map((line, index) =>
        index === 0
          ? padded(left, mark.from) + mark.paint(`${glyphs.hook} ${line}`)
          : padded(left, indent) + mark.paint(line),
      );
    }),
  ];
}

/** Puts characters on an empty row; later ones win, so an inner underline shows on an outer one. Neighbours of one mark are painted together. */
function painted(strokes: readonly { cell: number; text: string; mark: Mark }[]): { text: string; width: number } {
  const row: { text: string; mark?: Mark }[] = [];
  for (const { cell, text, mark } of strokes) {
    while (row.length < cell) row.push({ text: ' ' });
    row[cell] = { text, mark };
  }
  const runs: { text: string; mark?: Mark }[] = [];
  for (const piece of row) {
    const run = runs.at(-1);
    if (run && run.mark === piece.mark) run.text += piece.text;
    else runs.push({ ...piece });
  }
  return { text: runs.map(({ text, mark }) => mark?.paint(text) ?? text).join(''), width: row.length };
}

function padded(row: { text: string; width: number }, width: number): string {
  return row.text + ' '.repeat(Math.max(0, width - row.width));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
