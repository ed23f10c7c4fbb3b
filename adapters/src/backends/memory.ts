/**
 * Everything in this process: for development and tests. It keeps the contract like any other backend, copies included, so that what will not work
 * in production does not work here either.
 */
import {
  BackendFailure,
  CONTAINER,
  isNumber,
  type Backend,
  type Collection,
  type Encoded,
  type Entries,
  type Expiry,
  type Fields,
  type Holding,
  type Lists,
  type Place,
  type Snapshot,
  type Windows,
} from '../backend.js';
import { consume, type Remembered } from './windows.js';

interface Entry {
  readonly fields: Fields;
  readonly nonce: string;
  readonly life: Life;
}

/** Epoch ms: `hiddenAt` of a `ttl`, `retainedTo` of a `retain`. */
interface Life {
  readonly hiddenAt?: number;
  readonly retainedTo?: number;
}

interface List {
  readonly items: readonly Encoded[];
  readonly life: Life;
}

/** What the process keeps: one for all copies of this package, so that hot reload does not empty it. */
export interface MemoryData {
  readonly collections: Map<string, { of: Collection; entries: Map<string, Entry> }>;
  readonly lists: Map<string, { of: Collection; list: List }>;
  /** Place → algorithm and length → what is remembered. */
  readonly windows: Map<string, Map<string, Remembered>>;
  /** Operations that must not be done again, with the time at which they may be forgotten. */
  readonly operations: Map<string, number>;
}

const SWEEP_EVERY = 1000;

/** Rids itself of what is over, after as many writes as it holds: so that costs each write next to nothing, however much there is. */
class SweptMap<V> extends Map<string, V> {
  #writes = 0;

  constructor(readonly isOver: (value: V) => boolean) {
    super();
  }

  override set(key: string, value: V): this {
    if (++this.#writes >= Math.max(SWEEP_EVERY, this.size)) {
      this.#writes = 0;
      for (const [old, kept] of this) if (this.isOver(kept)) this.delete(old);
    }
    return super.set(key, value);
  }
}

export function memoryData(): MemoryData {
  return {
    collections: new Map(),
    lists: new SweptMap(({ list }) => !isLive(list)),
    windows: new SweptMap((of) => [...of.values()].every(({ until }) => until <= Date.now())),
    operations: new SweptMap((until) => until <= Date.now()),
  };
}

const MAX_BYTES = 16 * 1024 * 1024;
const PAGE = 500;

export function memoryBackend(data: MemoryData): Backend {
  return {
    name: 'memory',
    maxBytes: MAX_BYTES,
    entries: memoryEntries(data),
    lists: memoryLists(data),
    windows: memoryWindows(data),
    // eslint-disable-next-line @typescript-eslint/require-await -- the contract is asynchronous, and so are its failures
    async holdings(namespace) {
      return { holdings: [...holdingsOf(data, namespace)], cursor: undefined };
    },
    onTimeout() {
      // Nothing can be late.
    },
    async close() {
      // Nothing was opened; what is kept belongs to the process.
    },
  };
}

function* holdingsOf(data: MemoryData, namespace: string): Generator<Holding> {
  for (const { of, entries } of data.collections.values()) {
    if (of.namespace !== namespace) continue;
    for (const [key, entry] of entries) if (isLive(entry)) yield { type: 'entry', place: { collection: of, key } };
  }
  for (const { of, list } of data.lists.values()) {
    if (of.namespace === namespace && isLive(list)) yield { type: 'list', list: of };
  }
}

