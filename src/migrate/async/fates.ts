/** What becomes of a promise where it stands: it is waited for, given back, caught, lost, or kept by something that is not followed. */
import { ts } from 'ts-morph';
import { isFunction } from '../nodes.js';
import { innermost, isPromiseMember, iterationOf, outermost, ownBody, within } from './sites.js';

export interface Fate {
  readonly kind: 'awaited' | 'returned' | 'caught' | 'lost' | 'kept';
  /** The promise that it is by then: the whole chain of `f().then(g)`. */
  readonly node: ts.Expression;
}

const GATHERS = new Set(['all', 'any', 'race', 'resolve']);
const SETTLES = new Set(['allSettled']);

export function fateOf(promise: ts.Expression): Fate {
  const at = outermost(promise);
  const { parent } = at;
  const fate = (kind: Fate['kind']): Fate => ({ kind, node: promise });
  if (ts.isAwaitExpression(parent) || iterationOf(promise) !== undefined) return fate('awaited');
  const linked = linkAfter(at);
  if (linked) return handles(linked) ? fate('caught') : fateOf(linked);
  const list = ts.isArrayLiteralExpression(parent) ? outermost(parent) : at;
  const gathering = list.parent;
  if (ts.isCallExpression(gathering) && isPromiseMember(gathering.expression, SETTLES)) return fate('caught');
  if (ts.isCallExpression(gathering) && isPromiseMember(gathering.expression, GATHERS)) return fateOf(gathering);
  if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === at)) return fate('returned');
  return isDiscarded(at) ? fate('lost') : selected(at, fate);
}

/** `f()` of `ready && f()` and of `ready ? f() : g()`: what becomes of the whole becomes of it. */
function selected(at: ts.Expression, fate: (kind: Fate['kind']) => Fate): Fate {
  const { parent } = at;
  const isChosen =
    (ts.isConditionalExpression(parent) && parent.condition !== at) ||
    (ts.isBinaryExpression(parent) && parent.right === at && CHOOSES.has(parent.operatorToken.kind));
  return isChosen ? fate(fateOf(parent).kind) : fate('kept');
}

const CHOOSES = new Set([
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.CommaToken,
]);

function isDiscarded(at: ts.Expression): boolean {
  const { parent } = at;
  if (ts.isExpressionStatement(parent) || ts.isVoidExpression(parent)) return true;
  return ts.isBinaryExpression(parent) && parent.left === at && parent.operatorToken.kind === ts.SyntaxKind.CommaToken;
}

const LINKS = new Set(['then', 'catch', 'finally']);

/** The next call of a chain: `f().then(g)`. */
function linkAfter(at: ts.Expression): ts.CallExpression | undefined {
  const { parent: access } = at;
  if (!ts.isPropertyAccessExpression(access) || !LINKS.has(access.name.text)) return undefined;
  const { parent: call } = access;
  return ts.isCallExpression(call) && call.expression === access ? call : undefined;
}

function handles(link: ts.CallExpression): boolean {
  const name = (innermost(link.expression) as ts.PropertyAccessExpression).name.text;
  return link.arguments.length > { then: 1, catch: 0 }[name as 'then' | 'catch'];
}

/** By a `catch` of its own function that does not throw on. */
export function isCaught(node: ts.Node): boolean {
  for (let child = node, at = node.parent; !isFunction(at) && !ts.isSourceFile(at); child = at, at = at.parent) {
    if (!ts.isTryStatement(at) || child !== at.tryBlock || at.catchClause === undefined) continue;
    if (![...within(at.catchClause.block, ownBody)].some(ts.isThrowStatement)) return true;
  }
  return false;
}
