/** What the expression around a store does to it: the methods of a Map and a Set, the members of a dictionary, whatever is done to a value. */
import { ts } from 'ts-morph';
import { dressed, isAssignment, isStep, writtenBy } from '../nodes.js';
import type { StoreKind, Target } from '../targets.js';
import type { Access, Operation, Use } from './access.js';
import { isExported } from './copies.js';
import { entryUse, wholeUse } from './dictionary.js';
import { calledFrom, isMember, memberName, textOf, type Member } from './members.js';

type Read = (receiver: ts.Expression, parent: ts.Node, target: Target) => Use | undefined;

/** Methods of a Map and what its arguments are. */
const MAP: Readonly<Record<string, Operation>> = {
  get: 'get',
  has: 'has',
  set: 'set',
  delete: 'delete',
  clear: 'clear',
  keys: 'keys',
  values: 'values',
  entries: 'entries',
  forEach: 'forEach',
};
const SET: Readonly<Record<string, Operation>> = {
  add: 'add',
  has: 'has',
  delete: 'delete',
  clear: 'clear',
  keys: 'values',
  values: 'values',
  entries: 'entries',
  forEach: 'forEach',
};

const keyed =
  (methods: Readonly<Record<string, Operation>>, elements: Operation): Read =>
  (receiver, parent, target) => {
    if (isMember(parent, receiver)) {
      const name = memberName(parent);
      if (name === 'size') return access(target, receiver, parent, 'size');
      const call = calledFrom(parent);
      const operation = name === undefined ? undefined : methods[name];
      if (call === undefined || operation === undefined) {
        const why = `\`${textOf(parent)}\` takes a method off it`;
        return { target, receiver, escape: operation === undefined ? 'IDENTITY' : 'DETACHED_METHOD', why };
      }
      return access(target, receiver, call, operation, call.arguments[0], call.arguments[1]);
    }
    if (isIterated(receiver, parent)) return access(target, receiver, receiver, elements);
    if (isAssignment(parent) && parent.left === receiver)
      return access(target, receiver, parent, 'assign', undefined, parent.right);
    return undefined;
  };

/** A dictionary: `o[k]`, `delete o[k]`, `k in o`, `Object.keys(o)`. */
const dictionary: Read = (receiver, parent, target) => {
  if (isMember(parent, receiver)) {
    // `users.ada` names an entry as well.
    const key = ts.isElementAccessExpression(parent) ? parent.argumentExpression : parent.name;
    const element = dressed(parent);
    const outer = element.parent;
    const special = entryUse(target, receiver, parent);
    if (special !== undefined) return special;
    if (isAssignment(outer) && outer.left === element && outer.operatorToken.kind === ts.SyntaxKind.EqualsToken)
      return access(target, receiver, outer, 'set', key, outer.right);
    if (isAssignment(outer) && outer.left === element)
      return access(target, receiver, outer, 'assign', key, outer.right);
    if (isStep(outer)) return access(target, receiver, outer, 'assign', key);
    if (ts.isDeleteExpression(outer)) return access(target, receiver, outer, 'delete', key);
    return access(target, receiver, parent, 'get', key);
  }
  if (
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.InKeyword &&
    parent.right === receiver
  )
    return access(target, receiver, parent, 'has', parent.left);
  const whole = wholeUse(target, receiver, parent);
  if (whole !== undefined) return whole;
  const listing = listingOf(receiver, parent);
  if (listing !== undefined) return access(target, receiver, listing.call, listing.operation);
  return undefined;
};

const LISTINGS: Readonly<Record<string, Operation>> = {
  'Object.keys': 'keys',
  'Object.values': 'values',
  'Object.entries': 'entries',
};

function listingOf(
  receiver: ts.Expression,
  parent: ts.Node,
): { call: ts.CallExpression; operation: Operation } | undefined {
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== receiver) return undefined;
  const operation = LISTINGS[parent.expression.getText()];
  return operation && { call: parent, operation };
}

/** Kept as one value: an array, a record, a number. Whatever is done to it, a transaction on the value can do. */
const whole: Read = (receiver, parent, target) => {
  if (target.kind !== 'scalar' && isExported(receiver)) return { target, receiver, alias: true };
  if (isMember(parent, receiver)) return member(target, receiver, parent);
  const written = writtenBy(parent) === receiver ? parent : undefined;
  if (written !== undefined && (isAssignment(written) || isStep(written)))
    return access(target, receiver, written, 'assign', undefined, isAssignment(written) ? written.right : undefined);
  if (isLookedAt(receiver, parent)) return access(target, receiver, receiver, 'read');
  return undefined;
};

export const BY_KIND: Readonly<Record<StoreKind, Read>> = {
  map: keyed(MAP, 'entries'),
  set: keyed(SET, 'values'),
  members: keyed(SET, 'values'),
  object: dictionary,
  array: whole,
  record: whole,
  scalar: whole,
};

function member(target: Target, receiver: ts.Expression, parent: Member) {
  return access(target, receiver, calledFrom(parent) ?? parent, 'member');
}

function access(
  target: Target,
  receiver: ts.Expression,
  node: ts.Expression,
  operation: Operation,
  key?: ts.Expression,
  value?: ts.Expression,
): Access {
  return { target, receiver, node, operation, key, value };
}

function isIterated(receiver: ts.Expression, parent: ts.Node): boolean {
  if (ts.isForOfStatement(parent)) return parent.expression === receiver;
  if (ts.isSpreadElement(parent)) return ts.isArrayLiteralExpression(parent.parent);
  if (ts.isNewExpression(parent))
    return parent.arguments?.[0] === receiver && ['Map', 'Set'].includes(parent.expression.getText());
  return isFirstArgument(receiver, parent, 'Array.from', 'Object.fromEntries');
}

function isFirstArgument(receiver: ts.Expression, parent: ts.Node, ...callees: string[]): boolean {
  return (
    ts.isCallExpression(parent) && parent.arguments[0] === receiver && callees.includes(parent.expression.getText())
  );
}

/** Places that look at a value and keep nothing of it. */
function isLookedAt(receiver: ts.Expression, parent: ts.Node): boolean {
  return (
    ts.isBinaryExpression(parent) ||
    ts.isPrefixUnaryExpression(parent) ||
    ts.isTemplateSpan(parent) ||
    ts.isConditionalExpression(parent) ||
    ts.isIfStatement(parent) ||
    ts.isWhileStatement(parent) ||
    ts.isDoStatement(parent) ||
    ts.isReturnStatement(parent) ||
    ts.isArrowFunction(parent) ||
    ts.isSpreadElement(parent) ||
    ts.isSpreadAssignment(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    ts.isVariableDeclaration(parent) ||
    ts.isForOfStatement(parent) ||
    ts.isForInStatement(parent) ||
    ts.isTypeOfExpression(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isCallExpression(parent) ||
    ts.isNewExpression(parent) ||
    (ts.isElementAccessExpression(parent) && parent.argumentExpression === receiver)
  );
}
