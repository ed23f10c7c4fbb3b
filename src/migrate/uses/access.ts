/** What is done to a store, read off the expression around it: the method that is called, the entry that is named, or why it is not understood. */
import { ts } from 'ts-morph';
import type { Calls } from '../calls.js';
import { dressed, isAssignment, isUnused } from '../nodes.js';
import type { KeyThere } from '../accessors/keys.js';
import type { TextEdit } from '../regions/types.js';
import type { Target } from '../targets.js';
import type { RefusalCode } from '../types.js';
import { BY_KIND } from './by-kind.js';
import { escapeOf, givesBackSet } from './escapes.js';
import { isMember, textOf } from './members.js';

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

const isOwnResult = ({ expression }: ts.CallExpression, { kind }: Target): boolean =>
  ts.isPropertyAccessExpression(expression) && expression.name.text === (kind === 'set' ? 'add' : 'set');

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
