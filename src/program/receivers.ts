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

  function isOnOwn(ref: FunctionRef): boolean {
    const key = functionKey(ref);
    const answer = known.get(key) ?? ask(ref, new Set());
    known.set(key, answer);
    return answer;
  }

  /** Methods that call each other are no reason to take the object for one that is kept: what is being asked is passed over. */
  function ask(ref: FunctionRef, asking: Set<string>): boolean {
    const key = functionKey(ref);
    if (asking.has(key)) return true;
    asking.add(key);
    const sites = callers.get(key) ?? [];
    return sites.length > 0 && sites.every((site) => isCallOnOwn(site, asking));
  }

  function isCallOnOwn({ module, call: { callee, fn } }: CallSite, asking: Set<string>): boolean {
    if (callee.kind !== 'member') return false;
    if (callee.of.kind !== 'this') return isFresh(module, callee.of, 0);
    const method = methodAround(module, fn);
    if (method === undefined) return false;
    // The constructor fills what it is making; what it leaves behind for later runs on what has become of it.
    if (module.functions[method]?.kind === 'constructor') return fn === method;
    return ask({ module, fn: method }, asking);
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
        if (!call) return false;
        const callees = resolver.resolve(module, call.callee);
        if (call.new) return callees.every((target) => target.kind !== 'class' || !givesItselfAway(target));
        const makers = callees.filter((target) => target.kind === 'function');
        return makers.length > 0 && makers.every(({ module: at, facts }) => all(facts.returns, at));
      }
      case 'variable': {
        const variable = module.variables[value.id];
        const isLocal = variable !== undefined && variable.fn !== MODULE && variable.declared !== 'parameter';
        return isLocal && !isHandedOn(module, value.id) && all(variable.values);
      }
      default:
        return false;
    }
  }

  return isOnOwn;
}

/** Whether a variable is put anywhere or given to anybody: then its object is not only its own. */
function isHandedOn(module: ModuleFacts, id: number): boolean {
  const mentions = (value: Value | undefined): boolean => value !== undefined && holds(module, value, id, new Set());
  return module.writes.some((write) => mentions(write.value)) || module.calls.some(({ args }) => args.some(mentions));
}

function holds(module: ModuleFacts, value: Value, id: number, seen: Set<Value>): boolean {
  if (seen.has(value)) return false;
  seen.add(value);
  const any = (values: readonly Value[]): boolean => values.some((one) => holds(module, one, id, seen));
  switch (value.kind) {
    case 'variable':
      return value.id === id;
    case 'either':
    case 'copy':
      return any(value.of);
    case 'awaited':
      return any([value.of]);
    case 'object':
      return any((module.objects[value.id]?.properties ?? []).map((property) => property.value));
    case 'array':
      return any(module.arrays[value.id]?.elements ?? []);
    default:
      return false;
  }
}

/** `constructor() { sessions.push(this) }`: methods of the class hand their own object to others. */
function givesItselfAway({ module, id }: Extract<Target, { kind: 'class' }>): boolean {
  const isOf = (fn: FunctionId): boolean => {
    const method = methodAround(module, fn);
    return method !== undefined && module.functions[method]?.class === id;
  };
  const isThis = (value: Value | undefined): boolean => value?.kind === 'this';
  return (
    module.calls.some(({ fn, args }) => args.some(isThis) && isOf(fn)) ||
    module.writes.some(({ fn, value }) => isThis(value) && isOf(fn))
  );
}

/** The method whose `this` is meant in a function: its own, or that of the method around it. */
export function methodAround(module: ModuleFacts, fn: FunctionId): FunctionId | undefined {
  for (let at = fn, facts = module.functions[at]; facts; at = facts.parent, facts = module.functions[at]) {
    if (facts.class !== undefined && facts.kind !== 'arrow') return facts.static ? undefined : at;
    if (facts.kind === 'function') return undefined;
  }
  return undefined;
}
