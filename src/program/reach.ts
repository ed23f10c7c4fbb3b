import { MODULE, type ModuleFacts } from '../model/facts.js';
import { SERVER_UNIT, type Entry } from './entries.js';
import type { CallGraph, Edge } from './graph.js';
import type { Modules } from './modules.js';
import { flowed } from './flow.js';
import { functionKey, type FunctionRef } from './targets.js';
import { loadersOf } from './loaders.js';

/** How a function comes to run. */
export interface FunctionReach {
  /** Runs when its module is evaluated. */
  init: boolean;
  /** Runs when a module is evaluated that no entry point loads: a script. */
  script: boolean;
  /** Runs for a request, an event or a schedule, or in the background of one. */
  request: boolean;
  /** Runs because a timer fired. */
  timer: boolean;
  /** The edge over which it was first reached; absent for handlers. */
  via?: Edge;
  /** Index of the entry point that it was first reached from; absent for what runs in the background since load. */
  entry?: number;
}

export interface Reach {
  /** Whether it is known what of a file runs for requests: what no entry point reaches then does not. */
  knows(file: string): boolean;
  of(ref: FunctionRef): FunctionReach | undefined;
  /** Units on whose behalf a function runs. */
  unitsOf(ref: FunctionRef): ReadonlySet<string>;
  /** Units whose process images hold the module. */
  unitsOfFile(file: string): ReadonlySet<string>;
}

export function reach(
  modules: Modules,
  graph: CallGraph,
  entries: readonly Entry[],
  packages: PackageKnowledge,
): Reach {
  const starts = startFiles(entries, modules);
  const loaded = modules.loadedFrom(starts.keys());
  const knows = knowledge(modules, entries, loaded, packages);
  const isLoaded = (file: string): boolean => loaded.has(file) || (!knows(file) && !packages.isScript(file));
  const functions = reachedFunctions(modules, graph, entries, isLoaded);

  const unitsOfFile = loadersOf(modules, starts);
  const unitsOf = unitsByFunction(modules, graph, entries, unitsOfFile);
  return { knows, of: (ref) => functions.get(functionKey(ref)), unitsOf, unitsOfFile };
}

/** What the tables of platforms say about the packages of a project. */
export interface PackageKnowledge {
  /** Directory of the package that a file is part of. */
  of(file: string): string;
  /** Packages that no server runs. */
  idle: ReadonlySet<string>;
  /** Packages in which a platform was recognised that runs code for requests. */
  served: ReadonlySet<string>;
  /** False for what lies beside the application: copies, build output. It registers nothing. */
  isDeployed: (file: string) => boolean;
  /** It looks like one that is run by hand: what no entry point loads of these does not start anything. */
  isScript: (file: string) => boolean;
}

/**
 * One package may be understood and the one beside it not. A platform that was recognised without finding any of its entry points leaves
 * everything open in its package and in what the package imports; a package without a platform is what those who import it are.
 */
function knowledge(
  modules: Modules,
  entries: readonly Entry[],
  loaded: ReadonlySet<string>,
  packages: PackageKnowledge,
): (file: string) => boolean {
  const entered = new Set(entries.map(({ file }) => packages.of(file)));
  const isOpen = (directory: string): boolean => packages.served.has(directory) && !entered.has(directory);
  const isAnyKnown = entries.length > 0 || packages.idle.size > 0;
  const open = [...modules.all()].map(({ file }) => file).filter((file) => isOpen(packages.of(file)));
  const isLoadedByOpen = loadersOf(modules, new Map(open.map((file) => [file, new Set(['open'])])));
  return (file) => {
    if (loaded.has(file)) return true;
    const own = packages.of(file);
    if (packages.idle.has(own) || entered.has(own)) return true;
    return !isOpen(own) && isAnyKnown && isLoadedByOpen(file).size === 0;
  };
}

/** Files in which units start, with the units that start there. */
function startFiles(entries: readonly Entry[], modules: Modules): Map<string, Set<string>> {
  const starts = new Map<string, Set<string>>();
  const add = (start: string, unit: string): void => {
    starts.set(start, (starts.get(start) ?? new Set()).add(unit));
  };
  const handling = entries.filter((entry) => !isStart(entry));
  const served = handling.filter(({ unit }) => unit === SERVER_UNIT).map(({ file }) => file);
  // A server starts in a file that no table names; it is among those that load the routes.
  for (const file of modules.loading(...new Set(served))) add(file, SERVER_UNIT);
  for (const { unit, file } of handling) if (unit !== SERVER_UNIT) add(file, unit);
  // What runs as an instance starts runs in those of all units.
  for (const { platform, file } of entries.filter(isStart))
    for (const other of handling) if (other.platform === platform) add(file, other.unit);
  return starts;
}

