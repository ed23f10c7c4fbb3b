/** What changes the store by other ways than the step that is looked at: in a callback, or by a function that is called. */
import { ts } from 'ts-morph';
import type { Calls } from '../calls.js';
import { descendants, writtenBy } from '../nodes.js';

interface Meanwhile {
  readonly calls: Calls;
  /** Of the same store. */
  readonly isOwn: (node: ts.Node) => boolean;
}

/** An access that does more than to look. */
export function isChange(access: ts.Node): boolean {
  if (!ts.isCallExpression(access)) return writtenBy(access) !== undefined;
  const callee = access.expression;
  return !ts.isPropertyAccessExpression(callee) || !LOOKING.has(callee.name.text);
}

const LOOKING: ReadonlySet<string> = new Set(['get', 'has', 'keys', 'values', 'entries', 'forEach']);

/** A function of the program that uses the store, by itself or through others. */
export function isOnStore(call: ts.CallExpression, around: Meanwhile, seen = new Set<ts.Node>()): boolean {
  const target = around.calls.targetOf(call);
  if (target === undefined || seen.has(target)) return false;
  seen.add(target);
  return [...descendants(target)].some(
    (node) => around.isOwn(node) || (ts.isCallExpression(node) && isOnStore(node, around, seen)),
  );
}
