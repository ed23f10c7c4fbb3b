import { MODULE, type ModuleFacts, type Span, type Value } from '../model/facts.js';
import { outcomesIn } from './outcomes.js';
import type { Access, Resolve } from './stores.js';
import { functionKey, type CallSite } from './targets.js';

/**
 * What becomes of an object that is mentioned as a whole. `named`: the program gives it another name and goes on by that, so that all
 * that is done to it is seen; `spread`: its members are copied; `given`: somebody has it.
 */
export type Use = 'named' | 'spread' | 'given';

export type UseOf = (access: Access) => Use;

/** Asked of reads only; each module is looked through once, when the first is asked for. */
export function usesOfWholes(resolve: Resolve, callers: ReadonlyMap<string, readonly CallSite[]>): UseOf {
  const known = new Map<ModuleFacts, ReadonlyMap<Span, Use>>();
  return ({ module, at }) => {
    const uses = known.get(module) ?? usesIn(module, resolve, callers);
    known.set(module, uses);
    return uses.get(at) ?? 'given';
  };
}

function usesIn(
  module: ModuleFacts,
  resolve: Resolve,
  callers: ReadonlyMap<string, readonly CallSite[]>,
): ReadonlyMap<Span, Use> {
  const named = new Set(namesIn(module, resolve, callers).flatMap(alternatives));
  const spread = new Set(
    module.objects.flatMap(({ properties }) => properties.flatMap(({ key, value }) => (key === '...' ? value : []))),
  );
  return new Map(
    module.reads.flatMap(({ of, at }): [Span, Use][] => {
      if (named.has(of)) return [[at, 'named']];
      return spread.has(of) ? [[at, 'spread']] : [];
    }),
  );
}

/** Values that flow only to where the program can be seen to use them. */
function namesIn(
  module: ModuleFacts,
  resolve: Resolve,
  callers: ReadonlyMap<string, readonly CallSite[]>,
): readonly Value[] {
  return [
    // `const { rows } = state`, `const same = state`
    ...module.variables.flatMap(({ values }) =>
      values.flatMap((value) => (value.kind === 'member' ? [value.of, value] : value)),
    ),
    ...module.functions.flatMap(({ returns }, fn) => (callers.has(functionKey({ module, fn })) ? returns : [])),
    ...module.branches.flatMap(({ test }) => test.map(({ value }) => value)),
    // `exports.state = others.state`
    ...module.exports.map(({ value }) => value),
    // `module.exports = { state }`; what a function puts together is an answer as often as not.
    ...module.objects.flatMap(({ fn, properties }) => (fn === MODULE ? properties.map(({ value }) => value) : [])),
    ...module.calls.flatMap((call) => (isOfProgram(module, functionOf(call.callee), resolve) ? call.args : [])),
    // `state = state || {}`
    ...module.writes.flatMap(({ value }) => (value?.kind === 'either' ? [value] : [])),
    ...outcomesIn(module).flatMap(measured),
  ];
}

/** `typeof state`, `state === other`: who is given the answer is not given the object. */
function measured(value: Value): readonly Value[] {
  if (value.kind === 'derived') return value.of.flatMap((one) => [one, ...measured(one)]);
  return value.kind === 'either' ? value.of.flatMap(measured) : [];
}

/** `orders.record.bind(orders)` is a call of `orders.record` with its `this`. */
function functionOf(callee: Value): Value {
  return callee.kind === 'member' && PASSES_THIS.has(callee.key) ? callee.of : callee;
}

const PASSES_THIS: ReadonlySet<string> = new Set(['bind', 'call', 'apply']);

function isOfProgram(module: ModuleFacts, callee: Value, resolve: Resolve): boolean {
  const targets = resolve(module, callee);
  // A function that is declared is named by a variable, which is a place.
  const callees = targets.filter(({ kind }) => kind !== 'place');
  return callees.length > 0 && callees.every(({ kind }) => kind === 'function' || kind === 'class');
}

function alternatives(value: Value): readonly Value[] {
  return value.kind === 'either' ? value.of.flatMap(alternatives) : [value];
}
