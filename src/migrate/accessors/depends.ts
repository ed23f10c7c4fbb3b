/** Whether a write looks at what was read before it: by a value, by a condition, or because what read may have thrown. */
import { ts } from 'ts-morph';
import type { Calls } from '../calls.js';
import { descendants, isAssignment, isFunction, isInside, ownDescendants, type FunctionNode } from '../nodes.js';

export function dependsOn(checker: ts.TypeChecker, calls: Calls, read: ts.Expression, write: ts.Node): boolean {
  const body = bodyAround(read);
  if (isInside(read, write) || (ts.isCallExpression(read) && mayThrow(calls, calls.targetOf(read)))) return true;
  const symbols = namesFrom(checker, body, read);
  const tells = (node: ts.Node): boolean =>
    [...descendants(node)].some(
      (inner) => inner === read || (ts.isIdentifier(inner) && isOneOf(symbols, checker.getSymbolAtLocation(inner))),
    );
  if (tells(write)) return true;
  return [...ownDescendants(body)].some((node) => {
    const condition = conditionOf(node);
    if (condition === undefined || node.pos > write.end || !tells(condition)) return false;
    return isInside(write, node) || [...ownDescendants(node)].some(isExit);
  });
}

const isOneOf = (symbols: ReadonlySet<ts.Symbol>, symbol: ts.Symbol | undefined): boolean =>
  symbol !== undefined && symbols.has(symbol);

function bodyAround(node: ts.Node): ts.Node {
  let at = node.parent;
  while (!isFunction(at) && !ts.isSourceFile(at)) at = at.parent;
  return at;
}

/** Names that are given what was read, or something that is made of it. */
function namesFrom(checker: ts.TypeChecker, body: ts.Node, read: ts.Node): Set<ts.Symbol> {
  const symbols = new Set<ts.Symbol>();
  const add = (name: ts.Node): void => {
    for (const inner of descendants(name)) {
      const symbol = ts.isIdentifier(inner) ? checker.getSymbolAtLocation(inner) : undefined;
      if (symbol !== undefined) symbols.add(symbol);
    }
  };
  const holds = (node: ts.Node): boolean =>
    [...descendants(node)].some((inner) => {
      const symbol = ts.isIdentifier(inner) ? checker.getSymbolAtLocation(inner) : undefined;
      return inner === read || (symbol !== undefined && symbols.has(symbol));
    });
  for (const node of ownDescendants(body)) {
    if (node.end < read.pos) continue;
    if (ts.isVariableDeclaration(node) && node.initializer && holds(node.initializer)) add(node.name);
    else if (isAssignment(node) && holds(node.right)) add(node.left);
  }
  return symbols;
}

function conditionOf(node: ts.Node): ts.Node | undefined {
  if (ts.isIfStatement(node) || ts.isSwitchStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node))
    return node.expression;
  if (ts.isForStatement(node)) return node.condition;
  if (ts.isForOfStatement(node)) return node.expression;
  if (ts.isConditionalExpression(node)) return node.condition;
  const isShort =
    ts.isBinaryExpression(node) &&
    [
      ts.SyntaxKind.AmpersandAmpersandToken,
      ts.SyntaxKind.BarBarToken,
      ts.SyntaxKind.QuestionQuestionToken,
      ts.SyntaxKind.QuestionQuestionEqualsToken,
    ].includes(node.operatorToken.kind);
  return isShort ? node.left : undefined;
}

const isExit = (node: ts.Node): boolean =>
  ts.isReturnStatement(node) || ts.isThrowStatement(node) || ts.isBreakOrContinueStatement(node);

/** Itself, or through what it calls. */
function mayThrow(calls: Calls, fn: FunctionNode | undefined, seen = new Set<FunctionNode>()): boolean {
  if (fn?.body === undefined || seen.has(fn)) return false;
  seen.add(fn);
  return [...ownDescendants(fn.body)].some(
    (node) => ts.isThrowStatement(node) || (ts.isCallExpression(node) && mayThrow(calls, calls.targetOf(node), seen)),
  );
}
