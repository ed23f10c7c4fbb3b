/** A module's number that counts → `sharedCounter`; one that only hands out the next → `sequence`. */
import { awaited } from './shared/await.ts';
import { collectionOf } from './shared/collections.ts';
import type { Declaration } from './shared/declare.ts';
import { isValue, labelOf } from './shared/reads.ts';
import { is, isNumber, isUnused, replaced, textOf, undressed, type Node, type Tree } from './shared/tree.ts';
import { transformOf } from './shared/transform.ts';
import type { Access, Form, Idiom, Refusal, Step, Store } from './shared/types.ts';
import { isPure } from './shared/values.ts';

function accessOf(tree: Tree, name: Node): Access | Refusal {
  const outer = tree.parentOf(name);
  if (is(outer, 'UpdateExpression')) {
    const operation = outer.operator === '--' ? 'decrement' : outer.prefix ? 'next' : 'nextAfter';
    return { operation, isWrite: true, node: outer };
  }
  if (is(outer, 'AssignmentExpression') && outer.left === name) {
    const value = outer.right;
    const operation = { '+=': 'add', '-=': 'subtract', '=': 'assign' }[outer.operator as string];
    if (operation === undefined) return { at: outer, why: `\`${outer.operator}\` is no counting` };
    return { operation, isWrite: true, node: outer, value };
  }
  if (isValue(tree, name)) return { operation: 'read', isWrite: false, node: name };
  return { at: name, why: `\`${textOf(tree, outer ?? name).split('\n', 1)[0] ?? ''}\` is not understood` };
}

/** `n = n + 1`. */
const countedAgain: Idiom = (store, access) => {
  const { tree, name, accesses } = store;
  const value = access.value && undressed(access.value);
  if (access.operation !== 'assign' || !is(value, 'BinaryExpression') || !isUnused(tree, access.node)) return undefined;
  const { left, right, operator } = value;
  const read = accesses.find((one) => one.operation === 'read' && one.node === undressed(left));
  const method = { '+': 'increment', '-': 'decrement' }[operator as string];
  if (read === undefined || method === undefined || !isPure(tree, right)) return undefined;
  const text = `await ${name}.${method}(${isNumber(right, 1) ? '' : textOf(tree, right)})`;
  const { node } = access;
  return { accesses: [access, read], node, isWrite: true, operation: method, edits: [replaced(node, text)] };
};

const isSequence = ({ tree, accesses }: Store): boolean => {
  const operations = new Set(accesses.map(({ operation }) => operation));
  const isHandedOut = operations.size === 1 && (operations.has('next') || operations.has('nextAfter'));
  return isHandedOut && accesses.every(({ node }) => !isUnused(tree, node));
};

function plain(store: Store, access: Access): Step | Refusal {
  const { tree, name } = store;
  const { operation, node, value, isWrite } = access;
  const step = (text: string): Step => ({
    ...{ accesses: [access], node, isWrite, operation, edits: awaited(tree, node, text) },
  });
  const by = value === undefined || isNumber(value, 1) ? '' : textOf(tree, value);
  if (isSequence(store)) return step(`${name}.next()`);
  if (operation === 'read') return labelled(tree, step(`${name}.get()`), node);
  if (operation === 'nextAfter' && !isUnused(tree, node))
    return { at: node, why: 'what it was before the step is used, and it is read elsewhere' };
  if (is(node, 'UpdateExpression') && operation === 'decrement' && !node.prefix && !isUnused(tree, node))
    return { at: node, why: 'what it was before the step is used' };
  if (operation === 'assign' && !isUnused(tree, node)) return { at: node, why: 'the value of an assignment is used' };
  if (operation === 'assign') return step(isNumber(value, 0) ? `${name}.reset()` : `${name}.set(${by || '1'})`);
  const method = operation === 'subtract' || operation === 'decrement' ? 'decrement' : 'increment';
  return step(`${name}.${method}(${by})`);
}

function labelled(tree: Tree, step: Step, node: Node): Step {
  const label = labelOf(tree, node);
  if (label === '') return step;
  return { ...step, edits: step.edits.map((edit) => ({ ...edit, text: label + edit.text })) };
}

const initialOf = ({ init }: Pick<Declaration, 'init'>): number | undefined =>
  is(init, 'NumericLiteral') ? init.value : undefined;

const form: Form = {
  name: 'scalar',
  fits: (_, declared) => declared.list.kind !== 'const' && initialOf(declared) !== undefined,
  worth: 'primitive',
  isSeeded: () => false,
  accessOf,
  idioms: [countedAgain],
  plain,
  collection: (store) => {
    const initial = initialOf(store) ?? NaN;
    if (isSequence(store)) {
      const start = store.accesses.some(({ operation }) => operation === 'next') ? initial + 1 : initial;
      const more = start === 1 ? [] : [['start', String(start)] as const];
      return collectionOf(store, { constructor: 'sequence', ends: false, role: 'id-sequence', more });
    }
    if (initial !== 0) return { at: store.declarator, why: 'a counter begins at 0' };
    return collectionOf(store, { constructor: 'sharedCounter', ends: false });
  },
};

export default transformOf(form);
