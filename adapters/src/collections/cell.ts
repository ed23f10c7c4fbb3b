/** The one entry that a transaction works on: what it was, what the body made of it, and what of that has to be written. */
import type { Expiry, Fields } from '../backend.js';
import { changedExpiryOf, expiryOf, type Lives } from '../lifetimes.js';
import { sameFields, type Codec } from './codec.js';
import type { Cell, Life } from './types.js';

export interface Change {
  /** Undefined: delete. */
  readonly next: Fields | undefined;
  readonly expiry: Expiry;
}

export interface DraftOptions<V> {
  readonly codec: Codec<V>;
  readonly lives: Lives<V>;
  readonly life: Life | undefined;
}

export class Draft<V> implements Cell<V> {
  readonly #before: Fields | undefined;
  readonly #options: DraftOptions<V>;
  #value: V | undefined;
  #exists: boolean;
  #isRead = false;
  #isReplaced = false;
  #life: Life | undefined;

  constructor(before: Fields | undefined, options: DraftOptions<V>) {
    this.#before = before;
    this.#exists = before !== undefined;
    this.#options = options;
    this.#life = options.life;
  }

  get(): V | undefined {
    if (!this.#isRead && this.#before !== undefined && this.#exists && !this.#isReplaced) {
      this.#value = this.#options.codec.unpack(this.#before);
    }
    this.#isRead = true;
    return this.#value;
  }

  has(): boolean {
    return this.#exists;
  }

  set(value: V, life?: Life): void {
    this.#value = value;
    this.#exists = true;
    this.#isReplaced = true;
    this.#life = life ?? this.#options.life;
  }

  delete(): boolean {
    const existed = this.#exists;
    this.#value = undefined;
    this.#exists = false;
    this.#isReplaced = true;
    return existed;
  }

  /** What has to be written, if anything. */
  change(): Change | undefined {
    if (!this.#exists) return this.#before === undefined ? undefined : { next: undefined, expiry: 'never' };
    if (!this.#isRead && !this.#isReplaced) return undefined;

    const value = this.#value as V;
    const next = this.#options.codec.pack(value);
    const isSame = this.#before !== undefined && sameFields(this.#before, next);
    if (isSame && this.#life === undefined) return undefined;
    return { next, expiry: this.#expiryOf(value) };
  }

  #expiryOf(value: V): Expiry {
    const { lives } = this.#options;
    return this.#before === undefined ? expiryOf(value, this.#life, lives) : changedExpiryOf(value, this.#life, lives);
  }
}
