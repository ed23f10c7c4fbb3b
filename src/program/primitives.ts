import { ANY_KEY, type ModuleFacts, type Value } from '../model/facts.js';
import { isGotten } from './accessors.js';
import type { Place } from './places.js';
import type { Resolver } from './resolve.js';

/** Texts and numbers are copied wherever they go: whoever has one has nothing of where it came from. */

/** `order.id`, after `const order = { id: lastId }`: the record has a copy of the number, and whoever reads that asks nobody else. */
export function isCopiedOut(module: ModuleFacts, of: Value, place: Place, resolver: Resolver): boolean {
  if (of.kind !== 'member' || place.path.length > 0 || !isPrimitive(place, resolver)) return false;
  return resolver.resolve(module, of.of).every((base) => base.kind !== 'module' && !isGotten(base, of.key, resolver));
}

/** Texts and numbers, and the entries of a table of them, are replaced and never changed, however they come to be taken for an object. */
export function isPrimitive({ root, path: [key] }: Place, resolver: Resolver): boolean {
  if (root.kind !== 'variable') return false;
  const { module, variable } = root;
  if (key === undefined) return arePrimitives(variable.values);
  const id = module.variables.indexOf(variable);
  // What is put there later may be anything.
  const isPut = [key, ANY_KEY].some((name) => resolver.index.members.has(`${module.file}#${id}.${name}`));
  return !isPut && arePrimitives(variable.values.flatMap((value) => entriesOf(module, value, key)));
}

const arePrimitives = (values: readonly Value[]): boolean =>
  values.length > 0 &&
  values.every((value) => value.kind === 'derived' || (value.kind === 'literal' && value.value != null));

/** What an object literal has under a key, or under any; a text is all there is of it. */
function entriesOf(module: ModuleFacts, value: Value, key: string): readonly Value[] {
  if (value.kind !== 'object') return [value];
  const properties = module.objects[value.id]?.properties ?? [];
  return properties.filter((one) => key === ANY_KEY || one.key === key || one.key === '...').map((one) => one.value);
}
