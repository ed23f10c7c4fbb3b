/** What a call can reject with. Every error says which collection, operation and key; `code` is for programs, the message for people. */
import type { Outcome } from './backend.js';

export type ErrorCode =
  | 'UNAVAILABLE'
  | 'TIMEOUT'
  | 'OUTCOME_UNKNOWN'
  | 'THROTTLED'
  | 'CONFLICT'
  | 'LOCKED'
  | 'VALUE_TOO_LARGE'
  | 'SERIALIZATION'
  | 'WRONG_TYPE'
  | 'LAYOUT'
  | 'CONFIG'
  | 'CLOSED'
  | 'UNEXPECTED';

export interface Details {
  readonly backend?: string;
  readonly collection?: string;
  readonly op?: string;
  readonly key?: string | number;
  /** Whether the operation can have been done all the same; `n/a` where nothing was sent. */
  readonly outcome?: Outcome | 'n/a';
  readonly cause?: unknown;
}

/** The copies of this package in one process (ESM, CommonJS, bundles) know each other's errors by this. */
const BRAND = Symbol.for('coldstate.AdapterError');

export class AdapterError extends Error {
  override readonly name: string = 'AdapterError';
  readonly backend: string | undefined;
  readonly collection: string | undefined;
  readonly op: string | undefined;
  readonly key: string | number | undefined;
  readonly outcome: Outcome | 'n/a';
  /** Whether the same call may succeed later, unchanged. */
  readonly retryable: boolean;
  readonly [BRAND] = true;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: Details = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.backend = details.backend;
    this.collection = details.collection;
    this.op = details.op;
    this.key = details.key;
    this.outcome = details.outcome ?? 'n/a';
    this.retryable = RETRYABLE.has(code);
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== AdapterError) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === 'object' && value !== null && BRAND in value;
  }
}

const RETRYABLE: ReadonlySet<ErrorCode> = new Set(['UNAVAILABLE', 'TIMEOUT', 'THROTTLED', 'CONFLICT', 'LOCKED']);

/** One class per code, for `instanceof`; it also knows the errors of another copy of this package. */
function errorOf(ofCode: ErrorCode, ofName: string): new (message: string, details?: Details) => AdapterError {
  return class extends AdapterError {
    override readonly name = ofName;

    constructor(message: string, details?: Details) {
      super(ofCode, message, details);
    }

    static override [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof AdapterError && value.code === ofCode;
    }
  };
}

/** No connection, refused, cut, failing over, or the circuit is open. Nothing was done, or it was safe to do twice. */
export class UnavailableError extends errorOf('UNAVAILABLE', 'UnavailableError') {}
/** Not answered within the timeout. */
export class TimeoutError extends errorOf('TIMEOUT', 'TimeoutError') {}
/** The reply was lost of an operation that must not be sent twice: it was done once or not at all. */
export class OutcomeUnknownError extends errorOf('OUTCOME_UNKNOWN', 'OutcomeUnknownError') {}
/** The backend takes no more at the moment; nothing was done. */
export class ThrottledError extends errorOf('THROTTLED', 'ThrottledError') {}
/** Others changed the entry each time between reading and writing; nothing was done. */
export class ConflictError extends errorOf('CONFLICT', 'ConflictError') {}
/** Somebody else holds the lock. */
export class LockedError extends errorOf('LOCKED', 'LockedError') {}
/** Refused before it was sent; of what grows where it lies (a list, an increment), by the backend. */
export class ValueTooLargeError extends errorOf('VALUE_TOO_LARGE', 'ValueTooLargeError') {}
/** A function, symbol, class instance or other value that would not come back as it was; the message has its path. */
export class SerializationError extends errorOf('SERIALIZATION', 'SerializationError') {}
/** An increment of what is no number, a value where an object is; also a key, member or number of a wrong type. */
export class WrongTypeError extends errorOf('WRONG_TYPE', 'WrongTypeError') {}
/** `size`, iteration and `clear` need layout `collection`. */
export class LayoutError extends errorOf('LAYOUT', 'LayoutError') {}
/** A bad URL, name, option or lifetime, a missing package, table or permission. */
export class ConfigError extends errorOf('CONFIG', 'ConfigError') {}
export class ClosedError extends errorOf('CLOSED', 'ClosedError') {}
/** What the backend said and nobody foresaw; `cause` has it. */
export class UnexpectedError extends errorOf('UNEXPECTED', 'UnexpectedError') {}
