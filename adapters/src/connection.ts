/**
 * Between collections and a backend: every call settles in time, what may be sent twice is tried again, what may not is never, an outage fails fast
 * instead of costing each call its timeout, and whatever goes wrong becomes an error that says where.
 */
import type { BackendFailure } from './backend.js';
import { type Backend, type Collection, type FailureKind, type Holding } from './backend.js';
import type { Key } from './collections/types.js';
import { afterArrivals, Deadlines } from './deadlines.js';
import { Lanes } from './lanes.js';
import { AdapterError, ClosedError, UnavailableError } from './errors.js';
import { asFailure, describe, detailsOf, errorFor, lateError } from './failures.js';

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
  /** When the operation began that this call goes on with, by `performance.now()`. They have the one timeout together. */
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

/** What is worth another try. All tries together have the one timeout. */
const PASSING: ReadonlySet<FailureKind> = new Set(['unavailable', 'throttled']);
/** Of what was refused: a server that is gone fails soon. One that loses replies is alive, and is asked again as long as the call has time. */
const MAX_REFUSALS = 8;
/** This part of the timeout may be spent before it counts: below it, all calls share one timer. */
const NO_MATTER = 0.1;
/** What the last step of an operation gets in any case: the 20 % over the timeout that a failure may take. */
const LEAST = 0.2;
const BACKOFF_MS = { first: 5, most: 100 };

/** After so many calls failed in a row, fail at once for a while; then one call tries. */
const TRIPS_AFTER = 5;
const OPEN_MS = 500;

/** So many calls are in flight at a time, unless the backend takes fewer, and so many more wait for them: beyond that an outage would fill the memory. */
const IN_FLIGHT = 1_000;
const MAX_PENDING = 10_000;

export class Connection {
  readonly #open: () => Promise<Backend>;
  readonly #options: ConnectionOptions;
  readonly #deadlines: Deadlines;
  #lanes = new Lanes(IN_FLIGHT);
  #opening: Promise<Backend> | undefined;
  #backend: Backend | undefined;
  #failuresInARow = 0;
  #retryAt = 0;
  #answeredAt = -Infinity;
  #probing = false;
  #pending = 0;
  #closed = false;

  constructor(open: () => Promise<Backend>, options: ConnectionOptions) {
    this.#open = open;
    this.#options = options;
    this.#deadlines = new Deadlines(options.timeoutMs);
  }

  async call<T>(call: Call<T>): Promise<T> {
    const { mirror, onError } = this.#options;
    try {
      const backend = this.#backend ?? (await this.backend());
      const result = await this.#tryInTime(call, backend);
      if (mirror !== undefined && call.writes !== undefined) await mirror.bring(call.writes, backend);
      return result;
    } catch (error) {
      if (error instanceof AdapterError) {
        if (error.outcome === 'unknown' && call.writes !== undefined) mirror?.missed(error);
        tell(onError, error);
      }
      throw error;
    }
  }

