/** What changes the store by other ways than the step that is looked at: in a callback, or by a function that is called. */
import { ts } from 'ts-morph';
import type { Calls } from '../calls.js';
import type { Code } from '../code.js';
import { flowOf } from '../flow.js';
import { descendants, isFunction, writtenBy } from '../nodes.js';

interface Walk {
  readonly code: Code;
  readonly calls: Calls;
}

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

/** `for (const one of m.values()) one.open = false`, `lists[key].shift()`: what is met there is changed. */
export function isChangedOnTheWay(access: ts.Node, { code, calls }: Walk): boolean {
  if (!ts.isExpression(access)) return false;
  const [visit] = ts.isCallExpression(access) ? access.arguments : [];
  const met = visit && isFunction(visit) ? visit.parameters[0]?.name : access;
  // A walk makes an array of its own around the records.
  const made = isWalk(access) ? [access] : [];
  return met !== undefined && flowOf(code, calls, [met], new Set<ts.Node>(made)).mutations.length > 0;
}

function isWalk(access: ts.Expression): boolean {
  if (!ts.isCallExpression(access)) return false;
  const { expression: callee } = access;
  return !ts.isPropertyAccessExpression(callee) || callee.name.text !== 'get';
}

/** A function of the program that uses the store, by itself or through others. */
export function isOnStore(call: ts.CallExpression, around: Meanwhile, seen = new Set<ts.Node>()): boolean {
  const target = around.calls.targetOf(call);
  if (target === undefined || seen.has(target)) return false;
  seen.add(target);
  return [...descendants(target)].some(
    (node) => around.isOwn(node) || (ts.isCallExpression(node) && isOnStore(node, around, seen)),
  );
}
