/**
 * A list is one item, and so as long as 400 KB allow. Pushing never reads and never races. What is taken from the start is asked for by position on
 * the condition that there is enough; every other cut reads the list and goes by its nonce, which every write changes.
 */

import { BackendFailure, type Encoded, type Lists } from '../../backend.js';
import { allOf, at, unchanged, UNHIDDEN, type Change } from './expressions.js';
import {
  expiryOf,
  isOver,
  itemsIn,
  lifeOf,
  listAttribute,
  listKey,
  liveItems,
  number,
  text,
  type Item,
  type Key,
} from './items.js';
import { currentOf, type Requests } from './requests.js';
import { untilSettled } from './waiting.js';

/** Positions in one REMOVE; an expression ends at 4 KB. */
const MOST_POSITIONS = 100;

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
/** From the last to the first: an emulator that removes one after the other is right too. */
const positions = (from: number, to: number): string[] =>
  range(from, to)
    .reverse()
    .map((i) => `#l[${i}]`);

const nonce = (): Item => ({ w: text(crypto.randomUUID()) });

export function dynamoLists(requests: Requests): Lists {
  const read = async (address: Key) => liveItems(await requests.get(address), Date.now());

  return {
    push: (list, items, end, cap = Infinity, expiry) =>
      untilSettled(async () => {
        const address = listKey(list);
        const now = Date.now();
        const added = end === 'end' ? items : items.toReversed();
        const values: Item = { ...at(now), ':added': listAttribute(added), ':none': { L: [] } };
        const there = 'if_not_exists(#l, :none)';
        const appended = await requests.update(address, {
          assign: { ...nonce(), ...lifeOf(expiry, now) },
          set: [`#l = list_append(${end === 'end' ? `${there}, :added` : `:added, ${there}`})`],
          condition: UNHIDDEN,
          values,
          // The whole list, for its length: what is updated is returned as a whole, so a counter beside it would come along with it, not in its place.
          returns: 'UPDATED_NEW',
        });
        if (appended.done) return dropExcess(requests, address, itemsIn(appended.attributes?.l).length, cap, end);
        const begun = await requests.update(address, {
          assign: { l: listAttribute(added), ...nonce(), ...lifeOf(expiry === 'keep' ? 'never' : expiry, now) },
          condition: '#x <= :now',
          values,
        });
        return begun.done ? dropExcess(requests, address, added.length, cap, end) : undefined;
      }),
    async slice(list, start, end) {
      return (await read(listKey(list))).slice(start, end);
    },
    async life(list) {
      const now = Date.now();
      const item = await requests.get(listKey(list));
      return item === undefined || isOver(item, now) ? 'never' : expiryOf(item, now);
    },
    async length(list) {
      return (await read(listKey(list))).length;
    },
    async take(list, count, end) {
      const address = listKey(list);
      if (count <= 0) return [];
      if (end === 'end')
        return (await cut(requests, address, (length) => [0, Math.max(0, length - count)])).toReversed();
      return (
        (await shift(requests, address, count)) ?? cut(requests, address, (length) => [Math.min(count, length), length])
      );
    },
    async trim(list, start, end) {
      await cut(requests, listKey(list), (length) => spanOf(length, start, end));
    },
    async replace(list, items, expiry) {
      await requests.update(listKey(list), {
        assign: { l: listAttribute(items), ...nonce(), ...lifeOf(expiry, Date.now()) },
      });
    },
    async clear(list) {
      await requests.delete(listKey(list), {});
    },
  };
}

/** From where to where `slice(start, end)` reaches. */
function spanOf(length: number, start: number, end = length): readonly [from: number, to: number] {
  const place = (position: number) => Math.min(length, Math.max(0, position < 0 ? length + position : position));
  return [place(start), Math.max(place(start), place(end))];
}

/** The first `count`, if there are as many: a queue's workers get theirs in one request and without races. */
async function shift(requests: Requests, address: Key, count: number): Promise<Encoded[] | undefined> {
  if (count > MOST_POSITIONS) return undefined;
  const shifted = await requests.update(address, {
    assign: nonce(),
    remove: positions(0, count),
    condition: allOf('size(#l) >= :count', UNHIDDEN),
    values: { ...at(Date.now()), ':count': number(count) },
    returns: 'ALL_OLD',
  });
  return shifted.done ? itemsIn(shifted.attributes?.l).slice(0, count) : undefined;
}

/** Keeps what lies in the span and gives back the rest, each element to one caller alone. */
function cut(
  requests: Requests,
  address: Key,
  span: (length: number) => readonly [from: number, to: number],
): Promise<Encoded[]> {
  return untilSettled(async () => {
    const item = await requests.get(address);
    const items = liveItems(item, Date.now());
    const [from, to] = span(items.length);
    const rest = [...items.slice(0, from), ...items.slice(to)];
    if (rest.length === 0) return rest;
    const written = await requests.update(address, {
      ...(rest.length <= MOST_POSITIONS
        ? { assign: nonce(), remove: [...positions(to, items.length), ...positions(0, from)] }
        : { assign: { ...nonce(), l: listAttribute(items.slice(from, to)) } }),
      ...unchanged(item),
    });
    return written.done ? rest : undefined;
  });
}

/**
 * Pushers take away what each of them saw to be too much, on the condition that it still is: they need no turns, and whoever pushed last leaves the
 * list within its cap. The length afterwards.
 */
async function dropExcess(
  requests: Requests,
  address: Key,
  length: number,
  cap: number,
  pushedAt: 'start' | 'end',
): Promise<number> {
  try {
    while (length > cap) {
      const excess = Math.min(MOST_POSITIONS, length - cap);
      const dropped = await requests.update(address, dropping(excess, length, pushedAt));
      length = dropped.done ? length - excess : itemsIn((await currentOf(requests, address, dropped))?.l).length;
    }
    return length;
  } catch (cause) {
    throw new BackendFailure('unavailable', 'unknown', 'Pushed, but the list is over its cap until the next push.', {
      cause,
    });
  }
}

const dropping = (excess: number, length: number, pushedAt: 'start' | 'end'): Change => ({
  assign: nonce(),
  remove: pushedAt === 'end' ? positions(0, excess) : positions(length - excess, length),
  condition: 'size(#l) >= :length',
  values: { ':length': number(length) },
});