const isStart = ({ kind }: Entry): boolean => kind === 'start';

/** Code of a module that runs before any request: its own, and what the platform calls of it. */
function codeAtLoad(entries: readonly Entry[]): (module: ModuleFacts) => FunctionRef[] {
  const called = entries.flatMap((entry) => (isStart(entry) ? entry.functions : []));
  return (module) => [{ module, fn: MODULE }, ...called.filter((ref) => ref.module === module)];
}

function reachedFunctions(
  modules: Modules,
  graph: CallGraph,
  entries: readonly Entry[],
  isLoaded: (file: string) => boolean,
): ReadonlyMap<string, FunctionReach> {
  const functions = new Map<string, FunctionReach>();
  const stateOf = (ref: FunctionRef): FunctionReach => {
    const key = functionKey(ref);
    const known = functions.get(key);
    if (known) return known;
    const fresh: FunctionReach = { init: false, script: false, request: false, timer: false };
    functions.set(key, fresh);
    return fresh;
  };
  const edgesFrom = (ref: FunctionRef): readonly Edge[] => graph.edges.get(functionKey(ref)) ?? [];

  // Breadth first, so that trails are the shortest there are; the queue grows while it is read.
  const run = (queue: { ref: FunctionRef; via?: Edge; entry?: number }[]): void => {
    for (const { ref, via, entry } of queue) {
      const state = stateOf(ref);
      if (state.request || modules.isBrowser(ref.module)) continue;
      state.request = true;
      if (via) state.via = via;
      if (entry !== undefined) state.entry = entry;
      for (const edge of edgesFrom(ref)) {
        queue.push({ ref: edge.to, via: edge, ...(entry === undefined ? {} : { entry }) });
      }
    }
  };
  run(entries.flatMap((entry, index) => (isStart(entry) ? [] : entry.functions.map((ref) => ({ ref, entry: index })))));

  // What module code runs is initialisation; what it hands to timers and to others' code runs later.
  const atLoad = codeAtLoad(entries);
  const later: { ref: FunctionRef; via: Edge }[] = [];
  for (const module of modules.all()) {
    const kind = isLoaded(module.file) ? 'init' : 'script';
    const queue = atLoad(module);
    for (const ref of queue) {
      if (ref.fn !== MODULE) stateOf(ref)[kind] = true;
      for (const edge of edgesFrom(ref)) {
        if (kind === 'init' && (edge.kind === 'registered' || edge.kind === 'timer')) {
          later.push({ ref: edge.to, via: edge });
        }
        const state = stateOf(edge.to);
        if (edge.kind !== 'call' || state[kind]) continue;
        state[kind] = true;
        queue.push(edge.to);
      }
    }
  }
  run(later);
  markTimers(graph, functions);
  return functions;
}

function markTimers(graph: CallGraph, functions: ReadonlyMap<string, FunctionReach>): void {
  const queue = [...graph.edges.values()].flatMap((edges) => edges.filter(({ kind }) => kind === 'timer'));
  for (const { to } of queue) {
    const state = functions.get(functionKey(to));
    if (!state || state.timer) continue;
    state.timer = true;
    queue.push(...(graph.edges.get(functionKey(to)) ?? []));
  }
}

function unitsByFunction(
  modules: Modules,
  graph: CallGraph,
  entries: readonly Entry[],
  unitsOfFile: (file: string) => ReadonlySet<string>,
): Reach['unitsOf'] {
  const handles = new Map<string, Set<string>>();
  for (const { functions, unit } of entries.filter((entry) => !isStart(entry))) {
    for (const ref of functions) {
      const key = functionKey(ref);
      handles.set(key, (handles.get(key) ?? new Set()).add(unit));
    }
  }
  // A handler runs for its own unit, not for all that share the wrapper around it.
  const leaving = (key: string): readonly Edge[] =>
    (graph.edges.get(key) ?? []).filter(
      ({ from, to }) => !modules.isBrowser(from.module) && !handles.has(functionKey(to)),
    );
  // What was handed over at load runs wherever the module is loaded.
  const starts = new Map(handles);
  const atLoad = codeAtLoad(entries);
  for (const module of modules.all()) {
    const left = atLoad(module).flatMap((ref) => leaving(functionKey(ref)));
    for (const { kind, to } of left) {
      if (kind === 'call') continue;
      const key = functionKey(to);
      const units = starts.get(key) ?? new Set();
      for (const unit of unitsOfFile(module.file)) units.add(unit);
      starts.set(key, units);
    }
  }
  const next = (key: string): readonly string[] => leaving(key).map(({ to }) => functionKey(to));
  // Asked of what is reported alone.
  let find: ReturnType<typeof flowed<string>> | undefined;
  return (ref) => (find ??= flowed({ starts, next, passes: () => true }))(functionKey(ref));
}
