/** The functions of a SAM template behind HTTP: requests become events of API Gateway, REST (`Api`) or HTTP (`HttpApi`). */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { addressOf, flat, matching, serve, type Parameters, type Pattern } from './http.js';

export interface Route extends Pattern {
  readonly api: 'Api' | 'HttpApi';
  readonly handler: (event: object) => Promise<Result>;
}

interface Result {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
}

interface Call {
  readonly incoming: IncomingMessage;
  readonly url: URL;
  readonly parameters: Parameters;
  readonly body: string;
}

const EVENTS: Readonly<Record<Route['api'], (call: Call) => object>> = {
  Api: ({ incoming, url, parameters, body }) => ({
    httpMethod: incoming.method,
    path: url.pathname,
    headers: flat(incoming),
    queryStringParameters: Object.fromEntries(url.searchParams),
    pathParameters: parameters,
    body: body === '' ? null : body,
    isBase64Encoded: false,
    requestContext: {
      requestId: randomUUID(),
      identity: { sourceIp: addressOf(incoming), apiKeyId: incoming.headers['x-api-key'] ?? null },
    },
  }),
  HttpApi: ({ incoming, url, parameters, body }) => ({
    version: '2.0',
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers: flat(incoming),
    cookies: incoming.headers.cookie?.split(/; */) ?? [],
    queryStringParameters: Object.fromEntries(url.searchParams),
    pathParameters: parameters,
    ...(body === '' ? {} : { body }),
    isBase64Encoded: false,
    requestContext: {
      requestId: randomUUID(),
      http: { method: incoming.method, path: url.pathname, sourceIp: addressOf(incoming) },
    },
  }),
};

export function serveLambda(routes: readonly Route[]): void {
  serve(async (incoming, outgoing) => {
    const url = new URL(incoming.url ?? '', 'http://localhost');
    const found = matching(routes, incoming.method ?? '', url.pathname);
    if (!found) {
      outgoing.writeHead(404).end('{"message":"Not Found"}');
      return;
    }
    const { pattern, parameters } = found;
    const event = EVENTS[pattern.api]({ incoming, url, parameters, body: await text(incoming) });
    const { statusCode, headers = {}, cookies = [], body = '' } = await pattern.handler(event);
    outgoing.writeHead(statusCode, { ...headers, ...(cookies.length > 0 ? { 'set-cookie': [...cookies] } : {}) });
    outgoing.end(body);
  });
}
