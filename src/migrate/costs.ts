/**
 * What each operation of a collection costs, as the guide of the adapters says: round trips, and DynamoDB's units for entries of up to 1 KB. A
 * conflict adds a round trip and a write. The one table of it; a test reads the guide beside it.
 */

/** One number, at least and at most, or `each`: one for each page of entries that is read. */
export type Count = number | readonly [least: number, most: number] | 'each';

export interface OperationCost {
  readonly redis: Count;
  readonly dynamodb: Count;
  readonly reads: Count;
  readonly writes: Count;
}

const cost = (redis: Count, dynamodb: Count, reads: Count, writes: Count): OperationCost => ({
  ...{ redis, dynamodb, reads, writes },
});

const READ = cost(1, 1, 1, 0);
const WRITE = cost(1, 1, 0, 1);
/** One that is not there yet is made in steps of its own. */
const ADD = cost(1, [1, 3], [0, 1], [1, 2]);
const SWAP = cost([1, 2], [1, 2], 1, [0, 1]);
const REMOVE = cost(1, [1, 2], 0, [1, 2]);
const SCAN = cost('each', 'each', 'each', 0);
const MAKE = cost([1, 2], [1, 2], 1, [0, 1]);

const map = {
  get: READ,
  has: READ,
  set: WRITE,
  delete: REMOVE,
  take: cost([1, 2], [1, 2], 1, [0, 1]),
  getMany: cost(1, 1, 'each', 0),
  setMany: cost(1, 1, 0, 'each'),
  setIfAbsent: WRITE,
  getOrSet: MAKE,
  increment: ADD,
  patch: ADD,
  update: SWAP,
  transact: SWAP,
  touch: WRITE,
  entries: SCAN,
  keys: SCAN,
  values: SCAN,
  forEach: SCAN,
  size: cost(1, 'each', 'each', 0),
  clear: cost('each', 'each', 'each', 'each'),
};

const value = {
  get: READ,
  set: WRITE,
  setIfAbsent: WRITE,
  getOrSet: MAKE,
  update: SWAP,
  transact: SWAP,
  delete: REMOVE,
};

/** By constructor and method. */
export const COSTS: Readonly<Record<string, Readonly<Record<string, OperationCost>>>> = {
  sharedMap: map,
  sharedSet: {
    add: WRITE,
    has: READ,
    delete: WRITE,
    pop: cost(3, 2, 'each', 1),
    values: SCAN,
    size: map.size,
    clear: map.clear,
  },
  sharedList: {
    push: cost(1, [1, 2], 0, [1, 2]),
    unshift: cost(1, [1, 2], 0, [1, 2]),
    shift: cost(1, [1, 2], [0, 1], 1),
    drain: cost(1, [1, 3], [0, 1], 1),
    pop: cost(1, 2, 1, 1),
    at: READ,
    slice: READ,
    length: READ,
    trim: cost(1, 2, 1, [0, 1]),
    clear: WRITE,
  },
  sharedCounter: { get: READ, increment: ADD, decrement: ADD, set: WRITE, reset: REMOVE },
  sharedRecord: {
    get: READ,
    set: WRITE,
    patch: ADD,
    add: ADD,
    increment: ADD,
    update: SWAP,
    transact: SWAP,
    delete: REMOVE,
  },
  sharedValue: value,
  rateLimiter: { consume: cost(1, [1, 2], [0, 1], [0, 2]), peek: READ, reset: cost([1, 2], 2, 1, 1) },
  sessionStore: {
    create: cost([1, 3], [1, 3], [0, 2], [1, 2]),
    get: cost([1, 3], [1, 3], 1, [0, 2]),
    save: cost([1, 4], [1, 4], [1, 2], [0, 2]),
    patch: SWAP,
    update: SWAP,
    touch: cost([1, 3], [1, 3], [0, 1], [1, 2]),
    destroy: cost([1, 3], [1, 4], [0, 1], [1, 3]),
    ofUser: cost(3, 2, 'each', 0),
    destroyUser: cost(5, [4, 5], 'each', 'each'),
  },
  sequence: { next: ADD, nextBase62: ADD },
  lock: { acquire: WRITE, withLock: cost(3, 3, 1, 2) },
};

/** What a loop over the collection itself costs: `for await (const [key, value] of store)`. */
export const ITERATION = SCAN;

/** By the name of the type that a collection has. */
export const CONSTRUCTORS: Readonly<Record<string, string>> = {
  SharedMap: 'sharedMap',
  SharedSet: 'sharedSet',
  SharedList: 'sharedList',
  SharedCounter: 'sharedCounter',
  SharedRecord: 'sharedRecord',
  InitialRecord: 'sharedRecord',
  SharedValue: 'sharedValue',
  InitialValue: 'sharedValue',
  RateLimiter: 'rateLimiter',
  SessionStore: 'sessionStore',
  Sequence: 'sequence',
  Lock: 'lock',
};

/** What a call does while the backend cannot be reached. */
export type Outage = 'rejects' | 'ignored' | 'local' | 'allowed';

export const OUTAGES: Readonly<Record<Outage, string>> = {
  rejects: 'the call rejects, so that the caller can answer 503',
  ignored: 'reads find nothing, writes are dropped',
  local: 'each instance limits by itself',
  allowed: 'every request passes',
};

const WHEN_DOWN: Readonly<Record<string, Outage>> = {
  throw: 'rejects',
  ignore: 'ignored',
  local: 'local',
  allow: 'allowed',
};

/** Never anything else: no session is lost, no number given twice. */
const ALWAYS_REJECT: ReadonlySet<string> = new Set(['sessionStore', 'lock', 'sequence']);

export function outageOf({
  constructor,
  options,
}: {
  readonly constructor: string;
  readonly options: readonly (readonly [name: string, value: string])[];
}): Outage {
  const given = new Map(options.map(([name, text]) => [name, text.replace(/^['"`]|['"`]$/g, '')] as const));
  if (ALWAYS_REJECT.has(constructor)) return 'rejects';
  const said = WHEN_DOWN[given.get('whenDown') ?? ''];
  if (said !== undefined) return said;
  const role = given.get('role') ?? '';
  if (constructor === 'rateLimiter') return role === 'auth' || role === 'security' ? 'rejects' : 'local';
  return role === 'cache' || role === 'metrics' ? 'ignored' : 'rejects';
}
