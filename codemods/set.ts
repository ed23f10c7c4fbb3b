/** A module's `Set` → `sharedSet`. */
import { awaited } from './shared/await.ts';
import { collectionOf, needsAll } from './shared/collections.ts';
import type { Declaration } from './shared/declare.ts';
import { methodAccess, type Methods } from './shared/methods.ts';
import {
  endsAbruptly,
  is,
  isUnused,
  replaced,
  siblingOf,
  soleStatement,
  textOf,
  typeArgumentsOf,
  undressed,
  wholeLine,
  type Node,
  type Tree,
} from './shared/tree.ts';
import { transformOf } from './shared/transform.ts';
import type { Access, Form, Idiom, Refusal, Step, Store } from './shared/types.ts';
import { isPure } from './shared/values.ts';

const METHODS: Methods = {
  add: { takes: 1, isWrite: true },
  has: { takes: 1, isWrite: false },
  delete: { takes: 1, isWrite: true },
  clear: { takes: 0, isWrite: true },
};

/** What is added is what is filed as well. */
function accessOf(tree: Tree, name: Node): Access | Refusal {
  const access = methodAccess(tree, name, METHODS);
  return 'operation' in access && access.operation === 'add' ? { ...access, value: access.key } : access;
}

/** The question before an `add` of the same member. */
function questionFor({ tree, accesses }: Store, test: Node, { key }: Access): Access | undefined {
  if (key === undefined || !isPure(tree, key)) return undefined;
  return accesses.find(
    (one) =>
      one.operation === 'has' && one.node === undressed(test) && one.key && textOf(tree, one.key) === textOf(tree, key),
  );
}

const added = (node: Node, add: Access, has: Access, edits: Step['edits']): Step => ({
  ...{ accesses: [add, has], node, key: add.key, isWrite: true, operation: 'add', edits },
});

/** `if (seen.has(id)) return; seen.add(id);`: whoever adds it goes on. */
const firstGoesOn: Idiom = (store, access) => {
  const { tree } = store;
  const statement = tree.parentOf(access.node);
  if (access.operation !== 'add' || !is(statement, 'ExpressionStatement')) return undefined;
  const guardian = siblingOf(tree, statement, -1);
  if (!is(guardian, 'IfStatement') || guardian.alternate || !endsAbruptly(guardian.consequent)) return undefined;
  const has = questionFor(store, guardian.test, access);
  if (has === undefined) return undefined;
  const test = replaced(guardian.test, `!(await ${textOf(tree, access.node)})`);
  return added(guardian.test, access, has, [test, wholeLine(tree, statement)]);
};

/** `if (!seen.has(id)) seen.add(id);` and `if (!seen.has(id)) { seen.add(id); … }` */
const addedIfNew: Idiom = (store, access) => {
  const { tree } = store;
  const statement = tree.parentOf(access.node);
  if (access.operation !== 'add' || !is(statement, 'ExpressionStatement')) return undefined;
  const holder = tree.parentOf(statement);
  const guardian = is(holder, 'BlockStatement') ? tree.parentOf(holder) : holder;
  if (!is(guardian, 'IfStatement') || (guardian.consequent !== holder && guardian.consequent !== statement))
    return undefined;
  const { test, consequent, alternate } = guardian;
  const has =
    is(test, 'UnaryExpression') && test.operator === '!' ? questionFor(store, test.argument, access) : undefined;
  if (has === undefined) return undefined;
  const text = `await ${textOf(tree, access.node)}`;
  if (!alternate && soleStatement(consequent) === statement) {
    const semicolon = textOf(tree, statement).endsWith(';') ? ';' : '';
    return added(guardian, access, has, [replaced(guardian, text + semicolon)]);
  }
  if (!is(consequent, 'BlockStatement') || consequent.body[0] !== statement || consequent.body.length === 1)
    return undefined;
  return added(test, access, has, [replaced(test, text), wholeLine(tree, statement)]);
};

function plain(store: Store, access: Access): Step | Refusal {
  const { tree, name } = store;
  const { operation, node, key, isWrite } = access;
  if (operation === 'add' && !isUnused(tree, node)) return { at: node, why: 'the Set that `add` gives back is used' };
  if (operation === 'delete' && !isUnused(tree, node)) return { at: node, why: 'what `delete` answers is used' };
  const edits = awaited(tree, node, operation === 'size' ? `${name}.size()` : undefined);
  return { accesses: [access], node, key, isWrite, operation, edits };
}

const memberType = ({ annotation, init }: Declaration): Node | undefined =>
  typeArgumentsOf(annotation)[0] ?? typeArgumentsOf(init)[0];

const form: Form = {
  name: 'set',
  fits: (_, { init }) => is(init, 'NewExpression') && is(init.callee, 'Identifier') && init.callee.name === 'Set',
  keys: (_, declared) => memberType(declared),
  holds: (_, declared) => memberType(declared),
  isSeeded: ({ init }) => is(init, 'NewExpression') && init.arguments.length > 0,
  accessOf,
  idioms: [firstGoesOn, addedIfNew],
  plain,
  collection: (store, steps) => {
    const type = memberType(store);
    const text = type && textOf(store.tree, type);
    return collectionOf(store, {
      constructor: 'sharedSet',
      // What it takes by itself.
      typeArguments: text === 'string' ? undefined : text,
      layout: needsAll(steps) ? undefined : 'entries',
    });
  },
};

export default transformOf(form);
