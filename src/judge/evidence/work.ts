import type { ModuleFacts, Span, Value } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import type { Access, Store } from '../../program/stores.js';
import { functionKey, type Target } from '../../program/targets.js';
import type { Around } from './around.js';
import type { Asks } from './lookups.js';
import { belongsTo } from './belongs.js';
import { asCallersMakeIt, FARTHEST_WRAPPER } from './wrappers.js';
import { calleeName } from './names.js';

/** What is written to a store, and whether it can be had again. */

/** Calls that give a value out of nothing: a fresh id, a date, a container. */
const FRESH =
  /^(Date\.now|Math\.\w+|crypto\.\w+|randomUUID|nanoid|uuid|v4|String|Number|parseInt|parseFloat|JSON\.\w+|Object\.\w+|Array\.\w+|Symbol)$/;

/**
 * The function that writes also looked up, and what it writes came from a call that is more than a fresh id or a clock, made because
 * nothing was found: the store keeps what can be had again.
 */
export function recomputesOnMiss(
  writes: readonly Access[],
  used: readonly Access[],
  asks: Asks,
  program: Program,
): boolean {
  const filling = writes.filter(({ operation }) => operation === 'set' || operation === 'assign');
  if (filling.length === 0) return false;
  const lookers = new Set(used.filter(looksUp).map(functionKey));
  const isFilled = (access: Access, distance: number): boolean => {
    const { value, module } = access;
    if (lookers.has(functionKey(access))) {
      const isMade = !value || comesFromWork(module, value, program);
      if (isMade && (!value || isGuarded(access, asks))) return true;
    }
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

/** A look at the size, or through all entries, asks for none of them. */
function looksUp({ writes, operation, path }: Access): boolean {
  return !writes && (operation === 'get' || operation === 'has' || operation === 'read' || path.length > 0);
}

/** `if (found) return found; …`, `if (!found) { … }`, `found ?? …`, and the last good answer for when the source fails. */
function isGuarded({ module, fn, at, write }: Access, asks: Asks): boolean {
  if (write?.operator === '??=' || write?.operator === '||=') return true;
  const isIn = (span: Span | undefined): boolean => span !== undefined && at[0] >= span[0] && at[1] <= span[1];
  const isBranched = module.branches.some((branch) => {
    if (branch.fn !== fn && !isIn(branch.at)) return false;
    if (!branch.test.some((atom) => asks(module, atom.value))) return false;
    return (
      isIn(branch.then) ||
      isIn(branch.else) ||
      (branch.at[1] <= at[0] && (branch.thenExits || branch.kind === 'nullish' || branch.kind === 'or'))
    );
  });
  return isBranched || module.tries.some((one) => one.fn === fn && one.handler !== undefined && isIn(one.block));
}

export function comesFromWork(module: ModuleFacts, value: Value, program: Program, depth = 0): boolean {
  if (depth > 6) return false;
  const again = (one: Value): boolean => comesFromWork(module, one, program, depth + 1);
  switch (value.kind) {
    case 'awaited':
      return !isOfRequest(module, value.of);
    case 'variable': {
      const variable = module.variables[value.id];
      return variable !== undefined && variable.declared !== 'parameter' && variable.values.some(again);
    }
    case 'either':
    case 'copy':
    case 'derived':
      return value.of.some(again);
    case 'member':
      return again(value.of);
    case 'object':
      return (module.objects[value.id]?.properties ?? []).some((property) => again(property.value));
    case 'call': {
      const call = module.calls[value.id];
      if (!call || call.new) return false;
      if (FRESH.test(calleeName(module, call.callee))) return call.args.some(again);
      if (isContainerOf(program.resolve(module, value))) return false;
      const targets = program.resolve(module, call.callee);
      if (targets.some((target) => target.kind === 'function' || target.kind === 'external')) return true;
      return call.callee.kind === 'member' ? again(call.callee.of) : targets.length === 0;
    }
    default:
      return false;
  }
}

/** `table()`, which gives a container of the program away: nothing was fetched or computed for that. */
function isContainerOf(targets: readonly Target[]): boolean {
  const isMade = targets.some(({ kind }) => kind === 'builtin' || kind === 'object' || kind === 'array');
  return isMade && targets.some((target) => target.kind === 'place' && target.path.length === 0 && !target.copied);
}

/** `await request.json()`, `await params`: what the caller sent, and can send once only. */
function isOfRequest(module: ModuleFacts, value: Value): boolean {
  if (value.kind === 'variable') return module.variables[value.id]?.declared === 'parameter';
  if (value.kind === 'member') return isOfRequest(module, value.of);
  const callee = value.kind === 'call' ? module.calls[value.id]?.callee : undefined;
  return callee?.kind === 'member' && isOfRequest(module, callee.of);
}

export function countsOn({ operation, value, module }: Access, store: Store, program: Program): boolean {
  if (operation === 'increment') return true;
  if (value?.kind !== 'derived' || value.operator !== '+') return false;
  const isOfStore = belongsTo(store, program);
  return value.of.some((part) => isOfStore(module, part));
}

export function chainsOn({ operation, value, module }: Access, { roots }: Store, program: Program): boolean {
  if (operation !== 'assign' || !value) return false;
  const ids = new Set(roots.map(({ id }) => id));
  return isBehind(value, 0);

  /** `tail.then(work)`, and what is made of that: `const run = tail.then(work); tail = run.catch(ignore)`. */
  function isBehind(one: Value, depth: number): boolean {
    if (depth > 4) return false;
    if (one.kind === 'variable') {
      const variable = module.variables[one.id];
      return variable?.declared === 'const' && variable.values.some((held) => isBehind(held, depth + 1));
    }
    const callee = one.kind === 'call' ? module.calls[one.id]?.callee : undefined;
    if (callee?.kind !== 'member' || !/^(then|catch|finally)$/.test(callee.key)) return false;
    if (callee.key === 'catch') return isBehind(callee.of, depth + 1);
    const isOwn = program
      .resolve(module, callee.of)
      .some((target) => target.kind === 'place' && ids.has(target.root.id));
    return isOwn || isBehind(callee.of, depth + 1);
  }
}

/** A function that returns early for what is there, and adds what a caller gave it. */
export function skipsKnown({ roots }: Store, writes: readonly Access[], program: Program): boolean {
  const ids = new Set(roots.map(({ id }) => id));
  return writes.some(({ operation, module, fn, key, value }) => {
    const added = operation === 'add' ? value : operation === 'set' ? key : undefined;
    if (!added || added.kind === 'literal') return false;
    return module.branches.some(
      (branch) =>
        branch.fn === fn &&
        branch.thenExits &&
        branch.test.some((atom) => atom.holds === 'truthy' && asks(module, atom.value)),
    );
  });

  function asks(module: ModuleFacts, value: Value): boolean {
    const callee = value.kind === 'call' ? module.calls[value.id]?.callee : undefined;
    if (callee?.kind !== 'member' || callee.key !== 'has') return false;
    return program.resolve(module, callee.of).some((one) => one.kind === 'place' && ids.has(one.root.id));
  }
}

export function holdsPromises(writes: readonly Access[], program: Program): boolean {
  const stored = writes.filter(
    ({ operation, value }) => !isEmptied(value) && /^(set|assign|add|push)$/.test(operation),
  );
  return stored.length > 0 && stored.every(({ module, value }) => value && isPromise(module, value, program, 0));
}

function isEmptied(value: Value | undefined): boolean {
  return value === undefined || (value.kind === 'literal' && value.value == null);
}

/** Functions hand out what is in it: `pending ??= load(); return pending`. */
export function isHandedOut({ roots }: Store, functions: Around, program: Program): boolean {
  const ids = new Set(roots.map(({ id }) => id));
  return functions.some(({ ref: { module, fn }, distance }) => {
    const returns = distance === 0 ? (module.functions[fn]?.returns ?? []) : [];
    return returns.some((value) =>
      program.resolve(module, value).some((one) => one.kind === 'place' && ids.has(one.root.id)),
    );
  });
}

function isPromise(module: ModuleFacts, value: Value, program: Program, depth: number): boolean {
  if (depth > 4) return false;
  if (value.kind === 'variable') {
    const values = module.variables[value.id]?.values ?? [];
    return values.length > 0 && values.every((one) => isPromise(module, one, program, depth + 1));
  }
  const call = value.kind === 'call' ? module.calls[value.id] : undefined;
  if (!call) return false;
  const { callee } = call;
  if (call.new) return callee.kind === 'global' && callee.name === 'Promise';
  if (callee.kind === 'member' && /^(then|catch|finally)$/.test(callee.key)) return true;
  return program.resolve(module, callee).some((target) => target.kind === 'function' && target.facts.async);
}
