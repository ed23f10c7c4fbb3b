/** Which functions only read, so that several calls may be under way at a time. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { isFunction, isInside } from '../nodes.js';
import { changesOutside } from './locals.js';
import { calleeOf } from './graph.js';
import { innermost } from './sites.js';
import { declaredBy } from './types.js';
import type { Colours, Wait } from './words.js';

const READS = new Set('get has size getMany keys values entries peek at length slice ofUser'.split(' '));

export function readersOf(code: Code, { calls }: Colours, waits: readonly Wait[]): (func: ts.Node) => boolean {
  const known = new Map<ts.Node, boolean>();
  const all = [...waits, ...calls];
  const isWait = new Set<ts.Node>(all.map(({ node }) => node));
  const isCall = new Set(calls);
  const reads = (func: ts.Node): boolean => {
    const before = known.get(func);
    if (before !== undefined) return before;
    // Until it is known, a function that calls itself is what its other calls make it.
    known.set(func, true);
    const inside = all.filter(({ node }) => isInside(node, func));
    const only =
      inside.every((wait) => (isCall.has(wait) ? targetReads(wait) : readsOnly(wait))) &&
      !changesOutside(code.checker, func, (node) => isWait.has(node));
    known.set(func, only);
    return only;
  };
  const targetReads = ({ node }: Wait): boolean => {
    const signature = ts.isCallExpression(node) ? code.checker.getResolvedSignature(node) : undefined;
    const declaration = signature && declaredBy(signature);
    return declaration !== undefined && isFunction(declaration) && reads(declaration);
  };
  return reads;
}

function readsOnly({ node, reads }: Wait): boolean {
  if (reads !== undefined) return reads;
  const callee = ts.isCallExpression(node) ? innermost(calleeOf(node)) : node;
  return ts.isPropertyAccessExpression(callee) && READS.has(callee.name.text);
}
