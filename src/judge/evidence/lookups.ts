import { MODULE, type ModuleFacts, type Value } from '../../model/facts.js';
import { GIVES_RETURNED } from '../../program/builtins.js';
import type { Program } from '../../program/index.js';
import type { Store } from '../../program/stores.js';
import { functionKey, type FunctionRef } from '../../program/targets.js';
import { belongsTo } from './belongs.js';
import { calleeName } from './names.js';

/** Whether a value is what a lookup in a store gave, at whatever remove. */
export type Asks = (module: ModuleFacts, value: Value) => boolean;

/** Functions of the program are looked into this far. */
const DEEPEST = 16;
/** What is parsed or copied says as much as what it is made of. */
const PASSES_ON = /^(JSON\.parse|structuredClone|Boolean|Number|String|Object\.\w+)$/;

export function asksOf(store: Store, program: Program): Asks {
  const known = new WeakMap<Value, boolean>();
  const deciding = new Map<string, boolean>();
  const looking = new Set(store.accesses.filter(({ writes, fn }) => !writes && fn !== MODULE).map(functionKey));

  const isOfStore = belongsTo(store, program);

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
    // What `then` and `map` give comes out of the function that they are handed.
    const giving = callee.kind === 'member' && GIVES_RETURNED.has(callee.key) ? args.slice(0, 1) : [callee];
    return giving.some((one) =>
      program.resolve(module, one).some((target) => target.kind === 'function' && answersFrom(target, depth)),
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
      looking.has(key) ||
      facts.returns.some((one) => asks(module, one, depth)) ||
      module.branches.some((branch) => branch.fn === fn && branch.test.some((atom) => asks(module, atom.value, depth)));
    deciding.set(key, found);
    return found;
  }

  return (module, value) => asks(module, value, 0);
}
