import { MapOnBackend } from './map.js';
import type { Host } from './target.js';
import type { Cell, Life, SharedValue, SingleOptions, TransactOptions, Updated } from './types.js';

/** The key of what has only one entry. */
export const ONLY = '';

export class ValueOnMap<V> implements SharedValue<V> {
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
