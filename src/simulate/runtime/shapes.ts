/** The ways in which programs take requests, by what the audit calls their platform. */
import { fetchFunction, fetchModule, routeModule } from './fetch.js';
import { lambda } from './lambda.js';
import { application, nodeFunction } from './node.js';
import type { Exports, Handle, RouteSettings, Shape } from './shape.js';

const SHAPES = {
  /** Lambda handlers, of Netlify too. */
  lambda: [lambda, fetchFunction],
  /** Route modules of the App Router, functions of Vercel. */
  route: [routeModule, nodeFunction],
  /** Workers. */
  fetch: [fetchModule, routeModule, fetchFunction],
  /** Functions that take a request and a response of Node. */
  node: [nodeFunction],
  /** A module by itself, without configuration: what it exports says what it is. */
  module: [application, fetchModule, lambda, routeModule],
} satisfies Readonly<Record<string, readonly Shape[]>>;

export type ShapeName = keyof typeof SHAPES;

export function handleOf(shape: ShapeName, exports: Exports, settings: RouteSettings): Handle | undefined {
  for (const each of SHAPES[shape]) {
    const handle = each(exports, settings);
    if (handle) return handle;
  }
  return undefined;
}
