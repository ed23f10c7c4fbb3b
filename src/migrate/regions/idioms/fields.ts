/**
 * A record whose fields are written one by one: each is counted, or given another value, without a look at the others. What is written in a row is
 * one operation, and no transaction, which many requests at once would contend for.
 */
import { ts } from 'ts-morph';
import type { Code } from '../../code.js';
import { dressed, isAssignment, isInside, isStep, isUnused, undressed } from '../../nodes.js';
import type { Target } from '../../targets.js';
import type { Access } from '../../uses/access.js';
import { isMember, memberName, type Member } from '../../uses/members.js';
import { rangeOf } from '../range.js';
import type { Region } from '../touches.js';
import { styleOf } from '../../style.js';
import { standsAlone } from '../words.js';
import { areApart, keyOf, nested, pathText, type FieldName } from './field-paths.js';
import { isContainer, isLeaf, isNumber, isUnknown } from './field-types.js';
import { accessesIn, lineOf, spanOf } from './parts.js';
import type { Idiom, Recogniser } from './types.js';

interface FieldWrite {
  /** The assignment, or the step. */
  readonly node: ts.Expression;
  readonly receiver: ts.Expression;
  readonly names: readonly FieldName[];
  readonly kind: 'add' | 'set';
  readonly value: Value;
  /** Keys that only a run knows. */
  readonly keys: readonly ts.Expression[];
}

/** What is added or set: an expression of the program, or nothing but the number one. */
interface Value {
  readonly isLess: boolean;
  readonly expression?: ts.Expression;
}

/** Whether it is worth being kept field by field. */
export const writesFields = (code: Code, accesses: readonly Access[]): boolean =>
  accesses.some((access) => writeOf(code.checker, access) !== undefined);

/** `metrics.requests++`, `metrics.byRoute[route] = (metrics.byRoute[route] ?? 0) + 1`, `state.mode = 'slow'`. */
export const fieldsWritten: Recogniser = ({ code, region, isPure }) => {
  const writes = writesIn(code.checker, region);
  const [first, ...others] = writes;
  if (first === undefined || !isAllOf(writes, region)) return undefined;
  const isFree = (expression: ts.Expression): boolean =>
    !accessesIn(region).some(({ node }) => isInside(node, expression));
  const values = writes.flatMap(({ value }) => value.expression ?? []);
  const keys = writes.flatMap((write) => write.keys);
  if (!keys.every(isPure) || ![...keys, ...values].every(isFree)) return undefined;
  if (others.length === 0) return alone(first);
  return values.every(isPure) ? inOne(writes, region) : undefined;
};

/** Each once, whichever of its accesses leads to it; in their order. */
function writesIn(checker: ts.TypeChecker, region: Region): FieldWrite[] {
  const writes = accessesIn(region).flatMap((access) => writeOf(checker, access) ?? []);
  return [...new Map(writes.map((write) => [write.node, write])).values()].sort((a, b) => a.node.pos - b.node.pos);
}

const isAllOf = (writes: readonly FieldWrite[], { touches }: Region): boolean =>
  touches.every((touch) => writes.some(({ node }) => isInside(touch.node, node)));

function writeOf(checker: ts.TypeChecker, { target, receiver, operation }: Access): FieldWrite | undefined {
  if (operation !== 'member' || !beginsAsObject(target)) return undefined;
  const members = membersFrom(receiver);
  const field = members.at(-1);
  if (field === undefined || !members.slice(0, -1).every((member) => isContainer(checker, member))) return undefined;
  const names = members.map(fieldName);
  const keys = members.flatMap((member) =>
    ts.isElementAccessExpression(member) && memberName(member) === undefined ? [member.argumentExpression] : [],
  );
  const base = { receiver, names, keys };
  const outer = dressed(field);
  const { parent: node } = outer;
  if (isStep(node)) {
    const isLess = node.operator === ts.SyntaxKind.MinusMinusToken;
    return isNumber(checker, field) ? { ...base, node, kind: 'add', value: { isLess } } : undefined;
  }
  if (!isAssignment(node) || node.left !== outer) return undefined;
  const sum = addedTo(checker, field, node);
  if (sum !== undefined) return { ...base, node, kind: 'add', value: sum };
  const isSet = node.operatorToken.kind === ts.SyntaxKind.EqualsToken && isUnused(node);
  if (!isSet || !isLeaf(checker, field) || !isLeaf(checker, node.right)) return undefined;
  return { ...base, node, kind: 'set', value: { isLess: false, expression: node.right } };
}

