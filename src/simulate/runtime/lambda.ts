/** Lambda handlers: requests become events of API Gateway (REST: v1; HTTP APIs and function URLs: v2), results become answers. */
import { randomUUID } from 'node:crypto';
import type { WireAnswer } from '../wire.js';
import { addressOf, functionAt, headersOf, urlOf, type Asked, type RouteSettings, type Shape } from './shape.js';

export const lambda: Shape = (exports, settings) => {
  const handler = functionAt(exports, settings.name ?? 'handler');
  if (handler === undefined) return undefined;
  const event = settings.event ?? 'v2';
  return async (asked) => {
    try {
      return answerFrom(await called(handler, EVENTS[event](asked, settings)), event);
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      return FAILED[event];
    }
  };
};

/** What gateways answer for a handler that fails. */
const FAILED: Readonly<Record<'v1' | 'v2', WireAnswer>> = {
  v1: failed(502, 'Internal server error'),
  v2: failed(500, 'Internal Server Error'),
};

function failed(status: number, message: string): WireAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}

const EVENTS: Readonly<Record<'v1' | 'v2', (asked: Asked, settings: RouteSettings) => object>> = {
  v1: ({ request, parameters }, { path }) => {
    const headers = headersOf(request);
    const query = urlOf(request).searchParams;
    const names = [...new Set(query.keys())];
    return {
      resource: path === '*' ? '/{proxy+}' : path,
      path: urlOf(request).pathname,
      httpMethod: request.method,
      headers,
      multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      queryStringParameters: names.length === 0 ? null : Object.fromEntries(query),
      multiValueQueryStringParameters:
        names.length === 0 ? null : Object.fromEntries(names.map((name) => [name, query.getAll(name)])),
      pathParameters: Object.keys(parameters).length === 0 ? null : parameters,
      stageVariables: null,
      body: request.body ?? null,
      isBase64Encoded: false,
      requestContext: {
        requestId: randomUUID(),
        httpMethod: request.method,
        path: urlOf(request).pathname,
        stage: '$default',
        requestTimeEpoch: Date.now(),
        identity: {
          sourceIp: addressOf(request),
          userAgent: headers['user-agent'] ?? null,
          apiKeyId: headers['x-api-key'] ?? null,
        },
      },
    };
  },
  v2: ({ request, parameters }, { method, path }) => {
    const headers = headersOf(request);
    const url = urlOf(request);
    const routeKey = path === '*' ? '$default' : `${method} ${path}`;
    return {
      version: '2.0',
      routeKey,
      rawPath: url.pathname,
      rawQueryString: url.search.slice(1),
      headers,
      cookies: headers.cookie?.split(/; */) ?? [],
      queryStringParameters: Object.fromEntries(url.searchParams),
      pathParameters: parameters,
      ...(request.body === undefined ? {} : { body: request.body }),
      isBase64Encoded: false,
      requestContext: {
        requestId: randomUUID(),
        routeKey,
        stage: '$default',
        timeEpoch: Date.now(),
        http: {
          method: request.method,
          path: url.pathname,
          protocol: 'HTTP/1.1',
          sourceIp: addressOf(request),
          userAgent: headers['user-agent'] ?? '',
        },
      },
    };
  },
};

const TIME_MS = 30_000;

/** A handler answers by its promise, or by a callback that it takes as its third argument. */
function called(handler: (...args: readonly unknown[]) => unknown, event: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ends = Date.now() + TIME_MS;
    const done = (error: unknown, result?: unknown): void => {
      if (error === null || error === undefined) resolve(result);
      else reject(error instanceof Error ? error : new Error(JSON.stringify(error)));
    };
    const context = {
      awsRequestId: randomUUID(),
      functionName: 'simulated',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:local:000000000000:function:simulated',
      memoryLimitInMB: '256',
      logGroupName: '/aws/lambda/simulated',
      logStreamName: 'simulated',
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => Math.max(0, ends - Date.now()),
      done,
      succeed: resolve,
      fail: done,
    };
    const result = handler(event, context, done);
    if (typeof result === 'object' && result !== null && 'then' in result)
      Promise.resolve(result).then(resolve, reject);
    else if (handler.length < 3) resolve(result);
  });
}

interface Result {
  /** A number, or one in words. */
  readonly statusCode?: unknown;
  readonly headers?: Readonly<Record<string, string | number | boolean>>;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[]>>;
  readonly cookies?: readonly string[];
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
}

/** HTTP APIs take whatever has no status for the body of a 200; REST APIs call it malformed. */
function answerFrom(value: unknown, event: 'v1' | 'v2'): WireAnswer {
  const result = typeof value === 'object' && value !== null ? (value as Result) : {};
  if (result.statusCode === undefined) {
    if (event === 'v1') return FAILED.v1;
    const body = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const { statusCode, headers = {}, multiValueHeaders = {}, cookies = [], isBase64Encoded = false } = result;
  const body = result.body === undefined || result.body === null ? '' : textOf(result.body);
  return {
    status: Number(statusCode),
    headers: {
      ...lowered(Object.entries(headers).map(([name, each]) => [name, String(each)])),
      ...lowered(Object.entries(multiValueHeaders)),
      ...(cookies.length > 0 ? { 'set-cookie': cookies } : {}),
    },
    body: isBase64Encoded ? Buffer.from(body, 'base64').toString() : body,
  };
}

function lowered<Value>(entries: readonly (readonly [string, Value])[]): Record<string, Value> {
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));
