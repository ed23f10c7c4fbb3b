import { append } from '../model/append.js';
import {
  MODULE,
  type CallFacts,
  type ClassFacts,
  type FunctionId,
  type ModuleFacts,
  type Span,
  type Value,
} from '../model/facts.js';
import { once } from '../model/lazily.js';
import { settersOf } from './accessors.js';
import { ITERATES, RUNS_NOW, TIMERS } from './builtins.js';
import { callsOfPage, functionsOnPage } from './on-page.js';
import { basesOf } from './class-members.js';
import { handedIn, handedOn, handedTo, parameterKey } from './closures.js';
import type { Modules } from './modules.js';
import { actionsCalled } from './page-stores.js';
import type { CallSite, Resolver } from './resolve.js';
import type { browserOnly } from './sides.js';
import { functionKey, siteKey, type FunctionRef, type Target } from './targets.js';

/**
 * Why one function's running leads to another's. `call`: in the same piece of work. `registered`: handed to code that we do not see and that
 * may run it at any later time. `timer`: run by a timer. `nested`: made inside it.
 */
export type EdgeKind = 'call' | 'registered' | 'timer' | 'nested';

export interface Edge {
  kind: EdgeKind;
  from: FunctionRef;
  to: FunctionRef;
  /** Place of the call, in `from.module`. */
  at: Span;
}

export interface CallGraph {
  edges: ReadonlyMap<string, readonly Edge[]>;
  callers: ReadonlyMap<string, readonly CallSite[]>;
}

/** Which functions call which, as far as the resolver can tell. */
export function callGraph(
  modules: Modules,
  resolver: Resolver,
  isBrowserOnly: ReturnType<typeof browserOnly>,
): CallGraph {
  const edges = new Map<string, Edge[]>();
  const callers = new Map<string, CallSite[]>();
  const setters = namesOfSetters(modules);
  for (const module of modules.all()) {
    // What runs in the browser calls nothing on the server's behalf.
    if (modules.isBrowser(module)) continue;
    const callees = module.calls.map((call) => calleesOf(module, call, resolver));
    for (const { from, run, at } of callsIn(module, callees, setters, resolver)) {
      if (!isBrowserOnly({ ...from, at })) append(edges, functionKey(from), { kind: 'call', from, to: run.to, at });
      append(callers, functionKey(run.to), run.site);
    }
    const ofPage = callsOfPage(module);
    const onPage = functionsOnPage(module, ofPage);
    for (const edge of [...handingsIn(module, callees, ofPage, resolver), ...nestingsIn(module)])
      if ((edge.to.module !== module || !onPage.has(edge.to.fn)) && !isBrowserOnly({ ...edge.from, at: edge.at }))
        append(edges, functionKey(edge.from), edge);
  }
  return { edges, callers };
}

/** Who calls whom with what, and nothing else of the call graph. */
export function callersIn(modules: Modules, resolver: Resolver): CallGraph['callers'] {
  const callers = new Map<string, CallSite[]>();
  const setters = namesOfSetters(modules);
  for (const module of modules.all()) {
    if (modules.isBrowser(module)) continue;
    const callees = module.calls.map((call) => calleesOf(module, call, resolver));
    for (const { run } of callsIn(module, callees, setters, resolver)) append(callers, functionKey(run.to), run.site);
  }
  return callers;
}

/** `callees`: of each call of the module. */
function* callsIn(
  module: ModuleFacts,
  callees: readonly (readonly Callee[])[],
  setters: ReadonlySet<string>,
  resolver: Resolver,
): Generator<{ from: FunctionRef; run: Run; at: Span }> {
  for (const [id, call] of module.calls.entries()) {
    const from = { module, fn: call.fn };
    for (const run of runBy({ module, call }, callees[id] ?? [], resolver)) yield { from, run, at: call.at };
  }
  for (const { target, value, fn, at } of module.writes) {
    if (target.kind !== 'member' || !value || !setters.has(target.key)) continue;
    for (const to of settersOf(module, target, resolver)) {
      // An assignment calls the setter with what is assigned.
      const call: CallFacts = { at, fn, callee: target, args: [value], new: false, result: 'discarded' };
      for (const run of runBy({ module, call }, [to], resolver)) yield { from: { module, fn }, run, at };
    }
  }
}

