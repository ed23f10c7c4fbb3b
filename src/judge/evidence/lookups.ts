import { MODULE, type ModuleFacts, type Value } from '../../model/facts.js';
import { once } from '../../model/lazily.js';
import { inFunction } from '../../program/in-function.js';
import type { Program } from '../../program/index.js';
import type { Store } from '../../program/stores.js';
import { functionKey, type FunctionRef } from '../../program/targets.js';
import { lookingCalls, type Belongs } from './belongs.js';
import { comingUpIn, partsOfCall, type Maker } from './mentions.js';

/** Whether a value is what a lookup in a store gave, at whatever remove. */
export type Asks = (module: ModuleFacts, value: Value) => boolean;

/** Functions of the program are looked into this far. */
const DEEPEST = 16;

/** Whether a store can come up in what a function or a variable answers, or in what a function asks before. */
export type ComesUpIn = (maker: Maker | undefined) => boolean;

/** Where a store certainly can, of what was looked into. */
export function comingUp(store: Store, program: Program): ReadonlySet<Maker> {
  const mentions = [...store.roots.map(({ id }) => id), ...lookingCalls(store)];
  const looking = lookingIn(store).flatMap(({ module, fn }) => module.functions[fn] ?? []);
  return comingUpIn(mentions, looking, program);
}

function lookingIn({ accesses }: Store): readonly FunctionRef[] {
  return accesses.filter(({ writes, fn }) => !writes && fn !== MODULE);
}

export function asksOf(store: Store, isOfStore: Belongs, comesUpIn: ComesUpIn, program: Program): Asks {
  const known = new Map<Value, boolean>();
  const deciding = new Map<string, boolean>();
  const looking = once(() => new Set(lookingIn(store).map(functionKey)));

  function asks(module: ModuleFacts, value: Value, depth: number): boolean {
    const answer = known.get(value);
    if (answer !== undefined || depth > DEEPEST) return answer ?? false;
    // Values can be defined through themselves.
    known.set(value, false);
    const found = isOfStore(module, value) || asksThrough(module, value, depth + 1);
    known.set(value, found);
    return found;
  }

  function asksThrough(module: ModuleFacts, value: Value, depth: number): boolean {
    switch (value.kind) {
      // `now - last < DAY` asks for `last`.
      case 'derived':
      case 'either':
      case 'copy':
        return value.of.some((part) => asks(module, part, depth));
      case 'awaited':
      case 'member':
        return asks(module, value.of, depth);
      case 'variable': {
        const variable = module.variables[value.id];
        return (
          variable !== undefined &&
          variable.declared !== 'parameter' &&
          comesUpIn(variable) &&
          variable.values.some((one) => asks(module, one, depth))
        );
      }
      case 'call':
        return asksByCall(module, value.id, depth);
      default:
        return false;
    }
  }

  function asksByCall(module: ModuleFacts, id: number, depth: number): boolean {
    const call = module.calls[id];
    if (!call) return false;
    const { callee } = call;
    if (callee.kind === 'member' && isOfStore(module, callee.of)) return true;
    const { passed, called } = partsOfCall(module, call);
    if (passed.some((one) => asks(module, one, depth))) return true;
    return called.some((one) =>
      program
        .resolve(module, one)
        .some((target) => target.kind === 'function' && comesUpIn(target.facts) && answersFrom(target, depth)),
    );
  }

  /** A function that gives back what it found, or one of two answers after a look: `return hits < LIMIT`, `if (!known) return false`. */
  function answersFrom({ module, fn }: FunctionRef, depth: number): boolean {
    const facts = module.functions[fn];
    if (!facts || facts.returns.length === 0) return false;
    const key = functionKey({ module, fn });
    const answer = deciding.get(key);
    if (answer !== undefined) return answer;
    deciding.set(key, false);
    const found =
      looking().has(key) ||
      facts.returns.some((one) => asks(module, one, depth)) ||
      inFunction(module.branches, fn).some(({ test }) => test.some((atom) => asks(module, atom.value, depth)));
    deciding.set(key, found);
    return found;
  }

  return (module, value) => asks(module, value, 0);
}
