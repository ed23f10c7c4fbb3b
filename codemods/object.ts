/** A module's object whose keys are data → `sharedMap`. */
import { awaited } from './shared/await.ts';
import { collectionOf, needsAll } from './shared/collections.ts';
import type { Declaration } from './shared/declare.ts';
import { KEYED_IDIOMS, call } from './shared/keyed.ts';
import {
  is,
  isUnused,
  replaced,
  textOf,
  typeArgumentsOf,
  undressed,
  type Edit,
  type Node,
  type Tree,
} from './shared/tree.ts';
import { transformOf } from './shared/transform.ts';
import type { Access, Form, Idiom, Refusal, Step, Store } from './shared/types.ts';
import { isPure } from './shared/values.ts';

const ASSIGNED: Readonly<Record<string, string>> = { '=': 'set', '+=': 'add', '-=': 'subtract', '??=': 'keep' };

function accessOf(tree: Tree, name: Node): Access | Refusal {
  const member = tree.parentOf(name);
  if (is(member, 'BinaryExpression') && member.operator === 'in' && member.right === name)
    return { operation: 'has', isWrite: false, node: member, key: member.left };
  if (is(member, 'CallExpression')) return askedOf(tree, member, name);
  if (!is(member, 'MemberExpression') || member.object !== name || !member.computed) return notUnderstood(tree, name);
  const key = member.property;
  const outer = tree.parentOf(member);
  if (is(outer, 'AssignmentExpression') && outer.left === member) {
    const operation = ASSIGNED[outer.operator];
    if (operation === undefined) return { at: outer, why: `\`${outer.operator}\` of an entry is not understood` };
    return { operation, isWrite: true, node: outer, key, value: outer.right };
  }
  if (is(outer, 'UpdateExpression'))
    return { operation: outer.operator === '++' ? 'add' : 'subtract', isWrite: true, node: outer, key };
  if (is(outer, 'UnaryExpression') && outer.operator === 'delete')
    return { operation: 'delete', isWrite: true, node: outer, key };
  return { operation: 'get', isWrite: false, node: member, key };
}

const notUnderstood = (tree: Tree, name: Node): Refusal => ({
  at: name,
  why: `\`${textOf(tree, tree.parentOf(name) ?? name).split('\n', 1)[0] ?? ''}\` is not understood`,
});

/** `Object.hasOwn(o, k)`, `Object.keys(o).length`, `Object.values(o)`. */
function askedOf(tree: Tree, asked: Node, name: Node): Access | Refusal {
  if (!is(asked, 'CallExpression')) return notUnderstood(tree, name);
  const question = textOf(tree, asked.callee);
  const [first, key] = asked.arguments;
  if (first !== name) return notUnderstood(tree, name);
  if (question === 'Object.hasOwn' && key !== undefined) return { operation: 'has', isWrite: false, node: asked, key };
  if (question === 'Object.values') return { operation: 'values', isWrite: false, node: asked };
  const outer = tree.parentOf(asked);
  const isCount =
    question === 'Object.keys' &&
    is(outer, 'MemberExpression') &&
    is(outer.property, 'Identifier') &&
    outer.property.name === 'length';
  return isCount ? { operation: 'size', isWrite: false, node: outer } : notUnderstood(tree, name);
}

/** `o[k] ??= v;` */
const kept: Idiom = (store, access) => {
  const { operation, node, value } = access;
  if (operation !== 'keep' || !value || !isUnused(store.tree, node) || !isPure(store.tree, value)) return undefined;
  const text = `await ${call(store, access, 'setIfAbsent', textOf(store.tree, value))}`;
  return {
    ...{ accesses: [access], node, key: access.key, isWrite: true },
    operation: 'setIfAbsent',
    edits: [replaced(node, text)],
  };
};

