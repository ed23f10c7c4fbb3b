import { append } from '../model/append.js';
import type { FunctionId } from '../model/facts.js';
import { keptIn } from '../model/lazily.js';

/** Effects stand in one list for a whole module; this is the way to those of one function. */

interface Effect {
  fn: FunctionId;
}

/** Facts do not change: each list is sorted by function once. */
const sorted = new WeakMap<readonly Effect[], ReadonlyMap<FunctionId, Effect[]>>();

/** Those of `module.calls`, `module.branches` and the like that happen in a function itself, in their order. */
export function inFunction<Item extends Effect>(items: readonly Item[], fn: FunctionId): readonly Item[] {
  if (items.length === 0) return NONE;
  return (keptIn(sorted, items, byFunction).get(fn) ?? NONE) as readonly Item[];
}

const NONE: readonly never[] = [];

function byFunction(items: readonly Effect[]): Map<FunctionId, Effect[]> {
  const found = new Map<FunctionId, Effect[]>();
  for (const item of items) append(found, item.fn, item);
  return found;
}
