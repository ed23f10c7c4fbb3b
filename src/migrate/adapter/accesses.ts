/** What the uses of a store do to it, as far as its lifetime and its keys are concerned: one table of forms for Maps, Sets, arrays and dictionaries. */
import { ts } from 'ts-morph';
import { dressed, isAssignment, isStep, undressed } from '../nodes.js';
import type { ShapeKind, StoreShape } from './types.js';

export interface Touch {
  /** The store as it is written here. */
  readonly receiver: ts.Expression;
  /** The whole access. */
  readonly node: ts.Expression;
  /** A method of Map, Set or Array; `keys`, `values`, `entries` of a dictionary too; `iterate`, `read`, `assign`, `step`. */
  readonly method: string;
  readonly key?: ts.Expression;
  readonly value?: ts.Expression;
}

export function touchesOf({ kind, uses }: Pick<StoreShape, 'kind' | 'uses'>): Touch[] {
  const seen = new Set<ts.Node>();
  return uses.flatMap((use) => {
    const receiver = receiverOf(use);
    if (receiver === undefined || seen.has(receiver)) return [];
    seen.add(receiver);
    return [touchOf(receiver, kind)];
  });
}

/** `m` of `m`, of `m.get(k)` and of the name in `this.m`. */
function receiverOf(use: ts.Node): ts.Expression | undefined {
  if (ts.isCallExpression(use) && isMember(use.expression)) return dressed(use.expression.expression);
  const { parent } = use;
  if (isMember(parent) && ts.isPropertyAccessExpression(parent) && parent.name === use) return dressed(parent);
  return ts.isExpression(use) ? dressed(use) : undefined;
}

function touchOf(receiver: ts.Expression, kind: ShapeKind): Touch {
  const { parent } = receiver;
  const keyed = kind === 'map' || kind === 'set' || kind === 'array';
  if (isMember(parent) && parent.expression === receiver)
    return keyed ? ofMethod(receiver, parent, kind) : ofMember(receiver, parent, kind);
  if (kind !== 'scalar' && isWalked(receiver, parent)) return { receiver, node: receiver, method: 'iterate' };
  const listing = listingOf(receiver, parent);
  if (listing !== undefined && !keyed) return listing;
  if (
    ts.isBinaryExpression(parent) &&
    parent.operatorToken.kind === ts.SyntaxKind.InKeyword &&
    parent.right === receiver
  )
    return { receiver, node: parent, method: 'has', key: parent.left };
  if (isAssignment(parent) && parent.left === receiver)
    return { receiver, node: parent, method: 'assign', value: parent.right };
  if (isStep(parent)) return { receiver, node: parent, method: 'step' };
  return { receiver, node: receiver, method: 'read' };
}

function ofMethod(receiver: ts.Expression, member: Member, kind: ShapeKind): Touch {
  const name = memberName(member);
  const outer = dressed(member);
  const { parent } = outer;
  if (name === undefined && kind === 'array') {
    const isWritten = (isAssignment(parent) && parent.left === outer) || isStep(parent);
    return { receiver, node: isWritten ? parent : member, method: isWritten ? 'assign-index' : 'at' };
  }
  if (name === 'length' && isAssignment(parent) && parent.left === outer)
    return { receiver, node: parent, method: 'assign-length', value: parent.right };
  if (!ts.isCallExpression(parent) || parent.expression !== outer)
    return { receiver, node: member, method: name ?? 'read' };
  const [first, second] = parent.arguments;
  const isSet = kind === 'set';
  return {
    ...{ receiver, node: parent, method: name ?? 'read' },
    ...(first !== undefined && kind !== 'array' && KEYED.has(name ?? '') ? { key: first } : {}),
    ...(isSet || second === undefined || name !== 'set' ? {} : { value: second }),
    ...(kind === 'array' && first !== undefined && (name === 'push' || name === 'unshift') ? { value: first } : {}),
  };
}

const KEYED: ReadonlySet<string> = new Set(['get', 'has', 'set', 'delete', 'add']);

/** `o[k]` of a dictionary; fields of a record belong to its one value. */
function ofMember(receiver: ts.Expression, member: Member, kind: ShapeKind): Touch {
  const key = ts.isElementAccessExpression(member) ? member.argumentExpression : undefined;
  const outer = dressed(member);
  const { parent } = outer;
  if (kind !== 'object' || key === undefined) return { receiver, node: member, method: 'read' };
  if (isAssignment(parent) && parent.left === outer)
    return { receiver, node: parent, method: 'set', key, value: parent.right };
  if (ts.isDeleteExpression(parent)) return { receiver, node: parent, method: 'delete', key };
  return { receiver, node: member, method: 'get', key };
}

const LISTINGS: ReadonlySet<string> = new Set(['keys', 'values', 'entries']);

function listingOf(receiver: ts.Expression, parent: ts.Node): Touch | undefined {
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== receiver) return undefined;
  const callee = parent.expression;
  if (!ts.isPropertyAccessExpression(callee) || callee.expression.getText() !== 'Object') return undefined;
  const { text } = callee.name;
  return LISTINGS.has(text) ? { receiver, node: parent, method: text } : undefined;
}

function isWalked(receiver: ts.Expression, parent: ts.Node): boolean {
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.expression === receiver;
  if (ts.isSpreadElement(parent)) return ts.isArrayLiteralExpression(parent.parent);
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== receiver) return false;
  return /^(?:Array\.from|Object\.fromEntries)$/.test(parent.expression.getText());
}

export type Member = ts.PropertyAccessExpression | ts.ElementAccessExpression;

export function isMember(node: ts.Node): node is Member {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

export function memberName(member: Member): string | undefined {
  if (ts.isPropertyAccessExpression(member)) return member.name.text;
  const { argumentExpression } = member;
  return ts.isStringLiteralLike(argumentExpression) ? argumentExpression.text : undefined;
}

/** The other operand of `&&`, `||` and `??` taken away: `m.get(k) ?? {…}` is an entry, or something that becomes one. */
export function withoutDefault(node: ts.Expression): ts.Expression {
  const bare = undressed(node);
  if (!ts.isBinaryExpression(bare)) return bare;
  const { kind } = bare.operatorToken;
  const isDefault = kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
  return isDefault ? withoutDefault(bare.left) : bare;
}
