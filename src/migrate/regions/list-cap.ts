/** Whether each place that adds to a list also cuts it, at once and by the same measure: then the list can do both in one operation. */
import { ts } from 'ts-morph';
import { isStatementList, undressed } from '../nodes.js';
import type { Access } from '../uses/access.js';
import type { ListStep } from './list-steps.js';
import type { Setting } from './special.js';

export function isCutWhole({ choice, cuts, body }: Setting, steps: readonly ListStep[]): boolean {
  if (!choice.options.some(([name]) => name === 'cap')) return cuts.length === 0 && !steps.some((step) => step.cuts);
  const statements = new Set(cuts.map((cut) => cutStatement(cut)));
  const used = new Set<ts.Statement>();
  for (const step of steps) {
    if (step.kind !== 'append' || step.cuts) continue;
    const cut = [...statements].find(
      (statement) => statement !== undefined && !used.has(statement) && isCutOf(step, statement, steps, body),
    );
    if (cut === undefined) return false;
    used.add(cut);
  }
  return used.size === statements.size;
}

/** The statement itself, or the `if` or `while` around it. */
function cutStatement({ node }: Access): ts.Statement | undefined {
  let at: ts.Node = node;
  while (!ts.isStatement(at)) at = at.parent;
  const holder = ts.isBlock(at.parent) && at.parent.statements.length === 1 ? at.parent.parent : at.parent;
  if (ts.isIfStatement(at) || ts.isWhileStatement(at)) return at;
  return ts.isIfStatement(holder) || ts.isWhileStatement(holder) ? holder : at;
}

/** Beside it in one list, with nothing done to the store in between. */
function isCutOf(step: ListStep, cut: ts.Statement, steps: readonly ListStep[], body: ts.Node): boolean {
  const added = step.promised.node;
  const statement = added.parent;
  // What `push` gives back counts what is cut afterwards.
  if (!ts.isExpressionStatement(statement) || statement.parent !== cut.parent || !isStatementList(cut.parent))
    return false;
  const [from, to] = [Math.min(statement.end, cut.end), Math.max(statement.pos, cut.pos)];
  const isBetween = ({ access: { node } }: ListStep): boolean => node.pos >= from && node.end <= to;
  if (steps.some((other) => other !== step && isBetween(other))) return false;
  if (waitsBetween(body, from, to)) return false;
  const isBefore = cut.pos < statement.pos;
  const isOne =
    ts.isCallExpression(added) && added.arguments.length === 1 && !ts.isSpreadElement(added.arguments[0] ?? added);
  return fits(cut, step.word, isBefore, isOne);
}

function waitsBetween(body: ts.Node, from: number, to: number): boolean {
  const visit = (node: ts.Node): boolean =>
    (ts.isAwaitExpression(node) && node.pos >= from && node.end <= to) || (node.forEachChild(visit) ?? false);
  return visit(body);
}

/** One that drops a single item keeps to its measure only where one is added. */
function fits(cut: ts.Statement, adds: string, isBefore: boolean, isOne: boolean): boolean {
  const done = ts.isIfStatement(cut) ? cut.thenStatement : ts.isWhileStatement(cut) ? cut.statement : cut;
  const inner = ts.isBlock(done) ? done.statements[0] : done;
  const what = inner && ts.isExpressionStatement(inner) ? inner.expression : undefined;
  if (what === undefined || cutAfter(what) !== adds) return false;
  const isDrop = ts.isCallExpression(what) && /\b(?:shift|pop)$/.test(what.expression.getText());
  if (isDrop) return isOne;
  if (isBefore || ts.isWhileStatement(cut)) return false;
  return !ts.isIfStatement(cut) || measureOf(cut.expression) === measureCut(what);
}

/** What adds at one end is cut at the other. */
function cutAfter(what: ts.Expression): 'push' | 'unshift' {
  const call = ts.isBinaryExpression(what) ? undressed(what.right) : what;
  // `list.length = N`
  if (!ts.isCallExpression(call)) return 'unshift';
  const [first] = call.arguments;
  const isFromStart = first?.getText() === '0';
  const method = ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : '';
  if (method === 'slice') return isFromStart ? 'unshift' : 'push';
  return method === 'shift' || (method === 'splice' && isFromStart) ? 'push' : 'unshift';
}

/** `N` of `list.length > N`, which says nothing that the cut does not say itself. */
function measureOf(condition: ts.Expression): string | undefined {
  const bare = undressed(condition);
  if (!ts.isBinaryExpression(bare) || !bare.left.getText().endsWith('.length')) return undefined;
  const { kind } = bare.operatorToken;
  const isMore = kind === ts.SyntaxKind.GreaterThanToken || kind === ts.SyntaxKind.GreaterThanEqualsToken;
  return isMore ? bare.right.getText() : undefined;
}

/** `N` of `list.splice(0, list.length - N)`, `list = list.slice(-N)`, `list.length = N`, `list.splice(N)`. */
function measureCut(what: ts.Expression): string | undefined {
  if (ts.isBinaryExpression(what)) {
    const value = undressed(what.right);
    if (!ts.isCallExpression(value)) return value.getText();
    const kept = value.arguments.at(-1);
    // `slice(list.length - N)`
    if (kept && ts.isBinaryExpression(kept)) return kept.right.getText();
    return kept?.getText().replace(/^-\s*/, '');
  }
  if (!ts.isCallExpression(what)) return undefined;
  const last = what.arguments.at(-1);
  const surplus = last && undressed(last);
  return surplus && ts.isBinaryExpression(surplus) ? surplus.right.getText() : surplus?.getText();
}
