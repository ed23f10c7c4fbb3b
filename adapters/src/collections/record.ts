import { MapOnBackend } from './map.js';
import type { Host } from './target.js';
import type {
  Cell,
  DeepPartial,
  Life,
  Once,
  PatchOptions,
  SharedRecord,
  SingleOptions,
  TransactOptions,
  Updated,
} from './types.js';
import { ONLY } from './value.js';

/** A record is the only entry of a map that keeps fields. */
export class RecordOnMap<T extends object> implements SharedRecord<T> {
  readonly name: string;
  readonly #map: MapOnBackend<T>;

  constructor(host: Host, name: string, options: SingleOptions<T> = {}) {
    this.name = name;
    this.#map = new MapOnBackend<T>(host, 'record', name, { ...options, fields: true });
  }

  get(): Promise<T | undefined> {
    return this.#map.get(ONLY);
  }

  set(value: T, life?: Life): Promise<void> {
    return this.#map.set(ONLY, value, life);
  }

  patch(change: DeepPartial<T>, options?: PatchOptions): Promise<boolean> {
    return this.#map.patch(ONLY, { set: change }, options);
  }

  increment(path: string, by?: number, options?: Once): Promise<number> {
    return this.#map.increment(ONLY, by, { ...options, path });
  }

  update(
    change: (value: T | undefined, cell: Cell<T>) => Updated<T>,
    options?: TransactOptions,
  ): Promise<T | undefined> {
    return this.#map.update(ONLY, change, options);
  }

  transact<R>(body: (cell: Cell<T>) => R, options?: TransactOptions): Promise<R> {
    return this.#map.transact(ONLY, body, options);
  }

  delete(): Promise<boolean> {
    return this.#map.delete(ONLY);
  }
}
