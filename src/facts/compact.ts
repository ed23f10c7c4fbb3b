import type { ModuleFacts } from '../model/facts.js';

/**
 * Lists that grew item by item hold room for more, which in small ones is most of what they take. Facts are kept for all files at once, and
 * nothing is added to them any more.
 */
export function compact(facts: ModuleFacts): ModuleFacts {
  for (const variable of facts.variables) variable.values = exact(variable.values);
  for (const fn of facts.functions) {
    fn.parameters = exact(fn.parameters);
    fn.directives = exact(fn.directives);
    fn.returns = exact(fn.returns);
  }
  return {
    ...facts,
    ...{ directives: exact(facts.directives), imports: exact(facts.imports), exports: exact(facts.exports) },
    ...{ variables: exact(facts.variables), functions: exact(facts.functions), classes: exact(facts.classes) },
    ...{ objects: exact(facts.objects), arrays: exact(facts.arrays), calls: exact(facts.calls) },
    ...{ writes: exact(facts.writes), reads: exact(facts.reads), branches: exact(facts.branches) },
    ...{ exits: exact(facts.exits), tries: exact(facts.tries) },
  };
}

function exact<Item>(list: Item[]): Item[] {
  return list.length === 0 ? NONE : list.slice();
}

/** One for all: most lists are empty. */
const NONE: never[] = [];
