/** The map, on which sets, values, counters, records, sessions and locks are made: all of them are entries under a key. */
import type { Backend, Fields, Patch, Place } from '../backend.js';
import type { Written } from '../connection.js';
import { ConfigError, WrongTypeError } from '../errors.js';
import { KEY_FIELD, keyOf } from '../keys.js';
import { checkLives, expiryOf, isFromValue, partialExpiryOf } from '../lifetimes.js';
import { entryAt, Keeper } from './keeper.js';
import { changesOf, incrementOf, type FieldChanges } from './patches.js';
import type { Host } from './target.js';
import { synchronous, transact } from './transaction.js';
import type {
  Cell,
  Key,
  Life,
  MapOptions,
  Once,
  PatchChange,
  PatchOptions,
  Path,
  SharedMap,
  TransactOptions,
  Updated,
} from './types.js';

const REMEMBER_MS = 10 * 60 * 1000;
/** Of one `setMany` or `getMany` on its way at a time. */
const BATCH = 500;

interface Patching {
  readonly op: string;
  readonly key: Key;
  readonly changes: FieldChanges;
  readonly options: PatchOptions;
}

export class MapOnBackend<V, K extends Key = Key> implements SharedMap<V, K> {
  readonly name: string;
  readonly #keeper: Keeper<V>;
  readonly #making = new Map<K, Promise<Fields>>();

  constructor(host: Host, kind: string, name: string, options: MapOptions<V> = {}) {
    this.name = name;
    this.#keeper = new Keeper(host, kind, name, options);
    checkLives(options, `${kind} "${name}"`);
  }

  async get(key: K): Promise<V | undefined> {
    const fields = await this.#fields('get', key);
    return fields && this.#keeper.codec.unpack(fields);
  }

  async has(key: K): Promise<boolean> {
    const at = this.#keeper.placeOf(key);
    const place = at instanceof Promise ? await at : at;
    const send = ({ entries }: Backend) => entries.has(place);
    return await this.#keeper.target.call({ op: 'has', key, repeat: 'read', send }, false);
  }

  async set(key: K, value: V, life?: Life): Promise<void> {
    const expiry = expiryOf(value, life, this.#keeper.lives);
    const packed = this.#keeper.packed('set', key, value);
    const { place, fields } = packed instanceof Promise ? await packed : packed;
    const nonce = this.#keeper.nonce();
    const send = ({ entries }: Backend) => entries.set(place, fields, expiry, nonce);
    await this.#keeper.target.call({ op: 'set', key, repeat: 'repeatable', send, writes: entryAt(place) }, undefined);
  }

  async delete(key: K): Promise<boolean> {
    const place = await this.#keeper.placeOf(key);
    const send = ({ entries }: Backend) => entries.remove(place);
    return await this.#keeper.target.call(
      { op: 'delete', key, repeat: 'repeatable', send, writes: entryAt(place) },
      false,
    );
  }

  /** As `delete`, and what is true is true for one caller alone: it is not sent again when its reply is lost. */
  async remove(key: K): Promise<boolean> {
    const place = await this.#keeper.placeOf(key);
    const send = ({ entries }: Backend) => entries.remove(place);
    return await this.#keeper.target.call({ op: 'remove', key, repeat: 'once', send, writes: entryAt(place) }, false);
  }

