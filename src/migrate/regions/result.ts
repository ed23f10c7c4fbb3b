/** What a write gives back stands for the reads that follow it in the same step: nobody can write between the two. */
import { ts } from 'ts-morph';
import { dressed, isInside, isStatementList } from '../nodes.js';
import { indentAt, styleOf } from '../style.js';
import { shorthand } from './cell.js';
import { freshName } from './words.js';
import type { TextEdit } from './types.js';

/** The reads that are answered so, by a name that is there or is made; undefined where they may run without the write, or after another. */
export function readsAnswered(
  write: ts.Expression,
  reads: readonly ts.Expression[],
  scope: ts.Node,
  candidates: readonly string[],
): TextEdit[] | undefined {
  const outer = dressed(write);
  const named = constantOf(outer);
  const statement = named?.statement ?? outer.parent;
  if (!ts.isExpressionStatement(statement) && named === undefined) return undefined;
  const list = statement.parent;
  if (!isStatementList(list)) return undefined;
  const isAfter = (node: ts.Node): boolean => node.pos >= statement.end && isInside(node, list);
  if (!reads.every(isAfter)) return undefined;
  const name = named?.name ?? freshName(scope, candidates);
  const start = statement.getStart();
  return [
    ...(named === undefined ? [{ start, end: start, text: `const ${name} = ` }] : []),
    ...reads.map((node) => ({ start: node.getStart(), end: node.end, text: shorthand(node) + name })),
  ];
}

/** `const count = ++served;` */
function constantOf(value: ts.Expression): { name: string; statement: ts.Statement } | undefined {
  const { parent } = value;
  if (!ts.isVariableDeclaration(parent) || parent.initializer !== value || !ts.isIdentifier(parent.name))
    return undefined;
  const statement = parent.parent.parent;
  const isConst = (parent.parent.flags & ts.NodeFlags.Const) !== 0;
  return isConst && ts.isVariableStatement(statement) ? { name: parent.name.text, statement } : undefined;
}

/** `const all = await list.slice();` in front of the statement that looks at it first; in the branch that does, if it is but one. */
export const readBefore = (
  statement: ts.Statement,
  reads: readonly ts.Node[],
  name: string,
  call: string,
): TextEdit[] => readAt(placeOfRead(statement, reads), name, call);

export function readAt(branch: ts.Statement, name: string, call: string): TextEdit[] {
  const file = branch.getSourceFile();
  const { newline, semicolon } = styleOf(file);
  const start = branch.getStart();
  const line = `const ${name} = await ${call}`;
  if (isStatementList(branch.parent))
    return [{ start, end: start, text: line + semicolon + newline + indentAt(file.text, start) }];
  return [
    { start, end: start, text: `{ ${line}; ` },
    { start: branch.end, end: branch.end, text: ' }' },
  ];
}

/** The statement that a read for all of them stands in front of. */
export function placeOfRead(statement: ts.Statement, reads: readonly ts.Node[]): ts.Statement {
  if (!ts.isIfStatement(statement)) return statement;
  const branch = [statement.thenStatement, statement.elseStatement].find(
    (one) => one !== undefined && reads.every((read) => isInside(read, one)),
  );
  return branch === undefined || ts.isBlock(branch) ? statement : placeOfRead(branch, reads);
}
