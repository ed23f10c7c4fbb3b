/** What of a program goes on when nobody asks it any more: timers, servers, connections. With an instance they end. */
import { subscribe } from 'node:diagnostics_channel';
import net from 'node:net';
import timers from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Leftovers {
  /** What is there by now is no program's. */
  readonly begin: () => void;
  /** False where something goes on all the same. */
  readonly end: () => Promise<boolean>;
}

/** From here on all of them are known. */
export function watchedLeftovers(): Leftovers {
  const endTimers = watchedTimers();
  const servers = watchedServers();
  const connections = watchedConnections();
  let own: ReadonlyMap<string, number> | undefined;
  const isQuiet = (): boolean =>
    connections.size === 0 &&
    [...counted(process.getActiveResourcesInfo())].every(([kind, count]) => count <= (own?.get(kind) ?? 0));
  return {
    begin() {
      own ??= counted(process.getActiveResourcesInfo());
    },
    async end() {
      endTimers();
      for (const server of servers) close(server);
      servers.clear();
      for (let waited = 0; !isQuiet(); waited += 1) {
        if (waited === PATIENCE_MS) return false;
        await sleep(1, undefined, { ref: false });
      }
      return true;
    },
  };
}

/** Of connections that are closed, until they are. */
const PATIENCE_MS = 10;

function counted(kinds: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

type Timer = NodeJS.Timeout | NodeJS.Immediate;
type Start = (...args: readonly unknown[]) => Timer;

const ENDS = { setTimeout: clearTimeout, setInterval: clearInterval, setImmediate: clearImmediate } as const;

/** Those of programs: Node's own parts start theirs in another way, and keep them. */
function watchedTimers(): () => void {
  let pending: { readonly timer: WeakRef<Timer>; readonly end: (timer: Timer) => void }[] = [];
  for (const [name, end] of Object.entries(ENDS)) {
    const start = globalThis[name as keyof typeof ENDS] as Start;
    const watched: Start = (...args) => {
      const timer = start(...args);
      pending.push({ timer: new WeakRef(timer), end: end as (timer: Timer) => void });
      if (pending.length % MANY === 0) pending = pending.filter((each) => each.timer.deref() !== undefined);
      return timer;
    };
    Object.defineProperties(watched, Object.getOwnPropertyDescriptors(start));
    for (const holder of [globalThis, timers]) Object.assign(holder, { [name]: watched });
  }
  return () => {
    for (const { timer, end } of pending.splice(0)) {
      const known = timer.deref();
      if (known !== undefined) end(known);
    }
  };
}

const MANY = 1000;

function watchedServers(): Set<net.Server> {
  const servers = new Set<net.Server>();
  const { listen } = net.Server.prototype as { listen: (this: net.Server, ...args: unknown[]) => net.Server };
  net.Server.prototype.listen = function (this: net.Server, ...args: unknown[]) {
    servers.add(this);
    return listen.apply(this, args);
  } as typeof listen;
  return servers;
}

function close(server: net.Server & { closeAllConnections?: () => void }): void {
  server.removeAllListeners();
  server.close();
  server.closeAllConnections?.();
}

/** Those that nobody waits for are not among the resources that keep a thread alive. */
function watchedConnections(): ReadonlySet<net.Socket> {
  const open = new Set<net.Socket>();
  subscribe('net.client.socket', (message) => {
    const { socket } = message as { socket: net.Socket };
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  return open;
}
