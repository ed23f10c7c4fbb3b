/**
 * What one function does to one store, in the order in which it happens: accesses, and changes of records that it got from the store. What lies
 * between two waits and concerns one entry is one step of the program, and stays one.
 */
import { ts } from 'ts-morph';
import type { Calls } from '../calls.js';
import type { Code } from '../code.js';
import { flowOf, type Flow } from '../flow.js';
import {
  bodyOf,
  descendants,
  dressed,
  endsAbruptly,
  isAssignment,
  isFunction,
  isInside,
  undressed,
  writtenBy,
  type Body,
} from '../nodes.js';
import { identities, partsOf } from '../accessors/keys.js';
import type { Access, Operation } from '../uses/access.js';
import { jumpsOf } from './range.js';

export interface Touch {
  readonly node: ts.Expression;
  readonly access: Access | undefined;
  readonly writes: boolean;
  readonly reads: boolean;
}

/** The touches of one entry between two waits. */
export interface Region {
  readonly body: Body;
  /** As written first; undefined for what has no keys. */
  readonly key: ts.Expression | undefined;
  /** In the order in which they happen. */
  readonly touches: readonly Touch[];
  /** Of the records that were read. */
  readonly flow: Flow;
  /** Functions that change a record for it. */
  readonly callees: readonly Body[];
}

const WRITING: ReadonlySet<Operation> = new Set(['set', 'delete', 'clear', 'add', 'assign']);
const READING: ReadonlySet<Operation> = new Set([
  'get',
  'has',
  'size',
  'keys',
  'values',
  'entries',
  'forEach',
  'read',
  'member',
]);
/** They concern the whole collection, and none of its entries more than another. */
export const OF_ALL: ReadonlySet<Operation> = new Set(['clear', 'size', 'keys', 'values', 'entries', 'forEach']);

export function regionsIn(
  code: Code,
  calls: Calls,
  accesses: readonly Access[],
  waits: (node: ts.Node) => boolean,
): Region[] {
  const bodies = new Set(accesses.map(({ node }) => bodyOf(node)));
  return [...bodies].flatMap((body) => {
    const own = accesses.filter(({ node }) => bodyOf(node) === body);
    const barriers = barriersOf(body, waits);
    return byEntry(code, own).flatMap((entry) => {
      const listings = new Set<ts.Node>(entry.filter(({ operation }) => OF_ALL.has(operation)).map(({ node }) => node));
      const flow = flowOf(code, calls, entry.flatMap(recordOf), listings);
      const changes = changesIn(code, calls, body, flow, entry);
      const known = new Set(changes.touches.map(({ node }) => node));
      const after = entry.flatMap((access) => changedAfterSet(code, calls, body, access, entry));
      const later = after.flatMap(({ touches }) => touches).filter(({ node }) => !known.has(node));
      const touches = inOrder([...entry.map(touchOf), ...changes.touches, ...once(later)]);
      const callees = [changes, ...after].flatMap((one) => one.callees);
      return splitAt(barriers, touches).map((part) => ({ body, key: keyOf(entry), touches: part, flow, callees }));
    });
  });
}

/** As an access says it; what an accessor is called with says it as well. */
const keyOf = (entry: readonly Access[]): ts.Expression | undefined =>
  (entry.find(({ accessor }) => accessor === undefined) ?? entry[0])?.key;

/** What an access hands out: the record itself, or a part of a whole value. */
export function recordOf({ operation, node, accessor }: Access): readonly ts.Node[] {
  if (accessor !== undefined) return accessor.records;
  if (operation === 'forEach' && ts.isCallExpression(node)) {
    const [visit] = node.arguments;
    const parameter = visit && isFunction(visit) ? visit.parameters[0]?.name : undefined;
    return parameter && ts.isIdentifier(parameter) ? [parameter] : [];
  }
  const isKept =
    operation === 'assign' && isAssignment(node) && /^(?:\?\?|\|\||&&)=$/.test(node.operatorToken.getText());
  return HANDING_OUT.has(operation) || isKept ? [node] : [];
}