/* eslint-disable @typescript-eslint/require-await -- as above */
function memoryEntries(data: MemoryData): Entries {
  const tableOf = (collection: Collection) => {
    const id = idOf(collection);
    const table = data.collections.get(id) ?? {
      of: collection,
      entries: new SweptMap<Entry>((entry) => !isLive(entry)),
    };
    data.collections.set(id, table);
    return table;
  };
  /** Also if its time is over. */
  const lastOf = ({ collection, key }: Place) => data.collections.get(idOf(collection))?.entries.get(key);
  const find = (place: Place): Entry | undefined => {
    const entry = lastOf(place);
    return entry !== undefined && isLive(entry) ? entry : undefined;
  };
  const put = ({ collection, key }: Place, entry: Entry) => {
    tableOf(collection).entries.set(key, entry);
  };
  const drop = ({ collection, key }: Place) => data.collections.get(idOf(collection))?.entries.delete(key) ?? false;

  return {
    async get(place) {
      return find(place)?.fields;
    },
    async has(place) {
      return find(place) !== undefined;
    },
    async getMany(places) {
      return places.map((place) => find(place)?.fields);
    },
    async read(place) {
      return snapshotOf(find(place));
    },
    async life(place) {
      return expiryOf(find(place)?.life ?? {});
    },
    async set(place, fields, expiry, nonce) {
      put(place, { fields, nonce, life: lifeOf(expiry) });
    },
    async setMany(entries) {
      for (const { place, fields, expiry, nonce } of entries) put(place, { fields, nonce, life: lifeOf(expiry) });
    },
    async setIfAbsent(place, fields, expiry, nonce) {
      if (lastOf(place)?.nonce === nonce) return { stored: true };
      const there = find(place);
      if (there !== undefined) return { stored: false, fields: there.fields };
      put(place, { fields, nonce, life: lifeOf(expiry) });
      return { stored: true };
    },
    async swap(place, { expected, next, nonce, expiry }) {
      if (lastOf(place)?.nonce === nonce) return { applied: true };
      const there = find(place);
      if (there?.nonce !== expected) return { applied: false, current: snapshotOf(there) };
      if (next === undefined) drop(place);
      else put(place, { fields: next, nonce, life: expiry === 'keep' ? (there?.life ?? {}) : lifeOf(expiry) });
      return { applied: true };
    },
    async patch(place, { set, increment, containers, nonce, expiry, renews, ifExists, operation }) {
      const there = find(place);
      if (there === undefined && ifExists) return undefined;
      const fields = new Map(there?.fields);
      const id = operation && `${placeId(place)}\n${operation.id}`;
      if (id === undefined || !isRemembered(data.operations, id)) {
        checkTypes(fields, { set, increment, containers });
        if (id !== undefined) remember(data.operations, id, operation?.rememberMs ?? 0);
        for (const field of containers) fields.set(field, CONTAINER);
        for (const [field, value] of set) fields.set(field, value);
        for (const [field, by] of increment) fields.set(field, String(Number(fields.get(field) ?? 0) + by));
        put(place, { fields, nonce, life: there === undefined || renews ? lifeOf(expiry) : there.life });
      }
      return new Map([...increment.keys()].map((field) => [field, Number(fields.get(field) ?? 0)]));
    },
    async remove(place) {
      return find(place) === undefined ? false : drop(place);
    },
    async touch(place, expiry) {
      const there = find(place);
      if (there === undefined) return false;
      put(place, { ...there, life: lifeOf(expiry) });
      return true;
    },
    async page(collection, cursor) {
      const live = [...liveEntries(data, collection)].sort(([a], [b]) => compareUtf8(a, b));
      const rest = cursor === undefined ? live : live.filter(([key]) => compareUtf8(key, cursor) > 0);
      const page = rest.slice(0, PAGE);
      return {
        entries: page.map(([key, { fields }]) => ({ key, fields })),
        cursor: rest.length > PAGE ? page.at(-1)?.[0] : undefined,
      };
    },
    async size(collection) {
      return [...liveEntries(data, collection)].length;
    },
    async clear(collection) {
      data.collections.delete(idOf(collection));
      return true;
    },
  };
}

function* liveEntries(data: MemoryData, collection: Collection): Generator<[string, Entry]> {
  for (const pair of data.collections.get(idOf(collection))?.entries ?? []) if (isLive(pair[1])) yield pair;
}

