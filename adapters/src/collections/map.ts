/** The map, on which sets, values, counters, records, sessions and locks are made: all of them are entries under a key. */
import type { Backend, Encoded, Fields, Place, Snapshot, Swapped } from '../backend.js';
import { backoffMs, type Written } from '../connection.js';
import { ConfigError, ConflictError, WrongTypeError } from '../errors.js';
import { encodeKey, isHashed, KEY_FIELD, keyOf, placeOf } from '../keys.js';
import { checkLives, expiryOf, type Lives } from '../lifetimes.js';
import { fieldOf, flatten } from '../paths.js';
import { Draft, type Change } from './cell.js';
import { bytesToCheck, fieldsCodec, VALUE, wholeCodec, type Codec } from './codec.js';
import { isDown, Target, type Host } from './target.js';
import type {
  Cell,
  Key,
  Life,
  MapOptions,
  Once,
  PatchChange,
  PatchOptions,
  SharedMap,
  TransactOptions,
} from './types.js';

const MAX_ATTEMPTS = 12;
const CONFLICT_BACKOFF_MS = { first: 2, most: 200 };
const REMEMBER_MS = 10 * 60 * 1000;
/** Of one `setMany` or `getMany` on its way at a time. */
const BATCH = 500;

export class MapOnBackend<V> implements SharedMap<V> {
  readonly name: string;
  readonly #target: Target;
  readonly #codec: Codec<V>;
  readonly #lives: Lives<V>;
  readonly #options: MapOptions<V>;
  readonly #making = new Map<Key, Promise<Fields>>();

  constructor(host: Host, kind: string, name: string, options: MapOptions<V> = {}) {
    this.name = name;
    this.#target = new Target(host, kind, name, options);
    this.#codec = options.fields === true ? fieldsCodec() : wholeCodec();
    this.#lives = options;
    this.#options = options;
    checkLives(options, `${kind} "${name}"`);
  }

  async get(key: Key): Promise<V | undefined> {
    const fields = await this.#fields('get', key);
    return fields && this.#codec.unpack(fields);
  }

  async has(key: Key): Promise<boolean> {
    return (await this.#fields('has', key)) !== undefined;
  }

  async set(key: Key, value: V, life?: Life): Promise<void> {
    const expiry = expiryOf(value, life, this.#lives);
    const { place, fields } = await this.#packed(key, value, 'set');
    const nonce = this.#nonce();
    const send = ({ entries }: Backend) => entries.set(place, fields, expiry, nonce);
    await this.#target.call({ op: 'set', key, repeat: 'repeatable', send, writes: entryAt(place) }, undefined);
  }

  async delete(key: Key): Promise<boolean> {
    const place = await this.#placeOf(key);
    const send = ({ entries }: Backend) => entries.remove(place);
    return this.#target.call({ op: 'delete', key, repeat: 'repeatable', send, writes: entryAt(place) }, false);
  }

  take(key: Key): Promise<V | undefined> {
    return this.#transact('take', key, undefined, (cell) => {
      const value = cell.get();
      cell.delete();
      return value;
    });
  }

