/** Entries on Redis, with native expiry: a string where an entry is one value, a hash where it has several fields. */
import {
  BackendFailure,
  type Collection,
  type Entries,
  type Fields,
  type Page,
  type Place,
  type Snapshot,
  type Stored,
  type Swap,
  type Swapped,
  writerOf,
} from '../../backend.js';
import { fieldsOf, nonceOf, patchFields, setFieldsCall, setFieldsIfAbsent, written } from './fields-entries.js';
import * as fieldsScripts from './fields-scripts.js';
import { entryKey, keysFor, shardKeys } from './keys.js';
import { ttlOf } from './life.js';
import type { Command, RedisPort, Reply } from './port.js';
import { nothing, run, runAll, succeeded, type Call } from './run-script.js';
import * as scripts from './scripts.js';
import { fieldsIn, headOf, isOfMaker, snapshotIn, textOf, wholeOf } from './texts.js';
import { adding, isAddition, of, setCall, setCommand, setWhole, wholeSetIfAbsent } from './whole-entries.js';
import * as wholeScripts from './whole-scripts.js';

/** Entries of one page, and of one step of `clear`. */
const PAGE = 100;
const CLEARED = 1000;

/** How long markers of what was done last beyond what a call may take: as long as it may be sent again. */
const MARKER_GRACE_MS = 10_000;
/** What the script takes unless it is told. */
const DEFAULT_MARKERS_MS = '12000';

export function redisEntries(port: RedisPort, timeoutMs: number): Entries {
  const markersMs = String(MARKER_GRACE_MS + 2 * timeoutMs);
  const setIfAbsent = wholeSetIfAbsent(port);
  const add = adding(port, markersMs);

  return {
    get: (place, only) => look(port, place, only, { ofText: textFields, ofHash: fieldsOf }),

    has(place) {
      const key = entryKey(place);
      return port.send({ key, args: ['EXISTS', key] }).then(isOne);
    },

    getMany: (places, only) => readAll(port, places.map(entryKey), only),

    read: (place, only) => look(port, place, only, { ofText: textSnapshot, ofHash: hashSnapshot }),

    async life(place) {
      const key = entryKey(place);
      const ms = (await port.send({ key, args: ['PTTL', key] })) as number;
      return ms < 0 ? 'never' : { ms, hides: true };
    },

    set(place, fields, expiry, nonce) {
      const value = wholeOf(fields);
      return value === undefined
        ? run(port, setFieldsCall(place, fields, expiry, nonce), nothing)
        : setWhole(port, place, value, expiry, nonce);
    },

    async setMany(entries) {
      const commands: Command[] = [];
      const calls: Call[] = [];
      for (const { place, fields, expiry, nonce } of entries) {
        const value = wholeOf(fields);
        if (value === undefined) calls.push(setFieldsCall(place, fields, expiry, nonce));
        else if (place.collection.layout === 'collection') calls.push(setCall(place, value, expiry, nonce));
        else commands.push(setCommand(place, value, expiry, nonce));
      }
      if (commands.length > 0) succeeded(await port.sendAll(commands));
      if (calls.length > 0) await runAll(port, calls);
    },

    setIfAbsent(place, fields, expiry, nonce) {
      const value = wholeOf(fields);
      const met = async (error: unknown): Promise<Stored> => {
        if (!isOtherKind(error)) throw error;
        const there = await look(port, place, undefined, { ofText: textFields, ofHash: fieldsOf });
        return { stored: false, fields: there ?? new Map<string, string>() };
      };
      return value === undefined
        ? setFieldsIfAbsent(port, { place, fields, expiry, nonce }, met)
        : setIfAbsent({ place, value, expiry, nonce }, met);
    },

    swap: (place, swap) => swapEntry(port, place, swap, markersMs),

    patch(place, patch) {
      return isAddition(patch)
        ? add(place, patch).then((sum) => (sum === undefined ? undefined : new Map<string, number>().set('v', sum)))
        : patchFields(port, place, patch);
    },

    remove(place) {
      if (place.collection.layout === 'collection') {
        return run(port, { script: scripts.remove, keys: keysFor(place), args: [] }, isOne);
      }
      const key = entryKey(place);
      return port.send({ key, args: ['UNLINK', key] }).then(isOne);
    },

    async touch(place, expiry) {
      const ttl = ttlOf(expiry);
      if (place.collection.layout === 'collection') {
        return run(port, { script: scripts.touch, keys: keysFor(place), args: [ttl] }, isOne);
      }
      const key = entryKey(place);
      if (expiry !== 'never') return isOne(await port.send({ key, args: ['PEXPIRE', key, ttl] }));
      // Which also says nothing of an entry that lives for ever already.
      return (
        isOne(await port.send({ key, args: ['PERSIST', key] })) ||
        isOne(await port.send({ key, args: ['EXISTS', key] }))
      );
    },

    page: (collection, cursor, only) => page(port, { collection, cursor, only }),

    async size(collection) {
      const calls = shardsOf(collection).map(({ index, expiries }): Call => ({
        script: scripts.size,
        keys: [index, expiries],
        args: [],
      }));
      const sizes = (await runAll(port, calls)) as number[];
      return sizes.reduce((sum, size) => sum + size, 0);
    },

    async clear(collection) {
      const shards = shardsOf(collection);
      const share = Math.max(1, Math.floor(CLEARED / shards.length));
      const replies = await port.sendAll(shards.map(({ index }) => membersAfter(index, undefined, share)));
      const found = succeeded(replies) as string[][];
      const calls = shards.flatMap(({ index, expiries, entry }, at): Call[] => {
        const members = found[at] ?? [];
        const keys = [index, expiries, ...members.map(entry)];
        return members.length === 0 ? [] : [{ script: scripts.clear, keys, args: members }];
      });
      await runAll(port, calls);
      return found.every((members) => members.length < share);
    },
  };
}

