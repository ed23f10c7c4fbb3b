/** Which functions may wait. Without callers to look at, only those that are asynchronous already, and handlers, for which a platform waits. */
import { ancestorsOf, endOf, is, isInside, startOf, textOf, type Edit, type Node, type Of, type Tree } from './tree.ts';

const FUNCTIONS = [
  ...(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'] as const),
  ...(['ObjectMethod', 'ClassMethod', 'ClassPrivateMethod'] as const),
] as const;

export type FunctionNode = Of<(typeof FUNCTIONS)[number]>;

export function functionAround(tree: Tree, node: Node): FunctionNode | undefined {
  for (const outer of ancestorsOf(tree, node)) if (is(outer, ...FUNCTIONS)) return outer;
  return undefined;
}

/** Why `node` cannot be waited for; undefined where it can. */
export function whyNoWait(tree: Tree, node: Node): string | undefined {
  for (const outer of ancestorsOf(tree, node)) {
    if (is(outer, 'ClassProperty', 'ClassPrivateProperty', 'StaticBlock')) return 'it is used while a class is made';
    if (!is(outer, ...FUNCTIONS)) continue;
    if (outer.params.some((param) => isInside(node, param))) return 'a default of a parameter cannot wait';
    if (outer.generator) return 'a generator uses it';
    if (outer.async && !isWaitedFor(tree, outer)) return 'what calls the function does not wait for it';
    if (outer.async || isHandler(tree, outer)) return undefined;
    return `${calledIn(tree, outer)} is not asynchronous, and its callers would have to wait for it`;
  }
  return 'it is used when the module loads';
}

/** Of methods that take a function: routes and hooks of servers. */
const WAITING: ReadonlySet<string> = new Set([
  ...['get', 'post', 'put', 'patch', 'delete', 'all', 'use', 'head', 'options', 'route', 'openapi'],
]);
const NOT_WAITING: ReadonlySet<string> = new Set(['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']);

/** A function that is handed over at once did all up to its first `await` before: `forEach(async …)` would leave it behind. */
function isWaitedFor(tree: Tree, fn: FunctionNode): boolean {
  const call = tree.parentOf(fn);
  if (!is(call, 'CallExpression') || (call.callee as Node) === fn) return true;
  const { callee } = call;
  if (is(callee, 'Identifier')) return !NOT_WAITING.has(callee.name);
  if (!is(callee, 'MemberExpression') || !is(callee.property, 'Identifier')) return false;
  const outer = tree.parentOf(call);
  const isTogether = is(outer, 'CallExpression') && /^Promise\.all(?:Settled)?$/.test(textOf(tree, outer.callee));
  return WAITING.has(callee.property.name) || (callee.property.name === 'map' && isTogether);
}

function calledIn(tree: Tree, fn: FunctionNode): string {
  const named = is(fn, 'FunctionDeclaration') ? fn.id : is(fn, 'ClassMethod', 'ObjectMethod') ? fn.key : undefined;
  const holder = tree.parentOf(fn);
  const name = named ?? (is(holder, 'VariableDeclarator') ? holder.id : undefined);
  return is(name, 'Identifier') ? `\`${name.name}\`` : 'a function that uses it';
}

const ROUTE_FILE = /(?:^|\/)(?:route|\+server)\.[cm]?[jt]sx?$/;
const ROUTE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const PAGES_API = /(?:^|\/)pages\/api\//;

/** What a platform calls and waits for: a route's methods, Lambda's `handler` without a callback, a page's API. */
export function isHandler(tree: Tree, fn: FunctionNode): boolean {
  const name = exportedAs(tree, fn);
  if (name === undefined || isUsedHere(tree, name.local)) return false;
  if (ROUTE_METHODS.has(name.exported)) return ROUTE_FILE.test(tree.path);
  if (name.exported === 'default') return PAGES_API.test(tree.path);
  return name.exported === 'handler' && fn.params.length <= 2;
}

interface Exported {
  readonly exported: string;
  readonly local: string | undefined;
}

function exportedAs({ parentOf, source }: Tree, fn: FunctionNode): Exported | undefined {
  const holder = parentOf(fn);
  if (is(fn, 'FunctionDeclaration') && is(fn.id, 'Identifier')) {
    const local = fn.id.name;
    if (is(holder, 'ExportNamedDeclaration')) return { exported: local, local };
    return is(holder, 'ExportDefaultDeclaration') ? { exported: 'default', local } : undefined;
  }
  if (is(holder, 'ExportDefaultDeclaration')) return { exported: 'default', local: undefined };
  // A type that is written elsewhere may say that it gives no promise.
  if (is(holder, 'VariableDeclarator') && is(holder.id, 'Identifier') && !holder.id.typeAnnotation) {
    const list = parentOf(holder);
    const { name } = holder.id;
    return list && is(parentOf(list), 'ExportNamedDeclaration') ? { exported: name, local: name } : undefined;
  }
  if (!is(holder, 'AssignmentExpression')) return undefined;
  const target = source.slice(startOf(holder.left), endOf(holder.left));
  const exported = /^(?:module\.)?exports\.(\w+)$/.exec(target)?.[1];
  return exported === undefined ? undefined : { exported, local: undefined };
}

const isUsedHere = ({ nodes }: Tree, name: string | undefined): boolean =>
  name !== undefined && nodes.filter((node) => is(node, 'Identifier') && node.name === name).length > 1;

/** `async`, and what it says that it returns. */
export function asyncEdits(tree: Tree, fn: FunctionNode): Edit[] {
  if (fn.async) return [];
  const start = startOf(fn);
  const edits: Edit[] = [{ start, end: start, text: 'async ' }];
  const annotation = 'returnType' in fn ? fn.returnType : undefined;
  if (!is(annotation, 'TSTypeAnnotation')) return edits;
  const type = annotation.typeAnnotation;
  if (/^Promise\b/.test(textOf(tree, type))) return edits;
  return [...edits, { start: startOf(type), end: endOf(type), text: `Promise<${textOf(tree, type)}>` }];
}

/** A call of an asynchronous function that nobody waits for: what follows it relied on what was done before its first `await`. */
export function unawaitedCall(tree: Tree, fn: FunctionNode): Node | undefined {
  const holder = tree.parentOf(fn);
  const id = is(fn, 'FunctionDeclaration') ? fn.id : is(holder, 'VariableDeclarator') ? holder.id : undefined;
  if (!is(id, 'Identifier')) return undefined;
  return tree.nodes.find((node) => {
    if (!is(node, 'CallExpression') || !is(node.callee, 'Identifier') || node.callee.name !== id.name) return false;
    const outer = tree.parentOf(node);
    return is(outer, 'ExpressionStatement') || (is(outer, 'UnaryExpression') && outer.operator === 'void');
  });
}
