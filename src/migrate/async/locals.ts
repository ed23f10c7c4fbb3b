/** Whose a variable is: one call's alone, or shared with whatever else runs while a function waits. */
import { ts } from 'ts-morph';
import { isFunction, isInside } from '../nodes.js';
import { within } from './sites.js';
import { symbolOf } from './types.js';

/** The function around a node; a callback that becomes a loop belongs to the function around it. */
export function taskOf(node: ts.Node, dissolved: ReadonlySet<ts.Node>): ts.Node {
  let at = node.parent;
  while (!ts.isSourceFile(at) && (!isFunction(at) || dissolved.has(at))) at = at.parent;
  return at;
}

/** A local variable that no closure can reach: nobody changes it while its function waits. */
export function isPrivate(checker: ts.TypeChecker, target: ts.Expression, dissolved: ReadonlySet<ts.Node>): boolean {
  if (!ts.isIdentifier(target)) return false;
  const symbol = symbolOf(checker, target);
  const declaration = symbol?.valueDeclaration;
  if (declaration === undefined) return false;
  const task = taskOf(target, dissolved);
  if (ts.isSourceFile(task) || taskOf(declaration, dissolved) !== task) return false;
  for (const node of within(task)) {
    if (!ts.isIdentifier(node) || node.text !== target.text || symbolOf(checker, node) !== symbol) continue;
    if (node.parent !== declaration && taskOf(node, dissolved) !== task) return false;
  }
  return true;
}

const MUTATORS = new Set(
  'push pop shift unshift splice sort reverse fill copyWithin set add delete clear append write send end emit'.split(
    ' ',
  ),
);

/** Assignments and calls in a function that change what it did not make itself. */
export function changesOutside(checker: ts.TypeChecker, func: ts.Node, isWait: (node: ts.Node) => boolean): boolean {
  for (const node of within(func)) {
    if (isWait(node)) continue;
    const target = changedBy(node);
    if (target === undefined) continue;
    const root = rootOf(target);
    const declaration = ts.isIdentifier(root) ? symbolOf(checker, root)?.valueDeclaration : undefined;
    if (declaration === undefined || !isInside(declaration, func)) return true;
  }
  return false;
}

export function changedBy(node: ts.Node): ts.Expression | undefined {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const assigns = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
    return assigns ? node.left : undefined;
  }
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const steps = [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(node.operator);
    return steps ? node.operand : undefined;
  }
  if (ts.isDeleteExpression(node)) return node.expression;
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  return MUTATORS.has(node.expression.name.text) ? node.expression.expression : undefined;
}

function rootOf(expression: ts.Expression): ts.Expression {
  let at = expression;
  while (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at) || ts.isNonNullExpression(at))
    at = at.expression;
  return at;
}

/** Nothing happens when it is evaluated, so it may be evaluated a little later. */
export function isRepeatable(node: ts.Node): boolean {
  const acts = (at: ts.Node) =>
    ts.isCallExpression(at) ||
    ts.isNewExpression(at) ||
    ts.isTaggedTemplateExpression(at) ||
    ts.isAwaitExpression(at) ||
    ts.isYieldExpression(at) ||
    changedBy(at) !== undefined;
  if (acts(node)) return false;
  for (const at of within(node)) if (acts(at)) return false;
  return true;
}
