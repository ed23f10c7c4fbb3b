import type { TSESTree } from '@typescript-eslint/utils';
import type { ClassFacts, Decorator, FieldFacts, ThisOwner, Value } from '../model/facts.js';
import { innerScope } from '../syntax/scope.js';
import { declare, push, spanOf, type Context } from './context.js';
import { evaluate, keyOf, placeOf } from './expressions.js';
import { addFunction, functionValue, runStatements } from './functions.js';
import { typeNameOf } from './patterns.js';

type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

export function classValue(node: ClassNode, cx: Context, name: string): Value {
  const superclass = node.superClass ? evaluate(node.superClass, cx) : undefined;
  const id = push(cx.facts.classes, {
    name: node.id?.name ?? name,
    at: spanOf(node.id ?? node),
    declaration: spanOf(node),
    fn: cx.fn,
    ...(superclass ? { superclass } : {}),
    implements: node.implements.flatMap(({ expression }) => {
      if (expression.type !== 'Identifier') return [];
      return [{ name: expression.name, value: placeOf(expression, cx) }];
    }),
    decorators: decoratorsOf(node.decorators, cx),
    fields: [],
    methods: [],
  });
  const facts = cx.facts.classes[id];
  if (facts) runMembers(node, id, facts, withOwnName(node, id, cx));
  return { kind: 'class', id };
}

function withOwnName(node: ClassNode, id: number, cx: Context): Context {
  if (!node.id || node.type === 'ClassDeclaration') return cx;
  const scoped: Context = { ...cx, scope: innerScope(cx.scope, cx.fn) };
  const variable = declare(scoped, { name: node.id.name, declared: 'class', node: node.id, declaration: node });
  cx.facts.variables[variable]?.values.push({ kind: 'class', id });
  return scoped;
}

function runMembers(node: ClassNode, id: number, facts: ClassFacts, cx: Context): void {
  const instance: ThisOwner = { kind: 'instance', class: id };
  const own: ThisOwner = { kind: 'static', class: id };
  // Field initialisers run when an instance is made: they belong to the constructor, which stands for them where none is written.
  const constructorNode = node.body.body.find(
    (member) => member.type === 'MethodDefinition' && member.kind === 'constructor' && member.value.body !== null,
  ) as TSESTree.MethodDefinition | undefined;
  if (!constructorNode) {
    const fn = addFunction(cx, node, node.body, facts.name, 'constructor', { class: id });
    facts.methods.push({ name: 'constructor', fn, static: false, decorators: [] });
  } else {
    runMember(constructorNode, id, facts, cx);
  }
  const constructor = facts.methods[0]?.fn ?? cx.fn;
  for (const member of node.body.body) {
    if (member === constructorNode) continue;
    if (member.type === 'PropertyDefinition' || member.type === 'AccessorProperty') {
      const inner = member.static ? { ...cx, self: own } : { ...cx, self: instance, fn: constructor };
      runField(member, facts, inner);
    } else if (member.type === 'StaticBlock') {
      runStatements(member.body, { ...cx, self: own });
    } else if (member.type === 'MethodDefinition') {
      runMember(member, id, facts, cx);
    }
  }
}

function runMember(member: TSESTree.MethodDefinition, id: number, facts: ClassFacts, cx: Context): void {
  const name = keyOf(member.key, member.computed, cx);
  const kind = ({ get: 'getter', set: 'setter', method: 'method', constructor: 'constructor' } as const)[member.kind];
  const self: ThisOwner = { kind: member.static ? 'static' : 'instance', class: id };
  const value = functionValue(member.value, cx, kind === 'constructor' ? facts.name : name, {
    kind,
    self,
    class: id,
    static: member.static,
  });
  if (value.kind !== 'function') return;
  facts.methods.push({ name, fn: value.id, static: member.static, decorators: decoratorsOf(member.decorators, cx) });
  if (kind === 'constructor') parameterProperties(member.value.params, value.id, facts, cx);
}

/** `constructor(private repository: Repository)` declares a field and fills it from the parameter. */
function parameterProperties(params: readonly TSESTree.Parameter[], fn: number, facts: ClassFacts, cx: Context): void {
  params.forEach((param, position) => {
    if (param.type !== 'TSParameterProperty') return;
    const inner = param.parameter.type === 'AssignmentPattern' ? param.parameter.left : param.parameter;
    const variable = cx.facts.functions[fn]?.parameters[position];
    if (inner.type !== 'Identifier' || variable === undefined) return;
    const type = cx.facts.variables[variable]?.type;
    facts.fields.push({
      name: inner.name,
      at: spanOf(inner),
      declaration: spanOf(param),
      static: false,
      readonly: param.readonly,
      value: { kind: 'variable', id: variable },
      ...(type ? { type } : {}),
    });
  });
}

function runField(node: TSESTree.PropertyDefinition | TSESTree.AccessorProperty, facts: ClassFacts, cx: Context): void {
  if (node.declare) return;
  const name = keyOf(node.key, node.computed, cx);
  const type = typeNameOf(node.typeAnnotation, cx);
  const field: FieldFacts = {
    name,
    at: spanOf(node.key),
    declaration: spanOf(node),
    static: node.static,
    readonly: node.readonly,
    ...(node.value ? { value: evaluate(node.value, cx, name) } : {}),
    ...(type ? { type } : {}),
  };
  // An arrow function in a field is a method for everyone who calls it.
  if (field.value?.kind === 'function') {
    facts.methods.push({ name, fn: field.value.id, static: node.static, decorators: [] });
  } else {
    // The constructor has been read already and may have assigned it: the declaration is the better place to name.
    const assigned = facts.fields.findIndex((other) => other.name === name && other.static === node.static);
    if (assigned < 0) facts.fields.push(field);
    else facts.fields[assigned] = field;
  }
}

function decoratorsOf(nodes: readonly TSESTree.Decorator[] | undefined, cx: Context): Decorator[] {
  return (nodes ?? []).map(({ expression }) => {
    if (expression.type !== 'CallExpression') return { callee: placeOf(expression, cx), args: [] };
    const args = expression.arguments.map((argument) => evaluate(argument, cx));
    return { callee: placeOf(expression.callee, cx), args };
  });
}
