/** What a program does with a list of events: answers, errors and effects of each, in order, as data that can be compared. */
import { isDeepStrictEqual } from 'node:util';
import type { State } from '../../../adapters/src/state.js';
import { seeded } from '../../programs/random.js';
import type { Event, Loaded } from './load.js';
import type { Plan } from './plan.js';

export interface Outcome {
  readonly event: Event;
  /** Milliseconds since the first event. */
  readonly at: number;
  readonly returned?: unknown;
  readonly threw?: string;
  readonly effects: readonly unknown[];
}

export interface Step {
  readonly event: Event;
  /** Time that goes by before it. */
  readonly after: number;
}

export const KEYS = ['ann', 'bob', 'cid', 'total', 'user:ann', 'user:bob', 'user:cid'] as const;
const LABELS = ['open', 'line-2', 'old', 'spring'] as const;

export function stepsOf(plan: Plan, count = 40): Step[] {
  const random = seeded(plan.seed + 1_000_003);
  const ops = plan.ops.map((_, index) => `op${index}`);
  const steps = Array.from({ length: ops.length > 0 ? count : 0 }, (): Step => ({
    event: {
      op: random.pick(ops),
      key: random.chance(0.6) ? 'ann' : random.pick(['bob', 'cid'] as const),
      amount: random.below(7),
      label: random.pick(LABELS),
    },
    after: random.chance(0.2) ? random.below(40_000) : random.below(50),
  }));
  const kinds = plan.other === undefined ? ['dump'] : ['dump', 'dumpNotes'];
  const dumps = KEYS.flatMap((key) =>
    kinds.map((op): Step => ({ event: { op, key, amount: 0, label: '' }, after: 0 })),
  );
  const middle = dumps.slice(0, kinds.length);
  return [...steps.slice(0, count / 2), ...middle, ...steps.slice(count / 2), ...dumps];
}

/** 2027: later than any machine that this runs on, so that no lifetime ends by its own clock. */
export const START = Date.UTC(2027, 0, 1);
const HANGS_AFTER_MS = 20_000;

export async function outcomesOf(program: Loaded, steps: readonly Step[], state?: State): Promise<Outcome[]> {
  const realNow = Date.now;
  let at = 0;
  Date.now = () => START + at;
  try {
    let effects: unknown[] = [];
    const { handler } = program.start((...values) => effects.push(copyOf(values)), state);
    const outcomes: Outcome[] = [];
    for (const { event, after } of steps) {
      at += after;
      effects = [];
      const result = await settled(() => handler({ ...event }));
      outcomes.push({ event, at, ...result, effects });
    }
    return outcomes;
  } finally {
    Date.now = realNow;
    await state?.close();
  }
}

export async function settled(work: () => unknown): Promise<Pick<Outcome, 'returned' | 'threw'>> {
  let timer: NodeJS.Timeout | undefined;
  const hung = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('it did not answer'));
    }, HANGS_AFTER_MS);
  });
  try {
    return { returned: copyOf(await Promise.race([Promise.resolve().then(work), hung])) };
  } catch (error) {
    return { threw: error instanceof Error ? `${error.name}: ${error.message}` : `thrown: ${String(error)}` };
  } finally {
    clearTimeout(timer);
  }
}

/** As it is now: a live record may change later. There is one zero. */
export function copyOf(value: unknown): unknown {
  if (value === 0) return 0;
  if (typeof value === 'function') return '(a function)';
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  if (value instanceof Promise) return '(a promise)';
  if (value instanceof Map || value instanceof Set) return { [value.constructor.name]: [...value].map(copyOf) };
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copyOf(inner)]));
}

/** The first step that went otherwise. */
export function differenceOf(
  original: readonly Outcome[],
  migrated: readonly Outcome[],
):
  | { readonly index: number; readonly original: Outcome | undefined; readonly migrated: Outcome | undefined }
  | undefined {
  const length = Math.max(original.length, migrated.length);
  for (let index = 0; index < length; index++)
    if (!isDeepStrictEqual(original[index], migrated[index]))
      return { index, original: original[index], migrated: migrated[index] };
  return undefined;
}
