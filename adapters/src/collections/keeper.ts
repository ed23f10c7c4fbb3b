/** What stands between a map's operations and its backend: where a key lies, how a value is packed, whether it fits. */
import type { Fields, Place } from '../backend.js';
import type { Written } from '../connection.js';
import { encodeKey, isHashed, KEY_FIELD, placeOf } from '../keys.js';
import type { Lives } from '../lifetimes.js';
import { bytesToCheck, fieldsCodec, VALUE, wholeCodec, type Codec } from './codec.js';
import { Target, type Host } from './target.js';
import type { Key, MapOptions } from './types.js';

interface Packed {
  readonly place: Place;
  readonly fields: Fields;
}

export class Keeper<V> {
  readonly target: Target;
  readonly codec: Codec<V>;
  readonly lives: Lives<V>;
  readonly keepsFields: boolean;
  readonly #maxBytes: number | undefined;

  constructor(host: Host, kind: string, name: string, options: MapOptions<V>) {
    this.target = new Target(host, kind, name, options);
    this.keepsFields = options.fields === true;
    this.codec = this.keepsFields ? fieldsCodec() : wholeCodec();
    this.lives = options;
    this.#maxBytes = options.maxBytes;
  }

  /** The one field to read, where there is only one. */
  get only(): typeof VALUE | undefined {
    return this.keepsFields ? undefined : VALUE;
  }

  /** As `only`: beside a hashed key, which stands for itself nowhere else, the value is not alone. */
  onlyAt(place: Place): typeof VALUE | undefined {
    return this.keepsFields || isHashed(place) ? undefined : VALUE;
  }

  placeOf(key: Key): Place | Promise<Place> {
    return placeOf(this.target.collection, key);
  }

  /** The value as it is now: what its owner does to it after the call changes nothing. */
  packed(op: string, key: Key, value: V): Packed | Promise<Packed> {
    const packed = this.codec.pack(value);
    const place = this.placeOf(key);
    return place instanceof Promise
      ? place.then((there) => this.#packedAt(op, key, there, packed))
      : this.#packedAt(op, key, place, packed);
  }

  #packedAt(op: string, key: Key, place: Place, packed: Fields): Packed | Promise<Packed> {
    const complete = this.complete(op, key, place, packed);
    return complete instanceof Promise ? complete.then((fields) => ({ place, fields })) : { place, fields: complete };
  }

  /** A key that is stored as its hash is kept beside the value, for iteration. Throws ValueTooLargeError. */
  complete(op: string, key: Key, place: Place, packed: Fields): Fields | Promise<Fields> {
    const fields = isHashed(place) ? new Map(packed).set(KEY_FIELD, encodeKey(key)) : packed;
    // Nearly always small enough without asking anybody.
    const bytes = bytesToCheck(fields, Math.min(this.#maxBytes ?? Infinity, this.target.link.connection.maxBytes));
    return bytes === 0 ? fields : this.target.checkSize(bytes, op, key).then(() => fields);
  }

  nonce(): string {
    return this.target.link.nonces.next();
  }
}

export function entryAt(place: Place): [Written] {
  return [{ type: 'entry', place }];
}
