/** How the text around a statement is written: what is added looks like it. */
import { ts } from 'ts-morph';

export const isTypeScript = (file: ts.SourceFile): boolean => /\.[cm]?tsx?$/.test(file.fileName);

export const lineEndOf = (file: ts.SourceFile): string => (file.text.includes('\r\n') ? '\r\n' : '\n');

/** What separates two statements: a new line of the same indent, or a space where the statement shares its line. */
export function separatorBefore(statement: ts.Node): string {
  const file = statement.getSourceFile();
  const start = statement.getStart();
  const indent = file.text.slice(file.text.lastIndexOf('\n', start - 1) + 1, start);
  return /^\s*$/.test(indent) ? lineEndOf(file) + indent : ' ';
}

/** What ends a statement that is followed by one with this text. */
export function endBefore(statement: ts.Node, next: string): string {
  const separator = separatorBefore(statement);
  const needed = statement.getText().endsWith(';') || separator === ' ' || /^[([`/+-]/.test(next);
  return (needed ? ';' : '') + separator;
}

export function isInList(statement: ts.Node): boolean {
  const { parent } = statement;
  return ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isModuleBlock(parent) || ts.isCaseOrDefaultClause(parent);
}

/** The statement that comes to this call before it does anything else, so that something can be done before it. */
export function statementBegunBy(call: ts.Expression): ts.Statement | undefined {
  let at: ts.Node = call;
  while (!ts.isStatement(at)) {
    const { parent } = at;
    const certain =
      ts.isReturnStatement(parent) ||
      ts.isExpressionStatement(parent) ||
      ts.isVariableStatement(parent) ||
      (ts.isIfStatement(parent) && parent.expression === at) ||
      (ts.isVariableDeclaration(parent) && parent.initializer === at) ||
      (ts.isVariableDeclarationList(parent) && parent.declarations[0] === at) ||
      ts.isParenthesizedExpression(parent) ||
      ts.isPrefixUnaryExpression(parent) ||
      ts.isPropertyAccessExpression(parent) ||
      (ts.isCallExpression(parent) && parent.expression === at);
    if (!certain) return undefined;
    at = parent;
  }
  return isInList(at) ? at : undefined;
}

/** Without a semicolon before it, a line that begins with a parenthesis goes on with the line above. */
export function semicolonBefore(node: ts.Node): string {
  let statement: ts.Node = node;
  while (!ts.isExpressionStatement(statement)) {
    if (ts.isStatement(statement) || ts.isSourceFile(statement) || statement.getStart() !== node.getStart()) return '';
    statement = statement.parent;
  }
  if (statement.getStart() !== node.getStart() || !isInList(statement)) return '';
  const { statements } = statement.parent as ts.BlockLike;
  const previous = statements[statements.indexOf(statement) - 1];
  return previous === undefined || endsByItself(previous) ? '' : ';';
}

function endsByItself(statement: ts.Statement): boolean {
  if (statement.getText().endsWith(';')) return true;
  if (ts.isIfStatement(statement)) return endsByItself(statement.elseStatement ?? statement.thenStatement);
  if (ts.isIterationStatement(statement, false))
    return !ts.isDoStatement(statement) && endsByItself(statement.statement);
  if (ts.isLabeledStatement(statement)) return endsByItself(statement.statement);
  return (
    ts.isBlock(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isTryStatement(statement) ||
    ts.isSwitchStatement(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isEnumDeclaration(statement) ||
    ts.isModuleDeclaration(statement)
  );
}

/** The first of the names that nothing is called in a scope; numbered, if all are in use. */
export function freshName(
  scope: ts.Node,
  names: readonly string[],
  alsoTaken: ReadonlySet<string> = new Set(),
): string {
  const text = scope.getFullText();
  const isTaken = (name: string) => alsoTaken.has(name) || new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(text);
  const free = names.find((name) => !isTaken(name));
  if (free !== undefined) return free;
  const base = names.at(-1) ?? 'value';
  let number = 2;
  while (isTaken(`${base}${number}`)) number += 1;
  return `${base}${number}`;
}

const GETTERS = /^(get|load|fetch|find|read|compute|count|lookup)(?=[A-Z])/;

/** `total` for `getTotal()`, `session` for `sessions.get(id)`. */
export function wordsFor(expression: ts.Expression): string[] {
  if (!ts.isCallExpression(expression)) return ['value', 'stored'];
  const callee = expression.expression;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
  const bare = name.replace(GETTERS, '');
  const owner = ts.isPropertyAccessExpression(callee) ? ownerOf(callee.expression) : undefined;
  const word = bare !== name ? bare.charAt(0).toLowerCase() + bare.slice(1) : owner;
  const usable = word !== undefined && /^[A-Za-z_$][\w$]*$/.test(word) && word.length > 2;
  return [...(usable ? [word] : []), 'value', 'stored'];
}

function ownerOf(expression: ts.Expression): string | undefined {
  const name = ts.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
  const one = name.replace(/ies$/, 'y').replace(/(?<!s)s$/, '');
  return one === name ? undefined : one;
}
