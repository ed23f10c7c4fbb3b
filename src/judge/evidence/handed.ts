import type { FunctionId, ModuleFacts, Value } from '../../model/facts.js';
import { ITERATES } from '../../program/builtins.js';
import type { Program } from '../../program/index.js';
import type { CallSite } from '../../program/resolve.js';
import { functionKey } from '../../program/targets.js';

/** Functions that are handed to a method which calls them with what it is called on: `[x].map(set)`, `load().then(set)`. */

/** Position of the parameter that is given an element or the result of what the method is called on. */
const GIVES = new Map<string, number>([...ITERATES, ['then', 0]]);

interface Given {
  module: ModuleFacts;
  /** What the method is called on. */
  value: Value;
  /** It is given what a promise came to. */
  isAwaited: boolean;
}

const known = new WeakMap<Program, ReadonlyMap<string, readonly CallSite[]>>();

/** What the parameter at a position is given by the methods that its function is handed to. */
export function givenTo(module: ModuleFacts, fn: FunctionId, position: number, program: Program): readonly Given[] {
  const handings = known.get(program) ?? handingsIn(program);
  known.set(program, handings);
  return (handings.get(functionKey({ module, fn })) ?? []).flatMap(({ module: from, call }) => {
    const { callee } = call;
    if (callee.kind !== 'member' || GIVES.get(callee.key) !== position) return [];
    return [{ module: from, value: callee.of, isAwaited: callee.key === 'then' }];
  });
}

/** One pass over all calls, because a function does not say whom it is handed to. */
function handingsIn(program: Program): ReadonlyMap<string, readonly CallSite[]> {
  const found = new Map<string, CallSite[]>();
  for (const module of program.modules.all()) {
    for (const call of module.calls) {
      if (call.callee.kind !== 'member' || !GIVES.has(call.callee.key)) continue;
      const [first] = call.args;
      for (const target of first ? program.resolve(module, first) : []) {
        if (target.kind !== 'function') continue;
        const key = functionKey(target);
        const sites = found.get(key);
        if (sites) sites.push({ module, call });
        else found.set(key, [{ module, call }]);
      }
    }
  }
  return found;
}
