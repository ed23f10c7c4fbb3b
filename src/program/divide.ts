import { changesBy } from './copies.js';
import { distinct } from './places.js';
import type { CallSite, Resolver } from './resolve.js';
import { splitStore, type Parts } from './split.js';
import type { Resolve, Store } from './stores.js';
import type { Target } from './targets.js';
import { usesOfWholes } from './wholes.js';

/** Stores as they are judged: objects divided into those of their properties that are stores, and copies read as the changes they make. */
export interface Divided {
  stores: readonly Store[];
  /** Resolves into the divided stores. */
  resolve: Resolve;
}

export function divide(
  whole: readonly Store[],
  resolver: Resolver,
  callers: ReadonlyMap<string, readonly CallSite[]>,
): Divided {
  const parts = new Map<string, Parts>();
  const asked: Resolve = (module, value) => resolver.resolve(module, value);
  const useOf = usesOfWholes(asked, callers);
  const split = whole
    .map((store) => changed(store, asked))
    .flatMap((store) => [...splitStore(store, resolver, useOf, parts)]);
  const resolve: Resolve = parts.size === 0 ? asked : dividing(asked, parts);
  return { stores: split.map((store) => changed(store, resolve)), resolve };
}

function changed(store: Store, resolve: Resolve): Store {
  const accesses = store.accesses.flatMap((access) => changesBy(access, resolve));
  return accesses.length === store.accesses.length && accesses.every((one, at) => one === store.accesses[at])
    ? store
    : { ...store, accesses };
}

/** Remembers what it answered: most values are asked for again and again. */
function dividing(resolve: Resolve, parts: ReadonlyMap<string, Parts>): Resolve {
  const known = new WeakMap<readonly Target[], readonly Target[]>();
  return (module, value) => {
    const targets = resolve(module, value);
    if (!targets.some(isPlace)) return targets;
    const answer = known.get(targets) ?? withParts(targets, parts);
    known.set(targets, answer);
    return answer;
  };
}

function isPlace({ kind }: Target): boolean {
  return kind === 'place';
}

function withParts(targets: readonly Target[], parts: ReadonlyMap<string, Parts>): readonly Target[] {
  const isWhole = (target: Target): boolean => target.kind !== 'place' || !parts.has(target.root.id);
  return targets.every(isWhole) ? targets : distinct(targets.map((target) => within(target, parts)));
}

function within(target: Target, parts: ReadonlyMap<string, Parts>): Target {
  if (target.kind !== 'place') return target;
  const [first, ...path] = target.path;
  const root = first === undefined ? undefined : parts.get(target.root.id)?.get(first);
  return root ? within({ ...target, root, path }, parts) : target;
}
