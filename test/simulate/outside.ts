/** The services that a program calls, played by functions of its fixture. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type Double = (request: Request) => Response | Promise<Response>;

export interface Outside {
  /** The address of each service, by the environment variable in which the program looks for it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function startOutside(doubles: Readonly<Record<string, Double>>): Promise<Outside> {
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const [, name = '', path = ''] = /^\/([^/]+)(.*)$/.exec(incoming.url ?? '') ?? [];
      const body = await text(incoming);
      const request = new Request(`http://${name.toLowerCase().replaceAll('_', '-')}${path}`, {
        method: incoming.method ?? 'GET',
        ...(body === '' ? {} : { body }),
      });
      const response = (await doubles[name]?.(request)) ?? new Response(null, { status: 404 });
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      outgoing.end(await response.text());
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: Object.fromEntries(Object.keys(doubles).map((name) => [name, `${origin}/${name}`])),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
