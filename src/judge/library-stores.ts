import { append } from '../model/append.js';
import {
  exists,
  freeStores,
  halfSafeNotes,
  insuringOptions,
  placementOf,
  storeMadeBy,
} from '../libraries/placement.js';
import { MODULE, type CallFacts, type ModuleFacts, type Span, type Value } from '../model/facts.js';
import type { LibraryStore, Placement } from '../model/library.js';
import type { Program } from '../program/index.js';
import type { Access } from '../program/stores.js';
import type { Root } from '../program/targets.js';
import { accessesOf, ambientAccesses, importedAccesses } from './library-accesses.js';
import { holdersOf, type Holders } from './library-holders.js';
import { isUsedOnlyBy } from './library-idle.js';
import { isMounted, mountOf, mountsConfigured } from './library-mounts.js';
import { callView, exportPath, type Binding } from './library-views.js';
import { isOfPages } from './evidence/browser.js';
import { calleeName, nameOf } from './evidence/names.js';

/** A place where a package's in-process store is made and kept longer than one request, and where its data will live. */
export interface LibraryUse {
  store: LibraryStore;
  package: string;
  module: ModuleFacts;
  /** The function in which it is made. */
  fn: number;
  at: Span;
  placement: Placement;
  /** What stays in memory although its store does not. */
  notes: readonly string[];
  /** The call that makes it; absent where the module itself is the store. */
  call?: CallFacts;
  /** The variables, fields and properties that hold it. */
  roots: readonly Root[];
  /** As its code calls it, where it has a name. */
  name?: string;
  accesses: readonly Access[];
  /** It stands in front of a store outside of the process, or in for one. */
  partOf?: 'insurance' | 'tier';
}

/** A call that makes a store, before anything is known of what becomes of it. */
interface Making {
  store: LibraryStore;
  package: string;
  module: ModuleFacts;
  call: CallFacts;
  /** Where its options stand among the arguments. */
  args: readonly Value[];
  /** How what is made is named by whoever resolves it. */
  path: string;
}

/** Every store of a package's that outlives a request. */
export function libraryUses(program: Program): LibraryUse[] {
  const makings = [...program.modules.all()]
    .filter((module) => !isOfPages(module, program))
    .flatMap((module) => module.calls.flatMap((call) => [...makingsIn(module, call, program)]));
  const holders = makings.length > 0 ? holdersOf(makings, program) : undefined;
  const kept = makings.filter((making) => isKept(making, holders, program) && !isIdle(making, program));
  const accesses = accessesOf(kept, holders, program);
  const mounts = mountsConfigured(program);
  const uses = kept
    .flatMap((making) => usesOf(making, holders, accesses.get(making.call) ?? [], program))
    .map((use): LibraryUse =>
      use.call && isMounted({ ...use, call: use.call }, mounts, program) ? { ...use, placement: 'shared' } : use,
    );
  return [...withoutParts(uses, program), ...importedUses(program), ...ambientUses(makings, mounts, program)];
}

function* makingsIn(module: ModuleFacts, call: CallFacts, program: Program): Generator<Making> {
  const { callee, args } = call;
  if (callee.kind === 'global') {
    const store = freeStores.get(callee.name);
    if (store && isOfFramework(module)) yield { store, package: store.packages[0] ?? '', module, call, args, path: '' };
    return;
  }
  const seen = new Set<LibraryStore>();
  for (const target of program.resolve(module, callee)) {
    if (target.kind !== 'external' && target.kind !== 'created') continue;
    const store = storeMadeBy(target.package, exportPath(target.path));
    if (!store || seen.has(store) || !isMadeBy(store, call)) continue;
    seen.add(store);
    const path = [...target.path, ...(call.new ? [] : ['()'])].join('.');
    yield { store, package: target.package, module, call, args, path };
  }
  // `app.register(rateLimit, options)`
  const [plugin, ...options] = args;
  if (!plugin || callee.kind !== 'member' || callee.key !== 'register') return;
  for (const target of program.resolve(module, plugin)) {
    if (target.kind !== 'external') continue;
    const store = storeMadeBy(target.package, exportPath(target.path));
    if (store?.made === 'registered') yield { store, package: target.package, module, call, args: options, path: '' };
  }
}

