import type { FunctionId, ModuleFacts, Value } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import type { Access, Store } from '../../program/stores.js';
import type { Around } from './around.js';
import { placeIn, type Belongs } from './belongs.js';

/** What the writes of a store say of the work that goes on around it. */

export function countsOn({ operation, value, module }: Access, isOfStore: Belongs): boolean {
  if (operation === 'increment') return true;
  return value !== undefined && isCounted(value, 0);

  /** `hits + 1`, under whatever name, or where there are any: `hits ? hits + 1 : 1`. */
  function isCounted(one: Value, depth: number): boolean {
    if (depth > 4) return false;
    if (one.kind === 'derived') return one.operator === '+' && one.of.some((part) => isOfStore(module, part));
    if (one.kind === 'either') return one.of.some((part) => isCounted(part, depth + 1));
    const variable = one.kind === 'variable' ? module.variables[one.id] : undefined;
    return variable?.declared === 'const' && variable.values.some((held) => isCounted(held, depth + 1));
  }
}

export function chainsOn({ operation, value, module }: Access, { roots }: Store, program: Program): boolean {
  if (operation !== 'assign' || !value) return false;
  const place = placeIn(roots);
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
    const isOwn = program.resolve(module, callee.of).some((target) => place(target) !== undefined);
    return isOwn || isBehind(callee.of, depth + 1);
  }
}

export function holdsPromises(writes: readonly Access[], isOfStore: Belongs, program: Program): boolean {
  // What is taken out and put back, so that it is the youngest again, is what it was.
  const isPutBack = ({ module, value }: Access): boolean => value !== undefined && isOfStore(module, value);
  const stored = writes.filter(
    (access) => !isEmptied(access.value) && /^(set|assign|add|push)$/.test(access.operation) && !isPutBack(access),
  );
  return stored.length > 0 && stored.every(({ module, value }) => value && isPromise(module, value, program, 0));
}

function isEmptied(value: Value | undefined): boolean {
  return value === undefined || (value.kind === 'literal' && value.value == null);
}

/** Functions hand out what is in it: `pending ??= load(); return pending`. */
export function isHandedOut({ roots }: Store, functions: Around, program: Program): boolean {
  const place = placeIn(roots);
  return functions.some(({ ref: { module, fn }, distance }) => {
    const returns = distance === 0 ? (module.functions[fn]?.returns ?? []) : [];
    return returns.some((value) => program.resolve(module, value).some((one) => place(one) !== undefined));
  });
}

export function isPromise(module: ModuleFacts, value: Value, program: Program, depth: number): boolean {
  if (depth > 4) return false;
  if (value.kind === 'variable') {
    const { declared, fn, values = [] } = module.variables[value.id] ?? {};
    if (declared === 'parameter' && fn !== undefined) return isGivenPromise(module, fn, value.id, program, depth);
    return values.length > 0 && values.every((one) => isPromise(module, one, program, depth + 1));
  }
  const call = value.kind === 'call' ? module.calls[value.id] : undefined;
  if (!call) return false;
  const { callee } = call;
  if (call.new) return callee.kind === 'global' && callee.name === 'Promise';
  if (callee.kind === 'member' && /^(then|catch|finally)$/.test(callee.key)) return true;
  return program.resolve(module, callee).some((target) => target.kind === 'function' && target.facts.async);
}

/** `remember(key, load())`, whoever calls it. */
function isGivenPromise(module: ModuleFacts, fn: FunctionId, id: number, program: Program, depth: number): boolean {
  const position = module.functions[fn]?.parameters.indexOf(id) ?? -1;
  const sites = position < 0 ? [] : program.callSitesOf({ module, fn });
  return (
    sites.length > 0 &&
    sites.every(({ module: from, call: { args } }) => {
      const given = args[position];
      return given !== undefined && isPromise(from, given, program, depth + 1);
    })
  );
}
