/** Accesses that stand by themselves: the same call, awaited where it stands. */
import { ts } from 'ts-morph';
import { withEdits } from '../edits.js';
import { bodyOf, dressed, isAssignment, isFunction, isUnused } from '../nodes.js';
import type { RefusalCode, WarningCode } from '../types.js';
import type { StoreKind } from '../targets.js';
import type { Access } from '../uses/access.js';
import { indentAt, styleOf } from '../style.js';
import { certain, shorthand } from './cell.js';
import { walked } from './objects.js';
import { isOrderSeen, isOrderSeenBy } from './unordered.js';
import { freshName, keyText } from './words.js';
import type { Span, TextEdit } from './types.js';

/** An expression that is a promise from now on. */
export interface Promised {
  readonly node: ts.Expression;
  /** What it becomes, where that is not its own text. */
  readonly text?: string;
  /** It gives its items one by one: `for await`. */
  readonly iterable?: boolean;
  /** What follows the value that was waited for: `!`. */
  readonly then?: string;
  /** It changes nothing, so several may be under way at a time. */
  readonly reads?: boolean;
}

export interface Direct {
  readonly promised: readonly Promised[];
  readonly edits: readonly TextEdit[];
  /** Names that the file has to import beside the collection. */
  readonly imports: readonly string[];
  readonly warning?: { readonly code: WarningCode; readonly why: string };
  /** Ranges that are done with. */
  readonly claimed?: readonly Span[];
}

export type DirectAnswer = Direct | { readonly code: RefusalCode; readonly why: string };

const promised = (node: ts.Expression, text?: string, more: Partial<Promised> = {}): Direct => ({
  promised: [{ node, ...(text === undefined ? {} : { text }), ...more }],
  edits: [],
  imports: [],
});

const refused = (code: RefusalCode, why: string): DirectAnswer => ({ code, why });

export function direct(access: Access): DirectAnswer {
  const { target, operation } = access;
  const table = TABLES[target.kind];
  return (
    table[operation]?.(access) ??
    refused('UNKNOWN_USE', `\`${access.node.getText()}\` has no counterpart in a shared collection`)
  );
}

type Table = Readonly<Partial<Record<Access['operation'], (access: Access) => DirectAnswer>>>;

/** The call as it is in a Map; what a dictionary writes with brackets becomes it. */
const called =
  (method: string): ((access: Access) => DirectAnswer) =>
  ({ target, node, receiver, key }) =>
    target.kind === 'object' && key
      ? promised(node, `${receiver.getText()}.${method}(${keyText(key)})`, {
          ...(method === 'get' ? assertedIn(node) : {}),
          reads: method !== 'delete',
        })
      : promised(node);

