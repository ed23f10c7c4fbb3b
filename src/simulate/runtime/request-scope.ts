/** What Next.js knows of the request that is being served: read by `next/headers`, and on the request itself. */
import { AsyncLocalStorage } from 'node:async_hooks';

const scope = new AsyncLocalStorage<Scope>();

interface Scope {
  readonly request: Request;
  readonly set: Map<string, string>;
}

export interface Cookie {
  readonly name: string;
  readonly value: string;
}

/** Cookies that the handler sets through `next/headers` go out with its answer. */
export async function withRequest(request: Request, handle: () => unknown): Promise<unknown> {
  const set = new Map<string, string>();
  const response = await scope.run({ request, set }, handle);
  if (response instanceof Response && set.size > 0) {
    const whole = new Response(response.body, response);
    for (const cookie of set.values()) whole.headers.append('set-cookie', cookie);
    return whole;
  }
  return response;
}

export function currentScope(what: string): Scope {
  const current = scope.getStore();
  if (current === undefined) throw new Error(`${what} was called outside a request.`);
  return current;
}

export function cookiesOf(request: Request): Cookie[] {
  const header = request.headers.get('cookie') ?? '';
  return header
    .split(/; */)
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf('=');
      return { name: at < 0 ? pair : pair.slice(0, at), value: at < 0 ? '' : decodeURIComponent(pair.slice(at + 1)) };
    });
}

/** The readable half of what Next.js calls `RequestCookies`. */
export function cookieReader(request: Request) {
  const all = (): Cookie[] => cookiesOf(request);
  return {
    get: (name: string) => all().find((cookie) => cookie.name === name),
    getAll: (name?: string) => all().filter((cookie) => name === undefined || cookie.name === name),
    has: (name: string) => all().some((cookie) => cookie.name === name),
    get size() {
      return all().length;
    },
    [Symbol.iterator]: () =>
      all()
        .map((cookie) => [cookie.name, cookie] as const)
        [Symbol.iterator](),
  };
}

/** A request with what `NextRequest` adds. */
export function nextRequest(request: Request): Request {
  return Object.defineProperties(request, {
    nextUrl: { value: Object.assign(new URL(request.url), { clone: () => new URL(request.url) }) },
    cookies: { value: cookieReader(request) },
    ip: { value: request.headers.get('x-forwarded-for')?.split(',')[0]?.trim() },
    geo: { value: {} },
  });
}
