import { ConfigError } from '../errors.js';
import { nameOf } from '../keys.js';
import { checkLives } from '../lifetimes.js';
import { randomId } from '../nonces.js';
import { MapOnBackend } from './map.js';
import type { Host } from './target.js';
import type { DeepPartial, Key, Session, SessionLife, SessionOptions, SessionStore, Updated } from './types.js';

const DAY = { s: 24 * 60 * 60 };
const ID_BYTES = 24;

interface Kept<S> {
  readonly data: S;
  /** Whose it is, if anybody's. */
  readonly user?: Key;
}

interface Claim {
  readonly user: Key;
  readonly epoch: string | undefined;
}

/** A change gives a session to a user in whose index it is not yet. */
class Unclaimed extends Error {
  constructor(readonly user: Key) {
    super('unclaimed');
  }
}

function keptOf<S>(data: S, user: Key | undefined): Kept<S> {
  return user === undefined ? { data } : { data, user };
}

/** A user's logins are counted in epochs; logging out everywhere ends one. */
interface Epoch {
  readonly name: string;
}

export class SessionStoreOnMap<S extends object> implements SessionStore<S> {
  readonly name: string;
  readonly #sessions: MapOnBackend<Kept<S>>;
  readonly #epochs: MapOnBackend<Epoch>;
  readonly #indexOf: (user: Key) => Promise<MapOnBackend<1>>;
  readonly #options: SessionOptions<S>;

  constructor(host: Host, name: string, options: SessionOptions<S> = {}) {
    const { role = 'session', ttl = DAY } = options;
    checkLives({ ttl }, `sessions "${name}"`);
    const shared = { role, ttl, whenDown: 'throw' } as const;
    this.name = name;
    this.#options = options;
    this.#sessions = new MapOnBackend<Kept<S>>(host, 'session', name, shared);
    this.#epochs = new MapOnBackend<Epoch>(host, 'sessionepoch', name, shared);
    // A collection for each user: all sessions of one are read together, and no two users share a partition.
    this.#indexOf = async (user) =>
      new MapOnBackend<1>(host, 'sessionsof', `${name.length}/${name}/${await nameOf(user)}`, {
        ...shared,
        layout: 'collection',
      });
  }

  async create(
    data: S,
    { id = randomId(ID_BYTES), ...life }: { readonly id?: string } & SessionLife = {},
  ): Promise<Session<S>> {
    const user = this.#options.userOf?.(data);
    const claim = user === undefined ? undefined : await this.#claim(id, user, life);
    await this.#sessions.set(id, keptOf(data, user), life);
    await this.#confirm(id, claim);
    return { id, data };
  }

