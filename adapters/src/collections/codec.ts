/** Between a collection's values and the fields of an entry. */
import type { Encoded, Fields } from '../backend.js';
import { byteLength, decode, encode } from '../encoding.js';
import { WrongTypeError } from '../errors.js';
import { assemble, flatten } from '../paths.js';

export interface Codec<V> {
  pack(value: V): Map<string, Encoded>;
  unpack(fields: Fields): V;
}

/** The one field of an entry that is kept as a whole. */
export const VALUE = 'v' as const;

export function wholeCodec<V>(): Codec<V> {
  return {
    pack: (value) => new Map<string, Encoded>().set(VALUE, encode(value)),
    unpack(fields) {
      const value = fields.get(VALUE);
      if (value === undefined) throw otherKind('as fields', 'without');
      return decode(value) as V;
    },
  };
}

export function fieldsCodec<V>(): Codec<V> {
  return {
    pack: flatten,
    unpack(fields) {
      if (fields.has(VALUE)) throw otherKind('as a whole', 'with');
      return assemble(fields) as V;
    },
  };
}

/** Two programs, or two versions of one, disagree: to read it as something else would be to lose it. */
function otherKind(stored: string, read: string): WrongTypeError {
  return new WrongTypeError(`The entry was stored ${stored}, and is read ${read} { fields: true }.`);
}

/** No backend has a smaller limit: what is surely below needs no exact count. */
const ALWAYS_FITS = 256 * 1024;
const MOST_BYTES_PER_UNIT = 3;

/** Bytes of all names and values, or 0 where they are few enough for every backend and `limit`. */
export function bytesToCheck(fields: Iterable<readonly [string, Encoded]>, limit: number): number {
  let units = 0;
  for (const [name, value] of fields) units += name.length + value.length;
  if (units * MOST_BYTES_PER_UNIT <= Math.min(limit, ALWAYS_FITS)) return 0;
  let bytes = 0;
  for (const [name, value] of fields) bytes += byteLength(name) + byteLength(value);
  return bytes;
}

export function sameFields(a: Fields, b: Fields): boolean {
  if (a.size !== b.size) return false;
  for (const [name, value] of a) if (b.get(name) !== value) return false;
  return true;
}
