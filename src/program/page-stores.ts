import type { CallFacts, FunctionId, ModuleFacts, Value } from '../model/facts.js';
import type { FunctionRef, Target } from './targets.js';

/**
 * Stores that belong to a page: what they are made with are the actions of its user, which nothing calls on a server but code that
 * asks for them by name.
 */

const PACKAGES = /^(?:zustand|jotai|valtio)(?:\/|$)/;

/** `create((set) => …)`, `create<State>()(devtools((set) => …))` */
export function makesPageStore(module: ModuleFacts, { callee }: CallFacts): boolean {
  const source = sourceOf(module, callee, 0);
  return source !== undefined && PACKAGES.test(source);
}

function sourceOf(module: ModuleFacts, callee: Value, depth: number): string | undefined {
  if (depth > 3) return undefined;
  switch (callee.kind) {
    case 'variable': {
      const [imported] = module.variables[callee.id]?.values ?? [];
      return imported?.kind === 'import' ? imported.source : undefined;
    }
    case 'import':
      return callee.source;
    case 'call': {
      const call = module.calls[callee.id];
      return call && sourceOf(module, call.callee, depth + 1);
    }
    default:
      return undefined;
  }
}

/** The actions that `useCart.getState().add(item)` calls. */
export function* actionsCalled(
  target: Target,
  resolve: (module: ModuleFacts, value: Value) => readonly Target[],
): Generator<FunctionRef> {
  if (target.kind !== 'created' || !PACKAGES.test(target.package)) return;
  const [state, called, name] = target.path.slice(-3);
  if (state !== 'getState' || called !== '()' || name === undefined) return;
  for (const store of resolve(target.module, target.call.callee))
    if (store.kind === 'created') yield* actionsOf(store.module, store.call, name);
}

function* actionsOf(module: ModuleFacts, made: CallFacts, name: string): Generator<FunctionRef> {
  for (const fn of givenIn(module, made, 0)) {
    for (const value of module.functions[fn]?.returns ?? []) {
      const properties = value.kind === 'object' ? (module.objects[value.id]?.properties ?? []) : [];
      for (const property of properties)
        if (property.key === name && property.value.kind === 'function') yield { module, fn: property.value.id };
    }
  }
}

/** What makes the state, through middleware. */
function* givenIn(module: ModuleFacts, { args, callee }: CallFacts, depth: number): Generator<FunctionId> {
  if (depth > 4) return;
  for (const argument of args) {
    if (argument.kind === 'function') yield argument.id;
    const inner = argument.kind === 'call' ? module.calls[argument.id] : undefined;
    if (inner) yield* givenIn(module, inner, depth + 1);
  }
  const before = callee.kind === 'call' ? module.calls[callee.id] : undefined;
  if (before) yield* givenIn(module, before, depth + 1);
}
