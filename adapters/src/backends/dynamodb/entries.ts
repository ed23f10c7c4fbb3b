/** Entries: one item each, and nearly every operation one conditional request. */

import type { Collection, Entries, Fields, Page, Place, Swap, Swapped } from '../../backend.js';
import { remembered } from '../../backend.js';
import { allOf, at, GONE, LIVE, UNHIDDEN, type Change } from './expressions.js';
import {
  entryKey,
  fieldsAttribute,
  identityOf,
  isDone,
  key,
  keyInShard,
  keyOf,
  lifeIn,
  lifeOf,
  liveFields,
  shardPartition,
  snapshotOf,
  text,
  tombstone,
  type Key,
} from './items.js';
import { patchEntry } from './patching.js';
import { currentOf, distinct, type Requests } from './requests.js';
import { chunksOf, inParallel, inRounds, untilSettled } from './waiting.js';

const WRITES_AT_ONCE = 16;
const BATCHES_AT_ONCE = 4;
const MOST_READ = 100;
const MOST_DELETED = 25;
/** In one step of `clear`, so that it ends in time, and soon after it was given up. */
const CLEARED = 250;
const PAGE = 1000;

export function dynamoEntries(requests: Requests): Entries {
  const set: Entries['set'] = async (place, fields, expiry, nonce) => {
    await requests.update(entryKey(place), {
      assign: { f: fieldsAttribute(fields), w: text(nonce), ...lifeOf(expiry, Date.now()) },
    });
  };

  return {
    async get(place) {
      return liveFields(await requests.get(entryKey(place)), Date.now());
    },
    async has(place) {
      return liveFields(await requests.get(entryKey(place)), Date.now()) !== undefined;
    },
    getMany: (places) => getMany(requests, places),
    async read(place) {
      return snapshotOf(await requests.get(entryKey(place)), Date.now());
    },
    async life(place) {
      return lifeIn(await requests.get(entryKey(place)), Date.now());
    },
    set,
    // Not BatchWriteItem: it puts whole items, and so would lose the history.
    setMany: (entries) =>
      inParallel(entries, WRITES_AT_ONCE, ({ place, fields, expiry, nonce }) => set(place, fields, expiry, nonce)),
    setIfAbsent(place, fields, expiry, nonce) {
      const address = entryKey(place);
      return untilSettled(async () => {
        const now = Date.now();
        const written = await requests.update(address, {
          assign: { f: fieldsAttribute(fields), w: text(nonce), c: text(nonce), ...lifeOf(expiry, now) },
          condition: GONE,
          values: at(now),
        });
        if (written.done) return { stored: true };
        const there = await currentOf(requests, address, written);
        if (there?.c?.S === nonce) return { stored: true };
        const found = liveFields(there, Date.now());
        return found && { stored: false, fields: found };
      });
    },
    swap: (place, swap) => swapEntry(requests, entryKey(place), swap),
    patch: (place, patch) => patchEntry(requests, entryKey(place), patch),
    remove: (place) => removeEntry(requests, entryKey(place)),
    async touch(place, expiry) {
      const now = Date.now();
      const life = lifeOf(expiry, now);
      return (await requests.update(entryKey(place), { assign: life, condition: LIVE, values: at(now) })).done;
    },
    page: (collection, cursor) => page(requests, collection, cursor),
    size: (collection) => size(requests, collection),
    clear: (collection) => clearStep(requests, partitionsOf(collection)),
  };
}

async function getMany(requests: Requests, places: readonly Place[]): Promise<(Fields | undefined)[]> {
  const keys = places.map(entryKey);
  const found = new Map<string, Fields | undefined>();
  await inParallel(chunksOf(distinct(keys), MOST_READ), BATCHES_AT_ONCE, (chunk) =>
    inRounds(chunk, async (part) => {
      const { items, left } = await requests.getBatch(part);
      const now = Date.now();
      for (const item of items) found.set(identityOf(keyOf(item)), liveFields(item, now));
      return left;
    }),
  );
  return keys.map((key) => found.get(identityOf(key)));
}

async function swapEntry(requests: Requests, address: Key, swap: Swap): Promise<Swapped> {
  const now = Date.now();
  const written = await requests.update(address, swapped(swap, now));
  if (written.done) return { applied: true };
  const item = await currentOf(requests, address, written);
  if (isDone(item, swap.nonce)) return { applied: true };
  const current = snapshotOf(item, Date.now());
  // What was deleted a moment ago has no life to keep: its own is the tombstone's.
  const isTombstone = current.fields === undefined && current.nonce !== undefined;
  if (isTombstone && current.nonce === swap.expected && swap.expiry === 'keep')
    return swapEntry(requests, address, { ...swap, expiry: 'never' });
  return { applied: false, current };
}

