/** Entries with several fields: hashes, whose writes are scripts. */
import type { Expiry, Fields, Patch, Patched, Place, Stored } from '../../backend.js';
import * as scripts from './fields-scripts.js';
import { entryKey, keysFor } from './keys.js';
import { ttlOf } from './life.js';
import type { RedisPort, Reply } from './port.js';
import { run, type Call } from './run-script.js';
import { of, rememberFor } from './whole-entries.js';

type Life = Exclude<Expiry, 'keep'>;

/** The fields of the hash that a write makes. */
export function written(fields: Fields, nonce: string): string[] {
  const flat = ['!w', nonce];
  for (const [field, value] of fields) flat.push(field, value);
  return flat;
}

export function setFieldsCall(place: Place, fields: Fields, expiry: Life, nonce: string): Call {
  return { script: of(scripts.set, place), keys: keysFor(place), args: [ttlOf(expiry), ...written(fields, nonce)] };
}

interface Making {
  readonly place: Place;
  readonly fields: Fields;
  readonly expiry: Life;
  readonly nonce: string;
}

export function setFieldsIfAbsent(
  port: RedisPort,
  { place, fields, expiry, nonce }: Making,
  met: (error: unknown) => Promise<Stored>,
): Promise<Stored> {
  const args = [ttlOf(expiry), '!c', nonce, ...written(fields, nonce)];
  const call = { script: of(scripts.setIfAbsent, place), keys: keysFor(place, ['c']), args };
  return run<Stored>(
    port,
    call,
    (reply) =>
      reply === 1 ? { stored: true } : { stored: false, fields: fieldsOf(reply) ?? new Map<string, string>() },
    met,
  );
}

/** Beyond these the script would not look whether they are objects. */
const MOST_SET = 2;

export function patchFields(port: RedisPort, place: Place, patch: Patch): Promise<Patched> {
  const counted = countedIn(place, patch);
  if (counted === undefined) return patchAny(port, place, patch);
  const { field, by } = counted;
  const { set, expiry, nonce } = patch;
  const args = [field, String(by), nonce];
  if (expiry !== 'never') args.push(ttlOf(expiry));
  for (const [name, value] of set) args.push(name, value);
  const script = expiry !== 'never' ? scripts.countFor : set.size > 0 ? scripts.countAndSet : scripts.count;
  return run<Patched>(port, { script, keys: [entryKey(place)], args }, (sum) =>
    sum === null ? patchAny(port, place, patch) : new Map<string, number>().set(field, Number(sum)),
  );
}

/** The one field that is added to, if that is nearly all of it. */
function countedIn(place: Place, patch: Patch): { readonly field: string; readonly by: number } | undefined {
  const { set, increment, containers, operation, renews, ifExists } = patch;
  if (increment.size !== 1 || set.size > MOST_SET || containers.length > 0) return undefined;
  if (operation !== undefined || renews || ifExists || place.collection.layout !== 'entries') return undefined;
  for (const [field, by] of increment) if (Number.isSafeInteger(by)) return { field, by };
  return undefined;
}

function patchAny(port: RedisPort, place: Place, patch: Patch): Promise<Patched> {
  const { operation, increment } = patch;
  const keys = operation ? keysFor(place, ['o', operation.id]) : keysFor(place);
  return run(port, { script: of(scripts.patch, place), keys, args: patchArgs(patch) }, (values) => {
    if (values === null) return undefined;
    const sums = new Map<string, number>();
    for (const field of increment.keys()) sums.set(field, Number((values as string[])[sums.size]));
    return sums;
  });
}

function patchArgs({ set, increment, containers, nonce, expiry, renews, ifExists, operation }: Patch): string[] {
  const args = [
    ttlOf(expiry),
    ifExists ? 'ifExists' : '',
    operation ? rememberFor(operation) : '',
    renews ? 'renews' : '',
    String(containers.length),
    String(increment.size),
    ...containers,
  ];
  for (const [field, by] of increment) args.push(field, String(by));
  return args.concat(written(set, nonce));
}

/** Field after value, as HGETALL says it in either protocol. */
function flatOf(reply: Reply): string[] {
  return (Array.isArray(reply) ? reply : Object.entries(reply ?? {}).flat()) as string[];
}

/** The payload; undefined where there is no entry. */
export function fieldsOf(reply: Reply): Fields | undefined {
  const flat = flatOf(reply);
  if (flat.length === 0) return undefined;
  const fields = new Map<string, string>();
  for (let at = 0; at < flat.length; at += 2) {
    const field = flat[at] ?? '';
    if (!field.startsWith('!')) fields.set(field, flat[at + 1] ?? '');
  }
  return fields;
}

export function nonceOf(reply: Reply): string | undefined {
  const flat = flatOf(reply);
  for (let at = 0; at < flat.length; at += 2) if (flat[at] === '!w') return flat[at + 1];
  return undefined;
}
