/** Statements and expressions of which nobody could tell whether they ran: what may go along with housekeeping, and what may be asked before it. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { descendants, isAssignment, isStep, undressed } from '../nodes.js';

interface Around {
  readonly code: Code;
}

/** What may stand beside housekeeping: names for what is asked, a count of what was deleted, a line in the log about it. */
export function isAside(node: ts.Node, around: Around): boolean {
  if (ts.isVariableStatement(node))
    return node.declarationList.declarations.every(
      ({ initializer }) => initializer === undefined || isHarmless(initializer, around),
    );
  if (isJump(node) || isLog(node)) return true;
  if (ts.isReturnStatement(node)) return node.expression === undefined || ts.isIdentifier(node.expression);
  if (ts.isExpressionStatement(node)) return isAside(undressed(node.expression), around);
  if (isStep(node)) return ts.isIdentifier(node.operand);
  if (isAssignment(node)) return isScalarName(node.left) && isHarmless(node.right, around);
  if (ts.isIfStatement(node))
    return (
      node.elseStatement === undefined && isHarmless(node.expression, around) && isAside(node.thenStatement, around)
    );
  return ts.isBlock(node) && node.statements.every((statement) => isAside(statement, around));
}

/** `lastSweep`, `this.lastSweep`. */
function isScalarName(node: ts.Expression): boolean {
  return (
    ts.isIdentifier(node) || (ts.isPropertyAccessExpression(node) && node.expression.kind === ts.SyntaxKind.ThisKeyword)
  );
}

export function isJump(node: ts.Node): boolean {
  if (ts.isBlock(node)) {
    const [only, ...more] = node.statements;
    return only !== undefined && more.length === 0 && isJump(only);
  }
  return (
    ts.isContinueStatement(node) ||
    ts.isBreakStatement(node) ||
    (ts.isReturnStatement(node) && node.expression === undefined)
  );
}

const LOG =
  /^(?:console|logger|log|this\.logger|this\.log|(?:req|request|app|fastify)\.log)\.(?:log|info|debug|trace|warn|verbose)$/;

export function isLog(node: ts.Node): boolean {
  if (ts.isBlock(node)) return node.statements.length > 0 && node.statements.every(isLog);
  if (ts.isExpressionStatement(node)) return isLog(undressed(node.expression));
  return ts.isCallExpression(node) && LOG.test(node.expression.getText().replace('?.', '.'));
}

const PURE =
  /^(?:Date\.now|Math\.\w+|Number|String|parseInt|Object\.(?:keys|values|entries)|Array\.from|\w+\.(?:getTime|valueOf))$/;
const READING: ReadonlySet<string> = new Set([
  ...[
    'get',
    'has',
    'keys',
    'values',
    'entries',
    'next',
    'filter',
    'map',
    'slice',
    'sort',
    'toSorted',
    'at',
    'some',
    'every',
    'find',
  ],
  ...['getTime', 'valueOf', 'reverse', 'toReversed', 'indexOf', 'includes', 'startsWith'],
]);

/** Nobody can tell whether it was evaluated. */
export function isHarmless(node: ts.Node, { code }: Around): boolean {
  return [...descendants(node)].every((inner) => {
    if (ts.isAwaitExpression(inner) || isAssignment(inner) || isStep(inner) || ts.isDeleteExpression(inner))
      return false;
    if (ts.isNewExpression(inner)) return /^(?:Date|Map|Set|Array)$/.test(inner.expression.getText());
    if (!ts.isCallExpression(inner)) return true;
    const { expression: callee } = inner;
    if (PURE.test(callee.getText())) return true;
    if (ts.isPropertyAccessExpression(callee) && READING.has(callee.name.text)) return true;
    return isPredicate(inner, code);
  });
}

/** A function of the project that is one expression, without calls of its own but for the clock. */
function isPredicate(call: ts.CallExpression, { checker }: Code): boolean {
  const declaration = checker.getResolvedSignature(call)?.declaration;
  const body = declaration && 'body' in declaration ? (declaration.body as ts.Node | undefined) : undefined;
  if (body === undefined) return false;
  return [...descendants(body)].every((inner) => {
    if (isAssignment(inner) || isStep(inner) || ts.isAwaitExpression(inner) || ts.isNewExpression(inner)) return false;
    return !ts.isCallExpression(inner) || PURE.test(inner.expression.getText());
  });
}
