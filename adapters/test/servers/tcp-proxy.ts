/** A loopback TCP proxy that does to a connection what networks do: it loses replies, hangs, dawdles and cuts. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Faults {
  /** How likely a command is carried out although its reply never arrives: the connection closes instead. */
  lostReplies: number;
  /** Connections are taken and nothing is passed on. */
  hang: boolean;
  /** Ms by which each command is late. */
  latency: number;
}

export interface TcpProxy {
  readonly port: number;
  readonly url: string;
  /** May be changed at any time. */
  readonly faults: Faults;
  /** How many replies were lost so far. */
  lost(): number;
  /** New connections go there from now on. */
  redirect(port: number): void;
  /** Ends all connections that are open. */
  cut(): void;
  stop(): Promise<void>;
}

export async function startProxy(target: number, faults: Partial<Faults> = {}, seed = 1): Promise<TcpProxy> {
  const current: Faults = { lostReplies: 0, hang: false, latency: 0, ...faults };
  const random = generator(seed);
  const sockets = new Set<Socket>();
  let lost = 0;
  let destination = target;

  const server = createServer((client) => {
    const upstream = connect(destination, '127.0.0.1');
    let losing = false;
    track(client, upstream);
    client.on('data', (data) => {
      if (current.hang) return;
      losing ||= random() < current.lostReplies;
      if (current.latency > 0) setTimeout(() => upstream.write(data), current.latency);
      else upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (current.hang) return;
      if (!losing) return void client.write(data);
      lost++;
      client.destroy();
    });
  });

  function track(...pair: Socket[]): void {
    for (const socket of pair) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        for (const other of pair) other.destroy();
        sockets.delete(socket);
      });
    }
  }

  function cut(): void {
    for (const socket of sockets) socket.destroy();
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    faults: current,
    lost: () => lost,
    redirect: (other) => (destination = other),
    cut,
    async stop() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Mulberry32: the same seed, the same faults. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
