/** What is done to a store, read off the expression around it: the method that is called, the entry that is named, or why it is not understood. */
import { ts } from 'ts-morph';
import type { Calls } from '../calls.js';
import { dressed, isAssignment, isStep, isUnused, ownDescendants, undressed, writtenBy } from '../nodes.js';
import type { KeyThere } from '../accessors/keys.js';
import type { TextEdit } from '../regions/types.js';
import type { StoreKind, Target } from '../targets.js';
import type { RefusalCode } from '../types.js';
import { isExported } from './copies.js';
import { entryUse, wholeUse } from './dictionary.js';

export type Operation =
  | 'get'
  | 'has'
  | 'set'
  | 'delete'
  | 'clear'
  | 'size'
  | 'keys'
  | 'values'
  | 'entries'
  | 'forEach'
  | 'add'
  /** Of an array or a whole object: any other method or member, which a transaction on the whole value does as it is written. */
  | 'member'
  /** `x`, where the value itself is looked at. */
  | 'read'
  /** `x = …`, `x += …`, `x++`. */
  | 'assign'
  /** A call of a function that works on the cell of its caller's step. */
  | 'accessor';

export interface Access {
  readonly target: Target;
  /** The store, as it is written here: `m`, `this.links`, `state.m!`. */
  readonly receiver: ts.Expression;
  /** The whole access: `m.get(k)`, `m.size`, `o[k] = v`. */
  readonly node: ts.Expression;
  readonly operation: Operation;
  readonly key: ts.Expression | undefined;
  readonly value: ts.Expression | undefined;
  readonly accessor?: AccessorCall;
}

export interface AccessorCall {
  /** What begins a step here: `polls.transact`, `repository.transact`. */
  readonly transact: string;
  /** Which entry it is of. */
  readonly key: KeyThere;
  readonly reads: boolean;
  readonly writes: boolean;
  /** What its caller holds of the record afterwards. */
  readonly records: readonly ts.Node[];
  /** The call as it stands in a step. */
  readonly editsIn: (cell: string) => readonly TextEdit[];
}

/** The store goes by another name from here on, which is followed. */
export interface Alias {
  readonly target: Target;
  readonly receiver: ts.Expression;
  readonly alias: true;
}

export interface Escape {
  readonly target: Target;
  readonly receiver: ts.Expression;
  readonly escape: RefusalCode;
  /** After "here". */
  readonly why: string;
}

export type Use = Access | Alias | Escape;

type Read = (receiver: ts.Expression, parent: ts.Node, target: Target) => Use | undefined;

/** `isTracked`: whether the checker still knows the store where it is received. */
export function useOf(
  target: Target,
  receiver: ts.Expression,
  calls: Calls,
  isTracked: (node: ts.Node) => boolean,
  handedOn: ReadonlySet<ts.Expression> = new Set(),
): Use {
  const outer = dressed(receiver);
  if (handedOn.has(outer)) return { target, receiver: outer, alias: true };
  // `m.has(k) || m.set(k, v);`: nobody looks at what comes back.
  if (ts.isBinaryExpression(receiver) && isUnused(outer)) return { target, receiver: outer, alias: true };
  // `await m.set(k, v)` was written for what comes now.
  if (isResultOf(receiver) && isUnused(outer)) return { target, receiver: outer, alias: true };
  const read = BY_KIND[target.kind];
  if (ts.isCallExpression(receiver) && isMember(outer.parent, outer) && givesBackSet(receiver, calls)) {
    const why = `\`${textOf(outer.parent)}\` uses the ${target.kind === 'set' ? 'Set' : 'Map'} that comes back`;
    return { target, receiver: outer, escape: 'RETURNS_STORE', why };
  }
  // What `m.set(k, v)` gives back is the Map again; the access itself says whether that matters.
  if (
    ts.isCallExpression(receiver) &&
    !isMember(outer.parent, outer) &&
    (isOwnResult(receiver, target) || isUnused(outer))
  )
    return { target, receiver: outer, alias: true };
  return (
    read(outer, outer.parent, target) ??
    aliasOf(outer, target, isTracked) ??
    escapeOf(outer, target, calls) ?? {
      target,
      receiver: outer,
      escape: 'UNKNOWN_USE',
      why: `\`${textOf(outer.parent)}\` uses it`,
    }
  );
}

/** A function that returns what `set` gave it: the Map, until it waits. */
function givesBackSet(call: ts.CallExpression, calls: Calls): boolean {
  const body = calls.targetOf(call)?.body;
  if (body === undefined) return false;
  const isSet = (node: ts.Expression | undefined): boolean =>
    node !== undefined && ts.isCallExpression(node) && /\.(set|add)$/.test(node.expression.getText());
  if (!ts.isBlock(body)) return isSet(undressed(body));
  return [...ownDescendants(body)].some(
    (node) => ts.isReturnStatement(node) && isSet(node.expression && undressed(node.expression)),
  );
}

