import { append } from '../model/append.js';
import type { Companion } from '../model/report.js';
import type { Operation } from '../model/words.js';
import { functionKey } from '../program/targets.js';
import { fieldsAlike, tallies } from './alike.js';
import type { Decision } from './decide.js';
import { nameOf } from './evidence/names.js';
import type { Evidence } from './evidence/index.js';
import type { Locate } from './locate.js';
import { formOf, placeOf } from './place.js';
import type { Timer } from './timers.js';
import { keepersOf, type Lifetime } from '../program/lifetime.js';

/** A store with what has been decided about it. */
export interface Judgement {
  evidence: Evidence;
  decision: Decision;
  lifetime: Lifetime | undefined;
}

/** Timers that only serve a store are part of it: they stand beside it, or go to it directly. What is said of work is no reason to do it. */
export function serves(timer: Timer, { evidence, decision }: Judgement): boolean {
  const touched = evidence.store.accesses.filter((access) => timer.runs.has(functionKey(access)));
  const isBeside = evidence.store.roots.some((root) => root.kind !== 'global' && root.module === timer.module);
  const isTended = isBeside || touched.some((access) => timer.begins.has(functionKey(access)));
  const isOfWork = decision.role === 'lock' && !touched.some(({ operation }) => EMPTIES.has(operation));
  return touched.length > 0 && isTended && !isOfWork;
}

const EMPTIES: ReadonlySet<Operation> = new Set<Operation>(['delete', 'clear', 'shift']);

/**
 * Time stamps and flags that only the functions of another store use, by that store: `lastCleanup` beside its Map.
 */
export function besides(judgements: readonly Judgement[]): Map<Judgement, Judgement[]> {
  const users = new Map<string, Judgement[]>();
  for (const main of judgements) {
    if (main.decision.verdict === 'safe') continue;
    for (const key of new Set(main.evidence.store.accesses.map(functionKey))) {
      append(users, key, main);
    }
  }
  const found = new Map<Judgement, Judgement[]>();
  for (const one of judgements.filter(isAuxiliary)) {
    const [first] = one.evidence.writes;
    const main = first && users.get(functionKey(first))?.find((other) => other !== one && isBeside(one, other));
    if (main) append(found, main, one);
  }
  for (const [main, ...others] of [...partsAlike(judgements), ...tallies(judgements), ...fieldsAlike(judgements)]) {
    const beside = others.flatMap((other) => [other, ...(found.get(other) ?? [])]);
    for (const other of others) found.delete(other);
    if (main) for (const one of beside) append(found, main, one);
  }
  return found;
}

/** Parts of one object that are judged alike are one finding, and the rest of the object with them, which comes first. */
function partsAlike(judgements: readonly Judgement[]): Iterable<readonly Judgement[]> {
  const alike = new Map<string, Judgement[]>();
  const split = new Set(judgements.flatMap(({ evidence: { root } }) => (root.kind === 'property' ? root.of.id : [])));
  for (const one of judgements) {
    const { root } = one.evidence;
    const whole = root.kind === 'property' ? root.of.id : root.id;
    const { verdict, role, isReached } = one.decision;
    if (verdict === 'safe' || !split.has(whole)) continue;
    const key = `${whole} ${verdict} ${role} ${String(isReached)}`;
    append(alike, key, one);
  }
  return alike.values();
}

function isAuxiliary({ evidence, decision }: Judgement): boolean {
  const isScalar = evidence.shape === 'scalar' || evidence.shape === 'unknown';
  return isScalar && decision.isAuxiliary === true && evidence.writes.length > 0;
}

function isBeside(one: Judgement, main: Judgement): boolean {
  if (isAuxiliary(main) || moduleOf(one) !== moduleOf(main)) return false;
  const users = new Set(main.evidence.store.accesses.map(functionKey));
  return one.evidence.writes.every((access) => users.has(functionKey(access)));
}

function moduleOf({ evidence: { root } }: Judgement): unknown {
  return root.kind === 'global' ? root : root.module;
}

export function companionsOf(
  main: Judgement,
  beside: readonly Judgement[],
  timers: readonly Timer[],
  locate: Locate,
): Companion[] {
  return [
    ...timers.map((timer): Companion => ({
      ...locate(timer.module, timer.at),
      symbol: timer.name,
      form: 'timer',
      role: 'cleanup',
      note: 'the timer that tends it, which does not run while the instance is frozen',
    })),
    ...beside.map((one): Companion => {
      const {
        evidence: { root, store, shape },
        decision,
      } = one;
      const { module, at } = placeOf(root, store);
      const place = { ...locate(module, at), symbol: nameOf(root) };
      return decision.isAuxiliary === true
        ? { ...place, form: 'scalar', role: 'cleanup', note: 'kept beside it' }
        : { ...place, form: formOf(root, shape), role: decision.role, note: noteOf(one.evidence) };
    }),
    ...holdersOf(main, locate),
  ];
}

function noteOf({ root, shape }: Evidence): string {
  if (root.kind === 'property') return 'another part of the same object';
  return shape === 'scalar' || shape === 'unknown' ? 'measures what is in it' : 'filed under the same key';
}

/** The variables that keep the instances around a field. */
function holdersOf({ lifetime, evidence }: Judgement, locate: Locate): Companion[] {
  if (lifetime?.kind !== 'instance') return [];
  const keepers = keepersOf(lifetime);
  const holders = keepers.length > 0 ? keepers : lifetime.holders;
  const note =
    holders.length > 1 ? `one of ${holders.length} that hold it` : 'the one instance of each process that holds it';
  return holders.map((holder): Companion => {
    const { module, at } = placeOf(holder, evidence.store);
    return { ...locate(module, at), symbol: nameOf(holder), form: 'instance', role: 'other', note };
  });
}
