/** Entries that are one value: strings, most of whose operations are plain commands. */
import {
  BackendFailure,
  type Collection,
  type Encoded,
  type Expiry,
  type Patch,
  type Place,
  type Stored,
} from '../../backend.js';
import { keysFor, entryKey } from './keys.js';
import { ttlOf } from './life.js';
import type { Command, RedisPort, Reply } from './port.js';
import { nothing, run, type Call } from './run-script.js';
import type { Scripts } from './script-parts.js';
import { fieldsIn, madeBy, textOf } from './texts.js';
import * as scripts from './whole-scripts.js';

type Life = Exclude<Expiry, 'keep'>;

function lasting(args: string[], expiry: Life): string[] {
  if (expiry !== 'never') args.push('PX', ttlOf(expiry));
  return args;
}

/** Of layout `entries`. */
export function setCommand(place: Place, value: Encoded, expiry: Life, nonce: string): Command {
  const key = entryKey(place);
  return { key, args: lasting(['SET', key, textOf(value, nonce)], expiry) };
}

/** Of layout `collection`. */
export function setCall(place: Place, value: Encoded, expiry: Life, nonce: string): Call {
  return { script: scripts.set, keys: keysFor(place), args: [textOf(value, nonce), ttlOf(expiry)] };
}

export function setWhole(port: RedisPort, place: Place, value: Encoded, expiry: Life, nonce: string): Promise<void> {
  return place.collection.layout === 'entries'
    ? port.send(setCommand(place, value, expiry, nonce)).then(nothing)
    : run(port, setCall(place, value, expiry, nonce), nothing);
}

interface Making {
  readonly place: Place;
  readonly value: Encoded;
  readonly expiry: Life;
  readonly nonce: string;
}

/** How often an entry may vanish between looking at it and reading it. */
const MOST_ROUNDS = 16;

/** `met`: what to make of an error. */
export type SetIfAbsent = (making: Making, met: (error: unknown) => Promise<Stored>) => Promise<Stored>;

export function wholeSetIfAbsent(port: RedisPort): SetIfAbsent {
  /** Redis 6 does not set where nothing is and say in the same command what there is. */
  let says = true;

  async function inTwoSteps(key: string, set: string[]): Promise<Reply> {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      if ((await port.send({ key, args: [...set, 'NX'] })) !== null) return null;
      const text = await port.send({ key, args: ['GET', key] });
      if (text !== null) return text;
    }
    throw new BackendFailure('unavailable', 'not-applied', 'the entry came and went each time it was looked at');
  }

  return ({ place, value, expiry, nonce }, met) => {
    const text = madeBy(nonce) + value;
    if (place.collection.layout === 'collection') {
      const call = { script: scripts.setIfAbsent, keys: keysFor(place, ['c']), args: [text, ttlOf(expiry)] };
      const found = (reply: Reply): Stored => {
        if (reply === 1) return STORED;
        const [there, maker] = reply as [string, string | null];
        return whatIsThere(there, maker, nonce);
      };
      return run(port, call, found, met);
    }
    const key = entryKey(place);
    const set = lasting(['SET', key, text], expiry);
    const found = (there: Reply): Stored | Promise<Stored> => {
      if (there === null) return STORED;
      // Whoever made this one made it anew: there is no marker to look for.
      if ((there as string).startsWith('+')) return whatIsThere(there as string, null, nonce);
      const [, marker = ''] = keysFor(place, ['c']);
      return port
        .send({ key, args: ['GET', marker] })
        .then((maker) => whatIsThere(there as string, maker as string | null, nonce));
    };
    if (!says) return inTwoSteps(key, set).then(found, met);
    return port.send({ key, args: [...set, 'NX', 'GET'] }).then(found, (error: unknown) => {
      if (!isSyntaxError(error)) return met(error);
      says = false;
      return inTwoSteps(key, set).then(found, met);
    });
  };
}

const STORED: Stored = { stored: true };

/** `maker`: what the marker says of who made it. */
function whatIsThere(there: string, maker: string | null, nonce: string): Stored {
  if (maker === nonce || there.startsWith(madeBy(nonce))) return STORED;
  return { stored: false, fields: fieldsIn(there) };
}

function isSyntaxError(error: unknown): boolean {
  return error instanceof BackendFailure && /syntax error/i.test(error.message);
}

/** Whether it only adds to the one value. */
export function isAddition({ set, increment, containers }: Patch): boolean {
  return set.size === 0 && increment.size === 1 && containers.length === 0 && increment.has('v');
}

/** Clients read integers digit by digit, and are one off in the last hundred before 2^53; text they give as it is. */
const EXACT = 2 ** 53 - 128;

export type Add = (place: Place, patch: Patch) => Promise<number | undefined>;

export function adding(port: RedisPort, markersMs: string): Add {
  /** Where INCRBY found what is no integer: there the script, which takes all numbers, is asked at once. */
  const others = new WeakSet<Collection>();

  function byScript(place: Place, by: number, patch: Patch): Promise<number | undefined> {
    const { operation, expiry, ifExists, renews } = patch;
    const args = [
      String(by),
      ttlOf(expiry),
      markersMs,
      ifExists ? 'ifExists' : '',
      renews ? 'renews' : '',
      operation ? rememberFor(operation) : '',
    ];
    const keys = operation ? keysFor(place, ['c'], ['o', operation.id]) : keysFor(place, ['c']);
    return run(port, { script: of(scripts.add, place), keys, args }, (sum) => (sum === null ? undefined : Number(sum)));
  }

  return (place, patch) => {
    const by = patch.increment.get('v') ?? 0;
    const { collection } = place;
    const isPlain =
      patch.expiry === 'never' &&
      patch.operation === undefined &&
      !patch.ifExists &&
      collection.layout === 'entries' &&
      Number.isSafeInteger(by);
    if (!isPlain || others.has(collection)) return byScript(place, by, patch);
    const key = entryKey(place);
    const summed = (reply: Reply): number | Promise<number> => {
      const sum = Number(reply);
      if (Math.abs(sum) < EXACT) return sum;
      others.add(collection);
      return port.send({ key, args: ['GET', key] }).then(Number);
    };
    return port.send({ key, args: ['INCRBY', key, String(by)] }).then(summed, (error: unknown) => {
      if (!isNoInteger(error)) throw error;
      others.add(collection);
      return byScript(place, by, patch);
    });
  };
}

/** Nothing was added then. */
function isNoInteger(error: unknown): boolean {
  return error instanceof BackendFailure && /not an integer|would overflow/.test(error.message);
}

export function rememberFor({ rememberMs }: { readonly rememberMs: number }): string {
  return String(Math.max(1, Math.ceil(rememberMs)));
}

export function of({ entries, collection }: Scripts, place: Place) {
  return place.collection.layout === 'entries' ? entries : collection;
}
