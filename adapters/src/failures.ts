/** From what a backend failed with to what the caller is told: which collection, operation and key, and whether it can have been done. */
import { BackendFailure, type Backend, type FailureKind } from './backend.js';
import type { Call } from './connection.js';
import type { AdapterError } from './errors.js';
import {
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

export function asFailure(thrown: unknown): BackendFailure {
  if (thrown instanceof BackendFailure) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new BackendFailure('unexpected', 'unknown', message, { cause: thrown });
}

/** Of a call whose time is over. `inFlight`: an attempt is not answered; `lost`: the reply of one was lost; `last`: what the last one met. */
export function lateError(
  call: Call<unknown>,
  backend: Backend,
  { inFlight, lost, last }: { inFlight: boolean; lost: boolean; last: BackendFailure | undefined },
  timeoutMs: number,
): AdapterError {
  const mayBeDone = inFlight || lost;
  // Between two tries the time ran out: what stood in the way is known.
  if (!inFlight && last !== undefined) return errorFor(last, call, backend, lost);
  const late = `${describe(call, backend)} was not answered within ${timeoutMs} ms (COLDSTATE_TIMEOUT_MS)`;
  const details = detailsOf(call, backend, mayBeDone && call.repeat !== 'read' ? 'unknown' : 'not-applied');
  return mayBeDone && call.repeat === 'once'
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

export function errorFor(failure: BackendFailure, call: Call<unknown>, backend: Backend, lost: boolean): AdapterError {
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

export function describe({ op, key, collection: { kind, name } }: Call<unknown>, backend: Backend): string {
  const of = key === undefined ? '' : ` of ${JSON.stringify(key)}`;
  return `${kind} "${name}" on ${backend.name}: ${op}${of}`;
}

export function detailsOf(call: Call<unknown>, backend: Backend, outcome: 'not-applied' | 'unknown'): Details {
  const key = call.key === undefined ? {} : { key: call.key };
  return { backend: backend.name, collection: call.collection.name, op: call.op, outcome, ...key };
}
