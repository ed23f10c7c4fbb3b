/**
 * A connection that broke is replaced, never repaired: the next command opens another one. So nothing reconnects in the background (an idle process
 * can end), nothing queues for a connection but calls whose time is running, and what a client library would resend by itself it does not.
 */
import { BackendFailure } from '../../backend.js';
import { abandonment, type Abandonment } from './abandonment.js';
import { failed, failedToConnect, sendEach, type Command, type RedisPort, type Reply, type ScanPage } from './port.js';

/** One link of a client library, to a server or to a cluster. */
export interface Connection {
  usable(): boolean;
  send(command: Command): Promise<Reply>;
  scan(match: string, cursor: string | undefined): Promise<ScanPage>;
  /** Waits for what is in flight. */
  end(): Promise<unknown>;
  /** Rejects what is in flight. */
  destroy(): void;
}

/** Opens a link, or gives up when it is abandoned. */
export type Open = (abandoned: Abandonment) => Promise<Connection>;

export interface ConnectionOptions {
  /** After how many ms a call counts as failed; a connection has at most a second of it to come about. */
  readonly timeout: number;
}

/** How long a client may take to connect. */
export function connectTimeout({ timeout }: ConnectionOptions): number {
  return Math.min(timeout, 1000);
}

/** More commands than these, waiting for a connection or a reply, fail at once: whoever hangs must not gather them without end. */
const PENDING = 10_000;

/** A connection younger than this is not replaced for what a server says: every call of an outage would open one. */
const SETTLED_MS = 1000;

export function reconnecting(open: Open, options: ConnectionOptions): RedisPort {
  let closed = false;
  let pending = 0;
  let current: { readonly connection: Connection; readonly since: number } | undefined;
  let opening: { readonly promise: Promise<Connection>; readonly abandon: (why: BackendFailure) => void } | undefined;
  /** Connections that were replaced and still wait for replies. */
  const retired = new Set<Connection>();

  function start(): Promise<Connection> {
    const abandoned = abandonment();
    const { abandon } = abandoned;
    const timeout = connectTimeout(options);
    const promise = opened(open, abandoned, timeout).then(
      (connection) => {
        current = { connection, since: Date.now() };
        opening = undefined;
        return connection;
      },
      (error: unknown) => {
        const failure = failedToConnect(error);
        abandon(failure);
        if (opening?.promise === promise) opening = undefined;
        throw failure;
      },
    );
    opening = { promise, abandon };
    return promise;
  }

  function retire(connection: Connection): void {
    if (current?.connection !== connection) return;
    if (connection.usable() && Date.now() - current.since < SETTLED_MS) return;
    current = undefined;
    retired.add(connection);
    void connection
      .end()
      .catch(() => {
        connection.destroy();
      })
      .finally(() => retired.delete(connection));
  }

  function reported(error: unknown, connection: Connection | undefined): BackendFailure {
    const { failure, stale } = failed(error);
    if (stale && connection) retire(connection);
    if (!closed || failure.kind === 'closed') return failure;
    return new BackendFailure('closed', failure.outcome, 'the backend was closed meanwhile', { cause: error });
  }

  function refusal(): BackendFailure | undefined {
    if (closed) return new BackendFailure('closed', 'not-applied', 'the backend is closed');
    if (pending < PENDING) return undefined;
    return new BackendFailure('unavailable', 'not-applied', `${PENDING} commands are under way already`);
  }

  const answered = <T>(answer: T): T => {
    pending--;
    return answer;
  };

  /** Without waiting for what is there already: each promise more costs as much as a part of the command itself. */
  function withConnection<T>(use: (connection: Connection) => Promise<T>): Promise<T> {
    const refused = refusal();
    if (refused !== undefined) return Promise.reject(refused);
    const connection = current?.connection;
    pending++;
    if (connection?.usable() !== true) return onceConnected(connection, use);
    return use(connection).then(answered, (error: unknown) => {
      pending--;
      throw reported(error, connection);
    });
  }

  async function onceConnected<T>(
    broken: Connection | undefined,
    use: (connection: Connection) => Promise<T>,
  ): Promise<T> {
    let connection = broken;
    try {
      connection = await (opening?.promise ?? start());
      return await use(connection);
    } catch (error) {
      throw reported(error, connection);
    } finally {
      pending--;
    }
  }

  function drop(why: BackendFailure): void {
    opening?.abandon(why);
    opening = undefined;
    for (const connection of retired) connection.destroy();
    current?.connection.destroy();
    current = undefined;
  }

  const send = (command: Command): Promise<Reply> => withConnection((connection) => connection.send(command));

  return {
    send,
    sendAll: (commands) => sendEach(send, commands),
    scan: (match, cursor) => withConnection((connection) => connection.scan(match, cursor)),
    reset() {
      drop(new BackendFailure('unavailable', 'not-applied', 'the connection was given up before it was there'));
    },
    close() {
      closed = true;
      drop(new BackendFailure('closed', 'not-applied', 'the backend was closed meanwhile'));
      return Promise.resolve();
    },
  };
}

/** Whatever the client makes of its own time limits, `open` settles within the timeout. The timer keeps no process alive: who waits has his own. */
async function opened(open: Open, abandoned: Abandonment, timeout: number): Promise<Connection> {
  let timer: NodeJS.Timeout | undefined;
  const given = new Promise<never>((_, reject) => {
    abandoned.onceAbandoned(reject);
    timer = setTimeout(() => {
      reject(new BackendFailure('unavailable', 'not-applied', `no connection within ${timeout} ms`));
    }, timeout).unref();
  });
  try {
    return await Promise.race([open(abandoned), given]);
  } finally {
    clearTimeout(timer);
  }
}

/** A client library, which the application may not have installed. */
export async function installed<T>(name: string, module: Promise<T>): Promise<T> {
  try {
    return await module;
  } catch (error) {
    const message = `${name} could not be loaded. If it is not installed, run \`npm install ${name}\`.`;
    throw new BackendFailure('misconfigured', 'not-applied', message, { cause: error });
  }
}
