import type { ModuleFacts, Value } from '../model/facts.js';
import { GIVES_COPY, GIVES_ELEMENT, GIVES_RETURNED, GIVES_SAME } from './builtins.js';
import type { Root } from './targets.js';

/** What a function leaves behind of its variables in what it gives back. */

type VariableRoot = Extract<Root, { kind: 'variable' }>;

/** Whether a variable of a function can still be reached through what the function returns: itself, or a function made beside it. */
export function isGivenAway({ module, variable }: VariableRoot): boolean {
  const id = module.variables.indexOf(variable);
  return (module.functions[variable.fn]?.returns ?? []).some((value) => mayHold(module, value, id, new Set()));
}

function mayHold(module: ModuleFacts, value: Value, id: number, seen: Set<Value>): boolean {
  // Variables can be made from each other.
  if (seen.has(value)) return false;
  seen.add(value);
  const any = (values: readonly Value[]): boolean => values.some((one) => mayHold(module, one, id, seen));
  switch (value.kind) {
    case 'variable':
      return value.id === id || any(localValues(module, value.id));
    case 'either':
    case 'copy':
      return any(value.of);
    case 'awaited':
    case 'member':
      return any([value.of]);
    case 'object':
      return any((module.objects[value.id]?.properties ?? []).map((property) => property.value));
    case 'array':
      return any(module.arrays[value.id]?.elements ?? []);
    case 'call':
      return any(keptByCall(module, value.id));
    case 'function':
    case 'class':
    case 'this':
      return true;
    default:
      return false;
  }
}

/** What variables of functions were made from; nothing is made of a parameter inside. */
function localValues(module: ModuleFacts, id: number): readonly Value[] {
  return module.variables[id]?.values ?? [];
}

/** What the result of a call may hold on to. The callbacks of `map` and its like are gone when it returns. */
function keptByCall(module: ModuleFacts, id: number): readonly Value[] {
  const call = module.calls[id];
  if (!call) return [];
  const { callee, args } = call;
  if (callee.kind !== 'member' || call.new) return args;
  if (GIVES_RETURNED.has(callee.key)) return args.flatMap((argument) => returnsOf(module, argument));
  const isCopying = GIVES_COPY.has(callee.key) || GIVES_ELEMENT.has(callee.key) || GIVES_SAME.has(callee.key);
  return isCopying ? [callee.of] : [callee.of, ...args];
}

function returnsOf(module: ModuleFacts, value: Value): readonly Value[] {
  if (value.kind === 'function') return module.functions[value.id]?.returns ?? [];
  return value.kind === 'variable' ? localValues(module, value.id).flatMap((one) => returnsOf(module, one)) : [value];
}
