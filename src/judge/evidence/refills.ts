import { isIn } from '../../program/branches.js';
import { MODULE, type FunctionId, type ModuleFacts, type Span, type Value } from '../../model/facts.js';
import { inFunction } from '../../program/in-function.js';
import type { Program } from '../../program/index.js';
import type { Access, Store } from '../../program/stores.js';
import type { Belongs } from './belongs.js';
import type { Asks } from './lookups.js';
import { calleeName } from './names.js';
import { originsOf } from './origins.js';
import { workIn, type OfStore, type Spot } from './sources.js';
import { asCallersMakeIt, FARTHEST_WRAPPER } from './wrappers.js';

/** Records are looked into this far. */
const MOST_NESTED = 4;

/** Whether what is in a store can be had again: a look decides that it is missing, and then a slower source is asked. */

/**
 * What is written came from a call that is more than a fresh id or a clock, and was written, or called, because nothing was found: the
 * store keeps what can be had again.
 */
export function recomputesOnMiss(
  store: Store,
  writes: readonly Access[],
  { asks, ...own }: OfStore & { asks: Asks },
  program: Program,
): boolean {
  const filling = fillingOf(writes, program);
  if (filling.length === 0) return false;
  // That something is in a list already is no look at what it is, unless that is handed back in the end.
  const isList = filling.every((access) => access.operation === 'push' && !isReadBeside(access, store));
  const isAsked: Asks = isList ? (module, value) => !isMembership(module, value) && asks(module, value) : asks;
  const isMissing = (spot: Spot): boolean => isGuarded(spot, isAsked) || isLastResort(spot, store.accesses, asks);
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
    if (isOfTable(access, own.belongs) && isMissing(access)) return true;
    const work = workIn(module, value, program, own);
    const isConditional = write?.operator === '??=' || write?.operator === '||=';
    if (work.length > 0 && (isConditional || work.some(isMissing) || isOnMiss(access, 0))) return true;
    const sites = distance < FARTHEST_WRAPPER ? asCallersMakeIt(access, program) : [];
    return sites.length > 0 && sites.every((site) => isFilled(site, distance + 1));
  };
  // What is written to the source in the same breath can be had again from there; that there is nothing can be asked again.
  const isKept = (access: Access): boolean =>
    isFilled(access, 0) || writesThrough(access, program) || (isFixedRecord(access) && isMissing(access));
  return (
    filling.every((access) => !access.value || isKept(access)) &&
    filling.some((access) => !access.value || isFilled(access, 0))
  );
}

/** Writes that put something in: into the store itself or, where that only ever gets empty containers, into those. */
function fillingOf(writes: readonly Access[], program: Program): readonly Access[] {
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
  return writes.filter(
    (access) => access.operation === 'mutate-in-place' && !isEmptyContainer(access) && !isMark(access, program),
  );
}

