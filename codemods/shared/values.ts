/**
 * What a store holds, as far as one file says it. A store leaves the process, so its values have to be plain data, and what comes back is a copy:
 * whoever changes it changes nothing.
 */
import { functionAround, isHandler } from './functions.ts';
import {
  ancestorsOf,
  dressed,
  endOf,
  is,
  isInside,
  startOf,
  textOf,
  typeArgumentsOf,
  undressed,
  type Node,
  type Tree,
} from './tree.ts';

/** `primitive` has nothing that could be changed in place; `unknown` may be anything: a socket, a promise, an instance. */
export type Worth = 'primitive' | 'plain' | 'unknown';

const PRIMITIVES: ReadonlySet<string> = new Set([
  ...['TSStringKeyword', 'TSNumberKeyword', 'TSBooleanKeyword', 'TSNullKeyword', 'TSUndefinedKeyword', 'TSLiteralType'],
]);
const PLAIN_GENERICS: ReadonlySet<string> = new Set(['Array', 'ReadonlyArray', 'Record', 'Partial', 'Readonly']);

const least = (worths: readonly Worth[]): Worth =>
  worths.includes('unknown') ? 'unknown' : worths.includes('plain') ? 'plain' : 'primitive';
const atMostPlain = (worths: readonly Worth[]): Worth => (worths.includes('unknown') ? 'unknown' : 'plain');

export function worthOfType(tree: Tree, type: Node | null | undefined, seen: ReadonlySet<string> = new Set()): Worth {
  if (type === null || type === undefined) return 'unknown';
  const worth = (inner: Node | null | undefined) => worthOfType(tree, inner, seen);
  if (PRIMITIVES.has(type.type)) return 'primitive';
  if (is(type, 'TSUnionType')) return least(type.types.map(worth));
  if (is(type, 'TSParenthesizedType', 'TSTypeOperator')) return worth(type.typeAnnotation);
  if (is(type, 'TSArrayType')) return atMostPlain([worth(type.elementType)]);
  if (is(type, 'TSTupleType')) return atMostPlain(type.elementTypes.map(worth));
  if (is(type, 'TSTypeLiteral')) return membersWorth(type.members, worth);
  if (!is(type, 'TSTypeReference') || !is(type.typeName, 'Identifier')) return 'unknown';
  const { name } = type.typeName;
  if (PLAIN_GENERICS.has(name)) return atMostPlain(typeArgumentsOf(type).map(worth));
  // A type that holds itself is as plain as what else it holds.
  return seen.has(name) ? 'plain' : declaredWorth(tree, name, new Set([...seen, name]));
}

function membersWorth(members: readonly Node[], worth: (type: Node | null | undefined) => Worth): Worth {
  return atMostPlain(
    members.map((member) =>
      is(member, 'TSPropertySignature', 'TSIndexSignature') ? worth(member.typeAnnotation?.typeAnnotation) : 'unknown',
    ),
  );
}

function declaredWorth(tree: Tree, name: string, seen: ReadonlySet<string>): Worth {
  for (const node of tree.nodes) {
    if (is(node, 'TSTypeAliasDeclaration') && is(node.id, 'Identifier') && node.id.name === name)
      return node.typeParameters ? 'unknown' : worthOfType(tree, node.typeAnnotation, seen);
    if (is(node, 'TSInterfaceDeclaration') && is(node.id, 'Identifier') && node.id.name === name) {
      if (node.extends?.length || node.typeParameters) return 'unknown';
      return membersWorth(node.body.body, (type) => worthOfType(tree, type, seen));
    }
  }
  return 'unknown';
}

export function worthOfValue(value: Node | null | undefined): Worth {
  const bare = value && undressed(value);
  if (is(bare, 'StringLiteral', 'NumericLiteral', 'BooleanLiteral', 'NullLiteral', 'TemplateLiteral'))
    return 'primitive';
  if (is(bare, 'BinaryExpression', 'UnaryExpression', 'UpdateExpression')) return 'primitive';
  if (is(bare, 'CallExpression') && is(bare.callee, 'MemberExpression'))
    return isNow(bare.callee) ? 'primitive' : 'unknown';
  if (is(bare, 'ArrayExpression')) return atMostPlain(bare.elements.map(worthOfValue));
  if (!is(bare, 'ObjectExpression')) return 'unknown';
  return atMostPlain(
    bare.properties.map((property) => (is(property, 'ObjectProperty') ? worthOfValue(property.value) : 'unknown')),
  );
}

