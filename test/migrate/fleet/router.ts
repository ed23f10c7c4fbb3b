/** A reverse proxy that hands each request to the next instance in turn, as a load balancer without affinity does. */
import { once } from 'node:events';
import { Agent, createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Router {
  readonly origin: string;
  stop(): Promise<void>;
}

/** `ports` is asked anew for each request: instances come and go. */
export async function startRouter(ports: () => readonly number[]): Promise<Router> {
  // A connection for each request: one that is kept may be closed by the other side just as it is used again.
  const agent = new Agent({ keepAlive: false });
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const all = ports();
    const port = all[turn % all.length] ?? 0;
    turn += 1;
    pass(incoming, outgoing, port, agent);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, port: number, agent: Agent): void {
  const { method, url: path, headers } = incoming;
  const passed = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent });
  passed.once('response', (response) => {
    outgoing.writeHead(response.statusCode ?? 502, response.headers);
    response.pipe(outgoing);
  });
  passed.once('error', () => {
    // The client sees what it would see of a load balancer: no answer of the service.
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502).end();
  });
  incoming.pipe(passed);
}
