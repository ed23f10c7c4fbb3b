/** Counting: what is stored is what was there, from zero, and something more. */
import { ts } from 'ts-morph';
import { localUsesOf } from '../../local-names.js';
import { isInside, isUnused, undressed } from '../../nodes.js';
import { rangeOf } from '../range.js';
import type { Region } from '../touches.js';
import { accessesIn, call, lineOf, only, whole } from './parts.js';
import type { Recogniser } from './types.js';

/** `m.set(k, (m.get(k) ?? 0) + 1)`, `m.set(k, m.has(k) ? m.get(k) + 1 : 1)`, `o[k] = (o[k] || 0) + n`. */
export const counted: Recogniser = (context) => {
  const { region, isPure } = context;
  const set = only(region, 'set');
  if (set?.value === undefined || !isUnused(set.node) || region.touches.some(({ access }) => access === undefined))
    return undefined;
  if (!accessesIn(region).every(({ node }) => isInside(node, set.node))) return undefined;
  const step = stepOf(set.value, region);
  if (step === undefined || !isPure(step.by)) return undefined;
  const args = step.text === '1' ? [] : [step.text];
  return { ...whole(set.node, `await ${call(context, 'increment', ...args)}`), warnings: [] };
};

/** `const count = (m.get(k) ?? 0) + 1; m.set(k, count);` */
export const countedIntoName: Recogniser = (context) => {
  const { code, region, isPure } = context;
  const set = only(region, 'set');
  const value = set?.value && undressed(set.value);
  if (set === undefined || value === undefined || !ts.isIdentifier(value) || !ts.isExpressionStatement(set.node.parent))
    return undefined;
  const [declaration] = code.checker.getSymbolAtLocation(value)?.declarations ?? [];
  if (!declaration || !ts.isVariableDeclaration(declaration) || declaration.initializer === undefined) return undefined;
  const { initializer } = declaration;
  const others = accessesIn(region).filter((access) => access !== set);
  if (region.touches.length !== others.length + 1 || !others.every(({ node }) => isInside(node, initializer)))
    return undefined;
  const step = stepOf(initializer, region);
  const range = rangeOf(region);
  if (step === undefined || !isPure(step.by) || range?.statements.length !== 2) return undefined;
  if (
    localUsesOf(code.checker, declaration.name as ts.Identifier).some(
      (name) =>
        ts.isBinaryExpression(name.parent) &&
        name.parent.left === name &&
        name.parent.operatorToken.kind === ts.SyntaxKind.EqualsToken,
    )
  )
    return undefined;
  const args = step.text === '1' ? [] : [step.text];
  const statement = set.node.parent;
  const incremented = whole(initializer, `await ${call(context, 'increment', ...args)}`);
  const gone = lineOf(statement);
  return {
    edits: [...incremented.edits, { ...gone, text: '' }],
    claimed: [...incremented.claimed, gone],
    warnings: [],
  };
};

interface StepBy {
  readonly by: ts.Expression;
  readonly text: string;
}

/** What a value is more than the entry, if the entry counts from zero. */
function stepOf(expression: ts.Expression, region: Region): StepBy | undefined {
  const value = undressed(expression);
  if (ts.isConditionalExpression(value)) return conditionalStep(value, region);
  if (!ts.isBinaryExpression(value)) return undefined;
  const { kind } = value.operatorToken;
  if (kind === ts.SyntaxKind.PlusToken) {
    if (isFromZero(value.left, region)) return byOf(value.right, region, '');
    if (isFromZero(value.right, region)) return byOf(value.left, region, '');
  }
  return kind === ts.SyntaxKind.MinusToken && isFromZero(value.left, region)
    ? byOf(value.right, region, '-')
    : undefined;
}

function byOf(by: ts.Expression, region: Region, sign: string): StepBy | undefined {
  if (accessesIn(region).some(({ node }) => isInside(node, by))) return undefined;
  const isSimple =
    ts.isNumericLiteral(by) || ts.isIdentifier(by) || ts.isPropertyAccessExpression(by) || ts.isCallExpression(by);
  return { by, text: sign === '' || isSimple ? `${sign}${by.getText()}` : `${sign}(${by.getText()})` };
}

/** `m.get(k) ?? 0`, `m.get(k) || 0`. */
function isFromZero(expression: ts.Expression, region: Region): boolean {
  const value = undressed(expression);
  if (!ts.isBinaryExpression(value)) return false;
  const { kind } = value.operatorToken;
  if (kind !== ts.SyntaxKind.QuestionQuestionToken && kind !== ts.SyntaxKind.BarBarToken) return false;
  return value.right.getText() === '0' && isGet(value.left, region);
}

const isGet = (expression: ts.Expression, region: Region): boolean =>
  accessesIn(region).some(({ operation, node }) => operation === 'get' && node === undressed(expression));

/** `m.has(k) ? m.get(k) + 1 : 1`. */
function conditionalStep(
  { condition, whenTrue, whenFalse }: ts.ConditionalExpression,
  region: Region,
): StepBy | undefined {
  const isTest = accessesIn(region).some(({ operation, node }) => operation === 'has' && node === undressed(condition));
  const sum = undressed(whenTrue);
  if (!isTest || !ts.isBinaryExpression(sum) || sum.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  return isGet(sum.left, region) && sum.right.getText() === whenFalse.getText()
    ? byOf(sum.right, region, '')
    : undefined;
}