const isOwnResult = ({ expression }: ts.CallExpression, { kind }: Target): boolean =>
  ts.isPropertyAccessExpression(expression) && expression.name.text === (kind === 'set' ? 'add' : 'set');

const textOf = (node: ts.Node): string => {
  const text = node.getText().replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

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

const BY_KIND: Readonly<Record<StoreKind, Read>> = {
  map: keyed(MAP, 'entries'),
  set: keyed(SET, 'values'),
  members: keyed(SET, 'values'),
  object: dictionary,
  array: whole,
  record: whole,
  scalar: whole,
};

function member(
  target: Target,
  receiver: ts.Expression,
  parent: ts.PropertyAccessExpression | ts.ElementAccessExpression,
) {
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

type Member = ts.PropertyAccessExpression | ts.ElementAccessExpression;

function isMember(node: ts.Node, receiver: ts.Expression): node is Member {
  return (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) && node.expression === receiver;
}

function memberName(node: Member): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : undefined;
}

function calledFrom(node: Member): ts.CallExpression | undefined {
  const outer = dressed(node);
  return ts.isCallExpression(outer.parent) && outer.parent.expression === outer ? outer.parent : undefined;
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

function aliasOf(outer: ts.Expression, target: Target, isTracked: (node: ts.Node) => boolean): Use | undefined {
  const { parent } = outer;
  const alias: Alias = { target, receiver: outer, alias: true };
  if (ts.isExportAssignment(parent) || ts.isShorthandPropertyAssignment(parent) || ts.isPropertyAssignment(parent))
    return alias;
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name) && isTracked(parent.name)) return alias;
  if (isAssignment(parent) && parent.right === outer && (isTracked(parent.left) || isExports(parent.left)))
    return alias;
  if ((ts.isReturnStatement(parent) || ts.isArrowFunction(parent)) && isTracked(parent)) return alias;
  return undefined;
}

const isExports = (left: ts.Expression): boolean => /^(module\.)?exports\b/.test(left.getText());

const isResultOf = (node: ts.Expression): boolean => ts.isCallExpression(node) || ts.isAwaitExpression(node);

/** Functions that look at the fields of an object, of which a Map has none. */
const OBJECT_ITSELF =
  /^(?:JSON\.stringify|structuredClone|(?:\w+\.)?(?:isDeepStrictEqual|serialize|cloneDeep|isMap|isSet)|Object\.(?:is|assign|freeze|keys|entries|values))$/;

export function asksWhichObject(receiver: ts.Expression, parent: ts.Node, calls: Calls): boolean {
  if (!ts.isCallExpression(parent) || parent.expression === receiver) return false;
  if (OBJECT_ITSELF.test(parent.expression.getText())) return true;
  const fn = calls.targetOf(parent);
  const name = fn?.parameters[parent.arguments.indexOf(receiver)]?.name;
  if (fn?.body === undefined || name === undefined || !ts.isIdentifier(name)) return false;
  return [...ownDescendants(fn.body)].some(
    (node) =>
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword &&
      node.left.getText() === name.text,
  );
}

/** Why what is not understood cannot be moved. */
function escapeOf(receiver: ts.Expression, target: Target, calls: Calls): Escape | undefined {
  const { parent } = receiver;
  const escape = (code: RefusalCode, why: string): Escape => ({ target, receiver, escape: code, why });
  if (ts.isVariableDeclaration(parent) && ts.isObjectBindingPattern(parent.name))
    return escape('LIVE_PROPERTY', `\`${textOf(parent)}\` takes it apart`);
  if (ts.isBinaryExpression(parent) || ts.isTypeOfExpression(parent) || ts.isPrefixUnaryExpression(parent))
    return escape('IDENTITY', `\`${textOf(parent)}\` asks which object it is`);
  if (ts.isReturnStatement(parent) || ts.isArrowFunction(parent))
    return escape('RETURNS_STORE', 'it is handed out as a whole');
  if (ts.isCallExpression(parent) && /\.(bind|call|apply)$/.test(parent.expression.getText()))
    return escape('DETACHED_METHOD', `\`${textOf(parent)}\` takes a method off it`);
  if (asksWhichObject(receiver, parent, calls))
    return escape('IDENTITY', `\`${textOf(parent)}\` looks at the object itself`);
  if (ts.isSpreadAssignment(parent))
    return escape('IDENTITY', `\`${textOf(parent)}\` spreads the object, not its entries`);
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent))
    return escape('MIXED_ARGUMENT', `\`${textOf(parent)}\` gets it as a whole`);
  if (ts.isVariableDeclaration(parent) || isAssignment(parent))
    return escape('FLOWS_TO_ANY', `\`${textOf(parent)}\` gives it another type`);
  return undefined;
}
