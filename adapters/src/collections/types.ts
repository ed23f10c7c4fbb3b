/**
 * The collections as users see them. Named after JavaScript's own; what differs is said where it differs: every call is asynchronous and can
 * reject, values are copies, and nobody may rely on an order unless the collection says so.
 */

/** Integers and strings, kept apart as in a Map: `1` and `'1'` are two keys. */
export type Key = string | number;

/** How long from now: `{ s: 90 }`, `{ ms: 1500 }`. Or until when: `{ at: date }`. */
export type Lifetime = { readonly ms: number } | { readonly s: number } | { readonly at: Date };

/** For a collection: a lifetime for all entries, or where in the value its end is written, and in which unit since 1970 (or as a Date). */
export type LifetimeOf<V> =
  | Exclude<Lifetime, { at: Date }>
  | { readonly from: (value: V) => number | Date | undefined; readonly unit: 'ms' | 's' | 'date' };

/** Of one write. `ttl`: hidden from then on. `retain`: seen as long as it is there, reclaimed some time after. One of the two at most. */
export interface Life {
  readonly ttl?: Lifetime;
  readonly retain?: Lifetime;
}

/** What the state is for. Chooses what happens while the backend is down, and may have a backend of its own (`COLDSTATE_URL_SESSION`). */
export type Role =
  | 'session'
  | 'auth'
  | 'user-data'
  | 'entity'
  | 'rate-limit'
  | 'security'
  | 'counter'
  | 'metrics'
  | 'history'
  | 'queue'
  | 'lock'
  | 'id-sequence'
  | 'cache'
  | 'config'
  | 'connection-registry'
  | 'feature-flag'
  | 'other';

export interface CollectionOptions {
  readonly role?: Role;
  /**
   * What a call does while the backend cannot be reached. `throw` (the default): rejects, so that the caller answers 503 and never takes an outage
   * for an empty store. `ignore` (the default of roles `cache` and `metrics`): reads find nothing, writes are dropped, `onDegraded` is told.
   */
  readonly whenDown?: 'throw' | 'ignore';
}

export interface MapOptions<V> extends CollectionOptions {
  /**
   * `entries` (default): no hot partition; `size`, iteration and `clear` are errors. `collection`: these work, and all entries of a shard share one
   * partition (DynamoDB) or one node (Redis Cluster).
   */
  readonly layout?: 'entries' | 'collection';
  /** Of layout `collection`: over how many partitions it is spread; 1 by default. Fixed for the life of the data. */
  readonly shards?: number;
  /** Each write starts it anew; `update`, `patch`, `transact` and `increment` keep what an entry has, unless it is read from the value. */
  readonly ttl?: LifetimeOf<V>;
  readonly retain?: LifetimeOf<V>;
  /** Keep each field by itself, so that `patch` and `increment(key, by, { path })` change them in place. Values are plain objects then. */
  readonly fields?: boolean;
  /** Refuse larger values, in bytes; never more than the backend takes (DynamoDB: 380 KiB). */
  readonly maxBytes?: number;
}

/** Once and only once, however often it is sent: a queue's message id, a webhook's event id. Remembered 10 minutes unless said otherwise. */
export interface Once {
  readonly opId?: string;
  readonly rememberMs?: number;
}

/** Where a field lies: `daily.mon`, a dot in a name written `\.`; or its names as they are: `['daily', 'mon']`. */
export type Path = string | readonly string[];

/** What to add to which numbers: `{ total: 1, daily: { mon: 2 } }`. */
export type Amounts<T> = {
  readonly [K in keyof T]?: NonNullable<T[K]> extends number ? number : Amounts<NonNullable<T[K]>>;
};

export interface PatchChange<V> {
  /** Merged into what is there, nested objects too. */
  readonly set?: DeepPartial<V>;
  /** Path → what to add: `{ clicks: 1, 'daily.mon': 1 }`. A dot in a name is written `\.`. */
  readonly increment?: Readonly<Record<string, number>>;
}

export interface PatchOptions extends Life, Once {
  /** Leave an absent entry absent; `patch` then gives false. */
  readonly ifExists?: boolean;
}

export type DeepPartial<T> = T extends readonly unknown[] | Date | Uint8Array | Map<unknown, unknown> | Set<unknown>
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> }
    : T;

/** What `transact` works on: one entry, read and changed in memory, committed as a whole. */
export interface Cell<V> {
  /** A copy, the same one each time; what is changed in it is stored. */
  get(): V | undefined;
  has(): boolean;
  set(value: V, life?: Life): void;
  /** Whether there was one. */
  delete(): boolean;
}

