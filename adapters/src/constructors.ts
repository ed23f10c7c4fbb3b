/** What makes collections, each for itself: a bundler keeps those that a program uses. */
import { CounterOnMap } from './collections/counter.js';
import { ListOnBackend } from './collections/list.js';
import { LockOnMap } from './collections/lock.js';
import { MapOnBackend } from './collections/map.js';
import { RateLimiterOnBackend } from './collections/rate-limiter.js';
import { recordOn } from './collections/record.js';
import { SequenceOnCounter } from './collections/sequence.js';
import { SessionStoreOnMap } from './collections/session-store.js';
import { SetOnMap } from './collections/set.js';
import type { Host } from './collections/target.js';
import type { InitialOptions, SingleOptions } from './collections/types.js';
import { valueOn } from './collections/value.js';
import type { Collections } from './state.js';

type On<Name extends keyof Collections> = (host: Host) => Collections[Name];

export const sharedMap: On<'sharedMap'> = (host) => (name, options) => new MapOnBackend(host, 'map', name, options);

export const sharedSet: On<'sharedSet'> = (host) => (name, options) => new SetOnMap(host, name, options);

export const sharedList: On<'sharedList'> = (host) => (name, options) => new ListOnBackend(host, name, options);

export const sharedCounter: On<'sharedCounter'> = (host) => (name, options) => new CounterOnMap(host, name, options);

export const sharedRecord: On<'sharedRecord'> =
  (host) =>
  <T extends object>(name: string, options?: SingleOptions<T> | InitialOptions<T>) =>
    recordOn<T>(host, name, options as InitialOptions<T>);

export const sharedValue: On<'sharedValue'> =
  (host) =>
  <V>(name: string, options?: SingleOptions<V> | InitialOptions<V>) =>
    valueOn<V>(host, name, options as InitialOptions<V>);

export const rateLimiter: On<'rateLimiter'> = (host) => (name, options) =>
  new RateLimiterOnBackend(host, name, options);

export const sessionStore: On<'sessionStore'> = (host) => (name, options) => new SessionStoreOnMap(host, name, options);

export const sequence: On<'sequence'> = (host) => (name, options) => new SequenceOnCounter(host, name, options);

export const lock: On<'lock'> = (host) => (name, options) => new LockOnMap(host, name, options);
