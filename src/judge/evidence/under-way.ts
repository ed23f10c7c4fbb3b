import { type FunctionId, type ModuleFacts, type Span, type Value, MODULE } from '../../model/facts.js';
import { isIn } from '../../program/branches.js';
import { inFunction } from '../../program/in-function.js';
import type { Program } from '../../program/index.js';
import type { Access, Store } from '../../program/stores.js';
import { placeIn } from './belongs.js';

/** Switches that keep work from being begun a second time while it goes on. */

/** What becomes of who comes while work goes on: an answer that says so, or the work that others wait for too. */
export type UnderWay = 'told' | 'shared';

/**
 * `if (busy) return { skipped: true }; busy = true; try { … } finally { busy = false }`, of a store or of a member of it: who comes
 * meanwhile is told so.
 */
export function underWayOf(store: Store, writes: readonly Access[], program: Program): UnderWay | undefined {
  const found = writes.flatMap((on) =>
    switchedTo(on, true)
      .filter((path) => writes.some((off) => isLater(off, on) && switchedTo(off, false).includes(path)))
      .flatMap((path) => turnedAway(on, path, store, program)),
  );
  return found.includes('told') ? 'told' : found[0];
}

/** The members that a write sets to a truth value; `''` is the store itself. */
function switchedTo({ module, operation, path, value }: Access, to: boolean): readonly string[] {
  const isIt = (one: Value | undefined): boolean => one?.kind === 'literal' && one.value === to;
  if (operation === 'set') return path.length === 1 && path[0] !== '*' && isIt(value) ? path : [];
  if (operation !== 'assign' || path.length > 0) return [];
  if (isIt(value)) return [''];
  const properties = value?.kind === 'object' ? (module.objects[value.id]?.properties ?? []) : [];
  return properties.flatMap((property) => (isIt(property.value) ? [property.key] : []));
}

/** In the function that began the work, or in one that stands in it. */
function isLater(off: Access, on: Access): boolean {
  if (off.module !== on.module) return false;
  if (off.fn === on.fn) return off.at[0] > on.at[0];
  for (let fn: FunctionId = off.fn; fn !== MODULE; fn = on.module.functions[fn]?.parent ?? MODULE)
    if (fn === on.fn) return true;
  return false;
}

function turnedAway(on: Access, path: string, store: Store, program: Program): readonly UnderWay[] {
  const { module, fn } = on;
  const asked = store.accesses.filter(
    (read) => !read.writes && read.module === module && read.fn === fn && read.path.join('.') === path,
  );
  return inFunction(module.branches, fn).flatMap(({ at, then, thenExits, test }) => {
    const isBefore = thenExits && at[0] < on.at[0] && test.some(({ holds }) => holds === 'truthy');
    const isAsked = isBefore && asked.some((read) => isIn(read.at, at) && !isIn(read.at, then));
    return isAsked ? (answeredWith(module, fn, then, store, program) ?? []) : [];
  });
}

/** An error, an answer or a word about it; what else is kept is handed to those who come meanwhile. */
function answeredWith(
  module: ModuleFacts,
  fn: FunctionId,
  then: Span,
  { roots }: Store,
  program: Program,
): UnderWay | undefined {
  const place = placeIn(roots);
  const isOther = (value: Value): boolean =>
    program.resolve(module, value).some((one) => one.kind === 'place' && place(one) === undefined);
  const exits = inFunction(module.exits, fn).filter((exit) => isIn(exit.at, then));
  const given = exits.flatMap(({ value }) => value ?? []);
  const isAnswered = inFunction(module.calls, fn).some(
    ({ at, callee }) => isIn(at, then) && callee.kind === 'member' && ANSWERS.test(callee.key),
  );
  if (exits.some(({ kind }) => kind === 'throw') || isAnswered || given.some((value) => !isOther(value))) return 'told';
  return given.length > 0 ? 'shared' : undefined;
}

const ANSWERS = /^(?:json|send|end|status|sendStatus)$/;
