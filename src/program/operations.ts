import type { Value, WriteFacts } from '../model/facts.js';
import type { Operation } from '../model/words.js';
import { MUTATORS } from './builtins.js';
import { hostWriterOf, invocationOf } from './invocations.js';
import type { Access } from './stores.js';

/** What is done to a store, by how it is written down and how deep inside the store it happens. */

const STEPS = new Set(['++', '--', '+=', '-=']);

export function operationOf({ operator, value }: WriteFacts, depth: number): Operation {
  if (STEPS.has(operator)) return 'increment';
  if (operator === 'delete') return 'delete';
  return depth === 0 && isStep(value) ? 'increment' : depthOperation(depth);
}

export function depthOperation(depth: number): Operation {
  if (depth === 0) return 'assign';
  return depth === 1 ? 'set' : 'mutate-in-place';
}

/** `total = total + 1` counts like `total++`; what is added to is left to the reader of the value. */
function isStep(value: Value | undefined): boolean {
  if (value?.kind !== 'derived' || value.operator !== '+') return false;
  return value.of.some((part) => part.kind === 'literal' && typeof part.value === 'number');
}

/** What an access is to the member of its store that it goes through first. */
export function operationInside({ call, write, module, path, operation, writes }: Access): Operation {
  const depth = path.length - 1;
  if (!writes) return operation;
  if (write) return operationOf(write, depth);
  if (!call) return operation;
  if (hostWriterOf(call)) return operation === 'mutate-in-place' ? depthOperation(depth || 1) : operation;
  return depth === 0 ? (MUTATORS.get(invocationOf(module, call)?.method ?? '') ?? operation) : operation;
}
