/** What stands in the body of a transaction in place of each access: the store's name gives way to the cell's, and everything else stays. */
import { ts } from 'ts-morph';
import { dressed, isAssignment, isUnused } from '../nodes.js';
import { hasEntries } from '../targets.js';
import type { Access } from '../uses/access.js';
import type { TextEdit } from './types.js';

/** Undefined for what a cell cannot do. */
export function cellEdits(access: Access, cell: string): readonly TextEdit[] | undefined {
  const { target, node, receiver, operation, value } = access;
  const isKeyed = hasEntries(target.kind);
  const whole = (text: string): TextEdit[] => [{ start: node.getStart(), end: node.end, text }];
  const get = `${cell}.get()`;
  switch (operation) {
    case 'get':
      return whole(target.kind === 'object' ? `${get}${certain(node)}` : get);
    case 'has':
      return whole(`${cell}.has()`);
    case 'delete':
      return isKeyed ? whole(`${cell}.delete()`) : undefined;
    case 'add':
      return target.kind === 'members' && isUnused(node) ? whole(`${cell}.set(true)`) : undefined;
    case 'set':
      if (value === undefined || !isUnused(node)) return undefined;
      return around(node, value, `${cell}.set(`, ')');
    case 'member':
    case 'read':
      return [{ start: receiver.getStart(), end: receiver.end, text: shorthand(receiver) + get }];
    case 'assign':
      return assigned(node, value, cell, isKeyed ? `${get}${certain(node)}` : get);
    case 'accessor':
      return access.accessor?.editsIn(cell);
    default:
      return undefined;
  }
}

/** `{ total }` says the name and the value in one word. */
export const shorthand = (receiver: ts.Expression): string =>
  ts.isShorthandPropertyAssignment(receiver.parent) ? `${receiver.getText()}: ` : '';

function around(node: ts.Node, inner: ts.Node, before: string, after: string): TextEdit[] {
  return [
    { start: node.getStart(), end: inner.getStart(), text: before },
    { start: inner.end, end: node.end, text: after },
  ];
}

/** `x = v`, `x += v`, `x++`; where the result is used, it comes after the write. */
function assigned(node: ts.Node, value: ts.Expression | undefined, cell: string, get: string): TextEdit[] | undefined {
  const isStatement = isUnused(node as ts.Expression);
  if (isAssignment(node) && value !== undefined) {
    const operator = node.operatorToken.getText().slice(0, -1);
    if (['??', '||', '&&'].includes(operator)) return assignedIf(node, value, cell, operator, isStatement);
    const sum = operator === '' ? '' : `${get} ${operator} `;
    const needsParentheses = operator !== '' && ts.isBinaryExpression(value);
    const [open, close] = needsParentheses ? ['(', ')'] : ['', ''];
    if (isStatement) return around(node, value, `${cell}.set(${sum}${open}`, `${close})`);
    return around(node, value, `(${cell}.set(${sum}${open}`, `${close}), ${get})`);
  }
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return undefined;
  const [sign, back] = node.operator === ts.SyntaxKind.PlusPlusToken ? ['+', '-'] : ['-', '+'];
  const set = `${cell}.set(${get} ${sign} 1)`;
  const text = isStatement ? set : ts.isPrefixUnaryExpression(node) ? `(${set}, ${get})` : `(${set}, ${get} ${back} 1)`;
  return [{ start: node.getStart(), end: node.end, text }];
}

/** `x ??= v`: what is there says whether it is set. */
function assignedIf(
  node: ts.BinaryExpression,
  value: ts.Expression,
  cell: string,
  operator: string,
  isStatement: boolean,
): TextEdit[] {
  const set = `${cell}.get() ${operator} ${cell}.set(`;
  if (isStatement) return around(node, value, set, ')');
  const isScript = /\.[cm]?tsx?$/.test(node.getSourceFile().fileName);
  const [open, close] = ts.isParenthesizedExpression(node.parent) ? ['', ''] : ['(', ')'];
  return around(node, value, open + set, `), ${cell}.get()${isScript ? '!' : ''}${close}`);
}

/** An index says that its entry is there; a cell says that it may not be. */
export function certain(node: ts.Expression): string {
  const { parent } = dressed(node);
  const isScript = /\.[cm]?tsx?$/.test(node.getSourceFile().fileName);
  if (!isScript) return '';
  const isTested =
    ts.isIfStatement(parent) ||
    ts.isVariableDeclaration(parent) ||
    ts.isConditionalExpression(parent) ||
    (ts.isPrefixUnaryExpression(parent) && parent.operator === ts.SyntaxKind.ExclamationToken) ||
    (ts.isBinaryExpression(parent) && TESTS.has(parent.operatorToken.kind)) ||
    ((ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) &&
      parent.questionDotToken !== undefined) ||
    (ts.isNonNullExpression(node.parent) && node.parent.expression === node);
  return isTested ? '' : '!';
}

const TESTS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.QuestionQuestionToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.EqualsEqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsEqualsToken,
  ts.SyntaxKind.EqualsEqualsToken,
  ts.SyntaxKind.ExclamationEqualsToken,
]);
