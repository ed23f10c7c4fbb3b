import { filledCell } from './initial.js';
import { MapOnBackend } from './map.js';
import type { Host } from './target.js';
import type {
  Cell,
  InitialCell,
  InitialOptions,
  InitialValue,
  Life,
  SharedValue,
  SingleOptions,
  TransactOptions,
  Updated,
} from './types.js';

/** The key of what has only one entry. */
export const ONLY = '';

/** `sharedValue`, with or without a value to begin with. */
export function valueOn<V>(host: Host, name: string, options: InitialOptions<V>): InitialValue<V>;
export function valueOn<V>(host: Host, name: string, options?: SingleOptions<V>): SharedValue<V>;
export function valueOn<V>(host: Host, name: string, options: SingleOptions<V> & Partial<InitialOptions<V>> = {}) {
  const { initial } = options;
  const value = new ValueOnMap<V>(host, name, options);
  return initial === undefined ? value : new InitialValueOn<V>(value, initial);
}

class ValueOnMap<V> implements SharedValue<V> {
  readonly name: string;
  readonly #map: MapOnBackend<V>;

  constructor(host: Host, name: string, options: SingleOptions<V> = {}) {
    this.name = name;
    this.#map = new MapOnBackend<V>(host, 'value', name, options);
  }

  get(): Promise<V | undefined> {
    return this.#map.get(ONLY);
  }

  set(value: V, life?: Life): Promise<void> {
    return this.#map.set(ONLY, value, life);
  }

  setIfAbsent(value: V, life?: Life): Promise<{ stored: boolean; value: V }> {
    return this.#map.setIfAbsent(ONLY, value, life);
  }

  getOrSet(make: () => V | Promise<V>, life?: Life): Promise<V> {
    return this.#map.getOrSet(ONLY, make, life);
  }

  update(
    change: (value: V | undefined, cell: Cell<V>) => Updated<V>,
    options?: TransactOptions,
  ): Promise<V | undefined> {
    return this.#map.update(ONLY, change, options);
  }

  transact<R>(body: (cell: Cell<V>) => R, options?: TransactOptions): Promise<R> {
    return this.#map.transact(ONLY, body, options);
  }

  delete(): Promise<boolean> {
    return this.#map.delete(ONLY);
  }
}

class InitialValueOn<V> implements InitialValue<V> {
  readonly name: string;
  readonly #value: SharedValue<V>;
  readonly #initial: () => V;

  constructor(value: SharedValue<V>, initial: () => V) {
    this.name = value.name;
    this.#value = value;
    this.#initial = initial;
  }

  async get(): Promise<V> {
    const value = await this.#value.get();
    return value === undefined ? this.#initial() : value;
  }

  set(value: V, life?: Life): Promise<void> {
    return this.#value.set(value, life);
  }

  setIfAbsent(value: V, life?: Life): Promise<{ stored: boolean; value: V }> {
    return this.#value.setIfAbsent(value, life);
  }

  getOrSet(make: () => V | Promise<V>, life?: Life): Promise<V> {
    return this.#value.getOrSet(make, life);
  }

  update(change: (value: V, cell: InitialCell<V>) => Updated<V>, options?: TransactOptions): Promise<V | undefined> {
    return this.#value.update((_, cell) => {
      const filled = filledCell(cell, this.#initial);
      return change(filled.get(), filled);
    }, options);
  }

  transact<R>(body: (cell: InitialCell<V>) => R, options?: TransactOptions): Promise<R> {
    return this.#value.transact((cell) => body(filledCell(cell, this.#initial)), options);
  }

  delete(): Promise<boolean> {
    return this.#value.delete();
  }
}
