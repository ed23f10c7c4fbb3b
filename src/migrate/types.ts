/** The words of a migration, all plain data: what is planned can be shown, stored and compared before a byte is written. */
import type { Form, Role } from '../model/words.js';

export type Destination = 'redis' | 'dynamodb';

/** A change of one range of a file's text; `start` and `end` are UTF-16 offsets into what is on disk without its byte order mark, equal for an insertion. */
export interface Edit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Of a `TextEdit`; what is joined has none. */
  readonly reach?: number;
  /** One clause for the diff: `the read and the write become one operation`. */
  readonly reason: string;
  /** Ids of the findings that need it; several may ask for the same edit (`async`). */
  readonly stores: readonly string[];
}

/** A place in a file; from 1, relative to the root. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export const REFUSALS = {
  ACCESSOR: 'a getter or setter cannot wait',
  CHAINED_SET: 'the Map that `set` returns is used',
  CTOR: 'a constructor cannot wait',
  CROSS_STORE: 'what one store says decides what is written to another, in one step',
  DETACHED_METHOD: 'a method is taken off the store',
  EDGE_RUNTIME: 'it runs where neither Redis nor DynamoDB can be reached by TCP',
  EMIT_ORDER: 'what follows `emit` needs the work of its listeners',
  ESCAPED_FUNCTION: 'a function that will wait is handed to code that does not',
  ESCAPING_REF: 'a record is kept or changed outside of the step that read it',
  EXTERNAL_CONSUMER: 'code outside of the project uses it',
  EXTERNAL_CONTRACT: 'a declaration that is not the project’s says that it is synchronous',
  FLOWS_TO_ANY: 'its type is lost on the way, so not every use is known',
  GENERATOR: 'a synchronous generator cannot wait',
  IDENTITY: 'it is used as the object that it is, not for what it holds',
  INITIALISER: 'an initialiser cannot wait',
  KEY_TYPE: 'its keys are neither strings nor integers',
  LIVE_PROPERTY: 'a property is taken off the store, and would not change any more',
  MIXED_ARGUMENT: 'a function takes it and others like it',
  MULTI_KEY: 'one step reads or changes several entries together',
  NESTED_WRITE: 'a path that is not known is written',
  NO_ADAPTER: 'no shared collection takes its place',
  NO_LEASE: 'a lock needs a time after which it is free again',
  NO_TTL: 'nothing says how long an entry lives',
  NON_SERIALISABLE: 'its values cannot be sent to another process',
  NOT_REPEATABLE: 'what happens between the read and the write cannot be done twice',
  ORDER: 'it relies on the order of insertion',
  PARSE: 'a file does not parse',
  PROTOCOL: 'the language calls it, and does not wait',
  PUBLIC_API: 'the package exports it',
  REACT_SYNC: 'rendering cannot wait',
  RETURNS_STORE: 'a caller uses the Map that comes back',
  RUNTIME_UNSUPPORTED: 'neither Redis nor DynamoDB can be reached from where it runs',
  SEEDED: 'it begins with entries',
  SHARED_NAME: 'several instances would share one name',
  SYNC_CALLBACK: 'what calls it does not wait for it',
  TEST_DOUBLE: 'a test puts something else in its place',
  TIMER_ESCAPES: 'the handle of its timer is used elsewhere',
  TOP_LEVEL_CJS: 'a CommonJS module cannot wait at its top level',
  TORN_STEP: 'a check and what follows from it are in two functions',
  TYPE_CHECK: 'the project’s own type check finds new errors',
  TYPE_GUARD: 'a type guard cannot wait',
  UNKNOWN_USE: 'it is used in a way that is not understood',
  UNVERIFIED: 'a check of the result failed',
  VOLATILE: 'Redis may lose it, and nothing else has it',
} as const;
export type RefusalCode = keyof typeof REFUSALS;

/** A reasoned no. Nothing is changed for that store. */
export interface Refusal extends Place {
  readonly store: string;
  readonly code: RefusalCode;
  /** What stands there, in this code's words: `the constructor of Cache calls sessions.get`. */
  readonly why: string;
  /** What a person can do about it. */
  readonly advice: string;
  /** Code to paste, for this very place. */
  readonly replacement?: string;
}

export const WARNINGS = {
  CONCURRENCY: 'calls that were made one after the other are made at the same time',
  CROSS_STORE: 'two stores are no longer changed in one step',
  MOVED_EVALUATION: 'something is computed although it may not be needed',
  ONCE_PER_INSTANCE: 'each instance may compute it',
  ORDER: 'entries come in another order',
  PARTIAL_WRITE: 'a failure between two writes leaves the first',
  RACE: 'others can write between two reads',
  TEST_CLOCK: 'a test moves the clock, which a server does not follow as memory does',
  VALUE_COPIED: 'a caller gets a copy where it got the record itself',
} as const;
export type WarningCode = keyof typeof WARNINGS;

/** It is done, and this differs. */
export interface Warning extends Place {
  readonly store: string;
  readonly code: WarningCode;
  readonly why: string;
}

/** A collection of `@coldstate/adapters`, and how it is declared. */
export interface AdapterChoice {
  /** `sharedMap`, `rateLimiter` … */
  readonly constructor: string;
  /** Of the collection: `rate-limiter.windows`. */
  readonly name: string;
  /** Type arguments as written: `Window`; none in JavaScript. */
  readonly typeArguments?: string;
  /** Options as written, in order: `['role', "'rate-limit'"]`. */
  readonly options: readonly (readonly [name: string, value: string])[];
  /** Why these: one line each. */
  readonly because: readonly string[];
  /** Of a store that a library is given, how it stands among its options: `store: new RedisStore({ … })`. */
  readonly written?: string;
}

export interface ChangedFunction extends Place {
  readonly name: string;
}

/** What a migration of one store will do. */
export interface StorePlan extends Place {
  readonly store: string;
  readonly symbol: string;
  readonly form: Form;
  readonly role: Role;
  readonly adapter: AdapterChoice;
  /** Functions that become asynchronous. */
  readonly functions: readonly ChangedFunction[];
  /** Calls that are awaited from now on. */
  readonly callSites: number;
  readonly files: readonly string[];
  /** Companions that the lifetime of entries replaces: `sweep timer`, `lastPurge`. */
  readonly removed: readonly string[];
  readonly warnings: readonly Warning[];
}

/** A store that stays as it is, and all the reasons. */
export interface RefusedStore extends Place {
  readonly store: string;
  readonly symbol: string;
  readonly form: Form;
  readonly role: Role;
  readonly refusals: readonly Refusal[];
}

/** Where a program is entered; what the audit knows of it. */
export interface PlannedEntry {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly kind: string;
  readonly route?: string;
  readonly unit: string;
}

/** Where a request uses a store, as the code is before anything is edited. */
export interface PlannedAccess extends Place {
  readonly store: string;
}

export interface MigrationPlan {
  readonly schema: 1;
  readonly to: Destination;
  readonly entryPoints: readonly PlannedEntry[];
  /** Of all its stores, those that are refused too. */
  readonly accesses: readonly PlannedAccess[];
  readonly stores: readonly StorePlan[];
  readonly refused: readonly RefusedStore[];
  /** By file and place; they do not overlap. */
  readonly edits: readonly Edit[];
  /** Files that are made, with their text. */
  readonly created: readonly { readonly file: string; readonly text: string; readonly stores: readonly string[] }[];
  /** Packages that the stores need, beside what the project has. */
  readonly dependencies: readonly PlannedDependency[];
}

export interface PlannedDependency {
  readonly name: string;
  readonly range: string;
  readonly stores: readonly string[];
}