/** What begins as `null` or is filled elsewhere has no fields to begin with. */
const beginsAsObject = ({ kind, initializer }: Target): boolean =>
  kind === 'record' && initializer !== undefined && ts.isObjectLiteralExpression(undressed(initializer));

/** `metrics.bytes`, `metrics.bytes.in` of `metrics.bytes.in += size`. */
function membersFrom(receiver: ts.Expression): Member[] {
  const members: Member[] = [];
  let at = dressed(receiver);
  while (isMember(at.parent, at) && at.parent.questionDotToken === undefined) {
    members.push(at.parent);
    at = dressed(at.parent);
  }
  return members;
}

function fieldName(member: Member): FieldName {
  const fixed = memberName(member);
  return fixed === undefined
    ? { text: (member as ts.ElementAccessExpression).argumentExpression.getText(), isFixed: false }
    : { text: fixed, isFixed: true };
}

/** `x += n`, `x -= n`, `x = x + n`, `x = (x ?? 0) + n`. */
function addedTo(checker: ts.TypeChecker, field: Member, node: ts.BinaryExpression): Value | undefined {
  const by = (expression: ts.Expression, isLess: boolean): Value | undefined => {
    if (!isNumber(checker, expression)) return undefined;
    return expression.getText() === '1' ? { isLess } : { isLess, expression };
  };
  const { kind } = node.operatorToken;
  if (kind === ts.SyntaxKind.PlusEqualsToken || kind === ts.SyntaxKind.MinusEqualsToken)
    return isNumber(checker, field) ? by(node.right, kind === ts.SyntaxKind.MinusEqualsToken) : undefined;
  const value = undressed(node.right);
  if (kind !== ts.SyntaxKind.EqualsToken || !ts.isBinaryExpression(value)) return undefined;
  const isLess = value.operatorToken.kind === ts.SyntaxKind.MinusToken;
  if (!isLess && value.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  const isItself = (expression: ts.Expression): boolean => isCountOf(checker, expression, field);
  if (isItself(value.left)) return by(value.right, isLess);
  return isItself(value.right) && !isLess ? by(value.left, false) : undefined;
}

/** `x`, `x ?? 0`, `x || 0`. */
function isCountOf(checker: ts.TypeChecker, expression: ts.Expression, field: Member): boolean {
  const bare = undressed(expression);
  const isSame = (one: ts.Expression): boolean => undressed(one).getText() === field.getText();
  if (!ts.isBinaryExpression(bare)) return isSame(bare) && isNumber(checker, field);
  const { kind } = bare.operatorToken;
  const isOr = kind === ts.SyntaxKind.QuestionQuestionToken || kind === ts.SyntaxKind.BarBarToken;
  return (
    isOr && bare.right.getText() === '0' && isSame(bare.left) && (isNumber(checker, bare) || isUnknown(checker, bare))
  );
}

/** What is added or set keeps its text, so that what waits in it is awaited there. */
function alone(write: FieldWrite): Idiom {
  const { node, receiver, kind, value } = write;
  const { quote } = styleOf(node.getSourceFile());
  const store = receiver.getText();
  const [opens, closes] =
    kind === 'set'
      ? around(write, `await ${store}.patch(`, ')')
      : [`await ${store}.increment(${pathText(write.names, quote)}`, ')'];
  const { expression, isLess } = value;
  const [before, after] = wrapped(node, isLess);
  if (kind === 'add' && expression === undefined) {
    const text = `${opens}${isLess ? ', -1' : ''}${closes}`;
    return edited([{ ...spanOf(node), text: before + text + after }]);
  }
  const at = expression ?? node;
  const [sign, end] = kind === 'add' ? [`, ${isLess ? signed(at) : ''}`, isLess ? closing(at) : ''] : ['', ''];
  return edited([
    { start: node.getStart(), end: at.getStart(), text: before + opens + sign },
    { start: at.end, end: node.end, text: end + closes + after },
  ]);
}

/** `{ bytes: { in: ` and ` } }`, within what calls for it. */
function around({ names, node }: FieldWrite, opens: string, closes: string): readonly [string, string] {
  const { quote } = styleOf(node.getSourceFile());
  const keys = names.map((name) => `{ ${keyOf(name, quote)}: `).join('');
  return [opens + keys, ' }'.repeat(names.length) + closes];
}

/** What is looked at is the sum, and of `n++` the number before. */
function wrapped(node: ts.Expression, isLess: boolean): readonly [string, string] {
  if (isUnused(node)) return ['', ''];
  const isBefore = ts.isPostfixUnaryExpression(node);
  const [opens, closes] = isBefore ? ['(', `) ${isLess ? '+' : '-'} 1`] : ['', ''];
  return standsAlone(node) ? [opens, closes] : [`(${opens}`, `${closes})`];
}

const isSimple = (node: ts.Expression): boolean =>
  ts.isNumericLiteral(node) ||
  ts.isIdentifier(node) ||
  ts.isPropertyAccessExpression(node) ||
  ts.isCallExpression(node) ||
  ts.isParenthesizedExpression(node);

const signed = (node: ts.Expression): string => (isSimple(node) ? '-' : '-(');
const closing = (node: ts.Expression): string => (isSimple(node) ? '' : ')');

const edited = (edits: Idiom['edits']): Idiom => ({
  edits,
  claimed: edits.map(({ start, end }) => ({ start, end })),
  warnings: [],
});

/** `metrics.requests++; metrics.lastAt = now;`: what is counted, and what is set with it. */
function inOne(writes: readonly FieldWrite[], region: Region): Idiom | undefined {
  const [first, ...others] = rangeOf(region)?.statements ?? [];
  const [write] = writes;
  if (first === undefined || write === undefined || others.length !== writes.length - 1) return undefined;
  const isRow = [first, ...others].every(
    (statement, i) => ts.isExpressionStatement(statement) && statement.expression === writes[i]?.node,
  );
  if (!isRow || others.some(isCommented) || !areApart(writes.map(({ names }) => names))) return undefined;
  const { quote } = styleOf(first.getSourceFile());
  const objectOf = (kind: FieldWrite['kind']): string | undefined => {
    const some = writes.filter((one) => one.kind === kind);
    return some.length === 0
      ? undefined
      : nested(
          some.map(({ names, value }) => ({ names, text: amount(value) })),
          quote,
        );
  };
  const [added, set] = [objectOf('add'), objectOf('set')];
  const text =
    added === undefined ? `patch(${set ?? ''})` : `add(${added}${set === undefined ? '' : `, { set: ${set} }`})`;
  const gone = others.map((statement) => ({ ...lineOf(statement), text: '' }));
  return edited([{ ...spanOf(write.node), text: `await ${write.receiver.getText()}.${text}` }, ...gone]);
}

const amount = ({ expression, isLess }: Value): string => {
  if (expression === undefined) return isLess ? '-1' : '1';
  return isLess ? signed(expression) + expression.getText() + closing(expression) : expression.getText();
};

/** A comment between two statements speaks of the one after it. */
const isCommented = (statement: ts.Statement): boolean =>
  (ts.getLeadingCommentRanges(statement.getSourceFile().text, statement.pos) ?? []).length > 0 ||
  (ts.getTrailingCommentRanges(statement.getSourceFile().text, statement.pos) ?? []).length > 0;
