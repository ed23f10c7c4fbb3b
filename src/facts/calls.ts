import type { TSESTree } from '@typescript-eslint/utils';
import type { ImportFacts, TypeName, Value } from '../model/facts.js';
import { isGlobal, push, spanOf, textOf, UNKNOWN, type Context, type Node } from './context.js';
import { commonJsCopies } from './exports.js';
import { update } from './writes.js';
import { evaluate, evaluateAll, placeOf } from './expressions.js';
import { typeNameOf } from './patterns.js';

export function call(node: TSESTree.CallExpression | TSESTree.NewExpression, cx: Context): Value {
  const callee = placeOf(node.callee, cx);
  const args = evaluateAll(node.arguments, cx);
  if (node.type === 'NewExpression') return addCall(cx, node, callee, args, { new: true });
  const required = isGlobal(callee, 'require') ? importOf(node, 'require', args[0], cx) : undefined;
  if (!required) commonJsCopies(cx, node, callee, args);
  return required ?? addCall(cx, node, callee, args, { type: typeAskedFor(node, callee, cx) });
}

function typeAskedFor(node: TSESTree.CallExpression, callee: Value, cx: Context): TypeName | undefined {
  const [type, ...others] = node.typeArguments?.params ?? [];
  return callee.kind === 'member' && others.length === 0 ? typeNameOf(type, cx) : undefined;
}

export function taggedTemplate(node: TSESTree.TaggedTemplateExpression, cx: Context): Value {
  return addCall(cx, node, placeOf(node.tag, cx), evaluateAll(node.quasi.expressions, cx));
}

export function dynamicImport(node: TSESTree.ImportExpression, cx: Context): Value {
  return importOf(node, 'dynamic', evaluate(node.source, cx), cx) ?? UNKNOWN;
}

export function addCall(
  cx: Context,
  node: Node,
  callee: Value,
  args: Value[],
  { new: isNew = false, jsx = false, type }: { new?: boolean; jsx?: boolean; type?: TypeName | undefined } = {},
): Value {
  const id = push(cx.facts.calls, {
    at: spanOf(node),
    fn: cx.fn,
    callee,
    args,
    new: isNew,
    ...(type ? { type } : {}),
    ...(jsx ? { jsx } : {}),
    result: 'used',
  });
  return { kind: 'call', id };
}

function importOf(node: Node, kind: ImportFacts['kind'], specifier: Value | undefined, cx: Context): Value | undefined {
  const source = textOf(specifier);
  if (source === undefined) return undefined;
  cx.facts.imports.push({ source, at: spanOf(node), kind, typeOnly: false });
  return { kind: 'import', source, name: '*' };
}

/** Evaluates an expression whose result nobody takes. */
export function discard(node: Node, cx: Context): void {
  if (node.type === 'UpdateExpression') {
    update(node, cx, true);
    return;
  }
  markDiscarded(node, evaluate(node, cx), cx);
}

export function markDiscarded(node: Node, value: Value, cx: Context): void {
  switch (node.type) {
    case 'ChainExpression':
      markDiscarded(node.expression, value, cx);
      return;
    // `user && audit(user)` uses its left side and throws the right one away.
    case 'LogicalExpression':
      if (value.kind === 'either' && value.of[1]) markDiscarded(node.right, value.of[1], cx);
      return;
    case 'ConditionalExpression':
      if (value.kind !== 'either') return;
      [node.consequent, node.alternate].forEach((side, position) => {
        const one = value.of[position];
        if (one) markDiscarded(side, one, cx);
      });
      return;
    default:
      markResult(value, 'discarded', cx);
  }
}

/** Records what becomes of a call whose result is not used as a value. */
export function markResult(value: Value, result: 'discarded' | 'awaited', cx: Context): void {
  if (value.kind === 'either') for (const one of value.of) markResult(one, result, cx);
  const inner = value.kind === 'awaited' ? value.of : value;
  if (inner.kind !== 'call') return;
  const fact = cx.facts.calls[inner.id];
  if (fact?.result === 'used') fact.result = result;
}
