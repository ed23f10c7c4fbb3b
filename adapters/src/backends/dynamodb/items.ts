/**
 * What the table holds, as pure functions between the contract's words and DynamoDB's. The shapes are few and fixed, so they are written by hand: a
 * marshaller would cost a tenth of each call and has opinions on `undefined` and on large numbers.
 *
 *   pk, sk  address
 *   f       fields (M)
 *   l       elements of a list (L)
 *   w       nonce of the last write
 *   h       nonces of the last swaps (L)
 *   c       nonce of the setIfAbsent that made it
 *   o       operations that were done: i and the id → until when they are remembered (M)
 *   p       when `o` is next rid of what may be forgotten (epoch ms)
 *   x       hidden from then on, exact (epoch ms)
 *   r       retained until then (epoch ms)
 *   ttl     reclaimed some time after (epoch s, for DynamoDB alone)
 *
 * Windows have attributes of their own besides: see windows.ts.
 *
 * DynamoDB deletes what is due within days, not at its time: every read and every condition goes by `x`, never by `ttl`. A *tombstone* is an item
 * with `w`, `h` and `x` but no `f`: what a deletion leaves for a minute, so that an earlier write whose reply was lost is still known.
 */

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  isNumber,
  shardOf,
  type Collection,
  type Encoded,
  type Expiry,
  type Fields,
  type Holding,
  type Place,
  type Snapshot,
} from '../../backend.js';

export type Item = Record<string, AttributeValue>;
export interface Key {
  readonly pk: { readonly S: string };
  readonly sk: { readonly S: string };
}

export const key = (pk: string, sk: string): Key => ({ pk: { S: pk }, sk: { S: sk } });
export const text = (S: string): AttributeValue => ({ S });
export const number = (value: number): AttributeValue => ({ N: String(value) });
export const numberOf = (value: AttributeValue | undefined): number => Number(value?.N ?? 0);

// --- addresses: NS#KIND#NAME… ---

