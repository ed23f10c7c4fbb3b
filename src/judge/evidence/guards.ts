import { isIn } from '../../program/branches.js';
import type { BranchFacts, ExitFacts, ModuleFacts, Value } from '../../model/facts.js';
import { READERS } from '../../program/builtins.js';
import { inFunction } from '../../program/in-function.js';
import type { Program } from '../../program/index.js';
import type { Access, Store } from '../../program/stores.js';
import { placeIn } from './belongs.js';
import type { Asks } from './lookups.js';
import { originsOf, type Origin } from './origins.js';
import { throughWrappers } from './wrappers.js';

/** Guards against doing a thing twice: what is known already is turned away, and what is new is noted down. */

/** A function that turns back for what is there, and adds what a caller gave it: `if (seen.has(id)) return; seen.add(id)`. */
export function skipsKnown(store: Store, writes: readonly Access[], asks: Asks, program: Program): boolean {
  const place = placeIn(store.roots);
  return writes.some((write) => {
    const { operation, key, value } = write;
    const added = operation === 'add' ? value : operation === 'set' ? key : undefined;
    if (!added || added.kind === 'literal') return false;
    if (branchesAround(write).some((branch) => branch.test.some((atom) => isThere(write.module, atom)))) return true;
    if (operation === 'set' && !isMark(write, program)) return false;
    return [...throughWrappers(write, program)].some(({ module, fn, at }) =>
      branchesAround({ module, fn }).some(
        (branch) =>
          branch.at[0] < at[0] &&
          branch.test.some(({ holds, value: tested }) => holds === 'truthy' && asks(module, tested)) &&
          turnsAway(module, branch, asks, program),
      ),
    );
  });

  /** `has` asks for nothing else than whether it is there. */
  function isThere(module: ModuleFacts, { holds, value }: BranchFacts['test'][number]): boolean {
    const callee = value.kind === 'call' ? module.calls[value.id]?.callee : undefined;
    if (holds !== 'truthy' || callee?.kind !== 'member' || callee.key !== 'has') return false;
    return program.resolve(module, callee.of).some((one) => place(one) !== undefined);
  }
}

function branchesAround({ module, fn }: Pick<Access, 'module' | 'fn'>): BranchFacts[] {
  return inFunction(module.branches, fn).filter((branch) => branch.thenExits);
}

const MARKS: ReadonlySet<Origin> = new Set<Origin>(['constant', 'clock', 'computed', 'random']);

/** What is filed says no more than that it happened, or when: `set(id, true)`, `set(id, Date.now())`. */
function isMark({ module, value }: Access, program: Program): boolean {
  if (!value) return true;
  if (value.kind === 'literal') return value.value !== null && value.value !== undefined && value.value !== false;
  const origins = originsOf(module, value, program);
  return origins.has('clock') && [...origins].every((origin) => MARKS.has(origin));
}

/** What is found is not what the caller gets, nor is anything else that is kept: an answer out of a cache turns nobody away. */
function turnsAway(module: ModuleFacts, { fn, then }: BranchFacts, asks: Asks, program: Program): boolean {
  const isFound = (value: Value): boolean => asks(module, value) || isKept(module, value, program);
  const exits = inFunction(module.exits, fn).filter((exit) => isIn(exit.at, then));
  const handsOut = ({ kind, value }: ExitFacts): boolean => kind === 'return' && value !== undefined && isFound(value);
  const answers = module.calls.some(({ at, args }) => isIn(at, then) && args.some(isFound));
  return exits.length > 0 && !answers && !exits.some(handsOut);
}

function isKept(module: ModuleFacts, value: Value, program: Program): boolean {
  const callee = value.kind === 'call' ? module.calls[value.id]?.callee : undefined;
  if (callee?.kind === 'member' && READERS.get(callee.key) === 'get') return true;
  if (value.kind === 'awaited') return isKept(module, value.of, program);
  return program.resolve(module, value).some((target) => target.kind === 'place');
}
