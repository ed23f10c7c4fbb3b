import type { TSESTree } from '@typescript-eslint/utils';
import { ANY_KEY, type ImportFacts, type TestAtom, type Value } from '../model/facts.js';
import { classValue } from './classes.js';
import {
  isGlobal,
  push,
  reference,
  spanOf,
  textOf,
  UNDEFINED,
  UNKNOWN,
  variableOf,
  type Context,
  type Node,
} from './context.js';
import { commonJsExport } from './exports.js';
import { functionValue } from './functions.js';
import { bindPattern } from './patterns.js';
import { addBranch, testOf } from './tests.js';

/**
 * Expressions, each visited once: what it does goes into the lists of the facts, where its result comes from is returned.
 * `name` is what the result is about to be called, for functions and classes without a name of their own.
 */
type Evaluator<N extends Node> = (node: N, cx: Context, name: string) => Value;
type Evaluators = { [T in Node['type']]?: Evaluator<Extract<Node, { type: T }>> };

/** Tables of constants can be thousands of entries long; the first ones tell what they hold. */
const MOST_ELEMENTS = 8;
const MOST_PROPERTIES = 200;

export function evaluate(node: Node | null | undefined, cx: Context, name = ''): Value {
  if (!node) return UNDEFINED;
  const evaluator = evaluators[node.type] as Evaluator<Node> | undefined;
  return evaluator ? evaluator(node, cx, name) : UNKNOWN;
}

function evaluateAll(nodes: readonly (Node | null)[], cx: Context): Value[] {
  return nodes.map((node) => evaluate(node, cx));
}

/** A chain of names and members without counting it as read: the target of a write or a call. */
export function placeOf(node: Node, cx: Context): Value {
  switch (node.type) {
    case 'Identifier':
      return reference(cx, node.name);
    case 'MemberExpression':
      return member(node, cx);
    case 'ChainExpression':
    case 'TSNonNullExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
      return placeOf(node.expression, cx);
    default:
      return evaluate(node, cx);
  }
}

function member(node: TSESTree.MemberExpression, cx: Context): Value {
  const of = placeOf(node.object, cx);
  if (!node.computed) return { kind: 'member', of, key: propertyName(node.property) };
  const index = evaluate(node.property, cx);
  return { kind: 'member', of, key: literalKey(index), index };
}

function propertyName(node: Node): string {
  if (node.type === 'PrivateIdentifier') return `#${node.name}`;
  return node.type === 'Identifier' ? node.name : ANY_KEY;
}

function literalKey(index: Value): string {
  return index.kind === 'literal' ? String(index.value) : ANY_KEY;
}

/** Name of a property, method or field; computed names are evaluated and known when literal. */
export function keyOf(key: Node, computed: boolean, cx: Context): string {
  if (computed) return literalKey(evaluate(key, cx));
  if (key.type === 'Literal') return String(key.value);
  return propertyName(key);
}

/** A read of something that others may write; locals that hold no more than fresh values are not worth a fact. */
function read(node: Node, of: Value, cx: Context): Value {
  if (isShared(of, cx)) cx.facts.reads.push({ at: spanOf(node), fn: cx.fn, of });
  return of;
}

function isShared(of: Value, cx: Context): boolean {
  if (of.kind === 'member') return of.of.kind === 'member' || isShared(of.of, cx) || isAlias(of.of, cx);
  if (of.kind === 'variable') {
    const variable = variableOf(cx, of.id);
    return variable.fn !== cx.fn || variable.fn < 0;
  }
  return of.kind === 'this' || of.kind === 'import' || of.kind === 'global';
}

function isAlias(of: Value, cx: Context): boolean {
  if (of.kind === 'call' || of.kind === 'either' || of.kind === 'awaited') return true;
  if (of.kind !== 'variable') return false;
  const variable = variableOf(cx, of.id);
  return (
    variable.declared === 'parameter' ||
    variable.values.some((value) => value.kind !== 'literal' && value.kind !== 'derived')
  );
}

