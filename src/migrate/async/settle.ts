/** From colours to edits: functions become async, their types say so, and each wait is awaited where it stands. */
import type { ts } from 'ts-morph';
import { placeOf, type Code } from '../code.js';
import type { Refusal, Warning } from '../types.js';
import { moveDefault } from './defaults.js';
import { draftOf, editsOf, type Cause, type Draft } from './draft.js';
import { tellOfDropped, tellOfLost, triedBy } from './dropped.js';
import { dissolvedBy, settleElement, waysOf, type Elements } from './elements.js';
import { emitsBefore } from './emits.js';
import { besides } from './besides.js';
import { startInExecutor } from './executors.js';
import { bareCallOf, expectRejection } from './expectations.js';
import { wrapHandlers } from './express.js';
import { hoist, lateAssignmentOf } from './hoist.js';
import { collectedFrom, refusalsFor, shortText, toldOnce, warningsFor, type Reason } from './notes.js';
import { markAsync, placeAwait, placeForAwait } from './place.js';
import { readersOf } from './reading.js';
import { returnValues } from './resolved.js';
import { annotate, keepReturnTypes } from './signatures.js';
import { functionNameOf, homeOf, innermost, isAsync, isGenerator, isHandled, type Home } from './sites.js';
import { isTest } from './together.js';
import type { Claim, Colours, Declared, Func, SettleOptions, Settled, Wait } from './words.js';

interface Work {
  readonly code: Code;
  readonly draft: Draft;
  readonly colours: Colours;
  readonly elements: readonly Elements[];
  readonly dissolved: ReadonlySet<ts.Node>;
  readonly refusals: Refusal[];
  readonly warnings: Warning[];
}

export function settle(
  code: Code,
  colours: Colours,
  waits: readonly Wait[],
  claimed: readonly Claim[],
  options: SettleOptions = {},
): Settled {
  const all = unhandled([...waits, ...colours.calls]);
  const byNode = new Map<ts.Node, Wait>(all.map((wait) => [wait.node, wait]));
  const reads = readersOf(code, colours, waits);
  const elements = waysOf(code, colours.elementCallbacks, byNode, reads);
  const dissolved = dissolvedBy(elements);
  const draft = draftOf(code, { dissolved, tried: triedBy(colours) });
  const work: Work = { code, draft, colours, elements, dissolved, refusals: [], warnings: [] };
  const isClaimed = claimTest(code, claimed);
  const free = all.filter(
    (wait) => !isClaimed(wait.node) || !refuse(work, wait.node, wait.stores, claimedReason(wait.node)),
  );
  const skipped = settleElements(work, free, byNode);
  const created = wrapHandlers(draft, colours.expressHandlers, options);
  const functions = settleFunctions(work, skipped, isClaimed);
  const settledWaits = free.filter(({ node }) => !skipped.has(node));
  // Before the waits: what is put around an expression first is outside.
  for (const callback of colours.dropped) tellOfDropped(draft, callback, colours, claimed);
  for (const call of colours.lost) tellOfLost(draft, call);
  settleWaits(work, settledWaits);
  for (const executor of colours.executors) startInExecutor(draft, executor, claimed);
  for (const { call, stores } of besides(code, colours, all, reads)) {
    const why = `${shortText(call)} runs at the same time as what stands beside it`;
    work.warnings.push(...warningsFor(code, call, stores, { code: 'CONCURRENCY', why }));
  }
  const { freezes = () => false } = options;
  for (const { emit, stores, event, why } of emitsBefore(code, colours.listeners, [...free], freezes))
    refuse(work, emit, stores, {
      code: 'EMIT_ORDER',
      why: `a listener of ${JSON.stringify(event)} will still be at work when ${why}`,
      advice: 'Call what the listener does by its name, and wait for it.',
    });
  for (const { node, stores } of draft.pieces().filter((piece) => overlaps(piece, claimed)))
    refuse(work, node, stores, claimedReason(node));
  return {
    edits: editsOf(draft.pieces()),
    created,
    functions,
    ...counted(free),
    refusals: toldOnce(work.refusals),
    warnings: toldOnce(work.warnings),
  };
}

/** One wait for each expression: the engine and the colours may both have seen it. */
function unhandled(waits: readonly Wait[]): Wait[] {
  const byNode = new Map<ts.Expression, Wait>();
  for (const wait of waits) {
    const known = byNode.get(wait.node);
    byNode.set(wait.node, { ...wait, ...known, stores: [...new Set([...(known?.stores ?? []), ...wait.stores])] });
  }
  return [...byNode.values()];
}

function refuse({ code, refusals }: Work, node: ts.Node, stores: readonly string[], reason: Reason): true {
  refusals.push(...refusalsFor(code, node, stores, reason));
  return true;
}

const claimedReason = (node: ts.Node): Reason => ({
  code: 'UNVERIFIED',
  why: `${shortText(node)} would be changed inside of code that is rewritten as a whole`,
  advice: 'Migrate this store by hand, or report the code that stands here.',
});

function claimTest(code: Code, claimed: readonly Claim[]): (node: ts.Node) => boolean {
  return (node) => {
    const file = code.nameOf(node.getSourceFile());
    return claimed.some((claim) => claim.file === file && claim.start <= node.getStart() && node.end <= claim.end);
  };
}

const overlaps = ({ file, start, end }: Claim, claimed: readonly Claim[]): boolean =>
  claimed.some((claim) => claim.file === file && start < claim.end && end > claim.start);

function counted(waits: readonly Wait[]): Pick<Settled, 'callSites' | 'callSitesByStore'> {
  const awaited = waits.filter(({ node }) => !isHandled(node));
  const byStore = new Map<string, number>();
  for (const { stores } of awaited) for (const store of stores) byStore.set(store, (byStore.get(store) ?? 0) + 1);
  return { callSites: awaited.length, callSitesByStore: byStore };
}

