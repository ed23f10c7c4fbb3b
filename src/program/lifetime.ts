import { append } from '../model/append.js';
import { once } from '../model/lazily.js';
import { MODULE, type Decorator, type ModuleFacts, type Value } from '../model/facts.js';
import type { Entry } from './entries.js';
import { askedForIn, boundOnce } from './containers.js';
import { isGivenAway } from './kept.js';
import type { CallSite } from './resolve.js';
import type { Modules } from './modules.js';
import type { Reach } from './reach.js';
import type { Resolver } from './resolve.js';
import { fieldRoot, functionKey, variableRoot, type FunctionRef, type Root, type Target } from './targets.js';

/** Why a root outlives one request, as a word for the reader; `undefined` where each request has its own. */
export type Lifetime =
  | { kind: 'module' }
  | { kind: 'global' }
  /** A part of something that a package or the host keeps for the whole process. */
  | { kind: 'shared' }
  | { kind: 'static' }
  /** A variable of a function that runs once, at load; `by` is that function. Of one that runs for requests, where what it gives is kept. */
  | { kind: 'closure'; by: FunctionRef; isOfEachCall?: true }
  /** A field of instances that `holders` keep, or that module code made. */
  | { kind: 'instance'; holders: readonly Root[]; site?: CallSite }
  /** A class that a framework instantiates once. */
  | { kind: 'injected' };

/** What keeps the instances around a field. One that is handed the instance holds it no longer than the variable that made it. */
export const keepersOf = (lifetime: Lifetime | undefined): readonly Root[] =>
  lifetime?.kind === 'instance' ? lifetime.holders.filter(({ kind }) => kind !== 'field') : [];

export type LifetimeOf = (root: Root) => Lifetime | undefined;

/** Decorators of frameworks whose container makes one instance for the whole process. */
const SINGLETON_DECORATORS = new Set([
  'Injectable',
  'Controller',
  'Resolver',
  'WebSocketGateway',
  'singleton',
  'Service',
]);

