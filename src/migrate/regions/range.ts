/** The statements that become the body of a transaction: from the first touch to the last, or on to the end of the function. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { descendants, isFunction, isInside, listAround, ownDescendants, type StatementList } from '../nodes.js';
import { localUsesOf } from '../local-names.js';
import type { Region } from './touches.js';

export interface Range {
  readonly list: StatementList;
  readonly statements: readonly ts.Statement[];
  /** What follows in the same list. */
  readonly rest: readonly ts.Statement[];
}

export type Exit = ts.ReturnStatement | ts.BreakOrContinueStatement;

export function rangeOf(region: Pick<Region, 'touches' | 'body'>): Range | undefined {
  const around = listAround(region.touches.map(({ node }) => node));
  if (around === undefined || !isInside(around.list, region.body)) return undefined;
  return slice(around.list, around.first, around.last);
}

function slice(list: StatementList, first: number, last: number): Range {
  return { list, statements: list.statements.slice(first, last + 1), rest: list.statements.slice(last + 1) };
}

export function extended({ list, statements }: Range): Range {
  const [first] = statements;
  return slice(list, first === undefined ? 0 : list.statements.indexOf(first), list.statements.length - 1);
}

/** Where control leaves the range other than at its end. */
export function exitsOf({ statements }: Pick<Range, 'statements'>): Exit[] {
  return statements.flatMap((statement) =>
    [...ownDescendants(statement)].filter((node): node is Exit => {
      if (isFunction(statement)) return false;
      if (ts.isReturnStatement(node)) return true;
      return ts.isBreakOrContinueStatement(node) && leaves(node, statement);
    }),
  );
}

/** Those that end the loop or switch around, or its round. */
export const jumpsOf = (range: Pick<Range, 'statements'>): ts.BreakOrContinueStatement[] =>
  exitsOf(range).filter((exit) => ts.isBreakOrContinueStatement(exit));

/** Its loop or switch lies around the range. */
function leaves(jump: ts.BreakOrContinueStatement, statement: ts.Statement): boolean {
  if (jump.label !== undefined) return true;
  for (let at: ts.Node = jump; ; at = at.parent) {
    if (ts.isIterationStatement(at, false)) return false;
    if (ts.isBreakStatement(jump) && ts.isSwitchStatement(at)) return false;
    if (at === statement) return true;
  }
}

/** Nothing of the function comes after this list. */
export function endsFunction(list: StatementList): boolean {
  if (ts.isSourceFile(list)) return false;
  if (isFunction(list.parent)) return true;
  const { parent } = list;
  if (!ts.isBlock(list)) return false;
  // Once more around an `if`: what is last in it is last in what it is last in.
  if (ts.isIfStatement(parent) || ts.isBlock(parent)) {
    const outer = parent.parent;
    if (ts.isIfStatement(outer)) return endsFunctionAt(outer);
    return endsFunctionAt(parent);
  }
  return false;
}

function endsFunctionAt(statement: ts.Statement): boolean {
  const { parent } = statement;
  if (ts.isIfStatement(parent)) return endsFunctionAt(parent);
  return ts.isBlock(parent) && parent.statements.at(-1) === statement && endsFunction(parent);
}

export function isInsideTry(node: ts.Node, body: ts.Node): boolean {
  for (let at = node; at !== body; at = at.parent)
    if (
      ts.isTryStatement(at.parent) &&
      (at === at.parent.tryBlock || (at === at.parent.catchClause && at.parent.finallyBlock))
    )
      return true;
  return false;
}

/** Names that the range declares and that are used after it. */
export function neededAfter({ checker }: Code, { statements, rest, list }: Range): ts.Identifier[] {
  const end = statements.at(-1)?.end ?? 0;
  const declared = statements.flatMap((statement) =>
    ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.flatMap(({ name }) => namesIn(name))
      : ts.isFunctionDeclaration(statement) && statement.name
        ? [statement.name]
        : [],
  );
  if (rest.length === 0) return [];
  return declared.filter((name) =>
    localUsesOf(checker, name).some((reference) => reference.pos >= end && isInside(reference, list)),
  );
}

function namesIn(binding: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(binding)) return [binding];
  return binding.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
}

/** Assignments in the range to names from outside, which a second run would make again. */
export function assignedOutside({ checker }: Code, { statements }: Range): ts.Identifier[] {
  const [first] = statements;
  const last = statements.at(-1);
  if (first === undefined || last === undefined) return [];
  const isWithin = (node: ts.Node) => node.pos >= first.pos && node.end <= last.end;
  return statements.flatMap((statement) =>
    [...descendants(statement)].flatMap((node) => {
      const target = assignedName(node);
      const [declaration] = (target && checker.getSymbolAtLocation(target)?.declarations) ?? [];
      return target && declaration && !isWithin(declaration) ? [target] : [];
    }),
  );
}

function assignedName(node: ts.Node): ts.Identifier | undefined {
  const isPlainAssignment = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
  // `x = x + 1` reads what the run before has left.
  return isPlainAssignment && ts.isIdentifier(node.left) && !node.right.getText().includes(node.left.text)
    ? undefined
    : compoundTarget(node);
}

function compoundTarget(node: ts.Node): ts.Identifier | undefined {
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const isStep = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
    return isStep && ts.isIdentifier(node.operand) ? node.operand : undefined;
  }
  if (!ts.isBinaryExpression(node) || !ts.isIdentifier(node.left)) return undefined;
  const { kind } = node.operatorToken;
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment ? node.left : undefined;
}
