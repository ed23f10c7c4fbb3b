/** Handlers that take a `Request` and give a `Response`: route modules of Next.js, Workers, Hono, Netlify. */
import type { WireAnswer, WireRequest } from '../wire.js';
import { functionAt, headersOf, methodOf, urlOf, type Asked, type Shape } from './shape.js';
import { nextRequest, withRequest } from './request-scope.js';

const VERBS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** One export for each method. */
export const routeModule: Shape = (exports) => {
  const verbs = VERBS.filter((verb) => functionAt(exports, verb) !== undefined);
  if (verbs.length === 0) return undefined;
  return ({ request, parameters }) => {
    const handler =
      functionAt(exports, request.method) ?? (request.method === 'HEAD' ? functionAt(exports, 'GET') : undefined);
    if (handler === undefined) return Promise.resolve({ status: 405, headers: { allow: verbs.join(', ') }, body: '' });
    const asked = nextRequest(requestFrom(request));
    return answered(() => withRequest(asked, () => handler(asked, { params: paramsOf(parameters) })));
  };
};

/** A promise, as it is today, whose values can be read at once, as they could be before. */
function paramsOf(parameters: Asked['parameters']): object {
  const lists = Object.entries(parameters).map(([name, value]) => [
    name,
    value.includes('/') ? value.split('/') : value,
  ]);
  const values = Object.fromEntries(lists) as object;
  return Object.assign(Promise.resolve(values), values);
}

/** `export default { fetch }`, which an application of Hono is as well. */
export const fetchModule: Shape = (exports) => {
  const target = [exports.default, exports.app, exports.server, exports.worker].find(
    (value) => methodOf(value, 'fetch') !== undefined,
  );
  const handler = methodOf(target, 'fetch');
  return handler && ((asked) => answered(() => handler(requestFrom(asked.request), process.env, executionContext())));
};

/** `export default (request, context) => Response`. */
export const fetchFunction: Shape = (exports, { name = 'default' }) => {
  const handler = functionAt(exports, name);
  return (
    handler &&
    (({ request, parameters }) =>
      answered(() => handler(requestFrom(request), { ...executionContext(), params: parameters })))
  );
};

function executionContext(): object {
  return {
    waitUntil: (work: Promise<unknown>) => {
      work.catch(() => undefined);
    },
    passThroughOnException: () => undefined,
  };
}

function requestFrom(request: WireRequest): Request {
  const { method, body } = request;
  const headers = headersOf(request);
  const isBodiless = body === undefined || method === 'GET' || method === 'HEAD';
  return new Request(urlOf(request), { method, headers, ...(isBodiless ? {} : { body }) });
}

async function answered(handle: () => unknown): Promise<WireAnswer> {
  try {
    const response = await handle();
    if (response instanceof Response) return await answerFrom(response);
    throw new TypeError(`The handler gave no Response but ${response === undefined ? 'nothing' : typeof response}.`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return { status: 500, headers: {}, body: 'Internal Server Error' };
  }
}

async function answerFrom(response: Response): Promise<WireAnswer> {
  const cookies = response.headers.getSetCookie();
  const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'set-cookie'));
  return {
    status: response.status,
    headers: { ...headers, ...(cookies.length > 0 ? { 'set-cookie': cookies } : {}) },
    body: await response.text(),
  };
}
