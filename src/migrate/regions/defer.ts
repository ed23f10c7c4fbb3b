/**
 * What shows outside moves behind the commit: on each path, what follows the last touch becomes a function that the transaction returns and that
 * runs once it is done. So an answer is sent once, and only for what was stored.
 */
import { ts } from 'ts-morph';
import { endsAbruptly, isInside, isStatementList, ownDescendants } from '../nodes.js';
import type { Home, Purity } from '../purity.js';
import { collected, collectedRun, type CollectedRun, type Collecting } from './collect.js';
import { exitsOf } from './range.js';
import { around, type Layout, type Span, type TextEdit } from './types.js';

export interface Deferral {
  readonly edits: readonly TextEdit[];
  /** Statements that move in by one step. */
  readonly indented: readonly Span[];
  /** Statements that run after the commit, and may wait. */
  readonly deferred: readonly ts.Node[];
  /** The same, those that become one function together. */
  readonly free: readonly Span[];
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
  /** One of those waits. */
  readonly collectsAsync: boolean;
}

interface Frame {
  readonly layout: Layout;
  readonly indented: Span[];
  readonly purity: Purity;
  readonly touches: readonly ts.Node[];
  readonly edits: TextEdit[];
  readonly deferred: ts.Node[];
  readonly free: Span[];
  /** The function goes on behind these statements, so that a path that leaves it has to say so. */
  readonly goesOn: boolean;
  gives: boolean;
  isAsync: boolean;
  stuck: ts.Node | undefined;
  collects: boolean;
  collectsAsync: boolean;
  readonly collecting: Collecting | undefined;
  readonly jump: Jump | undefined;
}

/** How some paths leave the loop or switch that is around the statements, or its round. */
export interface Jump {
  readonly statements: readonly ts.Node[];
  /** What follows is nothing of this round: the path simply ends. */
  readonly isEnd: boolean;
  /** Other paths give functions, so these have to as well. */
  readonly isGiven: boolean;
}

/** What the function around the statements does once they have run. */
export interface Continuation {
  readonly goesOn: boolean;
  /** Some statement returns from it. */
  readonly isLeft: boolean;
  readonly collecting?: Collecting | undefined;
  readonly jump?: Jump | undefined;
}

/** What follows a list of statements: nothing of the function when it has run, or when it ends with `break`. */
interface Place {
  readonly isLast: boolean;
  readonly isLastAtBreak: boolean;
}

const ON_THE_WAY: Place = { isLast: false, isLastAtBreak: false };

/** `waits`: whether something in a node is a promise from now on. */
export function deferral(
  statements: readonly ts.Statement[],
  touches: readonly ts.Node[],
  purity: Purity,
  waits: (node: ts.Node) => boolean,
  layout: Layout,
  { goesOn, isLeft, collecting, jump }: Continuation,
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
    free: [],
    goesOn,
    gives: false,
    isAsync: false,
    stuck: undefined,
    collects: false,
    collectsAsync: false,
    collecting,
    jump,
  };
  // Where none of them leaves it, what is given at their end is made, and the function goes on.
  inList(frame, statements, { isLast: !goesOn || !isLeft, isLastAtBreak: false }, waits);
  const last = statements.at(-1);
  // What is deferred to the end of the list is there on each path that gets so far.
  const isDeferredToEnd = last !== undefined && frame.deferred.includes(last) && last.parent === statements[0]?.parent;
  const isCutShort = hasBareReturn(statements, frame.deferred) || jump?.isEnd === true;
  const fallsThrough = !(endsAbruptly(last) || isDeferredToEnd) || isCutShort;
  return { ...frame, fallsThrough };
}

export const homeOf = (statements: readonly ts.Statement[]): Home => ({
  pos: statements[0]?.pos ?? 0,
  end: statements.at(-1)?.end ?? 0,
});

function inList(
  frame: Frame,
  statements: readonly ts.Statement[],
  place: Place,
  waits: (node: ts.Node) => boolean,
): void {
  const { isLast } = place;
  const inEach = (some: readonly ts.Statement[]): void => {
    for (let at = 0; at < some.length; at++) {
      const statement = some[at];
      if (statement === undefined) continue;
      const run = frame.collecting && collectedRun(some.slice(at), frame.collecting, frame.layout);
      if (run === undefined) inStatement(frame, statement, statement === statements.at(-1) ? place : ON_THE_WAY, waits);
      else {
        collectRun(frame, run);
        at += run.statements.length - 1;
      }
    }
  };
  const last = statements.findLastIndex((statement) => frame.touches.some((touch) => isInside(touch, statement)));
  inEach(statements.slice(0, last + 1));
  const tail = statements.slice(last + 1);
  const firstEffect = tail.findIndex((statement) => frame.purity.effectsIn(statement).length > 0);
  if (firstEffect < 0) {
    for (const statement of tail) inStatement(frame, statement, place, waits);
    return;
  }
  // Declarations that only compute may stay, whoever needs them sees them.
  inEach(tail.slice(0, firstEffect));
  const rest = tail.slice(firstEffect);
  const end = rest.at(-1);
  const jump = end && ts.isBreakOrContinueStatement(end) ? end : undefined;
  const shown = jump === undefined ? rest : rest.slice(0, -1);
  // A function cannot jump out of the statements that it was made of.
  const canGo = !exitsOf({ statements: shown }).some((exit) => !ts.isReturnStatement(exit));
  const canEnd = jump === undefined ? isLast || endsAbruptly(end) : isJumpOut(frame, jump, place);
  if (canGo && canEnd) defer(frame, shown, jump, waits);
  else inEach(rest);
}

