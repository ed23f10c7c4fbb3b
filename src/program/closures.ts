import type { CallFacts, FunctionFacts, FunctionId, ModuleFacts, Value } from '../model/facts.js';
import type { Modules } from './modules.js';
import { outcomesIn } from './outcomes.js';
import type { Resolve } from './stores.js';
import { functionKey, type CallSite, type FunctionRef, type Target } from './targets.js';

/**
 * Functions that call what they are handed, `timed(put)`, and functions that are given back and call what their maker was handed:
 * `logged(put)` gives `(...args) => put(...args)`. Each calls what was handed over by the one who calls, or had it made; taken for one
 * and the same, whoever uses `logged` would call what all others hand to it.
 */
export interface Closures {
  /** By the function that is given back. */
  calls: ReadonlyMap<string, readonly HandedCall[]>;
  /** By the function that calls what it is handed itself. */
  own: ReadonlyMap<string, readonly HandedCall[]>;
  /** All of those calls. */
  all: ReadonlySet<CallFacts>;
  /** `function:position` of the parameters that nothing is done with but those calls. */
  onlyCalled: ReadonlySet<string>;
}

/** A call of a parameter of the function around. */
interface HandedCall {
  call: CallFacts;
  position: number;
}

type FunctionTarget = Extract<Target, { kind: 'function' }>;

export function closuresIn(modules: Modules): Closures {
  const calls = new Map<string, HandedCall[]>();
  const own = new Map<string, HandedCall[]>();
  const onlyCalled = new Set<string>();
  for (const module of modules.all()) {
    const candidates = module.calls.flatMap((call) => handedCall(module, call) ?? []);
    if (candidates.length === 0) continue;
    // Who calls a callback is not seen, nor what with.
    const callbacks = new Set(module.calls.flatMap(({ args }) => args.flatMap((one) => functionId(one) ?? [])));
    const found = candidates.filter(({ maker }) => !callbacks.has(maker));
    const mentions = mentionsIn(module);
    const isOpen = new Map<string, boolean>();
    for (const { call, maker, position, variable, inner } of found) {
      const parameter = parameterKey({ module, fn: maker }, position);
      const isSeen = inner === undefined || isGivenBack(module, inner, maker, mentions);
      isOpen.set(parameter, isOpen.get(parameter) === true || !isSeen || mentions.has(variable));
      if (!isSeen) continue;
      const by = inner === undefined ? own : calls;
      const key = functionKey({ module, fn: inner ?? maker });
      by.set(key, [...(by.get(key) ?? []), { call, position }]);
    }
    for (const [parameter, open] of isOpen) if (!open) onlyCalled.add(parameter);
  }
  const all = new Set([...calls.values(), ...own.values()].flatMap((list) => list.map(({ call }) => call)));
  return { calls, own, all, onlyCalled };
}

interface Candidate extends HandedCall {
  maker: FunctionId;
  /** The parameter. */
  variable: number;
  /** The function inside of the maker that the call is a part of; absent where the maker calls it itself. */
  inner: FunctionId | undefined;
}

function handedCall(module: ModuleFacts, call: CallFacts): Candidate | undefined {
  const { callee, fn } = call;
  const variable = callee.kind === 'variable' ? module.variables[callee.id] : undefined;
  // What has a default may be called without being handed over.
  if (callee.kind !== 'variable' || variable?.declared !== 'parameter' || variable.values.length > 0) return undefined;
  const maker = variable.fn;
  const position = module.functions[maker]?.parameters.indexOf(callee.id) ?? -1;
  return position < 0 ? undefined : { call, maker, position, variable: callee.id, inner: innerOf(module, maker, fn) };
}

function functionId(value: Value): FunctionId | undefined {
  return value.kind === 'function' ? value.id : undefined;
}

/** The function directly inside of `maker` that `fn` is, or is a part of. */
function innerOf(module: ModuleFacts, maker: FunctionId, fn: FunctionId): FunctionId | undefined {
  for (let at = fn, facts = module.functions[at]; facts; at = facts.parent, facts = module.functions[at])
    if (facts.parent === maker) return at;
  return undefined;
}

/** Whether a function goes nowhere but to whoever calls its maker. */
function isGivenBack(
  module: ModuleFacts,
  inner: FunctionId,
  maker: FunctionId,
  mentions: ReadonlyMap<number, number>,
): boolean {
  const returns = module.functions[maker]?.returns ?? [];
  if (returns.some((value) => value.kind === 'function' && value.id === inner)) return true;
  return returns.some((value) => {
    if (value.kind !== 'variable') return false;
    const { values = [], captured } = module.variables[value.id] ?? {};
    const [only] = values;
    const isIt = values.length === 1 && only?.kind === 'function' && only.id === inner;
    const isName = (one: Value): boolean => one.kind === 'variable' && one.id === value.id;
    // Where the maker runs it itself, or hands it on, it is not known by the call that made it.
    const isRun = captured === true || module.calls.some(({ callee }) => isName(callee));
    return isIt && !isRun && mentions.get(value.id) === returns.filter(isName).length;
  });
}