function shardsOf(collection: Collection) {
  return Array.from({ length: collection.shards }, (_, shard) => shardKeys(collection, shard));
}

const isOne = (reply: Reply): boolean => reply === 1;

/** An entry is of the other kind than was asked for: another program, or another version, keeps it otherwise. */
function isOtherKind(error: unknown): boolean {
  return error instanceof BackendFailure && error.kind === 'wrong-type';
}

interface Readers<T> {
  readonly ofText: (reply: Reply) => T;
  readonly ofHash: (reply: Reply) => T;
}

/** Asks for the kind that is expected, and for the other one where it is that. */
function look<T>(port: RedisPort, place: Place, only: 'v' | undefined, { ofText, ofHash }: Readers<T>): Promise<T> {
  const key = entryKey(place);
  const asText = () => port.send({ key, args: ['GET', key] });
  const asHash = () => port.send({ key, args: ['HGETALL', key] });
  return only
    ? asText().then(ofText, (error: unknown) => {
        if (isOtherKind(error)) return asHash().then(ofHash);
        throw error;
      })
    : asHash().then(ofHash, (error: unknown) => {
        if (isOtherKind(error)) return asText().then(ofText);
        throw error;
      });
}

const textFields = (reply: Reply): Fields | undefined => (reply === null ? undefined : fieldsIn(reply as string));

async function readAll(
  port: RedisPort,
  keys: readonly string[],
  only: 'v' | undefined,
): Promise<(Fields | undefined)[]> {
  const [expected, other] = only ? ['GET', 'HGETALL'] : ['HGETALL', 'GET'];
  const fieldsIn = (command: string, reply: Reply) => (command === 'GET' ? textFields(reply) : fieldsOf(reply));
  const asking = (command: string) => (key: string) => ({ key, args: [command, key] });
  const replies = await port.sendAll(keys.map(asking(expected)));
  const others = [...replies.keys()].filter((at) => isOtherKind(replies[at]));
  if (others.length === 0) return succeeded(replies).map((reply) => fieldsIn(expected, reply));
  const again = succeeded(await port.sendAll(others.flatMap((at) => keys[at] ?? []).map(asking(other))));
  const found = succeeded(replies.map((reply, at) => (others.includes(at) ? null : reply)));
  const fields = found.map((reply) => fieldsIn(expected, reply));
  others.forEach((at, position) => (fields[at] = fieldsIn(other, again[position] ?? null)));
  return fields;
}

