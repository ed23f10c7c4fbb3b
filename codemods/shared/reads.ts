/** Where a name stands for its value, and nothing is declared, assigned, exported or asked for its type. */
import { is, type Node, type Tree } from './tree.ts';

const VALUE_PLACES = [
  ...([
    'BinaryExpression',
    'LogicalExpression',
    'ConditionalExpression',
    'TemplateLiteral',
    'ReturnStatement',
  ] as const),
  ...(['IfStatement', 'WhileStatement', 'SwitchStatement', 'ArrayExpression', 'SpreadElement'] as const),
  ...(['TSNonNullExpression', 'TSAsExpression', 'TSSatisfiesExpression', 'AwaitExpression'] as const),
] as const;

export function isValue({ parentOf }: Tree, node: Node): boolean {
  const outer = parentOf(node);
  if (is(outer, ...VALUE_PLACES)) return true;
  if (is(outer, 'CallExpression', 'NewExpression')) return outer.callee !== node;
  if (is(outer, 'MemberExpression')) return outer.object === node || outer.computed === true;
  if (is(outer, 'VariableDeclarator')) return outer.init === node;
  if (is(outer, 'AssignmentExpression')) return outer.right === node;
  if (is(outer, 'ArrowFunctionExpression')) return outer.body === node;
  if (is(outer, 'UnaryExpression')) return outer.operator !== 'delete' && outer.operator !== 'typeof';
  if (is(outer, 'ForOfStatement')) return outer.right === node;
  return is(outer, 'ObjectProperty') && outer.value === node && is(parentOf(outer), 'ObjectExpression');
}

/** `{ served }` says the name of the property as well. */
export function labelOf({ parentOf }: Tree, node: Node): string {
  const outer = parentOf(node);
  return is(outer, 'ObjectProperty') && outer.shorthand && is(node, 'Identifier') ? `${node.name}: ` : '';
}