/** How often variables are mentioned other than to be called, or compared. */
function mentionsIn(module: ModuleFacts): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  const note = (value: Value): void => {
    if (value.kind === 'variable') counts.set(value.id, (counts.get(value.id) ?? 0) + 1);
    else if (value.kind === 'member' || value.kind === 'awaited') note(value.of);
    else if (value.kind === 'either' || value.kind === 'copy') value.of.forEach(note);
  };
  outcomesIn(module).forEach(note);
  for (const { callee } of module.calls) if (callee.kind !== 'variable') note(callee);
  return counts;
}

export function parameterKey(ref: FunctionRef, position: number): string {
  return `${functionKey(ref)}:${position}`;
}

/** What a call of `maker` gives: of functions that call what they are handed, the one that this call made. */
export function madeBy(
  site: CallSite,
  maker: FunctionTarget,
  given: readonly Target[],
  { calls }: Closures,
): readonly Target[] {
  const isOfMaker = (target: Target): target is FunctionTarget =>
    target.kind === 'function' &&
    target.module === maker.module &&
    target.facts.parent === maker.fn &&
    calls.has(functionKey(target));
  if (!given.some(isOfMaker)) return given;
  return given.map((target) => (isOfMaker(target) ? { ...target, by: site } : target));
}

/** A call of what was handed over, and the functions that this was. */
export interface Handed {
  call: CallFacts;
  targets: readonly FunctionTarget[];
}

interface Asked {
  closures: Closures;
  resolve: Resolve;
}

/** The calls that a function makes of what was handed over where it was made. */
export function handedTo(target: FunctionRef & { by?: CallSite }, resolver: Asked): readonly Handed[] {
  return target.by ? handedBy(target.by, resolver.closures.calls.get(functionKey(target)), resolver) : [];
}

/** The calls that a function makes of what is handed over where it is called. */
export function handedIn(site: CallSite, callee: FunctionRef, resolver: Asked): readonly Handed[] {
  return handedBy(site, resolver.closures.own.get(functionKey(callee)), resolver);
}

function handedBy(
  { module, call: { args } }: CallSite,
  calls: readonly HandedCall[] | undefined,
  resolver: Asked,
): readonly Handed[] {
  return (calls ?? []).map(({ call, position }) => {
    const value = args[position];
    const given = value ? resolver.resolve(module, value) : [];
    return { call, targets: given.filter((one) => one.kind === 'function') };
  });
}

/**
 * The call that a function makes of what it was handed, as the one who calls the function makes it. Where it hands on what it is given
 * itself, callers can be asked what that is; otherwise the call stands as it is written.
 */
export function handedOn(site: CallSite, { module, fn }: FunctionRef, call: CallFacts): CallSite {
  const facts = module.functions[fn];
  const args = call.args.map((argument) => facts && passedAs(argument, module, facts, site.call.args));
  return args.every((one) => one !== undefined)
    ? { module: site.module, call: { ...site.call, args: args.flat(), new: false } }
    : { module, call };
}

/** What an argument is that a function hands on, in the words of who gave it to the function. */
function passedAs(
  argument: Value,
  module: ModuleFacts,
  { parameters, rest }: FunctionFacts,
  given: readonly Value[],
): readonly Value[] | undefined {
  // What `f(...all)` is given at which position is not known.
  const isKnown = (upTo: number): boolean => given.slice(0, upTo).every(({ kind }) => kind !== 'copy');
  if (argument.kind === 'literal') return [argument];
  if (argument.kind === 'copy') {
    const last = parameters.length - 1;
    const [of] = argument.of;
    const isRest = rest && of?.kind === 'variable' && isCopyOf(module, of.id, parameters[last]);
    return isRest && isKnown(last) ? given.slice(last) : undefined;
  }
  const position = argument.kind === 'variable' ? parameters.indexOf(argument.id) : -1;
  if (position < 0 || !isKnown(position + 1)) return undefined;
  return [given[position] ?? { kind: 'literal', value: undefined }];
}

/** `args` of `(...args)`, which is bound to a copy of what is passed. */
function isCopyOf(module: ModuleFacts, id: number, parameter: number | undefined): boolean {
  const [only] = module.variables[id]?.values ?? [];
  const [of] = only?.kind === 'copy' ? only.of : [];
  return of?.kind === 'variable' && of.id === parameter;
}