function swapped(swap: Swap, now: number): Change {
  const nonce = text(swap.nonce);
  const history = { w: nonce, h: { L: remembered(swap.history, swap.nonce).map(text) } };
  const isKept = swap.next !== undefined && swap.expiry === 'keep' && swap.expected !== undefined;
  // Where nothing was, there is nothing to keep: but what is hidden still has a life, which must not become the new entry's.
  const expiry = swap.expiry === 'keep' && !isKept ? 'never' : swap.expiry;
  return {
    assign:
      swap.next === undefined
        ? { ...history, ...tombstone(now) }
        : { ...history, f: fieldsAttribute(swap.next), ...lifeOf(expiry, now) },
    condition:
      swap.expected === undefined
        ? // A hidden entry may be this very swap, its reply lost and its time over.
          '(attribute_not_exists(#w) OR #x <= :now) AND NOT contains(#h, :w)'
        : allOf('#w = :expected', UNHIDDEN, isKept ? 'attribute_exists(#f)' : undefined),
    values: swap.expected === undefined ? at(now) : { ...at(now), ':expected': text(swap.expected) },
  };
}

/** An entry that was never swapped is gone in one request. One with a history leaves a tombstone. */
async function removeEntry(requests: Requests, address: Key): Promise<boolean> {
  const now = Date.now();
  const deleted = await requests.delete(address, {
    condition: allOf('attribute_not_exists(#h)', 'attribute_not_exists(#o)'),
  });
  if (deleted.done) return liveFields(deleted.attributes, now) !== undefined;
  const buried = await requests.update(address, {
    // A nonce of its own: whoever computed from what was there must not take the tombstone for it.
    assign: { w: text(crypto.randomUUID()), ...tombstone(now) },
    condition: LIVE,
    values: at(now),
  });
  return buried.done;
}

// --- layout `collection` ---

const partitionsOf = (collection: Collection): string[] =>
  Array.from({ length: collection.shards }, (_, shard) => shardPartition(collection, shard));

/** A cursor is a shard and, after `#`, the last `sk` that was seen there. */
async function page(requests: Requests, collection: Collection, cursor = '0#'): Promise<Page> {
  const [, shard = '0', last] = /^(\d+)#(.*)$/s.exec(cursor) ?? [];
  const partition = shardPartition(collection, Number(shard));
  const found = await requests.query({
    ...liveIn(partition),
    Limit: PAGE,
    ExclusiveStartKey: last ? { ...key(partition, last) } : undefined,
  });
  const next = Number(shard) + 1;
  const after = next < collection.shards ? `${next}#` : undefined;
  const now = Date.now();
  return {
    entries: found.items.flatMap((item) => {
      const fields = liveFields(item, now);
      return fields === undefined ? [] : [{ key: keyInShard(item), fields }];
    }),
    cursor: found.last === undefined ? after : `${shard}#${found.last.sk?.S ?? ''}`,
  };
}

const liveIn = (partition: string) => ({
  KeyConditionExpression: '#pk = :pk',
  FilterExpression: LIVE,
  values: { ':pk': text(partition), ...at(Date.now()) },
});

async function size(requests: Requests, collection: Collection): Promise<number> {
  let total = 0;
  await inParallel(partitionsOf(collection), BATCHES_AT_ONCE, async (partition) => {
    let last: Awaited<ReturnType<Requests['query']>>['last'];
    do {
      const found = await requests.query({ ...liveIn(partition), Select: 'COUNT', ExclusiveStartKey: last });
      total += found.count;
      last = found.last;
    } while (last !== undefined);
  });
  return total;
}

/**
 * Tombstones and what is over included. Whether that was all. A step begins at any of the partitions: in a fixed order each would first ask for all
 * those that the steps before it emptied.
 */
export async function clearStep(requests: Requests, partitions: readonly string[]): Promise<boolean> {
  const first = Math.floor(Math.random() * partitions.length);
  const width = Math.min(partitions.length, BATCHES_AT_ONCE);
  const keys: Key[] = [];
  let isAll = true;
  await inParallel([...partitions.slice(first), ...partitions.slice(0, first)], width, async (partition) => {
    if (keys.length >= CLEARED) isAll = false;
    if (!isAll) return;
    const found = await requests.query({
      KeyConditionExpression: '#pk = :pk',
      ProjectionExpression: '#pk, #sk',
      values: { ':pk': text(partition) },
      Limit: Math.ceil(CLEARED / width),
    });
    keys.push(...found.items.map(keyOf));
    if (found.last !== undefined) isAll = false;
  });
  await inParallel(chunksOf(keys, MOST_DELETED), BATCHES_AT_ONCE, (chunk) =>
    inRounds(chunk, (part) => requests.deleteBatch(part)),
  );
  return isAll;
}
