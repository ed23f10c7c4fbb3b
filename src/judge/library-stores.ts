import { placementOf, storeMadeBy } from '../libraries/placement.js';
import { MODULE, type CallFacts, type ModuleFacts, type Value } from '../model/facts.js';
import type { ArgumentView, CallView, LibraryStore, Placement } from '../model/library.js';
import type { Program } from '../program/index.js';
import { isBrowserModule } from '../program/modules.js';
import type { Target } from '../program/targets.js';

/** A call that makes a library's store, and where its data will live. */
export interface LibraryUse {
  store: LibraryStore;
  package: string;
  module: ModuleFacts;
  call: CallFacts;
  placement: Placement;
  /** The variable that holds it, as far as there is one. */
  name?: string;
}

/** Every place where a package's in-process store is made and kept longer than one request. */
export function* libraryUses(program: Program): Generator<LibraryUse> {
  for (const module of program.modules.all()) {
    if (isBrowserModule(module)) continue;
    for (const call of module.calls) {
      for (const made of storesMadeBy(module, call, program)) {
        if (!isKept(module, call, program)) continue;
        const name = nameOf(module, call);
        const placement = placementOf(made.store, callView(module, call, program));
        yield { ...made, module, call, placement, ...(name ? { name } : {}) };
      }
    }
  }
}

function* storesMadeBy(
  module: ModuleFacts,
  call: CallFacts,
  program: Program,
): Generator<{ store: LibraryStore; package: string }> {
  const callees = program.resolve(module, call.callee);
  for (const target of callees) {
    if (target.kind !== 'external' && target.kind !== 'created') continue;
    const store = storeMadeBy(target.package, exportPath(target.path));
    const isMade = store?.made === 'either' || store?.made === (call.new ? 'constructed' : 'called');
    if (store && isMade) yield { store, package: target.package };
  }
  // `app.register(rateLimit, options)`
  const [plugin] = call.args;
  if (!plugin || call.callee.kind !== 'member' || call.callee.key !== 'register') return;
  for (const target of program.resolve(module, plugin)) {
    if (target.kind !== 'external') continue;
    const store = storeMadeBy(target.package, exportPath(target.path));
    if (store?.made === 'registered') yield { store, package: target.package };
  }
}

function exportPath(path: readonly string[]): string {
  return path.length === 0 ? 'default' : path.join('.').replaceAll('.()', '()');
}

/** Made at load, or at request time and kept in a variable that outlives the request. */
function isKept(module: ModuleFacts, { fn }: CallFacts, program: Program): boolean {
  if (fn === MODULE) return true;
  const reach = program.reach.of({ module, fn });
  if (reach?.init) return true;
  const id = module.calls.findIndex((call) => call.fn === fn);
  return module.writes.some(({ value, target, fn: at }) => {
    if (at !== fn || value?.kind !== 'call' || value.id < id) return false;
    return program
      .resolve(module, target)
      .some((one) => one.kind === 'place' && program.lifetimeOf(one.root) !== undefined);
  });
}

function nameOf(module: ModuleFacts, call: CallFacts): string | undefined {
  const id = module.calls.indexOf(call);
  const isIt = (value: Value): boolean => value.kind === 'call' && value.id === id;
  return module.variables.find(({ values }) => values.some(isIt))?.name;
}

function callView(module: ModuleFacts, call: CallFacts, program: Program): CallView {
  const id = module.calls.indexOf(call);
  return {
    arguments: call.args.map((argument) => argumentView(module, argument, program, 0)),
    methods: module.calls.flatMap(({ callee }) => {
      if (callee.kind !== 'member') return [];
      const isOnResult = program
        .resolve(module, callee.of)
        .some((target) => target.kind === 'created' && target.call === call);
      return isOnResult || (callee.of.kind === 'call' && callee.of.id === id) ? [callee.key] : [];
    }),
  };
}

function argumentView(module: ModuleFacts, value: Value, program: Program, depth: number): ArgumentView {
  if (depth > 4) return { kind: 'unknown' };
  if (value.kind === 'either') {
    return { kind: 'either', of: value.of.map((one) => argumentView(module, one, program, depth + 1)) };
  }
  const targets = program.resolve(module, value).filter(({ kind }) => kind !== 'place');
  const views = targets.map((target) => targetView(target, program, depth));
  const [only] = views;
  if (!only) return { kind: 'unknown' };
  return views.length === 1 ? only : { kind: 'either', of: views };
}

function targetView(target: Target, program: Program, depth: number): ArgumentView {
  switch (target.kind) {
    case 'literal':
      return { kind: 'literal', value: target.value };
    case 'object':
      return objectView(target.module, target.id, program, depth);
    case 'array': {
      const elements = target.module.arrays[target.id]?.elements ?? [];
      return { kind: 'list', of: elements.map((element) => argumentView(target.module, element, program, depth + 1)) };
    }
    case 'created':
      return {
        kind: 'made',
        package: target.package,
        path: exportPath(target.path).replace(/\(\)$/, ''),
        call: callView(target.module, target.call, program),
      };
    case 'builtin':
      return { kind: 'made', package: 'global', path: target.name };
    case 'external':
      return { kind: 'made', package: target.package, path: exportPath(target.path) };
    case 'derived':
      return { kind: 'unknown' };
    default:
      return { kind: 'other' };
  }
}

function objectView(module: ModuleFacts, id: number, program: Program, depth: number): ArgumentView {
  const properties = module.objects[id]?.properties ?? [];
  return {
    kind: 'object',
    open: properties.some(({ key }) => key === '...' || key === '*'),
    option: (key) => {
      const property = properties.find((one) => one.key === key);
      return property && argumentView(module, property.value, program, depth + 1);
    },
  };
}
