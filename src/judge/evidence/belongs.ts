import type { ModuleFacts, Value } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import type { Store } from '../../program/stores.js';

/** Whether a value is a store or comes out of it: a place in it, or what a call of its methods gave. */
export function belongsTo(
  { roots, accesses }: Store,
  program: Program,
): (module: ModuleFacts, value: Value) => boolean {
  const ids = new Set(roots.map(({ id }) => id));
  // What a package's method gives has no place in our program; the call that asked for it has.
  const calls = new Set(accesses.flatMap(({ call }) => call ?? []));
  return (module, value) =>
    program.resolve(module, value).some((target) => {
      if (target.kind === 'place') return ids.has(target.root.id);
      return target.kind === 'created' && calls.has(target.call);
    });
}