  async get(id: string): Promise<S | undefined> {
    const kept = await this.#sessions.get(id);
    if (kept !== undefined && this.#options.rolling === true) await this.#begin(id, kept.user, {});
    return kept?.data;
  }

  async save(id: string, data: S, life: SessionLife = {}): Promise<boolean> {
    const user = this.#options.userOf?.(data);
    // The index first, or it could end before the session does.
    if (user !== undefined && life.ttl !== undefined && (await this.#sessions.has(id)))
      await this.#index(id, user, life);
    return (await this.#change(id, () => data, life)) !== undefined;
  }

  async patch(id: string, change: DeepPartial<S>): Promise<boolean> {
    return (await this.#change(id, (data) => merged(data, change), {})) !== undefined;
  }

  update(id: string, change: (data: S) => Updated<S>): Promise<S | undefined> {
    return this.#change(id, (data) => change(data) ?? data, {});
  }

  async touch(id: string, life: SessionLife = {}): Promise<boolean> {
    const kept = this.#options.userOf === undefined ? undefined : await this.#sessions.get(id);
    return this.#begin(id, kept?.user, life);
  }

  async destroy(id: string): Promise<boolean> {
    if (this.#options.userOf === undefined) return this.#sessions.delete(id);
    const kept = await this.#sessions.get(id);
    if (kept === undefined) return false;
    const destroyed = await this.#sessions.delete(id);
    // After it: what could not be destroyed has to be found again.
    if (kept.user !== undefined) await (await this.#indexOf(kept.user)).delete(id);
    return destroyed;
  }

  async ofUser(user: Key): Promise<Session<S>[]> {
    this.#requireUserOf('ofUser');
    const ids = await this.#idsOf(user);
    const kept = await this.#sessions.getMany(ids);
    return ids.flatMap((id) => {
      const session = kept.get(id);
      return session === undefined ? [] : [{ id, data: session.data }];
    });
  }

  async destroyUser(user: Key): Promise<number> {
    this.#requireUserOf('destroyUser');
    // Before looking: see `#confirm`.
    await this.#epochs.set(user, { name: randomId(ID_BYTES) });
    const index = await this.#indexOf(user);
    const end = async (id: string) => {
      const destroyed = await this.#sessions.delete(id);
      // After it, as above.
      await index.delete(id);
      return destroyed;
    };
    const destroyed = await Promise.all((await this.#idsOf(user)).map(end));
    return destroyed.filter(Boolean).length;
  }

  async #begin(id: string, user: Key | undefined, life: SessionLife): Promise<boolean> {
    // The index first, or it could end before the session does.
    if (user !== undefined) await this.#index(id, user, life);
    return this.#sessions.touch(id, life);
  }

  async #idsOf(user: Key): Promise<string[]> {
    const ids: string[] = [];
    for await (const id of (await this.#indexOf(user)).keys()) ids.push(String(id));
    return ids;
  }

  async #index(id: string, user: Key, life: SessionLife): Promise<void> {
    await (await this.#indexOf(user)).set(id, 1, life);
  }

  /** Undefined where there is no such session, now or any more: what was logged out stays out. */
  async #change(id: string, change: (data: S) => S, life: SessionLife): Promise<S | undefined> {
    let claim: Claim | undefined;
    for (;;) {
      try {
        return await this.#write(id, change, life, claim);
      } catch (error) {
        if (!(error instanceof Unclaimed)) throw error;
        claim = await this.#claim(id, error.user, life);
      }
    }
  }

  async #write(
    id: string,
    change: (data: S) => S,
    life: SessionLife,
    claim: Claim | undefined,
  ): Promise<S | undefined> {
    let left: Key | undefined;
    const kept = await this.#sessions.update(
      id,
      (there) => {
        if (there === undefined) return undefined;
        const data = change(there.data);
        const user = this.#options.userOf?.(data);
        if (user !== undefined && user !== there.user && user !== claim?.user) throw new Unclaimed(user);
        left = user === there.user ? undefined : there.user;
        return keptOf(data, user);
      },
      life,
    );
    await this.#confirm(id, claim);
    if (left !== undefined) await (await this.#indexOf(left)).delete(id);
    return kept?.data;
  }

  /** Before a session becomes a user's. The index first: an entry too many is harmless, one too few would survive "log out everywhere". */
  async #claim(id: string, user: Key, life: SessionLife): Promise<Claim> {
    const [epoch] = await Promise.all([this.#epochs.get(user), this.#index(id, user, life)]);
    return { user, epoch: epoch?.name };
  }

  /** Who logged out everywhere in the meantime may have looked before the session was there: then it ends as if it had been seen. */
  async #confirm(id: string, claim: Claim | undefined): Promise<void> {
    if (claim !== undefined && (await this.#epochs.get(claim.user))?.name !== claim.epoch) await this.destroy(id);
  }

  #requireUserOf(op: string): void {
    if (this.#options.userOf !== undefined) return;
    throw new ConfigError(`sessions "${this.name}": ${op} needs { userOf }, which says whose a session is.`);
  }
}

/** Nested objects are merged, everything else is replaced. */
function merged<T>(there: T, change: DeepPartial<T>): T {
  if (!isObject(there) || !isObject(change)) return change as T;
  const result: Record<string, unknown> = { ...there };
  for (const [name, value] of Object.entries(change)) {
    if (name === '__proto__') continue;
    result[name] = merged(result[name], value as never);
  }

  return result as T;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
