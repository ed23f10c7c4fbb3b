/**
 * Whether anything changes the inside of what goes by a name. In JavaScript the e-mail of a record may be an object as far as the checker knows; as
 * long as nobody writes into one, a copy of it is as good as itself.
 */
import { ts } from 'ts-morph';
import type { Calls } from './calls.js';
import type { Code } from './code.js';
import { flowOf } from './flow.js';
import { descendants } from './nodes.js';

export function isNeverOpened(code: Code, calls: Calls, names: readonly string[]): boolean {
  if (names.includes('')) return false;
  const starts = code.files.flatMap((file) => [...descendants(file)].filter((node) => goesBy(node, names)));
  return flowOf(code, calls, starts).mutations.length === 0;
}

function goesBy(node: ts.Node, names: readonly string[]): boolean {
  if (ts.isPropertyAccessExpression(node)) return names.includes(node.name.text);
  if (!ts.isIdentifier(node) || !ts.isBindingElement(node.parent) || node.parent.name !== node) return false;
  return names.includes((node.parent.propertyName ?? node).getText());
}
