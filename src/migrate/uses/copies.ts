/**
 * A value that moves as a whole is copied where it is read: what a function gives back and what a local name holds is that copy, and no way to the
 * store any more.
 */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { dressed, isAssignment, isFunction, undressed } from '../nodes.js';
import type { StoreKind, Target } from '../targets.js';
import { meaningOf } from './brand.js';

const COPIED: ReadonlySet<StoreKind> = new Set(['array', 'record', 'scalar']);

export function isCopy({ checker }: Code, { kind, declaration }: Target, expression: ts.Expression): boolean {
  if (!COPIED.has(kind)) return false;
  const bare = undressed(expression);
  if (symbolOf(checker, bare)?.declarations?.includes(declaration)) return false;
  const root = rootOf(bare);
  if (root.kind === ts.SyntaxKind.ThisKeyword || isLoading(root)) return false;
  if (!ts.isIdentifier(root)) return true;
  const [local] = checker.getSymbolAtLocation(root)?.declarations ?? [];
  return local !== undefined && isLocal(local) && !loads(local);
}

/** Of `count`, `owner.count`, `this.#count` and `owner['count']`. */
function symbolOf(checker: ts.TypeChecker, node: ts.Expression): ts.Symbol | undefined {
  if (ts.isElementAccessExpression(node))
    return ts.isStringLiteralLike(node.argumentExpression)
      ? checker.getSymbolAtLocation(node.argumentExpression)
      : undefined;
  const name = ts.isPropertyAccessExpression(node) ? node.name : node;
  return ts.isIdentifier(name) || ts.isPrivateIdentifier(name) ? meaningOf(checker, name) : undefined;
}

function rootOf(expression: ts.Expression): ts.Expression {
  let at = undressed(expression);
  while (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)) at = undressed(at.expression);
  return at;
}

/** `require('./store')`, `await import('./store')`. */
function isLoading(node: ts.Expression): boolean {
  const call = ts.isAwaitExpression(node) ? undressed(node.expression) : node;
  return (
    ts.isCallExpression(call) &&
    (call.expression.kind === ts.SyntaxKind.ImportKeyword || call.expression.getText() === 'require')
  );
}

function isLocal(declaration: ts.Declaration): boolean {
  for (let at: ts.Node = declaration; !ts.isSourceFile(at); at = at.parent) if (isFunction(at)) return true;
  return false;
}

function loads(declaration: ts.Declaration): boolean {
  let at: ts.Node = declaration;
  while (ts.isBindingElement(at) || ts.isObjectBindingPattern(at)) at = at.parent;
  return ts.isVariableDeclaration(at) && at.initializer !== undefined && isLoading(rootOf(at.initializer));
}

/** `module.exports = { events }`, `exports.events = events`, `export default events`: whoever loads it gets the store itself. */
export function isExported(receiver: ts.Expression): boolean {
  const { parent } = receiver;
  if (ts.isExportAssignment(parent)) return true;
  if (isAssignment(parent)) return parent.right === receiver && isExports(parent.left);
  if (!ts.isPropertyAssignment(parent) && !ts.isShorthandPropertyAssignment(parent)) return false;
  const holder = dressed(parent.parent).parent;
  return ts.isExportAssignment(holder) || (isAssignment(holder) && isExports(holder.left));
}

const isExports = (left: ts.Expression): boolean => /^(module\.)?exports\b/.test(left.getText());
