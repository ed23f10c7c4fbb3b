import { clock } from '../clock.js';
import { ConfigError, LockedError } from '../errors.js';
import { backoffMs } from '../tries.js';
import { randomId } from '../nonces.js';
import { MapOnBackend } from './map.js';
import type { Host } from './target.js';
import type { CollectionOptions, Key, Lease, Lock, LockOptions } from './types.js';

const WAIT_MS = { first: 10, most: 250 };

export class LockOnMap implements Lock {
  readonly name: string;
  /** Key → a name that its owner chose for itself. */
  readonly #owners: MapOnBackend<string>;

  constructor(host: Host, name: string, { role = 'lock' }: Pick<CollectionOptions, 'role'> = {}) {
    this.name = name;
    this.#owners = new MapOnBackend<string>(host, 'lock', name, { role, whenDown: 'throw' });
  }

  async acquire(key: Key, { leaseMs, waitMs = 0 }: LockOptions): Promise<Lease | undefined> {
    checkMs(leaseMs, 1, `lock "${this.name}": leaseMs`);
    checkMs(waitMs, 0, `lock "${this.name}": waitMs`);
    const until = Date.now() + waitMs;
    for (let attempt = 1; ; attempt++) {
      const lease = await this.#tryAcquire(key, leaseMs);
      if (lease !== undefined || Date.now() >= until) return lease;
      const pause = Math.min(backoffMs(attempt, WAIT_MS), until - Date.now());
      await new Promise((resolve) => clock.setTimeout(resolve, Math.max(1, pause)));
    }
  }

  async withLock<R>(key: Key, work: (lease: Lease) => R | Promise<R>, options: LockOptions): Promise<R> {
    const lease = await this.acquire(key, options);
    if (lease === undefined) {
      throw new LockedError(`lock "${this.name}": somebody else has ${JSON.stringify(key)}.`, {
        collection: this.name,
        op: 'withLock',
        key,
        outcome: 'not-applied',
      });
    }
    try {
      return await work(lease);
    } finally {
      // What the work returned or threw counts; a lock that could not be released is free again when its lease is over.
      await lease.release().catch(() => false);
    }
  }

  async #tryAcquire(key: Key, leaseMs: number): Promise<Lease | undefined> {
    const owner = randomId(12);
    const { stored } = await this.#owners.setIfAbsent(key, owner, { ttl: { ms: leaseMs } });
    if (!stored) return undefined;
    return {
      extend: (ms = leaseMs) => this.#extend(key, owner, ms),
      release: () => this.#owners.transact(key, (cell) => cell.get() === owner && cell.delete()),
    };
  }

  #extend(key: Key, owner: string, leaseMs: number): Promise<boolean> {
    checkMs(leaseMs, 1, `lock "${this.name}": leaseMs`);
    return this.#owners.transact(key, (cell) => {
      if (cell.get() !== owner) return false;
      cell.set(owner, { ttl: { ms: leaseMs } });
      return true;
    });
  }
}

function checkMs(ms: unknown, least: number, what: string): void {
  if (typeof ms === 'number' && Number.isFinite(ms) && ms >= least) return;
  throw new ConfigError(`${what} is a number of milliseconds from ${least}, not ${String(ms)}.`);
}
