/** Small questions about syntax that every part of the migration asks. */
import { ts } from 'ts-morph';

export type FunctionNode = ts.FunctionLikeDeclaration;
/** Where code runs: a function, or a module's top level. */
export type Body = FunctionNode | ts.SourceFile;

/** A list of statements that run one after the other. */
export type StatementList = ts.Block | ts.SourceFile | ts.CaseOrDefaultClause | ts.ModuleBlock;

export function isFunction(node: ts.Node): node is FunctionNode {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node) ||
    ts.isAccessor(node)
  );
}

export function isStatementList(node: ts.Node): node is StatementList {
  return ts.isBlock(node) || ts.isSourceFile(node) || ts.isCaseOrDefaultClause(node) || ts.isModuleBlock(node);
}

export function bodyOf(node: ts.Node): Body {
  for (let at = node.parent; ; at = at.parent) if (isFunction(at) || ts.isSourceFile(at)) return at;
}

/** `value as T`, `value!`, `(value)`, `value satisfies T`: the same value in other clothes. */
export function isClothing(
  node: ts.Node,
): node is
  ts.ParenthesizedExpression | ts.AsExpression | ts.NonNullExpression | ts.SatisfiesExpression | ts.TypeAssertion {
  return (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isTypeAssertionExpression(node)
  );
}

/** The outermost expression that is the same value. */
export function dressed(node: ts.Expression): ts.Expression {
  let at = node;
  while (isClothing(at.parent) && at.parent.expression === at) at = at.parent;
  return at;
}

export function undressed(node: ts.Expression): ts.Expression {
  let at = node;
  while (isClothing(at)) at = at.expression;
  return at;
}

export function isInside(node: ts.Node, outer: ts.Node): boolean {
  return node.getSourceFile() === outer.getSourceFile() && node.pos >= outer.pos && node.end <= outer.end;
}

/** All nodes below, the node itself first; `enter` says whether to look inside. */
export function* descendants(node: ts.Node, enter: (node: ts.Node) => boolean = () => true): Generator<ts.Node> {
  yield node;
  if (!enter(node)) return;
  const children: ts.Node[] = [];
  node.forEachChild((child) => void children.push(child));
  for (const child of children) yield* descendants(child, enter);
}

/** The same without what nested functions do: that happens when they are called. */
export function* ownDescendants(node: ts.Node): Generator<ts.Node> {
  yield* descendants(node, (inner) => inner === node || !isFunction(inner));
}

const ASSIGNING: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.EqualsToken,
  ts.SyntaxKind.PlusEqualsToken,
  ts.SyntaxKind.MinusEqualsToken,
  ts.SyntaxKind.AsteriskEqualsToken,
  ts.SyntaxKind.AsteriskAsteriskEqualsToken,
  ts.SyntaxKind.SlashEqualsToken,
  ts.SyntaxKind.PercentEqualsToken,
  ts.SyntaxKind.LessThanLessThanEqualsToken,
  ts.SyntaxKind.GreaterThanGreaterThanEqualsToken,
  ts.SyntaxKind.GreaterThanGreaterThanGreaterThanEqualsToken,
  ts.SyntaxKind.AmpersandEqualsToken,
  ts.SyntaxKind.BarEqualsToken,
  ts.SyntaxKind.CaretEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
]);

export function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && ASSIGNING.has(node.operatorToken.kind);
}

/** `orders` of `orders.open[id]`. */
export function rootOf(node: ts.Expression): ts.Expression {
  let at = undressed(node);
  while (ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at)) at = undressed(at.expression);
  return at;
}

const EMPTY: ReadonlySet<string> = new Set(['[]', '{}', 'null', 'undefined', '0', 'false', "''", '""']);

/** `[]`, `null`, `new Map()`: what a store holds that holds nothing. */
export function isEmptyValue(value: ts.Expression): boolean {
  const bare = undressed(value);
  return EMPTY.has(bare.getText()) || (ts.isNewExpression(bare) && (bare.arguments ?? []).length === 0);
}

/** `x++`, `--x`. */
export function isStep(node: ts.Node): node is ts.PrefixUnaryExpression | ts.PostfixUnaryExpression {
  return (
    (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) &&
    (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)
  );
}

/** What an assignment, step or `delete` gives another value, if `node` is one. */
export function writtenBy(node: ts.Node): ts.Expression | undefined {
  if (isAssignment(node)) return node.left;
  if (isStep(node)) return node.operand;
  if (ts.isDeleteExpression(node)) return node.expression;
  return undefined;
}

const SHORT_CUTS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

/** `f(x);`, `void f(x)` and `await f(x);`: nobody looks at what comes back. */
export function isUnused(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent) || ts.isVoidExpression(parent) || ts.isAwaitExpression(parent))
    return isUnused(parent);
  if (ts.isExpressionStatement(parent)) return true;
  // `m.has(k) || m.set(k, 0);`
  if (ts.isBinaryExpression(parent))
    return parent.right === node && SHORT_CUTS.has(parent.operatorToken.kind) && isUnused(parent);
  return ts.isForStatement(parent) && (parent.initializer === node || parent.incrementor === node);
}

/** The innermost list that holds all of them, and the first and last of its statements that do. */
export function listAround(
  nodes: readonly ts.Node[],
): { list: StatementList; first: number; last: number } | undefined {
  const [some] = nodes;
  if (some === undefined) return undefined;
  for (let at = some.parent; ; at = at.parent) {
    if (isStatementList(at) && nodes.every((node) => isInside(node, at))) {
      const indexes = nodes.map((node) => at.statements.findIndex((statement) => isInside(node, statement)));
      if (indexes.includes(-1)) return undefined;
      return { list: at, first: Math.min(...indexes), last: Math.max(...indexes) };
    }
    if (ts.isSourceFile(at)) return undefined;
  }
}

/** No statement after it in its list is reached: it returns, throws, breaks or continues on each path. */
export function endsAbruptly(statement: ts.Statement | undefined): boolean {
  if (statement === undefined) return false;
  if (ts.isReturnStatement(statement) || ts.isThrowStatement(statement)) return true;
  if (ts.isBreakOrContinueStatement(statement)) return true;
  if (ts.isBlock(statement)) return endsAbruptly(statement.statements.at(-1));
  if (ts.isIfStatement(statement))
    return endsAbruptly(statement.thenStatement) && endsAbruptly(statement.elseStatement);
  if (ts.isTryStatement(statement)) {
    const { tryBlock, catchClause, finallyBlock } = statement;
    if (endsAbruptly(finallyBlock)) return true;
    return endsAbruptly(tryBlock) && (catchClause === undefined || endsAbruptly(catchClause.block));
  }
  if (ts.isSwitchStatement(statement)) {
    const { clauses } = statement.caseBlock;
    const hasBreak = [...ownDescendants(statement.caseBlock)].some(ts.isBreakStatement);
    return !hasBreak && clauses.some(ts.isDefaultClause) && endsAbruptly(clauses.at(-1)?.statements.at(-1));
  }
  return false;
}
