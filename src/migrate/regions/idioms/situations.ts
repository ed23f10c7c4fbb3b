/**
 * A limit, found by running a step in every situation that it can be in: nothing stored, over, room left, full. It is one if it then stores and answers
 * what a rate limiter would, to the millisecond and to the hit.
 */
import type { ts } from 'ts-morph';
import { runnerIn, type Script } from './run.js';
import { COUNT, ELEMENT, NOTHING, NOW, TIME, Unclear, type Texts, type Value, type World } from './values.js';
import { entryOf, hitsIn, hitsInLog, isBegun, windowIn } from './windows.js';
import {
  constant,
  countOf,
  holds,
  isConstant,
  isSame,
  named,
  negated,
  plus,
  turned,
  type Order,
  type Sum,
} from './sums.js';

export interface Limited {
  readonly algorithm: 'window' | 'log';
  readonly limit: Sum;
  readonly windowMs: Sum;
  /** What is refused counts as well. */
  readonly countsDenied: boolean;
  /** The window is measured from its beginning, and so by each caller's own length. */
  readonly isFromStart: boolean;
  /** What it gives where the hit passes. */
  readonly yes: boolean;
  readonly texts: Texts;
}

/** Of a window that is over: it says nothing any more. */
const STALE = 'stale';

interface Situation {
  readonly entry: Value;
  readonly isOver: boolean;
  readonly isFull: boolean;
  readonly recent: Sum;
}

/** Filled by each run, and the same in all of them. */
interface Found {
  limit: Sum | undefined;
  windowMs: Sum | undefined;
}

export function limitedBy(script: Script, statements: readonly ts.Statement[]): Limited | undefined {
  try {
    return limited(script, statements);
  } catch (error) {
    if (error instanceof Unclear) return undefined;
    throw error;
  }
}

function limited(script: Script, statements: readonly ts.Statement[]): Limited | undefined {
  const texts: Texts = new Map();
  const found: Found = { limit: undefined, windowMs: undefined };
  const run = (situation: Situation) => ran(script, statements, situation, found, texts);

  const first = run({ entry: NOTHING, isOver: true, isFull: false, recent: constant(0) });
  const window = windowIn(first.entry);
  const isLog = first.entry.kind === 'list' && first.entry.added === 1;
  if (window === undefined && !isLog) return undefined;
  const full = (name: string): Value => (window ? entryOf(window, name) : { kind: 'list', isRecent: false, added: 0 });
  const states = { isOver: false, recent: named(COUNT) };
  const open = run({ ...states, entry: full(COUNT), isFull: false });
  const shut = run({ ...states, entry: full(COUNT), isFull: true });
  const over = window ? run({ ...states, entry: full(STALE), isOver: true, isFull: false }) : first;

  const yes = first.answer;
  if (open.answer !== yes || over.answer !== yes || shut.answer === yes) return undefined;
  const added = (entry: Value): number | undefined => (window ? hitsIn(entry, window) : hitsInLog(entry));
  const denied = added(shut.entry);
  if (added(open.entry) !== 1 || (denied !== 0 && denied !== 1)) return undefined;
  if (window !== undefined && !isBegun(over.entry, window)) return undefined;
  const windowMs = window?.length ?? found.windowMs;
  const { limit } = found;
  // What is over is measured by the same length as what begins.
  if (limit === undefined || windowMs === undefined) return undefined;
  if (window?.length !== undefined && found.windowMs !== undefined && !isSame(found.windowMs, constant(0)))
    return undefined;
  return {
    ...{ algorithm: window ? 'window' : 'log', limit, windowMs, yes, texts },
    countsDenied: denied === 1,
    isFromStart: window !== undefined && window.length === undefined,
  };
}

function ran(
  script: Script,
  statements: readonly ts.Statement[],
  { entry, isOver, isFull, recent }: Situation,
  found: Found,
  texts: Texts,
): { entry: Value; answer: boolean } {
  const world: World = {
    entry,
    recent,
    decide: (difference, order) => decided(difference, order, isOver, isFull, found),
  };
  const answer = runnerIn(script, world, texts).run(statements);
  if (answer?.kind !== 'boolean') throw new Unclear();
  return { entry: world.entry, answer: answer.value };
}

function decided(difference: Sum, order: Order, isOver: boolean, isFull: boolean, found: Found): boolean {
  if (isConstant(difference)) return holds(difference.constant, order);
  if (countOf(difference, NOW) !== 0) return asAge(difference, order, isOver, found);
  // Nothing is counted yet where nothing runs; elsewhere a comparison without the count is about something else.
  if (countOf(difference, COUNT) === 0 && !isOver) throw new Unclear();
  return asCount(difference, order, isFull, found);
}

/** `now - time - windowMs >= 0`: over from the very millisecond on, as a limiter has it. */
export function asAge(difference: Sum, order: Order, isOver: boolean, found: { windowMs: Sum | undefined }): boolean {
  const sign = countOf(difference, NOW);
  const [age, asked] = sign === 1 ? [difference, order] : [negated(difference), turned(order)];
  const of = countOf(age, TIME) === -1 ? TIME : ELEMENT;
  if (Math.abs(sign) !== 1 || countOf(age, of) !== -1 || (asked !== '>=' && asked !== '<')) throw new Unclear();
  const windowMs = negated(plus(plus(age, named(NOW), -1), named(of)));
  isTheSame(found, 'windowMs', windowMs);
  // Of a list the young ones are looked for, however many there are.
  const holdsNow = of === ELEMENT ? false : isOver;
  return asked === '>=' ? holdsNow : !holdsNow;
}

/** `count - limit >= 0`: full, so that the next hit is refused. Where nothing is counted yet the count is no part of the sum. */
function asCount(difference: Sum, order: Order, isFull: boolean, found: Found): boolean {
  const counts = countOf(difference, COUNT);
  const limits = [...difference.terms].filter(([name]) => name !== COUNT);
  const sign = counts === 0 ? -(limits[0]?.[1] ?? 0) : counts;
  if (Math.abs(sign) !== 1 || limits.length > 1 || countOf(difference, STALE) !== 0) throw new Unclear();
  const [sum, asked] = sign === 1 ? [difference, order] : [negated(difference), turned(order)];
  const isStrict = asked === '>' || asked === '<=';
  // Whole numbers: more than n is n + 1 at least.
  const atLeast = isStrict ? plus(sum, constant(1), -1) : sum;
  const limit = negated(counts === 0 ? atLeast : plus(atLeast, named(COUNT), -1));
  const isWhole =
    isConstant(limit) || (limit.constant === 0 && [...limit.terms.values()].every((count) => count === 1));
  if (!isWhole) throw new Unclear();
  isTheSame(found, 'limit', limit);
  return (asked === '>=' || asked === '>') === isFull;
}

function isTheSame<K extends string>(found: Record<K, Sum | undefined>, name: K, sum: Sum): void {
  const known = found[name];
  if (known !== undefined && !isSame(known, sum)) throw new Unclear();
  found[name] = sum;
}
