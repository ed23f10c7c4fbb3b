import { append } from '../../model/append.js';
import type { Access } from '../../program/stores.js';
import { functionKey } from '../../program/targets.js';
import { requestOf } from '../trail.js';
import { remediesOfWork } from '../remedies.js';
import { byWeight, LOSSES, type Loss } from '../work/table.js';
import { unawaitedWork, type Unawaited } from '../work/unawaited.js';
import type { Role } from '../../model/words.js';
import { NOTHING, unitsOf, type Draft, type JudgeContext } from './draft.js';

/** Work that is still going on when the answer goes out: one finding per function, or per helper that many functions forget to await. */

export function* workDrafts({ program }: JudgeContext): Generator<Draft> {
  for (const group of grouped([...unawaitedWork(program)])) {
    const [worst] = [...group].sort((a, b) => byWeight(a.loses, b.loses) || b.amount - a.amount);
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

export const ROLES: Readonly<Record<Loss, Role>> = {
  payment: 'queue',
  mail: 'queue',
  data: 'entity',
  trigger: 'queue',
  notice: 'queue',
  analytics: 'metrics',
  push: 'queue',
  log: 'history',
  cache: 'cache',
};

function grouped(all: readonly Unawaited[]): Unawaited[][] {
  const byOwner = collect(all, ({ owner }) => functionKey(owner));
  return collect(byOwner, (group) => soleDoerOf(group) ?? group.map(({ owner }) => functionKey(owner)).join()).map(
    (groups) => groups.flat(),
  );
}

/** The one helper that does all the work of a group. */
function soleDoerOf(group: readonly Unawaited[]): string | undefined {
  const [doer, ...others] = new Set(group.map((one) => one.doer));
  return others.length === 0 ? doer : undefined;
}

function collect<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const found = new Map<string, T[]>();
  for (const item of items) append(found, keyOf(item), item);
  return [...found.values()];
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
