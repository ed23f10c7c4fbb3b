/**
 * What shows outside moves behind the commit: on each path, what follows the last touch becomes a function that the transaction returns and that
 * runs once it is done. So an answer is sent once, and only for what was stored.
 */
import { ts } from 'ts-morph';
import { endsAbruptly, isInside, isStatementList, ownDescendants } from '../nodes.js';
import type { Home, Purity } from '../purity.js';
import type { Span, TextEdit } from './types.js';

export interface Deferral {
  readonly edits: readonly TextEdit[];
  /** Statements that move in by one step. */
  readonly indented: readonly Span[];
  /** Statements that run after the commit, and may wait. */
  readonly deferred: readonly ts.Node[];
  /** One of them waits. */
  readonly isAsync: boolean;
  /** Some path gives such a function. */
  readonly gives: boolean;
  /** Some path gives none. */
  readonly fallsThrough: boolean;
  /** What can neither be repeated nor deferred. */
  readonly stuck: ts.Node | undefined;
  /** Effects in the middle are written down, to be made when all is committed. */
  readonly collects: boolean;
}

/** How lines are broken here. */
export interface Layout {
  /** A new line, as deep as the one that `offset` is on and some steps more. */
  readonly line: (offset: number, steps?: number) => string;
  readonly semicolon: string;
}

interface Frame {
  readonly layout: Layout;
  readonly indented: Span[];
  readonly purity: Purity;
  readonly touches: readonly ts.Node[];
  readonly edits: TextEdit[];
  readonly deferred: ts.Node[];
  /** The function goes on behind these statements, so that a path that leaves it has to say so. */
  readonly goesOn: boolean;
  gives: boolean;
  isAsync: boolean;
  stuck: ts.Node | undefined;
  collects: boolean;
  /** The name of the list that effects in the middle are written down in, if they may be. */
  readonly later: string | undefined;
  readonly canWait: (effect: ts.Expression) => boolean;
}

/** Effects in the middle: where they are written down, and which may wait at all. */
export interface Collecting {
  readonly later: string;
  readonly canWait: (effect: ts.Expression) => boolean;
}

/** What the function around the statements does once they have run. */
export interface Continuation {
  readonly goesOn: boolean;
  /** Some statement returns from it. */
  readonly isLeft: boolean;
  readonly collecting?: Collecting | undefined;
}

/** `waits`: whether something in a node is a promise from now on. */
export function deferral(
  statements: readonly ts.Statement[],
  touches: readonly ts.Node[],
  purity: Purity,
  waits: (node: ts.Node) => boolean,
  layout: Layout,
  { goesOn, isLeft, collecting }: Continuation,
): Deferral {
  const home = homeOf(statements);
  const inHome: Purity = { effectsIn: (node) => purity.effectsIn(node, home) };
  const frame: Frame = {
    layout,
    purity: inHome,
    touches,
    edits: [],
    indented: [],
    deferred: [],
    goesOn,
    gives: false,
    isAsync: false,
    stuck: undefined,
    collects: false,
    later: collecting?.later,
    canWait: collecting?.canWait ?? (() => false),
  };
  // Where none of them leaves it, what is given at their end is made, and the function goes on.
  inList(frame, statements, !goesOn || !isLeft, waits);
  const last = statements.at(-1);
  // What is deferred to the end of the list is there on each path that gets so far.
  const isDeferredToEnd = last !== undefined && frame.deferred.includes(last) && last.parent === statements[0]?.parent;
  const fallsThrough = !(endsAbruptly(last) || isDeferredToEnd) || hasBareReturn(statements, frame.deferred);
  return { ...frame, fallsThrough };
}

export const homeOf = (statements: readonly ts.Statement[]): Home => ({
  pos: statements[0]?.pos ?? 0,
  end: statements.at(-1)?.end ?? 0,
});

/** `isLast`: when this list has run, nothing of the function follows. */
function inList(
  frame: Frame,
  statements: readonly ts.Statement[],
  isLast: boolean,
  waits: (node: ts.Node) => boolean,
): void {
  const last = statements.findLastIndex((statement) => frame.touches.some((touch) => isInside(touch, statement)));
  for (const [i, statement] of statements.slice(0, last + 1).entries())
    inStatement(frame, statement, isLast && i === statements.length - 1, waits);
  const tail = statements.slice(last + 1);
  const firstEffect = tail.findIndex((statement) => frame.purity.effectsIn(statement).length > 0);
  if (firstEffect < 0) {
    for (const statement of tail) inStatement(frame, statement, isLast, waits);
    return;
  }
  // Declarations that only compute may stay, whoever needs them sees them.
  for (const statement of tail.slice(0, firstEffect)) inStatement(frame, statement, false, waits);
  const rest = tail.slice(firstEffect);
  if (isLast || endsAbruptly(rest.at(-1))) defer(frame, rest, waits);
  else for (const statement of rest) inStatement(frame, statement, false, waits);
}

