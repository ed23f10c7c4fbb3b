import { append } from '../model/append.js';
import type { CallFacts, ModuleFacts, Value } from '../model/facts.js';
import type { Modules } from './modules.js';
import { instanceOf } from './places.js';
import type { Resolver } from './resolve.js';
import type { FunctionRef, Target } from './targets.js';

/** Containers of dependencies: what they give, and of which classes they make one instance for the whole process. */

const PACKAGES: ReadonlySet<string> = new Set(['inversify', 'tsyringe', 'typedi', 'awilix', '@nestjs/core']);

/** `container.get<Orders>('orders')`, `container.resolve(Orders)`: an instance of what is asked for. */
export function askedOfContainer(
  packageName: string,
  resolver: Resolver,
  module: ModuleFacts,
  { type, args: [first] }: CallFacts,
): readonly Target[] {
  if (!PACKAGES.has(packageName)) return [];
  const named = first ? resolver.resolve(module, first).flatMap(instanceOf) : [];
  return named.length > 0 || !type ? named : resolver.typed(module, type);
}

/** What says so at the end of a chain that names the class: `bind(Repository).to(InMemory).inSingletonScope()`, `asClass(InMemory).singleton()`. */
const ENDS: ReadonlySet<string> = new Set(['inSingletonScope', 'singleton']);
/** The steps of such a chain that are given the class. */
const STEPS: ReadonlySet<string> = new Set(['bind', 'rebind', 'to', 'asClass']);
/** What says it and is given the class: `container.registerSingleton('Repository', InMemory)`. */
const REGISTERS: ReadonlySet<string> = new Set(['registerSingleton', 'addSingleton']);
/** What is told how long to keep the class that it is given: `asClass(InMemory, { lifetime: Lifetime.SINGLETON })`. */
const TOLD = 'asClass';

/** Where which classes are asked for, by keys of classes. */
export function askedForIn(modules: Modules, resolver: Resolver, keyOf: KeyOf): ReadonlyMap<string, FunctionRef[]> {
  const found = new Map<string, FunctionRef[]>();
  const isUsed = [...modules.all()].some(({ imports }) => imports.some(({ source }) => PACKAGES.has(source)));
  for (const module of isUsed ? modules.all() : []) {
    for (const call of module.calls) {
      if (call.callee.kind !== 'member' || (!call.type && call.args.length === 0)) continue;
      for (const target of resolver.resolve(module, call.callee)) {
        if (target.kind !== 'external' && target.kind !== 'created') continue;
        for (const given of askedOfContainer(target.package, resolver, module, call))
          if (given.kind === 'instance') append(found, keyOf(given.module, given.id), { module, fn: call.fn });
      }
    }
  }
  return found;
}

type KeyOf = (module: ModuleFacts, id: number) => string;

/** Classes that a container is told to make once, as keys that `keyOf` gives. */
export function boundOnce(modules: Modules, resolver: Resolver, keyOf: KeyOf): ReadonlySet<string> {
  const found = new Set<string>();
  for (const module of modules.all()) {
    for (const call of module.calls) {
      for (const value of namedBy(module, call)) {
        for (const target of resolver.resolve(module, value))
          if (target.kind === 'class') found.add(keyOf(target.module, target.id));
      }
    }
  }
  return found;
}

function namedBy(module: ModuleFacts, { callee, args }: CallFacts): readonly Value[] {
  const name = stepOf(module, callee);
  if (REGISTERS.has(name)) return args;
  if (name === TOLD) return args.slice(1).some((options) => isToldSingleton(module, options)) ? args.slice(0, 1) : [];
  return callee.kind === 'member' && ENDS.has(name) ? [...chain(module, callee.of)] : [];
}

function* chain(module: ModuleFacts, value: Value): Generator<Value> {
  const call = value.kind === 'call' ? module.calls[value.id] : undefined;
  if (!call) return;
  if (STEPS.has(stepOf(module, call.callee))) yield* call.args;
  if (call.callee.kind === 'member') yield* chain(module, call.callee.of);
}

function stepOf(module: ModuleFacts, callee: Value): string {
  if (callee.kind === 'member') return callee.key;
  if (callee.kind === 'import' || callee.kind === 'global') return callee.name;
  return callee.kind === 'variable' ? (module.variables[callee.id]?.name ?? '') : '';
}

function isToldSingleton(module: ModuleFacts, options: Value): boolean {
  const properties = options.kind === 'object' ? (module.objects[options.id]?.properties ?? []) : [];
  return properties.some(
    ({ key, value }) =>
      key === 'lifetime' &&
      ((value.kind === 'member' && value.key === 'SINGLETON') ||
        (value.kind === 'literal' && value.value === 'SINGLETON')),
  );
}
