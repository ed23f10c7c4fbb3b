/**
 * What rejects when a store is away, and where nobody waits for it: Node ends the process by a rejection that is not handled. Functions that were
 * asynchronous already are followed too, since they had nothing to reject with as long as the store was in memory.
 */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { isFunction } from '../nodes.js';
import { answerOf, emitterOf } from './dropped.js';
import { fateOf, isCaught } from './fates.js';
import type { Graph } from './graph.js';
import { elementsOf, positionOf } from './positions.js';
import type { Reception } from './receivers.js';
import { homeOf, isAsync, isFunctionValue, isHandled } from './sites.js';
import type { CallLike, Colours, Declared, Dropped, ElementCallback, ExpressHandler, LostCall, Wait } from './words.js';

export interface Unheard extends Pick<Colours, 'dropped' | 'lost' | 'returned' | 'expressHandlers'> {
  /** Thrown away so far, and waited for from now on. */
  readonly heeded: readonly Wait[];
}

/** What nobody may get past: with such a store in memory, whoever did not wait had it written all the same. */
export type Guards = (store: string) => boolean;

interface State {
  readonly code: Code;
  readonly graph: Graph;
  readonly queue: [Declared, readonly string[]][];
  readonly rejecting: Map<Declared, Set<string>>;
  /** What is awaited once it is migrated. */
  readonly awaited: ReadonlySet<ts.Node>;
  readonly elements: ReadonlyMap<ts.Expression, ElementCallback>;
  readonly dropped: Map<ts.Expression, Dropped>;
  readonly lost: Map<ts.Expression, LostCall>;
  readonly returned: Map<ts.Expression, LostCall>;
  readonly handlers: Map<ts.Expression, ExpressHandler>;
  readonly heeded: Map<ts.Expression, Wait>;
  readonly guards: Guards;
}

export function unheardIn(
  code: Code,
  graph: Graph,
  { calls, elementCallbacks }: Pick<Colours, 'calls' | 'elementCallbacks'>,
  waits: readonly Wait[],
  guards: Guards,
): Unheard {
  const state: State = {
    code,
    graph,
    queue: [],
    rejecting: new Map(),
    awaited: new Set(calls.map(({ node }) => node)),
    elements: new Map(elementCallbacks.map((element) => [element.call, element])),
    dropped: new Map(),
    lost: new Map(),
    returned: new Map(),
    handlers: new Map(),
    heeded: new Map(),
    guards,
  };
  for (const { node, stores } of waits)
    if (isHandled(node)) follow(state, node, stores);
    else passOn(state, node, stores);
  for (let next = state.queue.shift(); next; next = state.queue.shift()) reject(state, ...next);
  return {
    dropped: [...state.dropped.values()],
    lost: [...state.lost.values()],
    returned: [...state.returned.values()],
    expressHandlers: [...state.handlers.values()],
    heeded: [...state.heeded.values()],
  };
}

/** What is waited for in a function rejects the function, unless it is caught there. What a module waits for ends its start, as a throw did. */
function passOn({ queue }: State, node: ts.Expression, stores: readonly string[]): void {
  if (isCaught(node)) return;
  const home = homeOf(node);
  if (home.kind === 'function') queue.push([home.node, stores]);
}

function reject(state: State, declared: Declared, stores: readonly string[]): void {
  const known = state.rejecting.get(declared) ?? new Set<string>();
  const fresh = stores.filter((store) => !known.has(store));
  if (fresh.length === 0) return;
  state.rejecting.set(declared, new Set([...known, ...fresh]));
  if (endsProcess(declared)) return;
  const { graph } = state;
  for (const named of graph.contractsOf(declared)) {
    for (const call of graph.callsOf(named)) followCall(state, call, fresh);
    const values = isFunctionValue(named) ? [named, ...graph.valuesOf(named)] : graph.valuesOf(named);
    for (const value of values) followValue(state, value, fresh);
  }
}

/** `async function stop() { await flush(); process.exit(0); }`: a rejection ends the process too, and a catch would keep it. */
function endsProcess(declared: Declared): boolean {
  const body = isFunction(declared) ? declared.body : undefined;
  return body !== undefined && ts.isBlock(body) && body.statements.some(isEnd);
}

function isEnd(statement: ts.Statement): boolean {
  if (ts.isTryStatement(statement))
    return [statement.tryBlock, statement.finallyBlock].some((block) => block?.statements.some(isEnd));
  return (
    ts.isExpressionStatement(statement) &&
    ts.isCallExpression(statement.expression) &&
    statement.expression.expression.getText() === 'process.exit'
  );
}

function followCall(state: State, call: CallLike, stores: readonly string[]): void {
  if (!ts.isCallExpression(call) && !ts.isTaggedTemplateExpression(call)) return;
  if (state.awaited.has(call)) passOn(state, call, stores);
  else follow(state, call, stores);
}

/** Of an expression that is a promise already. */
function follow(state: State, promise: ts.Expression, stores: readonly string[]): void {
  const { kind, node } = fateOf(promise);
  if (kind === 'awaited') passOn(state, node, stores);
  if (kind !== 'lost' && kind !== 'returned') return;
  const home = homeOf(node);
  if (home.kind !== 'function') return;
  if (kind === 'lost' && isAsync(home.node) && ts.isExpressionStatement(node.parent) && stores.some(state.guards)) {
    state.heeded.set(node, { node, stores: united(state.heeded.get(node), stores) });
    passOn(state, node, stores);
    return;
  }
  const found = kind === 'lost' ? state.lost : state.returned;
  found.set(node, { call: node, stores: united(found.get(node), stores) });
  if (kind === 'returned') state.queue.push([home.node, stores]);
}

function followValue(state: State, value: ts.Expression, stores: readonly string[]): void {
  const { parent: taker } = value;
  const elements = ts.isCallExpression(taker) ? elementsOf(state.code.checker, taker, value) : undefined;
  const position = elements ?? positionOf(state.code, value);
  if (position.kind === 'accepted') received(state, value, position.reception, stores);
  if (position.kind !== 'elements') return;
  const { call, method } = position;
  if (state.elements.has(call)) passOn(state, call, stores);
  else if (method === 'forEach' || fateOf(call).kind === 'lost') drop(state, value, stores);
  else follow(state, call, stores);
}

function received(state: State, value: ts.Expression, reception: Reception, stores: readonly string[]): void {
  if (reception.takes === 'drops') drop(state, value, stores);
  if (reception.takes !== 'waits' || reception.web === undefined) return;
  const guessed = reception.web === 'unknown';
  state.handlers.set(value, { handler: value, guessed, stores: united(state.handlers.get(value), stores) });
}

function drop({ code, dropped }: State, callback: ts.Expression, stores: readonly string[]): void {
  const emitter = emitterOf(code.checker, callback);
  const answer = answerOf(code.checker, callback);
  dropped.set(callback, {
    callback,
    stores: united(dropped.get(callback), stores),
    ...(emitter !== undefined && { emitter }),
    ...(answer !== undefined && { answer }),
  });
}

const united = (known: { readonly stores: readonly string[] } | undefined, stores: readonly string[]): string[] => [
  ...new Set([...(known?.stores ?? []), ...stores]),
];