/** `o[k]++`, `o[k] += n`: what comes back is the sum. */
const counted: Idiom = (store, access) => {
  const { tree } = store;
  const { operation, node, value, key } = access;
  if (operation !== 'add' && operation !== 'subtract') return undefined;
  if (is(node, 'UpdateExpression') && !node.prefix && !isUnused(tree, node)) return undefined;
  // Text is added as well.
  if (value !== undefined && !(is(undressed(value), 'NumericLiteral') || holdsNumbers(store))) return undefined;
  if (value !== undefined && !isPure(tree, value)) return undefined;
  const by = value === undefined ? '1' : textOf(tree, value);
  const signed = operation === 'add' ? by : /^[\w.]+$/.test(by) ? `-${by}` : `-(${by})`;
  const text = call(store, access, 'increment', ...(signed === '1' ? [] : [signed]));
  return {
    ...{ accesses: [access], node, key, isWrite: true },
    operation: 'increment',
    edits: awaited(tree, node, text),
  };
};

const holdsNumbers = (store: Store): boolean => is(valueType(store), 'TSNumberKeyword');

function plain(store: Store, access: Access): Step | Refusal {
  const { tree } = store;
  const { operation, node, key, value, isWrite } = access;
  const step = (edits: readonly Edit[], more: Partial<Step> = {}): Step => ({
    ...{ accesses: [access], node, key, isWrite, operation, edits },
    ...more,
  });
  const used = isWrite && !isUnused(tree, node);
  if (used || operation === 'keep' || operation === 'add' || operation === 'subtract')
    return { at: node, why: `\`${textOf(tree, node).split('\n', 1)[0] ?? ''}\` needs a step of its own` };
  if (operation === 'values')
    return step(awaited(tree, node, `toArray(${call(store, access, 'values')})`), { imports: ['toArray'] });
  const edits = awaited(tree, node, call(store, access, operation, ...(value ? [textOf(tree, value)] : [])));
  return step(operation === 'get' ? asserted(tree, node, edits) : edits);
}

/** An entry that its type took to be there for certain. */
function asserted(tree: Tree, node: Node, edits: readonly Edit[]): readonly Edit[] {
  const outer = tree.parentOf(node);
  const isMember = is(outer, 'MemberExpression') && outer.object === node;
  if (!isMember || !/\.[cm]?tsx?$/.test(tree.path)) return edits;
  return edits.map((edit) => ({ ...edit, text: `${edit.text}!` }));
}

function valueType({ annotation }: Pick<Declaration, 'annotation'>): Node | undefined {
  if (is(annotation, 'TSTypeReference')) return typeArgumentsOf(annotation)[1];
  const [member] = is(annotation, 'TSTypeLiteral') ? annotation.members : [];
  const written = is(member, 'TSIndexSignature') ? member.typeAnnotation : undefined;
  return is(written, 'TSTypeAnnotation') ? written.typeAnnotation : undefined;
}

/** Not one with fields of its own. */
function isDictionary(annotation: Node | undefined): boolean {
  if (annotation === undefined) return true;
  if (is(annotation, 'TSTypeReference'))
    return is(annotation.typeName, 'Identifier') && annotation.typeName.name === 'Record';
  return (
    is(annotation, 'TSTypeLiteral') && annotation.members.length === 1 && is(annotation.members[0], 'TSIndexSignature')
  );
}

const form: Form = {
  name: 'object',
  fits: (_, { init, annotation }) =>
    is(init, 'ObjectExpression') && init.properties.length === 0 && isDictionary(annotation),
  holds: (_, declared) => valueType(declared),
  isSeeded: () => false,
  accessOf,
  idioms: [kept, counted, ...KEYED_IDIOMS],
  plain,
  collection: (store, steps) => {
    const type = valueType(store);
    return collectionOf(store, {
      constructor: 'sharedMap',
      typeArguments: type && textOf(store.tree, type),
      layout: needsAll(steps) ? 'collection' : undefined,
    });
  },
};

export default transformOf(form);
