import { MODULE, type BranchFacts, type ModuleFacts, type Span, type Value } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import type { CallSite } from '../../program/resolve.js';
import type { Access } from '../../program/stores.js';
import type { Root, Target } from '../../program/targets.js';
import { isEnvironment } from './origins.js';

/** Memory that is used only when something durable is not configured, does not answer, or outside of production. */

export type Fallback = 'not-configured' | 'fails' | 'development';

const NO_PRODUCTION: ReadonlySet<string> = new Set(['test', 'development']);

/** Callers of callers are asked this far. */
const FARTHEST_CALLER = 3;

/**
 * Why a store only stands in for something durable: everything that writes it runs, or everything that makes it is made, where that is
 * missing; `undefined` where any of it is there otherwise.
 */
export function fallbackOf(
  writes: readonly Access[],
  makers: readonly CallSite[],
  program: Program,
): Fallback | undefined {
  const inWrites = writes.map(({ module, fn, at }) => reasonFor(module, fn, at, program, 0));
  return common(inWrites) ?? common(makers.map(({ module, call }) => reasonAt(module, call.fn, call.at, program)));
}

/** The calls that make what is kept in memory: `new Map()` of a variable, `new MemoryOrders()` for its fields. */
export function makersOf(root: Root, held: readonly Target[], program: Program): readonly CallSite[] {
  if (root.kind === 'field') return root.static ? [] : program.instancesOf(root.module, root.classId);
  return held.flatMap((target) => (target.kind === 'builtin' ? [{ module: target.module, call: target.call }] : []));
}

function common(reasons: readonly (Fallback | undefined)[]): Fallback | undefined {
  return reasons.length > 0 && reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}

function reasonFor(
  module: ModuleFacts,
  fn: number,
  at: Span,
  program: Program,
  distance: number,
): Fallback | undefined {
  if (fn === MODULE) return undefined;
  const reason = reasonAt(module, fn, at, program);
  if (reason) return reason;
  const sites =
    distance < FARTHEST_CALLER && !program.isEntry({ module, fn }) ? program.callSitesOf({ module, fn }) : [];
  return common(sites.map((site) => reasonFor(site.module, site.call.fn, site.call.at, program, distance + 1)));
}

/** What the branches and handlers around a place in a function say. */
function reasonAt(module: ModuleFacts, fn: number, at: Span, program: Program): Fallback | undefined {
  const isIn = (span: Span | undefined): boolean => span !== undefined && at[0] >= span[0] && at[1] <= span[1];
  if (module.tries.some((one) => one.fn === fn && isIn(one.handler))) return 'fails';
  for (const branch of module.branches) {
    const reason = branch.fn === fn ? reasonOfBranch(branch, at, isIn, module, program) : undefined;
    if (reason) return reason;
  }
  return undefined;
}

function reasonOfBranch(
  branch: BranchFacts,
  at: Span,
  isIn: (span: Span | undefined) => boolean,
  module: ModuleFacts,
  program: Program,
): Fallback | undefined {
  for (const { value, holds, operator, other } of branch.test) {
    const isThere = holds === 'truthy';
    // `if (!redis) memory()`, `redis ? … : memory()`, `if (redis) return …; memory()`
    const isWithout = isThere ? isIn(branch.else) || (branch.thenExits && at[0] >= branch.then[1]) : isIn(branch.then);
    if (holds !== 'compare' && isWithout && isDurable(module, value, program)) return 'not-configured';
    const isProduction = other?.kind === 'literal' && other.value === 'production' && isEnvironment(value);
    // `if (NODE_ENV === 'production') return durable(); memory()`
    const isAfter = branch.thenExits && at[0] >= branch.then[1];
    const isOutside = operator?.startsWith('!') ? isIn(branch.then) : isIn(branch.else) || isAfter;
    if (isProduction && isOutside) return 'development';
    // `if (NODE_ENV !== 'test') return 403; …`
    const isTest = other?.kind === 'literal' && NO_PRODUCTION.has(String(other.value)) && isEnvironment(value);
    if (isTest && operator?.startsWith('!') && isAfter) return 'development';
  }
  return undefined;
}

/** A client of a package, or the variable of the environment that says where it is. */
function isDurable(module: ModuleFacts, value: Value, program: Program): boolean {
  if (isEnvironment(value)) return true;
  return program.resolve(module, value).some((target) => target.kind === 'created');
}
