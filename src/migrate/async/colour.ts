/** Which functions wait: those that use a store, everybody who calls them, and whatever declares them. A fix-point over one graph. */
import { ts } from 'ts-morph';
import { placeOf, type Code } from '../code.js';
import type { Refusal, Warning } from '../types.js';
import { isFunction } from '../nodes.js';
import { canTell } from './dropped.js';
import { barOf, returnsPromise } from './bars.js';
import { readsOfGetter } from './getters.js';
import { graphOf, type Graph } from './graph.js';
import { formatOf, requireOf } from './modules.js';
import { collectedFrom, refusalsFor, shortText, toldOnce, warningsFor, type Reason } from './notes.js';
import { positionOf } from './positions.js';
import { seedsOf } from './seeds.js';
import {
  combinatorOf,
  functionNameOf,
  homeOf,
  isAsync,
  isFunctionValue,
  isGenerator,
  isHandled,
  iterationOf,
} from './sites.js';
import { acceptsPromise, isOwnDeclaration, isUntyped } from './types.js';
import { unheardIn, type Guards } from './unheard.js';
import type {
  Beside,
  CallLike,
  Colours,
  Declared,
  ElementCallback,
  Executor,
  Expectation,
  ExpressHandler,
  Func,
  Listener,
  Wait,
} from './words.js';

interface State {
  readonly code: Code;
  readonly graph: Graph;
  readonly queue: [Declared, readonly string[]][];
  readonly functions: Map<Func, { stores: Set<string>; becomesAsync: boolean }>;
  readonly signatures: Map<Declared, Set<string>>;
  readonly calls: Map<ts.Expression, Wait>;
  readonly elements: Map<ts.Expression, ElementCallback>;
  readonly expectations: Map<ts.Expression, Expectation>;
  readonly handlers: Map<ts.Expression, ExpressHandler>;
  readonly listeners: Listener[];
  readonly executors: Map<Func, Executor>;
  readonly beside: Beside[];
  readonly refusals: Refusal[];
  readonly warnings: Warning[];
}

export function colour(code: Code, waits: readonly Wait[], guards: Guards = () => false): Colours {
  const state: State = {
    code,
    graph: graphOf(code),
    queue: [],
    functions: new Map(),
    signatures: new Map(),
    calls: new Map(),
    elements: new Map(),
    expectations: new Map(),
    handlers: new Map(),
    listeners: [],
    executors: new Map(),
    beside: [],
    refusals: [],
    warnings: [],
  };
  for (const [seed, stores] of seedsOf(waits)) {
    if (isFunction(seed)) state.queue.push([seed, stores]);
    else colourModule(state, seed.getSourceFile(), seed, stores);
  }
  for (let next = state.queue.shift(); next; next = state.queue.shift()) colourDeclared(state, ...next);
  const coloured = [...state.calls.values()];
  const elementCallbacks = [...state.elements.values()];
  const heard = { calls: coloured, elementCallbacks };
  const { expressHandlers, heeded, ...unheard } = unheardIn(code, state.graph, heard, waits, guards);
  for (const handler of expressHandlers)
    if (!state.handlers.has(handler.handler)) state.handlers.set(handler.handler, handler);
  return {
    ...unheard,
    functions: new Map(
      [...state.functions].map(([func, { stores, becomesAsync }]) => [func, { stores: [...stores], becomesAsync }]),
    ),
    signatures: new Map([...state.signatures].map(([declared, stores]) => [declared, [...stores]])),
    calls: [...coloured, ...heeded],
    elementCallbacks,
    expectations: [...state.expectations.values()],
    expressHandlers: [...state.handlers.values()],
    listeners: state.listeners,
    executors: [...state.executors.values()],
    beside: state.beside,
    refusals: toldOnce(state.refusals),
    warnings: toldOnce(state.warnings),
  };
}