function* handingsIn(
  module: ModuleFacts,
  callees: readonly (readonly Callee[])[],
  ofPage: ReadonlySet<CallFacts>,
  resolver: Resolver,
): Generator<Edge> {
  for (const [id, call] of module.calls.entries())
    if (call.args.length > 0 && !ofPage.has(call)) yield* handedOver(module, call, callees[id] ?? [], resolver);
}

function* nestingsIn(module: ModuleFacts): Generator<Edge> {
  for (const [fn, { parent, at, kind }] of module.functions.entries()) {
    // Methods run when they are called; a function made inside another usually runs on its behalf.
    if (parent !== MODULE && (kind === 'function' || kind === 'arrow'))
      yield { kind: 'nested', from: { module, fn: parent }, to: { module, fn }, at };
  }
}

/** Few members are set by functions: the others need no second look. */
function namesOfSetters(modules: Modules): Set<string> {
  const names = new Set<string>();
  for (const { functions } of modules.all()) {
    for (const { kind, name } of functions) if (kind === 'setter') names.add(name);
  }
  return names;
}

/** The functions of the program that a call is of, constructors included. */
function calleesOf(module: ModuleFacts, call: CallFacts, resolver: Resolver): Callee[] {
  const targets = resolver.resolve(module, call.callee);
  return targets.flatMap((target): Callee[] => {
    if (target.kind === 'function') return [target];
    const isSuper = call.callee.kind === 'this' && target.kind === 'instance';
    if (target.kind === 'class' || isSuper)
      return constructorsOf(target as Extract<Target, { kind: 'class' }>, resolver);
    return [...actionsCalled(target, (from, value) => resolver.resolve(from, value))];
  });
}

function constructorsOf(
  { module, facts }: Extract<Target, { kind: 'class' }>,
  resolver: Resolver,
  below: readonly ClassFacts[] = [],
): FunctionRef[] {
  const own = facts.methods.filter(({ name, static: isStatic }) => name === 'constructor' && !isStatic);
  const found = own.map(({ fn }) => ({ module, fn }));
  const lineage = [...below, facts] as const;
  return [
    ...found,
    ...basesOf(resolver, module, lineage).flatMap((base) =>
      base.kind === 'class' && base.module !== module ? constructorsOf(base, resolver, lineage) : [],
    ),
  ];
}

type FunctionTarget = Extract<Target, { kind: 'function' }>;
type Callee = FunctionRef & Pick<FunctionTarget, 'by'>;

/** Functions that make functions that make functions. */
const MOST_MAKERS = 4;

/** What a call runs, with what it is given. */
interface Run {
  to: FunctionRef;
  site: CallSite;
}

/** The functions that a call is of, and what those run of what they are handed, or were made with. */
function runBy(site: CallSite, callees: readonly Callee[], resolver: Resolver): readonly Run[] {
  const { all, own } = resolver.closures;
  // Who calls the function that it stands in, or made it, says what it runs.
  if (all.has(site.call)) return [];
  if (callees.every((callee) => !callee.by && !own.has(functionKey(callee))))
    return callees.map((to) => ({ to, site }));
  const found = new Map<string, Run>();
  const asked = new Set<string>();
  const run = (callee: Callee, at: CallSite, depth: number): void => {
    const key = `${functionKey(callee)} ${siteKey(at)}`;
    const made = callee.by ? `${key} ${siteKey(callee.by)}` : key;
    if (asked.has(made) || depth > MOST_MAKERS) return;
    asked.add(made);
    found.set(key, { to: callee, site: at });
    for (const { call, targets } of [...handedTo(callee, resolver), ...handedIn(at, callee, resolver)]) {
      const on = handedOn(at, callee, call);
      for (const target of targets) run(target, on, depth + 1);
    }
  };
  for (const callee of callees) run(callee, site, 0);
  return [...found.values()];
}

/** Functions among the arguments of a call: what the callee does with them depends on who it is. */
function* handedOver(
  module: ModuleFacts,
  call: CallFacts,
  callees: readonly FunctionRef[],
  resolver: Resolver,
): Generator<Edge> {
  const kindOf = once(() => handingKind(module, call, callees.length > 0, resolver));
  for (const [position, argument] of call.args.entries()) {
    // Who calls what the callee makes of it is seen where that is called.
    const isSeen = (callee: FunctionRef): boolean => resolver.closures.onlyCalled.has(parameterKey(callee, position));
    if (callees.length > 0 && callees.every(isSeen)) continue;
    for (const to of functionsIn(module, argument, resolver)) {
      const kind = kindOf();
      // `superForm(data, { onUpdated })` of a component
      if (kind !== 'call' && to.module.functions[to.fn]?.onPage) continue;
      yield { kind, from: { module, fn: call.fn }, to, at: call.at };
    }
  }
}

