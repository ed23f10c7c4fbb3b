/** A cache: what is there, or what is made and kept. Callers in one process share one making; of several processes the first to store wins. */
import { ts } from 'ts-morph';
import { localUsesOf } from '../../local-names.js';
import { dressed, isInside, ownDescendants, undressed } from '../../nodes.js';
import type { Access } from '../../uses/access.js';
import type { Span } from '../types.js';
import { rangeOf } from '../range.js';
import { accessesIn, call, declaredIn, ending, only, soleStatement } from './parts.js';
import type { Context, Idiom, Recogniser } from './types.js';

/** `if (m.has(k)) return m.get(k)!; const made = make(k); m.set(k, made); return made;` */
export const madeAndGivenBack: Recogniser = (context) => {
  const set = setOfCache(context);
  const range = set && rangeOf(context.region);
  if (set === undefined || range === undefined) return undefined;
  const [last, ...more] = range.rest;
  const statements = [...range.statements];
  const guard = guardIn(context, statements);
  const made = declaredIn(statements[guard.length]);
  const isAll = guard.length > 0 && statements.length === guard.length + 2 && more.length === 0;
  if (!isAll || made === undefined || statements.at(-1) !== set.node.parent) return undefined;
  if (!isName(context, set.value, made.name) || !givesBack(context, last, made.name)) return undefined;
  const [first] = statements;
  if (first === undefined || last === undefined || !isMade(context, made.initializer)) return undefined;
  const span = { start: first.getStart(), end: last.end };
  return kept(span, `return ${making(context, made.initializer)}${ending(last)}`, made.initializer);
};

/** `let made = m.get(k); if (made === undefined) { made = make(k); m.set(k, made); }` */
export const madeIfMissing: Recogniser = (context) => {
  const set = setOfCache(context);
  const get = only(context.region, 'get');
  const range = set && rangeOf(context.region);
  const [declaration, guard] = range?.statements ?? [];
  const known = declaredIn(declaration);
  if (set === undefined || get === undefined || range?.statements.length !== 2 || known === undefined) return undefined;
  if (context.region.touches.length !== 2 || undressed(known.initializer) !== get.node) return undefined;
  if (guard === undefined || !ts.isIfStatement(guard) || guard.elseStatement !== undefined) return undefined;
  if (!isMissing(context, guard.expression, known.name)) return undefined;
  const inner = ts.isBlock(guard.thenStatement) ? guard.thenStatement.statements : [];
  const [assignment, setting] = inner;
  if (inner.length !== 2 || setting !== set.node.parent || !isName(context, set.value, known.name)) return undefined;
  const value = assignment && assignedTo(context, assignment, known.name);
  if (value === undefined || declaration === undefined || !isMade(context, value)) return undefined;
  const [after] = range.rest;
  const uses = localUsesOf(context.code.checker, known.name).filter((use) => !isInside(use, guard));
  const isOnlyGiven = uses.length === 1 && givesBack(context, after, known.name);
  const span = { start: declaration.getStart(), end: isOnlyGiven && after ? after.end : guard.end };
  const keyword = uses.some((use) => isWritten(use)) ? 'let' : 'const';
  const text = isOnlyGiven
    ? `return ${making(context, value)}`
    : `${keyword} ${known.name.text} = await ${making(context, value)}`;
  return kept(span, text + ending(declaration), value);
};

const isWritten = ({ parent }: ts.Identifier): boolean =>
  (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken) ||
  ts.isPostfixUnaryExpression(parent) ||
  ts.isPrefixUnaryExpression(parent);

function setOfCache({ target, region }: Context): Access | undefined {
  if (target.finding.role !== 'cache' || region.touches.some(({ access }) => access === undefined)) return undefined;
  const set = only(region, 'set');
  return set !== undefined && ts.isExpressionStatement(set.node.parent) ? set : undefined;
}

const making = (context: Context, value: ts.Expression): string => {
  const isObject = ts.isObjectLiteralExpression(undressed(value)) && value === undressed(value);
  return call(context, 'getOrSet', `() => ${isObject ? `(${value.getText()})` : value.getText()}`);
};