/** Only stores that are new to the declaration go further: this is what ends it. */
function colourDeclared(state: State, declared: Declared, stores: readonly string[]): void {
  const fresh =
    isFunction(declared) && declared.body ? freshIn(state, declared, stores) : freshOf(state, declared, stores);
  if (fresh.length === 0) return;
  const { code, graph } = state;
  if (isFunction(declared) && declared.body) {
    const bar = isAsync(declared) ? undefined : barOf(code, declared);
    if (bar) {
      state.functions.delete(declared);
      refuse(state, declared, fresh, bar);
      return;
    }
  }
  if (isAsync(declared) || alreadyPromises(code, declared)) return;
  for (const other of graph.groupOf(declared)) colourContract(state, declared, other, fresh);
  for (const signature of graph.outsideOf(declared)) {
    const result = code.checker.getReturnTypeOfSignature(signature);
    if (acceptsPromise(code.checker, signature) || isUntyped(result)) continue;
    refuse(state, declared, fresh, {
      code: 'EXTERNAL_CONTRACT',
      why: `${functionNameOf(declared)} will wait, and a type from outside of the project says that it does not`,
      advice: 'Put an asynchronous type of the project’s own in its place, or keep this store in memory.',
    });
  }
  for (const call of graph.callsOf(declared)) colourCall(state, declared, call, fresh);
  if (ts.isGetAccessorDeclaration(declared))
    for (const read of readsOfGetter(code, declared) ?? []) colourRead(state, read, fresh);
  const values = isFunctionValue(declared) ? [declared, ...graph.valuesOf(declared)] : graph.valuesOf(declared);
  for (const value of values) colourValue(state, value, fresh);
}

function freshIn({ functions }: State, func: Func, stores: readonly string[]): string[] {
  const known = functions.get(func) ?? { stores: new Set<string>(), becomesAsync: !isAsync(func) };
  functions.set(func, known);
  return taken(known.stores, stores);
}

function freshOf({ signatures }: State, declared: Declared, stores: readonly string[]): string[] {
  const known = signatures.get(declared) ?? new Set<string>();
  signatures.set(declared, known);
  return taken(known, stores);
}

function taken(known: Set<string>, stores: readonly string[]): string[] {
  const fresh = stores.filter((store) => !known.has(store));
  for (const store of fresh) known.add(store);
  return fresh;
}

const alreadyPromises = (code: Code, declared: Declared): boolean =>
  !ts.isParameter(declared) && returnsPromise(code, declared);

function refuse(state: State, node: ts.Node, stores: readonly string[], reason: Reason): void {
  state.refusals.push(...refusalsFor(state.code, node, stores, reason));
}

function colourContract(state: State, declared: Declared, other: Declared, stores: readonly string[]): void {
  if (other === declared) return;
  if (isOwnDeclaration(state.code, other)) {
    state.queue.push([other, stores]);
    return;
  }
  refuse(state, declared, stores, {
    code: 'EXTERNAL_CONTRACT',
    why: `${functionNameOf(declared)} will wait, and shares its type with ${shortText(other)}, which is not the project’s own`,
    advice: 'Put an asynchronous function of the project’s own in its place.',
  });
}

function colourCall(state: State, declared: Declared, call: CallLike, stores: readonly string[]): void {
  // React waits for a component, in a tree that it renders on the server.
  if (ts.isJsxOpeningElement(call) || ts.isJsxSelfClosingElement(call)) return;
  if (ts.isNewExpression(call)) {
    refuse(state, call, stores, {
      code: 'CTOR',
      why: `${shortText(call)} makes an object with a function that will wait`,
      advice: 'Make the object in a function that waits.',
    });
    return;
  }
  const generates = state.graph.groupOf(declared).some(isGenerator);
  if (generates && iterationOf(call) === undefined) {
    refuse(state, call, stores, {
      code: 'GENERATOR',
      why: `${shortText(call)} is used by what iterates without waiting`,
      advice: 'Loop over it with `for…of` in a function that can wait.',
      replacement: collectedFrom(call),
    });
    return;
  }
  if (!generates && isHandled(call)) {
    if (combinatorOf(call)) state.beside.push({ call, stores });
    return;
  }
  const known = state.calls.get(call);
  state.calls.set(call, {
    node: call,
    stores: [...new Set([...(known?.stores ?? []), ...stores])],
    ...(generates && { iterable: true }),
  });
  colourHome(state, call, stores);
}

