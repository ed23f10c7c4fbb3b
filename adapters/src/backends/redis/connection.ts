/**
 * A connection that broke is replaced, never repaired: the next command opens another one. So nothing reconnects in the background (an idle process
 * can end), nothing queues for a connection but calls whose time is running, and what a client library would resend by itself it does not.
 */
import { BackendFailure } from '../../backend.js';
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

/** Opens a link, or gives up when the signal is aborted. */
export type Open = (signal: AbortSignal) => Promise<Connection>;

export interface ConnectionOptions {
  /** After how many ms a call counts as failed; a connection has at most a second of it to come about. */
  readonly timeout: number;
}

/** How long a client may take to connect. */
export function connectTimeout({ timeout }: ConnectionOptions): number {
  return Math.min(timeout, 1000);
}

/** Calls beyond these fail at once while a connection is being opened. */
const WAITING = 1000;

/** A connection younger than this is not replaced for what a server says: every call of an outage would open one. */
const SETTLED_MS = 1000;

export function reconnecting(open: Open, options: ConnectionOptions): RedisPort {
  let closed = false;
  let waiting = 0;
  let current: { readonly connection: Connection; readonly since: number } | undefined;
  let opening: { readonly promise: Promise<Connection>; readonly abandon: (why: BackendFailure) => void } | undefined;
  /** Connections that were replaced and still wait for replies. */
  const retired = new Set<Connection>();

  function start(): Promise<Connection> {
    const controller = new AbortController();
    const abandon = (why: BackendFailure): void => {
      controller.abort(why);
    };
    const timeout = connectTimeout(options);
    const promise = opened(open, controller.signal, timeout).then(
      (connection) => {
        current = { connection, since: Date.now() };
        opening = undefined;
        return connection;
      },
      (error: unknown) => {
        const failure = failedToConnect(error);
        controller.abort(failure);
        if (opening?.promise === promise) opening = undefined;
        throw failure;
      },
    );
    opening = { promise, abandon };
    return promise;
  }

  async function connect(): Promise<Connection> {
    if (closed) throw new BackendFailure('closed', 'not-applied', 'the backend is closed');
    if (waiting >= WAITING) {
      throw new BackendFailure('unavailable', 'not-applied', `${WAITING} calls already wait for a connection`);
    }
    waiting++;
    try {
      return await (opening?.promise ?? start());
    } finally {
      waiting--;
    }
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

  async function attempt<T>(connection: Connection, use: (connection: Connection) => Promise<T>): Promise<T> {
    try {
      return await use(connection);
    } catch (error) {
      const { failure, stale } = failed(error);
      if (stale) retire(connection);
      if (!closed) throw failure;
      throw new BackendFailure('closed', failure.outcome, 'the backend was closed meanwhile', { cause: error });
    }
  }

  function withConnection<T>(use: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = current?.connection;
    if (connection?.usable()) return attempt(connection, use);
    return connect().then((fresh) => attempt(fresh, use));
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
async function opened(open: Open, signal: AbortSignal, timeout: number): Promise<Connection> {
  let timer: NodeJS.Timeout | undefined;
  const given = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as BackendFailure);
    });
    timer = setTimeout(() => {
      reject(new BackendFailure('unavailable', 'not-applied', `no connection within ${timeout} ms`));
    }, timeout).unref();
  });
  try {
    return await Promise.race([open(signal), given]);
  } finally {
    clearTimeout(timer);
  }
}
