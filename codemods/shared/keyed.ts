/** Idioms of what has keys, a Map or an object used as one: the same shapes, whatever the accesses look like. */
import { awaited } from './await.ts';
import {
  dressed,
  endsAbruptly,
  is,
  isInside,
  isNumber,
  isUnused,
  replaced,
  siblingOf,
  soleStatement,
  textOf,
  undressed,
  wholeLine,
  type Node,
  type Of,
  type Tree,
} from './tree.ts';
import type { Access, Idiom, Step, Store } from './types.ts';
import { isPure } from './values.ts';

export function call({ tree, name }: Store, { key }: Access, method: string, ...args: string[]): string {
  return `${name}.${method}(${[...(key ? [textOf(tree, key)] : []), ...args].join(', ')})`;
}

const step = (node: Node, { key }: Access, operation: string, rest: Pick<Step, 'accesses' | 'edits'>): Step => ({
  ...{ node, key, operation, isWrite: true },
  ...rest,
});

/** Others under the same key, which is the same each time it is computed. */
function companions({ tree, accesses }: Store, { key, node }: Access): Access[] {
  if (key === undefined || !isPure(tree, key)) return [];
  return accesses.filter((other) => other.node !== node && other.key && textOf(tree, other.key) === textOf(tree, key));
}

const at = (accesses: readonly Access[], operation: string, node: Node | null | undefined): Access | undefined =>
  node ? accesses.find((access) => access.operation === operation && access.node === undressed(node)) : undefined;

/** `m.set(k, (m.get(k) ?? 0) + 1)`, `m.set(k, m.has(k) ? m.get(k) + 1 : 1)`, `o[k] = (o[k] || 0) + n`. */
const counted: Idiom = (store, access) => {
  const { tree } = store;
  const { operation, value, node } = access;
  if (operation !== 'set' || value === undefined || !isUnused(tree, node)) return undefined;
  const inside = companions(store, access).filter((other) => isInside(other.node, value));
  const by = stepOf(tree, value, inside);
  if (by === undefined) return undefined;
  const text = `await ${call(store, access, 'increment', ...(by === '1' ? [] : [by]))}`;
  return step(node, access, 'increment', { accesses: [access, ...inside], edits: [replaced(node, text)] });
};

/** `const count = (m.get(k) ?? 0) + 1; m.set(k, count);` */
const countedIntoName: Idiom = (store, access) => {
  const { tree } = store;
  const { operation, value, node } = access;
  const statement = tree.parentOf(node);
  if (operation !== 'set' || !is(value, 'Identifier') || !is(statement, 'ExpressionStatement')) return undefined;
  const init = constantBefore(tree, statement, value.name);
  if (init === undefined) return undefined;
  const inside = companions(store, access).filter((other) => isInside(other.node, init));
  const by = stepOf(tree, init, inside);
  if (by === undefined) return undefined;
  const text = `await ${call(store, access, 'increment', ...(by === '1' ? [] : [by]))}`;
  return step(init, access, 'increment', {
    accesses: [access, ...inside],
    edits: [replaced(init, text), wholeLine(tree, statement)],
  });
};

/** What `const name = …` has, if that is the statement before. */
function constantBefore(tree: Tree, statement: Node, name: string): Node | undefined {
  const list = siblingOf(tree, statement, -1);
  if (!is(list, 'VariableDeclaration') || list.kind !== 'const' || list.declarations.length !== 1) return undefined;
  const [declarator] = list.declarations;
  if (!is(declarator, 'VariableDeclarator') || !is(declarator.id, 'Identifier')) return undefined;
  return declarator.id.name === name ? (declarator.init ?? undefined) : undefined;
}

/** What a value is more than the entry, if the entry counts from zero; `inside` are all accesses in it. */
function stepOf(tree: Tree, value: Node, inside: readonly Access[]): string | undefined {
  const bare = undressed(value);
  if (is(bare, 'ConditionalExpression')) return conditionalStep(tree, bare, inside);
  if (!is(bare, 'BinaryExpression') || inside.length !== 1) return undefined;
  const { left, right, operator } = bare;
  if (operator === '+' && isFromZero(left, inside)) return stepText(tree, right, '');
  if (operator === '+' && isFromZero(right, inside)) return stepText(tree, left, '');
  return operator === '-' && isFromZero(left, inside) ? stepText(tree, right, '-') : undefined;
}

/** Text may be added as well; what is not seen to be a number is left to those who know types. */
function stepText(tree: Tree, by: Node, sign: string): string | undefined {
  if (!isPure(tree, by) || is(undressed(by), 'StringLiteral', 'TemplateLiteral')) return undefined;
  const isSimple = is(by, 'NumericLiteral', 'Identifier', 'MemberExpression', 'CallExpression');
  return sign === '' || isSimple ? `${sign}${textOf(tree, by)}` : `${sign}(${textOf(tree, by)})`;
}

function isFromZero(node: Node, inside: readonly Access[]): boolean {
  const bare = undressed(node);
  if (!is(bare, 'LogicalExpression') || bare.operator === '&&') return false;
  return isNumber(bare.right, 0) && at(inside, 'get', bare.left) !== undefined;
}

function conditionalStep(
  tree: Tree,
  { test, consequent, alternate }: Of<'ConditionalExpression'>,
  inside: readonly Access[],
): string | undefined {
  const sum = undressed(consequent);
  if (inside.length !== 2 || !at(inside, 'has', test) || !is(sum, 'BinaryExpression') || sum.operator !== '+')
    return undefined;
  const isSame = at(inside, 'get', sum.left) !== undefined && textOf(tree, sum.right) === textOf(tree, alternate);
  return isSame ? stepText(tree, sum.right, '') : undefined;
}