/** Behind it nothing is done that the statements have to do yet. */
const isJumpOut = ({ jump }: Frame, node: ts.BreakOrContinueStatement, { isLastAtBreak }: Place): boolean =>
  jump?.statements.includes(node) === true || (isLastAtBreak && ts.isBreakStatement(node) && node.label === undefined);

function inStatement(frame: Frame, statement: ts.Statement, place: Place, waits: (node: ts.Node) => boolean): void {
  if (ts.isReturnStatement(statement)) {
    inReturn(frame, statement, waits);
    return;
  }
  if (ts.isBlock(statement)) {
    inList(frame, statement.statements, place, waits);
    return;
  }
  if (ts.isIfStatement(statement)) {
    checkParts(frame, [statement.expression]);
    for (const branch of [statement.thenStatement, statement.elseStatement])
      if (branch) inList(frame, ts.isBlock(branch) ? branch.statements : [branch], place, waits);
    return;
  }
  if (ts.isSwitchStatement(statement)) {
    const { clauses } = statement.caseBlock;
    checkParts(frame, [statement.expression]);
    for (const clause of clauses) {
      const isLast = place.isLast && clause === clauses.at(-1);
      inList(frame, clause.statements, { isLast, isLastAtBreak: place.isLast }, waits);
    }
    return;
  }
  // In loops and `try` a path comes back: what shows outside cannot be moved out of them.
  checkParts(frame, [statement]);
  for (const inner of ownDescendants(statement)) {
    if (ts.isReturnStatement(inner)) inReturn(frame, inner, waits);
    if (ts.isBreakOrContinueStatement(inner)) inJump(frame, inner);
  }
}

function collectRun(frame: Frame, { edits, statements }: CollectedRun): void {
  const span = { start: statements[0]?.getStart() ?? 0, end: statements.at(-1)?.end ?? 0 };
  frame.edits.push(...edits);
  frame.deferred.push(...statements);
  frame.free.push(span);
  frame.indented.push(span);
  frame.collects = true;
  frame.collectsAsync = true;
}

/** `continue;` of a loop around: the path ends here, and says so where others go on. */
function inJump({ jump, edits }: Frame, statement: ts.BreakOrContinueStatement): void {
  if (jump?.statements.includes(statement) !== true) return;
  const start = statement.getStart();
  const word = ts.isBreakStatement(statement) ? 'break' : 'continue';
  const said = jump.isEnd ? 'return' : jump.isGiven ? 'return () => true' : 'return true';
  edits.push({ start, end: start + word.length, text: said });
}

function checkParts(frame: Frame, parts: readonly ts.Node[]): void {
  for (const effect of parts.flatMap((part) => frame.purity.effectsIn(part))) {
    const found = frame.collecting && collected(effect, frame.collecting, frame.layout);
    if (found === undefined) {
      frame.stuck ??= effect;
      continue;
    }
    frame.edits.push(...found.edits);
    frame.collects = true;
    frame.collectsAsync ||= found.isAsync;
    if (found.isAsync) {
      const span = { start: effect.parent.getStart(), end: effect.parent.end };
      frame.deferred.push(effect.parent);
      frame.free.push(span);
      frame.indented.push(span);
    }
  }
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
  if (effects.length > 0) {
    frame.deferred.push(expression);
    frame.free.push({ start: expression.getStart(), end: expression.end });
  }
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
  // Where no semicolon follows, what closes the step is inserted at the same place.
  edits.push({ start: expression.end, end: statement.end, text, reach: -around(start, statement.end) });
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

/** `jump`: what stands behind them, and says that the path ends. */
function defer(
  frame: Frame,
  rest: readonly ts.Statement[],
  jump: ts.BreakOrContinueStatement | undefined,
  waits: (node: ts.Node) => boolean,
): void {
  const [first] = rest;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return;
  frame.deferred.push(...rest);
  frame.free.push({ start: first.getStart(), end: last.end });
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
  const { line, semicolon } = frame.layout;
  const isTold = jump !== undefined && frame.jump?.statements.includes(jump) === true && !frame.jump.isEnd;
  const told = isTold ? `${line(start, 1)}return true${semicolon}` : '';
  const close = `${told}${line(start)}}${semicolon}${needsBlock ? ' }' : ''}`;
  frame.edits.push(
    { start, end: start, text: open, reach: around(start, last.end) },
    { start: last.end, end: jump?.end ?? last.end, text: close, reach: -around(start, last.end) },
  );
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
