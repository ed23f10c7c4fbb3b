import type { FunctionId, ModuleFacts, Value } from '../model/facts.js';
import type { EntryPoint } from '../model/project.js';
import { declaredEntries, registeredEntries, SERVER_UNIT, type Entry, type PlatformRegistrar } from './entries.js';
import { callGraph, type Edge } from './graph.js';
import { indexProgram } from './index-program.js';
import { lifetimes, type LifetimeOf } from './lifetime.js';
import { Modules } from './modules.js';
import { reach, type PackageKnowledge, type Reach } from './reach.js';
import { Resolver, type CallSite } from './resolve.js';
import { findStores, type Store } from './stores.js';
import { functionKey, type FunctionRef, type Target } from './targets.js';

/** All facts of a project, linked: what judging asks. */
export interface Program {
  modules: Modules;
  entries: readonly Entry[];
  reach: Reach;
  stores: readonly Store[];
  lifetimeOf: LifetimeOf;
  resolve(module: ModuleFacts, value: Value): readonly Target[];
  /** Edges that leave a function. */
  edgesFrom(ref: FunctionRef): readonly Edge[];
  callSitesOf(ref: FunctionRef): readonly CallSite[];
  /** Where instances of a class are made. */
  instancesOf(module: ModuleFacts, classId: number): readonly CallSite[];
  /** Functions that call or hand over a function. */
  callersOf(ref: FunctionRef): readonly FunctionRef[];
  isEntry(ref: FunctionRef): boolean;
  resolver: Resolver;
}

export interface ProgramInput {
  facts: readonly ModuleFacts[];
  resolve: (from: string, specifier: string) => string | undefined;
  entryPoints: readonly EntryPoint[];
  registrars: readonly PlatformRegistrar[];
  packages: PackageKnowledge;
}

export function link({ facts, resolve, entryPoints, registrars, packages }: ProgramInput): Program {
  const modules = new Modules(facts, resolve);
  const index = indexProgram(modules);
  // Who calls whom is needed to know what parameters hold, and what they hold tells more of who calls whom: two rounds are enough.
  const first = callGraph(modules, new Resolver(modules, index));
  const resolver = new Resolver(modules, index, first.callers);
  const graph = callGraph(modules, resolver);
  const entries = unitsAssigned(
    declaredEntries(entryPoints, modules, resolver),
    registeredEntries(registrars, modules, resolver),
    modules,
  );
  const reached = reach(modules, graph, entries, packages);
  const handlers = new Set(entries.flatMap(({ functions }) => functions.map(functionKey)));
  return {
    modules,
    entries,
    reach: reached,
    stores: findStores(modules, resolver),
    lifetimeOf: lifetimes(modules, resolver, reached, graph.callers, entries),
    resolve: (module, value) => resolver.resolve(module, value),
    edgesFrom: (ref) => graph.edges.get(functionKey(ref)) ?? [],
    callSitesOf: (ref) => graph.callers.get(functionKey(ref)) ?? [],
    instancesOf: instances(modules, resolver),
    callersOf: (ref) =>
      (graph.callers.get(functionKey(ref)) ?? []).map(({ module, call }) => ({ module, fn: call.fn })),
    isEntry: (ref) => handlers.has(functionKey(ref)),
    resolver,
  };
}

/** Calls of `new` by the class that they make; all are found when the first is asked for. */
function instances(modules: Modules, resolver: Resolver): Program['instancesOf'] {
  let known: Map<string, CallSite[]> | undefined;
  const find = (): Map<string, CallSite[]> => {
    const sites = new Map<string, CallSite[]>();
    for (const module of modules.all()) {
      for (const call of module.calls) {
        if (!call.new || call.callee.kind === 'global') continue;
        for (const target of resolver.resolve(module, call.callee)) {
          if (target.kind !== 'class') continue;
          const key = `${target.module.file}#${target.id}`;
          sites.set(key, [...(sites.get(key) ?? []), { module, call }]);
        }
      }
    }
    return sites;
  };
  return (module, classId) => (known ??= find()).get(`${module.file}#${classId}`) ?? [];
}

/** A route registered by code that a function loads is part of that function; what no function loads is a server of its own. */
function unitsAssigned(declared: readonly Entry[], registered: readonly Entry[], modules: Modules): Entry[] {
  const starts = new Map<string, Set<string>>();
  for (const { file, unit } of declared) starts.set(file, (starts.get(file) ?? new Set()).add(unit));
  const loadedBy = (file: string): string[] => {
    const units = [...modules.loading(file)].flatMap((at) => [...(starts.get(at) ?? [])]);
    return units.length > 0 ? [...new Set(units)] : [SERVER_UNIT];
  };
  const placed = registered.flatMap((entry) => {
    const units = entry.unit === SERVER_UNIT ? loadedBy(entry.file) : [entry.unit];
    return units.map((unit) => ({ ...entry, unit }));
  });
  return [...declared, ...placed];
}

export function nameOf(module: ModuleFacts, fn: FunctionId): string {
  return module.functions[fn]?.name ?? '';
}
