/**
 * A check of what stays in memory, and what is done because of it, were one step. A wait of a store that moves between the two lets others in, who
 * see what the first one saw: the store that brings the wait stays.
 */
import { ts } from 'ts-morph';
import { isTest } from '../../workspace/file-kinds.js';
import type { Removal } from '../adapter/index.js';
import { isAsync } from '../async/sites.js';
import type { Colours } from '../async/index.js';
import type { StoreRewrite, Surroundings } from '../store.js';
import type { Calls } from '../calls.js';
import { placeOf, type Code } from '../code.js';
import { conditionOf, decidedHow, isFrom } from '../deciding.js';
import { bodyOf, isAssignment, isFunction, isInside, type Body } from '../nodes.js';
import { barriersOf, canFollow } from '../regions/touches.js';
import { shortly } from '../regions/wrap.js';
import type { Target } from '../targets.js';
import type { Refusal } from '../types.js';
import type { Access } from '../uses/access.js';
import { happeningsOver, isChecking, type Happening, type Happenings } from './happenings.js';
import { isSameSlot, memoryOf } from './memory.js';
import { stepAround } from './steps.js';
import { isBetween, newWaits, type NewWait } from './waits.js';

export interface Moving {
  readonly target: Target;
  readonly accesses: readonly Access[];
  readonly removals: readonly Removal[];
}

/** A wait, and what brings it into the step: itself, or a call. */
interface Between {
  readonly wait: NewWait;
  readonly at: ts.Node;
}

/** What was looked at and what is done because of it, with new waits in between. */
interface Parted {
  readonly read: Happening;
  readonly write: Happening;
  readonly waits: readonly Between[];
}

export function partedSteps(
  { code, calls }: Pick<Surroundings, 'code' | 'calls'>,
  stores: readonly Moving[],
  rewrite: StoreRewrite,
  colours: Pick<Colours, 'calls' | 'elementCallbacks'>,
): Refusal[] {
  const accesses = stores.flatMap((store) => store.accesses);
  const waits = newWaits(code, accesses, rewrite, colours);
  const waitsIn = (body: Body): readonly NewWait[] => waits.get(body) ?? [];
  const memory = memoryOf(code, calls, movedBy(code, stores));
  const happeningsIn = happeningsOver({ code, calls, memory, waitsIn, isRemoved: removedBy(code, stores) });
  const bodies = bodiesWith(calls, [...waits.keys()]);
  return bodies.flatMap((body) =>
    ts.isSourceFile(body) || isTest(code.nameOf(body.getSourceFile()))
      ? []
      : partedIn(code, body, happeningsIn(body), waitsIn(body)).flatMap((parted) => refusalsOf(code, parted)),
  );
}

/** Those that call an async function are in one step with the first of it. */
const bodiesWith = (calls: Calls, waiting: readonly Body[]): Body[] => [
  ...new Set([
    ...waiting,
    ...waiting.flatMap((body) =>
      !ts.isSourceFile(body) && isAsync(body) ? calls.of(body).map((call) => stepAround(bodyOf(call))) : [],
    ),
  ]),
];

function movedBy({ checker }: Code, stores: readonly Moving[]): (node: ts.Node) => boolean {
  const nodes = new Set<ts.Node>(stores.flatMap(({ accesses }) => accesses.flatMap((one) => [one.receiver, one.node])));
  const symbols = new Set(stores.flatMap(({ target }) => checker.getSymbolAtLocation(target.name) ?? []));
  const symbolOf = (node: ts.Node): ts.Symbol | undefined =>
    checker.getSymbolAtLocation(ts.isPropertyAccessExpression(node) ? node.name : node);
  return (node) => {
    if (nodes.has(node)) return true;
    const symbol = symbolOf(node);
    return symbol !== undefined && symbols.has(symbol);
  };
}

export function removedBy(code: Code, stores: readonly Moving[]): (node: ts.Node) => boolean {
  const removals = stores.flatMap((store) => store.removals);
  return (node) => {
    if (removals.length === 0) return false;
    const of = code.nameOf(node.getSourceFile());
    return removals.some(({ file, start, end }) => file === of && start <= node.getStart() && node.end <= end);
  };
}

function partedIn(code: Code, body: Body, { reads, writes }: Happenings, waits: readonly NewWait[]): Parted[] {
  const barriers = barriersOf(body, () => false);
  return writes.flatMap((write) => {
    if (write.isChecked === true) return [];
    const found = reads.flatMap((read): Parted[] => {
      if (!isSameSlot(read.slot, write.slot) || !isBefore(read, write) || isLate(read, write, waits)) return [];
      const between = waitsBetween(waits, read, write);
      if (between.length === 0 || barriers.some((barrier) => isHeldUp(barrier, read, write))) return [];
      if (!isDecided(code, body, read, write)) return [];
      const claims = writes.filter((claim) => isSameSlot(claim.slot, write.slot) && isClaim(claim, read, between));
      if (claims.length > 0 || isAskedAgain(code, body, { read, write, waits: between }, reads)) return [];
      return [{ read, write, waits: between }];
    });
    return found.slice(0, 1);
  });
}