/** Of an index nobody said that it may be absent. */
function assertedIn(node: ts.Expression): Partial<Promised> {
  const outer = dressed(node);
  const { parent } = outer;
  const goesOn =
    (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && parent.expression === outer;
  return goesOn && certain(node) !== '' ? { then: '!' } : {};
}

/** A Map gives itself back when something is set. */
function set(access: Access): DirectAnswer {
  const { target, node, receiver, key, value } = access;
  if (target.kind === 'object' && key && value) {
    if (!isUnused(node)) return refused('CHAINED_SET', `the value of \`${node.getText()}\` is used`);
    return promised(node, `${receiver.getText()}.set(${keyText(key)}, ${value.getText()})`);
  }
  const { parent } = dressed(node);
  if (isChained(receiver)) return isUnused(node) || isChainedOn(node) ? nextInChain(receiver) : usedResult(node);
  if (isUnused(node)) return promised(node);
  if (isChainedOn(node) && isUnused(chainFrom(node))) return firstInChain(node);
  if (ts.isReturnStatement(parent) || isVisit(parent)) return promised(node);
  return ts.isArrowFunction(parent) && parent.body === node ? inBraces(node) : usedResult(node);
}

/** `ids.forEach((id) => m.set(id, v))`: nobody looks at what a visit gives back. */
function isVisit(fn: ts.Node): boolean {
  if (!ts.isArrowFunction(fn)) return false;
  const { parent: call } = dressed(fn);
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return false;
  return call.expression.name.text === 'forEach' && call.arguments[0] === dressed(fn);
}

const usedResult = (node: ts.Expression): DirectAnswer =>
  refused('CHAINED_SET', `what \`${node.getText()}\` gives back is used`);

/** `m.set(a, 1).set(b, 2)`: the second is set on what the first gave back. */
const isChained = (receiver: ts.Expression): receiver is ts.CallExpression => ts.isCallExpression(receiver);

function isChainedOn(node: ts.Expression): boolean {
  const { parent } = node;
  return ts.isPropertyAccessExpression(parent) && parent.expression === node && ts.isCallExpression(parent.parent);
}

/** The whole chain that begins here. */
function chainFrom(node: ts.Expression): ts.Expression {
  let at = node;
  while (isChainedOn(at)) at = at.parent.parent as ts.Expression;
  return at;
}

function firstInChain(node: ts.Expression): DirectAnswer {
  const start = node.getStart();
  return { promised: [], edits: [{ start, end: start, text: 'await ' }], imports: [] };
}

/** A statement for each link. */
function nextInChain(receiver: ts.CallExpression): DirectAnswer {
  let first: ts.Expression = receiver;
  while (ts.isCallExpression(first) && ts.isPropertyAccessExpression(first.expression))
    first = first.expression.expression;
  const file = receiver.getSourceFile();
  const { newline, semicolon } = styleOf(file);
  const text = `${semicolon}${newline}${indentAt(file.text, first.getStart())}await ${first.getText()}`;
  return {
    promised: [],
    edits: [{ start: receiver.end, end: afterSpace(file.text, receiver.end), text }],
    imports: [],
  };
}

const afterSpace = (text: string, at: number): number => at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);

/** `(k) => m.set(k, v)` gave the Map to whoever asked, which nobody does. */
function inBraces(node: ts.Expression): DirectAnswer {
  const { semicolon } = styleOf(node.getSourceFile());
  const edits = [
    { start: node.getStart(), end: node.getStart(), text: '{ await ' },
    { start: node.end, end: node.end, text: `${semicolon} }` },
  ];
  return { promised: [], edits, imports: [] };
}

/** `m.keys()` and its like give their items one by one. */
function listed(method: string): (access: Access) => DirectAnswer {
  return (access) => {
    const { receiver, node } = access;
    const whole = walked(access);
    if (whole !== undefined)
      return { promised: [], ...whole, ...(ts.isForInStatement(receiver.parent) ? {} : ofOrder(receiver)) };
    const text = `${receiver.getText()}.${method}()`;
    const outer = dressed(node);
    if (ts.isPropertyAccessExpression(outer.parent) && outer.parent.name.text === 'next')
      return refused('ORDER', `\`${outer.parent.getText()}\` takes the oldest entry`);
    if (ts.isForOfStatement(outer.parent) && outer.parent.expression === outer)
      return { ...promised(node, text, { iterable: true }), ...ofOrder(outer) };
    return { ...gathered(outer, text), ...ofOrder(outer) };
  };
}

const IN_ANOTHER_ORDER = {
  code: 'ORDER',
  why: 'entries come by key, and not in the order in which they were set',
} as const;

const ofOrder = (listing: ts.Expression): Partial<Direct> =>
  isOrderSeen(listing) ? { warning: IN_ANOTHER_ORDER } : {};

/** All of them, where something looks at them together. `[...m.values()]` and `Array.from(m.values())` are the array itself. */
function gathered(outer: ts.Expression, text: string): Direct {
  const { parent } = outer;
  const isAlone =
    ts.isSpreadElement(parent) && ts.isArrayLiteralExpression(parent.parent) && parent.parent.elements.length === 1;
  const isCopied =
    ts.isCallExpression(parent) && parent.expression.getText() === 'Array.from' && parent.arguments.length === 1;
  const node = isAlone ? (parent.parent as ts.Expression) : isCopied ? parent : outer;
  return { ...promised(node, `toArray(${text})`), imports: ['toArray'] };
}

const size = ({ receiver, node }: Access): DirectAnswer => promised(node, `${receiver.getText()}.size()`);

