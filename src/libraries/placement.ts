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
  if (store.onlyWith && !store.onlyWith.some((key) => optionOf(call, key))) return 'shared';
  const placements = (store.safe ?? []).map((safeguard) => guarded(safeguard, call));
  return (['shared', 'fallback', 'unknown'] as const).find((each) => placements.includes(each)) ?? 'in-process';
}

/** What stays in memory although the store itself is safe. */
export const halfSafeNotes = (store: LibraryStore, call: CallView): string[] =>
  (store.half ?? []).filter(({ options }) => options.some((key) => optionOf(call, key))).map(({ note }) => note);

function guarded(safeguard: Safeguard, call: CallView): Placement {
  if ('after' in safeguard)
    return safeguard.after.some((name) => call.methods.includes(name)) ? 'shared' : 'in-process';
  if ('argument' in safeguard) return argumentPlacement(call.arguments[safeguard.argument], safeguard.is);
  const given = safeguard.options
    .flatMap((key) => optionOf(call, key) ?? [])
    .map((value) => valuePlacement(value, safeguard.is));
  if (given.length > 0) return given.find((each) => each !== 'in-process') ?? 'in-process';
  return call.arguments.some((each) => each.kind === 'unknown' || (each.kind === 'object' && each.open))
    ? 'unknown'
    : 'in-process';
}

/** An object literal in the place of an instance holds options, which other safeguards read. */
function argumentPlacement(value: ArgumentView | undefined, is: readonly (string | boolean)[] | undefined): Placement {
  return value === undefined || value.kind === 'object' ? 'in-process' : valuePlacement(value, is);
}

function valuePlacement(value: ArgumentView, is?: readonly (string | boolean)[]): Placement {
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

/** Connection strings and names of drivers are durable, save the one name that says the opposite. */
function isDurable(value: unknown, is: readonly (string | boolean)[] | undefined): boolean {
  if (is) return is.some((wanted) => wanted === value);
  return typeof value === 'string' && value !== '' && value !== 'memory';
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

function optionOf(call: CallView, key: string): ArgumentView | undefined {
  for (const each of call.arguments) {
    const value = each.kind === 'object' ? each.option(key) : undefined;
    if (value) return value;
  }
  return undefined;
}
