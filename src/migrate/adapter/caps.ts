/** The most that a list holds, read off the statement that cuts it: `if (log.length > 100) log.shift()`. */
import { ts } from 'ts-morph';
import { bodyOf, isUnused, listAround, undressed } from '../nodes.js';
import type { Touch } from './accesses.js';
import { numberOf, textThere, type Scope } from './constants.js';

export interface Cap {
  readonly text: string;
  /** Does nothing else; none where what adds cuts as well. */
  readonly statement?: ts.Statement;
}

/** Undefined where nothing cuts it, and where two places do so differently. */
export function capOf(
  touches: readonly Touch[],
  scope: Scope,
): { text: string; cuts: readonly ts.Statement[] } | undefined {
  const caps = touches.flatMap((touch) => cutBy(touch, touches, scope) ?? []);
  const [first] = caps;
  if (first === undefined || caps.some(({ text }) => text !== first.text)) return undefined;
  return { text: first.text, cuts: caps.flatMap(({ statement }) => statement ?? []) };
}

function cutBy(touch: Touch, touches: readonly Touch[], scope: Scope): Cap | undefined {
  const { node, method } = touch;
  const own = addedAndCut(touch);
  const kept = own && textThere(own.most, scope);
  if (kept !== undefined) return { text: kept };
  const end = endPushedAfter(touch, touches);
  if (end === undefined) return undefined;
  const drops = end.method === 'push' ? 'shift' : 'pop';
  if (method === drops && isUnused(node)) return byCondition(touch, end, scope);
  const most = mostLeft(touch, end.method, scope);
  return most === undefined ? undefined : { text: most, statement: aroundIf(statementOf(node)) };
}

/** The write at the same body whose surplus this cuts; `isBefore`: it is cut first. */
function endPushedAfter(
  { node }: Touch,
  touches: readonly Touch[],
): { method: 'push' | 'unshift'; isBefore: boolean } | undefined {
  const body = bodyOf(node);
  for (const { node: write, method } of touches) {
    if (
      (method === 'push' || method === 'unshift') &&
      bodyOf(write) === body &&
      listAround([write, node]) !== undefined
    )
      return { method, isBefore: node.pos < write.pos };
  }
  return undefined;
}

function byCondition({ node, receiver }: Touch, { isBefore }: { isBefore: boolean }, scope: Scope): Cap | undefined {
  const statement = aroundIf(statementOf(node));
  if (!ts.isIfStatement(statement) && !ts.isWhileStatement(statement)) return undefined;
  if (ts.isIfStatement(statement) && statement.elseStatement !== undefined) return undefined;
  const condition = undressed(statement.expression);
  if (!ts.isBinaryExpression(condition) || !isLengthOf(condition.left, receiver)) return undefined;
  const kind = condition.operatorToken.kind;
  const isMore = kind === ts.SyntaxKind.GreaterThanToken;
  const most = textThere(condition.right, scope);
  if (most === undefined || (!isMore && kind !== ts.SyntaxKind.GreaterThanEqualsToken)) return undefined;
  // Cut before the push, one more fits in; cut after it at `>=`, one less stays.
  const difference = Number(isMore) - Number(!isBefore);
  return { text: shifted(most, difference), statement };
}

function shifted(most: string, by: number): string {
  if (by === 0) return most;
  const value = numberOf(most);
  if (value !== undefined && /^[\d_]+$/.test(most)) return String(value + by);
  return `${most} ${by > 0 ? '+' : '-'} 1`;
}

