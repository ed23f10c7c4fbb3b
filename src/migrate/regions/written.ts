/** `token = { text: await response.text() }; return token.text;`: what is looked at is what was just written, and needs no read. */
import { ts } from 'ts-morph';
import { isAssignment, isInside, isStatementList } from '../nodes.js';
import { indentAt, styleOf } from '../style.js';
import { shorthand } from './cell.js';
import type { Region } from './touches.js';
import { freshName } from './words.js';
import type { TextEdit } from './types.js';

/** `waits`: of what is written, which is edited then. */
export function readsOfWritten(
  { touches, body }: Region,
  waits: (node: ts.Node) => boolean,
): readonly TextEdit[] | undefined {
  const [first, ...reads] = touches;
  const node = first?.node;
  const value = first?.access?.value;
  if (node === undefined || value === undefined || first?.access?.operation !== 'assign' || reads.length === 0)
    return undefined;
  if (!isAssignment(node) || node.operatorToken.kind !== ts.SyntaxKind.EqualsToken) return undefined;
  const { parent: statement } = node;
  if (!ts.isExpressionStatement(statement) || !isStatementList(statement.parent)) return undefined;
  const list = statement.parent;
  const receivers = reads.flatMap(({ access, writes }) => (access === undefined || writes ? [] : access.receiver));
  const isBehind = (read: ts.Node): boolean => isInside(read, list) && read.pos >= statement.end;
  if (receivers.length !== reads.length || !receivers.every(isBehind)) return undefined;
  const file = body.getSourceFile();
  const { newline, semicolon } = styleOf(file);
  const name = freshName(body, ['made', 'stored']);
  const line = newline + indentAt(file.text, statement.getStart());
  const store = first.access.receiver.getText();
  const set = `${semicolon}${line}await ${store}.set(${name})`;
  const start = statement.getStart();
  const end = statement.getText().endsWith(';') ? ';' : '';
  const written = waits(value)
    ? [
        { start, end: value.getStart(), text: `const ${name} = ` },
        { start: value.end, end: value.end, text: set },
      ]
    : [{ start, end: statement.end, text: `const ${name} = ${value.getText()}${set}${end}` }];
  return [
    ...written,
    ...receivers.map((read) => ({ start: read.getStart(), end: read.end, text: shorthand(read) + name })),
  ];
}
