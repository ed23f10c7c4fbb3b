/**
 * Between collections and a backend: every call settles in time, what may be sent twice is tried again, what may not is never, an outage fails fast
 * instead of costing each call its timeout, and whatever goes wrong becomes an error that says where.
 */
import type { Backend, Collection, Holding } from './backend.js';
import { Breaker } from './breaker.js';
import type { Key } from './collections/types.js';
import { Deadlines } from './deadlines.js';
import { ClosedError, type AdapterError } from './errors.js';
import { Lanes } from './lanes.js';
import { begin, told, type Traffic } from './tries.js';

/**
 * `read` changes nothing; `repeatable` may be sent again, because the backend knows it by its nonce or because twice is the same as once; `once` must
 * not be, when it is unknown whether it was done.
 */
export type Repeat = 'read' | 'repeatable' | 'once';

export interface Call<T> {
  readonly op: string;
  readonly collection: Collection;
  readonly key?: Key | undefined;
  readonly repeat: Repeat;
  readonly send: (backend: Backend) => Promise<T>;
  /** When the operation began that this call goes on with, by `now`. They have the one timeout together. */
  readonly since?: number | undefined;
  /** What it changes, for the mirror. */
  readonly writes?: readonly Written[] | undefined;
}

export type Written = Holding | { readonly type: 'collection'; readonly collection: Collection };

export interface ConnectionOptions {
  readonly timeoutMs: number;
  readonly onError: ((error: AdapterError) => void) | undefined;
  readonly mirror: Mirror | undefined;
}

/** A second backend that gets every write, too. */
export interface Mirror {
  /** Never rejects: the write itself has succeeded. */
  bring(written: readonly Written[], from: Backend): Promise<void>;
  /** A write failed that may be done all the same: the mirror does not have it. */
  missed(error: AdapterError): void;
}

/** So many calls are in flight at a time, unless the backend takes fewer. */
const IN_FLIGHT = 1_000;

export class Connection {
  readonly #open: () => Promise<Backend>;
  readonly #traffic: Traffic;
  #opening: Promise<Backend> | undefined;
  #backend: Backend | undefined;

  constructor(open: () => Promise<Backend>, options: ConnectionOptions) {
    this.#open = open;
    this.#traffic = {
      options,
      deadlines: new Deadlines(options.timeoutMs),
      breaker: new Breaker(),
      lanes: new Lanes(IN_FLIGHT),
      pending: 0,
      isClosed: false,
    };
  }

  call<T>(call: Call<T>): Promise<T> {
    return this.#backend === undefined ? this.#callOnceOpen(call) : begin(this.#traffic, call, this.#backend);
  }

  async #callOnceOpen<T>(call: Call<T>): Promise<T> {
    const backend = await this.backend().catch((error: unknown) => {
      told(this.#traffic.options, call, error);
      throw error;
    });
    return begin(this.#traffic, call, backend);
  }

  /** The backend, opened; for what is asked of it without being sent (its name, its limits). */
  async backend(): Promise<Backend> {
    if (this.#traffic.isClosed) throw new ClosedError('This state was closed.');
    if (this.#backend !== undefined) return this.#backend;
    // A failure is not kept: what was missing may be there next time.
    this.#opening ??= this.#opened().finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  async #opened(): Promise<Backend> {
    const backend = await this.#open();
    if (backend.atOnce !== undefined) this.#traffic.lanes = new Lanes(Math.min(IN_FLIGHT, backend.atOnce));
    return (this.#backend = backend);
  }

  /** Of one entry; 0 as long as no backend was opened that could say it. */
  get maxBytes(): number {
    return this.#backend?.maxBytes ?? 0;
  }

  async close(): Promise<void> {
    if (this.#traffic.isClosed) return;
    this.#traffic.isClosed = true;
    await (await this.#opening?.catch(() => undefined))?.close();
    await this.#backend?.close();
  }
}
