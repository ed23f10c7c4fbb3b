/** Timers and who holds them: the statement that starts one, the name its handle is kept under, and statements that are about nothing but that handle. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { isShelf, type Shelf } from '../globals.js';
import { descendants, dressed, isFunction, isStatementList, undressed, type FunctionNode } from '../nodes.js';
import { meaningOf } from './references.js';

type Name = ts.Identifier | ts.PrivateIdentifier;

export interface Timer {
  /** Statement, or member of a class, that does nothing but start it. */
  readonly statement: ts.Node | undefined;
  readonly handle: Name | undefined;
  /** The property of `globalThis` that holds it. */
  readonly shelf?: Shelf;
  /** Why it cannot go by itself. */
  readonly escapes: string;
}

const STARTS = /^(?:globalThis\.|global\.)?set(?:Interval|Timeout)$/;

/** Of the call that starts it, or of the statement around that. */
export function timerOf(code: Code, node: ts.Node): Timer {
  const call = [...descendants(node)].find(
    (inner): inner is ts.CallExpression => ts.isCallExpression(inner) && STARTS.test(inner.expression.getText()),
  );
  const escapes = `the handle of \`${call?.expression.getText() ?? 'the timer'}\` is handed on`;
  if (call === undefined) return { statement: undefined, handle: undefined, escapes };
  const outer = withUnref(call);
  const { parent } = outer;
  if (ts.isExpressionStatement(parent)) return { statement: parent, handle: undefined, escapes };
  if (ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) {
    const { parent: list } = parent;
    const isOnly = ts.isVariableDeclarationList(list) && list.declarations.length === 1;
    return { statement: isOnly ? list.parent : undefined, handle: parent.name, escapes };
  }
  if (ts.isPropertyDeclaration(parent) && isName(parent.name))
    return { statement: parent, handle: parent.name, escapes };
  if (ts.isBinaryExpression(parent) && parent.right === outer && ts.isExpressionStatement(dressed(parent).parent)) {
    const shelf = undressed(parent.left);
    if (isShelf(code, shelf)) return { statement: dressed(parent).parent, handle: undefined, shelf, escapes };
    const handle = heldAs(parent.left);
    return { statement: handle && dressed(parent).parent, handle, escapes };
  }
  return { statement: undefined, handle: undefined, escapes };
}

/** `sweeper`, `this.sweeper`; a property of anything else may be anybody's. */
function heldAs(left: ts.Expression): Name | undefined {
  const bare = undressed(left);
  if (ts.isIdentifier(bare)) return bare;
  return ts.isPropertyAccessExpression(bare) && bare.expression.kind === ts.SyntaxKind.ThisKeyword
    ? bare.name
    : undefined;
}

const isName = (node: ts.Node): node is Name => ts.isIdentifier(node) || ts.isPrivateIdentifier(node);

/** `setInterval(…).unref()` */
function withUnref(call: ts.CallExpression): ts.Expression {
  const outer = dressed(call);
  const { parent } = outer;
  if (!ts.isPropertyAccessExpression(parent) || parent.name.text !== 'unref') return outer;
  const callee = dressed(parent);
  return ts.isCallExpression(callee.parent) ? dressed(callee.parent) : outer;
}

/** The outermost statement around a use that does nothing but look after the handle. */
export function isAboutHandle(
  use: ts.Node,
  handle: ts.Symbol | undefined,
  checker: ts.TypeChecker,
): ts.Statement | undefined {
  let found: ts.Statement | undefined;
  for (let at = use; !ts.isSourceFile(at) && !isFunction(at); at = at.parent) {
    if (ts.isStatement(at) && !ts.isBlock(at) && isAbout(at, handle, checker)) found = at;
  }
  return found;
}

function isAbout(statement: ts.Statement, handle: ts.Symbol | undefined, checker: ts.TypeChecker): boolean {
  const mentions = (node: ts.Node) => mentionsOnly(node, handle, checker);
  if (ts.isBlock(statement)) return statement.statements.every((inner) => isAbout(inner, handle, checker));
  if (ts.isIfStatement(statement))
    return (
      statement.elseStatement === undefined &&
      mentions(statement.expression) &&
      isAbout(statement.thenStatement, handle, checker)
    );
  if (ts.isReturnStatement(statement)) return statement.expression === undefined;
  if (!ts.isExpressionStatement(statement)) return false;
  const expression = undressed(statement.expression);
  if (ts.isCallExpression(expression)) return mentions(expression) && CALLS.test(expression.expression.getText());
  if (!ts.isBinaryExpression(expression)) return false;
  const { kind } = expression.operatorToken;
  return (kind === ts.SyntaxKind.EqualsToken || kind === ts.SyntaxKind.AmpersandAmpersandToken) && mentions(expression);
}

const CALLS = /(?:^|\.)clear(?:Interval|Timeout)$|\.(?:unref|ref|hasRef)$/;
const BESIDE: ReadonlySet<string> = new Set([
  ...[
    'undefined',
    'clearInterval',
    'clearTimeout',
    'unref',
    'ref',
    'hasRef',
    'globalThis',
    'NodeJS',
    'Timeout',
    'Timer',
    'any',
    'unknown',
  ],
]);

function mentionsOnly(node: ts.Node, handle: ts.Symbol | undefined, checker: ts.TypeChecker): boolean {
  return [...descendants(node)].every((inner) => {
    if (!isName(inner)) return true;
    return BESIDE.has(inner.text) || meaningOf(checker, inner) === handle;
  });
}

/** The call that is given this function as it stands. */
export function callFrom(fn: FunctionNode): ts.CallExpression | undefined {
  if (!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn)) return undefined;
  const { parent } = dressed(fn);
  return ts.isCallExpression(parent) && parent.arguments.some((argument) => undressed(argument) === fn)
    ? parent
    : undefined;
}

/** The name of a function, and what goes when it goes. */
export function nameOfFunction(fn: FunctionNode): { name: Name; declaration: ts.Node } | undefined {
  if (ts.isFunctionDeclaration(fn)) return fn.name && { name: fn.name, declaration: fn };
  if (ts.isMethodDeclaration(fn))
    return isName(fn.name) && ts.isClassLike(fn.parent) ? { name: fn.name, declaration: fn } : undefined;
  if (!ts.isArrowFunction(fn) && !ts.isFunctionExpression(fn)) return undefined;
  const { parent } = dressed(fn);
  if (ts.isPropertyDeclaration(parent) && isName(parent.name)) return { name: parent.name, declaration: parent };
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name)) return undefined;
  const { parent: list } = parent;
  if (!ts.isVariableDeclarationList(list) || list.declarations.length > 1 || !isStatementList(list.parent.parent))
    return undefined;
  return { name: parent.name, declaration: list.parent };
}