/** `h.splice(0, h.length - N)`, `h = h.slice(-N)`, `h.length = N`, `h.splice(N)`. */
function mostLeft(
  { node, receiver, method, value }: Touch,
  pushed: 'push' | 'unshift',
  scope: Scope,
): string | undefined {
  if (method === 'assign-length') return pushed === 'unshift' && value ? textThere(value, scope) : undefined;
  if (method === 'splice' && ts.isCallExpression(node) && isUnused(node)) {
    const [from, count] = node.arguments;
    if (pushed === 'unshift') return from && count === undefined ? textThere(from, scope) : undefined;
    const surplus = count && undressed(count);
    if (from?.getText() !== '0' || !surplus || !ts.isBinaryExpression(surplus)) return undefined;
    const isSurplus = surplus.operatorToken.kind === ts.SyntaxKind.MinusToken && isLengthOf(surplus.left, receiver);
    return isSurplus ? textThere(surplus.right, scope) : undefined;
  }
  if (method !== 'assign' || value === undefined) return undefined;
  const call = undressed(value);
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  if (call.expression.name.text !== 'slice' || call.expression.expression.getText() !== receiver.getText())
    return undefined;
  const [from, to] = call.arguments;
  if (pushed === 'unshift') return from?.getText() === '0' && to ? textThere(to, scope) : undefined;
  const last = from && undressed(from);
  const isLast =
    last && to === undefined && ts.isPrefixUnaryExpression(last) && last.operator === ts.SyntaxKind.MinusToken;
  if (isLast) return textThere(last.operand, scope);
  const most = lastOfMany({ node, value, receiver });
  return most && textThere(most, scope);
}

/** `N` of `if (h.length > N) h = h.slice(h.length - N)`: where there are fewer, `slice` would count from the end. */
export function lastOfMany({
  node,
  value,
  receiver,
}: Pick<Touch, 'node' | 'value' | 'receiver'>): ts.Expression | undefined {
  const call = value && undressed(value);
  if (call === undefined || !ts.isCallExpression(call) || call.arguments.length !== 1) return undefined;
  const [from] = call.arguments;
  const most = from && surplusOver(undressed(from), receiver);
  return most && isAsked(statementOf(node), most, receiver) ? most : undefined;
}

/** `N` of `h.length - N`. */
function surplusOver(node: ts.Expression, receiver: ts.Expression): ts.Expression | undefined {
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.MinusToken) return undefined;
  return isLengthOf(node.left, receiver) ? node.right : undefined;
}

function isAsked(cut: ts.Statement, most: ts.Expression, receiver: ts.Expression): boolean {
  const around = aroundIf(cut);
  const condition = ts.isIfStatement(around) ? undressed(around.expression) : undefined;
  if (condition === undefined || !ts.isBinaryExpression(condition) || !isLengthOf(condition.left, receiver))
    return false;
  return (
    condition.operatorToken.kind === ts.SyntaxKind.GreaterThanToken && condition.right.getText() === most.getText()
  );
}

/** `h = [...h, item].slice(-N)`, `h = [item, ...h].slice(0, N)`: what it leaves at most, and the new list. */
export function addedAndCut({
  value,
  receiver,
}: Pick<Touch, 'value' | 'receiver'>): { most: ts.Expression; items: ts.ArrayLiteralExpression } | undefined {
  const call = value && undressed(value);
  if (call === undefined || !ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression))
    return undefined;
  const items = undressed(call.expression.expression);
  if (call.expression.name.text !== 'slice' || !ts.isArrayLiteralExpression(items)) return undefined;
  const isOld = (item: ts.Expression | undefined): boolean =>
    item !== undefined && ts.isSpreadElement(item) && item.expression.getText() === receiver.getText();
  const [from, to] = call.arguments;
  const first = from && undressed(from);
  if (first === undefined) return undefined;
  if (to === undefined) {
    const isLast = ts.isPrefixUnaryExpression(first) && first.operator === ts.SyntaxKind.MinusToken;
    return isLast && isOld(items.elements[0]) ? { most: first.operand, items } : undefined;
  }
  return first.getText() === '0' && isOld(items.elements.at(-1)) ? { most: to, items } : undefined;
}

function isLengthOf(node: ts.Expression, receiver: ts.Expression): boolean {
  const bare = undressed(node);
  return (
    ts.isPropertyAccessExpression(bare) &&
    bare.name.text === 'length' &&
    bare.expression.getText() === receiver.getText()
  );
}

function statementOf(node: ts.Node): ts.Statement {
  for (let at = node; ; at = at.parent) if (ts.isStatement(at)) return at;
}

/** With the `if` or `while` that asks whether there is too much, if it does nothing else. */
function aroundIf(statement: ts.Statement): ts.Statement {
  const { parent } = statement;
  const holder = ts.isBlock(parent) && parent.statements.length === 1 ? parent.parent : parent;
  return ts.isIfStatement(holder) || ts.isWhileStatement(holder) ? holder : statement;
}
