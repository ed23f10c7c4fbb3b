import { MODULE, type FunctionId, type ModuleFacts, type Span, type Value } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import type { Access, Store } from '../../program/stores.js';
import { belongsTo } from './belongs.js';
import { givenTo } from './handed.js';
import type { Asks } from './lookups.js';
import { calleeName } from './names.js';
import { asCallersMakeIt, FARTHEST_WRAPPER } from './wrappers.js';

/** Whether what is in a store can be had again: a look decides that it is missing, and then a slower source is asked. */

/** Calls that give a value out of nothing: a fresh id, a date, a container. */
const FRESH =
  /^(Date\.now|Math\.\w+|crypto\.\w+|randomUUID|nanoid|uuid|v4|String|Number|parseInt|parseFloat|JSON\.\w+|Object\.\w+|Array\.\w+|Symbol)$/;
/** Values are followed this far. */
const DEEPEST = 6;

/** A piece of code, to ask what it depends on. */
interface Spot {
  module: ModuleFacts;
  fn: FunctionId;
  at: Span;
}

/**
 * What is written came from a call that is more than a fresh id or a clock, and was written, or called, because nothing was found: the
 * store keeps what can be had again.
 */
export function recomputesOnMiss(store: Store, writes: readonly Access[], asks: Asks, program: Program): boolean {
  const filling = fillingOf(writes);
  if (filling.length === 0) return false;
  const isOfStore = belongsTo(store, program);
  const isMissing = (spot: Spot): boolean => isGuarded(spot, asks) || isLastResort(spot, store.accesses, asks);
  // Who fetches and keeps need not be who has looked: `if (known.has(id)) return …; return refresh(id)`
  const isOnMiss = (spot: Spot, distance: number): boolean => {
    if (isMissing(spot)) return true;
    if (distance === FARTHEST_WRAPPER || spot.fn === MODULE || program.isEntry(spot)) return false;
    const sites = program.callSitesOf(spot);
    return (
      sites.length > 0 &&
      sites.every(({ module, call }) => isOnMiss({ module, fn: call.fn, at: call.at }, distance + 1))
    );
  };
  const isFilled = (access: Access, distance: number): boolean => {
    const { module, value, write } = access;
    if (!value) return false;
    const work = workIn(module, value, program, isOfStore);
    const isConditional = write?.operator === '??=' || write?.operator === '||=';
    if (work.length > 0 && (isConditional || work.some(isMissing) || isOnMiss(access, 0))) return true;
    const sites = distance < FARTHEST_WRAPPER ? asCallersMakeIt(access, program) : [];
    return sites.length > 0 && sites.every((site) => isFilled(site, distance + 1));
  };
  // What is written to the source in the same breath can be had again from there.
  const isKept = (access: Access): boolean => isFilled(access, 0) || writesThrough(access, program);
  return (
    filling.every((access) => !access.value || isKept(access)) &&
    filling.some((access) => !access.value || isFilled(access, 0))
  );
}

/** Writes that put something in: into the store itself or, where that only ever gets empty containers, into those. */
function fillingOf(writes: readonly Access[]): readonly Access[] {
  // A list that drops its oldest is a history, whatever is asked of its latest.
  const isHistory = writes.some(({ operation }) => operation === 'shift');
  const own = writes.filter(
    (access) =>
      !(isHistory && access.operation === 'push') &&
      /^(?:set|assign|push)$/.test(access.operation) &&
      !isEmptyContainer(access) &&
      !isNothing(access),
  );
  if (own.length > 0) return own;
  return writes.filter((access) => access.operation === 'mutate-in-place' && !isEmptyContainer(access));
}

function isNothing({ value, operation }: Access): boolean {
  return operation === 'assign' && value?.kind === 'literal' && value.value == null;
}

/** `new Map()`, `[]`, `{ rows: {} }`: room for what is put in next. */
function isEmptyContainer({ module, value }: Access): boolean {
  return value !== undefined && isRoom(module, value);
}

