/** Cookies that a client keeps between requests, as browsers and the editors of `.http` files do. All requests go to one host. */
import type { WireAnswer, WireRequest } from '../wire.js';

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** In milliseconds; absent where it ends with the scenario. */
  readonly until?: number;
}

/** One of a name and a path. */
export type Jar = readonly Cookie[];

/** After an answer; a cookie that has ended by then is no longer kept. */
export function keptIn(jar: Jar, request: WireRequest, answer: WireAnswer): Jar {
  const set = [answer.headers['set-cookie'] ?? []].flat().flatMap((text) => cookieIn(text, request) ?? []);
  const kept = jar.filter((old) => !set.some(({ name, path }) => name === old.name && path === old.path));
  return [...kept, ...set].filter(({ until = Infinity }) => until > Date.now());
}

/** A request that says itself which cookies it has gets no others. */
export function withCookies(request: WireRequest, jar: Jar): WireRequest {
  const sent = jar.filter(({ path, until = Infinity }) => isBelow(pathOf(request), path) && until > Date.now());
  if (sent.length === 0 || request.headers.some(([name]) => name === 'cookie')) return request;
  const value = sent.map(({ name, value }) => `${name}=${value}`).join('; ');
  return { ...request, headers: [...request.headers, ['cookie', value]] };
}

const pathOf = ({ target }: WireRequest): string => target.split('?')[0] ?? '/';

const isBelow = (path: string, above: string): boolean =>
  path === above || path.startsWith(above.endsWith('/') ? above : `${above}/`);

function cookieIn(text: string, request: WireRequest): Cookie | undefined {
  const [pair = '', ...rest] = text.split(';').map((part) => part.trim());
  const [, name, value = ''] = /^([^=]+)=(.*)$/.exec(pair) ?? [];
  if (name === undefined) return undefined;
  const attributes = new Map(
    rest.map((part) => [(part.split('=')[0] ?? '').toLowerCase(), part.replace(/^[^=]*=?/, '')]),
  );
  const path = attributes.get('path') ?? '';
  const until = endOf(attributes);
  return {
    name,
    value,
    path: path.startsWith('/') ? path : folderOf(pathOf(request)),
    ...(until === undefined ? {} : { until }),
  };
}

/** `Max-Age` comes before `Expires`. */
function endOf(attributes: ReadonlyMap<string, string>): number | undefined {
  const age = Number.parseInt(attributes.get('max-age') ?? '', 10);
  if (!Number.isNaN(age)) return Date.now() + age * 1000;
  const date = Date.parse(attributes.get('expires') ?? '');
  return Number.isNaN(date) ? undefined : date;
}

const folderOf = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));
