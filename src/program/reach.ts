import { MODULE } from '../model/facts.js';
import type { CallGraph, Edge } from './graph.js';
import { isBrowserModule, type Modules } from './modules.js';
import { SERVER_UNIT, type Entry } from './entries.js';
import { functionKey, type FunctionRef } from './targets.js';

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
  /** Entry points that lead here, as indices into the list of entries. */
  entries: Set<number>;
  units: Set<string>;
  /** The edge over which it was first reached from `entry`; absent for the handler itself. */
  via?: Edge;
  entry?: number;
}

export interface Reach {
  /** Whether it is known what runs for requests: what no entry point reaches then does not. */
  hasEntries: boolean;
  of(ref: FunctionRef): FunctionReach | undefined;
  /** Units whose process images hold the module. */
  unitsOf(file: string): ReadonlySet<string>;
}

const NO_UNITS: ReadonlySet<string> = new Set();

export function reach(modules: Modules, graph: CallGraph, entries: readonly Entry[], hasIdlePackages: boolean): Reach {
  const functions = new Map<string, FunctionReach>();
  const loadedBy = unitsByFile(modules, entries);
  const stateOf = (ref: FunctionRef): FunctionReach => {
    const key = functionKey(ref);
    const known = functions.get(key);
    if (known) return known;
    const fresh: FunctionReach = {
      init: false,
      script: false,
      request: false,
      timer: false,
      entries: new Set(),
      units: new Set(),
    };
    functions.set(key, fresh);
    return fresh;
  };

  entries.forEach((entry, index) => {
    for (const start of entry.functions) {
      const state = stateOf(start);
      if (state.entry === undefined || state.via) {
        state.entry = index;
        delete state.via;
      }
    }
    spread(entry.functions, (ref, via) => {
      const state = stateOf(ref);
      if (state.entries.has(index)) return false;
      state.entries.add(index);
      state.units.add(entry.unit);
      state.request = true;
      if (via?.kind === 'timer') state.timer = true;
      if (via && state.entry === undefined) {
        state.entry = index;
        state.via = via;
      }
      return true;
    });
  });

  // What module code runs is initialisation; what it hands to timers and to others' code runs later, on behalf of whoever loaded it.
  const later: { ref: FunctionRef; via: Edge; units: ReadonlySet<string> }[] = [];
  const knowsAll = entries.length > 0 || hasIdlePackages;
  for (const module of modules.all()) {
    const units = loadedBy.get(module.file) ?? NO_UNITS;
    const isLoaded = !knowsAll || loadedBy.has(module.file);
    const seen = new Set<string>();
    const queue: FunctionRef[] = [{ module, fn: MODULE }];
    for (let ref = queue.pop(); ref; ref = queue.pop()) {
      for (const edge of graph.edges.get(functionKey(ref)) ?? []) {
        const isLater = edge.kind === 'registered' || edge.kind === 'timer';
        if (isLater && isLoaded) later.push({ ref: edge.to, via: edge, units });
        if (edge.kind !== 'call' || seen.has(functionKey(edge.to))) continue;
        seen.add(functionKey(edge.to));
        stateOf(edge.to)[isLoaded ? 'init' : 'script'] = true;
        queue.push(edge.to);
      }
    }
  }
  for (const { ref, via, units } of later) {
    spread([ref], (at, over) => {
      const state = stateOf(at);
      const isTimer = via.kind === 'timer' || over?.kind === 'timer';
      if (state.request && (state.timer || !isTimer) && [...units].every((unit) => state.units.has(unit))) return false;
      state.request = true;
      if (isTimer) state.timer = true;
      for (const unit of units) state.units.add(unit);
      if (state.entry === undefined && !state.via) state.via = over ?? via;
      return true;
    });
  }

  function spread(starts: readonly FunctionRef[], visit: (ref: FunctionRef, via?: Edge) => boolean): void {
    const queue: { ref: FunctionRef; via?: Edge }[] = starts.map((ref) => ({ ref }));
    // Breadth first, so that trails are the shortest there are; the queue grows while it is read.
    for (const next of queue) {
      if (isBrowserModule(next.ref.module) || !visit(next.ref, next.via)) continue;
      for (const edge of graph.edges.get(functionKey(next.ref)) ?? []) queue.push({ ref: edge.to, via: edge });
    }
  }

  return {
    hasEntries: knowsAll,
    of: (ref) => functions.get(functionKey(ref)),
    unitsOf: (file) => loadedBy.get(file) ?? NO_UNITS,
  };
}

function unitsByFile(modules: Modules, entries: readonly Entry[]): Map<string, Set<string>> {
  const filesOf = new Map<string, Set<string>>();
  for (const { unit, file } of entries) {
    const files = filesOf.get(unit) ?? new Set();
    filesOf.set(unit, files);
    // A server starts in a file that no table names; it is among those that load the routes.
    for (const start of unit === SERVER_UNIT ? modules.loading(file) : [file]) files.add(start);
  }
  const units = new Map<string, Set<string>>();
  for (const [unit, files] of filesOf) {
    for (const file of modules.loadedFrom(files)) units.set(file, (units.get(file) ?? new Set()).add(unit));
  }
  return units;
}
