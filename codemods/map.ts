/** A module's `Map` → `sharedMap`. */
import { awaited } from './shared/await.ts';
import { collectionOf, needsAll } from './shared/collections.ts';
import type { Declaration } from './shared/declare.ts';
import { KEYED_IDIOMS, call } from './shared/keyed.ts';
import { methodAccess, type Methods } from './shared/methods.ts';
import { dressed, is, isUnused, textOf, typeArgumentsOf, type Node } from './shared/tree.ts';
import { transformOf } from './shared/transform.ts';
import type { Access, Form, Refusal, Step, Store } from './shared/types.ts';

const METHODS: Methods = {
  get: { takes: 1, isWrite: false },
  has: { takes: 1, isWrite: false },
  set: { takes: 2, isWrite: true },
  delete: { takes: 1, isWrite: true },
  clear: { takes: 0, isWrite: true },
  values: { takes: 0, isWrite: false },
};

function plain(store: Store, access: Access): Step | Refusal {
  const { tree, name } = store;
  const { operation, node, key, isWrite } = access;
  const step = (edits: Step['edits'], more: Partial<Step> = {}): Step => ({
    ...{ accesses: [access], node, key, isWrite, operation, edits },
    ...more,
  });
  if (operation === 'size') return step(awaited(tree, node, `${name}.size()`));
  if (operation === 'values') return valuesOf(store, access, step);
  if (operation === 'set' && !isUnused(tree, node)) return { at: node, why: 'the Map that `set` gives back is used' };
  // After a lost reply `delete` may say that there was nothing: what decides is `take`.
  if (operation === 'delete' && !isUnused(tree, node)) return { at: node, why: 'what `delete` answers is used' };
  return step(
    awaited(tree, node, operation === 'clear' ? undefined : call(store, access, operation, ...valueOf(store, access))),
  );
}

const valueOf = ({ tree }: Store, { value }: Access): string[] => (value ? [textOf(tree, value)] : []);

/** `[...m.values()]` and `Array.from(m.values())` are the array itself. */
function valuesOf(
  { tree }: Store,
  { node }: Access,
  step: (edits: Step['edits'], more: Partial<Step>) => Step,
): Step | Refusal {
  const outer = tree.parentOf(dressed(tree, node));
  const array = is(outer, 'SpreadElement') ? tree.parentOf(outer) : outer;
  const isSpread = is(array, 'ArrayExpression') && array.elements.length === 1;
  const isCopied = is(array, 'CallExpression') && textOf(tree, array) === `Array.from(${textOf(tree, node)})`;
  if (!isSpread && !isCopied) return { at: node, why: `\`${textOf(tree, node)}\` is gone through` };
  const edits = awaited(tree, array, `toArray(${textOf(tree, node)})`);
  return step(edits, { imports: ['toArray'], node: array });
}

const typeArguments = ({ annotation, init }: Declaration): readonly Node[] =>
  [annotation, init].map(typeArgumentsOf).find(({ length }) => length > 0) ?? [];

const form: Form = {
  name: 'map',
  fits: (_, { init }) => is(init, 'NewExpression') && is(init.callee, 'Identifier') && init.callee.name === 'Map',
  keys: (_, declared) => typeArguments(declared)[0],
  holds: (_, declared) => typeArguments(declared)[1],
  isSeeded: ({ init }) => is(init, 'NewExpression') && init.arguments.length > 0,
  accessOf: (tree, name) => methodAccess(tree, name, METHODS),
  idioms: KEYED_IDIOMS,
  plain,
  collection: (store, steps) => {
    const type = typeArguments(store)[1];
    return collectionOf(store, {
      constructor: 'sharedMap',
      typeArguments: type && textOf(store.tree, type),
      layout: needsAll(steps) ? 'collection' : undefined,
    });
  },
};

export default transformOf(form);
