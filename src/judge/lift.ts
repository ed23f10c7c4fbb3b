import { MODULE, type ModuleFacts, type Value } from '../model/facts.js';
import type { Program } from '../program/index.js';
import type { Access } from '../program/stores.js';

/** Wrappers around wrappers are followed this far. */
const FARTHEST = 2;

/**
 * Accesses as those who use a wrapper make them. In `const keep = (key, value) => kept.set(key, value)` neither key nor value say anything;
 * what callers pass does.
 */
export function lifted(access: Access, program: Program, depth = 0): readonly Access[] {
  const { module, fn, key, value } = access;
  if (depth >= FARTHEST || fn === MODULE || program.isEntry({ module, fn })) return [access];
  const keyAt = key && positionsIn(module, key, fn)[0];
  const valueAt = value ? positionsIn(module, value, fn).filter((position) => position !== keyAt) : [];
  const isWrapped = value ? valueAt.length > 0 : keyAt !== undefined;
  const sites = program.callSitesOf({ module, fn });
  if (!isWrapped || sites.length === 0) return [access];
  return sites.flatMap(({ module: from, call }) => {
    const { key: _key, value: _value, ...rest } = access;
    const passedKey = keyAt === undefined ? undefined : call.args[keyAt];
    const passed = valueAt.flatMap((position) => call.args[position] ?? []);
    const site: Access = {
      ...rest,
      module: from,
      fn: call.fn,
      at: call.at,
      ...(passedKey ? { key: passedKey } : {}),
      ...(passed.length > 0 ? { value: { kind: 'either', of: passed } } : {}),
    };
    return lifted(site, program, depth + 1);
  });
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
    case 'derived':
      return value.of.flatMap(inside);
    case 'object':
      return (module.objects[value.id]?.properties ?? []).flatMap((property) => inside(property.value));
    default:
      return [];
  }
}
