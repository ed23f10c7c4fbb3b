/** What a rate limiter decides, as pure functions over what it remembers: for backends that compute in JavaScript. */
import type { Algorithm, Consumed, Consumption } from '../backend.js';

export interface Step<S> {
  /** What to remember now; undefined: nothing has changed. */
  readonly next: S | undefined;
  readonly consumed: Consumed;
}

export interface Window {
  readonly count: number;
  readonly endsAt: number;
}

export interface Sliding {
  readonly windowMs: number;
  /** Number of the window since 1970. */
  readonly index: number;
  readonly count: number;
  readonly before: number;
}

/** Times of the hits, oldest first. */
export type Log = readonly number[];

export interface Memory {
  readonly window?: Window;
  readonly sliding?: Sliding;
  readonly log?: Log;
}

/** When nothing of it counts any more, so that it can be forgotten. */
export interface Remembered {
  readonly memory: Memory;
  readonly until: number;
}

export function consume(memory: Memory | undefined, consumption: Consumption, now: number): Step<Remembered> {
  return STEPS[consumption.algorithm](memory ?? {}, consumption, now);
}

const STEPS: Record<Algorithm, (memory: Memory, consumption: Consumption, now: number) => Step<Remembered>> = {
  window({ window }, { limit, windowMs, cost, countDenied }, now) {
    const { count, endsAt } =
      window !== undefined && window.endsAt > now ? window : { count: 0, endsAt: now + windowMs };
    const allowed = count + cost <= limit;
    const counted = allowed || countDenied ? count + cost : count;
    return {
      next: counted === count ? undefined : { memory: { window: { count: counted, endsAt } }, until: endsAt },
      consumed: { allowed, count: counted, resetAt: endsAt },
    };
  },

  sliding({ sliding }, { limit, windowMs, cost, countDenied }, now) {
    const index = Math.floor(now / windowMs);
    const { count, before } = countsAt(index, windowMs, sliding);
    const weight = 1 - (now - index * windowMs) / windowMs;
    const weighed = count + before * weight;
    const allowed = weighed + cost <= limit;
    const counted = allowed || countDenied ? count + cost : count;
    const endsAt = (index + 1) * windowMs;
    return {
      next:
        counted === count
          ? undefined
          : { memory: { sliding: { windowMs, index, count: counted, before } }, until: endsAt + windowMs },
      consumed: {
        allowed,
        count: Math.ceil(counted + before * weight),
        resetAt: allowed ? endsAt : slotAt({ limit, cost, count, before, windowMs, endsAt }),
      },
    };
  },

  log({ log = [] }, { limit, windowMs, cost, countDenied }, now) {
    const recent = log.filter((time) => time > now - windowMs);
    const allowed = recent.length + cost <= limit;
    const counts = cost > 0 && (allowed || countDenied);
    const hits = counts ? [...recent, ...Array<number>(cost).fill(now)] : recent;
    // Refused: free when as many have left as stand in the way.
    const leaving = allowed ? 0 : Math.max(0, recent.length + cost - limit - 1);
    return {
      next: hits === recent ? undefined : { memory: { log: hits }, until: now + windowMs },
      consumed: { allowed, count: hits.length, resetAt: (recent[leaving] ?? now) + windowMs },
    };
  },
};

function countsAt(index: number, windowMs: number, sliding: Sliding | undefined): { count: number; before: number } {
  if (sliding?.windowMs !== windowMs) return { count: 0, before: 0 };
  if (sliding.index === index) return sliding;
  return { count: 0, before: sliding.index === index - 1 ? sliding.count : 0 };
}

/** When the window before has faded enough, or else the end of this one. */
function slotAt(of: {
  limit: number;
  cost: number;
  count: number;
  before: number;
  windowMs: number;
  endsAt: number;
}): number {
  const room = of.limit - of.cost - of.count;
  if (room < 0 || of.before === 0) return of.endsAt;
  return Math.ceil(of.endsAt - (room / of.before) * of.windowMs);
}
