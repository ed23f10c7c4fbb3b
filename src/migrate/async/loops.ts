/** Callbacks that become the body of a loop: one element after the other, as it was. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { isFunction } from '../nodes.js';
import type { Cause, Draft } from './draft.js';
import { endBefore, isInList, isTypeScript, separatorBefore } from './layout.js';
import { changedBy, taskOf } from './locals.js';
import { innermost, isFunctionValue, ownBody, within } from './sites.js';
import { isArray, isUntyped } from './types.js';
import type { ElementCallback } from './words.js';

type Callback = ts.ArrowFunction | ts.FunctionExpression;

export interface Loop {
  readonly call: ts.CallExpression;
  readonly receiver: ts.Expression;
  readonly optional: boolean;
  readonly body: ts.ConciseBody;
  /** `const [i, k] of ` and what follows the receiver. */
  readonly head: string;
  readonly tail: string;
  readonly item: string;
}

const MOST_PARAMETERS = 2;

/** What can be a loop: the parameters become its variables, and nothing says `this`. */
export function loopOf(
  { code }: Pick<Draft, 'code'>,
  { call, callback, method }: ElementCallback,
  skip = 0,
): Loop | undefined {
  const access = innermost(call.expression);
  const func = innermost(callback);
  if (!ts.isPropertyAccessExpression(access) || !isFunctionValue(func)) return undefined;
  if (call.arguments.length > 1 + skip || method === 'from' || !isPlain(func)) return undefined;
  const parameters = func.parameters.slice(skip);
  if (parameters.length > MOST_PARAMETERS || func.parameters.some(isOdd)) return undefined;
  const receiver = access.expression;
  const names = parameters.map(({ name }) => name.getText());
  const taken = new Set([...within(receiver), receiver].filter(ts.isIdentifier).map(({ text }) => text));
  if (names.some((name) => taken.has(name))) return undefined;
  const optional = access.questionDotToken !== undefined;
  const [item = '_', index] = names;
  const kind = kindOf(code.checker, receiver);
  const variables = index === undefined ? item : `[${index}, ${item}]`;
  if (index !== undefined && (kind === 'set' || optional)) return undefined;
  const view =
    index !== undefined && kind === 'array' ? '.entries()' : index === undefined && kind === 'map' ? '.values()' : '';
  const keyword = isReassigned(func) ? 'let' : 'const';
  return { call, receiver, optional, body: func.body, head: `${keyword} ${variables} of `, tail: view, item };
}

const isOdd = ({ initializer, dotDotDotToken }: ts.ParameterDeclaration): boolean =>
  initializer !== undefined || dotDotDotToken !== undefined;

function kindOf(checker: ts.TypeChecker, receiver: ts.Expression): 'array' | 'map' | 'set' {
  const type = checker.getNonNullableType(checker.getTypeAtLocation(receiver));
  if (isUntyped(type) || isArray(checker, type)) return 'array';
  return type.symbol.name.endsWith('Map') ? 'map' : 'set';
}

function isPlain(func: Callback): boolean {
  if (func.asteriskToken) return false;
  if (ts.isArrowFunction(func)) return true;
  for (const node of within(func.body, ownBody))
    if (node.kind === ts.SyntaxKind.ThisKeyword || (ts.isIdentifier(node) && node.text === 'arguments')) return false;
  return func.name === undefined;
}

function isReassigned(func: Callback): boolean {
  const names = new Set(func.parameters.map(({ name }) => name.getText()));
  return [...within(func.body)].some((node) => names.has(changedBy(node)?.getText() ?? ''));
}

/** `ks.forEach((k) => { … })`. False where it cannot be a loop. */
export function loopForEach(draft: Draft, element: ElementCallback): boolean {
  const loop = loopOf(draft, element);
  const place = loop && statementOf(loop.call);
  if (loop === undefined || place === undefined) return false;
  const cause = { reason: '`forEach` does not wait', stores: element.stores };
  const label = labelFor(draft, loop.body);
  const before = `${place.kind === 'arrow' ? '{ ' : ''}${label ? `${label}: ` : ''}`;
  writeHead(draft, loop, before, cause);
  if (ts.isBlock(loop.body)) {
    for (const statement of returnsOf(loop.body)) replaceReturn(draft, statement, label, cause);
    const end = place.kind === 'statement' ? place.statement.end : loop.call.end;
    draft.replace(loop.call, loop.body.end, end, place.kind === 'arrow' ? ' }' : '', cause);
  } else {
    draft.replace(loop.call, loop.body.end, loop.call.end, place.kind === 'arrow' ? '; }' : '', cause);
  }
  return true;
}

