import type { ModuleFacts, Value } from '../model/facts.js';

/** What the expressions of a module come to, wherever that is kept, handed over or given back. */
export function outcomesIn(module: ModuleFacts): readonly Value[] {
  return [
    ...module.variables.flatMap(({ values }) => values),
    ...module.functions.flatMap(({ returns }) => returns),
    ...module.calls.flatMap(({ args }) => args),
    ...module.writes.flatMap(({ value }) => value ?? []),
    ...module.objects.flatMap(({ properties }) => properties.map(({ value }) => value)),
    ...module.arrays.flatMap(({ elements }) => elements),
  ];
}