function memoryLists(data: MemoryData): Lists {
  const find = (of: Collection): List => {
    const list = data.lists.get(idOf(of))?.list;
    return list !== undefined && isLive(list) ? list : { items: [], life: {} };
  };
  const put = (of: Collection, items: readonly Encoded[], life: Life) => {
    if (items.length === 0) data.lists.delete(idOf(of));
    else data.lists.set(idOf(of), { of, list: { items, life } });
  };
  return {
    async push(of, items, end, cap = Infinity, expiry) {
      const { items: there, life } = find(of);
      const kept = end === 'end' ? [...there, ...items].slice(-cap) : [...items.toReversed(), ...there].slice(0, cap);
      put(of, kept, expiry === 'keep' ? life : lifeOf(expiry));
      return kept.length;
    },
    async slice(of, start, end) {
      return find(of).items.slice(start, end);
    },
    async length(of) {
      return find(of).items.length;
    },
    async take(of, count, end) {
      const { items, life } = find(of);
      const cut = end === 'start' ? count : Math.max(0, items.length - count);
      const [head, tail] = [items.slice(0, cut), items.slice(cut)];
      put(of, end === 'start' ? tail : head, life);
      return end === 'start' ? head : tail.toReversed();
    },
    async trim(of, start, end) {
      const { items, life } = find(of);
      put(of, items.slice(start, end), life);
    },
    async life(of) {
      return expiryOf(find(of).life);
    },
    async replace(of, items, expiry) {
      put(of, items, lifeOf(expiry));
    },
    async clear(of) {
      data.lists.delete(idOf(of));
    },
  };
}

function memoryWindows({ windows }: MemoryData): Windows {
  return {
    async consume(place, consumption) {
      const id = placeId(place);
      const of = windows.get(id) ?? new Map<string, Remembered>();
      // A running window keeps its end, whatever length the next call names; the others look back from now.
      const which = consumption.algorithm === 'window' ? 'window' : `${consumption.algorithm} ${consumption.windowMs}`;
      const now = Date.now();
      const there = of.get(which);
      const { next, consumed } = consume(
        there !== undefined && there.until > now ? there.memory : undefined,
        consumption,
        now,
      );
      if (next !== undefined) windows.set(id, of.set(which, next));
      return consumed;
    },
    async reset(place) {
      windows.delete(placeId(place));
    },
  };
}
/* eslint-enable @typescript-eslint/require-await */

function idOf({ namespace, kind, name, layout }: Collection): string {
  return JSON.stringify([namespace, kind, name, layout]);
}

function placeId({ collection, key }: Place): string {
  return `${idOf(collection)}\n${key}`;
}

function snapshotOf(entry: Entry | undefined): Snapshot {
  return { fields: entry?.fields, nonce: entry?.nonce, history: [] };
}

/** Whoever asked to retain something goes on looking at it for a while: its own clock, and a retry. */
const RETAIN_GRACE_MS = 3_600_000;

function isLive({ life: { hiddenAt = Infinity, retainedTo = Infinity } }: { life: Life }): boolean {
  const now = Date.now();
  return hiddenAt > now && retainedTo + RETAIN_GRACE_MS > now;
}

function lifeOf(expiry: Exclude<Expiry, 'keep'>): Life {
  if (expiry === 'never') return {};
  return expiry.hides ? { hiddenAt: Date.now() + expiry.ms } : { retainedTo: Date.now() + expiry.ms };
}

function expiryOf({ hiddenAt, retainedTo }: Life): Exclude<Expiry, 'keep'> {
  if (hiddenAt !== undefined) return { ms: Math.max(1, hiddenAt - Date.now()), hides: true };
  if (retainedTo !== undefined) return { ms: Math.max(1, retainedTo - Date.now()), hides: false };
  return 'never';
}

function isRemembered(operations: ReadonlyMap<string, number>, id: string): boolean {
  return (operations.get(id) ?? 0) > Date.now();
}

function remember(operations: Map<string, number>, id: string, ms: number): void {
  operations.set(id, Date.now() + ms);
}

function checkTypes(
  fields: Fields,
  {
    set,
    increment,
    containers,
  }: { set: Fields; increment: ReadonlyMap<string, number>; containers: readonly string[] },
): void {
  const wrong = (field: string, what: string) => {
    throw new BackendFailure('wrong-type', 'not-applied', `${field} ${what}`);
  };
  for (const field of containers) if ((fields.get(field) ?? CONTAINER) !== CONTAINER) wrong(field, 'is no object');
  for (const field of set.keys()) if (fields.get(field) === CONTAINER) wrong(field, 'is an object');
  for (const field of increment.keys()) if (!isNumber(fields.get(field) ?? '0')) wrong(field, 'is no number');
}

/** UTF-16 order is that of UTF-8, but for surrogates, which stand for what comes after all else. */
function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