export const isBefore = (read: Happening, write: Happening): boolean =>
  read.node !== write.node && read.node.pos < write.node.end && canFollow(read.node, write.node);

/** `total = total + (await m.get(k))` becomes two statements, of which the second one does not wait. */
const isLate = (read: Happening, { node }: Happening, waits: readonly NewWait[]): boolean =>
  isAssignment(node) &&
  isInside(read.node, node.right) &&
  waits.some((wait) => isInside(wait.node, node.right) && wait.node.pos >= read.node.pos);

/** Within calls too: what follows the read there, and what comes before the write. */
const waitsBetween = (
  waits: readonly NewWait[],
  { node: from, waitsAfter = [] }: Happening,
  write: Happening,
): Between[] => [
  ...waitsAfter.map((wait) => ({ wait, at: from })),
  ...waits
    .filter(({ node }) => node !== from && node !== write.node)
    .filter((wait) => isBetween(wait, from, write.node, isPlain(write)))
    .map((wait) => ({ wait, at: wait.node })),
  ...(write.waitsBefore ?? []).map((wait) => ({ wait, at: write.node })),
];

/** `x = v` */
const isPlain = ({ node }: Happening): boolean =>
  ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;

/** It waited here before. What a call that is awaited does comes first. */
export const isHeldUp = (barrier: ts.Node, read: Happening, write: Happening): boolean =>
  barrier.end > read.node.end &&
  (barrier.end <= write.node.end || (ts.isForOfStatement(barrier) && isInside(write.node, barrier))) &&
  !(isInside(write.node, barrier) && !ts.isForOfStatement(barrier)) &&
  canFollow(barrier, write.node);

function isDecided(code: Code, body: Body, read: Happening, write: Happening): boolean {
  const { node } = write;
  // `x ??= v`
  if (isAssignment(node) && isInside(read.node, node.left)) return true;
  return decidedHow(body, write, isFrom(code, body, read.node)) !== undefined;
}

/** `if (busy) return; busy = true;`: whoever comes in during the wait sees it. */
function isClaim({ node, waitsBefore = [] }: Happening, read: Happening, between: readonly Between[]): boolean {
  if (between.some(({ wait }) => waitsBefore.includes(wait))) return false;
  const isFirst = (at: ts.Node): boolean =>
    node.end >= read.node.end && node.end <= at.getStart() && canFollow(read.node, node) && isOnTheWay(node, at);
  return between.every(({ at }) => node === at || isFirst(at));
}

/** Whoever gets there has done it. */
function isOnTheWay(node: ts.Node, to: ts.Node): boolean {
  for (let at = node; !ts.isSourceFile(at) && !isInside(to, at); at = at.parent)
    if (isFunction(at) || conditionOf(at) !== undefined || ts.isCatchClause(at)) return false;
  return true;
}

/** What is looked at once more behind the last wait decides as well. */
const isAskedAgain = (code: Code, body: Body, { write, waits }: Parted, reads: readonly Happening[]): boolean =>
  reads.some(
    (again) =>
      isSameSlot(again.slot, write.slot) &&
      again.node !== write.node &&
      waits.every(({ wait: { span }, at }) => (span?.end ?? at.end) <= again.node.pos) &&
      isChecking(code, body, again, write),
  );

function refusalsOf(code: Code, { read, write, waits }: Parted): Refusal[] {
  const [first] = waits.map(({ wait }) => wait);
  if (first === undefined) return [];
  const done = shortly(write.node);
  const why = `\`${done}\` relies on what \`${shortly(read.node)}\` said before \`${shortly(first.node)}\`, which will wait in between`;
  const advice = 'Change what is in memory before the store is asked, or look at it again afterwards.';
  const stores = new Set(waits.flatMap(({ wait }) => wait.stores));
  const replacement = askedBefore({ read, write, waits });
  return [...stores].map((store) => ({
    ...{ ...placeOf(code, write.node), store, code: 'CROSS_STORE', why, advice },
    ...(replacement !== undefined && { replacement }),
  }));
}

/** What waits in a statement of its own, in front of the one that looks at what is in memory. */
function askedBefore({ read, write, waits }: Parted): string | undefined {
  const [first, ...others] = waits;
  if (first === undefined || others.length > 0 || first.at === read.node || first.at === write.node) return undefined;
  const statement = statementAround(first.at);
  const looking = statementAround(read.node);
  if (!ts.isVariableStatement(statement) || statement === looking || isInside(statement, looking)) return undefined;
  const at = first.at.getStart() - statement.getStart();
  const text = statement.getText();
  const [line = ''] = looking.getText().split('\n', 1);
  return `${text.slice(0, at)}await ${text.slice(at)}\n${line}`;
}

function statementAround(node: ts.Node): ts.Node {
  let at = node;
  while (!ts.isStatement(at) && !ts.isSourceFile(at)) at = at.parent;
  return at;
}
