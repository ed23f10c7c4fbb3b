import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionFacts, FunctionId, ThisOwner, Value } from '../model/facts.js';
import { hoistedVariables, innerScope, lexicalDeclarations, namesOf } from '../syntax/scope.js';
import {
  addVariable,
  declare,
  giveValue,
  push,
  spanOf,
  UNKNOWN,
  withScope,
  type Context,
  type Node,
} from './context.js';
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
  const kind = isArrow ? 'arrow' : 'function';
  const fn = addFunction(cx, node, node.body, { kind, ...role, name: node.id?.name ?? name });
  const self: ThisOwner = isArrow ? cx.self : (role.self ?? { kind: 'function', function: fn });
  const outer = node.type === 'FunctionExpression' && node.id ? ownName(node, node.id, fn, cx) : cx;
  const inner: Context = { ...outer, fn, self, scope: innerScope(outer.scope, fn) };
  bindParameters(withoutThis(node.params), fn, inner);
  if (node.body.type === 'BlockStatement') runBody(node.body, inner);
  else returnValue(node.body, inner);
  return { kind: 'function', id: fn };
}

export function addFunction(
  cx: Context,
  node: Node,
  body: Node,
  { name, kind, ...role }: Pick<FunctionFacts, 'name' | 'kind'> & FunctionRole,
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
  declare(scoped, { name: id.name, declared: 'function', node: id, declaration: node });
  giveValue(scoped, id.name, { kind: 'function', id: fn });
  return scoped;
}

/** TypeScript's `this: Type` in the first place is no parameter: nobody passes it. */
function withoutThis(params: readonly Node[]): readonly Node[] {
  return params[0]?.type === 'Identifier' && params[0].name === 'this' ? params.slice(1) : params;
}

function bindParameters(params: readonly Node[], fn: FunctionId, cx: Context): void {
  for (const param of params) {
    for (const name of namesOf(param))
      declare(cx, { name: name.name, declared: 'parameter', node: name, declaration: param });
  }
  const parameters = cx.facts.functions[fn]?.parameters ?? [];
  for (const param of params) parameters.push(bindParameter(param, cx));
  const facts = cx.facts.functions[fn];
  if (facts && params.at(-1)?.type === 'RestElement') facts.rest = true;
}

/** The variable that takes the argument: the parameter itself, or an unnamed one that its pattern takes apart. */
function bindParameter(param: Node, cx: Context): number {
  const plain = plainName(param);
  const known = plain ? cx.scope.names.get(plain.name) : undefined;
  if (plain && known !== undefined) {
    const variable = cx.facts.variables[known];
    const type = typeNameOf(plain.typeAnnotation, cx);
    if (variable && type) variable.type = type;
    const written = param.type === 'TSParameterProperty' ? param.parameter : param;
    if (written.type === 'AssignmentPattern') giveValue(cx, plain.name, evaluate(written.right, cx, plain.name));
    return known;
  }
  const id = addVariable(cx, { name: '', declared: 'parameter', at: spanOf(param), declaration: spanOf(param) });
  bindPattern(param, { kind: 'variable', id }, cx);
  return id;
}

/** The name of a parameter that is no pattern. */
export function plainName(param: Node): TSESTree.Identifier | undefined {
  if (param.type === 'Identifier') return param;
  if (param.type === 'AssignmentPattern' && param.left.type === 'Identifier') return param.left;
  if (param.type === 'TSParameterProperty') return plainName(param.parameter);
  return undefined;
}

function returnValue(body: Node, cx: Context): void {
  const value = evaluate(body, cx);
  cx.facts.functions[cx.fn]?.returns.push(value);
  cx.facts.exits.push({ at: spanOf(body), fn: cx.fn, kind: 'return', value });
}

type Body = TSESTree.Program | TSESTree.BlockStatement | TSESTree.StaticBlock | TSESTree.TSModuleBlock;

/**
 * A module, function, static block or namespace: what it declares anywhere is known in all of it. Parameters share its scope, but their
 * default values are evaluated before the body declares anything, and so see past it.
 */
export function runBody(node: Body, cx: Context): void {
  for (const declaration of hoistedVariables(node)) declare(cx, declaration);
  for (const declaration of lexicalDeclarations(node.body)) declare(cx, declaration);
  for (const statement of node.body) execute(statement, cx);
}

/** Statements in a scope of their own. */
export function runStatements(body: readonly Node[], cx: Context): void {
  const inner = withScope(cx, lexicalDeclarations(body));
  for (const statement of body) execute(statement, inner);
}
