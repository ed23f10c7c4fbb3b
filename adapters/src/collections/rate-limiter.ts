import type { Consumed, Consumption, Place, Windows } from '../backend.js';
import { memoryBackend, memoryData } from '../backends/memory.js';
import { tell } from '../tries.js';
import { ConfigError } from '../errors.js';
import { placeOf } from '../keys.js';
import { isDown, oneOf, Target, type Host } from './target.js';
import type { Decision, Key, Limit, RateLimiter, RateLimiterOptions, Role } from './types.js';

/** Where a limit stands between an attacker and an account, no answer is better than a wrong one. */
const GUARDING: ReadonlySet<Role | undefined> = new Set<Role>(['auth', 'security']);

export class RateLimiterOnBackend implements RateLimiter {
  readonly name: string;
  readonly #target: Target;
  readonly #options: RateLimiterOptions;
  /** Counts in this process alone, while the backend is down. */
  #local: Windows | undefined;

  constructor(host: Host, name: string, options: RateLimiterOptions = {}) {
    const { algorithm, whenDown, role = 'rate-limit', ...limit } = options;
    oneOf(algorithm, ['window', 'sliding', 'log'], `limiter "${name}": algorithm`);
    oneOf(whenDown, ['local', 'throw', 'allow'], `limiter "${name}": whenDown`);
    if (limit.limit !== undefined) checkAtLeast(1, limit.limit, `limiter "${name}": limit`);
    if (limit.windowMs !== undefined) checkAtLeast(1, limit.windowMs, `limiter "${name}": windowMs`);
    this.name = name;
    this.#target = new Target(host, 'limiter', name, { role });
    this.#options = options;
  }

  async consume(key: Key, limit: Limit = {}): Promise<Decision> {
    const consumption = this.#consumption(limit);
    checkAtLeast(1, consumption.cost, `limiter "${this.name}": cost`);
    const { consumed, degraded } = await this.#ask('consume', key, consumption);
    return decision(consumed.allowed, consumed, consumption.limit, degraded);
  }

  async peek(key: Key, limit: Limit = {}): Promise<Decision> {
    const consumption = { ...this.#consumption(limit), cost: 0 };
    const { consumed, degraded } = await this.#ask('peek', key, consumption);
    return decision(consumed.count + (limit.cost ?? 1) <= consumption.limit, consumed, consumption.limit, degraded);
  }

  async reset(key: Key): Promise<void> {
    const place = await placeOf(this.#target.collection, key);
    await this.#local?.reset(place);
    await this.#target.call({ op: 'reset', key, repeat: 'repeatable', send: ({ windows }) => windows.reset(place) });
  }

  async #ask(op: string, key: Key, consumption: Consumption): Promise<{ consumed: Consumed; degraded: boolean }> {
    const at = placeOf(this.#target.collection, key);
    const place = at instanceof Promise ? await at : at;
    const repeat = consumption.cost === 0 ? 'read' : 'once';
    try {
      const send = ({ windows }: { windows: Windows }) => windows.consume(place, consumption);
      return { consumed: await this.#target.call({ op, key, repeat, send }), degraded: false };
    } catch (error) {
      const { role, whenDown = GUARDING.has(role) ? 'throw' : 'local' } = this.#options;
      if (whenDown === 'throw' || !isDown(error)) throw error;
      tell(this.#target.link.onDegraded, error);
      return { consumed: await this.#decideAlone(place, consumption, whenDown), degraded: true };
    }
  }

  async #decideAlone(place: Place, consumption: Consumption, how: 'local' | 'allow'): Promise<Consumed> {
    this.#local ??= memoryBackend(memoryData()).windows;
    const consumed = await this.#local.consume(place, consumption);
    return how === 'allow' ? { ...consumed, allowed: true } : consumed;
  }

  #consumption({ limit, windowMs, cost = 1, countDenied }: Limit): Consumption {
    const { algorithm = 'window' } = this.#options;
    const most = limit ?? this.#options.limit;
    const time = windowMs ?? this.#options.windowMs;
    if (most === undefined || time === undefined) {
      throw new ConfigError(`limiter "${this.name}": limit and windowMs are given to rateLimiter() or to each call.`);
    }
    checkAtLeast(0, most, `limiter "${this.name}": limit`);
    checkAtLeast(1, time, `limiter "${this.name}": windowMs`);
    return {
      algorithm,
      limit: most,
      windowMs: time,
      cost,
      countDenied: countDenied ?? this.#options.countDenied ?? false,
    };
  }
}

function decision(allowed: boolean, { count, resetAt }: Consumed, limit: number, degraded: boolean): Decision {
  return { allowed, count, remaining: Math.max(0, limit - count), resetAt, limit, degraded };
}

function checkAtLeast(least: number, given: unknown, what: string): void {
  if (Number.isSafeInteger(given) && (given as number) >= least) return;
  throw new ConfigError(`${what} is an integer from ${least}, not ${String(given)}.`);
}
