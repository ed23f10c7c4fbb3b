import {
  ANY_KEY,
  type CallFacts,
  MODULE,
  type FieldFacts,
  type FunctionId,
  type ModuleFacts,
  type Span,
  type Value,
  type Variable,
  type WriteFacts,
} from '../model/facts.js';
import type { FindStateful } from '../model/library.js';
import type { Operation } from '../model/words.js';
import { settersIn } from './accessors.js';
import { CONTAINERS, MUTATORS, READERS } from './builtins.js';
import { containerOf, fieldOwner } from './class-members.js';
import { hostWriterOf, invocationOf, writtenBy, type HostWriter } from './invocations.js';
import type { Modules } from './modules.js';
import { depthOperation, operationOf } from './operations.js';
import type { Place } from './places.js';
import { isCopiedOut, isPrimitive } from './primitives.js';
import type { Resolver } from './resolve.js';
import { sharedCalls, sharedPlace, sharedRead } from './shared.js';
import { fieldRoot, globalRoot, variableRoot, type Root, type Target } from './targets.js';

/** One read or write of a store. */
export interface Access {
  root: Root;
  /** Members between the root and what is accessed; empty for the root itself. */
  path: readonly string[];
  operation: Operation;
  /** Whether it changes the store. */
  writes: boolean;
  module: ModuleFacts;
  fn: FunctionId;
  at: Span;
  /** What it looks up or files the value under. */
  key?: Value;
  value?: Value;
  call?: CallFacts;
  write?: WriteFacts;
}

/** All accesses of one piece of state, under whatever names the program knows it. */
export interface Store {
  /** Every root that names it; the first is where it is declared. */
  roots: readonly Root[];
  accesses: readonly Access[];
}

export type Resolve = (module: ModuleFacts, value: Value) => readonly Target[];

/** Every piece of state of the program with everything that is done to it. */
export function findStores(modules: Modules, resolver: Resolver, stateful: FindStateful): Store[] {
  const byRoot = new Map<string, { root: Root; accesses: Access[] }>();
  const add = (access: Access): void => {
    const known = byRoot.get(access.root.id);
    if (known) known.accesses.push(access);
    else byRoot.set(access.root.id, { root: access.root, accesses: [access] });
  };
  for (const module of modules.all()) {
    if (modules.isBrowser(module)) continue;
    for (const write of module.writes) for (const access of writesOf(module, write, resolver, stateful)) add(access);
    for (const call of module.calls) for (const access of callsOn(module, call, resolver, stateful)) add(access);
    for (const { of, fn, at } of module.reads) {
      for (const place of placesOf(resolver.resolve(module, of))) {
        if (isCopiedOut(module, of, place, resolver)) continue;
        add({ root: place.root, path: place.path, operation: 'read', writes: false, module, fn, at });
      }
    }
  }
  for (const module of modules.all()) {
    if (modules.isBrowser(module)) continue;
    for (const { of, fn, at } of module.reads) {
      if (of.kind !== 'member') continue;
      for (const { root, path } of sharedRead(resolver.resolve(module, of), stateful)) {
        // Everybody reads what belongs to everybody; only where somebody changes it does that matter.
        if (byRoot.has(root.id)) add({ root, path, operation: 'read', writes: false, module, fn, at });
      }
    }
  }
  for (const module of modules.all()) {
    // What nobody touches is listed too: it can be said to be safe.
    module.variables.forEach((variable, id) => {
      if (!isDeclaredState(variable)) return;
      const root = variableRoot(module, id);
      if (!byRoot.has(root.id)) byRoot.set(root.id, { root, accesses: [] });
    });
  }
  return merged(byRoot, resolver);
}

function isDeclaredState({ fn, declared }: Variable): boolean {
  return fn === MODULE && (declared === 'const' || declared === 'let' || declared === 'var');
}

function placesOf(targets: readonly Target[]): Place[] {
  return targets.filter((target): target is Place => target.kind === 'place');
}

function* writesOf(
  module: ModuleFacts,
  write: WriteFacts,
  resolver: Resolver,
  stateful: FindStateful,
): Generator<Access> {
  // Where a regular expression goes on searching is set before each search by those who write it.
  if (write.target.kind === 'member' && write.target.key === 'lastIndex') return;
  const key = write.target.kind === 'member' ? (write.target.index ?? literalKey(write.target.key)) : undefined;
  for (const { root, path } of locationsOf(module, write.target, resolver, stateful)) {
    yield {
      root,
      path,
      operation: operationOf(module, write, path.length),
      writes: true,
      module,
      fn: write.fn,
      at: write.at,
      write,
      ...(key ? { key } : {}),
      ...(write.value ? { value: write.value } : {}),
    };
  }
}

function literalKey(key: string): Value | undefined {
  return key === ANY_KEY ? undefined : { kind: 'literal', value: key };
}

