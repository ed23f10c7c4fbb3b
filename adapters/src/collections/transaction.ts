/** `update` and `transact`: read, run the body on a copy, write if nobody else has written in between, else again. */
import type { Backend, Fields, Place, Snapshot, Swapped } from '../backend.js';
import { backoffMs } from '../tries.js';
import { clock, now } from '../clock.js';
import { ConfigError, ConflictError, WrongTypeError } from '../errors.js';
import { KEY_FIELD } from '../keys.js';
import { Draft, type Change } from './cell.js';
import { entryAt, type Keeper } from './keeper.js';
import { isDown } from './target.js';
import type { Cell, Key, Life, TransactOptions } from './types.js';

export interface Transaction<V, R> {
  readonly op: string;
  readonly key: Key;
  /** Runs once for each attempt. `rollBack`: write nothing of what it did. */
  readonly body: (cell: Cell<V>, rollBack: () => void) => R;
  readonly options: TransactOptions | undefined;
}

const MAX_ATTEMPTS = 100;
/** A lost race says what the winner wrote, so the next attempt follows at once; who loses this often lets the others pass first. */
const ATTEMPTS_IN_A_ROW = 3;
const CONFLICT_BACKOFF_MS = { first: 2, most: 60 };
const ABSENT: Snapshot = { fields: undefined, nonce: undefined, history: [] };

/** Transactions on one key take turns within a process; between processes the first to write wins. */
export function transact<V, R>(keeper: Keeper<V>, transaction: Transaction<V, R>): Promise<R> {
  try {
    const maxAttempts = maxAttemptsOf(transaction);
    const place = keeper.placeOf(transaction.key);
    return place instanceof Promise
      ? place.then((there) => inTurn(keeper, there, transaction, maxAttempts))
      : inTurn(keeper, place, transaction, maxAttempts);
  } catch (error) {
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as it was thrown
    return Promise.reject(error);
  }
}

function maxAttemptsOf({ op, key, options }: Transaction<never, unknown>): number {
  const maxAttempts = options?.maxAttempts ?? MAX_ATTEMPTS;
  if (Number.isInteger(maxAttempts) && maxAttempts >= 1) return maxAttempts;
  throw new ConfigError(`${op} of ${JSON.stringify(key)}: maxAttempts is an integer from 1, not ${maxAttempts}.`);
}

function inTurn<V, R>(
  keeper: Keeper<V>,
  place: Place,
  transaction: Transaction<V, R>,
  maxAttempts: number,
): Promise<R> {
  const { namespace, kind, name } = place.collection;
  return keeper.target.link.queues.run(
    `${namespace}\n${kind}\n${name}\n${place.key}`,
    () => commit(keeper, place, transaction, maxAttempts),
    (error) => {
      return isDown(error) ? keeper.target.notSent(transaction.op, transaction.key, error) : undefined;
    },
  );
}

async function commit<V, R>(
  keeper: Keeper<V>,
  place: Place,
  transaction: Transaction<V, R>,
  maxAttempts: number,
): Promise<R> {
  const { op, key } = transaction;
  const { target } = keeper;
  const only = keeper.onlyAt(place);
  const send = ({ entries }: Backend) => entries.read(place, only);
  const read = (since: number) => target.call<Snapshot>({ op, key, repeat: 'read', send, since }, ABSENT);
  // Begun anew by each conflict: then the backend has answered, and somebody got on.
  let since = now();
  let snapshot = await read(since);
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    const began = now();
    const { change, settle } = run(keeper, snapshot, transaction);
    // What the body takes is no time that the backend took.
    since += now() - began;
    if (change === undefined) return settle();
    const completed = change.next && keeper.complete(op, key, place, change.next);
    const next = completed instanceof Promise ? await completed : completed;
    const { expiry } = change;
    const swapped = await swap(keeper, { place, snapshot, next, expiry, since }, transaction);
    if (swapped.applied) return settle();
    snapshot = swapped.current;
    since = now();
    if (attempt % ATTEMPTS_IN_A_ROW !== 0) continue;
    await new Promise((resolve) => clock.setTimeout(resolve, backoffMs(attempt, CONFLICT_BACKOFF_MS)));
    since = now();
    snapshot = await read(since);
  }
  const message = `${target.kind} "${target.name}": ${op} of ${JSON.stringify(key)} gave up after ${maxAttempts} attempts: others changed the entry each time.`;
  throw new ConflictError(message, { collection: target.name, op, key, outcome: 'not-applied' });
}

/** Runs the body on a copy. `settle` returns or throws as it did, once what it changed is committed. */
function run<V, R>(
  { codec, lives }: Keeper<V>,
  snapshot: Snapshot,
  { body, options }: Transaction<V, R>,
): { change: Change | undefined; settle: () => R } {
  const cell = new Draft<V>(withoutKey(snapshot.fields), { codec, lives, life: lifeIn(options) });
  const outcome = { isRolledBack: false };
  const rollBack = () => {
    outcome.isRolledBack = true;
  };
  let settle: () => R;
  try {
    const result = body(cell, rollBack);
    settle = () => result;
  } catch (error) {
    settle = () => {
      throw error;
    };
  }
  return { change: outcome.isRolledBack ? undefined : cell.change(), settle };
}

interface Step extends Change {
  readonly place: Place;
  readonly snapshot: Snapshot;
  readonly since: number;
}

function swap<V>(
  { target }: Keeper<V>,
  { place, snapshot, next, expiry, since }: Step,
  { op, key }: Transaction<V, unknown>,
): Promise<Swapped> {
  const { nonce: expected, history } = snapshot;
  const swapping = { expected, history, nonce: target.link.nonces.next(), next, expiry };
  const send = ({ entries }: Backend) => entries.swap(place, swapping);
  return target.call({ op, key, repeat: 'repeatable', send, since, writes: entryAt(place) }, { applied: true });
}

/** A body that waits would hold its copy across other people's writes; what it did after the first `await` would be lost. */
export function synchronous<R>(result: R, op: string, rollBack: () => void): R {
  if (typeof (result as Partial<PromiseLike<unknown>> | null | undefined)?.then !== 'function') return result;
  if (result instanceof Promise) result.catch(() => undefined);
  rollBack();
  throw new WrongTypeError(
    `The function given to ${op} is asynchronous. It runs on a copy, maybe more than once: await before or after it.`,
  );
}

function lifeIn(options: TransactOptions | undefined): Life | undefined {
  if (options === undefined) return undefined;
  const { ttl, retain } = options;
  if (ttl === undefined && retain === undefined) return undefined;
  return { ...(ttl && { ttl }), ...(retain && { retain }) };
}

function withoutKey(fields: Fields | undefined): Fields | undefined {
  if (fields?.has(KEY_FIELD) !== true) return fields;
  const rest = new Map(fields);
  rest.delete(KEY_FIELD);
  return rest;
}
