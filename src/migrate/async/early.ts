/** `some`, `every` and `find` stop at the first element that answers: as a loop that waits they still do. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { indentAt, styleOf } from '../style.js';
import type { Cause, Draft } from './draft.js';
import { isInList, isTypeScript, lineEndOf, statementBegunBy } from './layout.js';
import { loopOf, type Loop } from './loops.js';
import { innermost } from './sites.js';
import type { ElementCallback } from './words.js';

interface Answer {
  /** What it is where no element stops it. */
  readonly otherwise: string;
  readonly answer: (item: string) => string;
  /** Whether the question holds for the element that stops it. */
  readonly holds: boolean;
  readonly names: readonly string[];
}

const ANSWERS: Readonly<Record<string, Answer>> = {
  some: { otherwise: 'false', answer: () => 'true', holds: true, names: ['found', 'isFound'] },
  every: { otherwise: 'true', answer: () => 'false', holds: false, names: ['all', 'isAll'] },
  find: { otherwise: 'undefined', answer: (item) => item, holds: true, names: ['found'] },
};

interface Place {
  readonly kind: 'returned' | 'declared' | 'asked';
  readonly statement: ts.Statement;
  readonly declaration?: ts.VariableDeclaration;
}

export const canStop = (code: Code, element: ElementCallback): boolean => stopOf(code, element) !== undefined;

function stopOf(code: Code, element: ElementCallback): { place: Place; loop: Loop; answer: Answer } | undefined {
  const answer = ANSWERS[element.method];
  const loop = answer && loopOf({ code }, element);
  const place = loop && placeOfCall(element.call);
  if (answer === undefined || loop === undefined || place === undefined) return undefined;
  if (loop.optional || ts.isBlock(loop.body)) return undefined;
  const isItem = /^[\w$]+$/.test(loop.item) || element.method !== 'find';
  const isTaken = place.declaration?.name.getText() === loop.item;
  return isItem && !isTaken ? { place, loop, answer } : undefined;
}

function placeOfCall(call: ts.CallExpression): Place | undefined {
  const { parent } = call;
  if (ts.isReturnStatement(parent)) return isInList(parent) ? { kind: 'returned', statement: parent } : undefined;
  if (ts.isVariableDeclaration(parent) && parent.initializer === call && ts.isIdentifier(parent.name)) {
    const { parent: list } = parent;
    const { parent: statement } = list;
    const isAlone = ts.isVariableDeclarationList(list) && list.declarations.length === 1 && isBlockScoped(list);
    const isPlain = ts.isVariableStatement(statement) && isInList(statement) && !ts.getModifiers(statement)?.length;
    return isAlone && isPlain ? { kind: 'declared', statement, declaration: parent } : undefined;
  }
  const statement = statementBegunBy(call);
  return statement && ts.isIfStatement(statement) ? { kind: 'asked', statement } : undefined;
}

const isBlockScoped = (list: ts.VariableDeclarationList): boolean => (list.flags & ts.NodeFlags.BlockScoped) !== 0;

export function loopThatStops(draft: Draft, element: ElementCallback): boolean {
  const stop = stopOf(draft.code, element);
  if (stop === undefined) return false;
  const { place, loop, answer } = stop;
  const { call, stores } = element;
  const { statement, kind, declaration } = place;
  const file = statement.getSourceFile();
  const cause: Cause = { reason: `\`${element.method}\` does not wait, and stops at the first that answers`, stores };
  const { semicolon, indent } = styleOf(file);
  const line = lineEndOf(file) + indentAt(file.text, statement.getStart());
  const name = declaration?.name.getText() ?? (kind === 'asked' ? draft.fresh(call, answer.names) : '');
  const prefix = file.text.slice(statement.getStart(), call.getStart());
  const begun =
    kind === 'returned' ? '' : `let ${name}${typeOf(draft, element, declaration)}${startOf(answer)}${semicolon}${line}`;
  const said = answer.answer(loop.item);
  const inner = line + indent;
  const end =
    kind === 'returned'
      ? ` return ${said}${semicolon}${line}}${line}return ${answer.otherwise}`
      : ` {${inner}${indent}${name} = ${said}${semicolon}${inner}${indent}break${semicolon}${inner}}${line}}`;
  const after = kind === 'asked' ? `${line}${prefix}${name}` : '';
  draft.replace(statement, statement.getStart(), loop.receiver.getStart(), `${begun}for (${loop.head}`, cause);
  const [open, close, from] = asked(loop.body as ts.Expression, answer.holds);
  draft.replace(call, loop.receiver.end, from, `${loop.tail}) {${inner}if ${open}`, cause);
  const stopsAt = kind === 'declared' ? statement.end : call.end;
  draft.replace(call, loop.body.end, stopsAt, close + end + after, cause);
  return true;
}

const startOf = ({ otherwise }: Answer): string => (otherwise === 'undefined' ? '' : ` = ${otherwise}`);

/** Where nothing is found there is no first value that would say it. */
function typeOf({ code: { checker } }: Draft, { call, method }: ElementCallback, declaration?: ts.VariableDeclaration) {
  if (declaration?.type) return `: ${declaration.type.getText()}`;
  if (method !== 'find' || !isTypeScript(call.getSourceFile())) return '';
  return `: ${checker.typeToString(checker.getTypeAtLocation(call), call)}`;
}

/** The question with its parentheses; `!x` asked the other way round is `x`. */
function asked(body: ts.Expression, holds: boolean): readonly [open: string, close: string, from: number] {
  if (holds) return ['(', ')', body.getStart()];
  const bare = innermost(body);
  const isNegated =
    ts.isPrefixUnaryExpression(bare) && bare.operator === ts.SyntaxKind.ExclamationToken && bare === body;
  if (!isNegated) return ['(!(', '))', body.getStart()];
  // What is awaited there, and what was in parentheses, brings its own.
  const hasOwn = ts.isParenthesizedExpression(bare.operand) || ts.isCallExpression(bare.operand);
  return hasOwn ? ['', '', bare.operand.getStart()] : ['(', ')', bare.operand.getStart()];
}
