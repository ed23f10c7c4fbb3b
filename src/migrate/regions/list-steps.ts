/** What is done to an array, in the words of a shared list: where each access is its operation, and what is written in its place. */
import { ts } from 'ts-morph';
import { dressed, isAssignment, isInside, isStep, isUnused, undressed } from '../nodes.js';
import { addedAndCut, lastOfMany } from '../adapter/caps.js';
import type { Access } from '../uses/access.js';
import { shorthand } from './cell.js';
import type { Promised } from './direct.js';
import type { TextEdit } from './types.js';

export interface ListStep {
  readonly access: Access;
  /** `append` adds at an end, `cut` leaves a part of what is there, `take` removes what it gives. */
  readonly kind: 'read' | 'append' | 'cut' | 'clear' | 'take';
  /** As collections are chosen by it. */
  readonly word: string;
  readonly promised: Promised;
  readonly edits: readonly TextEdit[];
  /** Of a read, where the whole list is looked at: what a copy in a name stands for. */
  readonly whole?: ts.Expression;
  /** What is too much then goes at once: the list has to have a cap. */
  readonly cuts?: boolean;
  /** The list itself goes on under another name. */
  readonly isAlias?: boolean;
}

/** `inner`: other accesses of the store, which may be a part of this step. */
export function listStepOf(access: Access, inner: readonly Access[]): ListStep | undefined {
  if (access.operation === 'read') return readOf(access);
  if (access.operation === 'assign') return assignedOf(access, inner);
  const { node, receiver } = access;
  const member = receiver.parent;
  if (ts.isElementAccessExpression(member) && !ts.isStringLiteralLike(member.argumentExpression))
    return ts.isCallExpression(node) ? undefined : itemOf(access, member, inner);
  const name = ts.isPropertyAccessExpression(member) ? member.name.text : '';
  if (ts.isCallExpression(node))
    return METHODS[name]?.(access, node, inner) ?? (LOOKING.has(name) ? sliced(access) : undefined);
  return name === 'length' ? lengthOf(access, node) : undefined;
}

type Method = (access: Access, call: ts.CallExpression, inner: readonly Access[]) => ListStep | undefined;

const same =
  (kind: ListStep['kind'], word: string): Method =>
  (access, call) => ({ access, kind, word, promised: { node: call }, edits: [] });

/** Methods that are there under the same name, or another. */
const METHODS: Readonly<Record<string, Method>> = {
  push: same('append', 'push'),
  unshift: same('append', 'unshift'),
  pop: same('take', 'pop'),
  shift: same('take', 'shift'),
  at: same('read', 'at'),
  slice: same('read', 'slice'),
  splice(access, call, inner) {
    const [from, count, ...added] = call.arguments;
    if (from?.getText() !== '0' || added.length > 0) return undefined;
    const name = access.receiver.getText();
    const isStatement = isUnused(dressed(call));
    if (count === undefined)
      return isStatement
        ? { access, kind: 'clear', word: 'clear', promised: { node: call, text: `${name}.clear()` }, edits: [] }
        : undefined;
    if (looksAtList(count, inner)) return undefined;
    const [kind, word] = isStatement ? (['cut', 'trim'] as const) : (['take', 'drain'] as const);
    return { access, kind, word, promised: { node: call }, edits: around(call, count, `${name}.${word}(`) };
  },
};

const looksAtList = (node: ts.Node, inner: readonly Access[]): boolean => inner.some((one) => isInside(one.node, node));

function around(node: ts.Node, inner: ts.Node, before: string): TextEdit[] {
  return [
    { start: node.getStart(), end: inner.getStart(), text: before },
    { start: inner.end, end: node.end, text: ')' },
  ];
}

