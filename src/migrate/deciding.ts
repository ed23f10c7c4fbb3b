/** What a read has to say in what is written later: whether it is done at all, or what is put there. */
import { ts } from 'ts-morph';
import type { Code } from './code.js';
import { endsAbruptly, isInside, ownDescendants, type Body } from './nodes.js';

export type HowDecided = 'branch' | 'exit' | 'value';

/** A write, and what it is made of. */
export interface Decided {
  readonly node: ts.Node;
  readonly value?: ts.Expression | undefined;
}

/** Whether an expression is made from what was read: it is the read, or names that hold something of it. */
export function isFrom({ checker }: Code, body: Body, read: ts.Node): (node: ts.Node) => boolean {
  const held = new Set<ts.Symbol>();
  const holds = (node: ts.Node): boolean =>
    isInside(read, node) ||
    [...ownDescendants(node)].some((inner) => ts.isIdentifier(inner) && has(held, checker.getSymbolAtLocation(inner)));
  for (const node of ownDescendants(body)) {
    if (!ts.isVariableDeclaration(node) || node.initializer === undefined || !holds(node.initializer)) continue;
    for (const name of ownDescendants(node.name)) {
      const symbol = ts.isIdentifier(name) ? checker.getSymbolAtLocation(name) : undefined;
      if (symbol !== undefined) held.add(symbol);
    }
  }
  return holds;
}

const has = (held: ReadonlySet<ts.Symbol>, symbol: ts.Symbol | undefined): boolean =>
  symbol !== undefined && held.has(symbol);

export function decidedHow(
  body: Body,
  { node, value }: Decided,
  isMeant: (node: ts.Node) => boolean,
): HowDecided | undefined {
  for (let at: ts.Node = node; at !== body; at = at.parent) {
    const condition = conditionOf(at);
    if (condition !== undefined && isMeant(condition)) return 'branch';
  }
  const isExit = (one: ts.Node): boolean =>
    ts.isIfStatement(one) &&
    one.end <= node.pos &&
    isInside(node, one.parent) &&
    endsAbruptly(one.thenStatement) &&
    isMeant(one.expression);
  if ([...ownDescendants(body)].some(isExit)) return 'exit';
  return value !== undefined && isMeant(value) ? 'value' : undefined;
}

/** What has to hold for this part of its parent to be reached. */
export function conditionOf(part: ts.Node): ts.Expression | undefined {
  const { parent } = part;
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent))
    return part === parent.expression ? undefined : parent.expression;
  if (ts.isForStatement(parent))
    return part === parent.statement || part === parent.incrementor ? parent.condition : undefined;
  if (ts.isConditionalExpression(parent)) return part === parent.condition ? undefined : parent.condition;
  if (ts.isBinaryExpression(parent)) return part === parent.right ? parent.left : undefined;
  return ts.isCaseBlock(parent) ? parent.parent.expression : undefined;
}