/** Gives what needs no `await` and no `async` any more. */
function settleElements(work: Work, waits: readonly Wait[], byNode: ReadonlyMap<ts.Node, Wait>): ReadonlySet<ts.Node> {
  const { draft, colours, elements } = work;
  const skipped = new Set<ts.Node>([...work.dissolved, ...colours.executors.map(({ func }) => func)]);
  for (const each of elements) {
    const { element, func, isPromise } = each;
    const { refusal, early, replaced = [] } = settleElement(draft, each, waits);
    if (refusal) refuse(work, element.call, element.stores, refusal);
    if (early) {
      const why = `${element.method} asks for all elements, where it stopped at the first that answered`;
      work.warnings.push(...warningsFor(work.code, element.call, element.stores, { code: 'MOVED_EVALUATION', why }));
    }
    for (const { node } of replaced) skipped.add(node);
    if (func && STAYING.has(each.way)) skipped.add(func);
    if (func && isPromise) skipped.add(func).add(func.body);
  }
  for (const expectation of colours.expectations) {
    if (isHandled(expectation.call)) continue;
    const bare = bareCallOf(expectation, byNode);
    expectRejection(draft, expectation, bare);
    if (bare) skipped.add(bare).add(innermost(expectation.callback));
  }
  return skipped;
}

/** What the callback asks for is read before it runs. */
const STAYING: ReadonlySet<Elements['way']> = new Set(['sort', 'ahead', 'beside']);

function settleFunctions(
  { code, draft, colours }: Work,
  skipped: ReadonlySet<ts.Node>,
  isClaimed: (node: ts.Node) => boolean,
): Settled['functions'] {
  const changed = new Map<Declared, readonly string[]>(colours.signatures);
  const functions: Settled['functions'][number][] = [];
  for (const [func, { stores, becomesAsync }] of colours.functions) {
    if (!becomesAsync || skipped.has(func)) continue;
    const name = functionNameOf(func);
    markAsync(draft, func, { reason: `${name} waits`, stores });
    annotate(draft, func, stores);
    const isWaiting = !isAsync(func) && !isGenerator(func);
    if (isWaiting) returnValues(draft, func, isClaimed, { reason: `${name} gives a promise by itself`, stores });
    changed.set(func, stores);
    functions.push({ ...placeOf(code, func), name, stores });
  }
  for (const [declared, stores] of colours.signatures) annotate(draft, declared, stores);
  keepReturnTypes(draft, changed);
  return functions;
}

function settleWaits(work: Work, waits: readonly Wait[]): void {
  const { draft, dissolved } = work;
  const done = new Set<ts.Node>();
  for (const wait of waits) {
    const { node, stores, text } = wait;
    const cause: Cause = { reason: `${shortText(node, 40)} is awaited`, stores };
    if (isHandled(node)) {
      changeText(draft, wait, cause);
      continue;
    }
    const home = homeOf(node);
    const problem = problemOf(work, wait, home);
    if (problem !== undefined) {
      if (problem !== 'told') refuse(work, node, stores, problem);
      continue;
    }
    if (home.kind === 'function' && home.inDefault) {
      const refusal = moveDefault(draft, home.node, home.inDefault, wait);
      if (refusal) refuse(work, node, stores, refusal);
      continue;
    }
    const late = lateAssignmentOf(draft, wait, dissolved);
    if (late && !done.has(late.assignment)) {
      done.add(late.assignment);
      const refusal = hoist(draft, late);
      if (refusal) refuse(work, node, stores, refusal);
    }
    if (wait.iterable) {
      if (!placeForAwait(draft, node, cause)) refuse(work, node, stores, notIterated(node));
    } else {
      const parenthesised = work.elements.some(({ element, way }) => way === 'together' && isTest(element, node));
      placeAwait(draft, { node, parenthesised, then: wait.then ?? '', alone: late?.early === node }, cause);
    }
    if (text !== undefined) changeText(draft, wait, cause);
  }
}

/** `m.size` → `m.size()`: only what is added, where the rest stays. */
function changeText(draft: Draft, { node, text }: Wait, cause: Cause): void {
  if (text === undefined) return;
  const old = node.getText();
  if (text.startsWith(old)) draft.append(node, text.slice(old.length), cause);
  else draft.replace(node, node.getStart(), node.end, text, cause);
}

const notIterated = (node: ts.Node): Reason => ({
  code: 'UNKNOWN_USE',
  why: `${shortText(node)} is used by what iterates without waiting`,
  advice: 'Loop over it with `for await` and collect what is needed.',
  replacement: collectedFrom(node),
});

/** Why nothing can wait there; `told` if the colours have said it. */
function problemOf({ colours, dissolved }: Work, { node }: Wait, home: Home): Reason | 'told' | undefined {
  if (home.kind === 'module') return undefined;
  if (home.kind === 'nowhere')
    return {
      code: home.code,
      why: `${shortText(node)} stands in ${home.what}, which cannot wait`,
      advice: 'Compute it in a function that waits, when it is first needed.',
    };
  const func: Func = home.node;
  if (colours.functions.has(func) || isAsync(func) || dissolved.has(func)) return undefined;
  if (colours.refusals.some((refusal) => isAt(refusal, func))) return 'told';
  return {
    code: 'UNVERIFIED',
    why: `${functionNameOf(func)} would have to wait for ${shortText(node)}, and was not found to`,
    advice: 'Migrate this store by hand, or report the code that stands here.',
  };
}

function isAt({ line, column }: Refusal, func: Func): boolean {
  const start = func.getSourceFile().getLineAndCharacterOfPosition(func.getStart());
  return start.line + 1 === line && start.character + 1 === column;
}
