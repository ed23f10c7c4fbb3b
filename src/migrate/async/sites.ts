/** Where an expression stands: in which function it runs, what surrounds it, and whether somebody waits for it already. */
import { ts } from 'ts-morph';
import type { RefusalCode } from '../types.js';
import { isFunction } from '../nodes.js';
import type { Func } from './words.js';

/** What has to wait when an expression waits. */
export type Home =
  | { readonly kind: 'function'; readonly node: Func; readonly inDefault?: ts.ParameterDeclaration }
  | { readonly kind: 'module'; readonly node: ts.SourceFile }
  | { readonly kind: 'nowhere'; readonly node: ts.Node; readonly code: RefusalCode; readonly what: string };

export const isFunctionValue = (node: ts.Node): node is ts.FunctionExpression | ts.ArrowFunction =>
  ts.isFunctionExpression(node) || ts.isArrowFunction(node);

/** Places that run at a time of their own and cannot wait. */
const INITIALISERS: readonly (readonly [(node: ts.Node, child: ts.Node) => boolean, string])[] = [
  [(node, child) => ts.isPropertyDeclaration(node) && node.initializer === child, 'the initialiser of a field'],
  [(node) => ts.isClassStaticBlockDeclaration(node), 'a static block'],
  [(node) => ts.isEnumMember(node), 'an enum'],
  [(node) => ts.isDecorator(node), 'a decorator'],
  [(node) => ts.isModuleBlock(node), 'a namespace'],
];

export function homeOf(node: ts.Node): Home {
  let child: ts.Node = node;
  let parameter: ts.ParameterDeclaration | undefined;
  for (let at = node.parent; !ts.isSourceFile(at); child = at, at = at.parent) {
    const initialiser = INITIALISERS.find(([is]) => is(at, child));
    if (initialiser) return { kind: 'nowhere', node: at, code: 'INITIALISER', what: initialiser[1] };
    if (ts.isParameter(at) && isFunction(at.parent) && !ts.isDecorator(child)) parameter = at;
    if (!isFunction(at)) continue;
    if (child === at.body) return { kind: 'function', node: at };
    if (child === parameter) return { kind: 'function', node: at, inDefault: parameter };
  }
  return { kind: 'module', node: node.getSourceFile() };
}

/** What means the same value as the expression: parentheses and types around it. */
export function outermost(node: ts.Expression): ts.Expression {
  let at = node;
  while (isSameValue(at.parent)) at = at.parent;
  return at;
}

export function innermost(node: ts.Expression): ts.Expression {
  let at = node;
  while (isSameValue(at)) at = at.expression;
  return at;
}

type SameValue =
  ts.ParenthesizedExpression | ts.AsExpression | ts.SatisfiesExpression | ts.NonNullExpression | ts.TypeAssertion;

export const isSameValue = (node: ts.Node): node is SameValue =>
  ts.isParenthesizedExpression(node) ||
  ts.isAsExpression(node) ||
  ts.isSatisfiesExpression(node) ||
  ts.isNonNullExpression(node) ||
  ts.isTypeAssertionExpression(node);

export const isAsync = (func: ts.Node): boolean =>
  ts.canHaveModifiers(func) && (ts.getModifiers(func) ?? []).some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);

export const isGenerator = (func: ts.Node): boolean =>
  (ts.isFunctionDeclaration(func) || ts.isFunctionExpression(func) || ts.isMethodDeclaration(func)) &&
  func.asteriskToken !== undefined;

export const isPromiseMember = (node: ts.Node, names: ReadonlySet<string>): boolean =>
  ts.isPropertyAccessExpression(node) &&
  ts.isIdentifier(node.expression) &&
  node.expression.text === 'Promise' &&
  names.has(node.name.text);

const COMBINATORS = new Set(['all', 'allSettled', 'any', 'race']);
const TAKES_PROMISES = new Set([...COMBINATORS, 'resolve']);
const PROMISE_METHODS = new Set(['then', 'catch', 'finally']);

/** `Promise.all([f(), g()])`: the call, if the expression is one of several that are waited for together. */
export function combinatorOf(node: ts.Expression): ts.CallExpression | undefined {
  const list = outermost(node).parent;
  if (!ts.isArrayLiteralExpression(list)) return undefined;
  const call = outermost(list).parent;
  return ts.isCallExpression(call) && isPromiseMember(call.expression, COMBINATORS) ? call : undefined;
}

/** Somebody waits for it, or passes it on as a promise. */
export function isHandled(node: ts.Expression): boolean {
  const { parent } = outermost(node);
  if (ts.isAwaitExpression(parent)) return true;
  if (ts.isCallExpression(parent) && isPromiseMember(parent.expression, TAKES_PROMISES)) return true;
  if (ts.isPropertyAccessExpression(parent) && PROMISE_METHODS.has(parent.name.text))
    return ts.isCallExpression(parent.parent) && parent.parent.expression === parent;
  return combinatorOf(node) !== undefined;
}

/** `for (const x of node)` or `yield* node`: where something that is iterated may be an async iterable. */
export function iterationOf(node: ts.Expression): ts.ForOfStatement | ts.YieldExpression | undefined {
  const outer = outermost(node);
  const { parent } = outer;
  if (ts.isForOfStatement(parent) && parent.expression === outer) return parent;
  return ts.isYieldExpression(parent) && parent.asteriskToken ? parent : undefined;
}

/** Every node below, functions inside included unless `enter` says no. */
export function* within(node: ts.Node, enter: (node: ts.Node) => boolean = () => true): Generator<ts.Node> {
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) {
    yield child;
    if (enter(child)) yield* within(child, enter);
  }
}

export const ownBody = (node: ts.Node): boolean => !isFunction(node) && !ts.isClassLike(node);

/** `getUser` or `Users.get`, as a person would call it. */
export function functionNameOf(func: ts.Node): string {
  if (ts.isConstructorDeclaration(func)) return `the constructor of ${classNameOf(func) ?? 'a class'}`;
  const name = (func as Partial<ts.NamedDeclaration>).name?.getText();
  const owner = classNameOf(func);
  if (name !== undefined) return owner === undefined ? name : `${owner}.${name}`;
  const { parent } = func;
  if ((ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) && parent.initializer === func)
    return parent.name.getText();
  if (ts.isPropertyDeclaration(parent)) return [classNameOf(parent), parent.name.getText()].filter(Boolean).join('.');
  if (ts.isBinaryExpression(parent) && parent.right === func) return parent.left.getText();
  if (ts.isExportAssignment(parent)) return 'default';
  if (ts.isCallExpression(parent)) return `callback of ${parent.expression.getText().replace(/\s+/g, '')}`;
  return 'anonymous function';
}

function classNameOf(member: ts.Node): string | undefined {
  return ts.isClassLike(member.parent) ? member.parent.name?.text : undefined;
}
