import type { Registrar } from '../model/project.js';
import { handlersOf, serverPlatform } from './servers.js';

/** Servers that keep connections open: what a client says comes in as an event, on the instance that the client is connected to. */
const SERVERS = ['socket.io', 'sockjs', 'engine.io'];
/** Packages that connect to other servers as well, which makes no entry point. */
const BOTH = ['ws', 'websocket'];

const METHODS = ['on', 'once', 'addListener', 'use'];

const listening = (packages: readonly string[]): Registrar => ({ ...handlersOf(packages, METHODS), kind: 'event' });

export const sockets = serverPlatform({
  name: 'sockets',
  title: 'WebSocket servers',
  packages: [...SERVERS, ...BOTH],
  registers: [listening(SERVERS), { ...listening(BOTH), of: /server$/i }],
});