function call(node: TSESTree.CallExpression | TSESTree.NewExpression, cx: Context): Value {
  const callee = placeOf(node.callee, cx);
  const args = evaluateAll(node.arguments, cx);
  if (node.type === 'CallExpression' && isGlobal(callee, 'require')) {
    const required = importOf(node, 'require', args[0], cx);
    if (required) return required;
  }
  return { kind: 'call', id: addCall(cx, node, callee, args, node.type === 'NewExpression') };
}

export function addCall(cx: Context, node: Node, callee: Value, args: Value[], isNew = false): number {
  return push(cx.facts.calls, { at: spanOf(node), fn: cx.fn, callee, args, new: isNew, result: 'used' });
}

function importOf(node: Node, kind: ImportFacts['kind'], specifier: Value | undefined, cx: Context): Value | undefined {
  const source = textOf(specifier);
  if (source === undefined) return undefined;
  cx.facts.imports.push({ source, at: spanOf(node), kind, typeOnly: false });
  return { kind: 'import', source, name: '*' };
}

function derived(operator: string, of: Value[]): Value {
  return { kind: 'derived', operator, of };
}

/** Records what becomes of a call whose result is not used as a value. */
export function markResult(value: Value, result: 'discarded' | 'awaited', cx: Context): void {
  const inner = value.kind === 'awaited' ? value.of : value;
  if (inner.kind !== 'call') return;
  const fact = cx.facts.calls[inner.id];
  if (fact && fact.result === 'used') fact.result = result;
}

function logical(node: TSESTree.LogicalExpression, cx: Context): Value {
  const test: TestAtom[] = testOf(node.left, cx);
  const left =
    test.length === 1 && test[0]
      ? test[0].value
      : derived(
          'test',
          test.map((atom) => atom.value),
        );
  if (node.operator === '&&') {
    addBranch(cx, node, 'and', test, node.right);
    return { kind: 'either', of: [left, evaluate(node.right, cx)] };
  }
  addBranch(cx, node, node.operator === '||' ? 'or' : 'nullish', missing(test), node.right);
  return { kind: 'either', of: [left, evaluate(node.right, cx)] };
}

/** The right side of `a || b` runs when `a` is missing. */
function missing(test: TestAtom[]): TestAtom[] {
  return test.map((atom) => (atom.holds === 'truthy' ? { ...atom, holds: 'falsy' } : atom));
}

function assignment(node: TSESTree.AssignmentExpression, cx: Context): Value {
  const name =
    node.left.type === 'Identifier'
      ? node.left.name
      : node.left.type === 'MemberExpression'
        ? propertyName(node.left.property)
        : '';
  if (node.left.type === 'ObjectPattern' || node.left.type === 'ArrayPattern') {
    const value = evaluate(node.right, cx);
    bindPattern(node.left, value, cx, node);
    return value;
  }
  const target = placeOf(node.left, cx);
  const isLogical = node.operator === '??=' || node.operator === '||=' || node.operator === '&&=';
  if (isLogical) {
    const holds = node.operator === '&&=' ? 'truthy' : 'falsy';
    addBranch(cx, node, 'nullish', [{ value: target, holds }], node.right);
  }
  const right = evaluate(node.right, cx, name);
  const value: Value = node.operator === '=' || isLogical ? right : derived(node.operator, [target, right]);
  addWrite(cx, node, target, node.operator, value);
  return isLogical ? { kind: 'either', of: [target, right] } : value;
}

export function addWrite(cx: Context, node: Node, target: Value, operator: string, value?: Value): void {
  if (value && target.kind === 'variable') variableOf(cx, target.id).values.push(value);
  if (value && operator === '=') commonJsExport(cx, node, target, value);
  if (value) assignedField(cx, node, target, value);
  cx.facts.writes.push({ at: spanOf(node), fn: cx.fn, target, operator, ...(value ? { value } : {}) });
}

