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
 * | a writer's last swap  | `…!s:WRITER` after the key of its entry        |
 * | whose setIfAbsent     | `…!c:` after the key of its entry              |
 *
 * Namespace, name and id are escaped; KEY is not: it is always what is left between known ends.
 */
import { shardOf, type Collection, type Holding, type Place } from '../../backend.js';

const escapes = /[%:{}]/g;
const needsEscape = /[%:{}]/;

function escape(part: string): string {
  if (!needsEscape.test(part)) return part;
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

/** What stands beside an entry, in its slot: `o` an operation, `s` the last swap of a writer, `c` by whose `setIfAbsent` it was made. */
export type Beside = readonly ['o' | 's', id: string] | readonly ['c'];

/** The entry's key, those beside it, and those of the index if it has one: what scripts take. */
export function keysFor({ collection, key }: Place, ...beside: Beside[]): string[] {
  if (collection.layout === 'entries') {
    const entry = `{${stem(collection)}:${key}}`;
    // Not to be mistaken for entries, which end with a brace: an escaped id cannot.
    return beside.length === 0
      ? [entry]
      : [entry, ...beside.map(([what, id = '']) => `${entry}!${what}:${escape(id)}`)];
  }
  const shard = shardOf(key, collection.shards);
  const { entry, index, expiries } = shardKeys(collection, shard);
  const tag = `{${stem(collection, '+')}:${shard}/${collection.shards}}`;
  const besides = beside.map(([what, id = '']) => `${tag}!${what}:${key}:${escape(id)}`);
  return [entry(key), ...besides, index, expiries];
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