/** What read a getter calls a method from now on. */
function colourRead(state: State, read: ts.PropertyAccessExpression, stores: readonly string[]): void {
  const known = state.calls.get(read);
  state.calls.set(read, { node: read, stores: united(known, stores), text: `${read.getText()}()` });
  colourHome(state, read, stores);
}

function warnOfConcurrency(state: State, node: ts.Node, stores: readonly string[], why: string): void {
  state.warnings.push(...warningsFor(state.code, node, stores, { code: 'CONCURRENCY', why }));
}

function colourHome(state: State, node: ts.Node, stores: readonly string[]): void {
  const home = homeOf(node);
  if (home.kind === 'function') state.queue.push([home.node, stores]);
  else if (home.kind === 'module') colourModule(state, home.node, node, stores);
  else
    refuse(state, node, stores, {
      code: home.code,
      why: `${shortText(node)} stands in ${home.what}, which cannot wait`,
      advice: 'Compute it in a function that waits, when it is first needed.',
    });
}

function colourModule(state: State, file: ts.SourceFile, node: ts.Node, stores: readonly string[]): void {
  const { code } = state;
  const name = code.nameOf(file);
  const what = shortText(node);
  const loader = formatOf(code, file) === 'esm' ? requireOf(code, file) : undefined;
  if (formatOf(code, file) === 'esm' && loader === undefined) {
    const why = `${name} waits for ${what} when it is loaded, in each instance`;
    state.warnings.push(...warningsFor(code, node, stores, { code: 'ONCE_PER_INSTANCE', why }));
    return;
  }
  const where = loader && placeOf(code, loader);
  refuse(state, node, stores, {
    code: 'TOP_LEVEL_CJS',
    why: `${what} runs while ${name} is loaded${where ? `, which ${where.file}:${where.line} does with \`require\`` : ' as CommonJS'}`,
    advice: 'Start it once, in a function that waits, when it is first needed.',
    replacement: `let started;\nconst start = () => (started ??= (async () => {\n  await ${what};\n})());`,
  });
}

function colourValue(state: State, value: ts.Expression, stores: readonly string[]): void {
  const position = positionOf(state.code, value);
  switch (position.kind) {
    case 'kept':
      return;
    case 'refused':
      refuse(state, value, stores, position.reason);
      return;
    case 'elements': {
      const { call, callback, method } = position;
      state.elements.set(call, { call, callback, method, stores: united(state.elements.get(call), stores) });
      if (!isHandled(call)) colourHome(state, call, stores);
      return;
    }
    case 'expectation': {
      const { call, callback, style } = position;
      state.expectations.set(call, { call, callback, style, stores: united(state.expectations.get(call), stores) });
      if (!isHandled(call)) colourHome(state, call, stores);
      return;
    }
    case 'executor': {
      const { func } = position;
      state.executors.set(func, { func, stores: united(state.executors.get(func), stores) });
      return;
    }
    case 'accepted': {
      const { reception } = position;
      if (reception.takes === 'waits' && reception.web) {
        const guessed = reception.web === 'unknown';
        state.handlers.set(value, { handler: value, guessed, stores: united(state.handlers.get(value), stores) });
      }
      if (reception.takes !== 'drops') return;
      if (reception.event !== undefined) state.listeners.push({ event: reception.event, listener: value, stores });
      const lost = !canTell(state.code, value) ? ', and what it rejects with is not handled' : '';
      const why = `${reception.what} does not wait for ${shortText(value, 40)}: it can run again before it is done${lost}`;
      warnOfConcurrency(state, value, stores, why);
    }
  }
}

const united = (known: { readonly stores: readonly string[] } | undefined, stores: readonly string[]): string[] => [
  ...new Set([...(known?.stores ?? []), ...stores]),
];
