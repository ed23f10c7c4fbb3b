/** A port over a client that the application opened and will close. */
import { BackendFailure } from '../../backend.js';
import { failed, sendEach, type Command, type RedisPort, type Reply } from './port.js';
import type { Connection } from './connection.js';

export function borrowed(connection: Pick<Connection, 'send' | 'scan'>): RedisPort {
  let closed = false;
  /** Rejects a call that is in flight. */
  const pending = new Set<(why: BackendFailure) => void>();

  function told<T>(ask: () => Promise<T>): Promise<T> {
    if (closed) return Promise.reject(new BackendFailure('closed', 'not-applied', 'the backend is closed'));
    const reply = ask();
    return new Promise<T>((resolve, reject) => {
      pending.add(reject);
      reply.then(
        (value) => {
          pending.delete(reject);
          resolve(value);
        },
        (error: unknown) => {
          pending.delete(reject);
          reject(failed(error).failure);
        },
      );
    });
  }

  const send = (command: Command): Promise<Reply> => told(() => connection.send(command));
  return {
    send,
    sendAll: (commands) => sendEach(send, commands),
    scan: (match, cursor) => told(() => connection.scan(match, cursor)),
    reset: () => undefined,
    close() {
      closed = true;
      for (const reject of pending) {
        reject(new BackendFailure('closed', 'unknown', 'the backend was closed meanwhile'));
      }
      pending.clear();
      return Promise.resolve();
    },
  };
}
