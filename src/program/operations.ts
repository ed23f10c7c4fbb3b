import type { ModuleFacts, Value, WriteFacts } from '../model/facts.js';
import type { Operation } from '../model/words.js';
import { MUTATORS } from './builtins.js';
import { hostWriterOf, invocationOf } from './invocations.js';
import type { Access } from './stores.js';

/** What is done to a store, by how it is written down and how deep inside the store it happens. */

const STEPS = new Set(['++', '--', '+=', '-=']);

export function operationOf(module: ModuleFacts, { operator, value }: WriteFacts, depth: number): Operation {
  if (STEPS.has(operator)) return 'increment';
  if (operator === 'delete') return 'delete';
  return depth === 0 && isStep(module, value) ? 'increment' : depthOperation(depth);
}

export function depthOperation(depth: number): Operation {
  if (depth === 0) return 'assign';
  return depth === 1 ? 'set' : 'mutate-in-place';
}

/** `total = total + 1` counts like `total++`; what is added to is left to the reader of the value, unless it is the time. */
function isStep(module: ModuleFacts, value: Value | undefined): boolean {
  if (value?.kind !== 'derived' || value.operator !== '+' || value.of.some((part) => isNow(module, part))) return false;
  return value.of.some((part) => part.kind === 'literal' && typeof part.value === 'number');
}

/** `Date.now()`, by whatever name. */
function isNow(module: ModuleFacts, value: Value): boolean {
  if (value.kind === 'variable') {
    const { declared, values = [] } = module.variables[value.id] ?? {};
    return declared === 'const' && values.length === 1 && values.every((one) => isNow(module, one));
  }
  const callee = value.kind === 'call' ? module.calls[value.id]?.callee : undefined;
  const isOfClock = callee?.kind === 'member' && callee.of.kind === 'global' && CLOCKS.has(callee.of.name);
  return isOfClock && callee.key === 'now';
}

const CLOCKS: ReadonlySet<string> = new Set(['Date', 'performance']);

/** What an access is to the member of its store that it goes through first. */
export function operationInside({ call, write, module, path, operation, writes }: Access): Operation {
  const depth = path.length - 1;
  if (!writes) return operation;
  if (write) return operationOf(module, write, depth);
  if (!call) return operation;
  if (hostWriterOf(call)) return operation === 'mutate-in-place' ? depthOperation(depth || 1) : operation;
  return depth === 0 ? (MUTATORS.get(invocationOf(module, call)?.method ?? '') ?? operation) : operation;
}
