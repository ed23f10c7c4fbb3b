import type { TSESTree } from '@typescript-eslint/utils';
import type { ClassFacts, Decorator, FunctionId, ThisOwner, Value } from '../model/facts.js';
import { innerScope } from '../syntax/scope.js';
import { declare, giveValue, push, spanOf, type Context } from './context.js';
import { evaluate, evaluateAll, keyOf, placeOf } from './expressions.js';
import { addFunction, functionValue, plainName, runBody } from './functions.js';
import { typeNamed, typeNameOf } from './patterns.js';
import { declareField } from './writes.js';

type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;
type FieldNode = TSESTree.PropertyDefinition | TSESTree.AccessorProperty;

/** A class whose members are being read. */
interface Owner {
  id: number;
  facts: ClassFacts;
}

export function classValue(node: ClassNode, cx: Context, name: string): Value {
  const decorators = decoratorsOf(node, cx);
  const inner = withOwnName(node, cx);
  const superclass = node.superClass ? evaluate(node.superClass, inner) : undefined;
  const facts: ClassFacts = {
    name: node.id?.name ?? name,
    at: spanOf(node.id ?? node),
    declaration: spanOf(node),
    fn: cx.fn,
    ...(superclass ? { superclass } : {}),
    implements: node.implements.flatMap(({ expression }) =>
      expression.type === 'Identifier' ? [typeNamed(expression, inner)] : [],
    ),
    decorators,
    fields: [],
    methods: [],
  };
  const id = push(cx.facts.classes, facts);
  const value: Value = { kind: 'class', id };
  if (node.id && inner !== cx) giveValue(inner, node.id.name, value);
  runMembers(node, { id, facts }, inner);
  return value;
}

/** The name of a class expression is visible inside it alone. */
function withOwnName(node: ClassNode, cx: Context): Context {
  if (!node.id || node.type === 'ClassDeclaration') return cx;
  const scoped: Context = { ...cx, scope: innerScope(cx.scope, cx.fn) };
  declare(scoped, { name: node.id.name, declared: 'class', node: node.id, declaration: node });
  return scoped;
}

function runMembers(node: ClassNode, owner: Owner, cx: Context): void {
  const written = node.body.body.find(isConstructor);
  const constructor = written ? runMethod(written, owner, cx) : unwrittenConstructor(node, owner, cx);
  for (const member of node.body.body) {
    switch (member.type) {
      case 'PropertyDefinition':
      case 'AccessorProperty':
        runField(member, owner, constructor, cx);
        break;
      case 'StaticBlock':
        runBody(member, { ...cx, self: { kind: 'static', class: owner.id }, scope: innerScope(cx.scope, cx.fn) });
        break;
      case 'MethodDefinition':
        if (member !== written) runMethod(member, owner, cx);
        break;
      default:
    }
  }
}

function isConstructor(member: TSESTree.ClassElement): member is TSESTree.MethodDefinition {
  return member.type === 'MethodDefinition' && member.kind === 'constructor' && hasBody(member);
}

/** Overloads are signatures only. */
function hasBody({ value }: TSESTree.MethodDefinition): boolean {
  return value.body !== null;
}

/** Field initialisers run when an instance is made: they belong to the constructor, so each class has one. */
function unwrittenConstructor(node: ClassNode, { id, facts }: Owner, cx: Context): FunctionId {
  const fn = addFunction(cx, node, node.body, { name: facts.name, kind: 'constructor', class: id });
  facts.methods.push({ name: 'constructor', fn, static: false, decorators: [] });
  return fn;
}

const METHOD_KINDS = { get: 'getter', set: 'setter', method: 'method', constructor: 'constructor' } as const;

function runMethod(member: TSESTree.MethodDefinition, { id, facts }: Owner, cx: Context): FunctionId {
  const { params } = member.value;
  const name = keyOf(member.key, member.computed, cx);
  const decorators = decoratorsOf(member, cx);
  for (const param of params) decoratorsOf(param, cx);
  const kind = METHOD_KINDS[member.kind];
  const value = functionValue(member.value, cx, kind === 'constructor' ? facts.name : name, {
    kind,
    self: ownerOf(member, id),
    class: id,
    static: member.static,
  });
  if (value.kind !== 'function') return cx.fn;
  facts.methods.push({ name, fn: value.id, static: member.static, decorators });
  if (kind === 'constructor') parameterProperties(params, value.id, facts, cx);
  return value.id;
}

function ownerOf(member: FieldNode | TSESTree.MethodDefinition, id: number): ThisOwner {
  return { kind: member.static ? 'static' : 'instance', class: id };
}

/** `constructor(private repository: Repository)` declares a field and fills it from the parameter. */
function parameterProperties(params: readonly TSESTree.Parameter[], fn: number, facts: ClassFacts, cx: Context): void {
  params.forEach((param, position) => {
    if (param.type !== 'TSParameterProperty') return;
    const name = plainName(param);
    const variable = cx.facts.functions[fn]?.parameters[position];
    if (!name || variable === undefined) return;
    const type = cx.facts.variables[variable]?.type;
    declareField(facts, {
      name: name.name,
      at: spanOf(name),
      declaration: spanOf(param),
      static: false,
      readonly: param.readonly,
      value: { kind: 'variable', id: variable },
      ...(type ? { type } : {}),
    });
  });
}

function runField(node: FieldNode, { id, facts }: Owner, constructor: FunctionId, cx: Context): void {
  const name = keyOf(node.key, node.computed, cx);
  decoratorsOf(node, cx);
  if (node.declare) return;
  const self = ownerOf(node, id);
  const inner = node.static ? { ...cx, self } : { ...cx, self, fn: constructor };
  const value = node.value ? evaluate(node.value, inner, name) : undefined;
  const type = typeNameOf(node.typeAnnotation, cx);
  // An arrow function in a field is a method for everyone who calls it.
  if (value?.kind === 'function') {
    facts.methods.push({ name, fn: value.id, static: node.static, decorators: [] });
    return;
  }
  declareField(facts, {
    name,
    at: spanOf(node.key),
    declaration: spanOf(node),
    static: node.static,
    readonly: node.readonly,
    ...(value ? { value } : {}),
    ...(type ? { type } : {}),
  });
}

function decoratorsOf({ decorators }: { decorators?: readonly TSESTree.Decorator[] }, cx: Context): Decorator[] {
  return (decorators ?? []).map(({ expression }) => {
    if (expression.type !== 'CallExpression') return { callee: placeOf(expression, cx), args: [] };
    return { callee: placeOf(expression.callee, cx), args: evaluateAll(expression.arguments, cx) };
  });
}