export function lifetimes(
  modules: Modules,
  resolver: Resolver,
  reach: Reach,
  callers: ReadonlyMap<string, readonly CallSite[]>,
  entries: readonly Entry[],
): LifetimeOf {
  const holders = holdersOfInstances(modules, resolver);
  const withSubclasses = subclasses(modules, resolver);
  const bound = once(() => boundOnce(modules, resolver, classKey));
  const asked = once(() => askedForIn(modules, resolver, classKey));
  const handling = entries.filter(({ kind }) => kind !== 'start');
  const handlers = new Set(handling.flatMap(({ functions }) => functions.map(functionKey)));
  const registering = functionsAround(handlers, handling);
  const known = new Map<string, Lifetime | undefined>();

  const lifetimeOf: LifetimeOf = (root) => {
    if (known.has(root.id)) return known.get(root.id);
    // Whoever is asked again while the answer is being found is no reason to live longer.
    known.set(root.id, undefined);
    const lifetime = find(root);
    known.set(root.id, lifetime);
    return lifetime;
  };

  function find(root: Root): Lifetime | undefined {
    if (root.kind === 'global') return { kind: root.of ? 'shared' : 'global' };
    if (root.kind === 'property') return lifetimeOf(root.of);
    if (root.kind === 'field') return root.static ? { kind: 'static' } : ofInstance(root);
    return root.variable.fn === MODULE ? { kind: 'module' } : ofClosure(root);
  }

  function ofClosure(root: Extract<Root, { kind: 'variable' }>): Lifetime | undefined {
    const by = { module: root.module, fn: root.variable.fn };
    if (handlers.has(functionKey(by))) return undefined;
    // What registers handlers runs at start-up, and the handlers share its variables.
    if (registering.has(functionKey(by))) return { kind: 'closure', by };
    const ran = reach.of(by);
    // What runs for requests too makes fresh variables for each, unless what it makes is kept.
    if (ran?.init && !ran.request) return { kind: 'closure', by };
    return isGivenAway(root) && isKept(by) ? { kind: 'closure', by, isOfEachCall: true } : undefined;
  }

  /** Whether what a function makes is memoised somewhere that outlives the request: `limiter ??= createLimiter()`. */
  function isKept(by: FunctionRef): boolean {
    return (callers.get(functionKey(by)) ?? []).some(({ module, call }) => {
      const id = module.calls.indexOf(call);
      return module.writes.some(
        ({ value, target }) =>
          value !== undefined && mentionsCall(value, id) && isOutliving(module, target, resolver, lifetimeOf),
      );
    });
  }

  function ofInstance(root: Extract<Root, { kind: 'field' }>): Lifetime | undefined {
    if (root.class.decorators.some((decorator) => isSingleton(root.module, decorator))) return { kind: 'injected' };
    const classes = withSubclasses(root.module, root.classId);
    if (classes.some(([module, id]) => bound().has(classKey(module, id)))) return { kind: 'injected' };
    if (classes.some(([module, id]) => isMadeForRequests(classKey(module, id)))) return undefined;
    const kept = classes
      .flatMap(([module, id]) => holders.get(`${module.file}#${id}`) ?? [])
      .filter((one) => lifetimeOf(one) !== undefined);
    if (kept.length > 0) return { kind: 'instance', holders: [...new Map(kept.map((one) => [one.id, one])).values()] };
    const site = classes
      .flatMap(([module, id]) => sitesOf(module, id))
      .find(({ module, call }) => call.fn === MODULE || reach.of({ module, fn: call.fn })?.init);
    return site && { kind: 'instance', holders: [], site };
  }

  /** A container makes one for each who asks it, and requests do. */
  function isMadeForRequests(key: string): boolean {
    return (asked().get(key) ?? []).some((ref) => {
      const ran = ref.fn === MODULE ? undefined : reach.of(ref);
      return ran?.request === true && !ran.init;
    });
  }

  function sitesOf(module: ModuleFacts, id: number): readonly CallSite[] {
    const constructor = module.classes[id]?.methods.find(
      ({ name, static: isStatic }) => name === 'constructor' && !isStatic,
    );
    return constructor ? (callers.get(functionKey({ module, fn: constructor.fn })) ?? []) : [];
  }

  return lifetimeOf;
}

/** `@Injectable()`, unless it asks for an instance per request: `@Injectable({ scope: Scope.REQUEST })`. */
function isSingleton(module: ModuleFacts, { callee, args }: Decorator): boolean {
  const [options] = args;
  const properties = options?.kind === 'object' ? (module.objects[options.id]?.properties ?? []) : [];
  return SINGLETON_DECORATORS.has(nameOf(module, callee)) && !properties.some(({ key }) => key === 'scope');
}

function nameOf(module: ModuleFacts, value: Value): string {
  if (value.kind === 'variable') return module.variables[value.id]?.name ?? '';
  if (value.kind === 'member') return value.key;
  return value.kind === 'import' || value.kind === 'global' ? value.name : '';
}

/** Functions in which handlers are made and registered. */
function functionsAround(handlers: ReadonlySet<string>, entries: readonly Entry[]): Set<string> {
  const around = new Set<string>();
  for (const { functions } of entries) {
    for (const { module, fn } of functions) {
      for (
        let parent = module.functions[fn]?.parent ?? MODULE;
        parent !== MODULE;
        parent = module.functions[parent]?.parent ?? MODULE
      ) {
        const key = functionKey({ module, fn: parent });
        if (handlers.has(key)) break;
        around.add(key);
      }
    }
  }
  return around;
}