/** `m = new Map()`: the same as clearing it. */
function emptied({ node, receiver, value }: Access): DirectAnswer {
  const isEmpty =
    value !== undefined &&
    ((ts.isNewExpression(value) && (value.arguments ?? []).length === 0) ||
      (ts.isObjectLiteralExpression(value) && value.properties.length === 0));
  if (!isEmpty || !isUnused(node))
    return refused('UNKNOWN_USE', `\`${node.getText()}\` puts others in the place of all that it holds`);
  return promised(node, `${receiver.getText()}.clear()`);
}

function visited(access: Access): DirectAnswer {
  const [visit] = ts.isCallExpression(access.node) ? access.node.arguments : [];
  const takesMap = visit !== undefined && isFunction(visit) && visit.parameters.length > 2;
  if (takesMap) return refused('IDENTITY', 'the visit gets the Map itself as its third argument');
  const answer = called('forEach')(access);
  const isSeen = visit !== undefined && isFunction(visit) && isOrderSeenBy(visit);
  return 'promised' in answer && isSeen ? { ...answer, warning: IN_ANOTHER_ORDER } : answer;
}

/** The members in a list, which is visited with one argument alone: the second would be their index. */
function membersVisited({ target, node, receiver }: Access): DirectAnswer {
  const [visit, ...more] = ts.isCallExpression(node) ? node.arguments : [];
  if (visit === undefined || !isFunction(visit) || visit.parameters.length > 1 || more.length > 0)
    return refused('UNKNOWN_USE', 'what visits a Set is handed more than the member');
  const all = target.kind === 'members' ? 'keys' : 'values';
  return { ...promised(receiver, `toArray(${receiver.getText()}.${all}())`), imports: ['toArray'] };
}

/** A function that works on a cell gets one for itself. */
function handedCell({ node, accessor }: Access): DirectAnswer {
  if (accessor === undefined) return refused('UNKNOWN_USE', '');
  const cell = freshName(bodyOf(node), ['cell']);
  const start = node.getStart();
  const edits = accessor.editsIn(cell).map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  return promised(node, `${accessor.transact}(${accessor.key.text}, (${cell}) => ${withEdits(node.getText(), edits)})`);
}

const KEYED: Table = {
  accessor: handedCell,
  get: called('get'),
  has: called('has'),
  delete: called('delete'),
  set,
  clear: called('clear'),
  size,
  keys: listed('keys'),
  values: listed('values'),
  entries: listed('entries'),
  forEach: visited,
  assign: (access) => (access.key === undefined ? emptied(access) : refused('UNKNOWN_USE', '')),
};

const SET: Table = {
  add: (access) =>
    isUnused(access.node)
      ? promised(access.node)
      : refused('CHAINED_SET', `what \`${access.node.getText()}\` gives back is used`),
  has: called('has'),
  delete: called('delete'),
  clear: called('clear'),
  size,
  values: listed('values'),
  entries: listed('values'),
  forEach: membersVisited,
  assign: emptied,
};

function named(receiver: ts.Expression): TextEdit[] {
  const text = shorthand(receiver);
  return text === '' ? [] : [{ start: receiver.getStart(), end: receiver.getStart(), text }];
}

/** One value: it is read as a whole, and set as a whole. */
const WHOLE: Table = {
  read: ({ receiver }) => ({
    ...promised(receiver, `${receiver.getText()}.get()`),
    edits: named(receiver),
  }),
  member: ({ receiver }) => promised(receiver, `${receiver.getText()}.get()`),
  assign: ({ node, receiver, value }) =>
    isAssignment(node) && value && isUnused(node)
      ? promised(node, `${receiver.getText()}.set(${value.getText()})`)
      : refused('UNKNOWN_USE', `the value of \`${node.getText()}\` is used`),
};

/** A Set whose members are keys: each stands for itself. */
const MEMBERS: Table = {
  ...SET,
  add: ({ node, receiver, key }) =>
    isUnused(node) && key ? promised(node, `${receiver.getText()}.set(${key.getText()}, true)`) : usedResult(node),
  values: listed('keys'),
  entries: listed('keys'),
};

const TABLES: Readonly<Record<StoreKind, Table>> = {
  map: KEYED,
  object: KEYED,
  set: SET,
  members: MEMBERS,
  array: WHOLE,
  record: WHOLE,
  scalar: WHOLE,
};
