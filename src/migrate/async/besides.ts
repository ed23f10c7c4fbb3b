/** `Promise.all([f(), g()])`, where `f` did all its work before `g` began: that shows only where both use one store, and one of them changes it. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { isFunction, isInside } from '../nodes.js';
import { combinatorOf, within } from './sites.js';
import { declaredBy } from './types.js';
import type { Beside, Colours, Wait } from './words.js';

export function besides(
  code: Code,
  { beside, functions }: Colours,
  waits: readonly Wait[],
  reads: (func: ts.Node) => boolean,
): Beside[] {
  const partOf = (node: ts.Node): { stores: ReadonlySet<string>; onlyReads: boolean } => {
    const stores = new Set(waits.filter((wait) => isInside(wait.node, node)).flatMap((wait) => wait.stores));
    let onlyReads = true;
    for (const inner of [node, ...within(node)]) {
      const signature = ts.isCallExpression(inner) ? code.checker.getResolvedSignature(inner) : undefined;
      const target = signature && declaredBy(signature);
      if (target === undefined || !isFunction(target)) continue;
      const coloured = functions.get(target);
      for (const store of coloured?.stores ?? []) stores.add(store);
      if (coloured !== undefined && !reads(target)) onlyReads = false;
    }
    return { stores, onlyReads };
  };
  return beside.flatMap(({ call, stores }) => {
    const list = combinatorOf(call)?.arguments[0];
    if (list === undefined || !ts.isArrayLiteralExpression(list)) return [{ call, stores }];
    const own = partOf(call);
    const others = list.elements.filter((element) => !isInside(call, element)).map(partOf);
    const shared = stores.filter((store) =>
      others.some((other) => other.stores.has(store) && !(own.onlyReads && other.onlyReads)),
    );
    return shared.length > 0 ? [{ call, stores: shared }] : [];
  });
}
