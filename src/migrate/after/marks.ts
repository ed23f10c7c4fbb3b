/** `// coldstate: CODE: …` above what was refused: a note for whoever does it by hand, that one search finds. */
import { ts } from 'ts-morph';
import { offsetOf } from '../checks/blame.js';
import { parsed } from '../checks/tree.js';
import type { Edit, MigrationPlan, Refusal } from '../types.js';

/** One for each line and code, and none where it is there already. */
export function markEdits({ refused }: MigrationPlan, textOf: (file: string) => string | undefined): Edit[] {
  const edits = new Map<string, Edit>();
  for (const refusal of refused.flatMap(({ refusals }) => refusals)) {
    const text = /\.[cm]?[jt]sx?$/.test(refusal.file) ? textOf(refusal.file) : undefined;
    const edit = text === undefined ? undefined : markEdit(refusal, text);
    if (edit) edits.set([edit.file, edit.start, refusal.code].join('\0'), edit);
  }
  return [...edits.values()];
}

function markEdit({ file, line, column, code, why, store }: Refusal, text: string): Edit | undefined {
  const start = lineToMark(parsed(file, text), offsetOf(text, line, column));
  const above = linesAbove(text, start);
  if (above.some((one) => one.trim().startsWith(`// coldstate: ${code}:`))) return undefined;
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
  // A comment of other tools that stands above belongs to the code below it.
  const at = start - above.reduce((length, one) => length + one.length, 0);
  const comment = `${indent}// coldstate: ${code}: ${why.replace(/\s+/g, ' ')}${end}`;
  return { file, start: at, end: at, text: comment, reason: 'marks what was refused', stores: [store] };
}

/** Of the innermost statement or member that begins its line: a comment there is never inside of a template or of markup. */
function lineToMark(tree: ts.SourceFile, offset: number): number {
  let best = 0;
  let node: ts.Node | undefined = tree;
  while (node !== undefined) {
    const start = node.getStart(tree);
    const line = tree.text.lastIndexOf('\n', start - 1) + 1;
    const mayHold = ts.isStatement(node) || ts.isClassElement(node) || ts.isTypeElement(node);
    if (mayHold && !ts.isBlock(node) && tree.text.slice(line, start).trim() === '') best = line;
    node = ts.forEachChild(node, (child) => (child.getStart(tree) <= offset && offset < child.end ? child : undefined));
  }
  return best;
}

/** Line comments directly above, nearest last, each with its line end. */
function linesAbove(text: string, start: number): string[] {
  const lines: string[] = [];
  for (let end = start; end > 0;) {
    const begin = text.lastIndexOf('\n', end - 2) + 1;
    const line = text.slice(begin, end);
    if (!/^[ \t]*\/\//.test(line)) break;
    lines.unshift(line);
    end = begin;
  }
  return lines;
}
