/** A proxy on this machine between the instances and their backend, which does to connections what networks do. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { chanceOf } from '../random.js';
import { FAIR, type Weather } from './faults.js';

export interface Proxy {
  readonly port: number;
  /** How many connections were opened through it. */
  connections: () => number;
  turn: (weather: Weather) => void;
  stop: () => Promise<void>;
}

export async function openProxy(target: { host: string; port: number }, seed: number): Promise<Proxy> {
  const chance = chanceOf(seed, 'backend');
  const sockets = new Set<Socket>();
  let weather = FAIR;
  let opened = 0;

  const tied = (...pair: Socket[]): void => {
    for (const socket of pair) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        for (const other of pair) other.destroy();
        sockets.delete(socket);
      });
    }
  };
  const server = createServer((client) => {
    opened += 1;
    if (weather.cut) {
      client.on('error', () => undefined);
      client.destroy();
      return;
    }
    const backend = connect(target.port, target.host);
    let loses = false;
    tied(client, backend);
    client.on('data', (data) => {
      loses ||= chance.in(weather.lost);
      backend.write(data);
    });
    backend.on('data', (data) => {
      if (loses) client.destroy();
      else if (weather.lateMs === 0) client.write(data);
      else setTimeout(() => client.write(data), weather.lateMs);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => opened,
    turn(next) {
      weather = next;
      if (next.cut) cut();
    },
    async stop() {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