/** `this.sessions = new Map()` declares a field where the class body does not. */
function assignedField(cx: Context, node: Node, target: Value, value: Value): void {
  if (target.kind !== 'member' || target.of.kind !== 'this' || target.key === ANY_KEY) return;
  const { of } = target.of;
  if (of.kind !== 'instance' && of.kind !== 'static') return;
  const fields = cx.facts.classes[of.class]?.fields;
  const isStatic = of.kind === 'static';
  if (!fields || fields.some((field) => field.name === target.key && field.static === isStatic)) return;
  const at = spanOf(node);
  fields.push({ name: target.key, at, declaration: at, static: isStatic, readonly: false, value });
}

function unary(node: TSESTree.UnaryExpression, cx: Context): Value {
  if (node.operator === 'delete') {
    const target = placeOf(node.argument, cx);
    addWrite(cx, node, target, 'delete');
    return derived('delete', []);
  }
  const value = evaluate(node.argument, cx);
  if (node.operator === 'void') markResult(value, 'discarded', cx);
  if (node.operator === '-' && value.kind === 'literal' && typeof value.value === 'number') {
    return { kind: 'literal', value: -value.value };
  }
  return derived(node.operator, [value]);
}

function objectValue(node: TSESTree.ObjectExpression, cx: Context): Value {
  const object = push(cx.facts.objects, { at: spanOf(node), fn: cx.fn, properties: [] });
  const properties = cx.facts.objects[object]?.properties ?? [];
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      properties.push({ key: '...', value: evaluate(property.argument, cx), at: spanOf(property) });
      continue;
    }
    const key = keyOf(property.key, property.computed, cx);
    const isMethod = property.method || property.kind !== 'init';
    const value =
      property.value.type === 'FunctionExpression' || property.value.type === 'ArrowFunctionExpression'
        ? functionValue(property.value, cx, key, {
            self: { kind: 'object', object },
            ...(isMethod
              ? { kind: property.kind === 'get' ? 'getter' : property.kind === 'set' ? 'setter' : 'method' }
              : {}),
          })
        : evaluate(property.value, cx, key);
    if (properties.length < MOST_PROPERTIES) properties.push({ key, value, at: spanOf(property) });
  }
  return { kind: 'object', id: object };
}

function arrayValue(node: TSESTree.ArrayExpression, cx: Context): Value {
  const values = evaluateAll(node.elements, cx);
  const elements = values.slice(0, MOST_ELEMENTS);
  return { kind: 'array', id: push(cx.facts.arrays, { at: spanOf(node), fn: cx.fn, elements }) };
}

function conditional(node: TSESTree.ConditionalExpression, cx: Context): Value {
  const test = testOf(node.test, cx);
  addBranch(cx, node, 'ternary', test, node.consequent, node.alternate);
  return { kind: 'either', of: [evaluate(node.consequent, cx), evaluate(node.alternate, cx)] };
}

function jsxElement(node: TSESTree.JSXElement, cx: Context): Value {
  const { name, attributes } = node.openingElement;
  const props: Value[] = attributes.map((attribute) =>
    attribute.type === 'JSXSpreadAttribute' ? evaluate(attribute.argument, cx) : evaluate(attribute.value, cx),
  );
  evaluateAll(node.children, cx);
  const callee = componentOf(name, cx);
  if (!callee) return UNKNOWN;
  const id = addCall(cx, node, callee, props);
  const fact = cx.facts.calls[id];
  if (fact) fact.jsx = true;
  return { kind: 'call', id };
}

function componentOf(name: TSESTree.JSXTagNameExpression, cx: Context): Value | undefined {
  if (name.type === 'JSXMemberExpression') {
    const of = componentOf(name.object, cx);
    return of && { kind: 'member', of, key: name.property.name };
  }
  // `<div>` is markup, `<Card>` and `<motion.div>` are references.
  if (
    name.type !== 'JSXIdentifier' ||
    (/^[a-z]/.test(name.name) && name.parent === undefined && !isBound(name.name, cx))
  )
    return undefined;
  return isBound(name.name, cx) ? reference(cx, name.name) : undefined;
}

