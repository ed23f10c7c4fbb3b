/** `next/headers` for route handlers that run outside of Next.js. */
import { cookieReader, currentScope } from '../request-scope.js';

interface CookieOptions {
  readonly path?: string;
  readonly maxAge?: number;
  readonly httpOnly?: boolean;
}

/** As it is today, a promise; its methods can be called at once, as they could be before. */
export function cookies() {
  const { request, set } = currentScope('cookies()');
  const put = (name: string, value: string, { path = '/', maxAge, httpOnly = false }: CookieOptions = {}): void => {
    const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`;
    set.set(name, `${name}=${encodeURIComponent(value)}; Path=${path}${age}${httpOnly ? '; HttpOnly' : ''}`);
  };
  const jar = Object.assign(cookieReader(request), {
    set: (first: string | { name: string; value: string }, value = '', options: CookieOptions = {}) => {
      if (typeof first === 'string') put(first, value, options);
      else put(first.name, first.value, first as CookieOptions);
    },
    delete: (name: string) => {
      put(name, '', { maxAge: 0 });
    },
  });
  return Object.assign(Promise.resolve(jar), jar);
}

export function headers() {
  const { request } = currentScope('headers()');
  return Object.assign(Promise.resolve(request.headers), {
    get: (name: string) => request.headers.get(name),
    has: (name: string) => request.headers.has(name),
    entries: () => request.headers.entries(),
    forEach: request.headers.forEach.bind(request.headers),
  });
}

export function draftMode() {
  const mode = { isEnabled: false };
  return Object.assign(Promise.resolve(mode), mode);
}
