import { append } from '../model/append.js';
import { MODULE, type CallFacts, type FunctionId, type ModuleFacts, type Span, type Value } from '../model/facts.js';
import { settersOf } from './accessors.js';
import { ON_PAGE, RUNS_NOW, TIMERS } from './builtins.js';
import { isBrowserModule, type Modules } from './modules.js';
import type { CallSite, Resolver } from './resolve.js';
import { functionKey, type FunctionRef, type Target } from './targets.js';

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
export function callGraph(modules: Modules, resolver: Resolver): CallGraph {
  const edges = new Map<string, Edge[]>();
  const callers = new Map<string, CallSite[]>();
  const add = (edge: Edge): void => {
    append(edges, functionKey(edge.from), edge);
  };
  const setters = namesOfSetters(modules);
  for (const module of modules.all()) {
    // What runs in the browser calls nothing on the server's behalf.
    if (isBrowserModule(module)) continue;
    for (const call of module.calls) {
      const from = { module, fn: call.fn };
      const callees = calleesOf(module, call, resolver);
      for (const to of callees) {
        add({ kind: 'call', from, to, at: call.at });
        const key = functionKey(to);
        append(callers, key, { module, call });
      }
      if (isOfPage(module, call)) continue;
      for (const edge of handedOver(module, call, callees.length > 0, resolver)) add(edge);
    }
    for (const { target, value, fn, at } of module.writes) {
      if (target.kind !== 'member' || !value || !setters.has(target.key)) continue;
      for (const to of settersOf(module, target, resolver)) {
        add({ kind: 'call', from: { module, fn }, to, at });
        const key = functionKey(to);
        // An assignment calls the setter with what is assigned.
        const call: CallFacts = { at, fn, callee: target, args: [value], new: false, result: 'discarded' };
        append(callers, key, { module, call });
      }
    }
    const onPage = new Set(module.calls.filter((call) => isOfPage(module, call)).flatMap(functionsGiven));
    module.functions.forEach(({ parent, at, kind, onPage: answersEvents }, fn) => {
      if (answersEvents || onPage.has(fn)) return;
      // Methods run when they are called; a function made inside another usually runs on its behalf.
      if (parent !== MODULE && (kind === 'function' || kind === 'arrow')) {
        add({ kind: 'nested', from: { module, fn: parent }, to: { module, fn }, at });
      }
    });
  }
  return { edges, callers };
}

/** Few members are set by functions: the others need no second look. */
function namesOfSetters(modules: Modules): Set<string> {
  const names = new Set<string>();
  for (const { functions } of modules.all()) {
    for (const { kind, name } of functions) if (kind === 'setter') names.add(name);
  }
  return names;
}

const UI_PACKAGES = /^(react|preact(\/(hooks|compat))?|vue|@vue\/runtime-core|svelte|solid-js|\$app\/navigation)$/;

/** `useEffect(…)`, `onMounted(…)`: what it is given runs once the page is shown, which no server does. */
function isOfPage(module: ModuleFacts, { callee }: CallFacts): boolean {
  const name = callee.kind === 'member' ? callee.key : undefined;
  const of = callee.kind === 'member' ? callee.of : callee;
  // A rune is imported from nowhere: `$effect(…)`, `$effect.pre(…)`.
  if (of.kind === 'global' && of.name === '$effect') return true;
  const [imported] = of.kind === 'variable' ? (module.variables[of.id]?.values ?? []) : [];
  if (imported?.kind !== 'import' || !UI_PACKAGES.test(imported.source)) return false;
  return ON_PAGE.has(name ?? imported.name);
}

function functionsGiven({ args }: CallFacts): FunctionId[] {
  return args.flatMap((argument) => (argument.kind === 'function' ? [argument.id] : []));
}

/** The functions of the program that a call runs, constructors included. */
function calleesOf(module: ModuleFacts, call: CallFacts, resolver: Resolver): FunctionRef[] {
  const targets = resolver.resolve(module, call.callee);
  return targets.flatMap((target): FunctionRef[] => {
    if (target.kind === 'function') return [{ module: target.module, fn: target.fn }];
    const isSuper = call.callee.kind === 'this' && target.kind === 'instance';
    if (target.kind === 'class' || isSuper)
      return constructorsOf(target as Extract<Target, { kind: 'class' }>, resolver);
    return [];
  });
}

function constructorsOf({ module, facts }: Extract<Target, { kind: 'class' }>, resolver: Resolver): FunctionRef[] {
  const own = facts.methods.filter(({ name, static: isStatic }) => name === 'constructor' && !isStatic);
  const found = own.map(({ fn }) => ({ module, fn }));
  const bases = facts.superclass ? resolver.resolve(module, facts.superclass) : [];
  return [
    ...found,
    ...bases.flatMap((base) => (base.kind === 'class' && base.module !== module ? constructorsOf(base, resolver) : [])),
  ];
}

/** Functions among the arguments of a call: what the callee does with them depends on who it is. */
function* handedOver(module: ModuleFacts, call: CallFacts, isOurs: boolean, resolver: Resolver): Generator<Edge> {
  if (call.args.length === 0) return;
  const kind = handingKind(module, call, isOurs, resolver);
  for (const argument of call.args) {
    for (const to of functionsIn(module, argument, resolver)) {
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
  for (const target of resolver.resolve(module, value)) {
    if (target.kind === 'function') yield { module: target.module, fn: target.fn };
  }
}

/** The functions that run when an exported or registered value is called, seen through wrappers that we do not see into. */
export function* handlersOf(targets: readonly Target[], resolver: Resolver, depth = 0): Generator<FunctionRef> {
  if (depth > 4) return;
  for (const target of targets) {
    if (target.kind === 'function') yield { module: target.module, fn: target.fn };
    if (target.kind === 'created') {
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

export function isModuleCode(fn: FunctionId): boolean {
  return fn === MODULE;
}