/** What is to be stored, or nothing where the copy that was given was changed in place. */
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- a function that changes its copy returns nothing
export type Updated<V> = V | undefined | void;

export interface TransactOptions extends Life {
  /** How often the body may run: 100 by default, then ConflictError. */
  readonly maxAttempts?: number;
}

/** `K` narrows its keys, to `string` for one: what iteration gives is then what it was given. */
export interface SharedMap<V, K extends Key = Key> extends AsyncIterable<[K, V]> {
  readonly name: string;
  get(key: K): Promise<V | undefined>;
  has(key: K): Promise<boolean>;
  set(key: K, value: V, life?: Life): Promise<void>;
  /** Whether there was one. After a lost reply false is possible although this call deleted it: hand things out with `take`. */
  delete(key: K): Promise<boolean>;
  /** Removes and returns it; of several callers one alone gets it. */
  take(key: K): Promise<V | undefined>;
  getMany(keys: Iterable<K>): Promise<Map<K, V>>;
  setMany(entries: Iterable<readonly [K, V]>, life?: Life): Promise<void>;
  /** Of several callers exactly one stores; the others get what it stored. */
  setIfAbsent(key: K, value: V, life?: Life): Promise<{ stored: boolean; value: V }>;
  /** What is there, or what `make` makes, stored. Callers in this process share one `make`; of several processes the first to store wins. */
  getOrSet(key: K, make: () => V | Promise<V>, life?: Life): Promise<V>;
  /**
   * Adds to a number (absent: 0; with `fields` and a `path`, to a field) and returns the sum. An entry that is made so takes `life`; one that is
   * there keeps its own.
   */
  increment(key: K, by?: number, options?: Life & Once & { readonly path?: Path }): Promise<number>;
  /** Changes single fields in one operation; needs `fields: true`. Whether it was applied. */
  patch(key: K, change: PatchChange<V>, options?: PatchOptions): Promise<boolean>;
  /**
   * Stores what `change` returns or, if that is undefined, the changed copy; deletes with `cell.delete()`. Nothing is stored when it throws or
   * changes nothing. May run again after a conflict: it must do nothing else. Resolves with what is stored then.
   */
  update(
    key: K,
    change: (value: V | undefined, cell: Cell<V>) => Updated<V>,
    options?: TransactOptions,
  ): Promise<V | undefined>;
  /**
   * Runs `body` on one entry and commits what it did, as if nobody else were there; resolves with what it returned. It is synchronous and may run
   * again after a conflict. If it throws, what it did so far is committed and the error rethrown, as plain JavaScript would leave it.
   */
  transact<R>(key: K, body: (cell: Cell<V>) => R, options?: TransactOptions): Promise<R>;
  /** A new life for an entry, its value untouched; the collection's own if none is given. False where there is none. */
  touch(key: K, life?: Life): Promise<boolean>;

  /** These need layout `collection`. By key, in the order of UTF-8; each entry that stays is met exactly once. */
  entries(): AsyncIterableIterator<[K, V]>;
  keys(): AsyncIterableIterator<K>;
  values(): AsyncIterableIterator<V>;
  forEach(visit: (value: V, key: K) => void | Promise<void>): Promise<void>;
  size(): Promise<number>;
  /** Not atomic: what is written meanwhile may stay or go. */
  clear(): Promise<void>;
}

/** Of a value or record: what has one entry. */
export type SingleOptions<V> = CollectionOptions & Pick<MapOptions<V>, 'ttl' | 'retain' | 'maxBytes'>;

/** What an absent value is taken for: `get` gives it, and `update` and `transact` begin with it. Called each time, so that nobody shares it. */
export interface InitialOptions<V> extends SingleOptions<V> {
  readonly initial: () => V;
}

export type SetOptions = Pick<MapOptions<Key>, 'role' | 'whenDown' | 'layout' | 'shards'> & {
  readonly ttl?: Exclude<Lifetime, { at: Date }>;
};

/** Members are strings and integers: an object has no identity outside of its process. Layout `collection` by default. */
export interface SharedSet<T extends Key> extends AsyncIterable<T> {
  readonly name: string;
  /** Whether it is new. */
  add(member: T, life?: Life): Promise<boolean>;
  has(member: T): Promise<boolean>;
  delete(member: T): Promise<boolean>;
  /** Removes any one member and returns it; each goes to one caller alone. */
  pop(): Promise<T | undefined>;
  values(): AsyncIterableIterator<T>;
  size(): Promise<number>;
  clear(): Promise<void>;
}

