import type {
  ListOptions,
  Lock,
  MapOptions,
  RateLimiter,
  RateLimiterOptions,
  CollectionOptions,
  InitialOptions,
  InitialRecord,
  InitialValue,
  Sequence,
  SequenceOptions,
  SessionOptions,
  SessionStore,
  SetOptions,
  SharedCounter,
  SharedList,
  SharedMap,
  SharedRecord,
  SharedSet,
  SharedValue,
  SingleOptions,
  Key,
} from './collections/types.js';

/** What makes collections: synchronous, and nothing is opened until the first operation. */
export interface Collections {
  readonly sharedMap: <V, K extends Key = Key>(name: string, options?: MapOptions<V>) => SharedMap<V, K>;
  readonly sharedSet: <T extends Key = string>(name: string, options?: SetOptions) => SharedSet<T>;
  readonly sharedList: <V>(name: string, options?: ListOptions) => SharedList<V>;
  readonly sharedCounter: (name: string, options?: CollectionOptions) => SharedCounter;
  readonly sharedRecord: {
    <T extends object>(name: string, options: InitialOptions<T>): InitialRecord<T>;
    <T extends object>(name: string, options?: SingleOptions<T>): SharedRecord<T>;
  };
  readonly sharedValue: {
    <V>(name: string, options: InitialOptions<V>): InitialValue<V>;
    <V>(name: string, options?: SingleOptions<V>): SharedValue<V>;
  };
  readonly rateLimiter: (name: string, options?: RateLimiterOptions) => RateLimiter;
  readonly sessionStore: <S extends object>(name: string, options?: SessionOptions<S>) => SessionStore<S>;
  readonly sequence: (name: string, options?: SequenceOptions) => Sequence;
  readonly lock: (name: string, options?: Pick<CollectionOptions, 'role'>) => Lock;
}

/** A set of collections with connections of its own: for tests, and for several backends in one process. */
export interface State extends Collections {
  /** Ends the connections that it opened. Calls reject afterwards. Idempotent. */
  readonly close: () => Promise<void>;
}
