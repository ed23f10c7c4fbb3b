/** A key that is computed in a call gets a name in front of it, so that the store and the function are told the same without computing it twice. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { bodyOf, isFunction, isInside, isStatementList, type FunctionNode } from '../nodes.js';
import { freshName } from '../regions/words.js';
import type { TextEdit } from '../regions/types.js';
import { styleOf } from '../style.js';
import { isSteady } from './keys.js';

export interface Hoisted {
  readonly name: string;
  /** The line in front. */
  readonly line: TextEdit & { readonly file: string };
  /** The name in its old place. */
  readonly inPlace: TextEdit;
}

/** Undefined where something else would be done before it, or where it is not always computed. */
export function hoisted(
  code: Code,
  call: ts.CallExpression,
  fn: FunctionNode,
  key: ts.Expression,
): Hoisted | undefined {
  const statement = statementOf(key);
  if (statement === undefined || bodyOf(key) !== bodyOf(call) || !isFirst(key, statement)) return undefined;
  const file = key.getSourceFile();
  const parameter = fn.parameters[call.arguments.findIndex((argument) => isInside(key, argument))]?.name;
  const word = parameter !== undefined && ts.isIdentifier(parameter) ? parameter.text : 'key';
  const name = freshName(bodyOf(call), [word, 'key']);
  const { newline, semicolon } = styleOf(file);
  const indent = /(?:^|\n)([ \t]*)$/.exec(file.text.slice(0, statement.getStart()))?.[1];
  // A transaction may begin with the statement: the name stands in front of that as well, on a line of its own.
  if (indent === undefined) return undefined;
  const start = statement.getStart() - indent.length;
  const text = `${indent}const ${name} = ${key.getText()}${semicolon}${newline}`;
  return {
    name,
    line: { file: code.nameOf(file), start, end: start, text },
    inPlace: { start: key.getStart(), end: key.end, text: name },
  };
}

/** That stands in a list, so that another one can stand in front of it. */
function statementOf(node: ts.Node): ts.Statement | undefined {
  let at: ts.Node = node;
  while (!ts.isStatement(at)) {
    if (isFunction(at) || ts.isSourceFile(at)) return undefined;
    at = at.parent;
  }
  return isStatementList(at.parent) && MOVABLE.has(at.kind) ? at : undefined;
}

/** Of others only a part is evaluated first, or again and again. */
const MOVABLE: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.ExpressionStatement,
  ts.SyntaxKind.ReturnStatement,
  ts.SyntaxKind.ThrowStatement,
  ts.SyntaxKind.VariableStatement,
]);

/** Nothing that could be seen is done before it in its statement, and nothing decides whether it is done at all. */
function isFirst(key: ts.Expression, statement: ts.Statement): boolean {
  for (let child: ts.Node = key, at = key.parent; child !== statement; child = at, at = at.parent) {
    if (ts.isOptionalChain(at) || ts.isYieldExpression(at)) return false;
    if (ts.isConditionalExpression(at) && at.condition !== child) return false;
    if (ts.isBinaryExpression(at) && at.right === child) return false;
    const before: ts.Node[] = [];
    const current = child;
    at.forEachChild((sibling) => {
      if (sibling.end <= current.pos) before.push(sibling);
    });
    if (!before.every(isQuiet)) return false;
  }
  return true;
}

/** `res.json`, `viewOf`, the name of a variable. */
const isQuiet = (node: ts.Node): boolean =>
  !ts.isExpression(node) || isSteady(node) || (ts.isPropertyAccessExpression(node) && isQuiet(node.expression));
