/** One call on its way to the backend: tried, maybe tried again, and settled in time. */
import type { Backend, BackendFailure, FailureKind } from './backend.js';
import { OPEN_MS, type Breaker } from './breaker.js';
import { clock, now } from './clock.js';
import type { Call, ConnectionOptions } from './connection.js';
import { afterArrivals, type Deadline, type Deadlines } from './deadlines.js';
import { AdapterError, ClosedError, UnavailableError } from './errors.js';
import { asFailure, describe, detailsOf, errorFor, lateError } from './failures.js';
import type { Lanes } from './lanes.js';

/** What is worth another try. All tries together have the one timeout. */
const PASSING: ReadonlySet<FailureKind> = new Set(['unavailable', 'throttled']);
/** Of what was refused: a server that is gone fails soon. One that loses replies is alive, and is asked again as long as the call has time. */
const MAX_REFUSALS = 8;
/** This part of the timeout may be spent before it counts: below it, all calls share one timer. */
const NO_MATTER = 0.1;
/** What the last step of an operation gets in any case: the 20 % over the timeout that a failure may take. */
const LEAST = 0.2;
const BACKOFF_MS = { first: 5, most: 100 };

/** More than these, in flight and waiting, are refused: beyond that an outage would fill the memory. */
const MAX_PENDING = 10_000;

/** What the calls of one connection share. */
export interface Traffic {
  readonly options: ConnectionOptions;
  readonly deadlines: Deadlines;
  readonly breaker: Breaker;
  lanes: Lanes;
  pending: number;
  isClosed: boolean;
}

export function begin<T>(traffic: Traffic, call: Call<T>, backend: Backend): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    new Tries(traffic, call, backend, resolve, reject).begin();
  });
}

/** Of a call that rejects. */
export function told({ mirror, onError }: ConnectionOptions, call: Call<unknown>, error: unknown): void {
  if (!(error instanceof AdapterError)) return;
  if (error.outcome === 'unknown' && call.writes !== undefined) mirror?.missed(error);
  tell(onError, error);
}

/** An object and not closures: making those took as long as the client takes to make a command. */
class Tries<T> implements Deadline {
  at = 0;
  previous: Deadline | undefined;
  next: Deadline | undefined;
  readonly #traffic: Traffic;
  readonly #call: Call<T>;
  readonly #backend: Backend;
  readonly #resolve: (result: T) => void;
  readonly #reject: (error: unknown) => void;
  readonly #answersBefore: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;
  #isProbe = false;
  #hasLane = false;
  /** An attempt was sent and not answered. */
  #isInFlight = false;
  #lost = 0;
  #refused = 0;
  #last: BackendFailure | undefined;

  constructor(
    traffic: Traffic,
    call: Call<T>,
    backend: Backend,
    resolve: (result: T) => void,
    reject: (error: unknown) => void,
  ) {
    this.#traffic = traffic;
    this.#call = call;
    this.#backend = backend;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#answersBefore = traffic.breaker.answers;
  }

  begin(): void {
    const refusal = this.#refusal();
    if (refusal !== undefined) {
      this.#fail(refusal);
      return;
    }
    this.#traffic.pending++;
    this.#startClock();
    this.#traffic.lanes.enter(this);
  }

  /** Fails at once where trying would be in vain. */
  #refusal(): AdapterError | undefined {
    const { isClosed, pending, breaker } = this.#traffic;
    if (isClosed) return new ClosedError('This state was closed.', this.#notApplied());
    const notSent = (why: string) =>
      new UnavailableError(`${describe(this.#call, this.#backend)} was not sent: ${why}`, this.#notApplied());
    // Memory is never out: whatever is asked of it at once, it answers at once.
    if (pending >= MAX_PENDING && this.#backend.name !== 'memory')
      return notSent(`${MAX_PENDING} calls wait for an answer already.`);
    const admits = breaker.admits();
    this.#isProbe = admits === 'probe';
    if (admits !== 'none') return undefined;
    return notSent(`the last ${breaker.failuresInARow} calls failed, the next try is due in at most ${OPEN_MS} ms.`);
  }

  #notApplied() {
    return detailsOf(this.#call, this.#backend, 'not-applied');
  }

  #startClock(): void {
    const { since } = this.#call;
    const { timeoutMs } = this.#traffic.options;
    const time = now();
    const spent = since === undefined ? 0 : time - since;
    if (spent <= timeoutMs * NO_MATTER) {
      this.#traffic.deadlines.begin(this, time);
      return;
    }
    const left = Math.max(timeoutMs - spent, timeoutMs * LEAST);
    this.at = time + left;
    this.#timer = clock.setTimeout(() => {
      afterArrivals(() => {
        this.expire();
      });
    }, left);
  }

  /** The lane is free. False: it is not needed any more. */
  enter(): boolean {
    if (this.#isOver) return false;
    this.#hasLane = true;
    this.#attempt();
    return true;
  }

  #attempt(): void {
    this.#isInFlight = true;
    sent(this.#call, this.#backend).then(
      (result) => {
        if (!this.#isOver) this.#answer(result);
      },
      (thrown: unknown) => {
        if (!this.#isOver) this.#meet(asFailure(thrown));
      },
    );
  }

  #answer(result: T): void {
    const { mirror } = this.#traffic.options;
    const { writes } = this.#call;
    this.#end();
    this.#traffic.breaker.answered();
    if (mirror === undefined || writes === undefined) this.#resolve(result);
    else
      mirror.bring(writes, this.#backend).then(() => {
        this.#resolve(result);
      }, this.#reject);
  }

  #meet(failure: BackendFailure): void {
    this.#isInFlight = false;
    this.#last = failure;
    const failures = failure.outcome === 'unknown' ? ++this.#lost : ++this.#refused;
    if (isWorthAnother(this.#call, failure, failures)) {
      clock.setTimeout(() => {
        // A process that was frozen meanwhile must not send again what nobody remembers any more.
        if (!this.#isOver && now() < this.at) this.#attempt();
      }, backoffMs(failures));
      return;
    }
    this.#end();
    if (failure.kind === 'unavailable') this.#traffic.breaker.failed();
    else if (failure.kind !== 'throttled') this.#traffic.breaker.answered();
    this.#fail(errorFor(failure, this.#call, this.#backend, this.#lost > 0));
  }

  expire(): void {
    if (this.#isOver) return;
    const { breaker, options } = this.#traffic;
    this.#end();
    // Where others are answered meanwhile, the connection is alive, and this was only slow.
    const isDead = breaker.answers === this.#answersBefore;
    if (isDead) breaker.failed();
    if (this.#isInFlight && isDead) this.#backend.onTimeout();
    const how = { inFlight: this.#isInFlight, last: this.#last, lost: this.#lost > 0 };
    this.#fail(lateError(this.#call, this.#backend, how, options.timeoutMs));
  }

  #end(): void {
    this.#isOver = true;
    if (this.#timer === undefined) this.#traffic.deadlines.met(this);
    else clock.clearTimeout(this.#timer);
    this.#traffic.pending--;
    if (this.#isProbe) this.#traffic.breaker.probed();
    if (this.#hasLane) this.#traffic.lanes.leave();
  }

  #fail(error: AdapterError): void {
    told(this.#traffic.options, this.#call, error);
    this.#reject(error);
  }
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