function isRoom(module: ModuleFacts, value: Value): boolean {
  switch (value.kind) {
    case 'array':
      return module.arrays[value.id]?.elements.length === 0;
    case 'object': {
      const properties = module.objects[value.id]?.properties ?? [];
      const others = properties.filter((property) => property.value.kind !== 'literal');
      const isOfConstants = properties.length > 0 && others.length === 0;
      return !isOfConstants && others.every((property) => isRoom(module, property.value));
    }
    case 'call': {
      const call = module.calls[value.id];
      const isContainer = call?.new === true && /^(?:Map|Set)$/.test(calleeName(module, call.callee));
      return isContainer && call.args.every((argument) => isRoom(module, argument));
    }
    default:
      return false;
  }
}

const PUTS = /^(?:set|setex|hset|put|save|insert\w*|update\w*|upsert|create|add|write\w*|setItem)$/i;

/** `local.set(key, value); await redis.set(key, value)`: the same key goes to somebody's client too. */
function writesThrough({ module, fn, key, call: own }: Access, program: Program): boolean {
  if (key?.kind !== 'variable' && key?.kind !== 'derived') return false;
  const names = variablesIn(key);
  return module.calls.some((call) => {
    const { callee, args } = call;
    if (call === own || call.fn !== fn || callee.kind !== 'member' || !PUTS.test(callee.key)) return false;
    const isClient = program.resolve(module, callee.of).some(({ kind }) => kind === 'created' || kind === 'external');
    return isClient && args.some((argument) => variablesIn(argument).some((id) => names.includes(id)));
  });
}

function variablesIn(value: Value): number[] {
  if (value.kind === 'variable') return [value.id];
  return value.kind === 'derived' ? value.of.flatMap(variablesIn) : [];
}

/** `if (found) return found; …`, `if (!found) { … }`, `found ?? …`, in the function or one that it is a callback of. */
function isGuarded({ module, fn, at }: Spot, asks: Asks): boolean {
  const around = functionsAround(module, fn);
  const isIn = (span: Span | undefined): boolean => span !== undefined && at[0] >= span[0] && at[1] <= span[1];
  return module.branches.some((branch) => {
    if (!around.includes(branch.fn)) return false;
    const isDeciding = isIn(branch.then) || isIn(branch.else) || (branch.thenExits && branch.at[1] <= at[0]);
    return isDeciding && branch.test.some((atom) => !isSize(atom.value) && asks(module, atom.value));
  });
}

/** How much there is says nothing of what is missing. */
function isSize(value: Value): boolean {
  return value.kind === 'member' && (value.key === 'size' || value.key === 'length');
}

/** The last good answer, for when the source fails: `try { … } catch { return known.get(id) }`. */
function isLastResort({ module, fn, at }: Spot, accesses: readonly Access[], asks: Asks): boolean {
  const isIn = (inner: Span, span: Span): boolean => inner[0] >= span[0] && inner[1] <= span[1];
  return module.tries.some(({ fn: owner, block, handler }) => {
    if (owner !== fn || !handler || !isIn(at, block)) return false;
    const isRead = accesses.some((one) => one.module === module && !one.writes && isIn(one.at, handler));
    return isRead || module.exits.some((exit) => isGivenBack(exit.at, exit.value, handler));
  });

  /** `let rate = known.get(id); try { rate = … } catch {} return rate` */
  function isGivenBack(exit: Span, value: Value | undefined, handler: Span): boolean {
    const isAfter = value?.kind === 'variable' && exit[0] >= handler[1];
    return value !== undefined && (isAfter || isIn(exit, handler)) && asks(module, value);
  }
}

/** A function, and those that it is a callback in. */
function functionsAround(module: ModuleFacts, fn: FunctionId): FunctionId[] {
  const around = [fn];
  for (let facts = module.functions[fn]; facts; facts = module.functions[facts.parent]) {
    if (facts.kind !== 'arrow' && facts.kind !== 'function') break;
    around.push(facts.parent);
  }
  return around;
}