/** It is made here and now, of what is there: nothing is waited for, and the store is not asked again. */
function isMade({ region, isPure }: Context, value: ts.Expression): boolean {
  if (accessesIn(region).some(({ node }) => isInside(node, value))) return false;
  const nodes = [...ownDescendants(value)];
  if (nodes.some((node) => ts.isAwaitExpression(node) || ts.isYieldExpression(node))) return false;
  if (isPure(value)) return true;
  // A call that waits from now on gives a promise, which is as good as what it made; a part of a promise is not.
  const made = undressed(value);
  return (
    (ts.isCallExpression(made) || ts.isNewExpression(made)) && (made.arguments ?? []).every((each) => isPure(each))
  );
}

const WHY = 'two instances that find nothing at the same time both make it, and one of them keeps it';

function kept(span: Span, text: string, value: ts.Expression): Idiom {
  const costs = [...ownDescendants(value)].some((node) => ts.isCallExpression(node) || ts.isNewExpression(node));
  return {
    edits: [{ ...span, text }],
    claimed: [span],
    warnings: costs ? [{ code: 'ONCE_PER_INSTANCE', why: WHY }] : [],
  };
}

/** The statements that give back what is there. */
function guardIn(context: Context, statements: readonly ts.Statement[]): readonly ts.Statement[] {
  const { region } = context;
  const get = only(region, 'get');
  const [first, second] = statements;
  if (get === undefined || first === undefined) return [];
  if (ts.isIfStatement(first) && first.elseStatement === undefined) {
    const has = only(region, 'has');
    const isAsked = has !== undefined && dressed(has.node) === first.expression && region.touches.length === 3;
    const back = soleStatement(first.thenStatement);
    const isGiven = back && ts.isReturnStatement(back) && back.expression && undressed(back.expression) === get.node;
    return isAsked && isGiven ? [first] : [];
  }
  const known = declaredIn(first);
  if (known === undefined || undressed(known.initializer) !== get.node || region.touches.length !== 2) return [];
  if (second === undefined || !ts.isIfStatement(second) || second.elseStatement !== undefined) return [];
  const uses = localUsesOf(context.code.checker, known.name);
  const isOwn = uses.every((use) => isInside(use, second));
  const isGiven = givesBack(context, soleStatement(second.thenStatement), known.name);
  return isOwn && isGiven && isThere(context, second.expression, known.name) ? [first, second] : [];
}

const isName = ({ code }: Context, node: ts.Expression | undefined, name: ts.Identifier): boolean =>
  node !== undefined &&
  ts.isIdentifier(undressed(node)) &&
  code.checker.getSymbolAtLocation(undressed(node)) === code.checker.getSymbolAtLocation(name);

function givesBack(context: Context, statement: ts.Statement | undefined, name: ts.Identifier): boolean {
  return statement !== undefined && ts.isReturnStatement(statement) && isName(context, statement.expression, name);
}

function assignedTo(context: Context, statement: ts.Statement, name: ts.Identifier): ts.Expression | undefined {
  if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) return undefined;
  const { left, right, operatorToken } = statement.expression;
  return operatorToken.kind === ts.SyntaxKind.EqualsToken && isName(context, left, name) ? right : undefined;
}

/** `known`, where nothing that is stored counts as false; `known !== undefined`. */
function isThere(context: Context, test: ts.Expression, name: ts.Identifier): boolean {
  const bare = undressed(test);
  if (isName(context, bare, name)) return isNeverFalse(context, name);
  return isComparedWithNothing(context, bare, name, '!');
}

function isMissing(context: Context, test: ts.Expression, name: ts.Identifier): boolean {
  const bare = undressed(test);
  if (ts.isPrefixUnaryExpression(bare) && bare.operator === ts.SyntaxKind.ExclamationToken)
    return isName(context, bare.operand, name) && isNeverFalse(context, name);
  return isComparedWithNothing(context, bare, name, '=');
}

function isComparedWithNothing(context: Context, test: ts.Expression, name: ts.Identifier, sign: string): boolean {
  if (!ts.isBinaryExpression(test) || !isName(context, test.left, name)) return false;
  const operator = test.operatorToken.getText();
  // `null` is a value like another, which `== null` takes for nothing.
  return operator === `${sign}==` && test.right.getText() === 'undefined';
}

/** Objects: `''`, `0` and `false` would be made again each time. */
function isNeverFalse({ code: { checker } }: Context, name: ts.Identifier): boolean {
  const type = checker.getTypeAtLocation(name);
  const parts = type.isUnion() ? type.types : [type];
  const others = parts.filter(({ flags }) => (flags & ts.TypeFlags.Undefined) === 0);
  return others.length > 0 && others.every(({ flags }) => (flags & ts.TypeFlags.Object) !== 0);
}