export interface ListOptions extends CollectionOptions {
  /** The most it holds: pushing more drops from the other end. */
  readonly cap?: number;
  /** Of the whole list, begun anew by each push. */
  readonly ttl?: Exclude<Lifetime, { at: Date }>;
}

export interface SharedList<V> extends AsyncIterable<V> {
  readonly name: string;
  /** The length afterwards. */
  push(...items: V[]): Promise<number>;
  unshift(...items: V[]): Promise<number>;
  pop(): Promise<V | undefined>;
  shift(): Promise<V | undefined>;
  /** Takes up to `count` from the start; each item goes to one caller alone. */
  drain(count: number): Promise<V[]>;
  at(index: number): Promise<V | undefined>;
  slice(start?: number, end?: number): Promise<V[]>;
  length(): Promise<number>;
  /** Keeps only what `slice(start, end)` would give. */
  trim(start: number, end?: number): Promise<void>;
  clear(): Promise<void>;
}

export interface SharedCounter {
  readonly name: string;
  /** 0 where nothing was counted yet. */
  get(): Promise<number>;
  /** The sum afterwards. A lost reply is an OutcomeUnknownError, never a second count; with `opId` it is tried again and counted once. */
  increment(by?: number, options?: Once): Promise<number>;
  decrement(by?: number, options?: Once): Promise<number>;
  set(value: number): Promise<void>;
  reset(): Promise<void>;
}

/** One object of which each field is kept by itself. */
export interface SharedRecord<T extends object> {
  readonly name: string;
  get(): Promise<T | undefined>;
  set(value: T, life?: Life): Promise<void>;
  patch(change: DeepPartial<T>, options?: PatchOptions): Promise<boolean>;
  /** By path: `increment('daily.mon')`, `increment(['daily', day])`. Objects on the way are made. Gives the sum. */
  increment(path: Path, by?: number, options?: Once): Promise<number>;
  /** To several numbers in one operation, and with `set` other fields with them: `add({ total: 1, daily: { mon: 1 } }, { set: { lastSeen } })`. */
  add(amounts: Amounts<T>, options?: PatchOptions & { readonly set?: DeepPartial<T> }): Promise<boolean>;
  update(
    change: (value: T | undefined, cell: Cell<T>) => Updated<T>,
    options?: TransactOptions,
  ): Promise<T | undefined>;
  transact<R>(body: (cell: Cell<T>) => R, options?: TransactOptions): Promise<R>;
  delete(): Promise<boolean>;
}

/** A record that is never absent: what a module's `const stats = { total: 0 }` was. */
export interface InitialRecord<T extends object> extends Omit<SharedRecord<T>, 'get' | 'update' | 'transact'> {
  get(): Promise<T>;
  update(change: (value: T, cell: InitialCell<T>) => Updated<T>, options?: TransactOptions): Promise<T | undefined>;
  transact<R>(body: (cell: InitialCell<T>) => R, options?: TransactOptions): Promise<R>;
}

/** One value: what a module's `let` was. */
export interface SharedValue<V> {
  readonly name: string;
  get(): Promise<V | undefined>;
  set(value: V, life?: Life): Promise<void>;
  setIfAbsent(value: V, life?: Life): Promise<{ stored: boolean; value: V }>;
  getOrSet(make: () => V | Promise<V>, life?: Life): Promise<V>;
  update(
    change: (value: V | undefined, cell: Cell<V>) => Updated<V>,
    options?: TransactOptions,
  ): Promise<V | undefined>;
  transact<R>(body: (cell: Cell<V>) => R, options?: TransactOptions): Promise<R>;
  delete(): Promise<boolean>;
}

/** The cell of a value that is never absent. */
export interface InitialCell<V> extends Cell<V> {
  get(): V;
}

/** A value that is never absent: what a module's `let count = 0` was. */
export interface InitialValue<V> extends Omit<SharedValue<V>, 'get' | 'update' | 'transact'> {
  get(): Promise<V>;
  update(change: (value: V, cell: InitialCell<V>) => Updated<V>, options?: TransactOptions): Promise<V | undefined>;
  transact<R>(body: (cell: InitialCell<V>) => R, options?: TransactOptions): Promise<R>;
}

