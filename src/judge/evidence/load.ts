import { ANY_KEY, type ModuleFacts, type Value } from '../../model/facts.js';
import { inFunction } from '../../program/in-function.js';
import type { Access, Store } from '../../program/stores.js';
import type { FunctionRef } from '../../program/targets.js';
import type { Around } from './around.js';
import type { Belongs } from './belongs.js';
import type { Asks } from './lookups.js';
import { isAfterWork } from './memo.js';

/** Numbers by which an instance shares out its own work: how much of it is going on, and whose turn it is. */

/** Counted up before work and down when it is over, whatever came of it: `active++; try { … } finally { active-- }`. */
export function isOfWorkGoingOn(writes: readonly Access[]): boolean {
  // What each user has in hand is a limit on users, and one instance knows only its part of it.
  const steps = writes.filter(({ operation, path }) => operation === 'increment' && !path.includes(ANY_KEY));
  const down = steps.filter(({ write }) => write?.operator === '--' || write?.operator === '-=');
  const up = steps.filter(({ write }) => write?.operator === '++' || write?.operator === '+=');
  const isWhole = up.length > 0 && up.length + down.length === writes.length;
  return isWhole && down.length > 0 && down.every((access) => isWhenOver(access, up));
}

function isWhenOver(access: Access, up: readonly Access[]): boolean {
  const { module, fn } = access;
  // `return { release() { active-- } }`
  return isAfterWork(access) || up.some((one) => one.module === module && module.functions[fn]?.parent === one.fn);
}

/** Values are looked into this far. */
const DEEPEST = 8;

/** Only ever used to take one of several in turn: `keys[turn++ % keys.length]`. */
export function isTurn(store: Store, functions: Around, asks: Asks, belongs: Belongs): boolean {
  const own = new Set(store.accesses.map(({ call }) => call));
  const uses = new Set<'turn' | 'told'>();
  // Values share their parts; from nearer to the top there is more to see of one.
  const seenAt = new Map<Value, number>();
  for (const { ref, distance } of functions) {
    if (distance > 0) continue;
    for (const value of handedOn(ref)) for (const use of usesIn(ref.module, value, 0)) uses.add(use);
  }
  return uses.has('turn') && !uses.has('told');

  /** As what it shows in a value. */
  function* usesIn(module: ModuleFacts, value: Value, depth: number): Generator<'turn' | 'told'> {
    if (depth > Math.min(DEEPEST, (seenAt.get(value) ?? Infinity) - 1)) return;
    seenAt.set(value, depth);
    switch (value.kind) {
      case 'derived': {
        const [by, of] = value.of;
        const isTaken = value.operator === '%' && by !== undefined && of?.kind !== 'literal' && asks(module, by);
        if (isTaken) yield 'turn';
        else for (const one of value.of) yield* usesIn(module, one, depth + 1);
        return;
      }
      case 'either':
      case 'copy':
        for (const one of value.of) yield* usesIn(module, one, depth + 1);
        return;
      case 'awaited':
        yield* usesIn(module, value.of, depth + 1);
        return;
      case 'member':
        if (value.index) yield* usesIn(module, value.index, depth + 1);
        yield* usesIn(module, value.of, depth + 1);
        return;
      case 'variable':
        if (belongs(module, value) && module.variables[value.id]?.declared !== 'const') yield 'told';
        else for (const one of module.variables[value.id]?.values ?? []) yield* usesIn(module, one, depth + 1);
        return;
      case 'call':
        if (belongs(module, value)) yield 'told';
        // `phrases[turn % phrases.length].replace(…)`
        else yield* ofCall(module, value.id, depth + 1);
        return;
      default:
    }
  }

  function* ofCall(module: ModuleFacts, id: number, depth: number): Generator<'turn' | 'told'> {
    const callee = module.calls[id]?.callee;
    if (callee?.kind === 'member') yield* usesIn(module, callee.of, depth);
  }

  /** What a function hands on: what it returns, calls others with, puts into objects and asks about. */
  function* handedOn({ module, fn }: FunctionRef): Generator<Value> {
    for (const exit of inFunction(module.exits, fn)) if (exit.value) yield exit.value;
    for (const call of inFunction(module.calls, fn)) if (!own.has(call)) yield* call.args;
    for (const object of inFunction(module.objects, fn)) for (const property of object.properties) yield property.value;
    // `turns.get(pool) ?? 0` asks for nothing but a beginning.
    const decisions = inFunction(module.branches, fn).filter((branch) => branch.kind !== 'nullish');
    for (const { value } of decisions.flatMap(({ test }) => test)) yield value;
  }
}