const HANDING_OUT: ReadonlySet<Operation> = new Set(['get', 'values', 'entries', 'member', 'read']);

/** Changes of what was stored, by who still holds it: `m.set(id, session); session.user = user; touch(session)`. */
function changedAfterSet(
  code: Code,
  calls: Calls,
  body: Body,
  { operation, node, value }: Access,
  entry: readonly Access[],
): Changes[] {
  const name = operation === 'set' && value !== undefined ? undressed(value) : undefined;
  if (name === undefined || !ts.isIdentifier(name)) return [];
  const [declaration] = code.checker.getSymbolAtLocation(name)?.declarations ?? [];
  if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return [];
  if (bodyOf(declaration) !== bodyOf(node)) return [];
  const changes = changesIn(code, calls, body, flowOf(code, calls, [declaration.name]), entry);
  const touches = changes.touches.filter((touch) => touch.node.pos >= node.end);
  return touches.length === 0 ? [] : [{ ...changes, touches }];
}

/** One change can come after several of what was stored. */
const once = (touches: readonly Touch[]): Touch[] => [...new Map(touches.map((touch) => [touch.node, touch])).values()];

interface Changes {
  readonly touches: readonly Touch[];
  readonly callees: readonly Body[];
}

export function touchOf(access: Access): Touch {
  const { operation, node, accessor } = access;
  if (accessor !== undefined) return { node, access, writes: accessor.writes, reads: accessor.reads };
  const isCompound =
    operation === 'assign' && !(ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken);
  return {
    node,
    access,
    writes: WRITING.has(operation) || (operation === 'member' && !isReading(access)),
    reads: READING.has(operation) || isCompound,
  };
}

const READING_METHODS: ReadonlySet<string> = new Set([
  ...[
    'at',
    'concat',
    'entries',
    'every',
    'filter',
    'find',
    'findIndex',
    'findLast',
    'findLastIndex',
    'flat',
    'flatMap',
  ],
  ...['forEach', 'includes', 'indexOf', 'join', 'keys', 'lastIndexOf', 'map', 'reduce', 'reduceRight', 'slice', 'some'],
  ...['toFixed', 'toLocaleString', 'toReversed', 'toSorted', 'toSpliced', 'toString', 'toUpperCase', 'values', 'with'],
  ...['getTime', 'toISOString', 'trim', 'split', 'startsWith', 'endsWith', 'has', 'get'],
]);

/** `alerts.filter(…)`, `alerts.length`, `stats.total`: it changes nothing, unless what comes out of it is changed. */
function isReading({ node, receiver }: Access): boolean {
  if (ts.isCallExpression(node)) {
    const member = receiver.parent;
    return ts.isPropertyAccessExpression(member) && READING_METHODS.has(member.name.text);
  }
  let at = dressed(node);
  while (
    (ts.isPropertyAccessExpression(at.parent) || ts.isElementAccessExpression(at.parent)) &&
    at.parent.expression === at
  )
    at = dressed(at.parent);
  const { parent } = at;
  if (ts.isCallExpression(parent) && parent.expression === at && ts.isPropertyAccessExpression(at))
    return READING_METHODS.has(at.name.text);
  const written = writtenBy(parent);
  return written === undefined || dressed(written) !== at;
}

/** Changes of a record that happen in this function, or in one that it hands the record to. */
function changesIn(code: Code, calls: Calls, body: Body, flow: Flow, entry: readonly Access[]): Changes {
  const accessed = new Set<ts.Node>(entry.map(({ node }) => node));
  const nodes = new Set<ts.Expression>(flow.mutations.filter((node) => isInside(node, body) && !accessed.has(node)));
  const callees = new Set<Body>();
  for (const use of flow.uses) {
    const call = use.parent;
    if (!isInside(use, body) || !ts.isCallExpression(call) || call.expression === use) continue;
    const callee = calls.targetOf(call);
    const parameter = callee?.parameters[call.arguments.indexOf(use)];
    if (callee === undefined || parameter === undefined || !ts.isIdentifier(parameter.name)) continue;
    const inner = flowOf(code, calls, [parameter.name]);
    if (inner.mutations.length === 0) continue;
    nodes.add(call);
    for (const mutation of inner.mutations) callees.add(bodyOf(mutation));
  }
  const touches = [...nodes].map((node) => ({ node, access: undefined, writes: true, reads: true }));
  return { touches, callees: [...callees] };
}

