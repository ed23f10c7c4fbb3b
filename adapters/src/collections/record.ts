import { filledCell } from './initial.js';
import { MapOnBackend } from './map.js';
import { additionsOf, changesOf, incrementOf, type FieldChanges } from './patches.js';
import type { Host } from './target.js';
import type {
  Amounts,
  Cell,
  DeepPartial,
  InitialOptions,
  InitialRecord,
  Life,
  Once,
  PatchOptions,
  Path,
  SharedRecord,
  SingleOptions,
  TransactOptions,
  Updated,
} from './types.js';
import { ONLY } from './value.js';

/** How often a record that is gone begins anew for one change: one whose own end lies in the past would do so for ever. */
const BEGINNINGS = 3;

type Options<T> = SingleOptions<T> & Partial<InitialOptions<T>>;

/** `sharedRecord`, with or without what it begins with. */
export function recordOn<T extends object>(host: Host, name: string, options: InitialOptions<T>): InitialRecord<T>;
export function recordOn<T extends object>(host: Host, name: string, options?: SingleOptions<T>): SharedRecord<T>;
export function recordOn<T extends object>(host: Host, name: string, options: Options<T> = {}): SharedRecord<T> {
  return new RecordOnMap<T>(host, name, options);
}

/** A record is the only entry of a map that keeps fields. */
class RecordOnMap<T extends object> implements SharedRecord<T> {
  readonly name: string;
  readonly #map: MapOnBackend<T>;
  readonly #initial: (() => T) | undefined;

  constructor(host: Host, name: string, { initial, ...options }: Options<T>) {
    this.name = name;
    this.#map = new MapOnBackend<T>(host, 'record', name, { ...options, fields: true });
    this.#initial = initial;
  }

  async get(): Promise<T | undefined> {
    return (await this.#map.get(ONLY)) ?? this.#initial?.();
  }

  set(value: T, life?: Life): Promise<void> {
    return this.#map.set(ONLY, value, life);
  }

  async patch(change: DeepPartial<T>, options?: PatchOptions): Promise<boolean> {
    return (await this.#change('patch', changesOf({ set: change }), options)) !== undefined;
  }

  async increment(path: Path, by = 1, options?: Once): Promise<number> {
    const changes = incrementOf(by, path);
    const sums = await this.#change('increment', changes, options);
    return sums?.get(changes.field) ?? by;
  }

  async add(amounts: Amounts<T>, options?: PatchOptions & { readonly set?: DeepPartial<T> }): Promise<boolean> {
    return (await this.#change('add', additionsOf(amounts, options?.set), options)) !== undefined;
  }

  update(
    change: (value: T | undefined, cell: Cell<T>) => Updated<T>,
    options?: TransactOptions,
  ): Promise<T | undefined> {
    return this.#map.update(
      ONLY,
      (_, cell) => {
        const filled = this.#filled(cell);
        return change(filled.get(), filled);
      },
      options,
    );
  }

  transact<R>(body: (cell: Cell<T>) => R, options?: TransactOptions): Promise<R> {
    return this.#map.transact(ONLY, (cell) => body(this.#filled(cell)), options);
  }

  delete(): Promise<boolean> {
    return this.#map.delete(ONLY);
  }

  #filled(cell: Cell<T>): Cell<T> {
    return this.#initial === undefined ? cell : filledCell(cell, this.#initial);
  }

  /** One round trip while it is there. What is absent begins first, and as a whole: one field alone would hide how the others begin. */
  async #change(
    op: string,
    changes: FieldChanges,
    options: PatchOptions = {},
  ): Promise<ReadonlyMap<string, number> | undefined> {
    const change = (ifExists = options.ifExists ?? false) =>
      this.#map.change({ op, key: ONLY, changes, options: { ...options, ifExists } });
    if (this.#initial === undefined || options.ifExists === true) return change();
    for (let begun = 0; begun < BEGINNINGS; begun++) {
      const sums = await change(true);
      if (sums !== undefined) return sums;
      await this.#map.setIfAbsent(ONLY, this.#initial(), options);
    }
    return change();
  }
}