/** `if (!m.has(k)) m.set(k, v);` */
const keptIfThere: Idiom = (store, access) => {
  const { tree } = store;
  const found = guardOf(tree, access, companions(store, access));
  if (found === undefined || access.value === undefined) return undefined;
  const { guard, statement, inner } = found;
  const semicolon = textOf(tree, inner).endsWith(';') ? ';' : '';
  const text = `await ${call(store, access, 'setIfAbsent', textOf(tree, access.value))}${semicolon}`;
  return step(statement, access, 'setIfAbsent', { accesses: [access, guard], edits: [replaced(statement, text)] });
};

function guardOf(
  tree: Tree,
  { operation, value, node }: Access,
  others: readonly Access[],
): { guard: Access; statement: Node; inner: Node } | undefined {
  const inner = tree.parentOf(node);
  if (operation !== 'set' || value === undefined || !isPure(tree, value) || !is(inner, 'ExpressionStatement'))
    return undefined;
  const holder = tree.parentOf(inner);
  const statement = is(holder, 'BlockStatement') ? tree.parentOf(holder) : holder;
  if (!is(statement, 'IfStatement') || statement.alternate || soleStatement(statement.consequent) !== inner)
    return undefined;
  const { test } = statement;
  if (!is(test, 'UnaryExpression') || test.operator !== '!') return undefined;
  const guard = at(others, 'has', test.argument) ?? (isTruthy(value) ? at(others, 'get', test.argument) : undefined);
  return guard && { guard, statement, inner };
}

/** `!m.get(k)` asks whether it is there only if nothing that is there is 0, '' or false. */
const isTruthy = (value: Node): boolean => is(undressed(value), 'ObjectExpression', 'ArrayExpression');

/** `if (m.has(k)) return taken; m.set(k, v);`: whoever stores it goes on. */
const firstGoesOn: Idiom = (store, access) => {
  const { tree } = store;
  const { operation, value, node } = access;
  const statement = tree.parentOf(node);
  if (operation !== 'set' || !value || !isPure(tree, value) || !is(statement, 'ExpressionStatement')) return undefined;
  const guardian = siblingOf(tree, statement, -1);
  if (!is(guardian, 'IfStatement') || guardian.alternate || !endsAbruptly(guardian.consequent)) return undefined;
  const guard = at(companions(store, access), 'has', guardian.test);
  if (guard === undefined) return undefined;
  const text = `!(await ${call(store, access, 'setIfAbsent', textOf(tree, value))}).stored`;
  return step(guard.node, access, 'setIfAbsent', {
    accesses: [access, guard],
    edits: [replaced(guard.node, text), wholeLine(tree, statement)],
  });
};

/** `const state = m.get(k); m.delete(k);`: one caller alone gets it. */
const takenOut: Idiom = (store, access) => {
  const { tree } = store;
  const statement = tree.parentOf(access.node);
  if (access.operation !== 'delete' || !is(statement, 'ExpressionStatement')) return undefined;
  const list = siblingOf(tree, statement, -1);
  if (!is(list, 'VariableDeclaration') || list.declarations.length !== 1) return undefined;
  const [declarator] = list.declarations;
  const get = is(declarator, 'VariableDeclarator') ? at(companions(store, access), 'get', declarator.init) : undefined;
  if (get === undefined || tree.parentOf(dressed(tree, get.node)) !== declarator) return undefined;
  const edits = awaited(tree, get.node, call(store, get, 'take'));
  return step(get.node, access, 'take', { accesses: [access, get], edits: [...edits, wholeLine(tree, statement)] });
};

/** `if (m.has(k)) return m.get(k); const made = make(k); m.set(k, made); return made;` */
const gotOrSet: Idiom = (store, access) => {
  const { tree } = store;
  const { operation, value, node } = access;
  const statement = tree.parentOf(node);
  if (operation !== 'set' || !is(value, 'Identifier') || !is(statement, 'ExpressionStatement')) return undefined;
  const init = constantBefore(tree, statement, value.name);
  const list = siblingOf(tree, statement, -1);
  const guardian = list && siblingOf(tree, list, -1);
  const answer = siblingOf(tree, statement, 1);
  if (!init || !list || !is(answer, 'ReturnStatement') || !is(answer.argument, 'Identifier')) return undefined;
  if (answer.argument.name !== value.name || !is(guardian, 'IfStatement') || guardian.alternate) return undefined;
  if (!is(undressed(init), 'CallExpression') || waits(tree, init)) return undefined;
  const others = companions(store, access);
  const known = soleStatement(guardian.consequent);
  const guard = at(others, 'has', guardian.test);
  const get = is(known, 'ReturnStatement') ? at(others, 'get', known.argument) : undefined;
  if (guard === undefined || get === undefined || store.accesses.some((one) => isInside(one.node, init)))
    return undefined;
  const semicolon = textOf(tree, answer).endsWith(';') ? ';' : '';
  const text = `return ${call(store, access, 'getOrSet', `() => ${textOf(tree, init)}`)}${semicolon}`;
  const edits = [replaced(guardian, text), ...[list, statement, answer].map((one) => wholeLine(tree, one))];
  return step(guardian, access, 'getOrSet', { accesses: [access, guard, get], edits });
};

const waits = (tree: Tree, node: Node): boolean =>
  tree.nodes.some((inner) => is(inner, 'AwaitExpression') && isInside(inner, node));

export const KEYED_IDIOMS: readonly Idiom[] = [counted, countedIntoName, gotOrSet, keptIfThere, firstGoesOn, takenOut];
