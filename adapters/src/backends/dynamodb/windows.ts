/**
 * What rate limiters count in. A `window` is a number that is added to on a condition, one request for nearly every hit. The others are read first:
 * what they decide is computed by the functions that all backends share, and written if nobody was faster. A hit that is refused and not counted
 * writes nothing at all.
 *
 * Each algorithm has an item of its own in the partition of who is limited, and so has each length of `sliding` and `log`: calls with different
 * lengths under one name would otherwise begin each other's windows anew, and never refuse.
 *
 * Window: n count, x its end. Sliding: i index, n count, b count of the window before. Log: t times, w a nonce for each time it is written anew.
 */

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Consumed, Consumption, Windows } from '../../backend.js';
import { consume, loggedOf, type Memory, type Remembered } from '../windows.js';
import { clearStep } from './entries.js';
import { allOf, at, type Change, type Condition } from './expressions.js';
import {
  isOver,
  key,
  lifeOf,
  number,
  numberOf,
  partitionOf,
  text,
  type Assignment,
  type Item,
  type Key,
} from './items.js';
import { currentOf, type Requests } from './requests.js';
import { untilSettled } from './waiting.js';

/** Times in a log that say no more: they are over, or refused hits beyond what it takes to refuse. */
const MOST_SPARE = 32;

export function dynamoWindows(requests: Requests): Windows {
  return {
    consume(place, consumption) {
      const { algorithm, windowMs, cost } = consumption;
      const partition = partitionOf(place);
      if (algorithm !== 'window')
        return untilSettled(() => consumeOnce(requests, key(partition, `${algorithm}#${windowMs}`), consumption));
      const address = key(partition, algorithm);
      return cost === 0
        ? look(requests, address, consumption)
        : untilSettled(() => hit(requests, address, consumption));
    },
    async reset(place) {
      let isEmpty: boolean;
      do isEmpty = await clearStep(requests, [partitionOf(place)]);
      while (!isEmpty);
    },
  };
}

// --- window ---

const windowIn = (item: Item | undefined): Memory =>
  item === undefined ? {} : { window: { count: numberOf(item.n), endsAt: numberOf(item.x) } };

async function look(requests: Requests, address: Key, consumption: Consumption): Promise<Consumed> {
  return consume(windowIn(await requests.get(address)), consumption, Date.now()).consumed;
}

/** Adds to the window that is open; else opens one; else it was full. */
async function hit(requests: Requests, address: Key, consumption: Consumption): Promise<Consumed | undefined> {
  const { limit, cost, countDenied } = consumption;
  const now = Date.now();
  const added = await requests.update(address, {
    set: ['#n = #n + :cost'],
    condition: allOf('#x > :now', countDenied ? undefined : '#n <= :room'),
    values: { ...at(now), ':cost': number(cost), ':room': number(limit - cost) },
    returns: 'ALL_NEW',
  });
  if (added.done) {
    const count = numberOf(added.attributes?.n);
    return { allowed: count <= limit, count, resetAt: numberOf(added.attributes?.x) };
  }
  const first = consume({}, consumption, now);
  const mayOpen = first.next !== undefined && (added.item === undefined || isOver(added.item, now));
  const opened = mayOpen ? await requests.update(address, opening(first.next, cost, now)) : added;
  if (opened.done) return first.consumed;
  const met = consume(windowIn(await currentOf(requests, address, opened)), consumption, now);
  // Room after all: it was opened or ended meanwhile.
  return met.next === undefined ? met.consumed : undefined;
}

const opening = ({ until }: Remembered, count: number, now: number): Change => ({
  assign: { n: number(count), ...lifeOf({ ms: until - now, hides: true }, now) },
  condition: 'attribute_not_exists(#x) OR #x <= :now',
  values: at(now),
});

// --- sliding and log ---

/**
 * Most hits only add to what is there, on the condition that there is still room, and so need no turns. What that room is computed from stands still
 * meanwhile: the count of the window before, or how many of the times are over. The rest (a window begins, times are thrown away) is written anew
 * by whoever is first.
 */
