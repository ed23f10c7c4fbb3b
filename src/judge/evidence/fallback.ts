import { isIn } from '../../program/branches.js';
import { pureMadeBy } from '../../libraries/placement.js';
import { MODULE, type BranchFacts, type ModuleFacts, type Span, type Value } from '../../model/facts.js';
import { inFunction } from '../../program/in-function.js';
import type { Program } from '../../program/index.js';
import type { CallSite } from '../../program/resolve.js';
import type { Access } from '../../program/stores.js';
import type { Root, Target } from '../../program/targets.js';
import type { Belongs } from './belongs.js';
import { isEnvironment } from './origins.js';
import { isOutsideProduction } from './production.js';

/** Memory that is used only when something durable is not configured, does not answer, or outside of production. */

export type Fallback = 'not-configured' | 'fails' | 'development';

/** Callers of callers are asked this far. */
const FARTHEST_CALLER = 3;

/**
 * Why a store only stands in for something durable: everything that writes it runs, or everything that makes it is made, where that is
 * missing; `undefined` where any of it is there otherwise.
 */
export function fallbackOf(
  writes: readonly Access[],
  makers: readonly CallSite[],
  isOwn: Belongs,
  program: Program,
): Fallback | undefined {
  const cx: Cx = { isOwn, program };
  return (
    common(writes, ({ module, fn, at }) => reasonFor(module, fn, at, cx, 0)) ??
    common(makers, ({ module, call }) => reasonAt(module, call.fn, call.at, cx))
  );
}

interface Cx {
  /** What a look into the store itself gave is nothing that it stands in for. */
  isOwn: Belongs;
  program: Program;
}

/** The calls that make what is kept in memory: `new Map()` of a variable, `new MemoryOrders()` for its fields. */
export function makersOf(root: Root, held: readonly Target[], program: Program): readonly CallSite[] {
  if (root.kind === 'field') return root.static ? [] : program.instancesOf(root.module, root.classId);
  return held.flatMap((target) => (target.kind === 'builtin' ? [{ module: target.module, call: target.call }] : []));
}

/** The first reason, where all have one. */
function common<Item>(items: readonly Item[], reasonOf: (item: Item) => Fallback | undefined): Fallback | undefined {
  let first: Fallback | undefined;
  for (const item of items) {
    const reason = reasonOf(item);
    if (!reason) return undefined;
    first ??= reason;
  }
  return first;
}

function reasonFor(module: ModuleFacts, fn: number, at: Span, cx: Cx, distance: number): Fallback | undefined {
  if (fn === MODULE) return undefined;
  const reason = reasonAt(module, fn, at, cx);
  if (reason) return reason;
  const { program } = cx;
  const sites =
    distance < FARTHEST_CALLER && !program.isEntry({ module, fn }) ? program.callSitesOf({ module, fn }) : [];
  return common(sites, (site) => reasonFor(site.module, site.call.fn, site.call.at, cx, distance + 1));
}

/** What the branches and handlers around a place in a function say. */
function reasonAt(module: ModuleFacts, fn: number, at: Span, cx: Cx): Fallback | undefined {
  if (module.tries.some((one) => one.fn === fn && isIn(at, one.handler))) return 'fails';
  if (isOutsideProduction(module, fn, at, cx.program)) return 'development';
  return inFunction(module.branches, fn).some(isWithoutDurable) ? 'not-configured' : undefined;

  function isWithoutDurable({ test, then, else: otherwise, thenExits }: BranchFacts): boolean {
    return test.some(({ value, holds }) => {
      // `if (!redis) memory()`, `redis ? … : memory()`, `if (redis) return …; memory()`
      const isMissing = holds === 'truthy' ? isIn(at, otherwise) || (thenExits && at[0] >= then[1]) : isIn(at, then);
      return holds !== 'compare' && isMissing && isDurable(module, value, cx);
    });
  }
}

/** A client of a package, or the variable of the environment that says where it is. */
function isDurable(module: ModuleFacts, value: Value, { isOwn, program }: Cx): boolean {
  if (isEnvironment(value)) return true;
  return program.resolve(module, value).some(isClient) && !isOwn(module, value);
}

/** An answer that a framework makes is no source of data: `if (refusal) return refusal`. */
function isClient(target: Target): boolean {
  return target.kind === 'created' && pureMadeBy(target.package, target.path.join('.')) === undefined;
}
