/** Where a place is before and after the edits: a reader of the plan looks at the code as it is. */
import type { ts } from 'ts-morph';
import { moved, replacedRanges, type Replaced } from '../checks/ranges.js';
import { placeOf, type Code } from '../code.js';
import { byFile } from '../edits.js';
import type { MigrationPlan, Place } from '../types.js';

export interface Places {
  /** Of a line of the code as it is, in the edited program. */
  readonly lineNow: (place: Pick<Place, 'file' | 'line'>) => number;
  /** Of a place in the code as it is: the innermost node of the edited program that is there. */
  readonly nodeNow: (place: Place) => ts.Node | undefined;
  /** Of a node of the edited program, in the code as it is. */
  readonly then: (node: ts.Node) => Place;
}

export function placesIn(code: Code, plan: MigrationPlan, before: (file: string) => string | undefined): Places {
  const ranges = new Map([...byFile(plan.edits)].map(([file, edits]) => [file, replacedRanges(edits)] as const));
  return {
    nodeNow: ({ file, line, column }) => {
      const source = code.file(file);
      const text = before(file) ?? source?.text;
      if (text === undefined || source === undefined) return undefined;
      const offset = lineStart(text, line) + column - 1;
      return nodeAt(source, moved(ranges.get(file) ?? [], offset));
    },
    lineNow: ({ file, line }) => {
      const text = before(file);
      const now = code.file(file)?.text;
      const replaced = ranges.get(file);
      if (text === undefined || now === undefined || replaced === undefined) return line;
      return lineAt(now, moved(replaced, startOf(text, line)));
    },
    then: (node) => {
      const place = placeOf(code, node);
      const text = before(place.file);
      const replaced = ranges.get(place.file);
      if (text === undefined || replaced === undefined) return place;
      const offset = movedBack(replaced, node.getStart());
      const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
      return { ...place, line: lineAt(text, offset), column: offset - lineStart + 1 };
    },
  };
}

/** What an edit wrote is where the edit began. */
function movedBack(replaced: readonly Replaced[], offset: number): number {
  let shift = 0;
  for (const { old, new: made } of replaced) {
    if (made.start > offset) break;
    if (made.end > offset) return old.start;
    shift = old.end - made.end;
  }
  return offset + shift;
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

function nodeAt(file: ts.SourceFile, offset: number): ts.Node {
  let at: ts.Node = file;
  for (;;) {
    const inner = at.forEachChild((child) => (child.pos <= offset && offset < child.end ? child : undefined));
    if (inner === undefined) return at;
    at = inner;
  }
}

function lineStart(text: string, line: number): number {
  let at = 0;
  for (let passed = 1; passed < line; passed++) at = text.indexOf('\n', at) + 1;
  return at;
}

/** The first character of a line that is no space. */
function startOf(text: string, line: number): number {
  const at = lineStart(text, line);
  return at + (/^[ \t]*/.exec(text.slice(at))?.[0].length ?? 0);
}
