import { append } from '../../model/append.js';
import type { Access } from '../../program/stores.js';
import { functionKey } from '../../program/targets.js';
import type { Judgement } from '../companions.js';
import { requestOf } from '../trail.js';
import { remediesOfWork } from '../remedies.js';
import { byWeight, LOSSES, type Loss } from '../work/table.js';
import { unawaitedWork, type Unawaited } from '../work/unawaited.js';
import type { Role } from '../../model/words.js';
import { NOTHING, unitsOf, type Draft, type JudgeContext } from './draft.js';

/** Work that is still going on when the answer goes out: one finding per helper that nobody waits for, or per function and loss. */

export function* workDrafts(judgements: readonly Judgement[], { program }: JudgeContext): Generator<Draft> {
  const draining = drainingOf(judgements);
  // What is lost when nobody waits for a buffer to be emptied is what is in the buffer, which is a finding already.
  const told = (one: Unawaited): boolean => one.doer !== undefined && draining.has(one.doer);
  for (const group of grouped([...unawaitedWork(program)].filter((one) => !told(one)))) {
    const [worst] = [...group].sort((a, b) => byWeight(a.loses, b.loses) || b.amount - a.amount || byPlace(a, b));
    if (!worst) continue;
    const { module, call, name, loses } = worst;
    const accesses = group.map(accessOf);
    const request = requestOf({ module, fn: call.fn }, program);
    const others = group.length > 1 ? `, and ${group.length - 1} more like it` : '';
    yield {
      ...NOTHING,
      rule: 'no-work-after-response',
      place: { module, at: call.at, declaration: call.at },
      symbol: name,
      form: 'promise',
      role: ROLES[loses],
      verdict: LOSSES[loses].verdict,
      severity: LOSSES[loses].severity,
      effects: ['work-after-response'],
      reached: 'yes',
      units: unitsOf(accesses, program),
      accesses,
      story: { write: accessOf(worst) },
      reason: `Nobody waits for ${name}${others}: when ${request ?? 'the request'} is answered the instance is frozen, and ${LOSSES[loses].what} can be lost.`,
      remedies: remediesOfWork(name),
    };
  }
}

const BUFFERS: ReadonlySet<Role> = new Set(['queue', 'metrics', 'history']);
const DRAINS: ReadonlySet<Access['operation']> = new Set(['shift', 'clear', 'assign']);

/** Functions that empty a list that is a finding. */
function drainingOf(judgements: readonly Judgement[]): ReadonlySet<string> {
  const buffers = judgements.filter(
    ({ decision, evidence: { shape } }) =>
      decision.verdict === 'unsafe' && decision.isReached && shape === 'array' && BUFFERS.has(decision.role),
  );
  return new Set(
    buffers.flatMap(({ evidence: { writes } }) =>
      writes.filter(({ operation }) => DRAINS.has(operation)).map(functionKey),
    ),
  );
}

export const ROLES: Readonly<Record<Loss, Role>> = {
  payment: 'queue',
  mail: 'queue',
  data: 'entity',
  trigger: 'queue',
  notice: 'queue',
  record: 'history',
  analytics: 'metrics',
  push: 'queue',
  log: 'history',
  cache: 'cache',
};

/** By the helper that does the work, wherever it is forgotten; what a function begins by itself, by what is lost with it. */
function grouped(all: readonly Unawaited[]): Unawaited[][] {
  const found = new Map<string, Unawaited[]>();
  for (const one of all) append(found, one.doer ?? `${functionKey(one.owner)} ${one.loses}`, one);
  return [...found.values()];
}

function byPlace(a: Unawaited, b: Unawaited): number {
  const [one, other] = [a.module.file, b.module.file];
  return one === other ? a.call.at[0] - b.call.at[0] : one < other ? -1 : 1;
}

function accessOf({ module, call, name }: Unawaited): Access {
  return {
    root: { kind: 'global', id: name, name },
    path: [],
    operation: 'set',
    writes: true,
    module,
    fn: call.fn,
    at: call.at,
  };
}