  take(key: K): Promise<V | undefined> {
    const body = (cell: Cell<V>) => {
      const value = cell.get();
      cell.delete();
      return value;
    };
    return transact(this.#keeper, { op: 'take', key, body, options: undefined });
  }

  async getMany(keys: Iterable<K>): Promise<Map<K, V>> {
    const found = new Map<K, V>();
    for (const batch of batches(new Set(keys))) {
      const places = await Promise.all(batch.map(async (key) => this.#keeper.placeOf(key)));
      const send = ({ entries }: Backend) => entries.getMany(places, this.#keeper.only);
      const all = await this.#keeper.target.call({ op: 'getMany', repeat: 'read', send }, []);
      for (const [i, key] of batch.entries()) {
        const fields = all[i];
        if (fields !== undefined) found.set(key, this.#keeper.codec.unpack(fields));
      }
    }
    return found;
  }

  async setMany(pairs: Iterable<readonly [K, V]>, life?: Life): Promise<void> {
    // Packed before the first is sent: one value that cannot be kept leaves nothing half done.
    const packed = await Promise.all(
      Array.from(new Map(pairs), async ([key, value]) => {
        const expiry = expiryOf(value, life, this.#keeper.lives);
        return { ...(await this.#keeper.packed('setMany', key, value)), expiry, nonce: this.#keeper.nonce() };
      }),
    );
    for (const batch of batches(packed)) {
      const send = ({ entries }: Backend) => entries.setMany(batch);
      const writes = batch.flatMap(({ place }) => entryAt(place));
      await this.#keeper.target.call({ op: 'setMany', repeat: 'repeatable', send, writes }, undefined);
    }
  }

  async setIfAbsent(key: K, value: V, life?: Life): Promise<{ stored: boolean; value: V }> {
    const { stored, fields } = await this.#setIfAbsent('setIfAbsent', key, value, life);
    // A copy also of what was stored: it is what every other caller will see.
    return { stored, value: this.#keeper.codec.unpack(fields) };
  }

  async getOrSet(key: K, make: () => V | Promise<V>, life?: Life): Promise<V> {
    const making = this.#making.get(key) ?? this.#getOrMake(key, make, life);
    this.#making.set(key, making);
    try {
      return this.#keeper.codec.unpack(await making);
    } finally {
      if (this.#making.get(key) === making) this.#making.delete(key);
    }
  }

  async increment(key: K, by = 1, options: Life & Once & { readonly path?: Path } = {}): Promise<number> {
    const { path } = options;
    if (path !== undefined) this.#requireFields('increment with a path');
    else if (this.#keeper.keepsFields) {
      throw new WrongTypeError(`map "${this.name}" keeps fields: say which one, increment(key, by, { path }).`);
    }
    const changes = incrementOf(by, path);
    const sums = await this.change({ op: 'increment', key, changes, options });
    return sums?.get(changes.field) ?? by;
  }

  async patch(key: K, change: PatchChange<V>, options: PatchOptions = {}): Promise<boolean> {
    this.#requireFields('patch');
    return (await this.change({ op: 'patch', key, changes: changesOf(change), options })) !== undefined;
  }

  update(
    key: K,
    change: (value: V | undefined, cell: Cell<V>) => Updated<V>,
    options?: TransactOptions,
  ): Promise<V | undefined> {
    const body = (cell: Cell<V>, rollBack: () => void) => {
      try {
        const returned = synchronous(change(cell.get(), cell), 'update', rollBack);
        if (returned !== undefined) cell.set(returned);
      } catch (error) {
        rollBack();
        throw error;
      }
      return cell.get();
    };
    return transact(this.#keeper, { op: 'update', key, body, options });
  }

  transact<R>(key: K, body: (cell: Cell<V>) => R, options?: TransactOptions): Promise<R> {
    const checked = (cell: Cell<V>, rollBack: () => void) => synchronous(body(cell), 'transact', rollBack);
    return transact(this.#keeper, { op: 'transact', key, body: checked, options });
  }

  async touch(key: K, life?: Life): Promise<boolean> {
    const { target, lives } = this.#keeper;
    if (life === undefined && (isFromValue(lives.ttl) || isFromValue(lives.retain))) {
      throw new ConfigError(
        `${target.kind} "${this.name}": an entry's end stands in its value; say another one, touch(key, { ttl }).`,
      );
    }
    const place = await this.#keeper.placeOf(key);

    const expiry = expiryOf(undefined as V, life, lives);
    const send = ({ entries }: Backend) => entries.touch(place, expiry);
    return target.call({ op: 'touch', key, repeat: 'repeatable', send, writes: entryAt(place) }, false);
  }

  async *entries(): AsyncIterableIterator<[K, V]> {
    for await (const [key, fields] of this.#pages('entries')) yield [key, this.#keeper.codec.unpack(fields)];
  }

  async *keys(): AsyncIterableIterator<K> {
    for await (const [key] of this.#pages('keys')) yield key;
  }

  async *values(): AsyncIterableIterator<V> {
    for await (const [, fields] of this.#pages('values')) yield this.#keeper.codec.unpack(fields);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<[K, V]> {
    return this.entries();
  }

  async forEach(visit: (value: V, key: K) => void | Promise<void>): Promise<void> {
    for await (const [key, value] of this.entries()) await visit(value, key);
  }

  async size(): Promise<number> {
    const { target } = this.#keeper;
    target.requireCollectionLayout('size');
    const { collection } = target;
    return target.call({ op: 'size', repeat: 'read', send: ({ entries }) => entries.size(collection) }, 0);
  }

  async clear(): Promise<void> {
    const { target } = this.#keeper;
    target.requireCollectionLayout('clear');
    const { collection } = target;
    const send = ({ entries }: Backend) => entries.clear(collection);
    const writes: Written[] = [{ type: 'collection', collection }];
    while (!(await target.call({ op: 'clear', repeat: 'repeatable', send, writes }, true)));
  }

  async #getOrMake(key: K, make: () => V | Promise<V>, life: Life | undefined): Promise<Fields> {
    const there = await this.#fields('getOrSet', key);
    return there ?? (await this.#setIfAbsent('getOrSet', key, await make(), life)).fields;
  }

  async #setIfAbsent(
    op: string,
    key: K,
    value: V,
    life: Life | undefined,
  ): Promise<{ stored: boolean; fields: Fields }> {
    const expiry = expiryOf(value, life, this.#keeper.lives);
    const packed = this.#keeper.packed(op, key, value);
    const { place, fields } = packed instanceof Promise ? await packed : packed;
    const nonce = this.#keeper.nonce();
    const send = ({ entries }: Backend) => entries.setIfAbsent(place, fields, expiry, nonce);
    const call = { op, key, repeat: 'repeatable', send, writes: entryAt(place) } as const;
    const outcome = await this.#keeper.target.call(call, { stored: true });
    return outcome.stored ? { stored: true, fields } : outcome;
  }

  #fields(op: string, key: K): Promise<Fields | undefined> {
    const place = this.#keeper.placeOf(key);
    // What need not wait does not: to wait for nothing costs as much as the client takes for a command.
    return place instanceof Promise
      ? place.then((there) => this.#fieldsAt(op, key, there))
      : this.#fieldsAt(op, key, place);
  }

  #fieldsAt(op: string, key: K, place: Place): Promise<Fields | undefined> {
    const { target } = this.#keeper;
    const only = this.#keeper.onlyAt(place);
    const send = ({ entries }: Backend) => entries.get(place, only);
    return target.call({ op, key, repeat: 'read', send }, undefined);
  }

  async *#pages(op: string): AsyncGenerator<[K, Fields]> {
    const { target, only } = this.#keeper;
    target.requireCollectionLayout(op);
    const { collection } = target;
    let cursor: string | undefined;
    do {
      const from = cursor;
      const send = ({ entries }: Backend) => entries.page(collection, from, only);
      const page = await target.call({ op, repeat: 'read', send }, { entries: [], cursor: undefined });
      for (const { key, fields } of page.entries) yield [keyOf(key, fields.get(KEY_FIELD)) as K, fields];
      cursor = page.cursor;
    } while (cursor !== undefined);
  }

  /** The sums afterwards, or while the backend is down and nobody is to know what was added; undefined where `ifExists` met nothing. */
  change(patching: Patching): Promise<ReadonlyMap<string, number> | undefined> {
    const { op, key, changes, options } = patching;
    if (options.opId !== undefined && (typeof options.opId !== 'string' || options.opId === '')) {
      throw new WrongTypeError(`${op}: opId is text, and not empty.`);
    }
    const complete = (place: Place) => this.#keeper.complete(op, key, place, changes.set);
    const at = this.#keeper.placeOf(key);
    if (at instanceof Promise) return at.then(async (place) => this.#patchAt(place, await complete(place), patching));
    const set = complete(at);
    return set instanceof Promise
      ? set.then((fields) => this.#patchAt(at, fields, patching))
      : this.#patchAt(at, set, patching);
  }

  #patchAt(
    place: Place,
    set: Fields,
    { op, key, changes, options }: Patching,
  ): Promise<ReadonlyMap<string, number> | undefined> {
    const { opId, rememberMs = REMEMBER_MS, ifExists = false } = options;
    const operation = opId === undefined ? undefined : { id: opId, rememberMs };
    const { expiry, renews } = this.#life(set, options);
    const { increment, containers } = changes;
    const nonce = this.#keeper.nonce();
    // Named one by one: a spread costs more than all the rest of this function.
    const patch: Patch = { set, increment, containers, nonce, expiry, renews, ifExists, operation };
    const send = ({ entries }: Backend) => entries.patch(place, patch);
    // Setting twice is setting once; adding is not, unless the backend knows it again.
    const repeat = operation !== undefined || increment.size === 0 ? 'repeatable' : 'once';
    return this.#keeper.target.call({ op, key, repeat, send, writes: entryAt(place) }, increment);
  }

  /** A life that stands in the value moves with it, if this patch sets it. */
  #life(set: Fields, options: Life): Pick<Patch, 'expiry' | 'renews'> {
    const { codec, lives } = this.#keeper;
    const inPart = partialExpiryOf(() => codec.unpack(set), lives);
    if (inPart !== undefined) return { expiry: inPart, renews: true };
    const fixed = isFromValue(lives.ttl) || isFromValue(lives.retain) ? {} : lives;

    return { expiry: expiryOf(undefined as V, options, fixed), renews: false };
  }

  #requireFields(what: string): void {
    if (this.#keeper.keepsFields) return;
    const { kind } = this.#keeper.target;
    throw new ConfigError(`${kind} "${this.name}": ${what} needs { fields: true }, which keeps each field by itself.`);
  }
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
