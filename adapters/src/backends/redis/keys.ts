/**
 * The names of keys, and what they name. Everything of one entry shares a hash tag, and so do all entries of one shard of a collection, so that
 * each script finds its keys in one slot of a cluster.
 *
 * | what                  | key                                            |
 * | --------------------- | ---------------------------------------------- |
 * | entry                 | `{NS:KIND:NAME:KEY}`                           |
 * | entry of a collection | `{NS:KIND+:NAME:SHARD/SHARDS}:KEY`             |
 * | its index             | `{NS:KIND+:NAME:SHARD/SHARDS}!i` and `…!x`     |
 * | list                  | `{NS:KIND:NAME}`                               |
 * | window                | `{NS:KIND~:NAME:KEY}!window`                   |
 * | … of one length       | `{NS:KIND~:NAME:KEY}!ALGORITHM:MS`             |
 * | their keys            | `{NS:KIND~:NAME:KEY}!lengths`                  |
 * | operation             | `…!o:ID` after the key of its entry            |
 *
 * Namespace, name and id are escaped; KEY is not: it is always what is left between known ends.
 */
import { shardOf, type Collection, type Holding, type Place } from '../../backend.js';

const escapes = /[%:{}]/g;

function escape(part: string): string {
  return part.replace(escapes, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

function unescape(part: string): string {
  return part.replace(/%([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Collections are the same objects from call to call. */
const escaped = new WeakMap<Collection, { readonly namespace: string; readonly name: string }>();

function stem(collection: Collection, mark = ''): string {
  let parts = escaped.get(collection);
  if (parts === undefined) {
    parts = { namespace: escape(collection.namespace), name: escape(collection.name) };
    escaped.set(collection, parts);
  }
  return `${parts.namespace}:${collection.kind}${mark}:${parts.name}`;
}

export interface EntryKeys {
  readonly entry: string;
  /** The entry's key, then those of the index if it has one: what the scripts take. */
  readonly all: string[];
}

/** A shard of a collection. */
export interface ShardKeys {
  readonly entry: (key: string) => string;
  readonly index: string;
  readonly expiries: string;
}

export function shardKeys(collection: Collection, shard: number): ShardKeys {
  const tag = `{${stem(collection, '+')}:${shard}/${collection.shards}}`;
  return { entry: (key) => `${tag}:${key}`, index: `${tag}!i`, expiries: `${tag}!x` };
}

export function entryKey({ collection, key }: Place): string {
  if (collection.layout === 'entries') return `{${stem(collection)}:${key}}`;
  return shardKeys(collection, shardOf(key, collection.shards)).entry(key);
}

export function entryKeys({ collection, key }: Place): EntryKeys {
  if (collection.layout === 'entries') {
    const entry = `{${stem(collection)}:${key}}`;
    return { entry, all: [entry] };
  }
  const shard = shardKeys(collection, shardOf(key, collection.shards));
  const entry = shard.entry(key);
  return { entry, all: [entry, shard.index, shard.expiries] };
}

/** Not to be mistaken for an entry: in `entries` those end with a brace, which an escaped id cannot; of a collection, see `holdingOf`. */
export function operationKey(place: Place, id: string): string {
  const { collection, key } = place;
  if (collection.layout === 'entries') return `${entryKey(place)}!o:${escape(id)}`;
  const tag = `{${stem(collection, '+')}:${shardOf(key, collection.shards)}/${collection.shards}}`;
  return `${tag}!o:${key}:${escape(id)}`;
}

export function listKey(list: Collection): string {
  return `{${stem(list)}}`;
}

/** `which`: `window`, `sliding:60000` … */
export function windowKey({ collection, key }: Place, which: string): string {
  return `{${stem(collection, '~')}:${key}}!${which}`;
}

/** Matches all keys of the namespace, and those of no other. */
export function namespacePattern(namespace: string): string {
  return `{${escape(namespace).replace(/[*?[\]\\^]/g, '\\$&')}:*`;
}

const collectionKey = /^\{([^:{}]*):([A-Za-z]+)\+:([^:{}]*):\d+\/(\d+)\}:(.*)$/s;
const entriesKey = /^\{([^:{}]*):([A-Za-z]+):([^:{}]*):(.*)\}$/s;
const listsKey = /^\{([^:{}]*):([A-Za-z]+):([^:{}]*)\}$/;

/** The entry or list that a key holds; undefined of an index, a window, an operation, or what is none of ours. */
export function holdingOf(key: string): Holding | undefined {
  const [, namespace, kind, name, shards, member] = collectionKey.exec(key) ?? [];
  if (member !== undefined) {
    return {
      type: 'entry',
      place: { collection: collection(namespace, kind, name, 'collection', Number(shards)), key: member },
    };
  }
  const entry = entriesKey.exec(key);
  if (entry) {
    return {
      type: 'entry',
      place: { collection: collection(entry[1], entry[2], entry[3], 'entries', 1), key: entry[4] ?? '' },
    };
  }
  const list = listsKey.exec(key);
  return list ? { type: 'list', list: collection(list[1], list[2], list[3], 'entries', 1) } : undefined;
}

function collection(namespace = '', kind = '', name = '', layout: Collection['layout'], shards: number): Collection {
  return { namespace: unescape(namespace), kind, name: unescape(name), layout, shards };
}
