/** Which answers of a step are not those of the reference: one by one, or all in all where they were given in parallel. */
import type { PlayedStep } from '../play.js';
import { general, valuesOf, viewsOf, type Masks } from './masks.js';
import type { View } from './view.js';

export interface Difference {
  /** Which of the step's requests. */
  readonly at: number;
  /** How the answer reads there, and on the reference. */
  readonly there: string;
  readonly reference: string;
}

/** A path with the two values it has. */
type Unequal = readonly [path: string, there: string | undefined, reference: string | undefined];

/** `isOrdered`: nothing was asked in parallel before, so that lists have an order that can be relied on. */
export function differencesOf(
  fleet: PlayedStep,
  reference: PlayedStep,
  masks: Masks,
  isOrdered: boolean,
): Difference[] {
  const there = viewsOf(fleet);
  const wanted = viewsOf(reference);
  const unequal = fleet.step.parallel ? inAll(there, wanted, masks) : oneByOne(there, wanted, masks, isOrdered);
  const differences = unequal.flatMap((each, at) => (each.length === 0 ? [] : [{ at, unequal: each }]));
  // Another status says more than other contents.
  return differences
    .sort((a, b) => Number(hasStatus(b.unequal)) - Number(hasStatus(a.unequal)))
    .map(({ at, unequal: each }) => told(at, there[at]?.get('status') ?? '', each));
}

const hasStatus = (unequal: readonly Unequal[]): boolean => unequal.some(([path]) => path === 'status');

function oneByOne(there: readonly View[], wanted: readonly View[], masks: Masks, isOrdered: boolean): Unequal[][] {
  return there.map((view, at) => {
    const other = wanted[at] ?? new Map<string, string>();
    const unequal = isOrdered ? inOrder(view, other, masks) : [...inAll([view], [other], masks)].flat();
    return [...unequal, ...absent(view, other)];
  });
}

function inOrder(view: View, other: View, masks: Masks): Unequal[] {
  return [...view]
    .filter(([path, value]) => other.get(path) !== value && !(masks.has(general(path)) && other.has(path)))
    .map(([path, value]) => [path, value, other.get(path)]);
}

/** What the reference says more. */
function absent(view: View, other: View): Unequal[] {
  const paths = new Set([...view.keys()].map(general));
  return [...other].filter(([path]) => !paths.has(general(path))).map(([path, value]) => [path, undefined, value]);
}

/** Parallel requests have no order, so neither have their answers: what counts is how often each value came. */
function inAll(there: readonly View[], wanted: readonly View[], masks: Masks): Unequal[][] {
  const left = valuesOf(wanted);
  const surplus = there.map((view) =>
    [...view].filter(([path, value]) => {
      if (masks.has(general(path))) return false;
      const counts = left.get(general(path));
      const count = counts?.get(value) ?? 0;
      counts?.set(value, count - 1);
      return count <= 0;
    }),
  );
  return surplus.map((each) => each.map(([path, value]) => [path, value, missingAt(path, left)]));
}

/** One of the values that came on the reference and not there. */
function missingAt(path: string, left: ReturnType<typeof valuesOf>): string | undefined {
  const counts = left.get(general(path));
  const [value] = [...(counts ?? [])].find(([, count]) => count > 0) ?? [];
  if (value !== undefined) counts?.set(value, (counts.get(value) ?? 0) - 1);
  return value;
}

const MOST_SHOWN = 2;

/** The status, and beside it what differs: `200 clicks 334`. */
function told(at: number, status: string, unequal: readonly Unequal[]): Difference {
  const other = unequal.find(([path]) => path === 'status');
  if (other) return { at, there: status, reference: other[2] ?? 'none of these' };
  const parts = unequal.slice(0, MOST_SHOWN);
  const shown = (value: 1 | 2): string =>
    [status, ...parts.map((part) => `${part[0].replace(/^\$\./, '')} ${part[value] ?? 'absent'}`)].join(' ');
  return { at, there: shown(1), reference: shown(2) };
}
