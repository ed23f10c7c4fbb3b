/**
 * The contract between collections and backends. A backend keeps *entries* (what maps, sets, values, counters, records, sessions and locks are
 * made of), *lists* and *windows* (what rate limiters count in). It knows nothing of JavaScript values: it is given encoded text, and everything
 * that must be atomic is one operation here. Whoever writes one runs the cases of `@coldstate/adapters/conformance` against it.
 */

/**
 * A value as it is stored. A number is its bare decimal (`12`, `-0.5`), so that a backend can add to it; everything else, with -0 and what is too
 * large or too small for DynamoDB, begins with the letter of its kind (see encoding.ts). A backend compares and stores it and never looks inside, but for `isNumber`.
 */
export type Encoded = string;

/** Field name → encoded value. A plain entry has the field `v`; a record has one field for each path (`.views`, `.daily.mon`). */
export type Fields = ReadonlyMap<string, Encoded>;

/** What a collection is, as far as a backend has to know. */
export interface Collection {
  /** Every part is free text, also with `:`, `#`, `*` or braces: a backend escapes what its key syntax gives a meaning. */
  readonly namespace: string;
  /** `map`, `set`, `counter` …: two kinds of one name are two collections. Letters only. */
  readonly kind: string;
  readonly name: string;
  /** `entries`: each entry for itself, no hot partition. `collection`: together, so that they can be iterated, counted and cleared. */
  readonly layout: 'entries' | 'collection';
  /** Of layout `collection`: over how many partitions it is spread; 1 or more. An entry's shard is `shardOf(key, shards)`. */
  readonly shards: number;
}

/** One entry. `key` is at most 512 bytes of UTF-8, and may be empty. */
export interface Place {
  readonly collection: Collection;
  readonly key: string;
}

/**
 * How long an entry lives from now. `hides: true`: nobody sees it after `ms` (a `ttl`). `hides: false`: it is seen as long as it is there, and the
 * backend may reclaim it some time after `ms` (a `retain`). `keep`: as it was; an entry that is made now then lives for ever.
 */
export type Expiry = 'keep' | 'never' | { readonly ms: number; readonly hides: boolean };

/** An entry as a compare-and-swap needs it. An absent one may still have a nonce and a history: what a deletion left behind. */
export interface Snapshot {
  /** Undefined: absent, or hidden by its `ttl`. */
  readonly fields: Fields | undefined;
  /** Of the last write; undefined where there never was one, or nothing remembers it. A backend may have names of its own for what was written. */
  readonly nonce: string | undefined;
  /** The last swap of each of the last 16 writers, oldest first: see `remembered`. Empty where the backend remembers them apart from the entry. */
  readonly history: readonly string[];
}

export interface Swap {
  /** The nonce of the snapshot that this change was computed from; undefined: that snapshot had none. */
  readonly expected: string | undefined;
  /** `undefined` deletes: the entry is gone, and that this swap was done stays known for as long as it may be sent again. */
  readonly next: Fields | undefined;
  readonly nonce: string;
  readonly history: readonly string[];
  readonly expiry: Expiry;
}

/** `applied` also when an earlier attempt with the same nonce was: a swap may be sent again after a lost reply, and is done once. */
export type Swapped = { readonly applied: true } | { readonly applied: false; readonly current: Snapshot };

/** What a `setIfAbsent` did, or what was there. */
export type Stored = { readonly stored: true } | { readonly stored: false; readonly fields: Fields };

/** Changes to single fields, all or none of them. */
export interface Patch {
  readonly set: Fields;
  /** Field → what to add; an absent field counts as 0. */
  readonly increment: ReadonlyMap<string, number>;
  /** Fields that are the objects around the others (`.daily` of `.daily.mon`): they become, and have to be, `CONTAINER`. */
  readonly containers: readonly string[];
  readonly nonce: string;
  /** Of the entry if this patch makes it. An entry that is there keeps its own, unless `renews`. */
  readonly expiry: Exclude<Expiry, 'keep'>;
  /** Give `expiry` to an entry that is there, too: its end stands in what this patch sets. */
  readonly renews: boolean;
  /** Leave an absent entry absent. */
  readonly ifExists: boolean;
  /** With it, a patch is done once however often it is sent, as long as the backend remembers it. */
  readonly operation: { readonly id: string; readonly rememberMs: number } | undefined;
}

/** A field that is an object around others. Never a number, never the encoding of a value. */
export const CONTAINER: Encoded = 'o';

