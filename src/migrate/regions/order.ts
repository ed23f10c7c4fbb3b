/** Which of two expressions of a function may be done before the other with nothing waited for in between, loops included. */
import { ts } from 'ts-morph';
import { descendants, isInside, undressed, writtenBy, type Body } from '../nodes.js';
import { barriersOf, canFollow, isWaitBetween } from './touches.js';

export type MayPrecede = (before: ts.Node, after: ts.Node) => boolean;

export function orderIn(body: Body): MayPrecede {
  const barriers = barriersOf(body, () => false);

  /** From one round of a loop to the next. */
  const comesAround = (before: ts.Node, after: ts.Node): boolean => {
    const loop = loopAround(before, after, body);
    if (loop === undefined) return false;
    const isBetween = (barrier: ts.Node): boolean => barrier.end > before.end || barrier.end <= after.end;
    return !barriers.some((barrier) => isInside(barrier, loop) && isBetween(barrier));
  };

  return (before, after) => {
    if (isEitherOr(before, after, body)) return false;
    const isInText = before !== after && before.end <= after.end;
    if (isInText && canFollow(before, after) && !isWaitBetween(barriers, before, after)) return true;
    return comesAround(before, after);
  };
}

function loopAround(a: ts.Node, b: ts.Node, body: Body): ts.IterationStatement | undefined {
  for (let at = a.parent; at !== body; at = at.parent)
    if (ts.isIterationStatement(at, false) && isInside(b, at) && isRepeated(at, a) && isRepeated(at, b)) return at;
  return undefined;
}

/** `if (kind === 'in') …; if (kind === 'out') …`: what is asked is one thing or another. */
function isEitherOr(a: ts.Node, b: ts.Node, body: Body): boolean {
  const others = answersAround(b, body);
  return answersAround(a, body).some(({ asked, answer, statement }) =>
    others.some(
      (other) =>
        other.statement !== statement && other.asked === asked && other.answer !== answer && isSteady(asked, body),
    ),
  );
}

interface Answer {
  readonly statement: ts.IfStatement;
  readonly asked: string;
  readonly answer: string;
}

function answersAround(node: ts.Node, body: Body): Answer[] {
  const found: Answer[] = [];
  for (let at = node; at !== body && !ts.isSourceFile(at); at = at.parent) {
    const { parent } = at;
    if (!ts.isIfStatement(parent) || parent.thenStatement !== at) continue;
    const condition = undressed(parent.expression);
    if (!ts.isBinaryExpression(condition) || condition.operatorToken.kind !== ts.SyntaxKind.EqualsEqualsEqualsToken)
      continue;
    const { left, right } = condition;
    if (ts.isStringLiteralLike(right) || ts.isNumericLiteral(right))
      found.push({ statement: parent, asked: left.getText(), answer: right.text });
  }
  return found;
}

/** Nobody gives it another value meanwhile: a name or a path of names that is nowhere written. */
function isSteady(asked: string, body: Body): boolean {
  if (!/^[\w$]+(?:\.[\w$]+)*$/.test(asked)) return false;
  const isPart = (written: ts.Expression): boolean =>
    asked === written.getText() || asked.startsWith(`${written.getText()}.`);
  return ![...descendants(body)].some((node) => {
    const written = writtenBy(node);
    return written !== undefined && isPart(written);
  });
}

/** What a loop begins with is done once. */
function isRepeated(loop: ts.IterationStatement, node: ts.Node): boolean {
  if (ts.isForStatement(loop)) return loop.initializer === undefined || !isInside(node, loop.initializer);
  return !((ts.isForOfStatement(loop) || ts.isForInStatement(loop)) && isInside(node, loop.expression));
}
