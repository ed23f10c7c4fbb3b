/** What every collection is made on: its name and kind, the connection that its role has, and what happens while that is down. */
import type { Backend, Collection } from '../backend.js';
import type { Connection, Repeat, Written } from '../connection.js';
import { tell } from '../tries.js';
import { AdapterError, ConfigError, LayoutError, UnavailableError, ValueTooLargeError } from '../errors.js';
import type { KeyQueues } from '../key-queues.js';
import { CONTROL } from '../keys.js';
import type { Nonces } from '../nonces.js';
import type { CollectionOptions, Key, Role } from './types.js';

/** Where the collections of one state get what they share. */
export interface Host {
  /** Reads settings on the first call, not before; throws ConfigError. */
  link(role: Role | undefined): Link;
}

export interface Link {
  readonly connection: Connection;
  readonly namespace: string;
  readonly nonces: Nonces;
  readonly queues: KeyQueues;
  readonly onDegraded: ((error: AdapterError) => void) | undefined;
}

export interface TargetOptions extends CollectionOptions {
  readonly layout?: 'entries' | 'collection';
  readonly shards?: number;
  readonly maxBytes?: number;
}

export interface Operation<T> {
  readonly op: string;
  readonly key?: Key | undefined;
  readonly repeat: Repeat;
  readonly send: (backend: Backend) => Promise<T>;
  readonly writes?: readonly Written[] | undefined;
  readonly since?: number | undefined;
}

/** Losing these costs time or a number on a dashboard: an outage of their backend should not be one of the program. */
const EXPENDABLE: ReadonlySet<Role | undefined> = new Set<Role>(['cache', 'metrics']);

const DOWN: ReadonlySet<string> = new Set(['UNAVAILABLE', 'TIMEOUT', 'THROTTLED', 'OUTCOME_UNKNOWN']);

export function isDown(error: unknown): error is AdapterError {
  return error instanceof AdapterError && DOWN.has(error.code);
}

/** Long enough for what sessions call the index of a user. */
const MAX_NAME = 700;

export function checkName(name: unknown, what: string): asserts name is string {
  if (typeof name !== 'string' || name === '' || name.length > MAX_NAME || CONTROL.test(name) || !name.isWellFormed()) {
    throw new ConfigError(
      `${what} is 1 to ${MAX_NAME} characters without control characters, not ${typeof name === 'string' ? JSON.stringify(name) : String(name)}.`,
    );
  }
}

export class Target {
  readonly #host: Host;
  readonly #options: TargetOptions;
  #known: Collection | undefined;

  constructor(
    host: Host,
    readonly kind: string,
    readonly name: string,
    options: TargetOptions = {},
  ) {
    checkName(name, `The name of a ${kind}`);
    const { shards = 1, layout, whenDown, maxBytes } = options;
    if (!Number.isInteger(shards) || shards < 1 || shards > 1024) {
      throw new ConfigError(`${kind} "${name}": shards is an integer from 1 to 1024, not ${shards}.`);
    }
    oneOf(layout, ['entries', 'collection'], `${kind} "${name}": layout`);
    oneOf(whenDown, ['throw', 'ignore', 'local', 'allow'], `${kind} "${name}": whenDown`);
    if (maxBytes !== undefined && !(Number.isInteger(maxBytes) && maxBytes > 0)) {
      throw new ConfigError(`${kind} "${name}": maxBytes is a number of bytes above 0, not ${maxBytes}.`);
    }
    this.#host = host;
    this.#options = options;
  }

  get link(): Link {
    return this.#host.link(this.#options.role);
  }

  get ignoresOutages(): boolean {
    const { whenDown, role } = this.#options;
    return whenDown === undefined ? EXPENDABLE.has(role) : whenDown === 'ignore';
  }

  /** The same object as long as the namespace stays, so that backends can keep what they derive from it. */
  get collection(): Collection {
    const { namespace } = this.link;
    if (this.#known?.namespace !== namespace) {
      const { layout = 'entries', shards = 1 } = this.#options;
      this.#known = { namespace, kind: this.kind, name: this.name, layout, shards };
    }
    return this.#known;
  }

  /** Rejects while the backend is down, or resolves with `ignored` where that may be. */
  call<T>(operation: Operation<T>, ...ignored: [T] | []): Promise<T> {
    const { connection, onDegraded } = this.link;
    const { op, key, repeat, send, writes, since } = operation;
    // Named one by one: a spread would cost as much as all the rest.
    const answer = connection.call({ op, key, repeat, send, writes, since, collection: this.collection });
    if (ignored.length === 0 || !this.ignoresOutages) return answer;
    return answer.catch((error: unknown) => {
      if (!isDown(error)) throw error;
      tell(onDegraded, error);
      return ignored[0];
    });
  }

  /** What a call rejects with that stood in line behind one which met an outage. */
  notSent(op: string, key: Key, cause: AdapterError): UnavailableError {
    const message = `${this.kind} "${this.name}": ${op} of ${JSON.stringify(key)} was not sent: the call before it failed (${cause.message})`;
    const { backend } = cause;
    return new UnavailableError(message, {
      ...(backend && { backend }),
      collection: this.name,
      op,
      key,
      outcome: 'not-applied',
      cause,
    });
  }

  requireCollectionLayout(op: string): void {
    if (this.#options.layout === 'collection') return;
    throw new LayoutError(
      `${this.kind} "${this.name}": ${op} needs { layout: 'collection' }. With layout 'entries' each entry lies for itself, and nothing knows all of them.`,
      { collection: this.name, op },
    );
  }

  /** Before anything is sent: what the backend, or the collection, would not take. */
  async checkSize(bytes: number, op: string, key: Key | undefined): Promise<void> {
    const { maxBytes: backendMost, name } = await this.link.connection.backend();
    const most = Math.min(this.#options.maxBytes ?? Infinity, backendMost);
    if (bytes <= most) return;
    throw new ValueTooLargeError(
      `${this.kind} "${this.name}": ${op}${key === undefined ? '' : ` of ${JSON.stringify(key)}`} is ${bytes} bytes; the most is ${most} (${most === backendMost ? name : 'maxBytes'}).`,
      { backend: name, collection: this.name, op, ...(key === undefined ? {} : { key }) },
    );
  }
}

export function oneOf(given: string | undefined, known: readonly string[], what: string): void {
  if (given === undefined || known.includes(given)) return;
  throw new ConfigError(`${what} is ${known.map((one) => `'${one}'`).join(' or ')}, not ${JSON.stringify(given)}.`);
}
