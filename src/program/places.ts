import { ANY_KEY, type ClassFacts } from '../model/facts.js';
import { keptIn } from '../model/lazily.js';
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
export function distinct(given: readonly Target[]): readonly Target[] {
  if (given.length < 2) return given;
  // Most of many come out of answers that others rely on as well.
  const targets = given.length <= FEW ? given : [...new Set(given)];
  if (targets.length <= FEW) return isEachOnce(targets) ? targets : targets.filter(isFirst);
  const all = [...new Map(targets.map((target) => [targetKey(target), target])).values()];
  if (all.length > MOST_TARGETS) return [];
  if (all.length <= MOST_ROOTS) return all;
  const roots = new Set(all.flatMap((target) => (target.kind === 'place' ? [target.root.id] : [])));
  return roots.size <= MOST_ROOTS ? all : all.filter(({ kind }) => kind !== 'place');
}

function isEachOnce(targets: readonly Target[]): boolean {
  for (let at = 1; at < targets.length; at++) {
    const one = targets[at];
    if (one && !isFirst(one, at, targets)) return false;
  }
  return true;
}

function isFirst(one: Target, at: number, targets: readonly Target[]): boolean {
  for (let before = 0; before < at; before++) {
    const other = targets[before];
    if (other && isSame(one, other)) return false;
  }
  return true;
}

/** All of several answers: the answer itself where only one says anything, so that nobody has to go through it again. */
export function united(answers: readonly (readonly Target[])[]): readonly Target[] {
  let first = NONE as readonly Target[];
  let all: Target[] | undefined;
  for (const answer of answers) {
    if (answer.length === 0) continue;
    if (first.length === 0) first = answer;
    else (all ??= [...first]).push(...answer);
  }
  return all ?? first;
}

const NONE: readonly never[] = [];

/** Members of places and instances of classes are made once: what is the same is then found to be so without a look into it. */
const members = new WeakMap<Place, Map<string, Place>>();
const copies = new WeakMap<Place, readonly Place[]>();
const instances = new WeakMap<ClassFacts, Target>();

export function inside(place: Place, key: string): Place {
  return keptIn(
    keptIn(members, place, () => new Map<string, Place>()),
    key,
    () => memberOf(place, key),
  );
}

function memberOf(place: Place, key: string): Place {
  const { copied: isCopy, ...rest } = place;
  // The elements of a copy are the elements of the original; its own length or other properties are not.
  if (isCopy && key !== ANY_KEY && !/^\d+$/.test(key)) return place;
  return { ...rest, path: place.path.length < LONGEST_PATH ? [...place.path, key] : place.path };
}

export function copied(target: Target): readonly Target[] {
  if (target.kind !== 'place') return NONE;
  return keptIn(copies, target, () => [{ ...target, copied: true }]);
}

export function instanceOfClass({ module, id, facts }: Extract<Target, { kind: 'class' }>): Target {
  return keptIn(instances, facts, () => ({ kind: 'instance', module, id, facts }));
}

export function instanceOf(target: Target): readonly Target[] {
  return target.kind === 'class' ? [instanceOfClass(target)] : [];
}

export function isInstance(target: Target): boolean {
  return target.kind === 'instance';
}
