/** What is known about a role: where its data should live, what to call the work, how to test that it was done. */
import type { Role } from '../model/words.js';

export type Backend = 'redis' | 'database' | 'platform' | 'environment' | 'none';

export interface Advice {
  backend: Backend;
  /** Why there: how the data is read, how long it lives, what its loss costs. */
  why: string;
  /** Completes "Phase 3: …". */
  migration: string;
  test: TestKind;
}

export type TestKind = 'limit' | 'survival' | 'count' | 'work' | 'exclusion' | 'isolation' | 'freshness' | 'schedule';

export const advice: Record<Role, Advice> = {
  session: {
    backend: 'redis',
    why: 'read on every request, small, and expires by itself: one round trip with a native TTL',
    migration: 'Move sessions',
    test: 'survival',
  },
  auth: {
    backend: 'database',
    why: 'must survive everything; cache it in Redis only if the extra read is too slow',
    migration: 'Move authentication data',
    test: 'survival',
  },
  'user-data': {
    backend: 'database',
    why: 'users expect to find it again: durability comes before latency',
    migration: 'Move user data',
    test: 'survival',
  },
  entity: {
    backend: 'database',
    why: 'records of the application: durable, read by key, conditional writes against overwriting',
    migration: 'Move records',
    test: 'survival',
  },
  'rate-limit': {
    backend: 'redis',
    why: 'one atomic increment per request on a hot key, worthless after its window',
    migration: 'Move rate limits',
    test: 'limit',
  },
  security: {
    backend: 'redis',
    why: 'every instance must see it at once, and most of it expires; choose a durable database where it does not',
    migration: 'Move security controls',
    test: 'limit',
  },
  counter: {
    backend: 'redis',
    why: 'atomic increments; DynamoDB `ADD` serves as well where the number must survive a lost Redis',
    migration: 'Move counters',
    test: 'count',
  },
  metrics: {
    backend: 'platform',
    why: 'emit them and let the platform add them up: a shared record for metrics is a hot key',
    migration: 'Emit metrics',
    test: 'count',
  },
  history: {
    backend: 'database',
    why: 'append and read by range; a capped Redis list where only the last entries matter',
    migration: 'Move history',
    test: 'count',
  },
  queue: {
    backend: 'platform',
    why: 'a managed queue keeps jobs until they succeed and wakes a worker itself',
    migration: 'Move queues',
    test: 'work',
  },
  lock: {
    backend: 'redis',
    why: '`SET NX PX` gives a lease that ends even when its holder is frozen',
    migration: 'Move locks',
    test: 'exclusion',
  },
  'id-sequence': {
    backend: 'database',
    why: 'an atomic counter, or ids that need none (UUID, ULID)',
    migration: 'Move id sequences',
    test: 'exclusion',
  },
  cache: {
    backend: 'redis',
    why: 'shared, so that one instance warms it for all; or none at all',
    migration: 'Share caches',
    test: 'freshness',
  },
  config: {
    backend: 'environment',
    why: 'read at start-up, the same in every instance; a parameter store where it changes at run time',
    migration: 'Move configuration',
    test: 'freshness',
  },
  client: { backend: 'none', why: 'a handle, one per instance', migration: 'Rework clients', test: 'survival' },
  'connection-registry': {
    backend: 'redis',
    why: 'connections end at one instance: keep who is where in Redis, and send through pub/sub or a managed WebSocket gateway',
    migration: 'Move connection registries',
    test: 'isolation',
  },
  'request-leak': {
    backend: 'none',
    why: 'it belongs to one request: pass it as an argument or keep it in AsyncLocalStorage',
    migration: 'Give each request its own data',
    test: 'isolation',
  },
  'feature-flag': {
    backend: 'environment',
    why: 'the same in every instance: environment variables, or a flag service where it changes at run time',
    migration: 'Move feature flags',
    test: 'freshness',
  },
  scheduler: {
    backend: 'platform',
    why: 'a frozen instance fires no timer: schedules belong to the platform',
    migration: 'Move schedules',
    test: 'schedule',
  },
  cleanup: {
    backend: 'none',
    why: 'expiry in the store replaces it',
    migration: 'Remove clean-up timers',
    test: 'schedule',
  },
  constant: { backend: 'none', why: 'it never changes', migration: 'Rework constants', test: 'freshness' },
  other: {
    backend: 'redis',
    why: 'shared by all instances; a database where it must not be lost',
    migration: 'Move other state',
    test: 'survival',
  },
};

export const backendTitles: Record<Backend, string> = {
  redis: 'Redis (real-time data)',
  database: 'DynamoDB or your database (data that must survive)',
  platform: 'Platform services (queues, schedules, metrics)',
  environment: 'Environment variables (configuration)',
  none: 'No storage needed',
};

/** A test, told about one store; `where` is its routes or the place of its code. */
export const tests: Record<TestKind, { title: string; text: (store: string, where: string) => string }> = {
  limit: {
    title: 'Limits',
    text: (store, where) =>
      `Spread one client's requests to ${where} over two instances. The total that passes must be the limit itself, not twice the limit (${store}).`,
  },
  survival: {
    title: 'Survival',
    text: (store, where) =>
      `Run ${where} with every instance replaced in between (a deploy does that). What was written must be found again (${store}).`,
  },
  count: {
    title: 'Counting',
    text: (store, where) =>
      `Send 500 parallel requests through ${where} on at least two instances, then deploy. The total must be 500 before and after (${store}).`,
  },
  work: {
    title: 'Work',
    text: (store, where) =>
      `Hand over work through ${where} and end the instance at once. It must still be done, and done once (${store}).`,
  },
  exclusion: {
    title: 'Exclusion',
    text: (store, where) =>
      `Run ${where} at the same moment on two instances. Only one may win, and no id may come twice (${store}).`,
  },
  isolation: {
    title: 'Isolation',
    text: (store, where) =>
      `Interleave the requests of two users through ${where}, on one instance and on two. Each must see their own data and all of it (${store}).`,
  },
  freshness: {
    title: 'Freshness',
    text: (store, where) =>
      `Change the source behind ${where}. Every instance must show it within the time that you accept (${store}).`,
  },
  schedule: {
    title: 'Schedules',
    text: (store, where) =>
      `Send no request for longer than the interval of ${where}. The work must have been done all the same, once (${store}).`,
  },
};
