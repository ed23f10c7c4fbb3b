/** Servers of Node: those that listen by themselves, on whatever port, and applications that a platform would put behind one. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Parameters } from '../routing.js';
import type { WireAnswer, WireRequest } from '../wire.js';
import { functionAt, methodOf, urlOf, type Exports, type Handle, type Shape } from './shape.js';

/** The servers that the program lets listen, in their order. */
export interface Listening {
  first(withinMs: number): Promise<Handle | undefined>;
  /** Whether any was asked to. */
  readonly isAsked: () => boolean;
}

interface Overridden {
  listen: (this: http.Server, ...args: readonly unknown[]) => http.Server;
  emit: (this: http.Server, ...args: readonly unknown[]) => boolean;
}

/** From here on a server gets a free port of this machine, whichever it asks for: instances run side by side. */
export function takeServers(): Listening {
  const taken: http.Server[] = [];
  const { listen, emit } = http.Server.prototype as unknown as Overridden;
  http.Server.prototype.listen = function (this: http.Server, ...args: readonly unknown[]) {
    taken.push(this);
    const done = args.find((arg) => typeof arg === 'function');
    return listen.call(this, { port: 0, host: '127.0.0.1' }, done);
  } as typeof http.Server.prototype.listen;
  http.Server.prototype.emit = function (this: http.Server, ...args: unknown[]) {
    const [event, incoming] = args;
    const pass = (): boolean => emit.apply(this, args);
    return event === 'request' ? within(incoming as http.IncomingMessage, pass) : pass();
  } as typeof http.Server.prototype.emit;
  return {
    isAsked: () => taken.length > 0,
    async first(withinMs) {
      const deadline = Date.now() + withinMs;
      while (Date.now() < deadline) {
        const [server] = taken;
        if (server?.listening) return askerOf(server);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return undefined;
    },
  };
}

function askerOf(server: http.Server): Handle {
  const { port } = server.address() as AddressInfo;
  return ({ request }) => answerTo(port, request);
}

/** Connections know nothing of who asks through them: what belongs to a request goes by a number in a header. */
const ASKED_FOR = 'x-coldstate-request';

type Pass = <Result>(work: () => Result) => Result;

const askedFor = new Map<string, Pass>();

function within(incoming: http.IncomingMessage, pass: () => boolean): boolean {
  const id = [incoming.headers[ASKED_FOR] ?? ''].flat()[0] ?? '';
  Reflect.deleteProperty(incoming.headers, ASKED_FOR);
  const at = incoming.rawHeaders.indexOf(ASKED_FOR);
  if (at >= 0) incoming.rawHeaders.splice(at, 2);
  return askedFor.get(id)?.(pass) ?? pass();
}

/** A connection for each request: one that is kept may be closed by the other side just as it is used again. */
function answerTo(port: number, { method, target, headers, body }: WireRequest): Promise<WireAnswer> {
  const id = randomUUID();
  askedFor.set(id, AsyncLocalStorage.snapshot());
  const answer = new Promise<WireAnswer>((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const outgoing = http.request({
      ...{ host: '127.0.0.1', port, method, path: target, agent: false },
      headers: { ...grouped(headers), ...length, [ASKED_FOR]: id },
    });
    outgoing.once('response', (response) => {
      text(response).then((answer) => {
        resolve({ status: response.statusCode ?? 0, headers: headersIn(response), body: answer });
      }, reject);
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
  return answer.finally(() => askedFor.delete(id));
}

function grouped(headers: WireRequest['headers']): Record<string, string[]> {
  const all: Record<string, string[]> = {};
  for (const [name, value] of headers) (all[name] ??= []).push(value);
  return all;
}

function headersIn({ headers }: http.IncomingMessage): WireAnswer['headers'] {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  );
}

type Listener = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** How applications of the frameworks become what `http.createServer` takes. */
const APPLICATIONS: readonly ((value: unknown) => Listener | Promise<Listener> | undefined)[] = [
  // Fastify: its routes are there once it is ready.
  (value) => {
    const ready = methodOf(value, 'ready');
    const routing = methodOf(value, 'routing');
    return ready && routing && Promise.resolve(ready()).then(() => routing as Listener);
  },
  // Koa.
  (value) => methodOf(value, 'callback')?.() as Listener | undefined,
  // Express and Connect are functions with a `handle` of their own.
  (value) => (typeof value === 'function' && methodOf(value, 'handle') ? (value as Listener) : undefined),
  // A server that nobody has told to listen.
  (value) =>
    value instanceof http.Server
      ? (request, response) => {
          value.emit('request', request, response);
        }
      : undefined,
];

/** An application that the module exports, under whatever name. */
export const application: Shape = (exports, { name }) => {
  const values = name === undefined ? candidates(exports) : [exports[name]];
  const listener = values.map((value) => APPLICATIONS.map((each) => each(value)).find(Boolean)).find(Boolean);
  return listener && behindServer(listener);
};

const candidates = (exports: Exports): unknown[] =>
  [...new Set([exports.default, exports.app, exports.server, ...Object.values(exports)])].filter(Boolean);

function behindServer(listener: Listener | Promise<Listener>): Handle {
  const opened = (async () => {
    const server = http.createServer(await listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return askerOf(server);
  })();
  return async (asked) => (await opened)(asked);
}

/** `(req, res) => …` with what Vercel and the Pages Router of Next.js add to both. */
export const nodeFunction: Shape = (exports, { name = 'default' }) => {
  const handler = functionAt(exports, name);
  if (handler === undefined) return undefined;
  const ask = behindServer((request, response) => {
    const parameters = parametersIn(request);
    void (async () => {
      try {
        const helped = await withHelpers(request, response, parameters);
        await handler(helped, response);
      } catch (error) {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        if (!response.headersSent) response.writeHead(500).end('Internal Server Error');
      }
    })();
  });
  return ({ request, parameters }) => {
    const headers = [...request.headers, [PARAMETERS, encodeURIComponent(JSON.stringify(parameters))] as const];
    return ask({ request: { ...request, headers }, parameters });
  };
};

/** How what the path says comes along with its request, of which several may be on their way. */
const PARAMETERS = 'x-coldstate-parameters';

function parametersIn({ headers }: http.IncomingMessage): Parameters {
  const text = [headers[PARAMETERS] ?? '%7B%7D'].flat()[0] ?? '';
  Reflect.deleteProperty(headers, PARAMETERS);
  return JSON.parse(decodeURIComponent(text)) as Parameters;
}

async function withHelpers(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  parameters: Parameters,
): Promise<http.IncomingMessage> {
  const body = await text(request);
  const url = urlOf({ method: 'GET', target: request.url ?? '/', headers: [] });
  const cookies = (request.headers.cookie ?? '').split(/; */).filter(Boolean);
  const json = (value: unknown) => {
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(value));
    return response;
  };
  Object.assign(response, {
    json,
    status: (code: number) => Object.assign(response, { statusCode: code }),
    send: (value: unknown) =>
      typeof value === 'object' && value !== null && !Buffer.isBuffer(value) ? json(value) : response.end(value),
    redirect: (first: number | string, second?: string) =>
      response.writeHead(typeof first === 'number' ? first : 307, { location: second ?? String(first) }).end(),
  });
  return Object.assign(request, {
    query: { ...Object.fromEntries(url.searchParams), ...parameters },
    cookies: Object.fromEntries(
      cookies.map((pair) => [pair.split('=')[0] ?? '', decodeURIComponent(pair.slice(pair.indexOf('=') + 1))]),
    ),
    body: bodyOf(body, request.headers['content-type'] ?? ''),
  });
}

function bodyOf(body: string, type: string): unknown {
  if (body === '') return undefined;
  if (type.includes('json')) return JSON.parse(body);
  return type.includes('urlencoded') ? Object.fromEntries(new URLSearchParams(body)) : body;
}
