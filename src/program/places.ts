import { ANY_KEY } from '../model/facts.js';
import { isSame, targetKey, type Target } from './targets.js';

/** What targets become on the way through members, copies and `new`. */

export type Place = Extract<Target, { kind: 'place' }>;

const LONGEST_PATH = 3;

/** What may be more than this may be anything, which is to know nothing: a table of thousands of entries that is read under any key. */
const MOST_TARGETS = 256;
/** What may be this many stores was passed through code that everybody uses, and says of none of them that it is meant. */
const MOST_ROOTS = 64;

/** Up to here, comparing all with all is quicker than making keys. */
const FEW = 6;

/** Each target once; none where there are too many to be told apart. */
export function distinct(targets: readonly Target[]): readonly Target[] {
  if (targets.length < 2) return targets;
  if (targets.length <= FEW)
    return targets.filter((one, at) => targets.findIndex((other) => isSame(one, other)) === at);
  const all = [...new Map(targets.map((target) => [targetKey(target), target])).values()];
  if (all.length > MOST_TARGETS) return [];
  if (all.length <= MOST_ROOTS) return all;
  const roots = new Set(all.flatMap((target) => (target.kind === 'place' ? [target.root.id] : [])));
  return roots.size <= MOST_ROOTS ? all : all.filter(({ kind }) => kind !== 'place');
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
