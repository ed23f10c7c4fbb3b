/** Numbers as the code writes them, and what they come to. */
import { ts } from 'ts-morph';
import { grouped } from '../../../model/duration.js';
import { meaningOf } from '../../adapter/references.js';
import type { Code } from '../../code.js';
import { undressed } from '../../nodes.js';
import { isConstant, type Sum } from './sums.js';
import type { Texts } from './values.js';

/** What a sum is called here, if it is one thing. */
export function textOf(sum: Sum, texts: Texts): string | undefined {
  if (isConstant(sum)) return texts.get(String(sum.constant))?.getText() ?? grouped(sum.constant);
  const [only, ...more] = sum.terms;
  return more.length > 0 || only?.[1] !== 1 || sum.constant !== 0 ? undefined : only[0];
}

const DEPTH = 6;

/** Undefined where only a run of the program could tell. */
export function valueOf(expression: ts.Expression, code: Code, depth = 0): number | undefined {
  const node = undressed(expression);
  if (depth > DEPTH) return undefined;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isBinaryExpression(node)) {
    const [left, right] = [node.left, node.right].map((side) => valueOf(side, code, depth + 1));
    return left === undefined || right === undefined ? undefined : computed(left, right, node.operatorToken.getText());
  }
  const name = ts.isPropertyAccessExpression(node) ? node.name : node;
  const declaration = ts.isIdentifier(name) ? meaningOf(code.checker, name)?.valueDeclaration : undefined;
  if (declaration === undefined) return undefined;
  const isConst = ts.isVariableDeclaration(declaration) && (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
  if (!isConst && !ts.isPropertyAssignment(declaration)) return undefined;
  return declaration.initializer && valueOf(declaration.initializer, code, depth + 1);
}

function computed(left: number, right: number, operator: string): number | undefined {
  const operations: Readonly<Record<string, number>> = {
    '*': left * right,
    '/': left / right,
    '+': left + right,
    '-': left - right,
  };
  return operations[operator];
}