/** Where a write lands: the place that is written, not what it held before. */
function* locationsOf(
  module: ModuleFacts,
  target: Value,
  resolver: Resolver,
  stateful: FindStateful,
): Generator<{ root: Root; path: readonly string[] }> {
  if (target.kind === 'variable') {
    const root = variableRoot(module, target.id);
    if (resolver.variable(module, target.id).some((one) => one.kind === 'place' && one.root.id === root.id))
      yield { root, path: [] };
    return;
  }
  if (target.kind !== 'member') return;
  const bases = resolver.resolve(module, target.of);
  // What a setter does with it is written down in the setter.
  if (bases.some((base) => settersIn(base, target.key, resolver).length > 0)) return;
  const isDeclared = bases.some((base) => base.kind === 'instance' || base.kind === 'class');
  for (const base of bases) {
    if (base.kind === 'place' && isPrimitive(base, resolver)) continue;
    const shared = sharedPlace(base, target.key, stateful);
    if (shared) yield shared;
    if (base.kind === 'place' && !base.copied && !isDeclared)
      yield { root: base.root, path: [...base.path, target.key] };
    if (base.kind === 'instance' || base.kind === 'class') {
      const isStatic = base.kind === 'class';
      const owner = fieldOwner(resolver, base, target.key, isStatic);
      yield { root: fieldRoot(owner.module, owner.id, target.key, isStatic), path: [] };
    }
    if (
      base.kind === 'global' &&
      base.path.length === 1 &&
      (base.path[0] === 'globalThis' || base.path[0] === 'global')
    ) {
      yield { root: globalRoot(target.key), path: [] };
    }
  }
}

function* callsOn(module: ModuleFacts, call: CallFacts, resolver: Resolver, stateful: FindStateful): Generator<Access> {
  const writer = hostWriterOf(call);
  if (writer) {
    yield* hostWrites(module, call, writer, resolver, stateful);
    return;
  }
  const invocation = invocationOf(module, call);
  const shared = [...sharedCalls(module, call, invocation, resolver, stateful)];
  yield* shared;
  if (shared.length > 0 || !invocation) return;
  const { method } = invocation;
  const mutation = MUTATORS.get(method);
  const operation = mutation ?? READERS.get(method);
  if (!operation) return;
  const [first, second] = invocation.args;
  const takesKey = operation === 'set' || operation === 'get' || operation === 'has' || operation === 'delete';
  const value = operation === 'set' ? second : first;
  const bases = resolver.resolve(module, invocation.of);
  // `client.set(…)` is a call of somebody's method, not a change of our memory.
  const isAnswered = bases.some((base) => isForeign(base) || hasMethod(base, method));
  if (isAnswered && !bases.some((base) => isContainer(base, method) || isContainerClass(base, method, resolver)))
    return;
  for (const place of placesOf(bases)) {
    if (mutation && (place.copied === true || isPrimitive(place, resolver))) continue;
    if (mutation && place.path.length === 0 && !isContainerRoot(place.root, bases, method, resolver)) continue;
    if (mutation && place.path.length > 0 && isOpaque(place.root)) continue;
    const isNested = place.path.length > 0;
    yield {
      root: place.root,
      path: place.path,
      operation: isNested && mutation ? 'mutate-in-place' : operation,
      writes: mutation !== undefined,
      module,
      fn: call.fn,
      at: call.at,
      call,
      ...(takesKey && first ? { key: first } : {}),
      ...(mutation && value ? { value } : {}),
    };
  }
}

function isForeign(base: Target): boolean {
  return (
    base.kind === 'created' ||
    base.kind === 'external' ||
    base.kind === 'instance' ||
    base.kind === 'class' ||
    base.kind === 'function'
  );
}

/** `const orders = { delete: (id) => sql.remove(id) }` */
function hasMethod(base: Target, method: string): boolean {
  if (base.kind !== 'object') return false;
  const properties = base.module.objects[base.id]?.properties ?? [];
  return properties.some(({ key, value }) => key === method && value.kind !== 'literal');
}

function isContainer(base: Target, method: string): boolean {
  if (base.kind === 'array') return CONTAINERS.get('Array')?.has(method) === true;
  return base.kind === 'builtin' && CONTAINERS.get(base.name)?.has(method) === true;
}

/** `class Recent extends Map`: what it is given it keeps, whatever it does besides. */
function isContainerClass(base: Target, method: string, resolver: Resolver): boolean {
  const container = base.kind === 'instance' ? containerOf(resolver, base) : undefined;
  return container !== undefined && CONTAINERS.get(container)?.has(method) === true;
}

