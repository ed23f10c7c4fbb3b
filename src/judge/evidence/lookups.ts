import { MODULE, type ModuleFacts, type Value } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import type { Store } from '../../program/stores.js';
import { functionKey, type FunctionRef } from '../../program/targets.js';
import { calleeName } from './names.js';

/** Whether a value is what a lookup in a store gave, at whatever remove. */
export type Asks = (module: ModuleFacts, value: Value) => boolean;

/** Functions of the program are looked into this far. */
const DEEPEST = 6;
/** What is parsed or copied says as much as what it is made of. */
const PASSES_ON = /^(JSON\.parse|structuredClone|Boolean|Number|String|Object\.\w+)$/;

export function asksOf(store: Store, program: Program): Asks {
  const roots = new Set(store.roots.map(({ id }) => id));
  const known = new WeakMap<Value, boolean>();
  const deciding = new Map<string, boolean>();
  const looking = new Set(store.accesses.filter(({ writes, fn }) => !writes && fn !== MODULE).map(functionKey));

  const isOfStore = (module: ModuleFacts, value: Value): boolean =>
    program.resolve(module, value).some((target) => target.kind === 'place' && roots.has(target.root.id));

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
    const { callee, args } = call;
    if (callee.kind === 'member' && isOfStore(module, callee.of)) return true;
    if (PASSES_ON.test(calleeName(module, callee))) return args.some((one) => asks(module, one, depth));
    return program.resolve(module, callee).some((target) => target.kind === 'function' && answersFrom(target, depth));
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
      looking.has(key) ||
      facts.returns.some((one) => asks(module, one, depth)) ||
      module.branches.some((branch) => branch.fn === fn && branch.test.some((atom) => asks(module, atom.value, depth)));
    deciding.set(key, found);
    return found;
  }

  return (module, value) => asks(module, value, 0);
}
