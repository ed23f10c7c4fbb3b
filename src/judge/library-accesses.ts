import { append } from '../model/append.js';
import { libraries } from '../libraries/index.js';
import type { CallFacts, ModuleFacts, Value } from '../model/facts.js';
import type { LibraryStore } from '../model/library.js';
import { WRITE_OPERATIONS, type Operation } from '../model/words.js';
import type { Program } from '../program/index.js';
import type { Access } from '../program/stores.js';
import { globalRoot, type Root } from '../program/targets.js';
import type { Holders } from './library-holders.js';

/** Calls of a store's methods, as reads and writes of it: what makes a package's store comparable with a Map. */

interface Made {
  store: LibraryStore;
  package: string;
  call: CallFacts;
  path: string;
}

const WRITES: ReadonlySet<string> = new Set(WRITE_OPERATIONS);
const TAKES_KEY: ReadonlySet<Operation> = new Set<Operation>(['get', 'has', 'set', 'delete', 'increment']);

/** A root for what no variable names. */
export const unnamedRoot = (name: string): Root => globalRoot(name);

export function accessesOf(
  makings: readonly Made[],
  holders: Holders | undefined,
  program: Program,
): ReadonlyMap<CallFacts, readonly Access[]> {
  const byCall = new Map(makings.filter(({ store }) => store.methods).map((making) => [making.call, making]));
  const found = new Map<CallFacts, Access[]>();
  if (byCall.size === 0) return found;
  const names = new Set([...byCall.values()].flatMap(({ store }) => Object.keys(store.methods ?? {})));
  for (const { module, call, of, key } of memberCalls(program, names)) {
    for (const target of program.resolve(module, of)) {
      const making = target.kind === 'created' ? byCall.get(target.call) : undefined;
      if (!making || target.kind !== 'created' || target.path.join('.') !== making.path) continue;
      const root = holders?.get(making.call)?.[0] ?? unnamedRoot(making.package);
      const access = accessBy(making.store, key, root, module, call);
      if (access) append(found, making.call, access);
    }
  }
  return found;
}

/** Accesses of packages whose module is the store, one list for each package. */
export function* importedAccesses(
  program: Program,
): Generator<{ store: LibraryStore; package: string; accesses: readonly Access[] }> {
  const byPackage = new Map(
    libraries
      .flatMap(({ stores }) => stores)
      .filter(({ made }) => made === 'imported')
      .flatMap((store) => store.packages.map((name) => [name, store] as const)),
  );
  const isUsed = [...program.modules.all()].some(({ imports }) => imports.some(({ source }) => byPackage.has(source)));
  if (!isUsed) return;
  const names = new Set([...byPackage.values()].flatMap(({ methods }) => Object.keys(methods ?? {})));
  const found = new Map<string, Access[]>();
  for (const { module, call, of, key } of memberCalls(program, names)) {
    for (const target of program.resolve(module, of)) {
      const store = target.kind === 'external' ? byPackage.get(target.package) : undefined;
      if (!store || target.kind !== 'external' || target.path.some((step) => step !== 'default' && step !== '*'))
        continue;
      const access = accessBy(store, key, unnamedRoot(target.package), module, call);
      if (access) append(found, target.package, access);
    }
  }
  for (const [name, accesses] of found) {
    const store = byPackage.get(name);
    if (store) yield { store, package: name, accesses };
  }
}

/** Accesses through handles that are asked for wherever they are needed: `useStorage().setItem(…)`. */
export function ambientAccesses(
  makings: readonly { store: LibraryStore; module: ModuleFacts; call: CallFacts; package: string }[],
  program: Program,
): Access[] {
  const calls = new Map(makings.map((making) => [making.call, making]));
  const names = new Set(makings.flatMap(({ store }) => Object.keys(store.methods ?? {})));
  return [...memberCalls(program, names)].flatMap(({ module, call, of, key }) => {
    const making = callsBehind(module, of).flatMap((one) => calls.get(one) ?? [])[0];
    const access = making && accessBy(making.store, key, unnamedRoot(making.package), module, call);
    return access ?? [];
  });
}

function callsBehind(module: ModuleFacts, value: Value, depth = 0): CallFacts[] {
  if (depth > 3) return [];
  const call = value.kind === 'call' ? module.calls[value.id] : undefined;
  if (call) return [call];
  if (value.kind === 'awaited') return callsBehind(module, value.of, depth + 1);
  if (value.kind !== 'variable') return [];
  return (module.variables[value.id]?.values ?? []).flatMap((one) => callsBehind(module, one, depth + 1));
}

function* memberCalls(
  program: Program,
  names: ReadonlySet<string>,
): Generator<{ module: ModuleFacts; call: CallFacts; of: Value; key: string }> {
  for (const module of program.modules.all()) {
    if (program.modules.isBrowser(module)) continue;
    for (const call of module.calls) {
      const { callee } = call;
      if (callee.kind === 'member' && names.has(callee.key)) yield { module, call, of: callee.of, key: callee.key };
    }
  }
}

function accessBy(
  store: LibraryStore,
  method: string,
  root: Root,
  module: ModuleFacts,
  call: CallFacts,
): Access | undefined {
  const operation = store.methods?.[method];
  if (!operation) return undefined;
  const writes = WRITES.has(operation);
  const [first, second] = call.args;
  const value = operation === 'set' ? second : first;
  return {
    ...{ root, path: [], operation, writes, module, fn: call.fn, at: call.at, call },
    ...(TAKES_KEY.has(operation) && first ? { key: first } : {}),
    ...(writes && operation !== 'delete' && value ? { value } : {}),
  };
}