/** Where nothing is known of what a root holds, its annotation has to say that it is a container. */
function isContainerRoot(root: Root, bases: readonly Target[], method: string, resolver: Resolver): boolean {
  if (bases.some((base) => isContainer(base, method) || isContainerClass(base, method, resolver))) return true;
  const type = root.kind === 'variable' ? root.variable.type : root.kind === 'field' ? fieldOf(root)?.type : undefined;
  return type !== undefined && CONTAINERS.get(type.name.replace(/^Readonly/, ''))?.has(method) === true;
}

/**
 * A field that is only handed in, of a type that is no container, or an object whose members a trap makes up: what its members' methods do is
 * not ours to know.
 */
function isOpaque(root: Root): boolean {
  if (root.kind === 'variable') return root.variable.values.some((value) => isMadeUp(root.module, value));
  const field = root.kind === 'field' ? fieldOf(root) : undefined;
  if (!field?.type || CONTAINERS.has(field.type.name)) return false;
  return field.value === undefined || field.value.kind === 'variable';
}

/** `new Proxy({} as Client, { get: (_, name) => client()[name] })` */
function isMadeUp(module: ModuleFacts, value: Value): boolean {
  const call = value.kind === 'call' ? module.calls[value.id] : undefined;
  if (!call?.new || call.callee.kind !== 'global' || call.callee.name !== 'Proxy') return false;
  const [, handler] = call.args;
  const traps = handler?.kind === 'object' ? (module.objects[handler.id]?.properties ?? []) : [];
  return traps.some(({ key }) => key === 'get');
}

function fieldOf(root: Extract<Root, { kind: 'field' }>): FieldFacts | undefined {
  return root.class.fields.find((field) => field.name === root.name && field.static === root.static);
}

/** `Object.assign(orders, patch)`, `Reflect.set(orders, id, order)`, `Object.defineProperty(globalThis, name, { value })` */
function* hostWrites(
  module: ModuleFacts,
  call: CallFacts,
  writer: HostWriter,
  resolver: Resolver,
  stateful: FindStateful,
): Generator<Access> {
  const [of] = call.args;
  if (!of) return;
  const index = writer.key === undefined ? undefined : call.args[writer.key];
  const value = writtenBy(module, call, writer);
  for (const { root, path } of changedBy(module, of, index, resolver, stateful)) {
    yield {
      root,
      path,
      operation: writer.operation === 'set' ? depthOperation(path.length + (index ? 0 : 1)) : writer.operation,
      writes: true,
      module,
      fn: call.fn,
      at: call.at,
      call,
      ...(index ? { key: index } : {}),
      ...(value ? { value } : {}),
    };
  }
}

function changedBy(
  module: ModuleFacts,
  of: Value,
  index: Value | undefined,
  resolver: Resolver,
  stateful: FindStateful,
): Iterable<{ root: Root; path: readonly string[] }> {
  if (!index) {
    const targets = resolver.resolve(module, of);
    const shared = targets.flatMap((base) =>
      base.kind === 'global' ? (sharedPlace(base, ANY_KEY, stateful) ?? []) : [],
    );
    return [...placesOf(targets), ...shared];
  }
  const [only, ...others] = resolver.resolve(module, index);
  const key = only?.kind === 'literal' && others.length === 0 ? String(only.value) : ANY_KEY;
  return locationsOf(module, { kind: 'member', of, key, index }, resolver, stateful);
}

/** A property of `globalThis` and the variables that name it are one store. */
function merged(byRoot: ReadonlyMap<string, { root: Root; accesses: Access[] }>, resolver: Resolver): Store[] {
  const parent = new Map<string, string>();
  const find = (id: string): string => {
    const up = parent.get(id);
    return up === undefined ? id : find(up);
  };
  for (const { root } of byRoot.values()) {
    if (root.kind !== 'variable') continue;
    for (const value of root.variable.values) {
      for (const place of placesOf(resolver.resolve(root.module, value))) {
        if (place.root.kind !== 'global' || place.path.length > 0 || place.copied) continue;
        const [a, b] = [find(root.id), find(place.root.id)];
        if (a !== b) parent.set(b, a);
      }
    }
  }
  const groups = new Map<string, { roots: Root[]; accesses: Access[] }>();
  for (const { root, accesses } of byRoot.values()) {
    const id = find(root.id);
    const group = groups.get(id) ?? { roots: [], accesses: [] };
    groups.set(id, group);
    if (root.id === id) group.roots.unshift(root);
    else group.roots.push(root);
    if (group.accesses.length === 0) {
      group.accesses = accesses;
      continue;
    }
    // Under two names one access is found twice.
    const known = new Set(group.accesses.map(accessKey));
    group.accesses = [...group.accesses, ...accesses.filter((access) => !known.has(accessKey(access)))];
  }
  return [...groups.values()];
}

function accessKey({ module, at, operation }: Access): string {
  return `${module.file}:${at[0]}:${operation}`;
}