/** They look at a copy as well as at the list. */
const LOOKING: ReadonlySet<string> = new Set([
  ...['concat', 'entries', 'every', 'filter', 'find', 'findIndex', 'findLast', 'findLastIndex', 'flat', 'flatMap'],
  ...['forEach', 'includes', 'indexOf', 'join', 'keys', 'lastIndexOf', 'map', 'reduce', 'reduceRight', 'some'],
  ...['toLocaleString', 'toReversed', 'toSorted', 'toSpliced', 'toString', 'values', 'with'],
]);

function sliced(access: Access): ListStep {
  const { receiver } = access;
  const promised = { node: receiver, text: `${receiver.getText()}.slice()` };
  return { access, kind: 'read', word: 'slice', promised, edits: [], whole: receiver };
}

function lengthOf(access: Access, node: ts.Expression): ListStep | undefined {
  const outer = dressed(node);
  const { parent } = outer;
  const name = access.receiver.getText();
  if (isAssignment(parent) && parent.left === outer) {
    if (parent.right.getText() !== '0' || parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken || !isUnused(parent))
      return undefined;
    return { access, kind: 'clear', word: 'clear', promised: { node: parent, text: `${name}.clear()` }, edits: [] };
  }
  if (isStep(parent)) return undefined;
  return {
    access,
    kind: 'read',
    word: 'length',
    promised: { node, text: `${name}.length()` },
    edits: [],
    whole: access.receiver,
  };
}

/** `list[0]`, `list[list.length - 1]`, `list[i]`. */
function itemOf(access: Access, member: ts.ElementAccessExpression, inner: readonly Access[]): ListStep | undefined {
  const outer = dressed(member);
  const { parent } = outer;
  if ((isAssignment(parent) && parent.left === outer) || isStep(parent) || ts.isDeleteExpression(parent))
    return undefined;
  const index = member.argumentExpression;
  const position = ts.isNumericLiteral(index) ? index.text : isLast(index, access, inner) ? '-1' : undefined;
  if (position === undefined) return { ...sliced(access), word: 'at' };
  const name = access.receiver.getText();
  const base = { access, kind: 'read', word: 'at', whole: access.receiver } as const;
  if (mayLack(outer)) return { ...base, promised: { node: member, text: `${name}.at(${position})` }, edits: [] };
  // An index says that the item is there, `at` that it may not be.
  const end = position === '-1' ? '' : `, ${Number(position) + 1}`;
  const promised = { node: access.receiver, text: `${name}.slice(${position}${end})` };
  return { ...base, promised, edits: [{ start: index.getStart(), end: index.end, text: '0' }] };
}

function isLast(index: ts.Expression, access: Access, inner: readonly Access[]): boolean {
  const bare = undressed(index);
  if (!ts.isBinaryExpression(bare) || bare.operatorToken.kind !== ts.SyntaxKind.MinusToken) return false;
  if (bare.right.getText() !== '1' || bare.left.getText() !== `${access.receiver.getText()}.length`) return false;
  return inner.some(({ node }) => node === bare.left);
}

/** Nothing here says that the item is there. */
function mayLack(outer: ts.Expression): boolean {
  const { parent } = outer;
  if (!/\.[cm]?tsx?$/.test(outer.getSourceFile().fileName)) return true;
  if (ts.isNonNullExpression(parent)) return true;
  if (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent))
    return parent.questionDotToken !== undefined;
  if (ts.isIfStatement(parent) || ts.isPrefixUnaryExpression(parent) || ts.isTemplateSpan(parent)) return true;
  return ts.isBinaryExpression(parent) && TOLERANT.has(parent.operatorToken.kind) && parent.left === outer;
}

const TOLERANT: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
]);

const EQUALITY: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
]);

