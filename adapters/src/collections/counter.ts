import { WrongTypeError } from '../errors.js';
import { MapOnBackend } from './map.js';
import type { Host } from './target.js';
import type { CollectionOptions, Once, SharedCounter } from './types.js';
import { ONLY } from './value.js';

export class CounterOnMap implements SharedCounter {
  readonly name: string;
  readonly #map: MapOnBackend<number>;

  constructor(host: Host, name: string, options: CollectionOptions = {}, kind = 'counter') {
    this.name = name;
    this.#map = new MapOnBackend<number>(host, kind, name, options);
  }

  async get(): Promise<number> {
    return (await this.#map.get(ONLY)) ?? 0;
  }

  increment(by?: number, options?: Once): Promise<number> {
    return this.#map.increment(ONLY, by, options);
  }

  decrement(by = 1, options?: Once): Promise<number> {
    return this.#map.increment(ONLY, -by, options);
  }

  async set(value: number): Promise<void> {
    if (!Number.isFinite(value))
      throw new WrongTypeError(`counter "${this.name}" counts in finite numbers, not ${String(value)}.`);
    await this.#map.set(ONLY, value === 0 ? 0 : value);
  }

  async reset(): Promise<void> {
    await this.#map.delete(ONLY);
  }
}