export interface RateLimiterOptions {
  readonly role?: Role;
  /**
   * `window` (default): counts from the first hit for `windowMs`. `sliding`: two windows, weighed; no burst at the boundary, constant size. `log`:
   * every hit of the last `windowMs`; exact, and as large as the limit.
   */
  readonly algorithm?: 'window' | 'sliding' | 'log';
  /** Defaults for `consume`. */
  readonly limit?: number;
  readonly windowMs?: number;
  readonly countDenied?: boolean;
  /**
   * While the backend is down: `local` (default) limits in this process alone and says `degraded`; `throw` (default of roles `auth` and `security`)
   * rejects; `allow` lets everything pass and says `degraded`.
   */
  readonly whenDown?: 'local' | 'throw' | 'allow';
}

export interface Limit {
  readonly limit?: number;
  readonly windowMs?: number;
  /** How many hits this is; 1 by default. */
  readonly cost?: number;
  /** Whether a refused hit counts as well; false by default. */
  readonly countDenied?: boolean;
}

export interface Decision {
  readonly allowed: boolean;
  /** Hits in the window, this one included if it counted. */
  readonly count: number;
  readonly remaining: number;
  /** When the window ends or a slot becomes free; epoch ms. */
  readonly resetAt: number;
  readonly limit: number;
  /** Decided without the backend, by this process alone. */
  readonly degraded: boolean;
}

export interface RateLimiter {
  readonly name: string;
  consume(key: Key, limit?: Limit): Promise<Decision>;
  /** The same answer without a hit: what `consume` would have to say of the next one. */
  peek(key: Key, limit?: Limit): Promise<Decision>;
  reset(key: Key): Promise<void>;
}

export interface SessionOptions<S> {
  readonly role?: Role;
  /** How long a session lives; 24 hours by default. */
  readonly ttl?: Exclude<Lifetime, { at: Date }>;
  /** `get` begins the life of a session anew; false by default. */
  readonly rolling?: boolean;
  /** Whose session it is, asked of each version of its data: makes `ofUser` and `destroyUser` possible. */
  readonly userOf?: (data: S) => Key | undefined;
}

/** A life of its own for this session; that of the store if none is given, except that `save` then keeps what there is. */
export type SessionLife = Pick<Life, 'ttl'>;

export interface Session<S> {
  readonly id: string;
  readonly data: S;
}

export interface SessionStore<S extends object> {
  readonly name: string;
  /** A new session under a random id of 192 bits, or under `id` if one is given. */
  create(data: S, options?: { readonly id?: string } & SessionLife): Promise<Session<S>>;
  get(id: string): Promise<S | undefined>;
  /** Replaces the data of a session that exists; false (and nothing written) if it was destroyed meanwhile: a logged-out session stays out. */
  save(id: string, data: S, life?: SessionLife): Promise<boolean>;
  patch(id: string, change: DeepPartial<S>): Promise<boolean>;
  update(id: string, change: (data: S) => Updated<S>): Promise<S | undefined>;
  /** Begins its life anew, the data untouched. */
  touch(id: string, life?: SessionLife): Promise<boolean>;
  destroy(id: string): Promise<boolean>;
  ofUser(user: Key): Promise<Session<S>[]>;
  /** Log out everywhere, a login that is under way included. How many there were. */
  destroyUser(user: Key): Promise<number>;
}

export interface SequenceOptions {
  readonly role?: Role;
  /** The first number; 1 by default. */
  readonly start?: number;
  /** How many numbers a process takes at a time: fewer round trips, gaps when it ends; 1 by default. */
  readonly block?: number;
}

/** Numbers that no instance gives twice. They rise for each instance; over all instances only with `block: 1`. */
export interface Sequence {
  readonly name: string;
  next(): Promise<number>;
  /** The next number in digits, lower and upper case letters: what a link shortener hands out. */
  nextBase62(): Promise<string>;
}

export interface LockOptions {
  /** After this time the lock is free again, whatever its owner does. Required: a frozen function never unlocks. */
  readonly leaseMs: number;
  /** How long to wait for it; 0 (default): do not wait. */
  readonly waitMs?: number;
}

export interface Lease {
  /** Holds it longer, from now. False once the lease is over: somebody else may have it. */
  extend(leaseMs?: number): Promise<boolean>;
  /** False if the lease was over already. */
  release(): Promise<boolean>;
}

export interface Lock {
  readonly name: string;
  /** Undefined if somebody else has it. */
  acquire(key: Key, options: LockOptions): Promise<Lease | undefined>;
  /** Runs `work` while holding it and releases it after, also when it throws. LockedError if somebody else has it. */
  withLock<R>(key: Key, work: (lease: Lease) => R | Promise<R>, options: LockOptions): Promise<R>;
}
