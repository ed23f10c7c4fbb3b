/** A module's array that is written at its ends → `sharedList`; what cuts it by hand becomes its cap. */
import { awaited } from './shared/await.ts';
import { collectionOf } from './shared/collections.ts';
import type { Declaration } from './shared/declare.ts';
import { isValue, labelOf } from './shared/reads.ts';
import {
  endOf,
  is,
  isInside,
  isNumber,
  isUnused,
  siblingOf,
  soleStatement,
  startOf,
  textOf,
  typeArgumentsOf,
  undressed,
  wholeLine,
  type Node,
  type Tree,
} from './shared/tree.ts';
import { transformOf } from './shared/transform.ts';
import type { Access, Form, Idiom, Refusal, Step, Store } from './shared/types.ts';

/** What a list does itself, and whether it writes. */
const METHODS: Readonly<Record<string, boolean>> = {
  ...{ push: true, unshift: true, pop: true, shift: true, splice: true },
  ...{ slice: false, at: false },
};
/** What an array does once it is read as a whole. */
const OF_ARRAYS: ReadonlySet<string> = new Set([
  ...[
    'concat',
    'every',
    'filter',
    'find',
    'findIndex',
    'findLast',
    'flatMap',
    'forEach',
    'includes',
    'indexOf',
    'join',
  ],
  ...['map', 'reduce', 'some', 'toReversed', 'toSorted'],
]);

function accessOf(tree: Tree, name: Node): Access | Refusal {
  const member = tree.parentOf(name);
  if (is(member, 'MemberExpression') && member.object === name) return memberAccess(tree, name, member);
  if (is(member, 'AssignmentExpression') && member.left === name && member.operator === '=')
    return { operation: 'assign', isWrite: true, node: member, value: member.right };
  return isValue(tree, name) ? { operation: 'read', isWrite: false, node: name } : notUnderstood(tree, name);
}

function memberAccess(tree: Tree, name: Node, member: Node): Access | Refusal {
  if (!is(member, 'MemberExpression')) return notUnderstood(tree, name);
  const { property, computed } = member;
  const outer = tree.parentOf(member);
  const isTarget = (is(outer, 'AssignmentExpression') && outer.left === member) || is(outer, 'UpdateExpression');
  if (computed)
    return isTarget ? notUnderstood(tree, name) : { operation: 'at', isWrite: false, node: member, key: property };
  if (!is(property, 'Identifier')) return notUnderstood(tree, name);
  if (property.name === 'length') {
    if (!isTarget) return { operation: 'length', isWrite: false, node: member };
    const isCleared = is(outer, 'AssignmentExpression') && outer.operator === '=' && isNumber(outer.right, 0);
    return isCleared && isUnused(tree, outer)
      ? { operation: 'clear', isWrite: true, node: outer }
      : notUnderstood(tree, name);
  }
  if (!is(outer, 'CallExpression') || outer.callee !== member) return notUnderstood(tree, name);
  if (OF_ARRAYS.has(property.name)) return { operation: 'read', isWrite: false, node: name };
  const isWrite = METHODS[property.name];
  if (isWrite === undefined) return notUnderstood(tree, name);
  const [value] = outer.arguments;
  return { operation: property.name, isWrite, node: outer, ...(isWrite ? { value } : { key: value }) };
}

const notUnderstood = (tree: Tree, name: Node): Refusal => ({
  at: name,
  why: `\`${textOf(tree, tree.parentOf(name) ?? name).split('\n', 1)[0] ?? ''}\` is not understood`,
});

interface Cut {
  /** The most it holds, as text that means the same where the list is declared. */
  readonly cap: string;
  readonly push: Access;
  /** The statement that goes. */
  readonly statement: Node;
  readonly accesses: readonly Access[];
}

/** The statement beside a push that drops what is too much. */
function cutBeside(store: Store, push: Access): Cut | undefined {
  const { tree } = store;
  if (push.operation !== 'push' && push.operation !== 'unshift') return undefined;
  const statement = tree.parentOf(push.node);
  if (!is(statement, 'ExpressionStatement')) return undefined;
  for (const by of [1, -1] as const) {
    const beside = siblingOf(tree, statement, by);
    const cap = beside && capOf(store, push, beside, by === -1);
    if (beside === undefined || cap === undefined) continue;
    const accesses = store.accesses.filter(
      ({ node }) => startOf(node) >= startOf(beside) && endOf(node) <= endOf(beside),
    );
    return { cap, push, statement: beside, accesses };
  }
  return undefined;
}

function capOf(store: Store, push: Access, statement: Node, isBefore: boolean): string | undefined {
  const { tree } = store;
  const sole = is(statement, 'IfStatement', 'WhileStatement')
    ? soleStatement(is(statement, 'IfStatement') ? statement.consequent : statement.body)
    : statement;
  const dropped = is(sole, 'ExpressionStatement') ? sole.expression : undefined;
  const cut = store.accesses.find(({ node }) => node === dropped);
  if (cut === undefined || (is(statement, 'IfStatement') && statement.alternate)) return undefined;
  if (cut.operation === (push.operation === 'push' ? 'shift' : 'pop') && sole !== statement)
    return capByTest(store, statement, isBefore);
  if (isBefore || push.operation !== 'push') return undefined;
  return capOfSurplus(store, cut) ?? capOfRest(tree, store.name, cut);
}