const ABSENT: Snapshot = { fields: undefined, nonce: undefined, history: [] };

const textSnapshot = (reply: Reply): Snapshot => (reply === null ? ABSENT : snapshotIn(reply as string));

function hashSnapshot(reply: Reply): Snapshot {
  const fields = fieldsOf(reply);
  return fields === undefined ? ABSENT : { fields, nonce: nonceOf(reply), history: [] };
}

/** What a swap met, if it was not applied. */
function swappedOf(reply: Reply): Swapped {
  if (reply === 1) return { applied: true };
  return { applied: false, current: Array.isArray(reply) ? hashSnapshot(reply) : textSnapshot(reply) };
}

function swapEntry(port: RedisPort, place: Place, swap: Swap, markersMs: string): Promise<Swapped> {
  const { next, nonce, expected, expiry } = swap;
  const value = next && wholeOf(next);
  const text = value === undefined ? '' : textOf(value, nonce);
  const ttl = ttlOf(expiry);
  const writer = writerOf(nonce);

  const anyToAny = () => {
    const [kind, content] =
      next === undefined ? ['delete', []] : value === undefined ? ['fields', written(next, nonce)] : ['text', [text]];
    const args = [nonce, expected ?? '', ttl, markersMs, kind, ...content];
    const keys = keysFor(place, ['s', writer], ['c']);
    return run(port, { script: of(fieldsScripts.swap, place), keys, args }, swappedOf);
  };
  if (next !== undefined && value === undefined) return anyToAny();

  const args = [nonce, headOf(expected), text];
  if (ttl !== 'keep' || markersMs !== DEFAULT_MARKERS_MS) args.push(ttl, markersMs);
  const keys = isOfMaker(expected) ? keysFor(place, ['s', writer], ['c']) : keysFor(place, ['s', writer]);
  return run(port, { script: of(wholeScripts.swap, place), keys, args }, swappedOf, (error) => {
    if (isOtherKind(error)) return anyToAny();
    throw error;
  });
}

interface PageOf {
  readonly collection: Collection;
  readonly cursor: string | undefined;
  readonly only: 'v' | undefined;
}

/** The index is ordered by bytes and its order never changes, so the last key says where to go on, whatever came or went meanwhile. */
function membersAfter(index: string, last: string | undefined, count: number): Command {
  const from = last === undefined ? '-' : `(${last}`;
  return { key: index, args: ['ZRANGE', index, from, '+', 'BYLEX', 'LIMIT', '0', String(count)] };
}

async function page(port: RedisPort, of: PageOf): Promise<Page> {
  const { collection, cursor, only } = of;
  const [, shard = '0', last] = /^(\d+)(?::(.*))?$/s.exec(cursor ?? '0') ?? [];
  const keys = shardKeys(collection, Number(shard));
  const members = (await port.send(membersAfter(keys.index, last, PAGE))) as string[];
  const found = await readAll(port, members.map(keys.entry), only);
  const entries = members.flatMap((key, at) => {
    const fields = found[at];
    return fields ? [{ key, fields }] : [];
  });
  return { entries, cursor: cursorAfter(collection, Number(shard), members) };
}

function cursorAfter(collection: Collection, shard: number, members: readonly string[]): string | undefined {
  const last = members.at(-1);
  if (last !== undefined && members.length === PAGE) return `${shard}:${last}`;
  return shard + 1 < collection.shards ? String(shard + 1) : undefined;
}