/** When something is done is when its expression ends: what it needs comes before. */
const inOrder = (touches: readonly Touch[]): Touch[] => [...touches].sort((a, b) => a.node.end - b.node.end);

/** Those of the same entry together: the same expression, of the same names. */
function byEntry({ checker }: Code, accesses: readonly Access[]): Access[][] {
  const groups = new Map<string, Access[]>();
  const identityOf = identities(checker);
  for (const access of accesses) {
    const key = access.accessor?.key.parts ?? (access.key && partsOf(checker, access.key));
    const identity = key === undefined ? (OF_ALL.has(access.operation) ? '*' : '') : `key ${identityOf(key)}`;
    groups.set(identity, [...(groups.get(identity) ?? []), access]);
  }
  return [...groups.values()];
}

/** Where a function lets others run. */
export function barriersOf(body: Body, waits: (node: ts.Node) => boolean): ts.Node[] {
  const isBarrier = (node: ts.Node) =>
    ts.isAwaitExpression(node) ||
    ts.isYieldExpression(node) ||
    (ts.isForOfStatement(node) && node.awaitModifier !== undefined) ||
    waits(node);
  return [...descendants(body, (node) => node === body || !isFunction(node))].filter(isBarrier);
}

/** Touches that can follow each other in one run, with no wait between them. */
function splitAt(barriers: readonly ts.Node[], touches: readonly Touch[]): Touch[][] {
  let parts: Touch[][] = [];
  for (const touch of touches) {
    const joins = (part: readonly Touch[]): boolean =>
      part.some(({ node }) => canFollow(node, touch.node) && !isWaitBetween(barriers, node, touch.node));
    parts = [...parts.filter((part) => !joins(part)), [...parts.filter(joins).flat(), touch]];
  }
  return parts.map(inOrder);
}

export const isWaitBetween = (barriers: readonly ts.Node[], before: ts.Node, after: ts.Node): boolean =>
  barriers.some((barrier) => barrier.end > before.end && barrier.end <= after.end && canFollow(barrier, after));

/** The loops and switches around a statement that it breaks out of, or goes on to the next round of: what follows them is reached. */
function leftBy(statement: ts.Statement): ts.Node[] {
  return jumpsOf({ statements: [statement] }).flatMap((jump) => {
    for (let at: ts.Node = jump.parent; !isFunction(at) && !ts.isSourceFile(at); at = at.parent) {
      const isTarget = ts.isIterationStatement(at, false) || (ts.isBreakStatement(jump) && ts.isSwitchStatement(at));
      if (jump.label === undefined ? isTarget : ts.isLabeledStatement(at) && at.label.text === jump.label.text)
        return at;
    }
    return [];
  });
}

/** Not so where the branch that `before` is in is left, or where `after` is in another one. */
export function canFollow(before: ts.Node, after: ts.Node): boolean {
  for (let at: ts.Node = before; !isFunction(at) && !ts.isSourceFile(at); at = at.parent) {
    if (isInside(after, at)) return true;
    if (ts.isStatement(at) && endsAbruptly(at)) {
      const left = leftBy(at).find((target) => !isInside(after, target));
      if (left === undefined) return false;
      at = left;
    }
    const { parent } = at;
    if (ts.isCaseOrDefaultClause(at) && endsAbruptly(at.statements.at(-1)) && isInside(after, parent)) return false;
    if (
      ts.isIfStatement(parent) &&
      at === parent.thenStatement &&
      parent.elseStatement &&
      isInside(after, parent.elseStatement)
    )
      return false;
    if (ts.isConditionalExpression(parent) && at === parent.whenTrue && isInside(after, parent.whenFalse)) return false;
  }
  return true;
}