function inStatement(frame: Frame, statement: ts.Statement, isLast: boolean, waits: (node: ts.Node) => boolean): void {
  if (ts.isReturnStatement(statement)) {
    inReturn(frame, statement, waits);
    return;
  }
  if (ts.isBlock(statement)) {
    inList(frame, statement.statements, isLast, waits);
    return;
  }
  if (ts.isIfStatement(statement)) {
    checkParts(frame, [statement.expression]);
    for (const branch of [statement.thenStatement, statement.elseStatement])
      if (branch) inList(frame, ts.isBlock(branch) ? branch.statements : [branch], isLast, waits);
    return;
  }
  if (ts.isSwitchStatement(statement)) {
    checkParts(frame, [statement.expression]);
    for (const clause of statement.caseBlock.clauses) inList(frame, clause.statements, false, waits);
    return;
  }
  // In loops and `try` a path comes back: what shows outside cannot be moved out of them.
  checkParts(frame, [statement]);
  for (const inner of ownDescendants(statement)) if (ts.isReturnStatement(inner)) inReturn(frame, inner, waits);
}

function checkParts(frame: Frame, parts: readonly ts.Node[]): void {
  for (const effect of parts.flatMap((part) => frame.purity.effectsIn(part)))
    if (!collect(frame, effect)) frame.stuck ??= effect;
}

/** `log('done');` in the middle: written down, and made after the commit. */
function collect(frame: Frame, effect: ts.Node): boolean {
  const { parent } = effect;
  if (frame.later === undefined || !ts.isExpressionStatement(parent) || parent.expression !== effect) return false;
  if (!frame.canWait(parent.expression)) return false;
  const start = effect.getStart();
  frame.collects = true;
  frame.edits.push(
    { start, end: start, text: `${frame.later}.push(() => ` },
    { start: effect.end, end: effect.end, text: ')' },
  );
  return true;
}

function inReturn(frame: Frame, statement: ts.ReturnStatement, waits: (node: ts.Node) => boolean): void {
  const { expression } = statement;
  if (expression === undefined) {
    if (frame.goesOn) leave(frame, statement);
    return;
  }
  const touched = frame.touches.some((touch) => isInside(touch, expression));
  const effects = frame.purity.effectsIn(expression);
  if (touched && effects.length > 0) frame.stuck ??= effects[0];
  if (touched) {
    returnLater(frame, statement, expression);
    return;
  }
  if (effects.length > 0) frame.deferred.push(expression);
  thunk(frame, expression, waits);
}

/** `return;` where others go on. */
function leave(frame: Frame, statement: ts.ReturnStatement): void {
  const at = statement.getStart() + 'return'.length;
  frame.gives = true;
  frame.edits.push({ start: at, end: at, text: ' () => undefined' });
}

/** What is returned is worked out in the transaction, and given back after it. */
function returnLater(frame: Frame, statement: ts.ReturnStatement, expression: ts.Expression): void {
  const { layout, edits } = frame;
  frame.gives = true;
  const start = statement.getStart();
  const needsBlock = !isStatementList(statement.parent);
  edits.push({ start, end: expression.getStart(), text: `${needsBlock ? '{ ' : ''}const result = ` });
  const separator = needsBlock ? '; ' : layout.semicolon + layout.line(start);
  const text = `${separator}return () => result${layout.semicolon}${needsBlock ? ' }' : ''}`;
  edits.push({ start: expression.end, end: statement.end, text });
}

function thunk(frame: Frame, expression: ts.Expression, waits: (node: ts.Node) => boolean): void {
  const start = expression.getStart();
  const isObject = ts.isObjectLiteralExpression(expression);
  const isAsync = waits(expression) || hasAwait(expression);
  frame.gives = true;
  frame.isAsync ||= isAsync;
  const arrow = isAsync ? 'async () => ' : '() => ';
  frame.edits.push({ start, end: start, text: `${arrow}${isObject ? '(' : ''}` });
  if (isObject) frame.edits.push({ start: expression.end, end: expression.end, text: ')' });
}

function defer(frame: Frame, rest: readonly ts.Statement[], waits: (node: ts.Node) => boolean): void {
  const [first] = rest;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return;
  frame.deferred.push(...rest);
  if (rest.length === 1 && ts.isReturnStatement(first) && first.expression !== undefined) {
    thunk(frame, first.expression, waits);
    return;
  }
  const isAsync = rest.some((statement) => waits(statement) || hasAwait(statement));
  frame.gives = true;
  frame.isAsync ||= isAsync;
  const start = first.getStart();
  const needsBlock = !isStatementList(first.parent);
  const open = `${needsBlock ? '{ ' : ''}return ${isAsync ? 'async ' : ''}() => {${frame.layout.line(start, 1)}`;
  const close = `${frame.layout.line(start)}}${frame.layout.semicolon}${needsBlock ? ' }' : ''}`;
  frame.edits.push({ start, end: start, text: open }, { start: last.end, end: last.end, text: close });
  frame.indented.push({ start, end: last.end });
}

const hasAwait = (node: ts.Node): boolean => [...ownDescendants(node)].some(ts.isAwaitExpression);

function hasBareReturn(statements: readonly ts.Statement[], deferred: readonly ts.Node[]): boolean {
  return statements.some((statement) =>
    [...ownDescendants(statement)].some(
      (node) =>
        ts.isReturnStatement(node) && node.expression === undefined && !deferred.some((outer) => isInside(node, outer)),
    ),
  );
}
