import { MODULE, type FunctionId, type ModuleFacts, type Value } from '../model/facts.js';
import type { Resolver } from './resolve.js';
import { functionKey, type CallSite, type FunctionRef, type Target } from './targets.js';

/**
 * Whose `this` a method works on. Instances of one class share the names of their fields and nothing else: what a request does to an object
 * that it has made for itself happens to no object that the module keeps.
 */
export type WorksOnOwn = (ref: FunctionRef) => boolean;

/** Values are followed this far. */
const DEEPEST = 6;

/**
 * Of a function: whether each of its calls is on an object that was made for the occasion, or still is being made.
 *
 * @param callers known calls by function
 */
export function worksOnOwn(callers: ReadonlyMap<string, readonly CallSite[]>, resolver: Resolver): WorksOnOwn {
  const known = new Map<string, boolean>();

  const sitesOf = (ref: FunctionRef): readonly CallSite[] => callers.get(functionKey(ref)) ?? [];

  function isOnOwn(ref: FunctionRef): boolean {
    const key = functionKey(ref);
    const found = known.get(key);
    if (found !== undefined) return found;
    // Methods that call each other are no reason to take the object for one that is kept.
    known.set(key, true);
    const sites = sitesOf(ref);
    const answer = sites.length > 0 && sites.every((site) => isCallOnOwn(site));
    known.set(key, answer);
    return answer;
  }

  function isCallOnOwn({ module, call: { callee, fn } }: CallSite): boolean {
    if (callee.kind !== 'member') return false;
    if (callee.of.kind !== 'this') return isFresh(module, callee.of, 0);
    const method = methodAround(module, fn);
    if (method === undefined) return false;
    // The constructor fills what it is making; what it leaves behind for later runs on what has become of it.
    if (module.functions[method]?.kind === 'constructor') return fn === method;
    return isOnOwn({ module, fn: method });
  }

  /** Whether a value is an object that nobody else has: made on the spot, or by a function that makes one for each who asks. */
  function isFresh(module: ModuleFacts, value: Value, depth: number): boolean {
    if (depth > DEEPEST) return false;
    const all = (values: readonly Value[], at = module): boolean =>
      values.length > 0 && values.every((one) => isFresh(at, one, depth + 1));
    switch (value.kind) {
      case 'awaited':
        return isFresh(module, value.of, depth + 1);
      case 'either':
        return all(value.of);
      case 'call': {
        const call = module.calls[value.id];
        if (!call || call.new) return call !== undefined;
        const makers = resolver.resolve(module, call.callee).filter(isFunction);
        return makers.length > 0 && makers.every(({ module: at, facts }) => all(facts.returns, at));
      }
      case 'variable': {
        const variable = module.variables[value.id];
        if (!variable || variable.fn === MODULE) return false;
        if (variable.declared !== 'parameter') return all(variable.values);
        const position = module.functions[variable.fn]?.parameters.indexOf(value.id) ?? -1;
        const given = sitesOf({ module, fn: variable.fn }).map(({ module: at, call }) => ({
          at,
          to: call.args[position],
        }));
        return given.length > 0 && given.every(({ at, to }) => to !== undefined && isFresh(at, to, depth + 1));
      }
      default:
        return false;
    }
  }

  return isOnOwn;
}

/** The method whose `this` is meant in a function: its own, or that of the method around it. */
export function methodAround(module: ModuleFacts, fn: FunctionId): FunctionId | undefined {
  for (let at = fn, facts = module.functions[at]; facts; at = facts.parent, facts = module.functions[at]) {
    if (facts.class !== undefined && facts.kind !== 'arrow') return facts.static ? undefined : at;
    if (facts.kind === 'function') return undefined;
  }
  return undefined;
}

function isFunction(target: Target): target is Extract<Target, { kind: 'function' }> {
  return target.kind === 'function';
}
