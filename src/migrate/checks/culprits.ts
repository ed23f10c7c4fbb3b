/**
 * Who is to blame for a failure among several suspects: the check is asked again with some of them alone. Halves are tried until one is left, so
 * that of many suspects few have to be tried, and a failure in a file that no store changes refuses none that has no part in it.
 */
import type { Failure } from './failures.js';

/** Which of the failures are still there when these stores move, and no others. */
export type Trial = (stores: readonly string[], failures: readonly Failure[]) => Promise<readonly Failure[]>;

/** `everyone`: all stores of the plan, with which every failure was found. */
export async function culpritsOf(
  suspects: ReadonlyMap<Failure, readonly string[]>,
  everyone: readonly string[],
  trial: Trial,
): Promise<ReadonlyMap<Failure, readonly string[]>> {
  const blamed = new Map<Failure, Set<string>>();
  const found = (failures: readonly Failure[], stores: readonly string[]): void => {
    for (const failure of failures) blamed.set(failure, new Set([...(blamed.get(failure) ?? []), ...stores]));
  };
  for (const [stores, failures] of bySuspects(suspects)) {
    const isEveryone = stores.length === everyone.length;
    const theirs = isEveryone ? failures : await trial(stores, failures);
    await narrowed(theirs, stores, trial, found);
    // What looked near was not it.
    await narrowed(without(failures, theirs), everyone, trial, found);
  }
  return new Map([...blamed].map(([failure, stores]) => [failure, [...stores]]));
}

async function narrowed(
  failures: readonly Failure[],
  suspects: readonly string[],
  trial: Trial,
  found: (failures: readonly Failure[], stores: readonly string[]) => void,
): Promise<void> {
  if (failures.length === 0) return;
  if (suspects.length < 2) {
    found(failures, suspects);
    return;
  }
  const middle = Math.ceil(suspects.length / 2);
  let together = failures;
  for (const half of [suspects.slice(0, middle), suspects.slice(middle)]) {
    const theirs = await trial(half, failures);
    await narrowed(theirs, half, trial, found);
    together = without(together, theirs);
  }
  // In neither half: some of one half and some of the other make it together.
  found(together, suspects);
}

const without = (failures: readonly Failure[], others: readonly Failure[]): Failure[] =>
  failures.filter((failure) => !others.includes(failure));

/** Failures with the same suspects are tried together. */
function bySuspects(
  suspects: ReadonlyMap<Failure, readonly string[]>,
): readonly (readonly [readonly string[], readonly Failure[]])[] {
  const groups = new Map<string, [readonly string[], Failure[]]>();
  for (const [failure, stores] of suspects) {
    const key = [...stores].sort().join('\0');
    const group = groups.get(key) ?? [stores, []];
    group[1].push(failure);
    groups.set(key, group);
  }
  return [...groups.values()];
}
