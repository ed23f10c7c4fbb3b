import { MODULE, type FunctionId, type ModuleFacts, type Value } from '../model/facts.js';

/**
 * Functions that may run while their module loads, by names alone: more than those that do. The variables of all others are made anew for each
 * request, and with them whatever is kept there.
 */
export function runningAtLoad(facts: ModuleFacts): (fn: FunctionId) => boolean {
  const running = new Set<FunctionId>([MODULE]);
  // A set is gone through with what is added on the way.
  for (const fn of running)
    for (const call of facts.calls)
      if (call.fn === fn) for (const value of [call.callee, ...call.args]) addFunctionsOf(facts, value, running);
  const isRunning = (fn: FunctionId): boolean => {
    if (running.has(fn)) return true;
    const parent = facts.functions[fn]?.parent ?? MODULE;
    return parent !== MODULE && isRunning(parent);
  };
  return isRunning;
}

const DEEPEST = 3;

function addFunctionsOf(facts: ModuleFacts, value: Value, to: Set<FunctionId>, depth = 0): void {
  if (depth > DEEPEST) return;
  const follow = (one: Value): void => {
    addFunctionsOf(facts, one, to, depth + 1);
  };
  switch (value.kind) {
    case 'function':
      to.add(value.id);
      break;
    case 'variable':
      facts.variables[value.id]?.values.forEach(follow);
      break;
    case 'member':
      for (const [id, { name }] of facts.functions.entries()) if (name === value.key) to.add(id);
      break;
    case 'class':
      for (const [id, { kind, class: owner }] of facts.functions.entries())
        if (kind === 'constructor' && owner === value.id) to.add(id);
      break;
    case 'object':
      for (const property of facts.objects[value.id]?.properties ?? []) follow(property.value);
      break;
    case 'array':
    case 'call':
      break;
    case 'either':
    case 'copy':
      value.of.forEach(follow);
      break;
    case 'awaited':
      follow(value.of);
      break;
    default:
  }
}
