import { ANY_KEY, type Span, type Value } from '../../model/facts.js';
import type { Access, Store } from '../../program/stores.js';
import type { Root } from '../../program/targets.js';

/** Values that are made when first needed and kept. */

/** Every request-time write is guarded by the store being empty: `if (!client) client = create()`, `cached ??= load()`. */
export function isMemo({ roots }: Store, writes: readonly Access[]): boolean {
  const assignments = writes.filter(
    ({ operation, path }) =>
      (operation === 'assign' && path.length === 0) || (operation === 'set' && path.length === 1 && path[0] !== '*'),
  );
  if (assignments.length === 0 || assignments.length !== writes.length) return false;
  const isReset = ({ value }: Access): boolean => value?.kind === 'literal' && !value.value;
  const filling = assignments.filter((access) => !isReset(access));
  // `busy = true` … `finally { busy = false }` is no memo: it says that work is going on.
  const isFlag = filling.some(({ value }) => value?.kind === 'literal');
  if (isFlag || assignments.some((access) => isReset(access) && isAfterWork(access))) return false;
  return filling.length > 0 && filling.every((access) => isGuarded(access, roots));
}

/** In a `finally` block, or in a function handed to `.finally()`. */
function isAfterWork({ module, fn, at }: Access): boolean {
  const isIn = (span: Span | undefined): boolean => span !== undefined && at[0] >= span[0] && at[1] <= span[1];
  if (module.tries.some(({ finalizer }) => isIn(finalizer))) return true;
  return module.calls.some(
    ({ callee, args }) =>
      callee.kind === 'member' &&
      callee.key === 'finally' &&
      args.some((one) => one.kind === 'function' && one.id === fn),
  );
}

function isGuarded({ write, module, at, fn }: Access, roots: readonly Root[]): boolean {
  if (write?.operator === '??=' || write?.operator === '||=') return true;
  const names = new Set(roots.map((root) => (root.kind === 'variable' ? root.variable.name : root.name)));
  const mentions = (value: Value): boolean => {
    if (value.kind === 'variable') return names.has(module.variables[value.id]?.name ?? '');
    // `rows[city]` asks for one of many: that says nothing of whether there is anything.
    if (value.kind === 'member' && value.key === ANY_KEY) return false;
    if (value.kind === 'member') return names.has(value.key) || mentions(value.of);
    return false;
  };
  return module.branches.some((branch) => {
    const asks = branch.test.some((atom) => mentions(atom.value));
    if (!asks) return false;
    const isInside = at[0] >= branch.then[0] && at[1] <= branch.then[1];
    const missing = branch.test.some((atom) => atom.holds !== 'truthy' && mentions(atom.value));
    if (isInside && missing) return true;
    // `if (client) return client; client = create();`
    return branch.fn === fn && branch.thenExits && branch.then[1] <= at[0];
  });
}
