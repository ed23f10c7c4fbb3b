import { fieldValues } from './class-members.js';
import { ANY_KEY, MODULE, type ModuleFacts, type Span, type Value } from '../model/facts.js';
import { operationInside } from './operations.js';
import type { Located } from './modules.js';
import type { Resolver } from './resolve.js';
import type { Access, Store } from './stores.js';
import { isOtherName, propertyRoot, targetKey, type Root, type Target } from './targets.js';
import type { UseOf } from './wholes.js';

/**
 * Which properties of an object are stores of their own: `const state = { users: new Map(), rows: [] }` is two under one name. An object
 * whose fields are one record stays one store: so does what is passed on, copied or looked through as a whole.
 */

/** Property to the store that it is. */
export type Parts = ReadonlyMap<string, Root>;

const NO_PARTS: Parts = new Map();

/** A store and those that it was split into; `parts` by the id of the root that they were split off. */
export function* splitStore(
  store: Store,
  resolver: Resolver,
  useOf: UseOf,
  parts: Map<string, Parts>,
  around: ReadonlySet<string> = new Set(),
): Generator<Store> {
  const held = store.roots.flatMap((root) => heldBy(root, resolver));
  // The nodes of a linked list are parts of each other: what was split already is not split again inside of itself.
  const inner = held.filter((target) => target.kind !== 'object' || !around.has(targetKey(target)));
  const found = inner.length === 0 && held.length > 0 ? NO_PARTS : partsOf(store, inner, resolver, useOf);
  if (found.size === 0) {
    yield store;
    return;
  }
  for (const { id } of store.roots) parts.set(id, found);
  const within = new Set([...around, ...held.map(targetKey)]);
  const accesses = store.accesses.filter(({ path }) => !found.has(path[0] ?? ''));
  // Of what is nothing but its parts there is no more to say.
  if (accesses.length > 0) yield { ...store, accesses };
  // Whoever looks at the whole looks at each part.
  const wholes = store.accesses.filter(
    (access) => access.path.length === 0 && !access.writes && useOf(access) !== 'named',
  );
  for (const [name, root] of found) {
    const own = store.accesses.filter(({ path }) => path[0] === name).map((access) => insideOf(access, root));
    const looks = wholes.map((access) => ({ ...access, root }));
    yield* splitStore({ roots: [root], accesses: [...own, ...looks] }, resolver, useOf, parts, within);
  }
}

function insideOf(access: Access, root: Root): Access {
  const { key, ...rest } = access;
  const path = access.path.slice(1);
  // `state.last = order` is filed under no key: the property is the store.
  const keeps = key && !(access.write && path.length === 0);
  return { ...rest, root, path, operation: operationInside(access), ...(keeps ? { key } : {}) };
}

/** A property with all that is put there. */
interface Property {
  key: string;
  module: ModuleFacts;
  at: Span;
  values: Located[];
}

type Kind = 'container' | 'list' | 'object' | 'function' | 'scalar';

function partsOf(store: Store, held: readonly Target[], resolver: Resolver, useOf: UseOf): Parts {
  const isFunction = held.some(({ kind }) => kind === 'function') || store.roots.some(isDeclaredFunction);
  const objects = held.filter((target) => target.kind === 'object');
  const named = store.roots.filter(({ kind }) => kind === 'variable');
  const of = named.find((root) => !isOtherName(root)) ?? named[0] ?? store.roots[0];
  if (!of || (objects.length === 0 && !isFunction) || held.some(isCollection)) return NO_PARTS;
  const kinds = new Map(
    propertiesOf(objects, store).map((property) => [property, kindOf(property, resolver)] as const),
  );
  // An object with methods keeps its state in its other properties, as a class does in its fields; so does a function.
  const isService = isFunction || [...kinds.values()].includes('function');
  const parts = new Map<string, Root>();
  for (const property of chosen(kinds, isService, store, useOf)) {
    const { key, module, at, values } = property;
    parts.set(key, propertyRoot(of, key, module, at, values));
  }
  return parts;
}

function chosen(kinds: ReadonlyMap<Property, Kind>, isService: boolean, store: Store, useOf: UseOf): Property[] {
  const written = new Set(
    store.accesses.filter(({ writes, fn }) => writes && fn !== MODULE).map(({ path }) => path[0] ?? ''),
  );
  const isDeclared = store.roots.every(isBinding);
  const separate = isDeclared ? separateness(store, useOf) : 'none';
  const isOwn = (property: Property, kind: Kind): boolean => {
    if (kind === 'container') return true;
    if (kind === 'function') return false;
    if (isService) return kind === 'scalar' ? written.has(property.key) && separate !== 'none' : true;
    if (separate === 'none' || separate === 'given') return false;
    return kind === 'list' ? written.has(property.key) : kind === 'object' && isKeyed(property, store);
  };
  const own = [...kinds].flatMap(([property, kind]) => (isOwn(property, kind) ? [property] : []));
  if (isService || separate !== 'all') return own;
  const others = [...kinds.keys()].filter((property) => written.has(property.key) && !own.includes(property));
  // Several that change are the fields of one record: a count and the time of its reset.
  return others.length === 1 ? [...own, ...others] : own;
}