/** The calls that a value comes from and that are more than a look into memory. */
function workIn(
  module: ModuleFacts,
  value: Value,
  program: Program,
  isOfStore: (module: ModuleFacts, value: Value) => boolean,
): Spot[] {
  return [...within(module, value, 0)];

  function* within(from: ModuleFacts, one: Value, depth: number): Generator<Spot> {
    if (depth > DEEPEST) return;
    switch (one.kind) {
      case 'awaited': {
        if (isOfRequest(from, one.of)) return;
        const inner = [...within(from, one.of, depth + 1)];
        yield* inner.length > 0 ? inner : spotOf(from, one.of);
        return;
      }
      case 'variable':
        yield* ofVariable(from, one.id, depth);
        return;
      case 'either':
      case 'copy':
      case 'derived':
        for (const part of one.of) yield* within(from, part, depth + 1);
        return;
      case 'member':
        // `table().rows[id]` is in memory already, whatever has to be called to come by it.
        if (!isOfStore(from, one)) yield* within(from, one.of, depth + 1);
        return;
      case 'object':
        for (const property of from.objects[one.id]?.properties ?? []) yield* within(from, property.value, depth + 1);
        return;
      case 'array':
        for (const element of from.arrays[one.id]?.elements ?? []) yield* within(from, element, depth + 1);
        return;
      case 'call':
        yield* ofCall(from, one, depth);
        return;
      default:
    }
  }

  function* ofVariable(from: ModuleFacts, id: number, depth: number): Generator<Spot> {
    const variable = from.variables[id];
    if (!variable) return;
    if (variable.declared !== 'parameter') {
      for (const held of variable.values) yield* within(from, held, depth + 1);
      return;
    }
    // `fetch(url).then((fresh) => …)`
    const position = from.functions[variable.fn]?.parameters.indexOf(id) ?? -1;
    for (const { module: at, value: held, isAwaited } of givenTo(from, variable.fn, position, program))
      yield* within(at, isAwaited ? { kind: 'awaited', of: held } : held, depth + 1);
  }

  function* ofCall(from: ModuleFacts, one: Extract<Value, { kind: 'call' }>, depth: number): Generator<Spot> {
    const call = from.calls[one.id];
    if (!call || call.new) return;
    if (FRESH.test(calleeName(from, call.callee))) {
      for (const argument of call.args) yield* within(from, argument, depth + 1);
      return;
    }
    const targets = program.resolve(from, call.callee);
    // A function that gives what is in memory already is no slower source.
    const isAsync = targets.some((target) => target.kind === 'function' && target.facts.async);
    if (!isAsync && isOfStore(from, one)) return;
    if (targets.some((target) => target.kind === 'function' || target.kind === 'external'))
      yield { module: from, fn: call.fn, at: call.at };
    else if (call.callee.kind === 'member') yield* within(from, call.callee.of, depth + 1);
    else if (targets.length === 0) yield { module: from, fn: call.fn, at: call.at };
  }
}

/** Where something is awaited that is no call that we know. */
function* spotOf(module: ModuleFacts, value: Value): Generator<Spot> {
  const call = value.kind === 'call' ? module.calls[value.id] : undefined;
  yield call ? { module, fn: call.fn, at: call.at } : { module, fn: MODULE, at: [0, 0] };
}

/** `await request.json()`, `await params`: what the caller sent, and can send once only. */
function isOfRequest(module: ModuleFacts, value: Value): boolean {
  if (value.kind === 'variable') return module.variables[value.id]?.declared === 'parameter';
  if (value.kind === 'member') return isOfRequest(module, value.of);
  const callee = value.kind === 'call' ? module.calls[value.id]?.callee : undefined;
  return callee?.kind === 'member' && isOfRequest(module, callee.of);
}
