/** Entries on Redis: each is a hash with native expiry; see scripts.ts for what is in it. */
import {
  type Collection,
  type Entries,
  type Expiry,
  type Fields,
  type Page,
  type Patch,
  type Place,
  type Snapshot,
  type Swap,
} from '../../backend.js';
import { entryKey, entryKeys, operationKey, shardKeys } from './keys.js';
import { isRetain, RETAIN_GRACE, ttlOf } from './life.js';
import type { Command, RedisPort, Reply } from './port.js';
import { nothing, run, runAll, succeeded, type Call } from './run-script.js';
import * as scripts from './scripts.js';

/** Entries of one page, and of one step of `clear`. */
const PAGE = 100;
const CLEARED = 1000;

export function redisEntries(port: RedisPort): Entries {
  return {
    get: (place: Place, only?: 'v') => port.send(getter(place, only)).then(only ? onlyValue : fieldsOf),

    async getMany(places: readonly Place[], only?: 'v') {
      const replies = succeeded(await port.sendAll(places.map((place) => getter(place, only))));
      return replies.map(only ? onlyValue : fieldsOf);
    },

    read: (place) => run(port, { script: scripts.read, keys: entryKeys(place).all, args: [] }, snapshotOf),

    set: (place, fields, expiry, nonce) => run(port, setCall(place, fields, expiry, nonce), nothing),

    async setMany(entries) {
      await runAll(
        port,
        entries.map(({ place, fields, expiry, nonce }) => setCall(place, fields, expiry, nonce)),
      );
    },

    setIfAbsent(place, fields, expiry, nonce) {
      const args = [memberOf(place), ttlOf(expiry), '!c', nonce, ...written(fields, nonce, expiry)];
      return run(port, { script: scripts.setIfAbsent, keys: entryKeys(place).all, args }, (reply) =>
        reply === 1 ? { stored: true } : { stored: false, fields: fieldsOf(reply) ?? new Map<string, string>() },
      );
    },

    swap: (place, swap) =>
      run(port, { script: scripts.swap, keys: entryKeys(place).all, args: swapArgs(place, swap) }, (reply) =>
        reply === 1 ? { applied: true } : { applied: false, current: snapshotOf(reply) },
      ),

    patch(place, patch) {
      const { operation } = patch;
      const keys = entryKeys(place).all;
      if (operation) keys.push(operationKey(place, operation.id));
      return run(port, { script: scripts.patch, keys, args: patchArgs(place, patch) }, (values) => {
        if (values === null) return undefined;
        const sums = new Map<string, number>();
        for (const field of patch.increment.keys()) sums.set(field, Number((values as string[])[sums.size]));
        return sums;
      });
    },

    remove: (place, nonce = '') =>
      run(port, { script: scripts.remove, keys: entryKeys(place).all, args: [memberOf(place), nonce] }, isOne),

    touch(place, expiry) {
      const args = [memberOf(place), ttlOf(expiry), isRetain(expiry) ? 'retain' : ''];
      return run(port, { script: scripts.touch, keys: entryKeys(place).all, args }, isOne);
    },

    page: (collection, cursor) => page(port, collection, cursor),

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

/** A plain entry is one field: to ask for it alone spares the client the unpacking of nonce and history, which took longer than the call. */
function getter(place: Place, only: 'v' | undefined): Command {
  const key = entryKey(place);
  return { key, args: only ? ['HGET', key, only] : ['HGETALL', key] };
}

function onlyValue(reply: Reply): Fields | undefined {
  return typeof reply === 'string' ? new Map<string, string>().set('v', reply) : undefined;
}

const isOne = (reply: Reply): boolean => reply === 1;

/** Field after value, as HGETALL says it in either protocol. */
function flatOf(reply: Reply): string[] {
  return (Array.isArray(reply) ? reply : Object.entries(reply ?? {}).flat()) as string[];
}

/** The payload; undefined where there is no entry, or only what a deletion left. */
function fieldsOf(reply: Reply): Fields | undefined {
  const flat = flatOf(reply);
  if (flat.length === 0) return undefined;
  const fields = new Map<string, string>();
  for (let at = 0; at < flat.length; at += 2) {
    const field = flat[at] ?? '';
    if (field === '!d') return undefined;
    if (!field.startsWith('!')) fields.set(field, flat[at + 1] ?? '');
  }
  return fields;
}

function snapshotOf(reply: Reply): Snapshot {
  const [hash, ttl] = reply as [Reply, number];
  const flat = flatOf(hash);
  const own = (field: string): string | undefined => {
    const at = flat.findIndex((name, position) => position % 2 === 0 && name === field);
    return at < 0 ? undefined : flat[at + 1];
  };
  const fields = fieldsOf(hash);
  return {
    fields,
    nonce: own('!w'),
    history: own('!h')?.split(',') ?? [],
    expiry: fields === undefined ? 'never' : lifeOf(ttl, own('!r') !== undefined),
  };
}

function lifeOf(ttl: number, retained: boolean): Snapshot['expiry'] {
  if (ttl < 0) return 'never';
  return retained ? { ms: Math.max(0, ttl - RETAIN_GRACE), hides: false } : { ms: ttl, hides: true };
}

/** What the index of a collection calls the entry. */
function memberOf({ collection, key }: Place): string {
  return collection.layout === 'collection' ? key : '';
}

/** The fields of the hash that a write makes. */
function written(fields: Fields, nonce: string, expiry: Expiry): string[] {
  const flat = isRetain(expiry) ? ['!w', nonce, '!r', '1'] : ['!w', nonce];
  for (const [field, value] of fields) flat.push(field, value);
  return flat;
}

function setCall(place: Place, fields: Fields, expiry: Exclude<Expiry, 'keep'>, nonce: string): Call {
  const args = [memberOf(place), ttlOf(expiry), ...written(fields, nonce, expiry)];
  return { script: scripts.set, keys: entryKeys(place).all, args };
}

function swapArgs(place: Place, { expected, next, nonce, expiry }: Swap): string[] {
  const head = [memberOf(place), ttlOf(expiry), nonce, expected ?? ''];
  return next ? [...head, '', ...written(next, nonce, expiry)] : [...head, 'delete'];
}

function patchArgs(place: Place, patch: Patch): string[] {
  const { set, increment, containers, nonce, expiry, renews, ifExists, operation } = patch;
  const args = [
    memberOf(place),
    ttlOf(expiry),
    ifExists ? 'ifExists' : '',
    operation ? String(Math.max(1, Math.ceil(operation.rememberMs))) : '',
    isRetain(expiry) ? 'retain' : '',
    renews ? 'renews' : '',
    String(containers.length),
    String(increment.size),
    ...containers,
  ];
  for (const [field, by] of increment) args.push(field, String(by));
  return args.concat(written(set, nonce, 'keep'));
}

/** The index is ordered by bytes and its order never changes, so the last key says where to go on, whatever came or went meanwhile. */
function membersAfter(index: string, last: string | undefined, count: number): Command {
  const from = last === undefined ? '-' : `(${last}`;
  return { key: index, args: ['ZRANGE', index, from, '+', 'BYLEX', 'LIMIT', '0', String(count)] };
}

async function page(port: RedisPort, collection: Collection, cursor: string | undefined): Promise<Page> {
  const [, shard = '0', last] = /^(\d+)(?::(.*))?$/s.exec(cursor ?? '0') ?? [];
  const keys = shardKeys(collection, Number(shard));
  const members = (await port.send(membersAfter(keys.index, last, PAGE))) as string[];
  const commands = members.map((key): Command => ({ key: keys.entry(key), args: ['HGETALL', keys.entry(key)] }));
  const replies = succeeded(await port.sendAll(commands));
  const entries = members.flatMap((key, at) => {
    const fields = fieldsOf(replies[at] ?? null);
    return fields ? [{ key, fields }] : [];
  });
  return { entries, cursor: cursorAfter(collection, Number(shard), members) };
}

function cursorAfter(collection: Collection, shard: number, members: readonly string[]): string | undefined {
  const last = members.at(-1);
  if (last !== undefined && members.length === PAGE) return `${shard}:${last}`;
  return shard + 1 < collection.shards ? String(shard + 1) : undefined;
}
