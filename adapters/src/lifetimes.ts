/** From what users say of time to what a backend is told. */
import type { Expiry } from './backend.js';
import type { Life, Lifetime, LifetimeOf } from './collections/types.js';
import { ConfigError } from './errors.js';

/** What a collection says of all its entries. */
export interface Lives<V> {
  readonly ttl?: LifetimeOf<V>;
  readonly retain?: LifetimeOf<V>;
}

export type FixedExpiry = Exclude<Expiry, 'keep'>;

/** The life of an entry that holds `value`: its own, else the collection's, else for ever. */
export function expiryOf<V>(value: V, life: Life | undefined, lives: Lives<V>): FixedExpiry {
  return ownExpiryOf(life) ?? collectionExpiryOf(value, lives) ?? 'never';
}

/** As `expiryOf`, for a change to an entry that is there: it keeps its life unless one is given or written in the value. */
export function changedExpiryOf<V>(value: V, life: Life | undefined, lives: Lives<V>): Expiry {
  const own = ownExpiryOf(life);
  if (own !== undefined) return own;
  return isFromValue(lives.ttl) || isFromValue(lives.retain) ? (collectionExpiryOf(value, lives) ?? 'never') : 'keep';
}

/**
 * For a patch, which has a part of the value: what it says of an end, if it says anything. What `from` cannot work out of a part says nothing.
 */
export function partialExpiryOf<V>(part: () => V, lives: Lives<V>): FixedExpiry | undefined {
  if (!isFromValue(lives.ttl) && !isFromValue(lives.retain)) return undefined;
  try {
    return collectionExpiryOf(part(), lives);
  } catch {
    return undefined;
  }
}

/** Thrown for what could never be a lifetime, when the collection is declared rather than when it is first used. */
export function checkLives(lives: Lives<never>, where: string): void {
  checkPair(lives, where);
  for (const given of [lives.ttl, lives.retain]) {
    if (given === undefined) continue;
    if (isFromValue(given)) {
      if (!UNITS.has(given.unit))
        throw new ConfigError(`${where}: unit is 'ms', 's' or 'date', not ${JSON.stringify(given.unit)}.`);
    } else {
      msOf(given, where);
    }
  }
}

function ownExpiryOf(life: Life | undefined): FixedExpiry | undefined {
  if (life === undefined) return undefined;
  checkPair(life, 'options');
  if (life.ttl !== undefined) return { ms: msOf(life.ttl, 'ttl'), hides: true };
  if (life.retain !== undefined) return { ms: msOf(life.retain, 'retain'), hides: false };
  return undefined;
}

function collectionExpiryOf<V>(value: V, lives: Lives<V>): FixedExpiry | undefined {
  const given = lives.ttl ?? lives.retain;
  if (given === undefined) return undefined;
  const ms = isFromValue(given) ? msFromValue(value, given) : msOf(given, 'ttl');
  return ms === undefined ? undefined : { ms, hides: lives.ttl !== undefined };
}

type FromValue<V> = Extract<LifetimeOf<V>, { from: unknown }>;

export function isFromValue<V>(given: LifetimeOf<V> | undefined): given is FromValue<V> {
  return typeof given === 'object' && 'from' in given;
}

const UNITS: ReadonlySet<string> = new Set<FromValue<unknown>['unit']>(['ms', 's', 'date']);

function msFromValue<V>(value: V, { from, unit }: FromValue<V>): number | undefined {
  const end = from(value);
  if (end === undefined) return undefined;
  const epoch = unit === 'date' || end instanceof Date ? Number(end) : unit === 's' ? end * 1000 : end;
  if (!Number.isFinite(epoch))
    throw new ConfigError(`The end of an entry's life is no time: ${String(end)} (unit ${unit}).`);
  return fromNow(epoch);
}

/** What is over already is kept for one millisecond more: one case less everywhere, and nobody can tell. */
function fromNow(epoch: number): number {
  return Math.max(1, Math.ceil(epoch - Date.now()));
}

function msOf(lifetime: Lifetime, where: string): number {
  if (typeof lifetime !== 'object') {
    throw new ConfigError(`${where}: a lifetime says its unit, { ms } or { s }; it is ${String(lifetime)}.`);
  }
  if ('at' in lifetime) {
    const epoch = lifetime.at instanceof Date ? lifetime.at.getTime() : NaN;
    if (!Number.isFinite(epoch)) throw new ConfigError(`${where}: { at } is no valid Date.`);
    return fromNow(epoch);
  }
  const ms = 'ms' in lifetime ? lifetime.ms : 's' in lifetime ? lifetime.s * 1000 : NaN;
  if (!(ms > 0 && Number.isFinite(ms))) {
    throw new ConfigError(
      `${where}: a lifetime is { ms }, { s } or { at }, more than 0 and finite; it is ${JSON.stringify(lifetime)}.`,
    );
  }
  return Math.ceil(ms);
}

function checkPair({ ttl, retain }: { ttl?: unknown; retain?: unknown }, where: string): void {
  if (ttl !== undefined && retain !== undefined) {
    throw new ConfigError(`${where}: ttl hides an entry at its time, retain keeps it visible: choose one of them.`);
  }
}
