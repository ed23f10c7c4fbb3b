import { isIn } from '../../program/branches.js';
import { inFunction } from '../../program/in-function.js';
import { ANY_KEY, MODULE, type TestAtom, type Value } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import type { Access, Store } from '../../program/stores.js';
import type { Root } from '../../program/targets.js';

/** Values that are made when first needed and kept. */

/** Every request-time write is guarded by the store being empty: `if (!client) client = create()`, `cached ??= load()`. */
export function isMemo({ roots }: Store, writes: readonly Access[], program: Program): boolean {
  const assignments = writes.filter(
    ({ operation, path }) =>
      (operation === 'assign' && path.length === 0) || (operation === 'set' && path.length === 1 && path[0] !== '*'),
  );
  if (assignments.length === 0 || assignments.length !== writes.length) return false;
  const isReset = ({ value }: Access): boolean => value?.kind === 'literal' && !value.value;
  const filling = assignments.filter((access) => !isReset(access));
  // `busy = true` … `finally { busy = false }` is no memo: it says that work is going on.
  const isFlag = filling.some((access) => access.value?.kind === 'literal' && !isChoice(access, program));
  if (isFlag || assignments.some((access) => isReset(access) && isAfterWork(access))) return false;
  return filling.length > 0 && filling.every((access) => isGuarded(access, roots));
}

/** A word that a function without parameters arrives at: no request tells it which. */
function isChoice({ module, fn, value }: Access, program: Program): boolean {
  const isWord = value?.kind === 'literal' && typeof value.value === 'string';
  return isWord && module.functions[fn]?.parameters.length === 0 && !program.isEntry({ module, fn });
}

/**
 * Filled by code that something of the module turns back after the first time: `if (index) return index; index = new Map(); …`. What it
 * does on the way there is done once per instance.
 */
export function isBuiltOnce(writes: readonly Access[], program: Program): boolean {
  const isWord = ({ operation, value }: Access): boolean => operation === 'assign' && value?.kind === 'literal';
  return writes.length > 0 && writes.every((one) => isDoneOnce(one) && (!isWord(one) || isChoice(one, program)));
}

function isDoneOnce({ module, fn, at, operation }: Access): boolean {
  if (fn === MODULE || operation === 'increment') return false;
  const isKept = ({ value, holds }: TestAtom): boolean =>
    holds === 'truthy' && value.kind === 'variable' && isSetHere(value.id);
  return module.branches.some(
    ({ fn: owner, test, then, thenExits }) =>
      owner === fn && thenExits && then[1] <= at[0] && test.length === 1 && test.every(isKept),
  );

  function isSetHere(id: number): boolean {
    if (module.variables[id]?.fn !== MODULE) return false;
    const settings = module.writes.filter(({ target }) => target.kind === 'variable' && target.id === id);
    // What is taken back says that work is going on.
    const isTakenBack = settings.some(({ value }) => !value || (value.kind === 'literal' && !value.value));
    return !isTakenBack && settings.some((write) => write.fn === fn);
  }
}

/** `if (slot && slot.key === key) return slot.value`: it is asked whether it is what the caller asks for. */
export function isComparedByKey({ roots }: Store, reads: readonly Access[]): boolean {
  const names = new Set(roots.map((root) => (root.kind === 'variable' ? root.variable.name : root.name)));
  return reads.some(({ module, fn }) =>
    inFunction(module.branches, fn).some(({ test }) =>
      test.some(({ value, operator, other }) => {
        if (operator !== '===' && operator !== '==' && operator !== '!==' && operator !== '!=') return false;
        const isPart = (one: Value | undefined): boolean =>
          one?.kind === 'member' && one.of.kind === 'variable' && names.has(module.variables[one.of.id]?.name ?? '');
        const isAsked = (one: Value | undefined): boolean => one?.kind === 'variable' || one?.kind === 'derived';
        return (isPart(value) && isAsked(other)) || (isPart(other) && isAsked(value));
      }),
    ),
  );
}

/** In a `finally` block, or in a function handed to `.finally()`. */
export function isAfterWork({ module, fn, at }: Access): boolean {
  if (module.tries.some(({ finalizer }) => isIn(at, finalizer))) return true;
  return module.calls.some(
    ({ callee, args }) =>
      callee.kind === 'member' &&
      callee.key === 'finally' &&
      args.some((one) => one.kind === 'function' && one.id === fn),
  );
}

function isGuarded({ write, module, at, fn }: Access, roots: readonly Root[]): boolean {
  if (write?.operator === '??=' || write?.operator === '||=') return true;
  const names = new Set(roots.map((root) => (root.kind === 'variable' ? root.variable.name : root.name)));
  const mentions = (value: Value): boolean => {
    if (value.kind === 'variable') return names.has(module.variables[value.id]?.name ?? '');
    // `rows[city]` asks for one of many: that says nothing of whether there is anything.
    if (value.kind === 'member' && value.key === ANY_KEY) return false;
    if (value.kind === 'member') return names.has(value.key) || mentions(value.of);
    return false;
  };
  return module.branches.some((branch) => {
    const asks = branch.test.some((atom) => mentions(atom.value));
    if (!asks) return false;
    const isInside = at[0] >= branch.then[0] && at[1] <= branch.then[1];
    const missing = branch.test.some((atom) => atom.holds !== 'truthy' && mentions(atom.value));
    if (isInside && missing) return true;
    // `if (client) return client; client = create();`
    return branch.fn === fn && branch.thenExits && branch.then[1] <= at[0];
  });
}
