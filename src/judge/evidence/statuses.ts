import { ANY_KEY, type BranchFacts, type ModuleFacts, type Span, type Value } from '../../model/facts.js';
import { inFunction } from '../../program/in-function.js';
import type { FunctionRef } from '../../program/targets.js';
import { statusesOfCall, statusUnder } from './answers.js';
import type { Around, Handed } from './around.js';
import type { Asks } from './lookups.js';

/** HTTP statuses near a store: the surest sign of what a miss means to a user. */

export function statusesOf(functions: Around): Map<number, 0 | 1> {
  const found = new Map<number, 0 | 1>();
  for (const { ref, distance } of functions) {
    for (const status of statusesIn(ref)) found.set(status, Math.min(found.get(status) ?? 1, distance) as 0 | 1);
  }
  return found;
}

function* statusesIn({ module, fn }: FunctionRef): Generator<number> {
  const body = module.functions[fn]?.at;
  if (body) yield* statusesWithin(module, body);
}

/** Statuses that branches answer with whose condition asks the store. */
export interface Refusals {
  /** Because something is missing, or is not what was expected: `if (!sessions.get(id)) return 401`. */
  onMiss: ReadonlySet<number>;
  /** Because something is there: `if (revoked.has(token)) return 401`. */
  onPresence: ReadonlySet<number>;
  /** Whatever the condition says: `if (isLimited(ip)) return 429`, `if (blocked.has(ip)) return 403`. */
  decided: ReadonlySet<number>;
  /** Those of them that are given by who looks it up, or is told by those who do. */
  nearby: ReadonlySet<number>;
}

/** Through more hands than this, an answer says what somebody else makes of it. */
const NEARBY = 2;

export function refusalsOf(functions: readonly Handed[], asks: Asks): Refusals {
  const onMiss = new Set<number>();
  const onPresence = new Set<number>();
  const decided = new Set<number>();
  const nearby = new Set<number>();
  for (const { ref, hands } of functions) {
    for (const branch of inFunction(ref.module.branches, ref.fn)) {
      const asking = branch.test.filter((atom) => asks(ref.module, atom.value));
      if (asking.length === 0) continue;
      const isMiss = asking.some(({ holds }) => holds !== 'truthy');
      const isPresence = !isMiss && asking.some(({ value }) => !isPart(value)) && decidesAlone(ref.module, branch);
      for (const status of statusesWithin(ref.module, branch.then)) {
        decided.add(status);
        if (hands <= NEARBY) nearby.add(status);
        if (isMiss) onMiss.add(status);
        if (isPresence) onPresence.add(status);
      }
    }
  }
  return { onMiss, onPresence, decided, nearby };
}

/** `found.expired` asks what a record says, and not whether there is one; `blocked[ip]` asks for one. */
function isPart(value: Value): boolean {
  return value.kind === 'member' && value.key !== ANY_KEY;
}

/** Nothing else is asked before the answer, as in `if (session) { … if (!isOwner) return 403 }`. */
function decidesAlone({ branches }: ModuleFacts, { then }: BranchFacts): boolean {
  return !branches.some(({ at }) => at[0] >= then[0] && at[1] <= then[1]);
}

function* statusesWithin(module: ModuleFacts, body: Span): Generator<number> {
  for (const { at, status } of answersIn(module)) if (at[0] >= body[0] && at[1] <= body[1]) yield status;
}

interface Answer {
  at: Span;
  status: number;
}

/** Few modules answer with a status: they are looked through once. */
const known = new WeakMap<ModuleFacts, readonly Answer[]>();

function answersIn(module: ModuleFacts): readonly Answer[] {
  const answers = known.get(module) ?? [...findAnswers(module)];
  known.set(module, answers);
  return answers;
}

function* findAnswers(module: ModuleFacts): Generator<Answer> {
  for (const call of module.calls) for (const status of statusesOfCall(module, call)) yield { at: call.at, status };
  for (const { properties, at } of module.objects)
    for (const { key, value } of properties) for (const status of some(statusUnder(key, value))) yield { at, status };
  for (const { target, value, at } of module.writes) {
    if (target.kind !== 'member') continue;
    for (const status of some(statusUnder(target.key, value))) yield { at, status };
  }
}

function* some(status: number | undefined): Generator<number> {
  if (status !== undefined) yield status;
}
