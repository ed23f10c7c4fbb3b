/** What two runs of one instance do not agree on says nothing about a fleet. */
import type { PlayedStep } from '../play.js';
import { namesIn, NO_ANSWER, viewOf, type View } from './view.js';

/** Paths whose values are not compared, for one step. */
export type Masks = ReadonlySet<string>;

/** Every item of a list is like the others. */
export const general = (path: string): string => path.replaceAll(/\[\d+\]/g, '[]');

export function viewsOf({ requests, captured }: PlayedStep): View[] {
  const names = namesIn(captured);
  return requests.map(({ answered }) => (answered ? viewOf(answered.answer, names) : NO_ANSWER));
}

/**
 * One by one, the paths on which two answers of the same status differ although both have them; of parallel requests, those whose values
 * are not the same ones in all.
 */
export function masksOf(first: PlayedStep, second: PlayedStep): Masks {
  const [views, others] = [viewsOf(first), viewsOf(second)];
  return new Set(
    first.step.parallel
      ? unequalIn(valuesOf(views), valuesOf(others))
      : views.flatMap((view, at) => changedIn(view, others[at])),
  );
}

function changedIn(view: View, other: View | undefined): string[] {
  if (other === undefined || other.get('status') !== view.get('status')) return [];
  const changed = [...view].filter(([path, value]) => other.has(path) && other.get(path) !== value);
  return changed.map(([path]) => general(path));
}

/** How often each value stands at each path, over all answers. */
export type Values = Map<string, Map<string, number>>;

export function valuesOf(views: readonly View[]): Values {
  const values: Values = new Map();
  for (const view of views) {
    for (const [path, value] of view) {
      const counts = values.get(general(path)) ?? new Map<string, number>();
      values.set(general(path), counts.set(value, (counts.get(value) ?? 0) + 1));
    }
  }
  return values;
}

function unequalIn(values: Values, others: Values): string[] {
  return [...values]
    .filter(([path, counts]) => path !== 'status' && !isSame(counts, others.get(path)))
    .map(([path]) => path);
}

function isSame(counts: ReadonlyMap<string, number>, others: ReadonlyMap<string, number> = new Map()): boolean {
  return counts.size === others.size && [...counts].every(([value, count]) => others.get(value) === count);
}