/** The incremented fields' values after the patch (or, of one that was done before, now); undefined where `ifExists` met nothing. */
export type Patched = ReadonlyMap<string, number> | undefined;

export interface Entries {
  /**
   * The fields, or undefined where there is no entry or its `ttl` is over. Strongly consistent. `only`: what the caller needs of a plain entry, so
   * that nothing else has to travel; the others may come along.
   */
  get(place: Place, only?: 'v'): Promise<Fields | undefined>;
  has(place: Place): Promise<boolean>;
  /** In the order of `places`; any number of them. */
  getMany(places: readonly Place[], only?: 'v'): Promise<(Fields | undefined)[]>;
  /** `only`: as of `get`. */
  read(place: Place, only?: 'v'): Promise<Snapshot>;
  /** What is left of its life; `never` also where there is no entry. */
  life(place: Place): Promise<Exclude<Expiry, 'keep'>>;
  /** Replaces all fields, whatever was there; keeps the history. Sending it twice does no harm. */
  set(place: Place, fields: Fields, expiry: Exclude<Expiry, 'keep'>, nonce: string): Promise<void>;
  /** As many `set`s. Not atomic; resolves when all are done. */
  setMany(
    entries: readonly { place: Place; fields: Fields; expiry: Exclude<Expiry, 'keep'>; nonce: string }[],
  ): Promise<void>;
  /** Writes only where there is no entry; otherwise says what is there. Safe to send again with the same nonce. */
  setIfAbsent(place: Place, fields: Fields, expiry: Exclude<Expiry, 'keep'>, nonce: string): Promise<Stored>;
  /**
   * The compare-and-swap. Applies when the entry's last nonce is `expected` (an entry that a `ttl` hides counts as one without nonce, and so does
   * one that never was); its own nonce goes into the history as `remembered` says.
   */
  swap(place: Place, swap: Swap): Promise<Swapped>;
  patch(place: Place, patch: Patch): Promise<Patched>;
  /** Whether there was one. What is remembered of swaps stays for as long as one may be sent again. */
  remove(place: Place): Promise<boolean>;
  /** A new life for the entry, its data untouched. False where there is none. */
  touch(place: Place, expiry: Exclude<Expiry, 'keep'>): Promise<boolean>;

  // Of layout `collection` alone:
  /**
   * One page of live entries, by key in the order of UTF-8 bytes, shard after shard. An entry that is there from the first page to the last is in
   * exactly one of them. `cursor` is undefined for the first page, then what the page before said; a page without `cursor` is the last.
   */
  page(collection: Collection, cursor: string | undefined, only?: 'v'): Promise<Page>;
  size(collection: Collection): Promise<number>;
  /** Removes some. True: nothing is left. Not atomic: an entry that is written meanwhile may stay or go. */
  clear(collection: Collection): Promise<boolean>;
}

export interface Page {
  readonly entries: readonly { readonly key: string; readonly fields: Fields }[];
  readonly cursor: string | undefined;
}

export type End = 'start' | 'end';

/** A list is one per collection. */
export interface Lists {
  /**
   * Adds at one end, in order (`start`: the last of `items` becomes the first of the list, as repeated `unshift` would leave it), then drops from
   * the other end what exceeds `cap`. The length afterwards. The life of the whole list starts anew, unless `keep`.
   */
  push(list: Collection, items: readonly Encoded[], end: End, cap: number | undefined, expiry: Expiry): Promise<number>;
  /** As `Array.prototype.slice`, negative positions included. */
  slice(list: Collection, start: number, end: number | undefined): Promise<Encoded[]>;
  length(list: Collection): Promise<number>;
  /** Removes up to `count` from one end and hands each to one caller alone. From the `end`: the last one first, as repeated `pop` would. */
  take(list: Collection, count: number, end: End): Promise<Encoded[]>;
  /** Keeps only what `slice(start, end)` would give. */
  trim(list: Collection, start: number, end: number | undefined): Promise<void>;
  /** What is left of its life; `never` also where there is no list. */
  life(list: Collection): Promise<Exclude<Expiry, 'keep'>>;
  /** Puts `items` in place of what is there. */
  replace(list: Collection, items: readonly Encoded[], expiry: Exclude<Expiry, 'keep'>): Promise<void>;
  clear(list: Collection): Promise<void>;
}

/**
 * `window`: counts from the first hit until `windowMs` later, then starts anew. `sliding`: two neighbouring windows, the older one weighed by how
 * much of it still lies in the last `windowMs`. `log`: every hit of the last `windowMs`.
 */
