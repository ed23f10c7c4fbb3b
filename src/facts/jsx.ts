import type { TSESTree } from '@typescript-eslint/utils';
import type { Value } from '../model/facts.js';
import { addCall } from './calls.js';
import { reference, UNKNOWN, type Context } from './context.js';
import { evaluate, evaluateAll } from './expressions.js';

export function jsxElement(node: TSESTree.JSXElement, cx: Context): Value {
  const { name, attributes } = node.openingElement;
  const props = attributes.map((attribute) =>
    evaluate(attribute.type === 'JSXSpreadAttribute' ? attribute.argument : attribute.value, cx),
  );
  evaluateAll(node.children, cx);
  return isMarkup(name) ? UNKNOWN : addCall(cx, node, componentOf(name, cx), props, { jsx: true });
}

export function jsxFragment(node: TSESTree.JSXFragment, cx: Context): Value {
  evaluateAll(node.children, cx);
  return UNKNOWN;
}

/** `<div>`, `<my-element>` and `<svg:rect>` are markup; `<Card>`, `<motion.div>` and `<this.Body>` are references. */
function isMarkup(name: TSESTree.JSXTagNameExpression): boolean {
  if (name.type !== 'JSXIdentifier') return name.type === 'JSXNamespacedName';
  const initial = name.name.charAt(0);
  return initial !== initial.toUpperCase();
}

function componentOf(name: TSESTree.JSXTagNameExpression, cx: Context): Value {
  switch (name.type) {
    case 'JSXMemberExpression':
      return { kind: 'member', of: componentOf(name.object, cx), key: name.property.name };
    case 'JSXIdentifier':
      return name.name === 'this' ? { kind: 'this', of: cx.self } : reference(cx, name);
    default:
      return UNKNOWN;
  }
}