const isNow = ({ object, property }: { readonly object: Node; readonly property: Node }): boolean =>
  is(object, 'Identifier') && object.name === 'Date' && is(property, 'Identifier') && property.name === 'now';

/** Calls that change nothing and give the same, or something new, each time. */
const PURE_CALLS =
  /^(?:Date\.now|Math\.\w+|Number(?:\.\w+)?|String|Boolean|parseInt|parseFloat|JSON\.stringify|(?:crypto\.)?random(?:UUID|Bytes|Int))$/;
const PURE = [
  ...(['Identifier', 'StringLiteral', 'NumericLiteral', 'BooleanLiteral', 'NullLiteral', 'TemplateLiteral'] as const),
  ...(['TemplateElement', 'MemberExpression', 'OptionalMemberExpression', 'BinaryExpression'] as const),
  ...(['LogicalExpression', 'ConditionalExpression', 'ObjectExpression', 'ObjectProperty', 'ArrayExpression'] as const),
  ...(['SpreadElement', 'UnaryExpression', 'CallExpression', 'ThisExpression'] as const),
  ...(['TSNonNullExpression', 'TSAsExpression', 'TSSatisfiesExpression'] as const),
] as const;

/** Doing it without need, or later than something else, shows nowhere. */
export function isPure(tree: Tree, node: Node): boolean {
  return tree.nodes.every((inner) => {
    if (!isInside(inner, node) || inner.type.startsWith('TS')) return true;
    if (is(inner, 'UnaryExpression') && inner.operator === 'delete') return false;
    if (is(inner, 'CallExpression')) return PURE_CALLS.test(textOf(tree, inner.callee));
    return is(inner, ...PURE);
  });
}

/** Methods that look, whatever has them. */
const LOOKING: ReadonlySet<string> = new Set([
  ...['at', 'concat', 'endsWith', 'entries', 'every', 'filter', 'find', 'findLast', 'findIndex', 'flat', 'flatMap'],
  ...[
    'forEach',
    'includes',
    'indexOf',
    'join',
    'keys',
    'map',
    'padEnd',
    'padStart',
    'reduce',
    'slice',
    'some',
    'split',
  ],
  ...['startsWith', 'substring', 'toFixed', 'toISOString', 'toLowerCase', 'toSorted', 'toString', 'toUpperCase'],
  ...['trim', 'values'],
]);
/** What takes a value and only writes it out. */
const WRITES_OUT =
  /(?:^|\.)(?:stringify|json|send|String|Number|Boolean|log|info|warn|error|debug|isArray|keys|entries)$/;

/** Where a record that was read is changed, or goes where it could be; undefined where it is only looked at. */
export function leakOf(tree: Tree, value: Node): Node | undefined {
  const node = dressed(tree, value);
  const outer = tree.parentOf(node);
  if (is(outer, 'AwaitExpression')) return leakOf(tree, outer);
  if (is(outer, 'MemberExpression', 'OptionalMemberExpression') && outer.object === node)
    return leakOfMember(tree, outer);
  if (is(outer, 'ForOfStatement') && outer.right === node) return leakOfNames(tree, outer.left);
  if (is(outer, 'VariableDeclarator') && outer.init === node) return leakOfNames(tree, outer.id);
  if (is(outer, 'CallExpression') && outer.callee !== node)
    return WRITES_OUT.test(textOf(tree, outer.callee)) ? undefined : outer;
  if (is(outer, 'LogicalExpression', 'ConditionalExpression'))
    return isTested(outer, node) ? undefined : leakOf(tree, outer);
  if (is(outer, 'SpreadElement')) return undefined;
  if (is(outer, 'ObjectProperty', 'ObjectExpression', 'ArrayExpression')) return leakOf(tree, outer);
  if (is(outer, 'ReturnStatement', 'ArrowFunctionExpression')) return isAnswer(tree, node) ? undefined : outer;
  return isLookedAt(outer) ? undefined : (outer ?? node);
}

const isTested = (outer: Node, node: Node): boolean =>
  (is(outer, 'ConditionalExpression') && outer.test === node) ||
  (is(outer, 'LogicalExpression') && outer.operator === '&&' && outer.left === node);

