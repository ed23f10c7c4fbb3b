import { MODULE, type ModuleFacts, type Value } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import type { Access } from '../../program/stores.js';

/** Wrappers around wrappers are followed this far. */
export const FARTHEST_WRAPPER = 2;

/**
 * An access as those who call its function make it. In `const keep = (key, value) => kept.set(key, value)` neither key nor value say
 * anything; what callers pass does. Nothing where the function decides about key and value itself.
 */
export function asCallersMakeIt(access: Access, program: Program): readonly Access[] {
  const { module, fn, key, value } = access;
  if (fn === MODULE || program.isEntry({ module, fn })) return [];
  const keyAt = key && positionsIn(module, key, fn)[0];
  const valueAt = value ? positionsIn(module, value, fn).filter((position) => position !== keyAt) : [];
  const isWrapped = value ? valueAt.length > 0 : keyAt !== undefined;
  if (!isWrapped) return [];
  return program.callSitesOf({ module, fn }).map(({ module: from, call }): Access => {
    const passedKey = keyAt === undefined ? undefined : call.args[keyAt];
    const passed = valueAt.flatMap((position) => call.args[position] ?? []);
    return {
      ...withoutOperands(access),
      module: from,
      fn: call.fn,
      at: call.at,
      ...(passedKey ? { key: passedKey } : {}),
      ...(passed.length > 0 ? { value: { kind: 'either', of: passed } } : {}),
    };
  });
}

function withoutOperands(access: Access): Access {
  const plain = { ...access };
  delete plain.key;
  delete plain.value;
  return plain;
}

/** An access, and the same one as its callers and theirs make it. */
export function* throughWrappers(access: Access, program: Program, distance = 0): Generator<Access> {
  yield access;
  if (distance === FARTHEST_WRAPPER) return;
  for (const site of asCallersMakeIt(access, program)) yield* throughWrappers(site, program, distance + 1);
}

/** Positions of the parameters of `fn` that a value is made of. */
function positionsIn(module: ModuleFacts, value: Value, fn: number, depth = 0): number[] {
  if (depth > 3) return [];
  const inside = (one: Value): number[] => positionsIn(module, one, fn, depth + 1);
  switch (value.kind) {
    case 'variable': {
      const position = module.functions[fn]?.parameters.indexOf(value.id) ?? -1;
      if (position >= 0) return [position];
      const variable = module.variables[value.id];
      return variable?.fn === fn && variable.declared === 'const' ? variable.values.flatMap(inside) : [];
    }
    case 'member':
    case 'awaited':
      return inside(value.of);
    case 'either':
    case 'copy':
    case 'derived':
      return value.of.flatMap(inside);
    case 'array':
      return (module.arrays[value.id]?.elements ?? []).flatMap(inside);
    case 'object':
      return (module.objects[value.id]?.properties ?? []).flatMap((property) => inside(property.value));
    default:
      return [];
  }
}