function isMadeBy({ made }: LibraryStore, call: CallFacts): boolean {
  if (made === 'either' || made === 'anywhere' || made === 'ambient') return true;
  return made === (call.new ? 'constructed' : 'called');
}

const FRAMEWORK_CALL = /^(?:define\w*(?:Handler|Plugin|Task|Function)|(?:cached)?[eE]ventHandler)$/;

/** Names are imported by themselves in the server code of Nuxt and Nitro alone. */
function isOfFramework({ file, calls }: ModuleFacts): boolean {
  return (
    /(?:^|\/)server\//.test(file) ||
    calls.some(({ callee }) => callee.kind === 'global' && FRAMEWORK_CALL.test(callee.name))
  );
}

function isIdle({ store, call, path }: Making, program: Program): boolean {
  return store.idleBy !== undefined && isUsedOnlyBy(call, path, store.idleBy, program);
}

/** Made at load, mounted on an application, or kept in a variable that outlives the request. */
function isKept({ store, module, call }: Making, holders: Holders | undefined, program: Program): boolean {
  const { fn } = call;
  if (store.made === 'ambient') return false;
  if (fn === MODULE || store.made === 'registered' || isUsed(module, call)) return true;
  const reach = program.reach.of({ module, fn });
  if (store.made === 'anywhere' || reach?.init) return true;
  return (holders?.get(call) ?? []).some((root) => program.lifetimeOf(root) !== undefined);
}

const MOUNTS = /^(?:use|register|all|get|post|put|patch|delete|route|addHook|plugin|apply)$/;

/** `app.use(session())`: middleware lives as long as the application, in whichever function that is put together. */
function isUsed(module: ModuleFacts, call: CallFacts): boolean {
  const id = module.calls.indexOf(call);
  return module.calls.some(
    ({ callee, args, fn }) =>
      fn === call.fn &&
      callee.kind === 'member' &&
      MOUNTS.test(callee.key) &&
      args.some((argument) => argument.kind === 'call' && argument.id === id),
  );
}

function usesOf(
  { store, package: name, module, call, args }: Making,
  holders: Holders | undefined,
  accesses: readonly Access[],
  program: Program,
): LibraryUse[] {
  const roots = holders?.get(call) ?? [];
  const [root] = roots;
  const use: Omit<LibraryUse, 'placement' | 'notes'> = {
    ...{ store, package: name, module, call, fn: call.fn, at: call.at, roots, accesses },
    ...(root ? { name: nameOf(root) } : {}),
  };
  const bindings = bindingsOf(module, call, program);
  const bound = (bindings.length > 0 ? bindings : [undefined]).flatMap((binding) => {
    const view = callView(module, call, program, { binding, args });
    return exists(store, view)
      ? [{ binding, placement: placementOf(store, view), notes: halfSafeNotes(store, view) }]
      : [];
  });
  const [first] = bound;
  if (!first) return [];
  // A factory whose callers all get the same is one place; where they differ, each call is told apart.
  if (bound.every(({ placement }) => placement === first.placement))
    return [{ ...use, placement: first.placement, notes: bound.flatMap(({ notes }) => notes) }];
  return bound.map(({ binding, placement, notes }): LibraryUse => {
    if (!binding) return { ...use, placement, notes };
    const { site } = binding;
    const held = nameAt(site.module, site.call);
    return {
      ...{ store, package: name, call, roots: [], accesses: [], placement, notes },
      ...{ module: site.module, fn: site.call.fn, at: site.call.at },
      ...(held ? { name: held } : {}),
    };
  });
}

/** The calls of the function that makes the store, where its options come from that function's parameters. */
function bindingsOf(module: ModuleFacts, { fn }: CallFacts, program: Program): Binding[] {
  const facts = module.functions[fn];
  if (!facts || facts.parameters.length === 0 || program.isEntry({ module, fn })) return [];
  return program
    .callSitesOf({ module, fn })
    .filter(({ call }) => !call.jsx)
    .map((site) => ({ module, fn, site }));
}

function nameAt(module: ModuleFacts, call: CallFacts): string | undefined {
  const id = module.calls.indexOf(call);
  return module.variables.find(({ values }) => values.some((value) => value.kind === 'call' && value.id === id))?.name;
}

/**
 * A store that is handed to another as its store is told with that one: in front of a shared store it does no harm. Of two that live in the
 * process the outer is told, unless the inner is the one that writes files.
 */
