/**
 * What rate limiters count in. A `window` is a number that is added to on a condition, one request for nearly every hit. The others are read first:
 * what they decide is computed by the functions that all backends share, and written if nobody was faster. A hit that is refused and not counted
 * writes nothing at all.
 *
 * Each algorithm has an item of its own in the partition of who is limited, and so has each length of `sliding` and `log`: calls with different
 * lengths under one name would otherwise begin each other's windows anew, and never refuse.
 *
 * Window: n count, x its end. Sliding: i index, n count, b count before. Log: t times.
 */

import type { Consumed, Consumption, Windows } from '../../backend.js';
import { consume, type Memory, type Remembered } from '../windows.js';
import { clearPartition } from './entries.js';
import { allOf, at, unchanged, type Change } from './expressions.js';
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

/** Of hits that were refused, so that who goes on knocking does not fill the item. More than the limit are never needed. */
const MOST_LOGGED = 1000;

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
    reset: (place) => clearPartition(requests, partitionOf(place)),
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
  condition: '(attribute_not_exists(#x) OR #x <= :now)',
  values: at(now),
});

// --- sliding and log ---

async function consumeOnce(requests: Requests, address: Key, consumption: Consumption): Promise<Consumed | undefined> {
  const item = await requests.get(address);
  // Where this clock is behind the one that began the window, time does not go back: it would begin the old one anew.
  const now = Math.max(Date.now(), numberOf(item?.i) * consumption.windowMs);
  const memory = memoryIn(item, consumption);
  const { next, consumed } = consume(memory, consumption, now);
  if (next === undefined) return consumed;
  if (memory.sliding !== undefined && memory.sliding.index === next.memory.sliding?.index)
    return slide(requests, address, memory.sliding, consumption, now);
  const written = await requests.update(address, {
    assign: {
      ...memorised(next.memory, consumption),
      w: text(crypto.randomUUID()),
      ...lifeOf({ ms: next.until - now, hides: true }, now),
    },
    ...unchanged(item),
  });
  return written.done ? consumed : undefined;
}

/** Within a window only its count changes, and what is added needs no turns: the window before stands still. */
async function slide(
  requests: Requests,
  address: Key,
  sliding: NonNullable<Memory['sliding']>,
  consumption: Consumption,
  now: number,
): Promise<Consumed | undefined> {
  const { limit, windowMs, cost, countDenied } = consumption;
  const weighed = sliding.before * (1 - (now - sliding.index * windowMs) / windowMs);
  const added = await requests.update(address, {
    set: ['#n = #n + :cost'],
    condition: allOf('#i = :index', countDenied ? undefined : '#n <= :room'),
    values: {
      ':cost': number(cost),
      ':index': number(sliding.index),
      ':room': number(Math.floor(limit - cost - weighed)),
    },
    returns: 'UPDATED_NEW',
  });
  if (!added.done) return undefined;
  const count = numberOf(added.attributes?.n) - cost;
  return consume({ sliding: { ...sliding, count } }, consumption, now).consumed;
}

function memoryIn(item: Item | undefined, { algorithm, windowMs }: Consumption): Memory {
  if (item === undefined) return {};
  return algorithm === 'log'
    ? { log: (item.t?.L ?? []).map(numberOf) }
    : { sliding: { windowMs, index: numberOf(item.i), count: numberOf(item.n), before: numberOf(item.b) } };
}

function memorised({ sliding, log }: Memory, { limit }: Consumption): Assignment {
  if (sliding !== undefined) return { i: number(sliding.index), n: number(sliding.count), b: number(sliding.before) };
  return { t: { L: (log ?? []).slice(-Math.max(limit, MOST_LOGGED)).map(number) } };
}
