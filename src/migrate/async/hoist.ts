/**
 * `total += m.get(k)` reads `total` before it waits, and loses what others add meanwhile: what waits is computed first, in a line of its own.
 */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { descendants, isFunction, writtenBy } from '../nodes.js';
import type { Draft } from './draft.js';
import { endBefore, isInList, wordsFor } from './layout.js';
import { isPrivate, isRepeatable } from './locals.js';
import { shortText, type Reason } from './notes.js';
import { isAssignment } from './place.js';
import { innermost, outermost, within } from './sites.js';
import type { Wait } from './words.js';

const SHORT_CIRCUITS = new Set([
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
]);

/** The assignment of a shared place that has to be read or changed only after the wait. */
export interface LateAssignment {
  readonly assignment: ts.BinaryExpression;
  /** What is computed first. */
  readonly early: ts.Expression;
  readonly wait: Wait;
}

export function lateAssignmentOf(
  draft: Draft,
  wait: Wait,
  dissolved: ReadonlySet<ts.Node>,
): LateAssignment | undefined {
  const assignment = assignmentAround(wait.node);
  if (assignment === undefined || wait.iterable) return undefined;
  const { left, right, operatorToken } = assignment;
  if (SHORT_CIRCUITS.has(operatorToken.kind) || isPrivate(draft.code.checker, left, dissolved)) return undefined;
  const early =
    operatorToken.kind !== ts.SyntaxKind.EqualsToken || !isRepeatable(left)
      ? right
      : readsBefore(left.getText(), right, wait.node)
        ? outermost(wait.node)
        : undefined;
  return early && { assignment, early, wait };
}

function assignmentAround(node: ts.Node): ts.BinaryExpression | undefined {
  for (
    let child = node, at = node.parent;
    !ts.isStatement(at) && !isFunction(at) && !ts.isSourceFile(at);
    child = at, at = at.parent
  )
    if (ts.isBinaryExpression(at) && at.right === child && isAssignment(at)) return at;
  return undefined;
}

function readsBefore(target: string, right: ts.Expression, wait: ts.Expression): boolean {
  for (const node of [right, ...within(right)])
    if (node.end <= wait.getStart() && node.getText() === target) return true;
  return false;
}

/** Undefined when it is done; otherwise why it cannot be. */
export function hoist(draft: Draft, { assignment, early, wait }: LateAssignment): Reason | undefined {
  const { left, right, operatorToken } = assignment;
  const statement = outermost(assignment).parent;
  const file = assignment.getSourceFile();
  const name = draft.fresh(
    statement,
    early === right && !isOrElse(right, wait.node) ? ['value', 'stored'] : wordsFor(wait.node),
  );
  if (isChangedBy(wait.node, left, draft.code)) {
    return {
      code: 'UNKNOWN_USE',
      why: `${left.getText()} was read before ${shortText(wait.node)} changes it, and would be read after the wait`,
      advice: 'Say which of the two is to count: have the call give what it comes to, and set it once.',
    };
  }
  const isStatement = ts.isExpressionStatement(statement) && statement.expression === assignment;
  if (!isStatement || !canMove(left, right, early)) {
    return {
      code: 'UNKNOWN_USE',
      why: `${left.getText()} ${operatorToken.getText()} … would be read before the wait and written after it`,
      advice: 'Compute what waits first, in a statement of its own.',
      replacement: `const ${name} = await ${wait.text ?? wait.node.getText()};`,
    };
  }
  const cause = { reason: 'what is shared is read and written after the wait', stores: wait.stores };
  const head = file.text.slice(statement.getStart(), early.getStart());
  const again = head + name;
  const lead = file.text.slice(operatorToken.end, right.getStart()).trim();
  const inList = isInList(statement);
  const between = inList ? endBefore(statement, again) : '; ';
  draft.replace(
    statement,
    statement.getStart(),
    early.getStart(),
    `${inList ? '' : '{ '}const ${name} = ${early === right && lead ? `${lead} ` : ''}`,
    cause,
  );
  const close = inList || statement.end !== early.end ? '' : ' }';
  // It follows what closes the early part, and precedes what goes on after it.
  draft.insert(statement, early.end, between + again + close, cause);
  if (!inList && close === '') draft.insert(statement, statement.end, ' }', cause);
  return undefined;
}

/** Whether what runs sets the place that its own result is put into: `total = Math.max(total, measure())`, where `measure` counts `total` up. */
function isChangedBy(run: ts.Node, place: ts.Expression, code: Code, seen = new Set<ts.Node>()): boolean {
  const { checker } = code;
  const changed = placeSymbol(place, checker);
  if (changed === undefined || seen.has(run)) return false;
  seen.add(run);
  return [...descendants(run)].some((node) => {
    const written = writtenBy(node);
    if (written !== undefined && placeSymbol(written, checker) === changed) return true;
    if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return false;
    const fn = checker.getResolvedSignature(node)?.declaration;
    return fn !== undefined && isFunction(fn) && fn.body !== undefined && isChangedBy(fn.body, place, code, seen);
  });
}

function placeSymbol(place: ts.Expression, checker: ts.TypeChecker): ts.Symbol | undefined {
  const bare = innermost(place);
  return checker.getSymbolAtLocation(ts.isPropertyAccessExpression(bare) ? bare.name : bare);
}

/** `await m.get(k)`, or that `?? 0`: it is called after the store either way. */
function isOrElse(right: ts.Expression, wait: ts.Expression): boolean {
  const bare = innermost(right);
  if (bare === innermost(wait)) return true;
  return ts.isBinaryExpression(bare) && DEFAULTS.has(bare.operatorToken.kind) && isOrElse(bare.left, wait);
}

const DEFAULTS: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken]);

/** Between the part that is computed first and its old place nothing may happen, and it must have been certain to be reached. */
function canMove(left: ts.Expression, right: ts.Expression, early: ts.Expression): boolean {
  if (early === right) {
    const changed = isRepeatable(left) ? [] : [...within(left)].filter(ts.isIdentifier).map(({ text }) => text);
    const words = new Set([...within(right), right].filter(ts.isIdentifier).map(({ text }) => text));
    return !changed.some((name) => words.has(name));
  }
  for (let child: ts.Node = early, at = early.parent; child !== right; child = at, at = at.parent) {
    const conditional = ts.isConditionalExpression(at) && at.condition !== child;
    const shortcut =
      ts.isBinaryExpression(at) &&
      at.right === child &&
      [ts.SyntaxKind.BarBarToken, ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.QuestionQuestionToken].includes(
        at.operatorToken.kind,
      );
    if (conditional || shortcut || ts.isOptionalChain(at)) return false;
    const before: ts.Node[] = [];
    ts.forEachChild(at, (sibling) => {
      if (sibling.end <= child.pos) before.push(sibling);
    });
    if (!before.every(isRepeatable)) return false;
  }
  return true;
}
