/** Writes that were one step and are several now: a failure between two of them leaves the first. */
import { ts } from 'ts-morph';
import { placeOf, type Code } from './code.js';
import { bodyOf, isFunction, ownDescendants, type Body } from './nodes.js';
import { canFollow, touchOf } from './regions/touches.js';
import type { Target } from './targets.js';
import type { Warning } from './types.js';
import type { Access } from './uses/access.js';

export interface Written {
  readonly target: Target;
  readonly accesses: readonly Access[];
}

export function partialWrites(code: Code, stores: readonly Written[]): Warning[] {
  const writes = stores.flatMap(({ accesses }) => accesses.filter((access) => touchOf(access).writes));
  const bodies = new Set(writes.map(({ node }) => bodyOf(node)));
  return [...bodies].flatMap((body) => {
    const own = writes.filter(({ node }) => bodyOf(node) === body).sort((a, b) => a.node.end - b.node.end);
    return own.flatMap((write, i) => {
      const before = own
        .slice(0, i)
        .find((earlier) => isAnother(earlier, write) && isOneStep(body, earlier.node, write.node));
      if (before !== undefined) return warningsFor(code, write, [before, write]);
      return isRepeated(body, write) ? warningsFor(code, write, [write]) : [];
    });
  });
}

/** One expression can be one of several stores, and is one write then. */
const isAnother = (a: Access, b: Access): boolean =>
  (a.target !== b.target && a.node !== b.node) ||
  (a.key !== undefined && b.key !== undefined && a.key.getText() !== b.key.getText());

const isOneStep = (body: Body, before: ts.Node, after: ts.Node): boolean =>
  canFollow(before, after) && !waitsIn(body, before.end, after.end);

function waitsIn(body: ts.Node, from: number, to: number): boolean {
  return [...ownDescendants(body)].some((node) => ts.isAwaitExpression(node) && node.pos >= from && node.end <= to);
}

/** In a loop that does not wait, or for each element of an array. */
function isRepeated(body: Body, { node, key }: Access): boolean {
  // A loop over one value is within its transaction.
  if (key === undefined) return false;
  for (let at: ts.Node = node; at !== body; at = at.parent)
    if (ts.isIterationStatement(at, false) && !waitsIn(at, at.pos, at.end)) return true;
  if (ts.isSourceFile(body) || !isFunction(body)) return false;
  const call = body.parent;
  const callee =
    ts.isCallExpression(call) && call.arguments.includes(body as ts.Expression) ? call.expression : undefined;
  return (
    callee !== undefined && ts.isPropertyAccessExpression(callee) && /^(forEach|map|flatMap)$/.test(callee.name.text)
  );
}

function warningsFor(code: Code, { node }: Access, involved: readonly Access[]): Warning[] {
  const why = 'what was one step is several writes, and a failure between them leaves the first';
  const stores = new Set(involved.map(({ target }) => target.store));
  return [...stores].map((store) => ({ ...placeOf(code, node), store, code: 'PARTIAL_WRITE', why }));
}
