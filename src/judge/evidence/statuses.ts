import { isIn } from '../../program/branches.js';
import { ANY_KEY, MODULE, type BranchFacts, type ModuleFacts, type Span, type Value } from '../../model/facts.js';
import { keptIn, remembering } from '../../model/lazily.js';
import { inFunction } from '../../program/in-function.js';
import type { Program } from '../../program/index.js';
import type { FunctionRef } from '../../program/targets.js';
import { statusesOfCall, statusUnder } from './answers.js';
import type { Around, Handed } from './around.js';
import type { Asks } from './lookups.js';
import type { Maker } from './mentions.js';
import { oncePerProgram } from './once-per-program.js';

/** HTTP statuses near a store: the surest sign of what a miss means to a user. */

export function statusesOf(functions: Around, program: Program): Map<number, 0 | 1> {
  const found = new Map<number, 0 | 1>();
  for (const { ref, distance } of functions) {
    for (const status of statusesIn(ref, program))
      found.set(status, Math.min(found.get(status) ?? 1, distance) as 0 | 1);
  }
  return found;
}

function* statusesIn({ module, fn }: FunctionRef, program: Program): Generator<number> {
  const body = module.functions[fn]?.at;
  if (body) for (const { status } of answersWithin(module, body, program)) yield status;
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

export const NO_REFUSALS: Refusals = {
  ...{ onMiss: new Set(), onPresence: new Set(), decided: new Set(), nearby: new Set() },
};

export function refusalsOf(functions: readonly Handed[], asks: Asks, program: Program): Refusals {
  const onMiss = new Set<number>();
  const onPresence = new Set<number>();
  const decided = new Set<number>();
  const nearby = new Set<number>();
  for (const { ref, hands } of functions) {
    for (const branch of inFunction(ref.module.branches, ref.fn)) {
      const answers = answersWithin(ref.module, branch.then, program);
      // Whether it asks the store is dear to find out, and most branches answer with nothing.
      const asking = answers.length > 0 ? branch.test.filter((atom) => asks(ref.module, atom.value)) : [];
      if (asking.length === 0) continue;
      const isMiss = asking.some(({ holds }) => holds !== 'truthy');
      const isPresence = !isMiss && asking.some(({ value }) => !isPart(value)) && decidesAlone(ref.module, branch);
      for (const { status } of answers) {
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

/** Functions in which a branch refuses. */
export const refusing = oncePerProgram((program): ReadonlySet<Maker> => {
  const found = new Set<Maker>();
  for (const module of program.modules.all()) {
    if (answersIn(program)(module).length === 0) continue;
    for (const { fn, then } of module.branches) {
      const facts = module.functions[fn];
      if (facts && !found.has(facts) && answersWithin(module, then, program).length > 0) found.add(facts);
    }
  }
  return found;
});

function answersWithin(module: ModuleFacts, body: Span, program: Program): readonly Answer[] {
  const answers = answersIn(program)(module);
  if (answers.length === 0) return answers;
  return answers.filter(({ at }) => at[0] >= body[0] && at[1] <= body[1]);
}

interface Answer {
  at: Span;
  status: number;
}

/** Few modules answer with a status: they are looked through once. */
const answersIn = oncePerProgram((program) =>
  remembering((module: ModuleFacts): readonly Answer[] => [
    ...ownAnswers(module),
    ...answersByHelpers(module, program),
  ]),
);

/** `return tooManyRequests(retryAfter)` */
function* answersByHelpers(module: ModuleFacts, program: Program): Generator<Answer> {
  const helpers = answeringHelpers(program);
  if (helpers.size === 0) return;
  for (const { callee, at } of module.calls) {
    if (callee.kind !== 'variable' && callee.kind !== 'member') continue;
    for (const target of program.resolve(module, callee)) {
      const status = target.kind === 'function' ? helpers.get(target.facts) : undefined;
      if (status !== undefined) yield { at, status };
    }
  }
}

/** Functions that do nothing but answer with one status, whatever they are given. */
const answeringHelpers = oncePerProgram(({ modules }): ReadonlyMap<Maker, number> => {
  const found = new Map<Maker, number>();
  for (const module of modules.all()) {
    for (const { at, status } of ownAnswers(module)) {
      const exit = module.exits.find((one) => one.kind === 'return' && isIn(at, one.at));
      const facts = exit && module.functions[exit.fn];
      const isAlone = exit && inFunction(module.branches, exit.fn).length === 0;
      if (facts && isAlone && facts.parent === MODULE) found.set(facts, status);
    }
  }
  return found;
});

function ownAnswers(module: ModuleFacts): readonly Answer[] {
  return keptIn(known, module, () => [...findAnswers(module)]);
}

const known = new WeakMap<ModuleFacts, readonly Answer[]>();

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
