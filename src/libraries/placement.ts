/** Reads the tables: what an export is, and where the data of one call will live. */
import type {
  ArgumentView,
  CallView,
  ExportPath,
  HandleEntry,
  LibraryStore,
  Placement,
  PureEntry,
  Safeguard,
} from '../model/library.js';
import { clients } from './clients.js';
import { libraries } from './index.js';
import { pure } from './pure.js';

/** Containers of the language: the usual hand-made store behind a library's option. */
const CONTAINERS = ['Map', 'Set', 'WeakMap', 'Array', 'Object'];

/** Drivers by name that are the memory of the process. */
const NAMES_OF_MEMORY: ReadonlySet<string> = new Set(['memory', 'bounded', 'local', 'none']);

const stores: ReadonlyMap<string, LibraryStore> = new Map(
  libraries
    .flatMap((library) => library.stores)
    .flatMap((store) =>
      store.packages.flatMap((name) => store.exports.map((path) => [keyOf(name, path), store] as const)),
    ),
);

/** The store that an export makes, whether or not a particular call makes it elsewhere. */
export const storeMadeBy = (packageName: string, path: ExportPath): LibraryStore | undefined =>
  stores.get(keyOf(packageName, path));

export const handleMadeBy = (packageName: string, path: ExportPath): HandleEntry | undefined =>
  clients.find((entry) => isAmong(entry, packageName, path));

export const pureMadeBy = (packageName: string, path: ExportPath): PureEntry | undefined =>
  pure.find((entry) => isAmong(entry, packageName, path));

/** Stores that are made by names which a framework imports by itself. */
export const freeStores: ReadonlyMap<string, LibraryStore> = new Map(
  libraries
    .flatMap((library) => library.stores)
    .filter(({ free }) => free)
    .flatMap((store) => store.exports.map((name) => [name, store] as const)),
);

/** Options that hold a store as insurance for another. */
export const insuringOptions: ReadonlySet<string> = new Set(
  libraries.flatMap((library) => library.stores).flatMap(({ insures }) => insures ?? []),
);

/** Names of packages that the tables speak of, to know early that a file needs no second look. */
export const storePackages: ReadonlySet<string> = new Set(
  libraries.flatMap((library) => library.stores).flatMap((store) => store.packages),
);

/** Members of the default export are named exports in the other module system, so both have one key. */
function keyOf(packageName: string, path: ExportPath): string {
  return `${packageName}#${normalPath(path)}`;
}

