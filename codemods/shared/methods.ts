/** A collection that is used by its methods: each is one access, and anything else is not understood. */
import { is, textOf, type Node, type Tree } from './tree.ts';
import type { Access, Refusal } from './types.ts';

/** By name, how many arguments each takes and whether it writes. */
export type Methods = Readonly<Record<string, { readonly takes: number; readonly isWrite: boolean }>>;

/** `hits.get(path)` and `hits.size`, of a name that is the collection. */
export function methodAccess(tree: Tree, name: Node, methods: Methods): Access | Refusal {
  const member = tree.parentOf(name);
  const refusal = { at: name, why: `\`${textOf(tree, member ?? name).split('\n', 1)[0] ?? ''}\` is not understood` };
  if (!is(member, 'MemberExpression') || member.object !== name || member.computed) return refusal;
  if (!is(member.property, 'Identifier')) return refusal;
  const method = member.property.name;
  if (method === 'size') return { operation: 'size', isWrite: false, node: member };
  const node = tree.parentOf(member);
  const known = methods[method];
  if (known === undefined || !is(node, 'CallExpression') || node.callee !== member) return refusal;
  const [key, value] = node.arguments;
  if (node.arguments.length !== known.takes || node.arguments.some((one) => is(one, 'SpreadElement'))) return refusal;
  return { operation: method, isWrite: known.isWrite, node, key, value };
}