function handingKind(module: ModuleFacts, call: CallFacts, isOurs: boolean, resolver: Resolver): EdgeKind {
  if (timerOf(module, call, resolver)) return 'timer';
  if (isOurs) return 'registered';
  const { callee } = call;
  if (callee.kind === 'member' && RUNS_NOW.has(callee.key)) return 'call';
  if (call.new && callee.kind === 'global' && callee.name === 'Promise') return 'call';
  return 'registered';
}

/** `setInterval`, `setTimeout` or `setImmediate`, when a call is one of the host's and no function of that name. */
export function timerOf(module: ModuleFacts, call: CallFacts, resolver: Resolver): string | undefined {
  const { callee } = call;
  if (callee.kind === 'global') return TIMERS.has(callee.name) ? callee.name : undefined;
  if (callee.kind === 'member' ? !TIMERS.has(callee.key) : callee.kind !== 'variable') return undefined;
  const hit = resolver.resolve(module, callee).find((target) => target.kind === 'global' || target.kind === 'external');
  if (hit?.kind === 'global')
    return hit.path.length <= 2 && TIMERS.has(hit.path.at(-1) ?? '') ? hit.path.at(-1) : undefined;
  return hit?.kind === 'external' && hit.package.startsWith('timers') ? hit.path.at(-1) : undefined;
}

/** Functions that a value is or holds: itself, or the properties of an object literal. */
function* functionsIn(module: ModuleFacts, value: Value, resolver: Resolver, depth = 0): Generator<FunctionRef> {
  if (value.kind === 'literal' || value.kind === 'derived') return;
  if (value.kind === 'object') {
    if (depth > 2) return;
    for (const property of module.objects[value.id]?.properties ?? [])
      yield* functionsIn(module, property.value, resolver, depth + 1);
    return;
  }
  if (value.kind === 'array') {
    if (depth > 2) return;
    for (const element of module.arrays[value.id]?.elements ?? [])
      yield* functionsIn(module, element, resolver, depth + 1);
    return;
  }
  for (const target of resolver.resolve(module, value))
    if (target.kind === 'function') yield* functionsOf(target, resolver);
}

/** A function, and what it calls of what was handed over where it was made. */
function* functionsOf(target: FunctionTarget, resolver: Resolver, depth = 0): Generator<FunctionRef> {
  yield { module: target.module, fn: target.fn };
  if (depth === MOST_MAKERS) return;
  for (const { targets } of handedTo(target, resolver))
    for (const one of targets) yield* functionsOf(one, resolver, depth + 1);
}

/** The functions that run when an exported or registered value is called, seen through wrappers that we do not see into. */
export function* handlersOf(targets: readonly Target[], resolver: Resolver, depth = 0): Generator<FunctionRef> {
  if (depth > 4) return;
  for (const target of targets) {
    if (target.kind === 'function') yield* functionsOf(target, resolver);
    // `orders.map(toRow)` of a package's list hands over no handler.
    if (target.kind === 'created' && !isOfList(target)) {
      const given = target.call.args.flatMap((argument) => [...resolver.resolve(target.module, argument)]);
      yield* handlersOf(given, resolver, depth + 1);
    }
    if (target.kind === 'array') {
      const elements = target.module.arrays[target.id]?.elements ?? [];
      for (const element of elements) yield* handlersOf(resolver.resolve(target.module, element), resolver, depth + 1);
    }
    if (target.kind === 'object') {
      const properties = target.module.objects[target.id]?.properties ?? [];
      for (const { value } of properties)
        yield* handlersOf(resolver.resolve(target.module, value), resolver, depth + 1);
    }
  }
}

function isOfList({ path }: Extract<Target, { kind: 'created' }>): boolean {
  return path.at(-1) === '()' && ITERATES.has(path.at(-2) ?? '');
}

export function isModuleCode(fn: FunctionId): boolean {
  return fn === MODULE;
}