function statementOf(call: ts.CallExpression) {
  const { parent } = call;
  if (ts.isExpressionStatement(parent)) return { kind: 'statement', statement: parent } as const;
  return ts.isArrowFunction(parent) && parent.body === call ? ({ kind: 'arrow' } as const) : undefined;
}

function writeHead(draft: Draft, loop: Loop, before: string, cause: Cause): void {
  const { call, receiver, body, optional, head, tail } = loop;
  const open = `${before}for (${head}${optional ? '(' : ''}`;
  draft.around(call, open, '', cause);
  const gap = call.getSourceFile().text.slice(receiver.end, body.getStart());
  const comments = (gap.match(/\/\*[\s\S]*?\*\//g) ?? []).join(' ');
  draft.replace(
    call,
    receiver.end,
    body.getStart(),
    `${optional ? ' ?? [])' : ''}${tail}) ${comments && `${comments} `}`,
    cause,
  );
}

const isRealLoop = (node: ts.Node): boolean => ts.isIterationStatement(node, false);

/** `continue` means the nearest loop; a `return` inside of another one needs the name of ours. */
function labelFor(draft: Draft, body: ts.ConciseBody): string | undefined {
  if (!ts.isBlock(body)) return undefined;
  for (const node of within(body, ownBody)) {
    if (!isRealLoop(node)) continue;
    for (const inner of within(node, ownBody)) if (ts.isReturnStatement(inner)) return draft.fresh(body, ['each']);
  }
  return undefined;
}

function* returnsOf(body: ts.Block): Generator<ts.ReturnStatement> {
  for (const node of within(body, ownBody)) if (ts.isReturnStatement(node)) yield node;
}

/** What it returned was dropped, but for what it does. */
function replaceReturn(draft: Draft, statement: ts.ReturnStatement, label: string | undefined, cause: Cause): void {
  const onwards = `continue${label ? ` ${label}` : ''}`;
  const { expression } = statement;
  if (expression === undefined) {
    draft.replace(statement, statement.getStart(), statement.getStart() + 'return'.length, onwards, cause);
    return;
  }
  const alone = !isInList(statement);
  draft.replace(statement, statement.getStart(), expression.getStart(), alone ? '{ ' : '', cause);
  const ended = statement.getText().endsWith(';');
  draft.replace(
    statement,
    expression.end,
    statement.end,
    `;${separatorIn(statement, alone)}${onwards}${ended || alone ? ';' : ''}${alone ? ' }' : ''}`,
    cause,
  );
}

const separatorIn = (statement: ts.Node, alone: boolean): string => (alone ? ' ' : separatorBefore(statement));

/** Where a list is made in a statement of its own, the statement can become a loop that fills it. */
const FILLS: Readonly<
  Record<string, (list: string, item: string, value: string) => readonly [string, string] | undefined>
> = {
  map: (list) => [`${list}.push(`, ')'],
  flatMap: (list) => [`${list}.push(...`, ')'],
  filter: (list, item) => ['if (', `) ${list}.push(${item})`],
};

export function loopThatFills(draft: Draft, element: ElementCallback): boolean {
  const loop = loopOf(draft, element);
  const fill = FILLS[element.method];
  const place = loop && placeOf(loop.call);
  if (loop === undefined || fill === undefined || place === undefined || loop.optional) return false;
  const { statement, annotation } = place;
  const name = place.name ?? draft.fresh(loop.call, ['results', 'items']);
  const isReturned = place.name === undefined;
  const [open, close] = fill(name, loop.item, '') ?? ['', ''];
  const statements = ts.isBlock(loop.body) ? returnsAtEnd(loop.body) : undefined;
  if (ts.isBlock(loop.body) && statements === undefined) return false;
  const cause = { reason: 'one after the other, as it was', stores: element.stores };
  const typed = isTypeScript(statement.getSourceFile()) ? listType(draft, loop.call) : '';
  const first = `const ${name}${annotation ?? typed} = []`;
  draft.replace(statement, statement.getStart(), loop.call.getStart(), `${first}${endBefore(statement, 'for')}`, cause);
  writeHead(draft, loop, '', cause);
  const tail = isReturned ? `${endBefore(statement, 'return')}return ${name}` : '';
  if (statements === undefined) {
    draft.around(loop.body, open, close, cause);
    draft.replace(loop.call, loop.body.end, loop.call.end, tail, cause);
    return true;
  }
  for (const { expression, start, end } of statements) {
    draft.replace(expression, start, expression.getStart(), open, cause);
    draft.replace(expression, expression.end, end, `${close}${end === expression.end ? '' : ';'}`, cause);
  }
  const rest = isReturned ? `${separatorBefore(statement)}return ${name};` : '';
  draft.replace(loop.call, loop.body.end, statement.end, rest, cause);
  return true;
}

/** One `return` and that at the end: anything else would need more than a loop. */
function returnsAtEnd(body: ts.Block): { expression: ts.Expression; start: number; end: number }[] | undefined {
  const [only, ...others] = returnsOf(body);
  if (only?.expression === undefined || others.length > 0 || body.statements.at(-1) !== only) return undefined;
  return [{ expression: only.expression, start: only.getStart(), end: only.end }];
}

/** A statement of its own that makes a value. */
interface Place {
  readonly statement: ts.Statement;
  /** The constant that takes it; none where it is returned. */
  readonly name?: string;
  readonly annotation?: string;
}

function placeOf(call: ts.CallExpression): Place | undefined {
  const { parent } = call;
  if (ts.isReturnStatement(parent) && isInList(parent)) return { statement: parent };
  if (!ts.isVariableDeclaration(parent) || !ts.isIdentifier(parent.name) || parent.initializer !== call)
    return undefined;
  const list = parent.parent;
  const statement = list.parent;
  const only = ts.isVariableDeclarationList(list) && list.declarations.length === 1 && list.flags & ts.NodeFlags.Const;
  if (!only || !ts.isVariableStatement(statement) || !isInList(statement) || ts.getModifiers(statement)?.length)
    return undefined;
  const annotation = parent.type && `: ${parent.type.getText()}`;
  return { statement, name: parent.name.text, ...(annotation !== undefined && { annotation }) };
}

function listType({ code }: Draft, call: ts.CallExpression): string {
  const text = code.checker.typeToString(code.checker.getTypeAtLocation(call), call);
  return /\bimport\(|\.\.\./.test(text) ? '' : `: ${text}`;
}

interface Reduction {
  readonly loop: Loop;
  readonly sum: ts.Identifier;
  readonly start: ts.Expression;
  readonly place: Place;
}

/** `const sum = ks.reduce((sum, k) => …, 0)`, with an expression as body: its first parameter becomes a variable. */
function reductionOf(draft: Pick<Draft, 'code' | 'dissolved'>, element: ElementCallback): Reduction | undefined {
  if (element.method !== 'reduce') return undefined;
  const loop = loopOf(draft, element, 1);
  const func = innermost(element.callback);
  const [start] = element.call.arguments.slice(1);
  const place = loop && placeOf(loop.call);
  if (loop === undefined || place === undefined || start === undefined || !isFunctionValue(func)) return undefined;
  const sum = func.parameters[0]?.name;
  if (sum === undefined || !ts.isIdentifier(sum) || func.parameters.length !== 2) return undefined;
  if (ts.isBlock(loop.body) || loop.optional) return undefined;
  if (place.name !== sum.text && isUsedAround(draft, func, sum.text)) return undefined;
  return { loop, sum, start, place };
}

const NONE_DISSOLVED: ReadonlySet<ts.Node> = new Set();

export const canReduce = (code: Code, element: ElementCallback): boolean =>
  reductionOf({ code, dissolved: NONE_DISSOLVED }, element) !== undefined;

export function loopThatReduces(draft: Draft, element: ElementCallback): boolean {
  const reduction = reductionOf(draft, element);
  if (reduction === undefined) return false;
  const { loop, sum, start, place } = reduction;
  const { statement, name } = place;
  const cause = { reason: '`reduce` does not wait', stores: element.stores };
  const type = isTypeScript(statement.getSourceFile()) ? reducedType(draft, element.call, place) : '';
  const head = `let ${sum.text}${type} = ${start.getText()}${endBefore(statement, 'for')}`;
  draft.replace(statement, statement.getStart(), loop.call.getStart(), head, cause);
  writeHead(draft, loop, '', cause);
  draft.around(loop.body, `${sum.text} = `, '', cause);
  const given = name === sum.text ? '' : `const ${name ?? ''} = ${sum.text}`;
  const result = name === undefined ? `return ${sum.text}` : given;
  draft.replace(loop.call, loop.body.end, loop.call.end, result && endBefore(statement, result) + result, cause);
  return true;
}

/** Whether the function around has something of that name already, in its parameters or its body. */
function isUsedAround({ dissolved }: Pick<Draft, 'dissolved'>, func: ts.Node, name: string): boolean {
  const task = taskOf(func, dissolved);
  const { text } = func.getSourceFile();
  const start = isFunction(task) ? task.parameters.pos : 0;
  const around = text.slice(start, func.getStart()) + text.slice(func.end, task.end);
  return new RegExp(`(?<![\\w$.])${name}(?![\\w$])`).test(around);
}

function reducedType({ code }: Draft, call: ts.CallExpression, { annotation }: Place): string {
  return annotation ?? `: ${code.checker.typeToString(code.checker.getTypeAtLocation(call), call)}`;
}
