/** One program, migrated and run beside what it was. */
import { isDeepStrictEqual } from 'node:util';
import { auditInMemory, type Files } from '../../programs/memory.js';
import type { Destination } from '../../../src/migrate/types.js';
import { differenceAtOnce } from './alike.js';
import { contraryState, plainState } from './backends.js';
import { migratedTogether, type Migrated, type Project } from './engine.js';
import { load } from './load.js';
import type { Plan } from './plan.js';
import { differenceOf, outcomesOf, stepsOf } from './run.js';
import { filesOf, symbolsOf } from './write.js';

export type Verdict =
  | { readonly is: 'migrated' }
  /**
   * The audit finds nothing to migrate: what is kept is the same each time, or one request's own and not to be kept at all, or was lost while the
   * program was shrunk.
   */
  | { readonly is: 'no store' }
  | { readonly is: 'refused'; readonly codes: readonly string[]; readonly why: string }
  /** `cause`: what failures of one kind have in common. */
  | { readonly is: 'different'; readonly cause: string; readonly says: string; readonly files: Files };

/** Every one that is of this kind counts as the same failure while a program is shrunk. */
export const kindOf = (verdict: Verdict): string =>
  verdict.is === 'refused'
    ? `refused ${verdict.codes.join(' ')}`
    : verdict.is === 'different'
      ? verdict.cause
      : verdict.is;

export const projectOf = (plan: Plan): Project => ({ files: filesOf(plan), symbols: symbolsOf(plan) });

/** Where programs of this seed go. */
export const destinationOf = ({ seed }: Plan): Destination =>
  Math.floor(seed / BATCH) % 2 === 0 ? 'redis' : 'dynamodb';

/** As many are migrated together. */
export const BATCH = 20;

export async function verdictOn(plan: Plan): Promise<Verdict> {
  const [migrated] = await migratedTogether([projectOf(plan)], destinationOf(plan));
  return judged(plan, migrated ?? new Error('nothing came back'));
}

export async function judged(plan: Plan, migrated: Migrated | Error): Promise<Verdict> {
  const files = filesOf(plan);
  if (migrated instanceof Error) {
    const says = migrated.stack ?? migrated.message;
    return { is: 'different', cause: `the engine throws ${firstLine(says)}`, says, files };
  }
  const changed = Object.fromEntries(migrated.files);
  // What one store refuses, the other may have been given all the same.
  if (migrated.refused.length > 0 && !isDeepStrictEqual(files, changed)) {
    const compared = await comparison(plan, files, changed);
    if (compared.is === 'different') return compared;
  }
  if (migrated.refused.length > 0) {
    const codes = [...new Set(migrated.refused.map(({ code }) => code))].sort();
    const reasons = migrated.refused.map(({ code, file, line, why = '' }) => `${code} ${file}:${line} ${why}`);
    if (migrated.refused.every(({ why = '' }) => why.endsWith('is request-leak'))) return { is: 'no store' };
    return { is: 'refused', codes, why: [...new Set(reasons)].join('\n') };
  }
  return comparison(plan, files, changed);
}

async function comparison(plan: Plan, files: Files, changed: Files): Promise<Verdict> {
  const different = (cause: string, says: string): Verdict => ({ is: 'different', cause, says, files: changed });
  if (isDeepStrictEqual(files, changed)) {
    const { report } = await auditInMemory(files);
    if (report.findings.length === 0) return { is: 'no store' };
    return different('nothing changed', 'it is neither migrated nor refused');
  }
  if (!Object.values(changed).some((text) => text.includes('@coldstate/adapters')))
    return different('no adapter', 'files changed, and none of them uses a shared collection');
  const steps = stepsOf(plan);
  const original = await outcomesOf(load(files), steps);
  for (const [name, stateOf] of [
    ['memory', plainState],
    ['a conflict at each transaction', contraryState],
  ] as const) {
    let outcomes;
    try {
      outcomes = await outcomesOf(load(changed), steps, stateOf());
    } catch (error) {
      return different(
        `the program does not start`,
        error instanceof Error ? (error.stack ?? error.message) : String(error),
      );
    }
    const found = differenceOf(original, outcomes);
    if (found === undefined) continue;
    const { event, at } = found.original ?? { event: undefined, at: 0 };
    const says = [
      `on ${name}, event ${found.index + 1} (${JSON.stringify(event)}, ${at} ms after the first):`,
      `  before: ${JSON.stringify(shown(found.original))}`,
      `  after:  ${JSON.stringify(shown(found.migrated))}`,
    ];
    return different(causeOf(name, found), says.join('\n'));
  }
  const atOnce = await differenceAtOnce(plan, files, changed);
  if (atOnce !== undefined) return different('other answers to requests at once', atOnce);
  return { is: 'migrated' };
}

const shown = (outcome: NonNullable<ReturnType<typeof differenceOf>>['original']): unknown =>
  outcome && { returned: outcome.returned, threw: outcome.threw, effects: outcome.effects };

function causeOf(name: string, { original, migrated }: NonNullable<ReturnType<typeof differenceOf>>): string {
  if (migrated?.threw !== original?.threw) {
    const nameOf = (threw: string | undefined): string => threw?.split(':')[0] ?? 'nothing';
    return `on ${name}: throws ${nameOf(migrated?.threw)} and not ${nameOf(original?.threw)}`;
  }
  const isReturned = !isDeepStrictEqual(original?.returned, migrated?.returned);
  const isDump = original?.event.op === 'dump';
  return `on ${name}: ${isReturned ? (isDump ? 'other content' : 'another answer') : 'other effects'}`;
}

const firstLine = (text: string): string => text.split('\n')[0]?.slice(0, 100) ?? '';
