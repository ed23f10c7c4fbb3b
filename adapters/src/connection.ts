/**
 * Between collections and a backend: every call settles in time, what may be sent twice is tried again, what may not is never, an outage fails fast
 * instead of costing each call its timeout, and whatever goes wrong becomes an error that says where.
 */
import { BackendFailure, type Backend, type Collection, type FailureKind, type Holding } from './backend.js';
import type { Key } from './collections/types.js';
import { Deadlines } from './deadlines.js';
import {
  AdapterError,
  ClosedError,
  ConfigError,
  OutcomeUnknownError,
  ThrottledError,
  TimeoutError,
  UnavailableError,
  UnexpectedError,
  ValueTooLargeError,
  WrongTypeError,
  type Details,
} from './errors.js';

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
  /** When the operation began that this call goes on with; epoch ms. They have the one timeout together. */
  readonly since?: number | undefined;
  /** What it changes, for the mirror. */
  readonly writes?: readonly Written[] | undefined;
}

export type Written = Holding | { readonly type: 'collection'; readonly collection: Collection };

export interface ConnectionOptions {
  readonly timeoutMs: number;
  readonly onError: ((error: AdapterError) => void) | undefined;
  /** Brings what was written to a second backend. Never rejects. */
  readonly mirror: ((written: readonly Written[], backend: Backend) => Promise<void>) | undefined;
}

/** What is worth another try. All tries together have the one timeout. */
const PASSING: ReadonlySet<FailureKind> = new Set(['unavailable', 'throttled']);
/** Of each outcome: a server that loses replies also refuses connections while it comes back. */
const MAX_ATTEMPTS = 8;
/** This part of the timeout may be spent before it counts: below it, all calls share one timer. */
const NO_MATTER = 0.1;
const BACKOFF_MS = { first: 5, most: 100 };

/** After so many calls failed in a row, fail at once for a while; then one call tries. */
const TRIPS_AFTER = 5;
const OPEN_MS = 500;

/** More than any backend answers within a timeout; beyond it an outage would fill the memory. */
const MAX_PENDING = 5_000;

export class Connection {
  readonly #open: () => Promise<Backend>;
  readonly #options: ConnectionOptions;
  readonly #deadlines: Deadlines;
  #opening: Promise<Backend> | undefined;
  #backend: Backend | undefined;
  #failuresInARow = 0;
  #retryAt = 0;
  #probing = false;
  #pending = 0;
  #closed = false;

  constructor(open: () => Promise<Backend>, options: ConnectionOptions) {
    this.#open = open;
    this.#options = options;
    this.#deadlines = new Deadlines(options.timeoutMs);
  }

  async call<T>(call: Call<T>): Promise<T> {
    try {
      return await this.#attempt(call);
    } catch (error) {
      if (error instanceof AdapterError) this.#options.onError?.(error);
      throw error;
    }
  }

  /** The backend, opened; for what is asked of it without being sent (its name, its limits). */
  async backend(): Promise<Backend> {
    if (this.#closed) throw new ClosedError('This state was closed.');
    if (this.#backend !== undefined) return this.#backend;
    // A failure is not kept: what was missing may be there next time.
    this.#opening ??= this.#open().finally(() => (this.#opening = undefined));
    return (this.#backend = await this.#opening);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await (await this.#opening?.catch(() => undefined))?.close();
    await this.#backend?.close();
  }

  async #attempt<T>(call: Call<T>): Promise<T> {
    const backend = this.#backend ?? (await this.backend());
    if (this.#closed) throw new ClosedError('This state was closed.', detailsOf(call, backend, 'not-applied'));
    const isProbe = this.#admit(call, backend);
    this.#pending++;
    try {
      const result = await this.#tryInTime(call, backend);
      this.#failuresInARow = 0;
      if (this.#options.mirror !== undefined && call.writes !== undefined)
        await this.#options.mirror(call.writes, backend);
      return result;
    } catch (error) {
      if (error instanceof UnavailableError) this.#failed();
      else if (!isDownError(error)) this.#failuresInARow = 0;
      throw error;
    } finally {
      this.#pending--;
      if (isProbe) this.#probing = false;
    }
  }

  /** Fails at once where trying would be in vain. True for the one call that finds out whether the backend is back. */
  #admit(call: Call<unknown>, backend: Backend): boolean {
    if (this.#pending >= MAX_PENDING) {
      const message = `${describe(call, backend)} was not sent: ${MAX_PENDING} calls wait for an answer already.`;
      throw new UnavailableError(message, detailsOf(call, backend, 'not-applied'));
    }
    if (this.#failuresInARow < TRIPS_AFTER) return false;
    if (this.#probing || Date.now() < this.#retryAt) {
      const message = `${describe(call, backend)} was not sent: the last ${this.#failuresInARow} calls failed, the next try is due in at most ${OPEN_MS} ms.`;
      throw new UnavailableError(message, detailsOf(call, backend, 'not-applied'));
    }
    return (this.#probing = true);
  }

  #failed(): void {
    this.#failuresInARow++;
    this.#retryAt = Date.now() + OPEN_MS;
  }

  /** Calls `late` when the time is over, unless what it returns is called before. */
  #begin(since: number | undefined, late: () => void): () => void {
    const { timeoutMs } = this.#options;
    const spent = since === undefined ? 0 : Date.now() - since;
    if (spent <= timeoutMs * NO_MATTER) {
      const deadline = this.#deadlines.begin(late);
      return () => {
        this.#deadlines.met(deadline);
      };
    }
    const timer = setTimeout(late, timeoutMs - spent);
    return () => {
      clearTimeout(timer);
    };
  }

  #tryInTime<T>(call: Call<T>, backend: Backend): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const tries = { over: false, unknown: 0, 'not-applied': 0 };
      const met = this.#begin(call.since, () => {
        tries.over = true;
        this.#failed();
        backend.onTimeout();
        reject(lateError(call, backend, this.#options.timeoutMs));
      });
      const settle = () => {
        tries.over = true;
        met();
      };
      const attempt = () => {
        call.send(backend).then(
          (result) => {
            if (tries.over) return;
            settle();
            resolve(result);
          },
          (thrown: unknown) => {
            if (tries.over) return;
            const failure = asFailure(thrown);
            const failures = ++tries[failure.outcome];
            if (isWorthAnother(call, failure, failures)) {
              setTimeout(() => {
                if (!tries.over) attempt();
              }, backoffMs(failures));
              return;
            }
            settle();
            reject(errorFor(failure, call, backend, tries.unknown > 0));
          },
        );
      };
      attempt();
    });
  }
}

