/** Services that a program calls, played by functions of the project: each listens on this machine, and a variable of the environment says where. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SimulateError } from './errors.js';
import type { Outside, OutsideService } from './types.js';

export interface OpenOutside {
  /** The address of each service, by the variable in which the program looks for it. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** @throws SimulateError for what is no function. */
export async function openOutside(services: Outside = {}): Promise<OpenOutside> {
  const wrong = Object.entries(services).find(([, service]) => typeof service !== 'function');
  if (wrong !== undefined)
    throw new SimulateError(
      `${wrong[0]} is no service. Export a function from Request to Response by the name of the variable that holds its address.`,
    );
  const opened = await Promise.all(
    Object.entries(services).map(async ([name, service]) => ({ name, server: await listening(service) })),
  );
  return {
    env: Object.fromEntries(
      opened.map(({ name, server }) => [name, `http://127.0.0.1:${(server.address() as AddressInfo).port}`]),
    ),
    async close() {
      await Promise.all(
        opened.map(async ({ server }) => {
          server.closeAllConnections();
          server.close();
          await once(server, 'close');
        }),
      );
    },
  };
}

async function listening(service: OutsideService): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const response = await answered(service, incoming);
      // What is kept open outlives the instance that opened it.
      outgoing.shouldKeepAlive = false;
      outgoing.writeHead(response.status, [...response.headers].flat());
      outgoing.end(Buffer.from(await response.arrayBuffer()));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function answered(service: OutsideService, incoming: IncomingMessage): Promise<Response> {
  const { method = 'GET', url = '/', headers } = incoming;
  const body = await buffer(incoming);
  const request = new Request(new URL(url, `http://${headers.host ?? 'localhost'}`), {
    method,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, [value].flat().join(', ')] as [string, string]],
    ),
    ...(body.length === 0 ? {} : { body }),
  });
  try {
    return await service(request);
  } catch (error) {
    return new Response(String(error), { status: 500 });
  }
}