function readOf(access: Access): ListStep | undefined {
  const { receiver } = access;
  const { parent } = receiver;
  if (ts.isForInStatement(parent) || ts.isTypeOfExpression(parent)) return undefined;
  if (ts.isBinaryExpression(parent) && EQUALITY.has(parent.operatorToken.kind)) return undefined;
  const copy = copyAround(receiver, parent);
  if (copy !== undefined) {
    const promised = { node: copy, text: `${receiver.getText()}.slice()` };
    return { access, kind: 'read', word: 'iterate', promised, edits: [], whole: receiver };
  }
  const name = shorthand(receiver);
  const start = receiver.getStart();
  const isAlias = !ts.isForOfStatement(parent) && !ts.isSpreadElement(parent);
  return { ...sliced(access), edits: name === '' ? [] : [{ start, end: start, text: name }], isAlias };
}

/** `[...list]`, `Array.from(list)`: a slice is a copy already. */
function copyAround(receiver: ts.Expression, parent: ts.Node): ts.Expression | undefined {
  if (ts.isSpreadElement(parent) && ts.isArrayLiteralExpression(parent.parent))
    return parent.parent.elements.length === 1 ? parent.parent : undefined;
  const isCopied =
    ts.isCallExpression(parent) && parent.expression.getText() === 'Array.from' && parent.arguments.length === 1;
  return isCopied && parent.arguments[0] === receiver ? parent : undefined;
}

/** `list = []`, `list = list.slice(-n)`, `list = [...list, item]`. */
function assignedOf(access: Access, inner: readonly Access[]): ListStep | undefined {
  const { node, value, receiver } = access;
  if (!isAssignment(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken || value === undefined)
    return undefined;
  if (!isUnused(node)) return undefined;
  const bare = undressed(value);
  const name = receiver.getText();
  if (ts.isArrayLiteralExpression(bare)) {
    if (bare.elements.length === 0)
      return { access, kind: 'clear', word: 'clear', promised: { node, text: `${name}.clear()` }, edits: [] };
    return addedOf(access, node, bare, inner);
  }
  const whole = addedAndCut({ value, receiver });
  if (whole !== undefined) {
    const added = looksAtList(whole.most, inner) ? undefined : addedOf(access, node, whole.items, inner);
    return added && { ...added, cuts: true };
  }
  if (!ts.isCallExpression(bare) || !ts.isPropertyAccessExpression(bare.expression)) return undefined;
  const isOwn = inner.some((one) => one.node === bare) && bare.expression.expression.getText() === name;
  if (!isOwn || bare.expression.name.text !== 'slice' || bare.arguments.length === 0) return undefined;
  const most = lastOfMany({ node, value, receiver });
  if (most === undefined && bare.arguments.some((argument) => looksAtList(argument, inner))) return undefined;
  const first = most ?? bare.arguments[0];
  const last = most ?? bare.arguments.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const edits = [
    { start: node.getStart(), end: first.getStart(), text: `${name}.trim(${most === undefined ? '' : '-'}` },
    { start: last.end, end: node.end, text: ')' },
  ];
  return { access, kind: 'cut', word: 'trim', promised: { node }, edits };
}

/** `list = [...list, item]` adds at the end, `list = [item, ...list]` at the beginning. */
function addedOf(
  access: Access,
  node: ts.BinaryExpression,
  { elements }: ts.ArrayLiteralExpression,
  inner: readonly Access[],
): ListStep | undefined {
  const isOld = (element: ts.Expression | undefined): boolean =>
    element !== undefined &&
    ts.isSpreadElement(element) &&
    inner.some(({ receiver }) => receiver === element.expression);
  const isAtEnd = isOld(elements[0]);
  const added = isAtEnd ? elements.slice(1) : elements.slice(0, -1);
  const [first] = added;
  const last = added.at(-1);
  if (first === undefined || last === undefined || (!isAtEnd && !isOld(elements.at(-1)))) return undefined;
  if (added.some((element) => looksAtList(element, inner))) return undefined;
  const word = isAtEnd ? 'push' : 'unshift';
  const edits = [
    { start: node.getStart(), end: first.getStart(), text: `${access.receiver.getText()}.${word}(` },
    { start: last.end, end: node.end, text: ')' },
  ];
  return { access, kind: 'append', word, promised: { node }, edits };
}
