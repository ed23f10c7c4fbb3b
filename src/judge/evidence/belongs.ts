import type { ModuleFacts, Value } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import type { Store } from '../../program/stores.js';
import type { Root, Target } from '../../program/targets.js';

/** Where in a store a target lies, as members from its root; nothing where it lies elsewhere. */
export type PlaceIn = (target: Target) => readonly string[] | undefined;

/** A part of an object has a root of its own, which the program only knows as a place in the object. */
export function placeIn(roots: readonly Root[]): PlaceIn {
  const ids = new Set(roots.map(({ id }) => id));
  return (target) => {
    if (target.kind !== 'place') return undefined;
    let { id } = target.root;
    if (ids.has(id)) return target.path;
    for (const [depth, step] of target.path.entries()) {
      id = `${id}.${step}`;
      if (ids.has(id)) return target.path.slice(depth + 1);
    }
    return undefined;
  };
}

/** Whether a value is a store or comes out of it: a place in it, or what a call of its methods gave. */
export function belongsTo(
  { roots, accesses }: Store,
  program: Program,
): (module: ModuleFacts, value: Value) => boolean {
  const place = placeIn(roots);
  // What a package's method gives has no place in our program; the call that asked for it has.
  const calls = new Set(accesses.flatMap(({ call }) => call ?? []));
  return (module, value) =>
    program
      .resolve(module, value)
      .some((target) => place(target) !== undefined || (target.kind === 'created' && calls.has(target.call)));
}
