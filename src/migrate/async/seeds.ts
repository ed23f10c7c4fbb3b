/** From expressions that wait to the functions that have to. */
import type { ts } from 'ts-morph';
import { homeOf, isHandled } from './sites.js';
import type { Func, Wait } from './words.js';

/** What `colour` begins with: functions, and what waits while a module is loaded. Places that cannot wait at all are refused by `settle`. */
export function seedsOf(waits: readonly Wait[]): Map<Func | ts.Expression, readonly string[]> {
  const seeds = new Map<Func | ts.Expression, readonly string[]>();
  for (const { node, stores, iterable } of waits) {
    const home = homeOf(node);
    if (home.kind === 'nowhere' || (!iterable && isHandled(node))) continue;
    const seed = home.kind === 'module' ? node : home.node;
    seeds.set(seed, [...new Set([...(seeds.get(seed) ?? []), ...stores])]);
  }
  return seeds;
}
