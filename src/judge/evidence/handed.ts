import { append } from '../../model/append.js';
import type { FunctionId, ModuleFacts, Value } from '../../model/facts.js';
import { remembering } from '../../model/lazily.js';
import { ITERATES } from '../../program/builtins.js';
import type { Program } from '../../program/index.js';
import { functionKey } from '../../program/targets.js';
import { oncePerProgram } from './once-per-program.js';

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

/** A call, by its index in the facts of its module. */
interface Handing {
  module: ModuleFacts;
  id: number;
}

/** What the parameter at a position is given by the methods that its function is handed to. */
export function givenTo(module: ModuleFacts, fn: FunctionId, position: number, program: Program): readonly Given[] {
  return givings(program)(module)(fn)(position);
}

/** A function may be handed over in thousands of places, and is asked for with each parameter that is given on. */
const givings = oncePerProgram((program) =>
  remembering((module: ModuleFacts) =>
    remembering((fn: FunctionId) =>
      remembering((position: number) => {
        const handings = handingsIn(program).get(functionKey({ module, fn })) ?? [];
        return handings.flatMap((handing) => givenBy(handing, module, fn, position));
      }),
    ),
  ),
);

function givenBy(
  { module: from, id }: Handing,
  module: ModuleFacts,
  fn: FunctionId,
  position: number,
): readonly Given[] {
  const callee = from.calls[id]?.callee;
  const gives = callee?.kind === 'member' ? GIVES.get(callee.key) : undefined;
  if (callee?.kind !== 'member' || gives === undefined) {
    // `Forum.find({}, (error, forums) => …)`
    const isResult = position > 0 && takesError(module, fn);
    return isResult ? [{ module: from, value: { kind: 'call', id }, isAwaited: true }] : [];
  }
  return gives === position ? [{ module: from, value: callee.of, isAwaited: callee.key === 'then' }] : [];
}

const ERROR = /^_?(?:e|err|error)$/i;

/** A callback as Node has them: the error first, then the result. */
function takesError({ functions, variables }: ModuleFacts, fn: FunctionId): boolean {
  const parameters = functions[fn]?.parameters ?? [];
  return parameters.length > 1 && ERROR.test(variables[parameters[0] ?? -1]?.name ?? '');
}

/** One pass over all calls, because a function does not say whom it is handed to. */
const handingsIn = oncePerProgram((program): ReadonlyMap<string, readonly Handing[]> => {
  const found = new Map<string, Handing[]>();
  for (const module of program.modules.all()) {
    for (const [id, { callee, args }] of module.calls.entries()) {
      const last = args.at(-1);
      if (callee.kind === 'member' && GIVES.has(callee.key)) {
        for (const target of args[0] ? program.resolve(module, args[0]) : [])
          if (target.kind === 'function') append(found, functionKey(target), { module, id });
      } else if (last?.kind === 'function' && takesError(module, last.id)) {
        append(found, functionKey({ module, fn: last.id }), { module, id });
      }
    }
  }
  return found;
});
