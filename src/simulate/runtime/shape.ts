/** One way in which programs take requests. */
import type { Parameters } from '../routing.js';
import type { WireAnswer, WireRequest } from '../wire.js';

export interface Asked {
  readonly request: WireRequest;
  readonly parameters: Parameters;
}

export type Handle = (asked: Asked) => Promise<WireAnswer>;

/** What a module exports, by name. */
export type Exports = Readonly<Record<string, unknown>>;

export interface RouteSettings {
  readonly method: string;
  readonly path: string;
  /** The export that the platform calls; absent where the module says by what it exports. */
  readonly name?: string;
  readonly event?: 'v1' | 'v2';
}

/** Undefined where what the module exports is not of this shape. */
export type Shape = (exports: Exports, settings: RouteSettings) => Handle | undefined;

export const headersOf = ({ headers }: WireRequest): Record<string, string> =>
  headers.reduce<Record<string, string>>((all, [name, value]) => {
    all[name] = name in all ? `${all[name] ?? ''}${name === 'cookie' ? '; ' : ', '}${value}` : value;
    return all;
  }, {});

export const urlOf = ({ target }: WireRequest): URL => new URL(target, 'http://localhost');

/** The address that the load balancer was asked from. */
export const addressOf = (request: WireRequest): string =>
  headersOf(request)['x-forwarded-for']?.split(',')[0]?.trim() ?? '127.0.0.1';

/** CommonJS exports come as the default of a namespace. */
export function flattened(exports: Exports): Exports {
  const { default: main } = exports;
  const isObject = typeof main === 'object' && main !== null;
  if (!isObject && typeof main !== 'function') return exports;
  const inner = (main as Exports).default;
  const own = isObject && Object.getPrototypeOf(main) === Object.prototype ? (main as Exports) : {};
  return { ...own, ...exports, default: inner ?? main };
}

const isFunction = (value: unknown): value is (...args: readonly unknown[]) => unknown => typeof value === 'function';

/** The export of that name, `a.b` for a member of one, bound to what it is a member of. */
export function functionAt(exports: Exports, name: string): ((...args: readonly unknown[]) => unknown) | undefined {
  const value = exports[name];
  return isFunction(value) ? value : undefined;
}

export function methodOf(value: unknown, name: string): ((...args: readonly unknown[]) => unknown) | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  const method = (value as Exports)[name];
  return isFunction(method) ? (...args) => method.apply(value, [...args]) : undefined;
}
