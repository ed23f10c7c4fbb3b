/** What is measured: the same operations by the adapter, by the bare client, and by the libraries that have them. */
import type { State } from '../src/state.js';
import type { Way } from './measure.js';

export const OPERATIONS = ['get', 'has', 'set', 'setIfAbsent', 'increment', 'update', 'patch', 'consume'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** `at` is how many calls of this way there were before. */
export type Calls = Partial<Record<Operation, (at: number) => Promise<unknown>>>;

export interface Contender {
  readonly name: string;
  /**
   * `plain`: the bare client with the plain command. `equal`: the bare client with the least that gives what the adapter gives (a version that every
   * write changes, an expiry that hides at its time), where that is more. `library`: somebody else's.
   */
  readonly role: 'adapter' | 'plain' | 'equal' | 'library';
  readonly calls: Calls;
  /** Where it gives less than the adapter does, so that being faster says nothing. */
  readonly lesser?: readonly Operation[];
}

/** A cart is what most programs would keep: some text, some numbers. */
export const VALUE = { customer: 'ada@example.com', status: 'open', items: 3, total: 41.97 };
export const TEXT = JSON.stringify(VALUE);
export const UNLIMITED = { limit: 1e9, windowMs: 600_000 };

/** A machine that is busy is slow, and not what is measured. */
export const PATIENT_MS = 30_000;

/** Calls go round these keys, so that no call waits for another's key. */
const KEYS = 500;
export const keyAt = (at: number): string => `cart:${at % KEYS}`;
/** Keys of what was never there. */
export function freshKeys(): () => string {
  let made = 0;
  return () => `cart:new:${made++}`;
}

export async function fill(set: (key: string) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < KEYS; at++) await set(keyAt(at));
}

export async function adapterCalls(state: State): Promise<Calls> {
  const carts = state.sharedMap<typeof VALUE>('carts');
  const counts = state.sharedMap<number>('counts');
  const visits = state.sharedMap<{ clicks: number; at: number }>('visits', { fields: true });
  const limiter = state.rateLimiter('api', { ...UNLIMITED, role: 'security' });
  const freshKey = freshKeys();
  await fill((key) => carts.set(key, VALUE));
  return {
    get: (at) => carts.get(keyAt(at)),
    has: (at) => carts.has(keyAt(at)),
    set: (at) => carts.set(keyAt(at), VALUE),
    setIfAbsent: () => carts.setIfAbsent(freshKey(), VALUE),
    increment: (at) => counts.increment(keyAt(at)),
    update: (at) => carts.update(keyAt(at), (cart = VALUE) => ({ ...cart, items: cart.items + 1 })),
    patch: (at) => visits.patch(keyAt(at), { increment: { clicks: 1 }, set: { at } }),
    consume: (at) => limiter.consume(keyAt(at)),
  };
}

/** The ways of one operation, and which of them is what. */
export function waysOf(operation: Operation, contenders: readonly Contender[]): Way[] {
  return contenders.flatMap(({ name, calls }) => {
    const call = calls[operation];
    return call === undefined ? [] : [{ name, call }];
  });
}
