import type { CallFacts, ModuleFacts, Value } from '../../model/facts.js';
import { keptIn, once } from '../../model/lazily.js';
import type { Program } from '../../program/index.js';
import type { Store } from '../../program/stores.js';
import type { Root, Target } from '../../program/targets.js';
import { comingUpIn, namesOf } from './mentions.js';

/** Where in a store a target lies, as members from its root; nothing where it lies elsewhere. */
export type PlaceIn = (target: Target) => readonly string[] | undefined;

/** A part of an object has a root of its own, which the program only knows as a place in the object. */
export function placeIn(roots: readonly Root[]): PlaceIn {
  const ids = new Set(roots.map(({ id }) => id));
  return (target) => {
    if (target.kind !== 'place') return undefined;
    let { id } = target.root;
    if (ids.has(id)) return target.path;
    for (const [depth, step] of target.path.entries()) {
      id = `${id}.${step}`;
      if (ids.has(id)) return target.path.slice(depth + 1);
    }
    return undefined;
  };
}

/** Whether a value belongs to a store. */
export type Belongs = (module: ModuleFacts, value: Value) => boolean;

/** Whether a value is a store or comes out of it: a place in it, or what a call of its methods gave. */
export function belongsTo(store: Store, isLookedUp: Belongs, program: Program): Belongs {
  const ids = store.roots.map(({ id }) => id);
  const calls = once(() => lookingCalls(store));
  const isCreated = (target: Target): boolean => target.kind === 'created' && calls().has(target.call);
  return (module, value) => {
    const targets = program.resolve(module, value);
    const names = namesOf(targets);
    return ids.some((id) => names.has(id)) || targets.some(isCreated) || isLookedUp(module, value);
  };
}

/** What a package's method gives has no place in our program; the call that asked for it has. */
export function lookingCalls({ accesses }: Store): ReadonlySet<CallFacts> {
  return new Set(accesses.flatMap(({ call, writes }) => (call && !writes ? [call] : [])));
}

/** Functions and names are looked through this far. */
const DEEPEST = 6;

/** Whether a value is nothing but what a look into a store gave: `await storage.getItem(id)`, under whatever name. */
export function lookedUpIn(store: Store, program: Program): Belongs {
  const calls = once(() => lookingCalls(store));
  const giving = once(() => comingUpIn(calls(), [], program));
  // What is further away is looked into less far.
  const known = new Map<Value, boolean[]>();
  return (module, value) => calls().size > 0 && isLookedUp(module, value, 0);

  function isLookedUp(module: ModuleFacts, value: Value, depth: number): boolean {
    if (depth > DEEPEST) return false;
    switch (value.kind) {
      case 'awaited':
      case 'member':
        return isLookedUp(module, value.of, depth + 1);
      case 'either':
        return areLookedUp(module, value.of, depth + 1);
      case 'variable': {
        const variable = module.variables[value.id];
        return variable?.declared !== 'parameter' && areLookedUp(module, variable?.values ?? [], depth + 1);
      }
      case 'call': {
        const answers = keptIn(known, value, () => []);
        return (answers[depth] ??= isLookUp(module, value.id, depth));
      }
      default:
        return false;
    }
  }

  /** What stands in where there is nothing is no other source: `known ?? 0`. */
  function areLookedUp(module: ModuleFacts, values: readonly Value[], depth: number): boolean {
    const others = values.filter(({ kind }) => kind !== 'literal');
    return others.length > 0 && others.every((one) => isLookedUp(module, one, depth));
  }

  function isLookUp(module: ModuleFacts, id: number, depth: number): boolean {
    const call = module.calls[id];
    if (!call) return false;
    if (calls().has(call)) return true;
    return program
      .resolve(module, call.callee)
      .some(
        (target) =>
          target.kind === 'function' &&
          giving().has(target.facts) &&
          areLookedUp(target.module, target.facts.returns, depth + 1),
      );
  }
}
