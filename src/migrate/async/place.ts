/** Where `await` goes: with the parentheses that it needs, and not at all where the function returns the promise itself. */
import { ts } from 'ts-morph';
import { isFunction } from '../nodes.js';
import type { Cause, Draft } from './draft.js';
import { semicolonBefore } from './layout.js';
import { homeOf, isAsync, isGenerator, iterationOf } from './sites.js';

export interface Placement {
  readonly node: ts.Expression;
  /** What stands around it inside of the `await`: `Promise.all(` and `)`. */
  readonly call?: readonly [before: string, after: string];
  /** What follows the value that was waited for: `.flat()`. */
  readonly then?: string;
  /** It becomes a part of something that binds more tightly. */
  readonly parenthesised?: boolean;
  /** It moves out of what it is a part of. */
  readonly alone?: boolean;
}

export function placeAwait(
  draft: Draft,
  { node, call, then = '', parenthesised = false, alone = false }: Placement,
  cause: Cause,
): void {
  const [before, after] = call ?? ['', ''];
  if (then === '' && !parenthesised && isReturnedAsIs(node, draft)) {
    draft.around(node, before, after, cause);
    return;
  }
  const isOpen = parenthesised && !ts.isParenthesizedExpression(node.parent);
  const parens = isOpen || then !== '' || (!alone && needsParentheses(node));
  const chain = chainAfter(node);
  const open = parens ? `${semicolonBefore(node)}(await ` : 'await ';
  draft.around(node, open + before, `${after}${parens ? ')' : ''}${then}${chain ? chain.link : ''}`, cause);
  if (chain) draft.replace(node, node.end, chain.end, '', cause);
}

/** A part of an optional chain that ends at the `await` has to go on as one: `(await m?.get(k))?.name`. */
function chainAfter(node: ts.Expression): { readonly end: number; readonly link: string } | undefined {
  if (!ts.isOptionalChain(node)) return undefined;
  const asserted = ts.isNonNullExpression(node.parent) ? node.parent : node;
  const next = asserted.parent;
  const goesOn =
    (ts.isPropertyAccessExpression(next) || ts.isElementAccessExpression(next) || ts.isCallExpression(next)) &&
    next.expression === asserted &&
    next.questionDotToken === undefined;
  if (!goesOn) return undefined;
  return { end: asserted.end, link: ts.isPropertyAccessExpression(next) ? '?' : '?.' };
}

const BINDS_MORE: readonly ((parent: ts.Node, node: ts.Node) => boolean)[] = [
  (parent, node) => ts.isPropertyAccessExpression(parent) && parent.expression === node,
  (parent, node) => ts.isElementAccessExpression(parent) && parent.expression === node,
  (parent, node) => (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === node,
  (parent, node) => ts.isTaggedTemplateExpression(parent) && parent.tag === node,
  ts.isNonNullExpression,
  ts.isExpressionWithTypeArguments,
];

/** Not needed by the language but for `**`, and how formatters write it. */
const READS_BETTER: readonly ((parent: ts.Node, node: ts.Node) => boolean)[] = [
  (parent) => ts.isPrefixUnaryExpression(parent) || ts.isTypeOfExpression(parent) || ts.isVoidExpression(parent),
  (parent) => ts.isSpreadElement(parent) || ts.isSpreadAssignment(parent),
  (parent) => ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent),
  (parent, node) => ts.isConditionalExpression(parent) && parent.condition === node,
  (parent) =>
    ts.isBinaryExpression(parent) && !isAssignment(parent) && parent.operatorToken.kind !== ts.SyntaxKind.CommaToken,
];

export const isAssignment = (node: ts.BinaryExpression): boolean =>
  node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment && node.operatorToken.kind <= ts.SyntaxKind.LastAssignment;

function needsParentheses(node: ts.Expression): boolean {
  return [...BINDS_MORE, ...READS_BETTER].some((binds) => binds(node.parent, node));
}

/** `return m.get(k)`: an async function waits for what it returns, except that a `try` around it has ended by then. */
export function isReturnedAsIs(node: ts.Expression, { dissolved, tried }: Pick<Draft, 'dissolved' | 'tried'>): boolean {
  let at: ts.Node = node;
  while (ts.isParenthesizedExpression(at.parent)) at = at.parent;
  const home = homeOf(node);
  if (home.kind !== 'function' || isGenerator(home.node) || dissolved.has(home.node) || tried.has(home.node))
    return false;
  if (ts.isArrowFunction(at.parent)) return at.parent.body === at;
  return ts.isReturnStatement(at.parent) && !endsWith(at.parent);
}

/** Something runs when the block around the statement is left. */
function endsWith(statement: ts.Node): boolean {
  for (
    let child = statement, at = statement.parent;
    !isFunction(at) && !ts.isSourceFile(at);
    child = at, at = at.parent
  ) {
    if (ts.isTryStatement(at) && (child === at.tryBlock || (child === at.catchClause && at.finallyBlock))) return true;
    if (ts.isBlock(at) && at.statements.some(isUsing)) return true;
  }
  return false;
}

const isUsing = (statement: ts.Statement): boolean =>
  ts.isVariableStatement(statement) && (statement.declarationList.flags & ts.NodeFlags.Using) === ts.NodeFlags.Using;

/** `for (` → `for await (`; `yield*` of an async generator waits anyway. False where neither is there. */
export function placeForAwait(draft: Draft, node: ts.Expression, cause: Cause): boolean {
  const iteration = iterationOf(node);
  if (iteration === undefined) return false;
  if (ts.isForOfStatement(iteration) && iteration.awaitModifier === undefined)
    draft.insert(iteration, iteration.getStart() + 'for'.length, ' await', cause);
  return true;
}

/** Where `async` stands: before `function`, before an arrow function's parameters, before a method's `*` or name. */
export function markAsync(draft: Draft, func: ts.FunctionLikeDeclaration, cause: Cause): void {
  if (isAsync(func)) return;
  if (ts.isGetAccessorDeclaration(func)) {
    const start = func
      .getChildren()
      .find(({ kind }) => kind === ts.SyntaxKind.GetKeyword)
      ?.getStart();
    if (start !== undefined) draft.replace(func, start, func.name.getStart(), 'async ', cause);
    return;
  }
  if (ts.isArrowFunction(func)) {
    draft.around(func, 'async ', '', cause);
    return;
  }
  const isMethod = ts.isMethodDeclaration(func);
  const at = isMethod
    ? (func.asteriskToken ?? func.name).getStart()
    : func
        .getChildren()
        .find(({ kind }) => kind === ts.SyntaxKind.FunctionKeyword)
        ?.getStart();
  if (at === undefined) return;
  if (at === func.getStart()) draft.around(func, 'async ', '', cause);
  else draft.insert(func, at, 'async ', cause);
}
