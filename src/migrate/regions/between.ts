/** Functions that a body calls in the middle of its own steps, and that change the store as well: what was read before them is no answer then. */
import { ts } from 'ts-morph';
import type { Calls } from '../calls.js';
import { bodyOf, descendants, isInside, type Body } from '../nodes.js';
import type { Access } from '../uses/access.js';
import { rangeOf } from './range.js';
import { placeOfRead } from './result.js';
import { touchOf } from './touches.js';

/** Whether a call that changes the store stands between the last of some places and where one read for all of them would stand. */
export type ChangedBetween = (body: Body, places: readonly ts.Expression[]) => boolean;

export function changesBetween(calls: Calls, accesses: readonly Access[]): ChangedBetween {
  const writers = new Set<ts.Node>(accesses.flatMap((access) => (touchOf(access).writes ? [bodyOf(access.node)] : [])));
  const known = new Map<ts.Node, boolean>();

  /** By itself, or through what it calls. */
  const changes = (body: ts.Node): boolean => {
    const before = known.get(body);
    if (before !== undefined) return before;
    known.set(body, false);
    const nodes = [...descendants(body)];
    const found = [body, ...nodes].some((node) => writers.has(node) || isChanging(node));
    known.set(body, found);
    return found;
  };
  const isChanging = (node: ts.Node): boolean => {
    const target = ts.isCallExpression(node) ? calls.targetOf(node) : undefined;
    return target !== undefined && changes(target);
  };

  return (body, places) => {
    const touches = places.map((node) => ({ node, access: undefined, reads: true, writes: false }));
    const [statement] = rangeOf({ touches, body })?.statements ?? [];
    const start = statement ? placeOfRead(statement, places).getStart() : Math.min(...places.map(({ pos }) => pos));
    const end = Math.max(...places.map(({ pos }) => pos));
    const loop = loopAround(body, places);
    return [...descendants(body)].some(
      (node) =>
        isChanging(node) && ((node.end > start && node.pos < end) || (loop !== undefined && isInside(node, loop))),
    );
  };
}

/** From one round to the next what stands behind them comes before them. */
function loopAround(body: Body, [first]: readonly ts.Node[]): ts.Node | undefined {
  let loop: ts.Node | undefined;
  for (let at = first; at !== undefined && at !== body && !ts.isSourceFile(at); at = at.parent)
    if (ts.isIterationStatement(at, false)) loop = at;
  return loop;
}