/** `entry.loaded = true; entry.expiresAt = Date.now() + MINUTE`: said of what is filled in beside it. */
function isMark({ module, value }: Access, program: Program): boolean {
  if (!value) return false;
  const origins = originsOf(module, value, program);
  const others = [...origins].filter((origin) => origin !== 'constant' && origin !== 'clock');
  return origins.has('clock') ? others.every((origin) => origin === 'computed') : others.length === 0;
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
      if (isPlace(module, value)) return true;
      const isOfConstants = properties.length > 0 && others.length === 0;
      return !isOfConstants && others.every((property) => isRoom(module, property.value));
    }
    case 'variable': {
      // `let entry = known.get(id); if (!entry) known.set(id, (entry = { value: null }))`
      const made = (module.variables[value.id]?.values ?? []).filter((one) => !isGet(module, one));
      return made.length > 0 && made.every((one) => isPlace(module, one));
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

/** `words.set(locale, DICTIONARIES[locale])`: what a table of the module has under the same key. */
function isOfTable({ module, key, value }: Access, belongs: Belongs): boolean {
  if (key?.kind !== 'variable' || !value) return false;
  const [only, ...others] = value.kind === 'variable' ? (module.variables[value.id]?.values ?? []) : [value];
  if (only?.kind !== 'member' || others.length > 0 || only.index?.kind !== 'variable') return false;
  const { of, index } = only;
  const isTable = of.kind === 'variable' && module.variables[of.id]?.fn === MODULE;
  return isTable && index.id === key.id && !belongs(module, of);
}

/** An answer that nothing of the request went into but what it is filed under: `set(key, { found: false, at: Date.now() })`. */
function isFixedRecord({ module, key, value }: Access): boolean {
  return value?.kind === 'object' && isFixed(module, value, key, 0);
}

function isFixed(module: ModuleFacts, value: Value, key: Value | undefined, depth: number): boolean {
  const are = (values: readonly Value[] | undefined): boolean =>
    depth < MOST_NESTED && (values ?? []).every((one) => isFixed(module, one, key, depth + 1));
  if (value.kind === 'variable' && key?.kind === 'variable' && value.id === key.id) return true;
  switch (value.kind) {
    case 'literal':
      return true;
    case 'object':
      return are(module.objects[value.id]?.properties.map((property) => property.value));
    case 'array':
      return are(module.arrays[value.id]?.elements);
    case 'derived':
      return are(value.of);
    case 'variable': {
      const variable = module.variables[value.id];
      return variable?.declared === 'const' && variable.values.length > 0 && are(variable.values);
    }
    case 'call': {
      const call = module.calls[value.id];
      return call?.args.length === 0 && /^Date(\.now)?$/.test(calleeName(module, call.callee));
    }
    default:
      return false;
  }
}

/** `{ value: null, loaded: false, expiresAt: 0 }` holds a place for what is asked next. */
function isPlace(module: ModuleFacts, value: Value): boolean {
  const properties = value.kind === 'object' ? (module.objects[value.id]?.properties ?? []) : [];
  return (
    properties.some((property) => isLiteral(property.value, null, undefined)) &&
    properties.every((property) => isLiteral(property.value, null, undefined, false, 0, ''))
  );
}

function isGet(module: ModuleFacts, value: Value): boolean {
  const callee = value.kind === 'call' ? module.calls[value.id]?.callee : undefined;
  return callee?.kind === 'member' && callee.key === 'get';
}

function isLiteral(value: Value, ...of: readonly unknown[]): boolean {
  if (value.kind === 'global') return value.name === 'undefined' && of.includes(undefined);
  return value.kind === 'literal' && of.includes(value.value);
}

const PUTS = /^(?:set|setex|hset|put|save|insert\w*|update\w*|upsert|create|add|write\w*|setItem)$/i;

/** `local.set(key, value); await redis.set(key, value)`: the same key goes to somebody's client too. */
function writesThrough({ module, fn, key, call: own }: Access, program: Program): boolean {
  if (key?.kind !== 'variable' && key?.kind !== 'derived') return false;
  const names = variablesIn(key);
  return inFunction(module.calls, fn).some((call) => {
    const { callee, args } = call;
    if (call === own || callee.kind !== 'member' || !PUTS.test(callee.key)) return false;
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
  return module.branches.some((branch) => {
    if (!around.includes(branch.fn)) return false;
    const isDeciding = isIn(at, branch.then) || isIn(at, branch.else) || (branch.thenExits && branch.at[1] <= at[0]);
    return isDeciding && branch.test.some((atom) => !isSize(atom.value) && asks(module, atom.value));
  });
}

/** How much there is says nothing of what is missing. */
function isSize(value: Value): boolean {
  return value.kind === 'member' && (value.key === 'size' || value.key === 'length');
}

/** `rows.find((row) => row.key === key)`, in the function that adds to the rows. */
function isReadBeside({ module, fn }: Access, { accesses }: Store): boolean {
  return accesses.some(({ writes, call, ...read }) => {
    const isBeside = !writes && read.module === module && read.fn === fn && call?.callee.kind === 'member';
    return isBeside && call.callee.kind === 'member' && HANDS_OUT.test(call.callee.key);
  });
}

const HANDS_OUT = /^(?:find|findLast|at|filter|slice|map)$/;

/** `sent.some((one) => one.id === id)`, `sent.includes(id)` */
function isMembership(module: ModuleFacts, value: Value): boolean {
  const callee = value.kind === 'call' ? module.calls[value.id]?.callee : undefined;
  return callee?.kind === 'member' && /^(?:some|every|includes|indexOf|findIndex)$/.test(callee.key);
}

/** The last good answer, for when the source fails: `try { … } catch { return known.get(id) }`. */
function isLastResort({ module, fn, at }: Spot, accesses: readonly Access[], asks: Asks): boolean {
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
