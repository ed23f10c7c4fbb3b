/** A port over a client that the application opened and will close. */
import { failed, sendEach, type Command, type RedisPort, type Reply } from './port.js';
import type { Connection } from './connection.js';

export function borrowed(connection: Pick<Connection, 'send' | 'scan'>): RedisPort {
  const send = (command: Command): Promise<Reply> => told(connection.send(command));
  return {
    send,
    sendAll: (commands) => sendEach(send, commands),
    scan: (match, cursor) => told(connection.scan(match, cursor)),
    reset: () => undefined,
    close: () => Promise.resolve(),
  };
}

async function told<T>(reply: Promise<T>): Promise<T> {
  try {
    return await reply;
  } catch (error) {
    throw failed(error).failure;
  }
}