/** `#` parts an address and `%` escapes; nothing else has a meaning, so nothing else is touched. */
const escaped = (part: string): string => part.replace(/[#%]/g, encodeURIComponent);
const addressOf = ({ namespace, kind, name }: Collection, layout: '' | '+'): string =>
  `${escaped(namespace)}#${kind}${layout}#${escaped(name)}`;

/** An entry's or a window's own partition. The key comes last and so needs no escape. */
export const partitionOf = ({ collection, key }: Place): string => `${addressOf(collection, '')}#${key}`;

/** The number of shards is part of the address: with another number the same keys would lie elsewhere, unseen. */
export const shardPartition = (collection: Collection, shard: number): string =>
  `${addressOf(collection, '+')}#${shard}/${collection.shards}`;

const SELF = '#';
const IN_SHARD = 'k#';

export function entryKey(place: Place): Key {
  if (place.collection.layout === 'entries') return key(partitionOf(place), SELF);
  const shard = shardOf(place.key, place.collection.shards);
  return key(shardPartition(place.collection, shard), IN_SHARD + place.key);
}

export const listKey = (list: Collection): Key => key(addressOf(list, ''), SELF);
export const keyInShard = (item: Item): string => (item.sk?.S ?? '').slice(IN_SHARD.length);
export const keyOf = (item: Item): Key => key(item.pk?.S ?? '', item.sk?.S ?? '');
/** Tells any two keys apart. */
export const identityOf = ({ pk, sk }: Key): string => `${pk.S.length}:${pk.S}${sk.S}`;

/** With what the addresses of a namespace begin. */
export const prefixOf = (namespace: string): string => `${escaped(namespace)}#`;

export function holdingOf(item: Item): Holding {
  const [namespace = '', kind = '', name = '', ...rest] = (item.pk?.S ?? '').split('#');
  const named = {
    namespace: decodeURIComponent(namespace),
    kind: kind.replace('+', ''),
    name: decodeURIComponent(name),
  };
  if (kind.endsWith('+')) {
    const shards = Number(rest[0]?.split('/')[1]);
    return {
      type: 'entry',
      place: { collection: { ...named, layout: 'collection', shards }, key: keyInShard(item) },
    };
  }
  const collection: Collection = { ...named, layout: 'entries', shards: 1 };
  return rest.length === 0
    ? { type: 'list', list: collection }
    : { type: 'entry', place: { collection, key: rest.join('#') } };
}

// --- values ---

/**
 * DynamoDB's numbers end at 1e126 and 1e-130 and know no -0: what would not come back as it went stays text. It can still be read and, by way of
 * a rewrite, added to.
 */
function isExactInDynamoDB(encoded: Encoded): boolean {
  if (!isNumber(encoded)) return false;
  const value = Number(encoded);
  const size = Math.abs(value);
  return String(value) === encoded && (size === 0 || (size > 1e-128 && size < 1e125));
}

export const valueOf = (encoded: Encoded): AttributeValue =>
  isExactInDynamoDB(encoded) ? { N: encoded } : { S: encoded };
/** Through a number, since DynamoDB writes 1e21 out in full. */
const encodedOf = (value: AttributeValue): Encoded =>
  value.N === undefined ? (value.S ?? '') : String(Number(value.N));

export function fieldsAttribute(fields: Fields): AttributeValue {
  const M: Item = {};
  for (const [name, encoded] of fields) M[name] = valueOf(encoded);
  return { M };
}

const fieldsIn = (map: Item): Fields => new Map(Object.entries(map).map(([name, value]) => [name, encodedOf(value)]));

export const listAttribute = (items: readonly Encoded[]): AttributeValue => ({ L: items.map(text) });
export const itemsIn = (attribute: AttributeValue | undefined): Encoded[] => (attribute?.L ?? []).map(encodedOf);

// --- life ---

export const isOver = (item: Item, now: number): boolean => item.x?.N !== undefined && Number(item.x.N) <= now;

export function liveFields(item: Item | undefined, now: number): Fields | undefined {
  return item?.f?.M === undefined || isOver(item, now) ? undefined : fieldsIn(item.f.M);
}

export function liveItems(item: Item | undefined, now: number): Encoded[] {
  return item === undefined || isOver(item, now) ? [] : itemsIn(item.l);
}

const historyOf = (item: Item | undefined): string[] => (item?.h?.L ?? []).map((nonce) => nonce.S ?? '');
export const isDone = (item: Item | undefined, nonce: string): boolean => historyOf(item).includes(nonce);

export function snapshotOf(item: Item | undefined, now: number): Snapshot {
  const gone = item === undefined || isOver(item, now);
  return {
    fields: liveFields(item, now),
    nonce: gone ? undefined : item.w?.S,
    history: historyOf(item),
  };
}

export const lifeIn = (item: Item | undefined, now: number): Exclude<Expiry, 'keep'> =>
  item?.f === undefined || isOver(item, now) ? 'never' : expiryOf(item, now);

export function expiryOf(item: Item, now: number): Exclude<Expiry, 'keep'> {
  if (item.x !== undefined) return { ms: numberOf(item.x) - now, hides: true };
  if (item.r !== undefined) return { ms: Math.max(1, numberOf(item.r) - now), hides: false };
  return 'never';
}

/** Attribute → its new value; undefined takes it away. */
export type Assignment = Readonly<Record<string, AttributeValue | undefined>>;

const RECLAIM_GRACE_MS = 60_000;
/** Whoever asked to retain something goes on looking at it for a while: its own clock, and a retry. */
const RETAIN_GRACE_MS = 3_600_000;
const TOMBSTONE_MS = 60_000;

const reclaimedFrom = (ms: number): AttributeValue => number(Math.ceil(ms / 1000));

export function lifeOf(expiry: Expiry, now: number): Assignment {
  if (expiry === 'keep') return {};
  if (expiry === 'never') return { x: undefined, r: undefined, ttl: undefined };
  const end = Math.ceil(now + expiry.ms);
  return expiry.hides
    ? { x: number(end), r: undefined, ttl: reclaimedFrom(end + RECLAIM_GRACE_MS) }
    : { x: undefined, r: number(end), ttl: reclaimedFrom(end + RETAIN_GRACE_MS) };
}

export const tombstone = (now: number): Assignment => ({
  ...lifeOf({ ms: TOMBSTONE_MS, hides: true }, now),
  f: undefined,
});