  async getMany(keys: Iterable<Key>): Promise<Map<Key, V>> {
    const found = new Map<Key, V>();
    for (const batch of batches(new Set(keys))) {
      const places = await Promise.all(batch.map((key) => this.#placeOf(key)));
      const send = ({ entries }: Backend) => entries.getMany(places);
      const all = await this.#target.call({ op: 'getMany', repeat: 'read', send }, []);
      for (const [i, key] of batch.entries()) {
        const fields = all[i];
        if (fields !== undefined) found.set(key, this.#codec.unpack(fields));
      }
    }
    return found;
  }

  async setMany(pairs: Iterable<readonly [Key, V]>, life?: Life): Promise<void> {
    // Packed before the first is sent: one value that cannot be kept leaves nothing half done.
    const packed = await Promise.all(
      Array.from(new Map(pairs), async ([key, value]) => {
        const expiry = expiryOf(value, life, this.#lives);
        return { ...(await this.#packed(key, value, 'setMany')), expiry, nonce: this.#nonce() };
      }),
    );
    for (const batch of batches(packed)) {
      const send = ({ entries }: Backend) => entries.setMany(batch);
      const writes = batch.flatMap(({ place }) => entryAt(place));
      await this.#target.call({ op: 'setMany', repeat: 'repeatable', send, writes }, undefined);
    }
  }

  async setIfAbsent(key: Key, value: V, life?: Life): Promise<{ stored: boolean; value: V }> {
    const { stored, fields } = await this.#setIfAbsent('setIfAbsent', key, value, life);
    // A copy also of what was stored: it is what every other caller will see.
    return { stored, value: this.#codec.unpack(fields) };
  }

  async getOrSet(key: Key, make: () => V | Promise<V>, life?: Life): Promise<V> {
    const there = await this.#fields('getOrSet', key);
    if (there !== undefined) return this.#codec.unpack(there);
    const making = this.#making.get(key) ?? this.#make(key, make, life);
    this.#making.set(key, making);
    try {
      return this.#codec.unpack(await making);
    } finally {
      if (this.#making.get(key) === making) this.#making.delete(key);
    }
  }

  async increment(key: Key, by = 1, options: Life & Once & { readonly path?: string } = {}): Promise<number> {
    const { path } = options;
    if (path === undefined && this.#options.fields === true) {
      throw new WrongTypeError(`map "${this.name}" keeps fields: say which one, increment(key, by, { path }).`);
    }
    if (path !== undefined) this.#requireFields('increment with a path');
    const { field, containers } = path === undefined ? { field: VALUE, containers: [] } : fieldOf(path);
    checkAmount(by, 'increment');
    const increment = new Map([[field, by]]);
    const change = { set: new Map<string, Encoded>(), increment, containers };
    const sums = await this.#patch('increment', key, change, options, new Map([[field, by]]));
    return sums?.get(field) ?? by;
  }

  async patch(key: Key, change: PatchChange<V>, options: PatchOptions = {}): Promise<boolean> {
    this.#requireFields('patch');
    const fields = flatten(change.set ?? {});
    const containers = new Set<string>();
    for (const [field, value] of fields) {
      if (value !== 'o') continue;
      containers.add(field);
      fields.delete(field);
    }
    const increment = new Map<string, number>();
    for (const [path, by] of Object.entries(change.increment ?? {})) {
      checkAmount(by, `patch, increment of ${path},`);
      const at = fieldOf(path);
      if (fields.has(at.field)) throw new WrongTypeError(`patch sets and increments "${path}" at once.`);
      increment.set(at.field, by);
      for (const container of at.containers) {
        if (fields.has(container))
          throw new WrongTypeError(`patch sets "${container.slice(1)}" and increments "${path}" in it.`);
        containers.add(container);
      }
    }
    const whole = { set: fields, increment, containers: [...containers] };
    return (await this.#patch('patch', key, whole, options, undefined)) !== undefined;
  }

  update(
    key: Key,
    change: (value: V | undefined, cell: Cell<V>) => V | undefined | void,
    options?: TransactOptions,
  ): Promise<V | undefined> {
    return this.#transact('update', key, options, (cell, rollBack) => {
      try {
        const returned = synchronous(change(cell.get(), cell), 'update');
        if (returned !== undefined) cell.set(returned);
      } catch (error) {
        rollBack();
        throw error;
      }
      return cell.get();
    });
  }

  transact<R>(key: Key, body: (cell: Cell<V>) => R, options?: TransactOptions): Promise<R> {
    return this.#transact('transact', key, options, (cell) => synchronous(body(cell), 'transact'));
  }

  async touch(key: Key, life?: Life): Promise<boolean> {
    const place = await this.#placeOf(key);
    const lives = this.#lives;
    // Where the end of its life stands in the value, that is what counts.
    const fields =
      'from' in (lives.ttl ?? lives.retain ?? {}) && life === undefined ? await this.#fields('touch', key) : undefined;
    // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- without `from` the value is not looked at
    const value = (fields && this.#codec.unpack(fields)) as V;
    const expiry = expiryOf(value, life, lives);
    const send = ({ entries }: Backend) => entries.touch(place, expiry);
    return this.#target.call({ op: 'touch', key, repeat: 'repeatable', send, writes: entryAt(place) }, false);
  }

  async *entries(): AsyncIterableIterator<[Key, V]> {
    for await (const [key, fields] of this.#pages('entries')) yield [key, this.#codec.unpack(fields)];
  }

  async *keys(): AsyncIterableIterator<Key> {
    for await (const [key] of this.#pages('keys')) yield key;
  }

  async *values(): AsyncIterableIterator<V> {
    for await (const [, fields] of this.#pages('values')) yield this.#codec.unpack(fields);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<[Key, V]> {
    return this.entries();
  }

  async forEach(visit: (value: V, key: Key) => void | Promise<void>): Promise<void> {
    for await (const [key, value] of this.entries()) await visit(value, key);
  }

  async size(): Promise<number> {
    this.#target.requireCollectionLayout('size');
    const { collection } = this.#target;
    return this.#target.call({ op: 'size', repeat: 'read', send: ({ entries }) => entries.size(collection) }, 0);
  }

  async clear(): Promise<void> {
    this.#target.requireCollectionLayout('clear');
    const { collection } = this.#target;
    const send = ({ entries }: Backend) => entries.clear(collection);
    const writes: Written[] = [{ type: 'collection', collection }];
    await this.#target.call({ op: 'clear', repeat: 'repeatable', send, writes }, undefined);
  }

  async #make(key: Key, make: () => V | Promise<V>, life: Life | undefined): Promise<Fields> {
    return (await this.#setIfAbsent('getOrSet', key, await make(), life)).fields;
  }

  async #setIfAbsent(
    op: string,
    key: Key,
    value: V,
    life: Life | undefined,
  ): Promise<{ stored: boolean; fields: Fields }> {
    const expiry = expiryOf(value, life, this.#lives);
    const { place, fields } = await this.#packed(key, value, op);
    const nonce = this.#nonce();
    const send = ({ entries }: Backend) => entries.setIfAbsent(place, fields, expiry, nonce);
    const call = { op, key, repeat: 'repeatable', send, writes: entryAt(place) } as const;
    return { fields, ...(await this.#target.call(call, { stored: true })) };
  }

  async #fields(op: string, key: Key): Promise<Fields | undefined> {
    const place = await this.#placeOf(key);
    return this.#target.call({ op, key, repeat: 'read', send: ({ entries }) => entries.get(place) }, undefined);
  }

  async *#pages(op: string): AsyncGenerator<[Key, Fields]> {
    this.#target.requireCollectionLayout(op);
    const { collection } = this.#target;
    let cursor: string | undefined;
    do {
      const from = cursor;
      const send = ({ entries }: Backend) => entries.page(collection, from);
      const page = await this.#target.call({ op, repeat: 'read', send }, { entries: [], cursor: undefined });
      for (const { key, fields } of page.entries) yield [keyOf(key, fields.get(KEY_FIELD)), fields];
      cursor = page.cursor;
    } while (cursor !== undefined);
  }

  async #patch(
    op: string,
    key: Key,
    change: { set: Fields; increment: ReadonlyMap<string, number>; containers: readonly string[] },
    options: PatchOptions,
    ignored: ReadonlyMap<string, number> | undefined,
  ): Promise<ReadonlyMap<string, number> | undefined> {
    const { opId, rememberMs = REMEMBER_MS, ifExists = false } = options;
    if (opId !== undefined && (typeof opId !== 'string' || opId === ''))
      throw new WrongTypeError('opId is text, and not empty.');
    const place = await this.#placeOf(key);
    const set = isHashed(place) ? new Map(change.set).set(KEY_FIELD, encodeKey(key)) : change.set;
    await this.#fits(set, op, key);
    const patch = {
      ...change,
      set,
      ifExists,
      nonce: this.#nonce(),
      // eslint-disable-next-line @typescript-eslint/no-unsafe-type-assertion -- a life that is read from the value finds what this patch sets, or nothing
      expiry: expiryOf(this.#codec.unpack(change.set) as V, options, this.#lives),
      operation: opId === undefined ? undefined : { id: opId, rememberMs },
    };
    const send = ({ entries }: Backend) => entries.patch(place, patch);
    const onlySets = change.increment.size === 0;
    const repeat = opId !== undefined || onlySets ? 'repeatable' : 'once';
    return this.#target.call({ op, key, repeat, send, writes: entryAt(place) }, ignored);
  }

  async #transact<R>(
    op: string,
    key: Key,
    options: TransactOptions = {},
    body: (cell: Cell<V>, rollBack: () => void) => R,
  ): Promise<R> {
    const { maxAttempts = MAX_ATTEMPTS, ...life } = options;
    if (!Number.isInteger(maxAttempts) || maxAttempts < 1) {
      throw new ConfigError(`${op} of map "${this.name}": maxAttempts is an integer from 1, not ${maxAttempts}.`);
    }
    const place = await this.#placeOf(key);
    const { namespace, kind, name } = place.collection;
    const queue = [namespace, kind, name, place.key].join('\n');
    return this.#target.link.queues.run(queue, () => this.#commit({ op, key, place, maxAttempts, life, body }), isDown);
  }

  async #commit<R>(work: {
    op: string;
    key: Key;
    place: Place;
    maxAttempts: number;
    life: Life;
    body: (cell: Cell<V>, rollBack: () => void) => R;
  }): Promise<R> {
    const { op, key, place, maxAttempts } = work;
    const read = ({ entries }: Backend) => entries.read(place);
    let snapshot = await this.#target.call<Snapshot>({ op, key, repeat: 'read', send: read }, ABSENT);
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const { change, settle } = this.#run(snapshot, work);
      if (change === undefined) return settle();
      const next = change.next && this.#keeping(key, place, change.next);
      if (next !== undefined) await this.#fits(next, op, key);
      const swapped = await this.#swap(op, key, place, snapshot, { ...change, next });
      if (swapped.applied) return settle();
      snapshot = swapped.current;
      await new Promise((resolve) => setTimeout(resolve, backoffMs(attempt, CONFLICT_BACKOFF_MS)));
    }
    const message = `${this.#target.kind} "${this.name}": ${op} of ${JSON.stringify(key)} gave up after ${maxAttempts} attempts: others changed the entry each time.`;
    throw new ConflictError(message, { collection: this.name, op, key, outcome: 'not-applied' });
  }

  /** Runs the body on a copy. `settle` returns or throws as it did, once what it changed is committed. */
  #run<R>(
    snapshot: Snapshot,
    { life, body }: { life: Life; body: (cell: Cell<V>, rollBack: () => void) => R },
  ): { change: Change | undefined; settle: () => R } {
    const given = life.ttl === undefined && life.retain === undefined ? undefined : life;
    const before = withoutKey(snapshot);
    const cell = new Draft(before, { codec: this.#codec, lives: this.#lives, life: given });
    const outcome = { isRolledBack: false };
    let settle: () => R;
    try {
      const result = body(cell, () => {
        outcome.isRolledBack = true;
      });
      settle = () => result;
    } catch (error) {
      settle = () => {
        throw error;
      };
    }
    return { change: outcome.isRolledBack ? undefined : cell.change(), settle };
  }

  #swap(op: string, key: Key, place: Place, { nonce: expected, history }: Snapshot, change: Change): Promise<Swapped> {
    const swap = { expected, history, nonce: this.#nonce(), ...change };
    const send = ({ entries }: Backend) => entries.swap(place, swap);
    return this.#target.call({ op, key, repeat: 'repeatable', send, writes: entryAt(place) }, { applied: true });
  }

  async #placeOf(key: Key): Promise<Place> {
    return placeOf(this.#target.collection, key);
  }

  /** The value as it is now: what its owner does to it after the call changes nothing. */
  async #packed(key: Key, value: V, op: string): Promise<{ place: Place; fields: Fields }> {
    const packed = this.#codec.pack(value);
    const place = await this.#placeOf(key);
    const fields = this.#keeping(key, place, packed);
    await this.#fits(fields, op, key);
    return { place, fields };
  }

  /** A key that is stored as its hash is kept beside the value, for iteration. */
  #keeping(key: Key, place: Place, fields: Fields): Fields {
    return isHashed(place) ? new Map(fields).set(KEY_FIELD, encodeKey(key)) : fields;
  }

  async #fits(fields: Fields, op: string, key: Key): Promise<void> {
    const bytes = bytesToCheck(fields, this.#options.maxBytes);
    if (bytes > 0) await this.#target.checkSize(bytes, op, key);
  }

  #nonce(): string {
    return this.#target.link.nonces.next();
  }

  #requireFields(what: string): void {
    if (this.#options.fields === true) return;
    throw new ConfigError(
      `${this.#target.kind} "${this.name}": ${what} needs { fields: true }, which keeps each field by itself.`,
    );
  }
}

const ABSENT: Snapshot = { fields: undefined, nonce: undefined, history: [], expiry: 'never' };

function entryAt(place: Place): [Written] {
  return [{ type: 'entry', place }];
}

function withoutKey(snapshot: Snapshot): Pick<Snapshot, 'fields'> {
  if (snapshot.fields?.has(KEY_FIELD) !== true) return snapshot;
  const fields = new Map(snapshot.fields);
  fields.delete(KEY_FIELD);
  return { fields };
}

/** A body that waits would hold its copy across other people's writes; what it did after the first `await` would be lost. */
function synchronous<R>(result: R, op: string): R {
  if (typeof result !== 'object' || result === null || !('then' in result)) return result;
  if (result instanceof Promise) result.catch(() => undefined);
  throw new WrongTypeError(
    `The function given to ${op} is asynchronous. It runs on a copy, maybe more than once: await before or after it.`,
  );
}

function checkAmount(by: unknown, what: string): void {
  if (typeof by === 'number' && Number.isFinite(by)) return;
  throw new WrongTypeError(`${what} takes a finite number, not ${String(by)}.`);
}

function* batches<T>(items: Iterable<T>): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
