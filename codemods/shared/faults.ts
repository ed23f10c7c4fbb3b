/** Why a store is left as it is: all that one file alone cannot vouch for. */
import { bothHappen, waitsBetween } from './await.ts';
import { declarationsIn, usesOf, type Declaration } from './declare.ts';
import { functionAround, unawaitedCall, whyNoWait } from './functions.ts';
import { ancestorsOf, is, isInside, startOf, textOf, type Node, type Of, type Tree } from './tree.ts';
import type { Access, Form, Refusal, Step, Store } from './types.ts';
import { leakAfter, isPure, leakOf, worthOfType, worthOfValue, type Worth } from './values.ts';

const MUST_END: ReadonlySet<string> = new Set(['session', 'security', 'rate-limit', 'lock']);
const MUST_LAST: ReadonlySet<string> = new Set(['entity', 'user-data', 'auth']);

/** Where the file runs, as it says itself. */
export function placeFault({ tree, declarator: at }: Store): Refusal | undefined {
  const { directives } = tree.program;
  if (directives?.some(({ value }) => value.value === 'use client')) return { at, why: 'it is the state of a browser' };
  const isEdge = /^export const runtime = (['"])(?:edge|experimental-edge)\1/m.test(tree.source);
  return isEdge ? { at, why: 'neither Redis nor DynamoDB can be reached by TCP from the edge' } : undefined;
}

export function roleFault({ declarator: at, settings: { role, ttl, to } }: Store): Refusal | undefined {
  if (role === undefined) return undefined;
  if (MUST_END.has(role) && ttl === undefined)
    return { at, why: `what is ${role} has to end, and nothing says when: add --ttl` };
  if (MUST_LAST.has(role) && to === 'redis') return { at, why: `Redis may lose ${role}: use --to=dynamodb` };
  return undefined;
}

export function waitingFault({ tree, accesses }: Store): Refusal | undefined {
  for (const access of accesses) {
    const { node } = access;
    const why = whyNoWait(tree, node);
    if (why !== undefined) return { at: node, why };
    const assignment = assignmentAround(tree, node);
    if (assignment !== undefined && !canWaitFirst(tree, assignment))
      return {
        at: assignment,
        why: `\`${textOf(tree, assignment.left)}\` would be read before the wait and written after it`,
      };
    if (isFreedAtLast(tree, access))
      return { at: node, why: 'it is a lock, which would stay closed for ever where the function is stopped' };
  }
  for (const fn of new Set(accesses.map(({ node }) => functionAround(tree, node)))) {
    const call = fn?.async ? unawaitedCall(tree, fn) : undefined;
    if (call !== undefined) return { at: call, why: 'nobody waits for this call, and what follows may rely on it' };
  }
  return undefined;
}

function assignmentAround(tree: Tree, node: Node): Of<'AssignmentExpression'> | undefined {
  const fn = functionAround(tree, node);
  for (const outer of ancestorsOf(tree, node)) {
    if (outer === fn) return undefined;
    if (is(outer, 'AssignmentExpression') && isInside(node, outer.right)) return outer;
  }
  return undefined;
}

/** `x = await …` sets it when it is there; `x += await …` and `x[i++] = await …` have looked at the left side by then. */
const canWaitFirst = (tree: Tree, { left, operator }: Of<'AssignmentExpression'>): boolean =>
  operator === '=' && isPure(tree, left);

const isFreedAtLast = (tree: Tree, { operation, node }: Access): boolean =>
  operation === 'delete' &&
  [...ancestorsOf(tree, node)].some(
    (outer) => is(outer, 'TryStatement') && outer.finalizer != null && isInside(node, outer.finalizer),
  );

/** A team that names a store says that its keys and values can leave the process. */
export function valueFault(store: Store, form: Form): Refusal | undefined {
  const { tree, name, settings, declarator: at } = store;
  const keys = form.keys?.(tree, store);
  if (keys !== undefined && worthOfType(tree, keys) !== 'primitive')
    return { at, why: 'its keys are not seen to be strings or numbers' };
  if (keys === undefined && form.keys !== undefined && !settings.stores.includes(name))
    return { at, why: `nothing says that its keys are strings or numbers: add --store=${name} if they are` };
  if (settings.stores.includes(name) || worthOf(store, form) !== 'unknown') return undefined;
  return { at, why: `this file alone does not say that its values are plain data: add --store=${name} if they are` };
}

function worthOf({ tree, accesses, ...declared }: Store, form: Form): Worth {
  if (form.worth !== undefined) return form.worth;
  const type = form.holds?.(tree, declared);
  if (type !== undefined) return worthOfType(tree, type);
  const values = accesses.flatMap(({ value }) => value ?? []).map(worthOfValue);
  if (values.length === 0 || values.includes('unknown')) return 'unknown';
  return values.includes('plain') ? 'plain' : 'primitive';
}

/**
 * Between two waits, a function had the store to itself. Two operations where one was, of which one writes, let others in between; and two reads of
 * one key would be two requests.
 */
export function stepFault(store: Store, steps: readonly Step[]): Refusal | undefined {
  const { tree } = store;
  const keyOf = ({ key }: Step) => (key === undefined ? '' : textOf(tree, key));
  for (const [i, first] of steps.entries()) {
    for (const second of steps.slice(i + 1)) {
      if (isInside(second.node, first.node) || isInside(first.node, second.node))
        return { at: second.node, why: 'one use of it is a part of another' };
      if (!isOneRun(tree, first.node, second.node)) continue;
      if (first.isWrite || second.isWrite)
        return { at: second.node, why: 'one step uses it twice, and a wait between would let others in' };
      if (keyOf(first) === keyOf(second)) return { at: second.node, why: 'one step reads the same twice' };
    }
    const other = neighbourOf(store, first);
    if (other !== undefined) {
      const why = `one step uses it and \`${textOf(tree, other)}\`, and a wait between would let others in`;
      return { at: other, why };
    }
  }
  return undefined;
}

/** Without a wait between them. */
function isOneRun(tree: Tree, first: Node, second: Node): boolean {
  const fn = functionAround(tree, first);
  if (fn !== functionAround(tree, second) || !bothHappen(tree, first, second)) return false;
  return !waitsBetween(tree, first, second);
}

/** Another variable of the module in the same step, if it or this store is written there. */
function neighbourOf({ tree, name }: Store, { node, isWrite }: Step): Node | undefined {
  const others = declarationsIn(tree).filter((one) => one.name !== name && isMutable(tree, one));
  return others
    .flatMap((other) => usesOf(tree, other).map((use) => ({ use, isWrite: isWriteOf(tree, use) })))
    .find(({ use, isWrite: writesOther }) => {
      if (!isWrite && !writesOther) return false;
      const [first, second] = startOf(use) < startOf(node) ? [use, node] : [node, use];
      return isOneRun(tree, first, second);
    })?.use;
}

/** `let`, and what can be filled. A constant that nobody writes is none. */
function isMutable(tree: Tree, declared: Declaration): boolean {
  const { list, init } = declared;
  const canChange = list.kind !== 'const' || is(init, 'NewExpression', 'ArrayExpression', 'ObjectExpression');
  return canChange && usesOf(tree, declared).some((use) => isWriteOf(tree, use));
}

const CHANGES: ReadonlySet<string> = new Set([
  ...['set', 'add', 'delete', 'clear', 'push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill'],
]);

function isWriteOf(tree: Tree, use: Node): boolean {
  let node = use;
  for (let outer = tree.parentOf(node); is(outer, 'MemberExpression'); outer = tree.parentOf(node)) {
    if (outer.object !== node) break;
    const { property } = outer;
    if (!outer.computed && is(property, 'Identifier') && CHANGES.has(property.name)) return true;
    node = outer;
  }
  const outer = tree.parentOf(node);
  if (is(outer, 'AssignmentExpression')) return outer.left === node;
  return is(outer, 'UpdateExpression') || (is(outer, 'UnaryExpression') && outer.operator === 'delete');
}

/** What is taken out belongs to whoever took it. */
const READS: ReadonlySet<string> = new Set(['get', 'values', 'read', 'slice', 'at', 'getOrSet']);

/** What was changed in place is a copy from now on. */
export function leakFault(store: Store, form: Form, steps: readonly Step[]): Refusal | undefined {
  const { tree } = store;
  const isPrimitive = worthOf(store, form) === 'primitive';
  for (const step of steps) {
    // An array that is read is one array, whatever it holds.
    if (isPrimitive && !(form.name === 'array' && step.operation === 'read')) continue;
    const leak = leakOfStep(tree, step);
    if (leak === undefined) continue;
    const text = textOf(tree, leak).split('\n', 1)[0] ?? '';
    return { at: leak, why: `\`${text.slice(0, 60)}\` may change or keep what is stored, which is a copy from now on` };
  }
  return undefined;
}

function leakOfStep(tree: Tree, { accesses, node, operation, isWrite }: Step): Node | undefined {
  if (operation === 'getOrSet') return accesses.map((one) => leakOf(tree, one.node)).find((leak) => leak !== undefined);
  if (READS.has(operation)) return leakOf(tree, node);
  if (!isWrite) return undefined;
  return accesses
    .map(({ value, node: place }) => (value === undefined ? undefined : leakAfter(tree, value, place)))
    .find((leak) => leak !== undefined);
}