function withoutParts(uses: readonly LibraryUse[], program: Program): LibraryUse[] {
  const insuring = insuringCalls(program);
  const byCall = new Map(uses.flatMap((use) => (use.call ? [[use.call, use] as const] : [])));
  const outer = new Map<LibraryUse, LibraryUse>();
  for (const whole of uses) {
    for (const call of callsGiven(whole, program)) {
      const part = byCall.get(call);
      if (part && part !== whole && !outer.has(part)) outer.set(part, whole);
    }
  }
  const told = new Set([...outer].flatMap(([part, whole]) => (isOnDisk(part) && !isOnDisk(whole) ? [whole] : [part])));
  return uses.flatMap((use): LibraryUse[] => {
    if (use.call && insuring.has(use.call)) return [{ ...use, partOf: 'insurance' }];
    if (!told.has(use) || use.placement === 'shared') return [use];
    return outer.get(use)?.placement === 'shared' ? [{ ...use, partOf: 'tier' }] : [];
  });
}

const isOnDisk = ({ store }: LibraryUse): boolean => store.rule === 'no-local-disk-state';

function insuringCalls(program: Program): ReadonlySet<CallFacts> {
  const found = new Set<CallFacts>();
  for (const module of program.modules.all()) {
    for (const { properties } of module.objects) {
      for (const { key, value } of properties) {
        if (!insuringOptions.has(key)) continue;
        for (const target of program.resolve(module, value)) if (target.kind === 'created') found.add(target.call);
      }
    }
  }
  return found;
}

/** Calls whose results are among the arguments of a call, in options and lists too. */
function callsGiven({ module, call }: LibraryUse, program: Program): CallFacts[] {
  const found = new Set<CallFacts>();
  const look = (at: ModuleFacts, value: Value, depth: number): void => {
    if (depth > 3) return;
    for (const target of program.resolve(at, value)) {
      if (target.kind === 'created') found.add(target.call);
      if (target.kind === 'object')
        for (const { value: held } of target.module.objects[target.id]?.properties ?? [])
          look(target.module, held, depth + 1);
      if (target.kind === 'array')
        for (const held of target.module.arrays[target.id]?.elements ?? []) look(target.module, held, depth + 1);
    }
  };
  for (const argument of call?.args ?? []) look(module, argument, 0);
  return [...found];
}

/** Packages that are a store as soon as they are imported. */
function* importedUses(program: Program): Generator<LibraryUse> {
  for (const { store, package: name, accesses } of importedAccesses(program)) {
    const first =
      accesses.find(({ writes, module, fn }) => writes && program.reach.of({ module, fn })?.request) ?? accesses[0];
    if (!first) continue;
    const { module, fn, at, call } = first;
    const named = call?.callee.kind === 'member' ? calleeName(module, call.callee.of) : '';
    const imported = module.imports.find(({ source }) => source === name);
    yield {
      ...{ store, package: name, module, fn, at: imported?.at ?? at, placement: 'in-process', notes: [], roots: [] },
      ...{ accesses, name: /^(?:default|\*|)$/.test(named) ? name : named },
    };
  }
}

/** `useStorage()` names one store of the process, however often it is called: one use for each mount. */
function* ambientUses(
  makings: readonly Making[],
  mounts: ReadonlySet<string>,
  program: Program,
): Generator<LibraryUse> {
  const groups = new Map<string, Making[]>();
  for (const making of makings) {
    if (making.store.made !== 'ambient') continue;
    const base = mountOf(making, program);
    const key = `${making.package} ${base}`;
    append(groups, key, making);
  }
  for (const [key, group] of groups) {
    const accesses = ambientAccesses(group, program);
    const first =
      group.find(({ call }) => accesses.some((access) => access.writes && access.fn === call.fn)) ?? group[0];
    if (!first) continue;
    const { store, package: name, module, call, args } = first;
    const base = key.slice(name.length + 1);
    const view = callView(module, call, program, { args });
    yield {
      ...{ store, package: name, module, fn: call.fn, at: call.at, roots: [], accesses },
      placement: isMounted(first, mounts, program) ? 'shared' : placementOf(store, view),
      notes: [],
      name: base === '' ? calleeName(module, call.callee) : `${calleeName(module, call.callee)}('${base}')`,
    };
  }
}