/** `if (h.length > 100) h.shift()` */
function capByTest(store: Store, statement: Node, isBefore: boolean): string | undefined {
  if (!is(statement, 'IfStatement', 'WhileStatement')) return undefined;
  const test = undressed(statement.test);
  if (!is(test, 'BinaryExpression') || textOf(store.tree, test.left) !== `${store.name}.length`) return undefined;
  if (test.operator !== '>' && test.operator !== '>=') return undefined;
  // Cut before the push, one more fits in; cut after it at `>=`, one less stays.
  const difference = Number(test.operator === '>') - Number(!isBefore);
  const most = knownThere(store, test.right);
  if (most === undefined || difference === 0) return most;
  return /^\d+$/.test(most) ? String(Number(most) + difference) : `${most} ${difference > 0 ? '+' : '-'} 1`;
}

/** `h.splice(0, h.length - 100)` */
function capOfSurplus(store: Store, { operation, node }: Access): string | undefined {
  if (operation !== 'splice' || !is(node, 'CallExpression')) return undefined;
  const [from, count] = node.arguments;
  if (!isNumber(from, 0) || !is(count, 'BinaryExpression') || count.operator !== '-') return undefined;
  return textOf(store.tree, count.left) === `${store.name}.length` ? knownThere(store, count.right) : undefined;
}

/** `h = h.slice(-100)` */
function capOfRest(tree: Tree, name: string, { operation, value }: Access): string | undefined {
  if (operation !== 'assign' || !is(value, 'CallExpression') || textOf(tree, value.callee) !== `${name}.slice`)
    return undefined;
  const [from] = value.arguments;
  const isLast = value.arguments.length === 1 && is(from, 'UnaryExpression') && from.operator === '-';
  return isLast && is(from.argument, 'NumericLiteral') ? textOf(tree, from.argument) : undefined;
}

/** A number, or a constant that is declared before the list. */
function knownThere({ tree, declarator }: Store, node: Node): string | undefined {
  if (is(node, 'NumericLiteral')) return textOf(tree, node);
  if (!is(node, 'Identifier')) return undefined;
  const isKnown = tree.program.body.some(
    (one) =>
      is(one, 'VariableDeclaration') &&
      one.kind === 'const' &&
      endOf(one) < startOf(declarator) &&
      one.declarations.some(
        (each) => is(each, 'VariableDeclarator') && is(each.id, 'Identifier') && each.id.name === node.name,
      ),
  );
  return isKnown ? node.name : undefined;
}

const capped: Idiom = (store, push) => {
  const cut = cutBeside(store, push);
  if (cut === undefined) return undefined;
  const { node, operation } = push;
  const edits = [...awaited(store.tree, node), wholeLine(store.tree, cut.statement)];
  return { accesses: [push, ...cut.accesses], node, isWrite: true, operation, edits };
};

function plain(store: Store, access: Access): Step | Refusal {
  const { tree, name } = store;
  const { operation, node, key, isWrite } = access;
  const step = (text?: string): Step => ({
    ...{ accesses: [access], node, isWrite, operation, edits: awaited(tree, node, text) },
  });
  if (operation === 'splice' || operation === 'assign') return { at: node, why: 'it is changed in the middle' };
  if (operation === 'length') return step(`${name}.length()`);
  if (operation === 'clear') return step(`${name}.clear()`);
  if (operation === 'at' && is(node, 'MemberExpression')) return step(`${name}.at(${key ? textOf(tree, key) : ''})`);
  if (operation !== 'read') return step();
  if (isWalkedWhileItGrows(store, node))
    return { at: node, why: 'it is gone through while it may grow, and would be a copy from now on' };
  const label = labelOf(tree, node);
  const read = step(`${name}.slice()`);
  return label === '' ? read : { ...read, edits: read.edits.map((edit) => ({ ...edit, text: label + edit.text })) };
}

/** `for (const job of jobs)` sees what is pushed meanwhile. */
function isWalkedWhileItGrows({ tree, accesses }: Store, node: Node): boolean {
  const loop = tree.parentOf(node);
  if (!is(loop, 'ForOfStatement') || loop.right !== node) return false;
  const { body } = loop;
  const waits = tree.nodes.some((one) => is(one, 'AwaitExpression') && isInside(one, body));
  return waits || accesses.some((access) => isInside(access.node, body));
}

/** One cap for all; a push that nothing cuts would be cut from now on. */
function capFor(store: Store): string | undefined | Refusal {
  const pushes = store.accesses.filter(({ operation }) => operation === 'push' || operation === 'unshift');
  const caps = new Set(pushes.map((push) => cutBeside(store, push)?.cap));
  const [only] = caps;
  return caps.size > 1 ? { at: store.declarator, why: 'not every push is cut to the same length' } : only;
}

function itemType({ annotation }: Declaration): Node | undefined {
  if (is(annotation, 'TSArrayType')) return annotation.elementType;
  return typeArgumentsOf(annotation)[0];
}

const form: Form = {
  name: 'array',
  fits: (_, { init }) => is(init, 'ArrayExpression'),
  holds: (_, declared) => itemType(declared),
  isSeeded: ({ init }) => is(init, 'ArrayExpression') && init.elements.length > 0,
  accessOf,
  idioms: [capped],
  plain,
  collection: (store) => {
    const cap = capFor(store);
    if (typeof cap === 'object') return cap;
    const type = itemType(store);
    return collectionOf(store, {
      constructor: 'sharedList',
      typeArguments: type && textOf(store.tree, type),
      more: cap === undefined ? [] : [['cap', cap]],
    });
  },
};

export default transformOf(form);
