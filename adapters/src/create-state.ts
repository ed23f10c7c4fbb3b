/** From settings to collections: which connection a role has, opened when the first operation needs it. */
import { BackendFailure, type Backend } from './backend.js';
import { memoryData, type MemoryData } from './backends/memory.js';
import { checkName, type Host, type Link } from './collections/target.js';
import type { Role } from './collections/types.js';
import { Connection, type ConnectionOptions } from './connection.js';
import * as constructors from './constructors.js';
import { decide, environment, type Decided, type Environment } from './environment.js';
import { ClosedError, ConfigError } from './errors.js';
import { KeyQueues } from './key-queues.js';
import { Nonces } from './nonces.js';
import type { OpenContext, Openers } from './openers.js';
import type { Settings } from './settings.js';
import type { Collections, State } from './state.js';
import { mirrorOn } from './mirror.js';

/** The constructors of one state. */
function collectionsOn(host: Host): Collections {
  return {
    sharedMap: constructors.sharedMap(host),
    sharedSet: constructors.sharedSet(host),
    sharedList: constructors.sharedList(host),
    sharedCounter: constructors.sharedCounter(host),
    sharedRecord: constructors.sharedRecord(host),
    sharedValue: constructors.sharedValue(host),
    rateLimiter: constructors.rateLimiter(host),
    sessionStore: constructors.sessionStore(host),
    sequence: constructors.sequence(host),
    lock: constructors.lock(host),
  };
}

/** `createState` of an entry module: collections with settings and connections of their own. */
export function stateCreator(openers: Openers): (settings?: Settings) => State {
  return (settings = {}) => {
    const links = new Links(openers, settings, memoryData());
    return { ...collectionsOn(links), close: () => links.close() };
  };
}

/** Collections on a backend that the caller made: how a backend of one's own is used and tested. */
export function stateOver(backend: Backend, settings: Settings = {}): State {
  const openers = { entry: 'a backend of your own', schemes: { memory: () => Promise.resolve(backend) } };
  return stateCreator(openers)({ ...settings, url: 'memory:', allowMemory: true });
}

/** The connections of one set of settings, one for each URL. */
export class Links implements Host {
  #openers: Openers;
  readonly #learned = new Set<Openers>();
  readonly #settings: Settings;
  readonly #memory: MemoryData;
  readonly #byRole = new Map<Role | undefined, Link>();
  readonly #byUrl = new Map<string, Connection>();
  readonly #nonces = new Nonces();
  readonly #queues = new KeyQueues();
  #decided: Decided | undefined;
  #isClosed = false;

  constructor(openers: Openers, settings: Settings, memory: MemoryData) {
    this.#openers = openers;
    this.#settings = settings;
    this.#memory = memory;
  }

  /** The schemes of another entry module of this process: collections of several are served by one. */
  learn(openers: Openers): void {
    if (this.#learned.has(openers)) return;
    this.#learned.add(openers);
    const schemes = { ...openers.schemes, ...this.#openers.schemes };
    this.#openers = { entry: this.#openers.entry, schemes };
  }

  link(role: Role | undefined): Link {
    return this.#byRole.get(role) ?? this.#makeLink(role);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#byRole.clear();
    await Promise.all([...this.#byUrl.values()].map((connection) => connection.close()));
  }

  #makeLink(role: Role | undefined): Link {
    if (this.#isClosed) throw new ClosedError('This state was closed.');
    const env = environment();
    const decided = (this.#decided ??= decide(this.#settings, env));
    checkName(decided.namespace, 'A namespace');
    const link = {
      connection: this.#connectionTo(decided.urlOf(role), decided, env, decided.mirrorUrl),
      namespace: decided.namespace,
      nonces: this.#nonces,
      queues: this.#queues,
      onDegraded: decided.onDegraded,
    };
    this.#byRole.set(role, link);
    return link;
  }

  #connectionTo(url: string, decided: Decided, env: Environment, mirrorUrl: string | undefined): Connection {
    const known = this.#byUrl.get(url);
    if (known !== undefined) return known;
    const { onError, ...quiet } = decided;
    const { timeoutMs, redis, dynamodb, onDegraded } = quiet;
    // The client stands for the URL that code gives, or for none: a mirror and the backend of a role are somewhere else.
    const isMain = url === 'redis:' || url === decided.url;
    const clients = { ...(redis && isMain && { redis }), ...(dynamodb && { dynamodb }) };
    const context: OpenContext = { timeoutMs, memory: this.#memory, clients, environment: env };
    // What does not reach the mirror is no call that rejected.
    const second =
      mirrorUrl === undefined || mirrorUrl === url ? undefined : this.#connectionTo(mirrorUrl, quiet, env, undefined);
    const mirror = second && mirrorOn(second, onDegraded);
    const connection = connectionTo(url, this.#openers, context, { timeoutMs, onError, mirror });
    this.#byUrl.set(url, connection);
    return connection;
  }
}

/** Opened by the first call. */
export function connectionTo(
  url: string,
  openers: Openers,
  context: OpenContext,
  options: ConnectionOptions,
): Connection {
  return new Connection(() => open(url, openers, context), options);
}

async function open(url: string, { entry, schemes }: Openers, context: OpenContext): Promise<Backend> {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const opener = parsed && schemes[parsed.protocol.slice(0, -1)];
  if (parsed !== undefined && opener !== undefined) {
    try {
      return await opener(parsed, context);
    } catch (cause) {
      throw cause instanceof BackendFailure ? new ConfigError(cause.message, { cause }) : cause;
    }
  }
  const shown = parsed === undefined ? JSON.stringify(url) : `"${parsed.protocol}"`;
  throw new ConfigError(
    `${entry} knows ${Object.keys(schemes)
      .map((scheme) => `${scheme}:`)
      .join(', ')} as the beginning of a URL, not ${shown}. ` +
      'Correct it, or import the entry of that backend (@coldstate/adapters/redis, /ioredis, /upstash, /dynamodb).',
  );
}