async function consumeOnce(requests: Requests, address: Key, consumption: Consumption): Promise<Consumed | undefined> {
  const item = await requests.get(address);
  // Where this clock is behind the one that began the window, time does not go back: it would begin the old one anew.
  const now = Math.max(Date.now(), numberOf(item?.i) * consumption.windowMs);
  const { next, consumed } = consume(memoryIn(item, consumption), consumption, now);
  if (next === undefined || consumption.cost === 0) return consumed;
  const life = lifeOf({ ms: next.until - now, hides: true }, now);
  const addition = item && additionTo(item, next, consumption, now);
  if (addition === undefined) {
    const assign = { ...memorised(next.memory), ...life };
    return (await requests.update(address, { assign, ...asSeen(item) })).done ? consumed : undefined;
  }
  const added = await requests.update(address, { assign: life, returns: 'ALL_NEW', ...addition });
  return added.done ? consume(metBy(consumption, added.attributes), consumption, now).consumed : undefined;
}

/** What a hit met, by what is there after it: others may have come between. */
function metBy(consumption: Consumption, after: Item | undefined): Memory {
  const { sliding, log = [] } = memoryIn(after, consumption);
  return sliding === undefined
    ? { log: log.slice(0, -loggedOf(consumption)) }
    : { sliding: { ...sliding, count: sliding.count - consumption.cost } };
}

function additionTo(item: Item, next: Remembered, consumption: Consumption, now: number): Change | undefined {
  const { limit, windowMs, cost, countDenied } = consumption;
  const { sliding, log = [] } = memoryIn(item, consumption);
  if (sliding !== undefined) {
    const older = (sliding.before * ((sliding.index + 1) * windowMs - now)) / windowMs;
    const room = Math.floor(limit - cost - older);
    return sliding.index !== next.memory.sliding?.index
      ? undefined
      : {
          set: ['#n = #n + :cost'],
          condition: allOf('#i = :index', countDenied ? undefined : '#n <= :room'),
          values: { ':cost': number(cost), ':index': number(sliding.index), ':room': number(room) },
        };
  }
  const over = log.filter((time) => time <= now - windowMs).length;
  const spare = Math.max(over, log.length - limit);
  // Not with each hit: a log that is written anew makes the others wait.
  return spare > MOST_SPARE && spare > log.length / 2
    ? undefined
    : {
        set: ['#t = list_append(#t, :hits)'],
        condition: allOf('#w = :seen', countDenied ? undefined : 'size(#t) <= :room'),
        values: {
          ':hits': timesOf(Array<number>(loggedOf(consumption)).fill(now)),
          ':seen': item.w ?? text(''),
          ':room': number(over + limit - cost),
        },
      };
}

/** That the item is still what was read, where hits that were added leave the nonce alone. */
function asSeen(item: Item | undefined): Condition {
  if (item === undefined) return { condition: 'attribute_not_exists(#pk)' };
  return item.t === undefined
    ? {
        condition: '#i = :index AND #n = :count',
        values: { ':index': number(numberOf(item.i)), ':count': number(numberOf(item.n)) },
      }
    : {
        condition: '#w = :seen AND size(#t) = :size',
        values: { ':seen': item.w ?? text(''), ':size': number(item.t.L?.length ?? 0) },
      };
}

function memoryIn(item: Item | undefined, { algorithm, windowMs }: Consumption): Memory {
  if (item === undefined) return {};
  return algorithm === 'log'
    ? { log: (item.t?.L ?? []).map(numberOf) }
    : { sliding: { windowMs, index: numberOf(item.i), count: numberOf(item.n), before: numberOf(item.b) } };
}

function memorised({ sliding, log = [] }: Memory): Assignment {
  return sliding === undefined
    ? { t: timesOf(log), w: text(crypto.randomUUID()) }
    : { i: number(sliding.index), n: number(sliding.count), b: number(sliding.before) };
}

const timesOf = (times: readonly number[]): AttributeValue => ({ L: times.map(number) });