function isKeyed({ key }: Property, { accesses }: Store): boolean {
  return accesses.some(({ writes, fn, path }) => writes && fn !== MODULE && path[0] === key && path[1] === ANY_KEY);
}

/**
 * How far the properties are only ever used one by one. `none`: under keys that are not known, or the whole is replaced by what is not
 * fresh; `given`: somebody has the whole; `lists`: it is copied, which shares what lies inside its properties and not what they hold.
 */
function separateness({ accesses }: Store, useOf: UseOf): 'none' | 'given' | 'lists' | 'all' {
  let all: 'given' | 'lists' | 'all' = 'all';
  for (const access of accesses) {
    const { path, writes, module, value, write } = access;
    if (path[0] === ANY_KEY) return 'none';
    if (path.length > 0) continue;
    if (writes) {
      if (!write || !value || !isFresh(module, value)) return 'none';
      continue;
    }
    const use = access.operation === 'read' ? useOf(access) : 'given';
    if (use === 'given') all = 'given';
    if (use === 'spread' && all === 'all') all = 'lists';
  }
  return all;
}

/** What says the same each time that it is evaluated: `{ current: 0, rows: [] }`. */
function isFresh(module: ModuleFacts, value: Value): boolean {
  switch (value.kind) {
    case 'literal':
    case 'function':
    case 'regexp':
      return true;
    case 'array':
      return (module.arrays[value.id]?.elements ?? []).every((one) => isFresh(module, one));
    case 'object':
      return (module.objects[value.id]?.properties ?? []).every((property) => isFresh(module, property.value));
    case 'either':
      return value.of.some((one) => one.kind === 'object' && isFresh(module, one));
    case 'call': {
      const call = module.calls[value.id];
      return call?.new === true && call.callee.kind === 'global';
    }
    default:
      return false;
  }
}

function propertiesOf(objects: readonly Extract<Target, { kind: 'object' }>[], { accesses }: Store): Property[] {
  const found = new Map<string, Property>();
  const note = (key: string, module: ModuleFacts, at: Span, value: Value): void => {
    const known = found.get(key);
    if (known) known.values.push({ module, value });
    else found.set(key, { key, module, at, values: [{ module, value }] });
  };
  for (const { module, id } of objects) {
    for (const { key, at, value } of module.objects[id]?.properties ?? [])
      if (key !== '...' && key !== ANY_KEY) note(key, module, at, value);
  }
  for (const { path, write, module, at, value } of accesses) {
    const [key] = path;
    if (path.length === 1 && key !== undefined && key !== ANY_KEY && write && value) note(key, module, at, value);
  }
  return [...found.values()];
}

function kindOf({ values }: Property, resolver: Resolver): Kind {
  const targets = values.flatMap(({ module, value }) => [...resolver.resolve(module, value)]);
  if (targets.some(isContainer)) return 'container';
  if (targets.some(({ kind }) => kind === 'array')) return 'list';
  if (targets.some(({ kind }) => kind === 'object')) return 'object';
  return targets.some(({ kind }) => kind === 'function') ? 'function' : 'scalar';
}

function heldBy(root: Root, resolver: Resolver): readonly Target[] {
  return valuesOf(root, resolver).flatMap(({ module, value }) => [...resolver.resolve(module, value)]);
}

function valuesOf(root: Root, resolver: Resolver): readonly Located[] {
  switch (root.kind) {
    case 'variable':
      return root.variable.values.map((value) => ({ module: root.module, value }));
    case 'field':
      return fieldValues(resolver, root);
    case 'property':
      return root.values;
    case 'global':
      return root.of ? [] : resolver.globalValues(root.name);
  }
}

/** Parameters hold what somebody else declares. */
function isBinding(root: Root): boolean {
  return root.kind !== 'variable' || (root.variable.declared !== 'parameter' && root.variable.name !== '');
}

function isDeclaredFunction(root: Root): boolean {
  return root.kind === 'variable' && root.variable.declared === 'function';
}

function isCollection(target: Target): boolean {
  return isContainer(target) || target.kind === 'array';
}

function isContainer(target: Target): boolean {
  return target.kind === 'builtin' && (target.name === 'Map' || target.name === 'Set');
}
