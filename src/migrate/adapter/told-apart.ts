/**
 * Readers that answer otherwise for what is over than for what is not there: `if (!invite) return 404; if (invite.expiresAt < now) return 410;`. An entry
 * that were hidden at its time would get the wrong answer, so it has to stay visible.
 */
import { ts } from 'ts-morph';
import { bodyOf, endsAbruptly, isInside, isStatementList, ownDescendants, undressed, writtenBy } from '../nodes.js';
import type { End } from './clock.js';
import type { Household } from './housekeeping.js';

/** The question whose answer would be lost. */
export function toldApart(ends: readonly End[], household: Household): ts.Node | undefined {
  return ends.find((end) => isToldApart(end, household))?.at;
}

function isToldApart({ at, isOver }: End, household: Household): boolean {
  const branch = branchOf(at, isOver);
  const absent = branch && absentBefore(at, household);
  if (branch === undefined || absent === undefined) return false;
  const answers = [absent, branch].every((each) => endsAbruptly(each) && !begins(each, household));
  return answers && shown(absent, household) !== shown(branch, household);
}

/** A window that begins anew does so whether the old one is over or gone. */
function begins(branch: ts.Statement, { touches, entries }: Household): boolean {
  if (touches.some(({ node, method }) => WRITES.has(method) && isInside(node, branch))) return true;
  return [...ownDescendants(branch)].some((node) => {
    const written = writtenBy(node);
    return written !== undefined && entries.pathOf(written) !== undefined;
  });
}

const WRITES: ReadonlySet<string> = new Set(['set', 'assign', 'add', 'push', 'unshift', 'step']);

/** Where it goes when nothing else is asked for: with `!entry ||` before it, both have one answer. */
function branchOf(at: ts.Expression, isOver: boolean): ts.Statement | undefined {
  let node: ts.Expression = at;
  while (ts.isParenthesizedExpression(node.parent)) node = node.parent;
  const { parent } = node;
  if (!ts.isIfStatement(parent) || parent.expression !== node) return undefined;
  return isOver ? parent.thenStatement : parent.elseStatement;
}

/** What a statement before it answers for an entry that is not there. */
function absentBefore(at: ts.Node, household: Household): ts.Statement | undefined {
  const before = [...ownDescendants(bodyOf(at))].filter(ts.isIfStatement).filter(({ end }) => end <= at.pos);
  return before.find(({ expression, parent }) => isStatementList(parent) && isAbsence(expression, household))
    ?.thenStatement;
}

/** `!entry`, `entry === undefined`, `entry == null`. */
function isAbsence(condition: ts.Expression, { entries }: Household): boolean {
  const bare = undressed(condition);
  if (ts.isPrefixUnaryExpression(bare) && bare.operator === ts.SyntaxKind.ExclamationToken)
    return entries.pathOf(bare.operand) === '';
  if (!ts.isBinaryExpression(bare) || !/^===?$/.test(bare.operatorToken.getText())) return false;
  return /^(?:undefined|null)$/.test(bare.right.getText()) && entries.pathOf(bare.left) === '';
}

/** What others see of it: without the deletion of what is over. */
function shown(statement: ts.Statement, { touches }: Household): string {
  const statements = ts.isBlock(statement) ? [...statement.statements] : [statement];
  const isDeletion = (each: ts.Statement) =>
    ts.isExpressionStatement(each) &&
    touches.some(({ node, method }) => method === 'delete' && node === undressed(each.expression));
  return statements
    .filter((each) => !isDeletion(each))
    .map((each) => each.getText().replace(/\s+/g, ' ').replace(/;$/, ''))
    .join('; ');
}