/** Class to the variables and fields that hold an instance of it. */
function holdersOfInstances(modules: Modules, resolver: Resolver): Map<string, Root[]> {
  const holders = new Map<string, Root[]>();
  const note = (root: Root, targets: readonly Target[]): void => {
    for (const target of targets) {
      if (target.kind !== 'instance') continue;
      const key = `${target.module.file}#${target.id}`;
      append(holders, key, root);
    }
  };
  for (const module of modules.all()) {
    if (module.classes.length === 0 && module.calls.every((call) => !call.new) && module.imports.length === 0) continue;
    module.variables.forEach((variable, id) => {
      if (variable.declared === 'import' || variable.declared === 'parameter' || variable.declared === 'type') return;
      if (variable.fn === MODULE || variable.captured) {
        note(
          variableRoot(module, id),
          variable.values.flatMap((value) => [...resolver.resolve(module, value)]),
        );
      }
    });
    module.classes.forEach((facts, id) => {
      for (const field of facts.fields) {
        note(fieldRoot(module, id, field.name, field.static), field.value ? resolver.resolve(module, field.value) : []);
      }
    });
    // `instances.set(key, new Session())`, `globalThis.app ??= new App()`
    for (const { target, value } of module.writes) {
      if (!value || target.kind === 'variable') continue;
      const places = resolver.resolve(module, target).filter((one) => one.kind === 'place');
      for (const place of places) note(place.root, resolver.resolve(module, value));
    }
    for (const { callee, args } of module.calls) {
      if (callee.kind !== 'member' || !/^(set|add|push|unshift)$/.test(callee.key)) continue;
      // A key is kept by nobody: in a WeakMap it does not even keep its value alive.
      const kept = callee.key === 'set' ? args.slice(1) : args;
      const targets = resolver.resolve(module, callee.of);
      if (targets.some(isWeak) || targets.some(isOfPackage)) continue;
      const places = targets.filter((one) => one.kind === 'place');
      for (const place of places) for (const argument of kept) note(place.root, resolver.resolve(module, argument));
    }
  }
  return holders;
}

/** It keeps its values as long as somebody else keeps the key. */
function isWeak(target: Target): boolean {
  return target.kind === 'builtin' && (target.name === 'WeakMap' || target.name === 'WeakSet');
}

/** `db.batch()`: what a method of a package gave has methods of its own, whatever they are called. */
function isOfPackage(target: Target): boolean {
  return target.kind === 'created' && target.path.filter((step) => step === '()').length > 1;
}

function isOutliving(module: ModuleFacts, target: Value, resolver: Resolver, lifetimeOf: LifetimeOf): boolean {
  return resolver.resolve(module, target).some((one) => one.kind === 'place' && lifetimeOf(one.root) !== undefined);
}

function mentionsCall(value: Value, id: number): boolean {
  switch (value.kind) {
    case 'call':
      return value.id === id;
    case 'either':
    case 'copy':
      return value.of.some((one) => mentionsCall(one, id));
    case 'awaited':
    case 'member':
      return mentionsCall(value.of, id);
    default:
      return false;
  }
}

/** Of a class, itself and those that extend it, at whatever distance. */
function subclasses(
  modules: Modules,
  resolver: Resolver,
): (module: ModuleFacts, id: number) => [ModuleFacts, number][] {
  const extending = new Map<string, [ModuleFacts, number][]>();
  for (const module of modules.all()) {
    for (const [id, { superclass }] of module.classes.entries()) {
      const bases = superclass ? resolver.resolve(module, superclass) : [];
      const keys = bases.flatMap((base) => (base.kind === 'class' ? [classKey(base.module, base.id)] : []));
      for (const key of new Set(keys)) append(extending, key, [module, id]);
    }
  }
  return (module, id) => {
    const found = new Map<string, [ModuleFacts, number]>([[classKey(module, id), [module, id]]]);
    for (const [key] of found)
      for (const [other, otherId] of extending.get(key) ?? []) found.set(classKey(other, otherId), [other, otherId]);
    return [...found.values()];
  };
}

function classKey({ file }: ModuleFacts, id: number): string {
  return `${file}#${id}`;
}