/** Says nothing of whether the backend answers: a late call was counted when it became late. */
function isDownError(error: unknown): boolean {
  return error instanceof TimeoutError || error instanceof OutcomeUnknownError;
}

function isWorthAnother(call: Call<unknown>, { kind, outcome }: BackendFailure, failures: number): boolean {
  if (outcome === 'unknown' && call.repeat === 'once') return false;
  return PASSING.has(kind) && failures < MAX_ATTEMPTS;
}

/** Full jitter: callers that failed together do not come back together. */
export function backoffMs(attempt: number, { first, most } = BACKOFF_MS): number {
  return Math.random() * Math.min(most, first * 2 ** attempt);
}

function asFailure(thrown: unknown): BackendFailure {
  if (thrown instanceof BackendFailure) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new BackendFailure('unexpected', 'unknown', message, { cause: thrown });
}

function lateError(call: Call<unknown>, backend: Backend, timeoutMs: number): AdapterError {
  const outcome = call.repeat === 'read' ? 'not-applied' : 'unknown';
  const late = `${describe(call, backend)} was not answered within ${timeoutMs} ms (COLDSTATE_TIMEOUT_MS)`;
  const details = detailsOf(call, backend, outcome);
  return call.repeat === 'once'
    ? new OutcomeUnknownError(`${late}: it was done once or not at all.`, details)
    : new TimeoutError(`${late}.`, details);
}

type ErrorClass = new (message: string, details?: Details) => AdapterError;

const ERRORS: Record<FailureKind, ErrorClass> = {
  unavailable: UnavailableError,
  throttled: ThrottledError,
  'wrong-type': WrongTypeError,
  'too-large': ValueTooLargeError,
  misconfigured: ConfigError,
  closed: ClosedError,
  unexpected: UnexpectedError,
};

function errorFor(failure: BackendFailure, call: Call<unknown>, backend: Backend, lost: boolean): AdapterError {
  const what = `${describe(call, backend)} failed: ${failure.message}`;
  const unknown = lost && call.repeat !== 'read';
  const details = {
    ...detailsOf(call, backend, unknown ? 'unknown' : failure.outcome),
    cause: failure.cause ?? failure,
  };
  if (unknown && call.repeat === 'once')
    return new OutcomeUnknownError(`${what} It was done once or not at all.`, details);
  return new ERRORS[failure.kind](what, details);
}

function describe({ op, key, collection: { kind, name } }: Call<unknown>, backend: Backend): string {
  const of = key === undefined ? '' : ` of ${JSON.stringify(key)}`;
  return `${kind} "${name}" on ${backend.name}: ${op}${of}`;
}

function detailsOf(call: Call<unknown>, backend: Backend, outcome: 'not-applied' | 'unknown'): Details {
  const key = call.key === undefined ? {} : { key: call.key };
  return { backend: backend.name, collection: call.collection.name, op: call.op, outcome, ...key };
}
