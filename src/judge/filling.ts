import { MODULE, type Value } from '../model/facts.js';
import type { Operation, Role } from '../model/words.js';
import { inFunction } from '../program/in-function.js';
import type { Program } from '../program/index.js';
import type { Lifetime } from '../program/lifetime.js';
import type { Access } from '../program/stores.js';
import { functionKey, type Target } from '../program/targets.js';
import type { Evidence } from './evidence/index.js';
import type { Origin } from './evidence/origins.js';
import { isRecord } from './handles.js';

/** How a store is filled: by whom, from where, and under which keys. */

/** By the function that makes it, and by what that hands to methods of lists: `rows.filter((row) => { left.push(row); … })`. */
export function isFilledWhileMade(lifetime: Lifetime, writes: readonly Access[]): boolean {
  if (lifetime.kind !== 'closure' || !lifetime.isOfEachCall) return false;
  const { module: of, fn: by } = lifetime.by;
  const isCallback = (fn: number): boolean =>
    inFunction(of.calls, by).some(
      ({ callee, args }) =>
        callee.kind === 'member' &&
        AT_ONCE.test(callee.key) &&
        args.some((one) => one.kind === 'function' && one.id === fn),
    );
  return writes.every(({ module, fn }) => module === of && (fn === by || isCallback(fn)));
}

const AT_ONCE = /^(?:filter|map|forEach|reduce|reduceRight|flatMap|some|every|find|sort)$/;

export function isKeyed({ operation, path, key }: Access): boolean {
  return operation === 'set' && (path.includes('*') || (key !== undefined && key.kind !== 'literal'));
}

export function isFilledWhereRead({ reads, writes }: Evidence): boolean {
  const filling = new Set(writes.map(functionKey));
  return reads.every((access) => filling.has(functionKey(access)));
}

/** Requests take away from what was empty from the start, and nobody calls what would fill it. */
export function isOnlyTakenFrom(evidence: Evidence, program: Program): boolean {
  const { store, writes, initWrites, held, isReached } = evidence;
  const isEmpty = held.length > 0 && held.every(isEmptyContainer);
  const isTaking = ({ operation, path }: Access): boolean =>
    operation === 'clear' || (operation === 'delete' && path.length <= 1);
  const isHandedOn = store.accesses.some(({ operation }) => operation === 'escape');
  if (!isReached || !isEmpty || initWrites.length > 0 || isHandedOn || !writes.every(isTaking)) return false;
  return store.accesses.every((access) => !access.writes || writes.includes(access) || isDead(access, program));
}

/** In a function that nobody calls. Who calls a method, or what stands beside an entry point, may be known to a framework alone. */
function isDead({ module, fn }: Access, program: Program): boolean {
  const facts = module.functions[fn];
  if (!facts || facts.class !== undefined || facts.parent !== MODULE) return false;
  return program.callSitesOf({ module, fn }).length === 0 && program.entries.every(({ file }) => file !== module.file);
}

function isEmptyContainer(target: Target): boolean {
  switch (target.kind) {
    case 'builtin':
      return target.call.args.length === 0;
    case 'array':
      return target.module.arrays[target.id]?.elements.length === 0;
    case 'object':
      return target.module.objects[target.id]?.properties.length === 0;
    default:
      return false;
  }
}

const PUTS_IN: ReadonlySet<Operation> = new Set<Operation>([
  'assign',
  'increment',
  'set',
  'add',
  'push',
  'clear',
  'delete',
]);

/** No code looks at it, and what its methods answer to those who fill it is thrown away: `if (!codes.delete(code))` is a look. */
export function isNeverRead({ root, store, writes }: Evidence): boolean {
  if (root.kind !== 'variable' || store.accesses.some((access) => !access.writes)) return false;
  // What is exported may be read in the markup of a component, into which nobody looks.
  const isOwn = root.module.exports.every(
    ({ value }) => value.kind !== 'variable' || root.module.variables[value.id] !== root.variable,
  );
  return (
    isOwn &&
    writes.every(
      ({ operation, path, call }) => PUTS_IN.has(operation) && path.length === 0 && call?.result === 'discarded',
    )
  );
}

/** What the platform hands out with each request is the same each time: a binding of a Worker, a variable of the environment. */
export function isOfEnvironment({ valueOrigins, writes }: Evidence): boolean {
  const isWhole = writes.every(({ operation, path, value }) => operation === 'assign' && path.length === 0 && value);
  return isWhole && valueOrigins.size === 1 && valueOrigins.has('environment');
}

/** Code sets it to what it has decided in the course of a request, and asks nobody. */
export const isDecidedHere = ({ valueOrigins }: Evidence): boolean =>
  valueOrigins.size === 1 && valueOrigins.has('constant');

/** What requests brought, as objects of a class that only holds it. */
export function keepsRecords({ writes, valueOrigins }: Evidence, program: Program): boolean {
  if (!valueOrigins.has('request')) return false;
  return writes.some(({ module, value }) => value !== undefined && program.resolve(module, value).some(isRecord));
}

/** Roles of what is about requests without belonging to one. */
export const MAY_BE_OF_REQUESTS: ReadonlySet<Role> = new Set([
  ...(['cache', 'metrics', 'history', 'counter', 'rate-limit', 'lock', 'config', 'feature-flag'] as const),
]);

const OF_PROGRAM: ReadonlySet<Origin> = new Set<Origin>(['constant', 'environment', 'computed']);

/** Filed under names of the program's own, with what it worked out or was told by its sources. */
export function isOfNoRequest({ keyOrigins, valueOrigins, refusals }: Evidence): boolean {
  const isOwn = (origin: Origin): boolean => OF_PROGRAM.has(origin) || origin === 'awaited' || origin === 'clock';
  return (
    keyOrigins.size > 0 &&
    [...keyOrigins].every((origin) => OF_PROGRAM.has(origin)) &&
    [...valueOrigins].every(isOwn) &&
    refusals.decided.size === 0
  );
}

/** A switch from the start, which requests set to what they say: `setDisabled(req.body.disabled)`. */
export function isToldSwitch({ root, shape }: Evidence, writes: readonly Access[]): boolean {
  if (root.kind !== 'variable' || (shape !== 'scalar' && shape !== 'unknown')) return false;
  const isBoolean = (value: Value | undefined): boolean =>
    value?.kind === 'literal' && typeof value.value === 'boolean';
  const isSaid = (value: Value | undefined): boolean =>
    isBoolean(value) || value?.kind === 'variable' || value?.kind === 'member';
  return (
    isBoolean(root.variable.values[0]) &&
    writes.every(({ operation, value }) => operation === 'assign' && isSaid(value))
  );
}

/** A scalar that is derived from its own former value, as counters and cursors are. */
export function isStepsAlong(writes: readonly Access[]): boolean {
  return writes.some(({ operation }) => operation === 'increment');
}
