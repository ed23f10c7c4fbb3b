import { append } from '../model/append.js';
import type { FunctionId, ModuleFacts } from '../model/facts.js';
import type { FindStateful } from '../model/library.js';
import type { EntryPoint } from '../model/project.js';
import { declaredEntries, registeredEntries, SERVER_UNIT, type Entry, type PlatformRegistrar } from './entries.js';
import { divide } from './divide.js';
import { callGraph, callersIn, type Edge } from './graph.js';
import { indexProgram } from './index-program.js';
import { lifetimes, type LifetimeOf } from './lifetime.js';
import { Modules } from './modules.js';
import { reach, type PackageKnowledge, type Reach } from './reach.js';
import { worksOnOwn, type WorksOnOwn } from './receivers.js';
import { Resolver, type CallSite } from './resolve.js';
import { browserOnly } from './sides.js';
import { findStores, type Resolve, type Store } from './stores.js';
import { functionKey, type FunctionRef } from './targets.js';
import { loadersOf } from './loaders.js';

/** All facts of a project, linked: what judging asks. */
export interface Program {
  modules: Modules;
  entries: readonly Entry[];
  reach: Reach;
  stores: readonly Store[];
  lifetimeOf: LifetimeOf;
  worksOnOwn: WorksOnOwn;
  resolve: Resolve;
  /** Edges that leave a function. */
  edgesFrom(ref: FunctionRef): readonly Edge[];
  callSitesOf(ref: FunctionRef): readonly CallSite[];
  /** Where instances of a class are made. */
  instancesOf(module: ModuleFacts, classId: number): readonly CallSite[];
  /** Functions that call or hand over a function. */
  callersOf(ref: FunctionRef): readonly FunctionRef[];
  isEntry(ref: FunctionRef): boolean;
  /** Whether no server comes to a place, since its code asks where it runs. */
  isBrowserOnly: ReturnType<typeof browserOnly>;
  resolver: Resolver;
}

export interface ProgramInput {
  facts: readonly ModuleFacts[];
  resolve: (from: string, specifier: string) => string | undefined;
  entryPoints: readonly EntryPoint[];
  registrars: readonly PlatformRegistrar[];
  packages: PackageKnowledge;
  /** What the tables say about objects that packages and the host keep for everybody. */
  stateful: FindStateful;
}

export function link({ facts, resolve, entryPoints, registrars, packages, stateful }: ProgramInput): Program {
  const modules = new Modules(facts, resolve);
  const index = indexProgram(modules);
  // Who calls whom is needed to know what parameters hold, and what they hold tells more of who calls whom: two rounds are enough.
  const resolver = new Resolver(modules, index);
  resolver.tellCallers(callersIn(modules, resolver));
  const isBrowserOnly = browserOnly(modules, resolver);
  const graph = callGraph(modules, resolver, isBrowserOnly);
  const entries = unitsAssigned(
    declaredEntries(entryPoints, modules, resolver),
    registeredEntries(registrars, modules, resolver).filter(({ file }) => packages.isDeployed(file)),
    modules,
  );
  const reached = reach(modules, graph, entries, packages);
  const { stores, resolve: ask } = divide(findStores(modules, resolver, stateful), resolver, graph.callers);
  const handlers = new Set(
    entries.flatMap(({ kind, functions }) => (kind === 'start' ? [] : functions.map(functionKey))),
  );
  return {
    modules,
    entries,
    reach: reached,
    stores,
    lifetimeOf: lifetimes(modules, resolver, reached, graph.callers, entries),
    worksOnOwn: worksOnOwn(graph.callers, resolver),
    resolve: ask,
    edgesFrom: (ref) => graph.edges.get(functionKey(ref)) ?? [],
    callSitesOf: (ref) => graph.callers.get(functionKey(ref)) ?? [],
    instancesOf: instances(modules, resolver),
    callersOf: (ref) =>
      (graph.callers.get(functionKey(ref)) ?? []).map(({ module, call }) => ({ module, fn: call.fn })),
    isEntry: (ref) => handlers.has(functionKey(ref)),
    isBrowserOnly,
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
          append(sites, key, { module, call });
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
  for (const { file, unit } of declared)
    if (unit !== SERVER_UNIT) starts.set(file, (starts.get(file) ?? new Set()).add(unit));
  const loading = loadersOf(modules, starts);
  const loadedBy = (file: string): string[] => {
    const units = [...loading(file)];
    return units.length > 0 ? units : [SERVER_UNIT];
  };
  return [...declared, ...registered].flatMap((entry) => {
    const units = entry.unit === SERVER_UNIT ? loadedBy(entry.file) : [entry.unit];
    return units.map((unit) => ({ ...entry, unit }));
  });
}

export function nameOf(module: ModuleFacts, fn: FunctionId): string {
  return module.functions[fn]?.name ?? '';
}