export type Algorithm = 'window' | 'sliding' | 'log';

export interface Consumption {
  readonly algorithm: Algorithm;
  readonly limit: number;
  readonly windowMs: number;
  /** 0: only look. */
  readonly cost: number;
  /** Whether what is refused counts too, as a counter that is increased before it is compared does. */
  readonly countDenied: boolean;
}

export interface Consumed {
  readonly allowed: boolean;
  /** Hits in the window, this one included if it counted. Of `sliding`: the weighed count, rounded up. */
  readonly count: number;
  /** When the window ends (`window`), or when a hit will next be allowed or the oldest counted one leaves (`log`, `sliding`); epoch ms. */
  readonly resetAt: number;
}

export interface Windows {
  /** `place.key` is who is limited; the layout is always `entries`. A window can never outlive its time: no immortal counters. */
  consume(place: Place, consumption: Consumption): Promise<Consumed>;
  reset(place: Place): Promise<void>;
}

/** What a backend holds, for `copy`: addresses, no data. */
export type Holding =
  { readonly type: 'entry'; readonly place: Place } | { readonly type: 'list'; readonly list: Collection };

/** For people: `map "users": ann`. */
export function holdingName(holding: Holding): string {
  const { kind, name } = holding.type === 'entry' ? holding.place.collection : holding.list;
  return holding.type === 'entry' ? `${kind} "${name}": ${holding.place.key}` : `${kind} "${name}"`;
}

export interface Backend {
  /** `memory`, `redis`, `upstash`, `dynamodb` …: what errors call it. */
  readonly name: string;
  /** Of one entry or list, all field names and values together, in bytes; more is refused before it is sent. */
  readonly maxBytes: number;
  /** How many calls it can have under way, where more would only wait in a client that does not let go of what was given up. */
  readonly atOnce?: number;
  readonly entries: Entries;
  readonly lists: Lists;
  readonly windows: Windows;
  /** Everything of one namespace, page by page; for administration, never called while serving requests. */
  holdings(namespace: string, cursor: string | undefined): Promise<{ holdings: Holding[]; cursor: string | undefined }>;
  /** A call was not answered in time: the connection may be dead without a word, so the next call should not rely on it. */
  onTimeout(): void;
  /** Ends what was opened. Calls that are in flight reject. Idempotent. */
  close(): Promise<void>;
}

/** Whether an operation that failed can have been done all the same. */
export type Outcome = 'not-applied' | 'unknown';

export type FailureKind =
  /** No connection, refused, cut, failing over, loading. */
  | 'unavailable'
  /** Too many requests, by the backend's own word. Always `not-applied`. */
  | 'throttled'
  /** An increment of what is no number, or a container where a value is, or the other way round. Always `not-applied`. */
  | 'wrong-type'
  /** Over the backend's limit, found out only there. Always `not-applied`. */
  | 'too-large'
  /** No such table, no permission, wrong password: nothing that trying again could heal. */
  | 'misconfigured'
  | 'closed'
  | 'unexpected';

/** The one error that a backend throws. What users see (errors.ts) is made from it, with the collection, the operation and the key. */
export class BackendFailure extends Error {
  override readonly name = 'BackendFailure';

  constructor(
    readonly kind: FailureKind,
    readonly outcome: Outcome,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }

  /** Also of another copy of this package: a backend of one's own and the collections may come from two. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'BackendFailure' && 'outcome' in value;
  }
}

/** How many writers' swaps an entry remembers. */
const WRITERS = 16;

/**
 * The history after a swap. The writer is what stands before the first dot of a nonce. Each has one swap of an entry under way at a time, so its
 * last one is all that it can ask for: however much the others write while it waits for a lost reply, what it did is still known.
 */
export function remembered(history: readonly string[], nonce: string): string[] {
  const writer = writerOf(nonce);
  return [...history.filter((one) => writerOf(one) !== writer), nonce].slice(-WRITERS);
}

export function writerOf(nonce: string): string {
  const dot = nonce.indexOf('.');
  return dot < 0 ? nonce : nonce.slice(0, dot);
}

/** A bare decimal: what `increment` can add to. */
export function isNumber(encoded: Encoded): boolean {
  const first = encoded.charCodeAt(0);
  return first === 0x2d /* - */ || (first >= 0x30 && first <= 0x39); /* 0–9 */
}

/** FNV-1a over UTF-16 units: stable for ever, since it says where data lies. */
export function shardOf(key: string, shards: number): number {
  if (shards === 1) return 0;
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % shards;
}
