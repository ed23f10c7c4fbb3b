/** What each store holds at a moment. Code that is put behind the declarations of stores registers here how they are read. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Digest, Digests, Told } from '../wire.js';

type Read = () => unknown;

export const PROBES = Symbol.for('coldstate.simulate.probes');

export interface Probes {
  /** What was done, what the stores held before, and which of them it used. */
  watched<Result>(work: () => Promise<Result>): Promise<Watched<Result>>;
}

export type Watched<Result> = Omit<Told, 'answer'> & { readonly result: Result };

interface Use {
  readonly used: Set<string>;
  readonly written: Set<string>;
}

/** Of the request that is being served; a server hands it on from its connection to its handler. */
export const request = new AsyncLocalStorage<Use>();

/** In reach of the program's own modules: `globalThis[Symbol.for('coldstate.simulate.probes')](id, () => store)`. */
export function openProbes(): Probes {
  const reads = new Map<string, Read[]>();
  Object.defineProperty(globalThis, PROBES, {
    configurable: true,
    value: (id: string, read: Read): undefined => {
      const known = reads.get(id) ?? [];
      reads.set(id, known);
      if (known.length < MOST_OF_ONE) known.push(read);
    },
  });
  return {
    async watched(work) {
      const use: Use = { used: new Set(), written: new Set() };
      const before = [...reads].map(([id, each]) => ({ id, values: each.map(valueOf) }));
      for (const { id, values } of before) for (const value of values) tellUse(value, id);
      const stores = Object.fromEntries(before.map(({ id, values }) => [id, digestOf(values)]));
      const result = await request.run(use, work);
      const made = madeSince(stores, reads);
      const filled = made.filter(([, { size }]) => size !== 0).map(([id]) => id);
      for (const id of [...changedSince(before, stores, reads), ...filled]) use.written.add(id);
      return {
        result,
        stores: { ...stores, ...Object.fromEntries(made.filter(([, { size }]) => size === 0)) },
        used: [...new Set([...use.used, ...use.written, ...made.map(([id]) => id)])],
        written: [...use.written],
      };
    },
  };
}

/** Of what cannot tell of its use, that it changed shows that it was used. */
function changedSince(
  before: readonly { readonly id: string; readonly values: readonly unknown[] }[],
  stores: Digests,
  reads: ReadonlyMap<string, readonly Read[]>,
): string[] {
  const silent = before.filter(({ values }) => !values.every(isContainer));
  return silent
    .filter(({ id }) => digestOf((reads.get(id) ?? []).map(valueOf)).hash !== stores[id]?.hash)
    .map(({ id }) => id);
}

/** Stores with entries that a request made on its way. Those that are still empty were so as it arrived; others are its work. */
function madeSince(stores: Digests, reads: ReadonlyMap<string, readonly Read[]>): [id: string, Digest][] {
  return [...reads]
    .filter(([id]) => stores[id] === undefined)
    .map(([id, each]): [string, Digest] => [id, digestOf(each.map(valueOf))])
    .filter(([, { size }]) => size !== undefined);
}

const TOLD = Symbol('tells of its use');

const isContainer = (value: unknown): value is object =>
  value instanceof Map || value instanceof Set || Array.isArray(value);

const WRITES: ReadonlySet<unknown> = new Set([
  ...['set', 'add', 'delete', 'clear', 'push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill'],
]);

/** Methods of its own in front of those that it inherits; who lists its entries or its keys sees nothing of them. */
function tellUse(value: unknown, id: string): void {
  if (!isContainer(value) || TOLD in value || !Object.isExtensible(value)) return;
  const inherited = Object.getPrototypeOf(value) as object;
  for (const name of Reflect.ownKeys(inherited)) {
    const method = Object.getOwnPropertyDescriptor(inherited, name)?.value as unknown;
    if (typeof method !== 'function' || name === 'constructor') continue;
    const kind = WRITES.has(name) ? 'written' : 'used';
    Object.defineProperty(value, name, {
      value(this: unknown, ...args: unknown[]): unknown {
        request.getStore()?.[kind].add(id);
        return Reflect.apply(method as (...args: unknown[]) => unknown, this, args);
      },
    });
  }
  Object.defineProperty(value, TOLD, { value: true });
}

/** A class that is made anew for each request registers each time. */
const MOST_OF_ONE = 20;

function valueOf(read: Read): unknown {
  try {
    return read();
  } catch {
    // Its declaration was not reached yet.
    return undefined;
  }
}

