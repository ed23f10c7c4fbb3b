/** Statements as the body of a transaction: what stands in front of them and behind, what gives way to the cell, and how deep the lines stand. */
import { ts } from 'ts-morph';
import { ownDescendants } from '../nodes.js';
import type { Code } from '../code.js';
import { indentAt, styleOf, type Style } from '../style.js';
import type { RefusalCode } from '../types.js';
import { cellEdits } from './cell.js';
import type { Range } from './range.js';
import { narrowedIn } from './narrowed.js';
import type { Region } from './touches.js';
import type { Layout, Span, TextEdit } from './types.js';
import { freshName, keyText } from './words.js';

export interface Transaction {
  readonly edits: readonly TextEdit[];
  /** What is rewritten here and by nobody else. */
  /** What the entry is called in it. */
  readonly cell: string;
  readonly claimed: readonly Span[];
  /** What moves in by a step, once for each time that it is here. */
  readonly indented: readonly Span[];
}

export interface Stuck {
  readonly code: RefusalCode;
  readonly node: ts.Node;
  readonly why: string;
}

export const stuck = (code: RefusalCode, node: ts.Node, why: string): Stuck => ({ code, node, why });

export const shortly = (node: ts.Node): string => {
  const text = node.getText().replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

export interface Frame {
  readonly before: string;
  /** The first line of the body. */
  readonly opens?: string | undefined;
  readonly after: string;
  /** What the transaction gives back at its end. */
  readonly gives?: string;
}

export interface Extra {
  readonly edits: readonly TextEdit[];
  readonly indented: readonly Span[];
  /** Not claimed: what is there is done after the commit, and may wait. Each is a function of its own. */
  readonly free: readonly Span[];
}

const NO_EXTRA: Extra = { edits: [], indented: [], free: [] };

export function wrap(
  region: Region,
  range: Range,
  frame: Frame,
  code: Code,
  extra: Extra = NO_EXTRA,
): Transaction | Stuck {
  const [first] = range.statements;
  const last = range.statements.at(-1);
  if (first === undefined || last === undefined) return stuck('UNKNOWN_USE', region.body, '');
  const layout = layoutOf(range);
  const { semicolon, line } = layout;
  const cell = freshName(region.body, ['cell']);
  const accesses = accessEdits(region, cell);
  if ('code' in accesses) return accesses;
  const start = first.getStart();
  const { end } = last;
  const gives = frame.gives === undefined ? '' : `${line(start, 1)}return ${frame.gives}${semicolon}`;
  const text = region.body.getSourceFile().text;
  const hasEnd = text[end - 1] === ';' || text[end - 1] === '}';
  const narrowed = narrowedIn(code, region.body, range.statements, [...accesses, ...extra.edits]);
  const before = narrowed.declarations.map((declaration) => declaration + semicolon + line(start)).join('');
  const met = region.key !== undefined && isOwnKey(region.key, region) ? region.key : undefined;
  if (met !== undefined && frame.before !== 'await ')
    return stuck('MULTI_KEY', met, 'an entry that is met on the way through all of them may be gone');
  const opens = frame.opens === undefined ? '' : frame.opens + line(start, 1);
  const guard = met !== undefined ? `if (!${cell}.has()) return${semicolon}${line(start, 1)}` : '';
  const indented = [{ start, end }, ...extra.indented];
  const edits = [
    {
      start,
      end: start,
      text: `${before}${frame.before}${callOf(region)}(${cell}) => {${line(start, 1)}${opens}${guard}`,
      reach: end - start,
    },
    ...accesses,
    ...extra.edits,
    ...narrowed.edits,
    ...indentation(range, indented)
      .filter(
        ({ start: at }) =>
          ![...accesses, ...extra.edits, ...narrowed.edits].some((edit) => edit.start < at && at < edit.end),
      )
      .map((edit) => ({ ...edit, reach: end - start })),
    {
      start: end,
      end,
      text: `${hasEnd ? '' : semicolon}${gives}${line(start)}})${frame.after}${semicolon}`,
      reach: start - end,
    },
  ];
  return { edits, claimed: without({ start, end }, extra.free), indented, cell };
}

export function accessEdits(region: Region, cell: string): TextEdit[] | Stuck {
  const edits: TextEdit[] = [];
  for (const { access } of region.touches) {
    if (access === undefined) continue;
    const own = cellEdits(access, cell);
    if (own === undefined)
      return stuck('UNKNOWN_USE', access.node, `\`${shortly(access.node)}\` has no counterpart in a transaction`);
    edits.push(...own);
  }
  return edits;
}

/** `windows.transact(ip, ` */
export function callOf({ touches, key }: Region): string {
  const accesses = touches.flatMap(({ access }) => access ?? []);
  const access = accesses.find(({ accessor }) => accessor === undefined) ?? accesses[0];
  const { transact = `${access?.receiver.getText() ?? ''}.transact`, key: there } = access?.accessor ?? {};
  const named = there?.text ?? (key && keyText(key));
  return `${transact}(${named === undefined ? '' : `${named}, `}`;
}

export function layoutOf({ list }: Range): Layout {
  const file = list.getSourceFile();
  const style: Style = styleOf(file);
  return {
    semicolon: style.semicolon,
    line: (offset, steps = 0) => style.newline + indentAt(file.text, offset) + style.indent.repeat(steps),
  };
}

/** Each line moves in by as many steps as there are spans that it begins in; what stands in a template keeps its place. */
function indentation({ list }: Range, spans: readonly Span[]): TextEdit[] {
  const file = list.getSourceFile();
  const { indent } = styleOf(file);
  const templates = [...ownDescendants(list)].filter(
    (node) => ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node),
  );
  return file.getLineStarts().flatMap((start) => {
    const depth = spans.filter((span) => span.start < start && start < span.end).length;
    const isBlank = /^[ \t]*\r?(\n|$)/.test(file.text.slice(start, start + 200));
    const isText = templates.some((template) => template.getStart() < start && start < template.end);
    return depth === 0 || isBlank || isText ? [] : [{ start, end: start, text: indent.repeat(depth) }];
  });
}

function without(span: Span, free: readonly Span[]): Span[] {
  const spans: Span[] = [];
  let at = span.start;
  for (const { start, end } of [...free].sort((a, b) => a.start - b.start)) {
    spans.push({ start: at, end: start });
    at = end;
  }
  return [...spans, { start: at, end: span.end }].filter(({ start, end }) => start < end);
}

/** `for (const k in o)` around: what `k` names may be gone by the time that it is looked at. */
function isOwnKey(key: ts.Expression, { body, touches }: Region): boolean {
  const receiver = touches.find(({ access }) => access !== undefined)?.access?.receiver.getText();
  for (let at: ts.Node = key; at !== body && !ts.isSourceFile(at); at = at.parent) {
    if (!ts.isForInStatement(at) || at.expression.getText() !== receiver) continue;
    const [declaration] = ts.isVariableDeclarationList(at.initializer) ? at.initializer.declarations : [];
    if (declaration?.name.getText() === key.getText()) return true;
  }
  return false;
}
