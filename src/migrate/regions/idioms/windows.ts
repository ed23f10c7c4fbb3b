/** What an entry holds that limits: a count and a time, or the times of its hits. */
import { COUNT, NOW, TIME, type Value } from './values.js';
import { constant, countOf, isConstant, isSame, named, plus, type Sum } from './sums.js';

/** The two fields of a window. */
export interface Window {
  readonly count: string;
  readonly time: string;
  /** Undefined where its beginning is kept. */
  readonly length: Sum | undefined;
}

export function windowIn(entry: Value): Window | undefined {
  if (entry.kind !== 'record' || entry.fields.size !== 2) return undefined;
  const sums = [...entry.fields].flatMap(([name, value]) => (value.kind === 'sum' ? [{ name, sum: value.sum }] : []));
  const count = sums.find(({ sum }) => isSame(sum, constant(1)));
  const time = sums.find(({ sum }) => countOf(sum, NOW) === 1);
  if (count === undefined || time === undefined) return undefined;
  const length = plus(time.sum, named(NOW), -1);
  return { count: count.name, time: time.name, length: isSame(length, constant(0)) ? undefined : length };
}

export const entryOf = ({ count, time }: Window, counted: string): Value => ({
  kind: 'record',
  fields: new Map([
    [count, { kind: 'sum', sum: named(counted) }],
    [time, { kind: 'sum', sum: named(TIME) }],
  ]),
});

/** How many it counts more than before, in the same window. */
export function hitsIn(entry: Value, { count, time }: Window): number | undefined {
  if (entry.kind !== 'record' || entry.fields.size !== 2) return undefined;
  const [counted, ends] = [entry.fields.get(count), entry.fields.get(time)];
  if (counted?.kind !== 'sum' || ends?.kind !== 'sum' || !isSame(ends.sum, named(TIME))) return undefined;
  const more = plus(counted.sum, named(COUNT), -1);
  return isConstant(more) ? more.constant : undefined;
}

export function hitsInLog(entry: Value): number | undefined {
  return entry.kind === 'list' && (entry.isRecent || entry.added === 0) ? entry.added : undefined;
}

/** It begins as the very first does. */
export function isBegun(entry: Value, window: Window): boolean {
  const again = windowIn(entry);
  if (again?.count !== window.count || again.time !== window.time) return false;
  if (again.length === undefined || window.length === undefined) return again.length === window.length;
  return isSame(again.length, window.length);
}
