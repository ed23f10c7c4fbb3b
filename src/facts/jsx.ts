import type { TSESTree } from '@typescript-eslint/utils';
import type { ObjectFacts, Value } from '../model/facts.js';
import { addCall } from './calls.js';
import { push, reference, spanOf, UNKNOWN, variableOf, type Context } from './context.js';
import { evaluate, evaluateAll } from './expressions.js';

type Property = ObjectFacts['properties'][number];

export function jsxElement(node: TSESTree.JSXElement, cx: Context): Value {
  const { name, attributes } = node.openingElement;
  const properties = [
    ...attributes.map((attribute) => propertyOf(attribute, cx)),
    ...node.children.map((child) => ({ key: 'children', value: evaluate(child, cx), at: spanOf(child) })),
  ];
  if (isMarkup(name)) return UNKNOWN;
  // A component is a function of one object.
  const props = properties.filter(({ value }) => value.kind !== 'unknown');
  const id = push(cx.facts.objects, { at: spanOf(node.openingElement), fn: cx.fn, properties: props });
  return addCall(cx, node, componentOf(name, cx), [{ kind: 'object', id }], { jsx: true });
}

function propertyOf(node: TSESTree.JSXAttribute | TSESTree.JSXSpreadAttribute, cx: Context): Property {
  const at = spanOf(node);
  if (node.type === 'JSXSpreadAttribute') return { key: '...', value: evaluate(node.argument, cx), at };
  const key = typeof node.name.name === 'string' ? node.name.name : node.name.name.name;
  // `<Page open />`
  const value: Value = node.value ? evaluate(node.value, cx, key) : { kind: 'literal', value: true };
  if (/^on[A-Z]/.test(key)) markOnPage(value, cx);
  return { key, value, at };
}

function markOnPage(value: Value, cx: Context): void {
  if (value.kind === 'variable') {
    for (const one of variableOf(cx, value.id).values) if (one.kind === 'function') markOnPage(one, cx);
  }
  const facts = value.kind === 'function' ? cx.facts.functions[value.id] : undefined;
  if (facts) facts.onPage = true;
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
