import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionFacts, FunctionId, ThisOwner, Value } from '../model/facts.js';
import { innerScope, lexicalDeclarations, hoistedVariables, namesOf } from '../syntax/scope.js';
import { addVariable, declare, push, spanOf, UNKNOWN, withScope, type Context, type Node } from './context.js';
import { evaluate } from './expressions.js';
import { bindPattern, typeNameOf } from './patterns.js';
import { execute } from './statements.js';

export type FunctionNode =
  | TSESTree.FunctionDeclaration
  | TSESTree.FunctionExpression
  | TSESTree.ArrowFunctionExpression
  | TSESTree.TSDeclareFunction
  | TSESTree.TSEmptyBodyFunctionExpression;

export interface FunctionRole {
  kind?: FunctionFacts['kind'];
  self?: ThisOwner;
  class?: number;
  static?: boolean;
}

export function functionValue(node: FunctionNode, cx: Context, name: string, role: FunctionRole = {}): Value {
  if (!node.body) return UNKNOWN;
  const isArrow = node.type === 'ArrowFunctionExpression';
  const fn = addFunction(
    cx,
    node,
    node.body,
    node.id?.name ?? name,
    role.kind ?? (isArrow ? 'arrow' : 'function'),
    role,
  );
  const self: ThisOwner = isArrow ? cx.self : (role.self ?? { kind: 'function', function: fn });
  const outer = node.type === 'FunctionExpression' && node.id ? ownName(node, node.id, fn, cx) : cx;
  const inner: Context = { ...outer, fn, self, scope: innerScope(outer.scope, fn) };
  bindParameters(node.params, fn, inner);
  runBody(node.body, inner);
  return { kind: 'function', id: fn };
}

export function addFunction(
  cx: Context,
  node: Node,
  body: Node,
  name: string,
  kind: FunctionFacts['kind'],
  role: FunctionRole = {},
): FunctionId {
  return push(cx.facts.functions, {
    name,
    at: spanOf(node),
    body: spanOf(body),
    kind,
    parent: cx.fn,
    async: 'async' in node && node.async,
    parameters: [],
    directives: directivesOf(body),
    returns: [],
    ...(role.class === undefined ? {} : { class: role.class }),
    ...(role.static === undefined ? {} : { static: role.static }),
  });
}

export function directivesOf(body: Node): string[] {
  if (body.type !== 'BlockStatement' && body.type !== 'Program') return [];
  const found: string[] = [];
  for (const statement of body.body) {
    if (statement.type !== 'ExpressionStatement' || typeof statement.directive !== 'string') break;
    found.push(statement.directive);
  }
  return found;
}

/** The name of a function expression is visible inside it alone. */
function ownName(node: Node, id: TSESTree.Identifier, fn: FunctionId, cx: Context): Context {
  const scoped: Context = { ...cx, scope: innerScope(cx.scope, fn) };
  const variable = declare(scoped, { name: id.name, declared: 'function', node: id, declaration: node });
  cx.facts.variables[variable]?.values.push({ kind: 'function', id: fn });
  return scoped;
}

export function bindParameters(params: readonly Node[], fn: FunctionId, cx: Context): void {
  for (const param of params) {
    for (const name of namesOf(param))
      declare(cx, { name: name.name, declared: 'parameter', node: name, declaration: param });
  }
  const parameters = cx.facts.functions[fn]?.parameters ?? [];
  for (const param of params) parameters.push(bindParameter(param, cx));
}

/** The variable that takes the argument: the parameter itself, or an unnamed one that its pattern takes apart. */
function bindParameter(param: Node, cx: Context): number {
  const plain = plainName(param);
  const known = plain ? cx.scope.names.get(plain.name) : undefined;
  if (plain && known !== undefined) {
    const variable = cx.facts.variables[known];
    const type = typeNameOf(plain.typeAnnotation, cx);
    if (variable && type) variable.type = type;
    if (variable && param.type === 'AssignmentPattern') variable.values.push(evaluate(param.right, cx, plain.name));
    return known;
  }
  const id = addVariable(cx, { name: '', declared: 'parameter', at: spanOf(param), declaration: spanOf(param) });
  bindPattern(param, { kind: 'variable', id }, cx);
  return id;
}

function plainName(param: Node): TSESTree.Identifier | undefined {
  if (param.type === 'Identifier') return param;
  if (param.type === 'AssignmentPattern' && param.left.type === 'Identifier') return param.left;
  if (param.type === 'TSParameterProperty') return plainName(param.parameter);
  return undefined;
}

function runBody(body: Node, cx: Context): void {
  if (body.type !== 'BlockStatement') {
    const value = evaluate(body, cx);
    cx.facts.functions[cx.fn]?.returns.push(value);
    cx.facts.exits.push({ at: spanOf(body), fn: cx.fn, kind: 'return', value });
    return;
  }
  for (const declaration of hoistedVariables(body)) declare(cx, declaration);
  runStatements(body.body, cx);
}

/** Statements in a scope of their own. */
export function runStatements(body: readonly Node[], cx: Context): void {
  const inner = withScope(cx, lexicalDeclarations(body));
  for (const statement of body) execute(statement, inner);
}
