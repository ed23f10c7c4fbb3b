import { append } from '../model/append.js';
import { MODULE, type Value } from '../model/facts.js';
import type { Access } from '../program/stores.js';
import { functionKey } from '../program/targets.js';
import type { Judgement } from './companions.js';

/** Stores that are one thing kept in several places: the main one first, and what goes with it. */
export type Group = readonly [main: Judgement, ...others: Judgement[]];

/** Sizes and counts that only change together with a collection beside them: `kept.set(key, value); bytes += value.length`. */
export function tallies(judgements: readonly Judgement[]): Group[] {
  const loud = judgements.filter(({ decision }) => decision.verdict === 'unsafe' && decision.role !== 'request-leak');
  const collections = loud.filter(({ evidence }) => isCollection(evidence.shape));
  const found = new Map<Judgement, Judgement[]>();
  for (const one of loud) {
    if (!isTally(one)) continue;
    const main = collections.find((other) => moduleOf(other) === moduleOf(one) && isCountedWith(one, other));
    if (main) append(found, main, one);
  }
  return [...found].map(([main, others]) => [main, ...others]);
}

function isCollection(shape: Judgement['evidence']['shape']): boolean {
  return shape === 'map' || shape === 'set' || shape === 'array';
}

/** A number that is taken back as well as added to: it measures what is there, and counts nothing that happened. */
function isTally({ evidence: { shape, writes }, decision: { role } }: Judgement): boolean {
  const isNumber = shape === 'scalar' || shape === 'unknown';
  const isTakenBack = writes.some(
    ({ operation, write }) => operation === 'assign' || /^-[-=]$/.test(write?.operator ?? ''),
  );
  return isNumber && isTakenBack && writes.length > 1 && (role === 'counter' || role === 'metrics');
}

function isCountedWith({ evidence }: Judgement, { evidence: { store } }: Judgement): boolean {
  const changing = new Set(store.accesses.filter(({ writes }) => writes).map(functionKey));
  const using = new Set(store.accesses.map(functionKey));
  return (
    evidence.writes.every((access) => changing.has(functionKey(access))) &&
    evidence.reads.every((access) => using.has(functionKey(access)))
  );
}

/** Fields of one class that are for the same and filed under the same key: a connection, its state and its timer. */
export function fieldsAlike(judgements: readonly Judgement[]): Group[] {
  const byClass = new Map<string, Judgement[]>();
  for (const one of judgements) {
    const { root, shape } = one.evidence;
    const isKeyed = shape === 'map' || shape === 'set';
    if (root.kind !== 'field' || root.static || !isKeyed || one.decision.verdict !== 'unsafe') continue;
    append(byClass, `${root.module.file}#${root.classId} ${one.decision.role}`, one);
  }
  return [...byClass.values()].flatMap((fields): Group[] => {
    const [main, ...rest] = [...fields].sort((a, b) => declaredAt(a) - declaredAt(b));
    const keys = main ? keysOf(main) : new Set();
    const others = rest.filter((one) => [...keysOf(one)].some((key) => keys.has(key)));
    return main && others.length > 0 ? [[main, ...others]] : [];
  });
}

function declaredAt({ evidence: { root } }: Judgement): number {
  return root.kind === 'field' ? (root.class.fields.find(({ name }) => name === root.name)?.at[0] ?? 0) : 0;
}

/** The variables that something is filed under, each in the function that it belongs to. */
function keysOf({ evidence }: Judgement): ReadonlySet<string> {
  return new Set(evidence.store.accesses.flatMap((access) => keyOf(access, operandOf(access)) ?? []));
}

function operandOf({ operation, key, value }: Access): Value | undefined {
  return operation === 'add' ? value : key;
}

function keyOf({ module, fn }: Access, value: Value | undefined): string | undefined {
  return fn !== MODULE && value?.kind === 'variable' ? `${module.file}#${value.id}` : undefined;
}

function moduleOf({ evidence: { root } }: Judgement): unknown {
  return root.kind === 'global' ? root : root.module;
}
