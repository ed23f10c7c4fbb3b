import { ANY_KEY } from '../model/facts.js';
import { targetKey, type Target } from './targets.js';

/** What targets become on the way through members, copies and `new`. */

export type Place = Extract<Target, { kind: 'place' }>;

const LONGEST_PATH = 3;

export function distinct(targets: readonly Target[]): readonly Target[] {
  if (targets.length < 2) return targets;
  return [...new Map(targets.map((target) => [targetKey(target), target])).values()];
}

export function inside(place: Place, key: string): Place {
  const { copied: isCopy, ...rest } = place;
  // The elements of a copy are the elements of the original; its own length or other properties are not.
  if (isCopy && key !== ANY_KEY && !/^\d+$/.test(key)) return place;
  return { ...rest, path: place.path.length < LONGEST_PATH ? [...place.path, key] : place.path };
}

export function copied(target: Target): readonly Target[] {
  return target.kind === 'place' ? [{ ...target, copied: true }] : [];
}

export function instanceOfClass({ module, id, facts }: Extract<Target, { kind: 'class' }>): Target {
  return { kind: 'instance', module, id, facts };
}

export function instanceOf(target: Target): readonly Target[] {
  return target.kind === 'class' ? [instanceOfClass(target)] : [];
}

export function isInstance(target: Target): boolean {
  return target.kind === 'instance';
}