/** A platform sends it; who else gets it may change it. */
function isAnswer(tree: Tree, node: Node): boolean {
  const fn = functionAround(tree, node);
  return fn !== undefined && isHandler(tree, fn);
}

const isLookedAt = (outer: Node | undefined): boolean =>
  is(
    outer,
    ...(['ExpressionStatement', 'IfStatement', 'WhileStatement', 'SwitchStatement'] as const),
    ...(['BinaryExpression', 'TemplateLiteral'] as const),
  ) ||
  (is(outer, 'UnaryExpression') && outer.operator !== 'delete');

/** The same of what was stored: where a value that has a name is changed, or goes on, behind `place`. */
export function leakAfter(tree: Tree, value: Node, place: Node): Node | undefined {
  const bare = undressed(value);
  if (!is(bare, 'Identifier')) return undefined;
  const fn = functionAround(tree, place);
  for (const node of tree.nodes) {
    if (!is(node, 'Identifier') || node.name !== bare.name || startOf(node) < endOf(place)) continue;
    if ((fn !== undefined && !isInside(node, fn)) || isOnlyAName(tree, node)) continue;
    const leak = leakOf(tree, node);
    if (leak !== undefined) return leak;
  }
  return undefined;
}

function leakOfMember(tree: Tree, member: Node): Node | undefined {
  const node = dressed(tree, member);
  const outer = tree.parentOf(node);
  if (is(outer, 'AssignmentExpression') && outer.left === node) return outer;
  if (is(outer, 'UpdateExpression')) return outer;
  if (is(outer, 'CallExpression', 'OptionalCallExpression') && outer.callee === node) return leakOfCall(tree, outer);
  return leakOf(tree, node);
}

function leakOfCall(tree: Tree, call: Node): Node | undefined {
  if (!is(call, 'CallExpression', 'OptionalCallExpression')) return undefined;
  const { callee } = call;
  const isLooking =
    is(callee, 'MemberExpression', 'OptionalMemberExpression') &&
    is(callee.property, 'Identifier') &&
    LOOKING.has(callee.property.name);
  return isLooking && !call.arguments.some((argument) => changes(tree, argument)) ? leakOf(tree, call) : call;
}

const changes = (tree: Tree, node: Node): boolean =>
  tree.nodes.some(
    (inner) =>
      isInside(inner, node) &&
      (is(inner, 'AssignmentExpression', 'UpdateExpression') ||
        (is(inner, 'UnaryExpression') && inner.operator === 'delete') ||
        (is(inner, 'CallExpression') && leakOfCallee(tree, inner))),
  );

const leakOfCallee = (tree: Tree, { callee }: { readonly callee: Node }): boolean =>
  !WRITES_OUT.test(textOf(tree, callee)) &&
  !(is(callee, 'MemberExpression') && is(callee.property, 'Identifier') && LOOKING.has(callee.property.name));

/** All that is done with the names that a declaration gives it. */
function leakOfNames(tree: Tree, pattern: Node): Node | undefined {
  const names = new Set(
    tree.nodes.flatMap((node) => (is(node, 'Identifier') && isInside(node, pattern) ? [node.name] : [])),
  );
  const scope = [...ancestorsOf(tree, pattern)].find((outer) => is(outer, 'BlockStatement', 'Program', 'SwitchCase'));
  for (const node of tree.nodes) {
    if (!is(node, 'Identifier') || !names.has(node.name) || isInside(node, pattern)) continue;
    if (scope === undefined || !isInside(node, scope) || startOf(node) < startOf(pattern)) continue;
    if (isOnlyAName(tree, node)) continue;
    const outer = tree.parentOf(node);
    if (is(outer, 'AssignmentExpression') && outer.left === node) return outer;
    const leak = leakOf(tree, node);
    if (leak !== undefined) return leak;
  }
  return undefined;
}

/** A property or a key that is called alike. */
export function isOnlyAName({ parentOf }: Tree, node: Node): boolean {
  const outer = parentOf(node);
  if (is(outer, 'MemberExpression', 'OptionalMemberExpression')) return outer.property === node && !outer.computed;
  if (is(outer, 'ObjectProperty', 'ObjectMethod', 'ClassMethod', 'ClassProperty'))
    return outer.key === node && outer.computed !== true && !(is(outer, 'ObjectProperty') && outer.value === node);
  return is(outer, 'TSPropertySignature', 'TSMethodSignature') && outer.key === node;
}