function normalPath(path: ExportPath): ExportPath {
  const short = path.replace(/^(?:(?:default|\*)\.)+/, '');
  return short === '*' ? 'default' : short.replace(/^\*\(/, 'default(');
}

function isAmong(entry: HandleEntry | PureEntry, source: string, path: ExportPath): boolean {
  const named = entry.packages.some((name) =>
    typeof name === 'string' ? source === name || source.startsWith(`${name}/`) : name.test(source),
  );
  return named && (entry.exports === undefined || entry.exports.includes(normalPath(path)));
}

/** Where the data of one call lives. */
export function placementOf(store: LibraryStore, call: CallView): Placement {
  if (!exists(store, call)) return 'shared';
  const placements = (store.safe ?? []).map((safeguard) => guarded(safeguard, call));
  return (['shared', 'fallback', 'unknown'] as const).find((each) => placements.includes(each)) ?? 'in-process';
}

/** Whether the call makes the form at all: multer without `dest` writes no files. */
export function exists({ onlyWith, onlyAfter }: LibraryStore, call: CallView): boolean {
  if (onlyAfter && !onlyAfter.some((name) => call.methods.includes(name))) return false;
  if (!onlyWith) return true;
  return onlyWith.some((wanted) => {
    const value = optionOf(call, typeof wanted === 'string' ? wanted : wanted.option);
    if (!value) return false;
    return typeof wanted === 'string' ? isGiven(value) : mayBe(value, wanted.is);
  });
}

function isGiven(value: ArgumentView): boolean {
  if (value.kind === 'either') return value.of.some(isGiven);
  return value.kind !== 'literal' || (value.value != null && value.value !== false);
}

function mayBe(value: ArgumentView, is: readonly unknown[]): boolean {
  if (value.kind === 'either') return value.of.some((one) => mayBe(one, is));
  return value.kind === 'literal' && is.includes(value.value);
}

/** What stays in memory although the store itself is safe. */
export const halfSafeNotes = (store: LibraryStore, call: CallView): string[] =>
  (store.half ?? [])
    .filter(({ options }) => options.map((key) => optionOf(call, key)).some((value) => value && isGiven(value)))
    .map(({ note }) => note);

function guarded(safeguard: Safeguard, call: CallView): Placement {
  if ('after' in safeguard)
    return safeguard.after.some((name) => call.methods.includes(name)) ? 'shared' : 'in-process';
  if ('argument' in safeguard) return argumentPlacement(call.arguments[safeguard.argument], safeguard.is);
  const given = safeguard.options
    .flatMap((key) => optionOf(call, key) ?? [])
    .map((value) => valuePlacement(value, safeguard.is));
  if (given.length > 0) return given.find((each) => each !== 'in-process') ?? 'in-process';
  return call.arguments.some(mayHoldMore) ? 'unknown' : 'in-process';
}

function mayHoldMore(value: ArgumentView): boolean {
  if (value.kind === 'either') return value.of.some(mayHoldMore);
  return value.kind === 'unknown' || (value.kind === 'object' && value.open);
}

/** An object literal in the place of an instance holds options, which other safeguards read. */
function argumentPlacement(value: ArgumentView | undefined, is: readonly unknown[] | undefined): Placement {
  return value === undefined || value.kind === 'object' ? 'in-process' : valuePlacement(value, is);
}

function valuePlacement(value: ArgumentView, is?: readonly unknown[]): Placement {
  switch (value.kind) {
    case 'unknown':
      return 'unknown';
    case 'literal':
      return isDurable(value.value, is) ? 'shared' : 'in-process';
    case 'either':
      return combined(value.of.map((each) => valuePlacement(each, is)));
    case 'list': {
      // Tiers: one that is shared makes the others a cache in front of it.
      const tiers = value.of.map((each) => valuePlacement(each, is));
      return (['shared', 'fallback', 'unknown'] as const).find((each) => tiers.includes(each)) ?? 'in-process';
    }
    case 'made':
      return is ? 'in-process' : madePlacement(value.package, value.path, value.call);
    case 'object':
    case 'other':
      return is ? 'in-process' : 'shared';
  }
}

/** Connection strings and names of drivers are durable, save those that say the opposite. */
function isDurable(value: unknown, is: readonly unknown[] | undefined): boolean {
  if (is) return is.some((wanted) => wanted === value);
  return typeof value === 'string' && value !== '' && !NAMES_OF_MEMORY.has(value);
}

function madePlacement(packageName: string, path: ExportPath, call: CallView | undefined): Placement {
  if (packageName === 'global') return CONTAINERS.includes(path) ? 'in-process' : 'shared';
  const store = storeMadeBy(packageName, path);
  return store ? placementOf(store, call ?? { arguments: [], methods: [] }) : 'shared';
}

/** Of alternatives, memory in one of them means memory when something is not configured. */
function combined(placements: readonly Placement[]): Placement {
  const kinds = new Set(placements);
  if (kinds.size === 1) return placements[0] ?? 'unknown';
  return kinds.has('shared') || kinds.has('fallback') ? 'fallback' : 'unknown';
}

function optionOf(call: CallView, path: string): ArgumentView | undefined {
  for (const each of call.arguments) {
    const value = optionIn(each, path.split('.'));
    if (value) return value;
  }
  return undefined;
}

/** Of alternatives, one that lacks the option says that it is sometimes not given. */
function optionIn(value: ArgumentView, [key, ...rest]: readonly string[]): ArgumentView | undefined {
  if (key === undefined) return value;
  if (value.kind === 'object') {
    const inner = value.option(key);
    return inner && optionIn(inner, rest);
  }
  if (value.kind !== 'either') return undefined;
  const found = value.of.map((one) => optionIn(one, [key, ...rest]));
  if (found.every((one) => one === undefined)) return undefined;
  return { kind: 'either', of: found.map((one) => one ?? { kind: 'literal', value: undefined }) };
}