export function digestOf(values: readonly unknown[]): Digest {
  const value = values.length === 1 ? values[0] : values;
  const size = values.reduce<number | undefined>((sum, each) => {
    const own = sizeOf(each);
    return own === undefined ? sum : (sum ?? 0) + own;
  }, undefined);
  return { ...(size === undefined ? {} : { size }), hash: canonical(value), shows: shown(value, 2) };
}

function sizeOf(value: unknown): number | undefined {
  if (value instanceof Map || value instanceof Set) return value.size;
  if (Array.isArray(value)) return value.length;
  return isPlain(value) ? Object.keys(value).length : undefined;
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value) as null);

/** So many parts of a value are looked at: a store that grows must not slow the run down. */
const MOST_PARTS = 400;

/** The contents in one line, the same for the same contents: what is made up anew in each run is left out by its form. */
function canonical(value: unknown): string {
  let parts = 0;
  const seen = new Set<object>();
  const walk = (each: unknown): string => {
    parts += 1;
    if (parts > MOST_PARTS) return '…';
    if (typeof each === 'string') return isMadeUp(each) ? '<id>' : JSON.stringify(each.slice(0, 200));
    if (typeof each === 'number') return isMoment(each) ? '<time>' : String(each);
    if (typeof each === 'function') return '<function>';
    if (typeof each !== 'object' || each === null) return String(each);
    if (seen.has(each)) return '<seen>';
    seen.add(each);
    if (each instanceof Date) return '<time>';
    if (isTimer(each)) return '<timer>';
    if (each instanceof Map)
      return `Map{${[...first(each)]
        .map(([key, inner]) => `${walk(key)}:${walk(inner)}`)
        .sort()
        .join()}}`;
    if (each instanceof Set) return `Set{${[...first(each)].map(walk).sort().join()}}`;
    // Without their order, which parallel requests leave to chance.
    if (Array.isArray(each)) return `[${each.slice(0, MOST_PARTS).map(walk).sort().join()}]`;
    return `{${Object.keys(each)
      .slice(0, MOST_PARTS)
      .sort()
      .map((key) => `${walk(key)}:${walk((each as Record<string, unknown>)[key])}`)
      .join()}}`;
  };
  return walk(value);
}

function* first<Item>(items: Iterable<Item>): Generator<Item> {
  let count = 0;
  for (const item of items) {
    if (count >= MOST_PARTS) return;
    count += 1;
    yield item;
  }
}

/** UUIDs, tokens, digests: long, without spaces, with digits among letters. */
const isMadeUp = (text: string): boolean => /^[\w+/=.-]{16,}$/.test(text) && /\d/.test(text) && /[A-Za-z]/.test(text);

/** It counts the milliseconds since the process began. */
const isTimer = (value: object): boolean => value instanceof Timer;

const Timer = setTimeout(() => undefined, 0).unref().constructor as new () => object;

const DAY_MS = 86_400_000;

const isMoment = (value: number): boolean =>
  Math.abs(value - Date.now()) < 400 * DAY_MS || Math.abs(value * 1000 - Date.now()) < 400 * DAY_MS;

/** `Map(2) { "a1" → 3, … }`, for a line on a screen. */
function shown(value: unknown, depth: number): string {
  if (typeof value === 'number') return isMoment(value) ? '<time>' : String(value);
  if (typeof value === 'string' && isMadeUp(value)) return '<id>';
  if (typeof value === 'string') return JSON.stringify(value.length > 24 ? `${value.slice(0, 21)}…` : value);
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Date) return '<time>';
  if (value instanceof Map)
    return listed(
      `Map(${value.size})`,
      [...value],
      ([key, each]) => `${shown(key, 0)} → ${shown(each, depth - 1)}`,
      depth,
    );
  if (value instanceof Set) return listed(`Set(${value.size})`, [...value], (each) => shown(each, depth - 1), depth);
  if (Array.isArray(value)) return listed(`Array(${value.length})`, value, (each) => shown(each, depth - 1), depth);
  const name = (Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null)?.constructor?.name;
  const entries = Object.entries(value);
  return listed(
    name === undefined || name === 'Object' ? '' : name,
    entries,
    ([key, each]) => `${key}: ${shown(each, depth - 1)}`,
    depth,
  );
}

const MOST_SHOWN = 3;

function listed<Item>(head: string, items: readonly Item[], text: (item: Item) => string, depth: number): string {
  const space = head === '' ? '' : ' ';
  if (items.length === 0) return head === '' ? '{}' : head;
  if (depth <= 0) return head === '' ? '{…}' : head;
  const texts = items.slice(0, MOST_SHOWN).map(text);
  return `${head}${space}{ ${texts.join(', ')}${items.length > MOST_SHOWN ? ', …' : ''} }`;
}
