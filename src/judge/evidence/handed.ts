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
  return (handings.get(functionKey({ module, fn })) ?? []).flatMap(({ module: from, call }): Given[] => {
    const { callee } = call;
    const gives = callee.kind === 'member' ? GIVES.get(callee.key) : undefined;
    if (callee.kind !== 'member' || gives === undefined) {
      // `Forum.find({}, (error, forums) => …)`
      const isResult = position > 0 && takesError(module, fn);
      return isResult ? [{ module: from, value: { kind: 'call', id: from.calls.indexOf(call) }, isAwaited: true }] : [];
    }
    return gives === position ? [{ module: from, value: callee.of, isAwaited: callee.key === 'then' }] : [];
  });
}

const ERROR = /^_?(?:e|err|error)$/i;

/** A callback as Node has them: the error first, then the result. */
function takesError({ functions, variables }: ModuleFacts, fn: FunctionId): boolean {
  const parameters = functions[fn]?.parameters ?? [];
  return parameters.length > 1 && ERROR.test(variables[parameters[0] ?? -1]?.name ?? '');
}

/** One pass over all calls, because a function does not say whom it is handed to. */
function handingsIn(program: Program): ReadonlyMap<string, readonly CallSite[]> {
  const found = new Map<string, CallSite[]>();
  const note = (key: string, site: CallSite): void => {
    const sites = found.get(key);
    if (sites) sites.push(site);
    else found.set(key, [site]);
  };
  for (const module of program.modules.all()) {
    for (const call of module.calls) {
      const { callee, args } = call;
      const last = args.at(-1);
      if (callee.kind === 'member' && GIVES.has(callee.key)) {
        for (const target of args[0] ? program.resolve(module, args[0]) : [])
          if (target.kind === 'function') note(functionKey(target), { module, call });
      } else if (last?.kind === 'function' && takesError(module, last.id)) {
        note(functionKey({ module, fn: last.id }), { module, call });
      }
    }
  }
  return found;
}
