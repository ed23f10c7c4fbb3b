import type { TSESTree } from '@typescript-eslint/utils';
import { ANY_KEY, type FunctionFacts, type Value } from '../model/facts.js';
import { call, discard, dynamicImport, markDiscarded, markResult, taggedTemplate } from './calls.js';
import { classValue } from './classes.js';
import {
  derived,
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
import { functionValue } from './functions.js';
import { jsxElement, jsxFragment } from './jsx.js';
import { addBranch, conditionOf, logical } from './tests.js';
import { assignment, deletion, update } from './writes.js';

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

export function evaluateAll(nodes: readonly (Node | null)[], cx: Context): Value[] {
  return nodes.map((node) => evaluate(node, cx));
}

/** A chain of names and members without counting it as read: the target of a write or a call. */
export function placeOf(node: Node, cx: Context): Value {
  switch (node.type) {
    case 'Identifier':
      return reference(cx, node);
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
  return memberOf(placeOf(node.object, cx), node.property, node.computed, cx);
}

export function memberOf(of: Value, key: Node, computed: boolean, cx: Context): Value {
  if (!computed) return { kind: 'member', of, key: writtenKey(key) };
  return elementOf(of, evaluate(key, cx), cx);
}

export function elementOf(of: Value, index: Value, cx: Context): Value {
  return { kind: 'member', of, key: constantKey(index, cx), index };
}

/** Name of a property, method or field; computed names are evaluated and known when literal. */
export function keyOf(key: Node, computed: boolean, cx: Context): string {
  return computed ? constantKey(evaluate(key, cx), cx) : writtenKey(key);
}

/** `store['links']`, `store[NAME]` and `globalThis[Symbol.for('app')]` name one member; other computed keys can be any. */
function constantKey(index: Value, cx: Context): string {
  if (index.kind === 'literal') return String(index.value);
  if (index.kind === 'variable') {
    const { declared, values } = variableOf(cx, index.id);
    const [only] = values;
    return declared === 'const' && values.length === 1 && only ? constantKey(only, cx) : ANY_KEY;
  }
  return index.kind === 'call' ? symbolKey(index.id, cx) : ANY_KEY;
}

function symbolKey(id: number, cx: Context): string {
  const call = cx.facts.calls[id];
  const name = call?.callee.kind === 'member' ? call.callee.of : call?.callee;
  const text = textOf(call?.args[0]);
  return name && isGlobal(name, 'Symbol') && text !== undefined ? `Symbol(${text})` : ANY_KEY;
}

function writtenKey(key: Node): string {
  switch (key.type) {
    case 'Identifier':
      return key.name;
    case 'PrivateIdentifier':
      return `#${key.name}`;
    case 'Literal':
      return String(key.value);
    default:
      return ANY_KEY;
  }
}

/** A read of something that others may write; locals that hold no more than fresh values are not worth a fact. */
export function read(node: Node, of: Value, cx: Context): Value {
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

function objectValue(node: TSESTree.ObjectExpression, cx: Context): Value {
  const object = push(cx.facts.objects, { at: spanOf(node), fn: cx.fn, properties: [] });
  const properties = cx.facts.objects[object]?.properties ?? [];
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      properties.push({ key: '...', value: evaluate(property.argument, cx), at: spanOf(property) });
      continue;
    }
    const index = property.computed ? evaluate(property.key, cx) : undefined;
    const key = index ? constantKey(index, cx) : writtenKey(property.key);
    const value = propertyValue(property, key, object, cx);
    if (properties.length < MOST_PROPERTIES)
      properties.push({ key, value, at: spanOf(property), ...(index ? { index } : {}) });
  }
  return { kind: 'object', id: object };
}

function propertyValue(property: TSESTree.Property, key: string, object: number, cx: Context): Value {
  const { value, kind, method } = property;
  // An arrow function keeps the `this` of the code around the literal.
  if (value.type !== 'FunctionExpression') return evaluate(value, cx, key);
  const role = method ? 'method' : ACCESSORS[kind];
  return functionValue(value, cx, key, { self: { kind: 'object', object }, ...(role ? { kind: role } : {}) });
}

const ACCESSORS: Record<string, FunctionFacts['kind']> = { get: 'getter', set: 'setter' };

function arrayValue(node: TSESTree.ArrayExpression, cx: Context): Value {
  const values = evaluateAll(node.elements, cx);
  const elements = values.slice(0, MOST_ELEMENTS);
  return { kind: 'array', id: push(cx.facts.arrays, { at: spanOf(node), fn: cx.fn, elements }) };
}

function unary(node: TSESTree.UnaryExpression, cx: Context): Value {
  if (node.operator === 'delete') return deletion(node, cx);
  if (node.operator === 'void') {
    discard(node.argument, cx);
    return UNDEFINED;
  }
  const value = evaluate(node.argument, cx);
  if (node.operator === '-' && value.kind === 'literal' && typeof value.value === 'number') {
    return { kind: 'literal', value: -value.value };
  }
  return derived(node.operator, [value]);
}

function sequence({ expressions }: TSESTree.SequenceExpression, cx: Context): Value {
  const values = evaluateAll(expressions, cx);
  expressions.slice(0, -1).forEach((node, position) => {
    markDiscarded(node, values[position] ?? UNKNOWN, cx);
  });
  return values.at(-1) ?? UNDEFINED;
}

function conditional(node: TSESTree.ConditionalExpression, cx: Context): Value {
  const condition = conditionOf(node.test, cx);
  addBranch(cx, node, 'ternary', condition, node.consequent, node.alternate);
  return { kind: 'either', of: [evaluate(node.consequent, cx), evaluate(node.alternate, cx)] };
}

const evaluators: Evaluators = {
  Identifier: (node, cx) => read(node, reference(cx, node), cx),
  MemberExpression: (node, cx) => read(node, member(node, cx), cx),
  ThisExpression: (_node, cx) => ({ kind: 'this', of: cx.self }),
  Super: (_node, cx) => ({ kind: 'this', of: cx.self.kind === 'instance' ? { ...cx.self, super: true } : cx.self }),
  Literal: (node) => {
    if ('regex' in node) return { kind: 'regexp', flags: node.regex.flags };
    const { value, raw } = node;
    // Facts are kept as JSON, which has neither.
    if (typeof value === 'bigint' || value === Number.POSITIVE_INFINITY) return { kind: 'literal', value: raw };
    return { kind: 'literal', value };
  },
  TemplateLiteral: (node, cx) => {
    if (node.expressions.length === 0) return { kind: 'literal', value: node.quasis[0]?.value.cooked ?? '' };
    const lead = node.quasis[0]?.value.cooked ?? '';
    const of = evaluateAll(node.expressions, cx);
    return { kind: 'derived', operator: 'template', of, ...(lead === '' ? {} : { lead }) };
  },
  TaggedTemplateExpression: taggedTemplate,
  CallExpression: call,
  NewExpression: call,
  ImportExpression: dynamicImport,
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
  UpdateExpression: (node, cx) => update(node, cx),
  UnaryExpression: unary,
  BinaryExpression: (node, cx) => derived(node.operator, [evaluate(node.left, cx), evaluate(node.right, cx)]),
  LogicalExpression: (node, cx) => logical(node, cx).value,
  ConditionalExpression: conditional,
  SequenceExpression: sequence,
  SpreadElement: (node, cx) => ({ kind: 'copy', of: [evaluate(node.argument, cx)] }),
  ObjectExpression: objectValue,
  ArrayExpression: arrayValue,
  FunctionExpression: (node, cx, name) => functionValue(node, cx, name),
  ArrowFunctionExpression: (node, cx, name) => functionValue(node, cx, name),
  ClassExpression: (node, cx, name) => classValue(node, cx, name),
  MetaProperty: ({ meta }) => (meta.name === 'import' ? { kind: 'global', name: 'import.meta' } : UNKNOWN),
  TSAsExpression: (node, cx, name) => evaluate(node.expression, cx, name),
  TSSatisfiesExpression: (node, cx, name) => evaluate(node.expression, cx, name),
  TSTypeAssertion: (node, cx, name) => evaluate(node.expression, cx, name),
  TSNonNullExpression: (node, cx, name) => evaluate(node.expression, cx, name),
  TSInstantiationExpression: (node, cx, name) => evaluate(node.expression, cx, name),
  JSXElement: jsxElement,
  JSXFragment: jsxFragment,
  JSXExpressionContainer: (node, cx, name) => evaluate(node.expression, cx, name),
  JSXSpreadChild: (node, cx) => evaluate(node.expression, cx),
};
