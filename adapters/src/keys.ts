/** Keys as backends see them: text of at most 512 bytes, in which integers and strings stay apart. */
import type { Collection, Place } from './backend.js';
import type { Key } from './collections/types.js';
import { byteLength, decode, encode } from './encoding.js';
import { WrongTypeError } from './errors.js';

const INTEGER = '#';
const ESCAPED = '~';
const HASHED = '~=';
const MAX_BYTES = 512;

/** What a name cannot hold and a key can. */
export const CONTROL = /[\u0000-\u001f\u007f]/;

/** The field in which an entry keeps the key whose hash it lies under. */
export const KEY_FIELD = 'k';

/** Only a long key has to be hashed, which takes an asynchronous step. */
export function placeOf(collection: Collection, key: Key): Place | Promise<Place> {
  const text = textOf(key);
  if (isShort(text)) return { collection, key: text };
  return hashOf(text).then((hash) => ({ collection, key: HASHED + hash }));
}

/** A key as part of a name: itself, or its hash if it is long. */
export async function nameOf(key: Key): Promise<string> {
  const text = textOf(key);
  return isShort(text) && !CONTROL.test(text) ? text : HASHED + (await hashOf(text));
}

export function isHashed(place: Place): boolean {
  return place.key.startsWith(HASHED);
}

export function keyOf(text: string, keptKey: string | undefined): Key {
  if (text.startsWith(HASHED)) return keptKey === undefined ? text : (decode(keptKey) as Key);
  if (text.startsWith(INTEGER)) return Number(text.slice(1));
  return text.startsWith(ESCAPED) ? text.slice(1) : text;
}

export function encodeKey(key: Key): string {
  return encode(key);
}

function textOf(key: Key): string {
  if (typeof key === 'string') {
    if (!key.isWellFormed())
      throw new WrongTypeError('A key is not well-formed Unicode (it holds half a surrogate pair).');
    return key.startsWith(INTEGER) || key.startsWith(ESCAPED) ? ESCAPED + key : key;
  }
  if (Number.isSafeInteger(key)) return INTEGER + String(key === 0 ? 0 : key);
  const given: unknown = key;
  const what = typeof given === 'number' || given === null ? String(given) : typeof given;
  throw new WrongTypeError(
    `A key is a string or an integer, not ${what}: outside of its process nothing else is the same twice.`,
  );
}

function isShort(text: string): boolean {
  return text.length * 3 <= MAX_BYTES || byteLength(text) <= MAX_BYTES;
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
