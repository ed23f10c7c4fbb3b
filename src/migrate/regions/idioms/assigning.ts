/** Assignments that look at the entry themselves: `o[k]++`, `o[k] += n`, `o[k] ??= v`. */
import { ts } from 'ts-morph';
import { isAssignment, isStep, isUnused } from '../../nodes.js';
import type { Access } from '../../uses/access.js';
import type { Region } from '../touches.js';
import { call, whole } from './parts.js';
import type { Context, Idiom, Recogniser } from './types.js';

/** `o[k]++`, `o[k] += n`. */
export const stepped: Recogniser = (context) => {
  const node = soleAssign(context.region)?.node;
  if (node === undefined) return undefined;
  if (isStep(node)) {
    // What `o[k]++` gives is what was there before.
    if (!isUnused(node) && ts.isPostfixUnaryExpression(node)) return undefined;
    return counting(context, node, node.operator === ts.SyntaxKind.PlusPlusToken ? '1' : '-1');
  }
  if (!isAssignment(node) || !context.isPure(node.right)) return undefined;
  const { kind } = node.operatorToken;
  const isLess = kind === ts.SyntaxKind.MinusEqualsToken;
  if (!isLess && kind !== ts.SyntaxKind.PlusEqualsToken) return undefined;
  // Text would be joined.
  if ((context.code.checker.getTypeAtLocation(node.right).flags & ts.TypeFlags.NumberLike) === 0) return undefined;
  return counting(context, node, isLess ? negated(node.right) : node.right.getText());
};

const negated = (node: ts.Expression): string =>
  ts.isNumericLiteral(node) || ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)
    ? `-${node.getText()}`
    : `-(${node.getText()})`;

function counting(context: Context, node: ts.Expression, by: string): Idiom {
  const text = `await ${call(context, 'increment', ...(by === '1' ? [] : [by]))}`;
  return { ...whole(node, isUnused(node) ? text : `(${text})`), warnings: [] };
}

/** `o[k] ??= v;` */
export const setIfMissing: Recogniser = (context) => {
  const assign = soleAssign(context.region);
  if (assign?.value === undefined || !isAssignment(assign.node) || !isUnused(assign.node)) return undefined;
  if (assign.node.operatorToken.kind !== ts.SyntaxKind.QuestionQuestionEqualsToken) return undefined;
  if (!context.isPure(assign.value)) return undefined;
  return { ...whole(assign.node, `await ${call(context, 'setIfAbsent', assign.value.getText())}`), warnings: [] };
};

function soleAssign({ touches }: Region): Access | undefined {
  const [touch] = touches;
  return touches.length === 1 && touch?.access?.operation === 'assign' ? touch.access : undefined;
}
