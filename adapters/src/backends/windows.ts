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

/** Times of the hits, oldest first. Of those that are refused and count, no more than it takes to refuse. */
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

/** How many times a hit adds to a log: more than the limit refuse no longer than one more than it. */
export const loggedOf = ({ limit, cost }: Consumption): number => Math.min(cost, limit + 1);

export function consume(memory: Memory | undefined, consumption: Consumption, now: number): Step<Remembered> {
  const stepOf = (cost: number) => STEPS[consumption.algorithm](memory ?? {}, { ...consumption, cost }, now);
  const step = stepOf(consumption.cost);
  // Who only looks asks when the next hit may come.
  return consumption.cost > 0 ? step : { ...step, consumed: { ...step.consumed, resetAt: stepOf(1).consumed.resetAt } };
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
    const endsAt = (index + 1) * windowMs;
    // In this order, so that what is a whole number comes out as one.
    const older = (before * (endsAt - now)) / windowMs;
    const allowed = count + older + cost <= limit;
    const counted = allowed || countDenied ? count + cost : count;
    return {
      next:
        counted === count
          ? undefined
          : { memory: { sliding: { windowMs, index, count: counted, before } }, until: endsAt + windowMs },
      consumed: {
        allowed,
        count: Math.ceil(counted + older),
        resetAt: allowed ? endsAt : slotAt({ room: limit - cost, count: counted, before, windowMs, endsAt }),
      },
    };
  },

  log({ log = [] }, consumption, now) {
    const { limit, windowMs, cost, countDenied } = consumption;
    const recent = log.filter((time) => time > now - windowMs);
    const allowed = recent.length + cost <= limit;
    const counts = cost > 0 && (allowed || countDenied);
    const added = counts ? Array<number>(loggedOf(consumption)).fill(now) : [];
    const hits = counts ? [...recent, ...added].slice(-limit - added.length) : recent;
    // Refused: free when as many have left as stand in the way.
    const leaving = allowed ? 0 : hits.length + cost - limit - 1;
    return {
      next: counts ? { memory: { log: hits }, until: now + windowMs } : undefined,
      consumed: { allowed, count: hits.length, resetAt: (hits[leaving] ?? now) + windowMs },
    };
  },
};

function countsAt(index: number, windowMs: number, sliding: Sliding | undefined): { count: number; before: number } {
  if (sliding?.windowMs !== windowMs) return { count: 0, before: 0 };
  if (sliding.index === index) return sliding;
  return { count: 0, before: sliding.index === index - 1 ? sliding.count : 0 };
}

/** When enough of the older hits has faded: those before in this window, or else its own in the next. `room`: what may count beside the hit. */
function slotAt(of: { room: number; count: number; before: number; windowMs: number; endsAt: number }): number {
  const left = of.room - of.count;
  if (left >= 0 && of.before > 0) return Math.ceil(of.endsAt - (left * of.windowMs) / of.before);
  const fading = Math.min(of.windowMs, Math.max(0, (of.room * of.windowMs) / of.count));
  return Math.ceil(of.endsAt + of.windowMs - fading);
}