  /** The backend, opened; for what is asked of it without being sent (its name, its limits). */
  async backend(): Promise<Backend> {
    if (this.#closed) throw new ClosedError('This state was closed.');
    if (this.#backend !== undefined) return this.#backend;
    // A failure is not kept: what was missing may be there next time.
    this.#opening ??= this.#opened().finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  async #opened(): Promise<Backend> {
    const backend = await this.#open();
    if (backend.atOnce !== undefined) this.#lanes = new Lanes(Math.min(IN_FLIGHT, backend.atOnce));
    return (this.#backend = backend);
  }

  /** Of one entry; 0 as long as no backend was opened that could say it. */
  get maxBytes(): number {
    return this.#backend?.maxBytes ?? 0;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await (await this.#opening?.catch(() => undefined))?.close();
    await this.#backend?.close();
  }

  /** Fails at once where trying would be in vain. True for the one call that finds out whether the backend is back. */
  #admit(call: Call<unknown>, backend: Backend): boolean {
    if (this.#pending >= MAX_PENDING) {
      const message = `${describe(call, backend)} was not sent: ${MAX_PENDING} calls wait for an answer already.`;
      throw new UnavailableError(message, detailsOf(call, backend, 'not-applied'));
    }
    if (this.#failuresInARow < TRIPS_AFTER) return false;
    if (this.#probing || performance.now() < this.#retryAt) {
      const message = `${describe(call, backend)} was not sent: the last ${this.#failuresInARow} calls failed, the next try is due in at most ${OPEN_MS} ms.`;
      throw new UnavailableError(message, detailsOf(call, backend, 'not-applied'));
    }
    return (this.#probing = true);
  }

  /** What the outcome of a call says of the backend. */
  #heard(isThere: boolean): void {
    if (isThere) {
      this.#answeredAt = performance.now();
      this.#failuresInARow = 0;
    } else {
      this.#failuresInARow++;
      this.#retryAt = performance.now() + OPEN_MS;
    }
  }

  /** Calls `late` when the time is over, unless what it returns is called before. */
  #begin(since: number | undefined, late: () => void): () => void {
    const { timeoutMs } = this.#options;
    const spent = since === undefined ? 0 : performance.now() - since;
    if (spent <= timeoutMs * NO_MATTER) {
      const deadline = this.#deadlines.begin(late);
      return () => {
        this.#deadlines.met(deadline);
      };
    }
    const timer = setTimeout(
      () => {
        afterArrivals(late);
      },
      Math.max(timeoutMs - spent, timeoutMs * LEAST),
    );
    return () => {
      clearTimeout(timer);
    };
  }

  #tryInTime<T>(call: Call<T>, backend: Backend): Promise<T> {
    if (this.#closed) throw new ClosedError('This state was closed.', detailsOf(call, backend, 'not-applied'));
    const isProbe = this.#admit(call, backend);
    this.#pending++;
    return new Promise<T>((resolve, reject) => {
      const tries: Tries = {
        isOver: false,
        hasLane: false,
        inFlight: false,
        unknown: 0,
        'not-applied': 0,
        last: undefined,
      };
      const end = () => {
        tries.isOver = true;
        met();
        this.#pending--;
        if (isProbe) this.#probing = false;
        if (tries.hasLane) this.#lanes.leave();
      };
      const began = performance.now();
      const met = this.#begin(call.since, () => {
        if (tries.isOver) return;
        end();
        // Where others are answered meanwhile, the connection is alive, and this was only slow.
        const isDead = this.#answeredAt < began;
        if (isDead) this.#heard(false);
        if (tries.inFlight && isDead) backend.onTimeout();
        const { inFlight, last } = tries;
        reject(lateError(call, backend, { inFlight, last, lost: tries.unknown > 0 }, this.#options.timeoutMs));
      });
      const attempt = () => {
        tries.inFlight = true;
        sent(call, backend).then(
          (result) => {
            if (tries.isOver) return;
            end();
            this.#heard(true);
            resolve(result);
          },
          (thrown: unknown) => {
            if (tries.isOver) return;
            tries.inFlight = false;
            const failure = (tries.last = asFailure(thrown));
            const failures = ++tries[failure.outcome];
            if (isWorthAnother(call, failure, failures)) {
              setTimeout(() => {
                if (!tries.isOver) attempt();
              }, backoffMs(failures));
              return;
            }
            end();
            if (failure.kind !== 'throttled') this.#heard(failure.kind !== 'unavailable');
            reject(errorFor(failure, call, backend, tries.unknown > 0));
          },
        );
      };
      this.#lanes.enter(() => {
        if (tries.isOver) return false;
        tries.hasLane = true;
        attempt();
        return true;
      });
    });
  }
}

/** How a call is getting on. */
interface Tries {
  isOver: boolean;
  hasLane: boolean;
  /** An attempt was sent and not answered. */
  inFlight: boolean;
  unknown: number;
  'not-applied': number;
  last: BackendFailure | undefined;
}

/** A backend that throws instead of rejecting is no reason to lose a call. */
function sent<T>(call: Call<T>, backend: Backend): Promise<T> {
  try {
    return call.send(backend);
  } catch (error) {
    return Promise.reject(asFailure(error));
  }
}

/** A listener that throws must not take the place of what it was told. */
export function tell(listener: ((error: AdapterError) => void) | undefined, error: AdapterError): void {
  try {
    listener?.(error);
  } catch {
    // It had its chance.
  }
}

function isWorthAnother(call: Call<unknown>, { kind, outcome }: BackendFailure, failures: number): boolean {
  if (!PASSING.has(kind)) return false;
  return outcome === 'unknown' ? call.repeat !== 'once' : failures < MAX_REFUSALS;
}

/** Full jitter: callers that failed together do not come back together. */
export function backoffMs(attempt: number, { first, most } = BACKOFF_MS): number {
  return Math.random() * Math.min(most, first * 2 ** attempt);
}
