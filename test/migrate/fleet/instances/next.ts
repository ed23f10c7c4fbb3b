/** Route handlers of the Next.js App Router behind HTTP. */
import { text } from 'node:stream/consumers';
import { flat, matching, serve, type Pattern } from './http.js';

type Handler = (request: Request, context: { params: Promise<object> }) => Response | Promise<Response>;

export interface RouteModule {
  readonly path: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

export function serveNext(modules: readonly RouteModule[]): void {
  const routes = modules.flatMap(({ path, exports }) =>
    METHODS.filter((method) => typeof exports[method] === 'function').map((method): Pattern & { handler: Handler } => ({
      method,
      path,
      handler: exports[method] as Handler,
    })),
  );
  serve(async (incoming, outgoing) => {
    const url = new URL(incoming.url ?? '', 'http://localhost');
    const { method = 'GET' } = incoming;
    const found = matching(routes, method, url.pathname);
    if (!found) {
      outgoing.writeHead(404).end();
      return;
    }
    const body = await text(incoming);
    const request = new Request(url, { method, headers: flat(incoming), ...(body === '' ? {} : { body }) });
    const response = await found.pattern.handler(request, { params: Promise.resolve(found.parameters) });
    const cookies = response.headers.getSetCookie();
    const headers = Object.fromEntries(response.headers);
    outgoing.writeHead(response.status, { ...headers, ...(cookies.length > 0 ? { 'set-cookie': cookies } : {}) });
    outgoing.end(await response.text());
  });
}
