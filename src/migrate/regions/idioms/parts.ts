/** What the recognisers of idioms ask of a region, and the few edits that they are made of. */
import { ts } from 'ts-morph';
import type { Access } from '../../uses/access.js';
import type { Region } from '../touches.js';
import { keyText } from '../words.js';
import type { Span, TextEdit } from '../types.js';
import type { Context } from './types.js';

export const accessesIn = ({ touches }: Region): Access[] => touches.flatMap(({ access }) => access ?? []);

export function only(region: Region, operation: Access['operation']): Access | undefined {
  const found = accessesIn(region).filter((access) => access.operation === operation);
  return found.length === 1 ? found[0] : undefined;
}

/** `windows.increment(key, by)` */
export const call = ({ region }: Context, method: string, ...args: string[]): string => {
  const receiver = accessesIn(region)[0]?.receiver.getText() ?? '';
  const key = region.key === undefined ? [] : [keyText(region.key)];
  return `${receiver}.${method}(${[...key, ...args].join(', ')})`;
};

export const spanOf = (node: ts.Node): Span => ({ start: node.getStart(), end: node.end });

export const whole = (node: ts.Node, text: string): { edits: TextEdit[]; claimed: Span[] } => ({
  edits: [{ ...spanOf(node), text }],
  claimed: [spanOf(node)],
});

/** A statement with the line break and the space before it. */
export function lineOf(statement: ts.Statement): Span {
  const { text } = statement.getSourceFile();
  let start = statement.getStart();
  while (start > 0 && /[ \t]/.test(text[start - 1] ?? '')) start--;
  if (text[start - 1] === '\n') start -= text[start - 2] === '\r' ? 2 : 1;
  // Of two blank lines that would meet one goes too.
  const blank = /\r?\n[ \t]*$/.exec(text.slice(0, start))?.[0];
  const isMet = /^[ \t]*\r?\n[ \t]*\r?\n/.test(text.slice(statement.end));
  return { start: blank !== undefined && isMet ? start - blank.length : start, end: statement.end };
}

export const ending = (statement: ts.Node): string => (statement.getText().endsWith(';') ? ';' : '');

export function soleStatement(statement: ts.Statement): ts.Statement | undefined {
  if (!ts.isBlock(statement)) return statement;
  return statement.statements.length === 1 ? statement.statements[0] : undefined;
}

/** `const made = render(path);`: one name, and what it begins with. */
export function declaredIn(
  statement: ts.Statement | undefined,
): { name: ts.Identifier; initializer: ts.Expression; isConst: boolean } | undefined {
  if (statement === undefined || !ts.isVariableStatement(statement)) return undefined;
  const { declarations, flags } = statement.declarationList;
  const [declaration] = declarations;
  if (declarations.length !== 1 || declaration?.initializer === undefined || !ts.isIdentifier(declaration.name))
    return undefined;
  return {
    name: declaration.name,
    initializer: declaration.initializer,
    isConst: (flags & ts.NodeFlags.Const) !== 0,
  };
}
