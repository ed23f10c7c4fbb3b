import type { Operation } from '../model/words.js';
import { MUTATORS } from '../program/builtins.js';
import type { Program } from '../program/index.js';
import type { Access, Store } from '../program/stores.js';
import { propertyRoot, type Root, type Target } from '../program/targets.js';

/** `const state = { users: new Map(), sessions: new Map() }` is two stores under one name; a record of counters is one. */
export function* splitStores(store: Store, program: Program): Generator<Store> {
  const parts = containersIn(store, program);
  if (parts.size === 0) {
    yield store;
    return;
  }
  yield { ...store, accesses: store.accesses.filter(({ path }) => !parts.has(path[0] ?? '')) };
  for (const [name, root] of parts) {
    const accesses = store.accesses
      .filter(({ path }) => path[0] === name)
      .map((access) => ({ ...access, root, path: access.path.slice(1), operation: operationOn(access) }));
    yield { roots: [root], accesses };
  }
}

/** What changed something inside the object changes the part itself. */
function operationOn({ call, path, operation }: Access): Operation {
  if (path.length > 1 || call?.callee.kind !== 'member') return operation;
  return MUTATORS.get(call.callee.key) ?? operation;
}

function containersIn({ roots }: Store, program: Program): Map<string, Root> {
  const parts = new Map<string, Root>();
  for (const root of roots) {
    const values =
      root.kind === 'variable' ? root.variable.values.map((value) => ({ module: root.module, value })) : [];
    for (const { module, value } of values) {
      for (const target of program.resolve(module, value)) {
        if (target.kind !== 'object') continue;
        const properties = target.module.objects[target.id]?.properties ?? [];
        // An object with methods keeps its state in its other properties, as a class does in its fields.
        const isService = properties.some(({ value: held }) => held.kind === 'function');
        for (const { key, value: held, at } of properties) {
          const holds = isService ? isCollection : isContainer;
          if (program.resolve(target.module, held).some(holds))
            parts.set(key, propertyRoot(root, key, target.module, at, held));
        }
      }
    }
  }
  return parts;
}

function isCollection(target: Target): boolean {
  return isContainer(target) || target.kind === 'array' || target.kind === 'object';
}

function isContainer(target: Target): boolean {
  return target.kind === 'builtin' && (target.name === 'Map' || target.name === 'Set');
}