function isBound(name: string, cx: Context): boolean {
  for (let scope: Context['scope'] | undefined = cx.scope; scope; scope = scope.parent) {
    if (scope.names.has(name)) return true;
  }
  return false;
}

const evaluators: Evaluators = {
  Identifier: (node, cx) => read(node, reference(cx, node.name), cx),
  MemberExpression: (node, cx) => read(node, member(node, cx), cx),
  ThisExpression: (_node, cx) => ({ kind: 'this', of: cx.self }),
  Super: (_node, cx) => ({ kind: 'this', of: cx.self.kind === 'instance' ? { ...cx.self, super: true } : cx.self }),
  Literal: (node) => {
    if ('regex' in node) return { kind: 'regexp', flags: node.regex.flags };
    return { kind: 'literal', value: typeof node.value === 'bigint' ? node.raw : (node.value as string) };
  },
  TemplateLiteral: (node, cx) => {
    if (node.expressions.length === 0) return { kind: 'literal', value: node.quasis[0]?.value.cooked ?? '' };
    return derived('template', evaluateAll(node.expressions, cx));
  },
  TaggedTemplateExpression: (node, cx) => {
    const callee = placeOf(node.tag, cx);
    return { kind: 'call', id: addCall(cx, node, callee, evaluateAll(node.quasi.expressions, cx)) };
  },
  CallExpression: call,
  NewExpression: call,
  ImportExpression: (node, cx) => importOf(node, 'dynamic', evaluate(node.source, cx), cx) ?? UNKNOWN,
  ChainExpression: (node, cx, name) => evaluate(node.expression, cx, name),
  AwaitExpression: (node, cx, name) => {
    const of = evaluate(node.argument, cx, name);
    markResult(of, 'awaited', cx);
    return { kind: 'awaited', of };
  },
  YieldExpression: (node, cx) => {
    const value = evaluate(node.argument, cx);
    cx.facts.functions[cx.fn]?.returns.push(value);
    return UNKNOWN;
  },
  AssignmentExpression: assignment,
  UpdateExpression: (node, cx) => {
    const target = placeOf(node.argument, cx);
    addWrite(cx, node, target, node.operator);
    return derived(node.operator, [target]);
  },
  UnaryExpression: unary,
  BinaryExpression: (node, cx) => derived(node.operator, [evaluate(node.left, cx), evaluate(node.right, cx)]),
  LogicalExpression: logical,
  ConditionalExpression: conditional,
  SequenceExpression: (node, cx) => {
    const values = evaluateAll(node.expressions, cx);
    for (const value of values.slice(0, -1)) markResult(value, 'discarded', cx);
    return values.at(-1) ?? UNDEFINED;
  },
  SpreadElement: (node, cx) => ({ kind: 'copy', of: [evaluate(node.argument, cx)] }),
  ObjectExpression: objectValue,
  ArrayExpression: arrayValue,
  FunctionExpression: (node, cx, name) => functionValue(node, cx, name),
  ArrowFunctionExpression: (node, cx, name) => functionValue(node, cx, name),
  ClassExpression: (node, cx, name) => classValue(node, cx, name),
  MetaProperty: () => ({ kind: 'global', name: 'import.meta' }),
  TSAsExpression: (node, cx, name) => evaluate(node.expression, cx, name),
  TSSatisfiesExpression: (node, cx, name) => evaluate(node.expression, cx, name),
  TSTypeAssertion: (node, cx, name) => evaluate(node.expression, cx, name),
  TSNonNullExpression: (node, cx, name) => evaluate(node.expression, cx, name),
  TSInstantiationExpression: (node, cx, name) => evaluate(node.expression, cx, name),
  JSXElement: jsxElement,
  JSXFragment: (node, cx) => {
    evaluateAll(node.children, cx);
    return UNKNOWN;
  },
  JSXExpressionContainer: (node, cx) => evaluate(node.expression, cx),
  JSXSpreadChild: (node, cx) => evaluate(node.expression, cx),
};
