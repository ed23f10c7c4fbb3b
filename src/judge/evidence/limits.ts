import type { TestAtom, Value } from '../../model/facts.js';
import { isIn } from '../../program/branches.js';
import { inFunction } from '../../program/in-function.js';
import type { Program } from '../../program/index.js';
import type { Access } from '../../program/stores.js';
import type { Around } from './around.js';
import { originsOf } from './origins.js';

/** Limits that no name gives away: each key has a count, which is held against a number, and begins again when its time is over. */

/** `if (now - entry.first > WINDOW) entries.delete(key); …; entry.tries++; if (entry.tries >= MOST) …` */
export function isCountedToLimit(functions: Around, writes: readonly Access[], program: Program): boolean {
  const counted = new Set(
    writes.flatMap(({ operation, path }) => (operation === 'increment' && path[0] === '*' ? path.slice(-1) : [])),
  );
  counted.delete('*');
  if (counted.size === 0) return false;
  const own = functions.filter(({ distance }) => distance === 0).map(({ ref }) => ref);
  const tests = own.flatMap(({ module, fn }) =>
    inFunction(module.branches, fn).map(({ test, then }) => ({ module, fn, test, then })),
  );
  const isLimited = tests.some(({ test }) => test.some((atom) => isHeldAgainst(atom, counted)));
  return (
    isLimited &&
    tests.some(
      ({ module, fn, test, then }) =>
        test.some((atom) => sides(atom).some((side) => originsOf(module, side, program).has('clock'))) &&
        writes.some((write) => write.module === module && write.fn === fn && isIn(write.at, then)),
    )
  );
}

const sides = ({ value, other }: TestAtom): readonly Value[] => (other ? [value, other] : [value]);

function isHeldAgainst(atom: TestAtom, counted: ReadonlySet<string>): boolean {
  if (atom.holds !== 'compare' || !/^[<>]=?$/.test(atom.operator ?? '')) return false;
  return sides(atom).some((side) => side.kind === 'member' && counted.has(side.key));
}
