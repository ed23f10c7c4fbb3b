/**
 * A store for express-rate-limit on a `sharedMap`; express-slow-down and hono-rate-limiter take the same. It imports nothing of theirs.
 *
 * ```ts
 * const hits = sharedMap<HitWindow>('api.hits', { role: 'rate-limit' });
 * app.use(rateLimit({ windowMs: 60_000, limit: 100, store: expressRateLimitStore(hits) }));
 * ```
 */
import type { SharedMap } from './collections/types.js';

/** What is kept for each key. */
export interface HitWindow {
  readonly hits: number;
  /** Epoch ms. */
  readonly resetAt: number;
}

/** What express-rate-limit asks for. */
export interface HitCount {
  readonly totalHits: number;
  readonly resetTime: Date;
}

export interface HitStore {
  /** Counts are not those of this process alone. */
  readonly localKeys: false;
  /** Tells two limiters of one request apart: without it express-rate-limit takes the second for the same hit counted twice. */
  readonly prefix: string;
  init(options: { readonly windowMs: number }): void;
  get(key: string): Promise<HitCount | undefined>;
  increment(key: string): Promise<HitCount>;
  decrement(key: string): Promise<void>;
  resetKey(key: string): Promise<void>;
}

export function expressRateLimitStore(windows: SharedMap<HitWindow>): HitStore {
  // The default of express-rate-limit, until it says how long its windows are.
  let windowMs = 60_000;
  const isOpen = (window: HitWindow | undefined): window is HitWindow =>
    window !== undefined && window.resetAt > Date.now();
  const countOf = ({ hits, resetAt }: HitWindow): HitCount => ({ totalHits: hits, resetTime: new Date(resetAt) });
  return {
    localKeys: false,
    prefix: `${windows.name}:`,
    init(options) {
      windowMs = options.windowMs;
    },
    async get(key) {
      const window = await windows.get(key);
      return isOpen(window) ? countOf(window) : undefined;
    },
    async increment(key) {
      const window = await windows.transact(key, (cell) => {
        const open = cell.get();
        const next = isOpen(open) ? { ...open, hits: open.hits + 1 } : { hits: 1, resetAt: Date.now() + windowMs };
        cell.set(next, { ttl: { at: new Date(next.resetAt) } });
        return next;
      });
      return countOf(window);
    },
    async decrement(key) {
      await windows.transact(key, (cell) => {
        const open = cell.get();
        if (isOpen(open) && open.hits > 0)
          cell.set({ ...open, hits: open.hits - 1 }, { ttl: { at: new Date(open.resetAt) } });
      });
    },
    async resetKey(key) {
      await windows.delete(key);
    },
  };
}
