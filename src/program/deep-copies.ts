import type { FunctionId, ModuleFacts, Value } from '../model/facts.js';

/**
 * A function that goes through the parts of what it is given and puts together the same anew: `items.map(copy)`. What it gives back as it is
 * are texts and numbers.
 */
export function returnedFresh(module: ModuleFacts, fn: FunctionId): readonly Value[] {
  const { returns = [], parameters = [] } = module.functions[fn] ?? {};
  const isGiven = (value: Value): boolean => value.kind === 'variable' && parameters.includes(value.id);
  const isCopying =
    returns.length > 1 && returns.some(isGiven) && returns.some((value) => mapsItself(module, fn, value));
  return isCopying ? returns.filter((value) => !isGiven(value)) : returns;
}

/** `given.map(self)`, `given.map((one) => self(one))` */
function mapsItself(module: ModuleFacts, fn: FunctionId, value: Value): boolean {
  const call = value.kind === 'call' ? module.calls[value.id] : undefined;
  if (call?.callee.kind !== 'member' || call.callee.key !== 'map') return false;
  const [given] = call.args;
  const isSelf = (one: Value | undefined): boolean =>
    one?.kind === 'variable' &&
    (module.variables[one.id]?.values ?? []).some((held) => held.kind === 'function' && held.id === fn);
  if (isSelf(given)) return true;
  const returns = given?.kind === 'function' ? (module.functions[given.id]?.returns ?? []) : [];
  return returns.some((one) => one.kind === 'call' && isSelf(module.calls[one.id]?.callee));
}
