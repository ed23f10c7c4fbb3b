/** Callbacks that only read: all elements are asked for at a time, and the list goes on as it did. */
import { ts } from 'ts-morph';
import { isInside } from '../nodes.js';
import type { Draft } from './draft.js';
import { isTypeScript, lineEndOf, separatorBefore, statementBegunBy } from './layout.js';
import { isRepeatable } from './locals.js';
import { placeAwait } from './place.js';
import { innermost, isFunctionValue, within } from './sites.js';
import type { ElementCallback, Wait } from './words.js';

/** How a method is said with `map` over promises; what follows the list of what they gave. */
const TOGETHER: Readonly<Record<string, { readonly then: string; readonly keeps?: boolean }>> = {
  map: { then: '' },
  from: { then: '' },
  flatMap: { then: '.flat()' },
  some: { then: '.some(Boolean)' },
  every: { then: '.every(Boolean)' },
  findIndex: { then: '.findIndex(Boolean)' },
  filter: { then: '.flat()', keeps: true },
  find: { then: '.flat()[0]', keeps: true },
};

/** Stops at the first one that answers; asked together, all are asked. */
export const STOPS_EARLY: ReadonlySet<string> = new Set(['some', 'every', 'find', 'findIndex']);

/** Whether a callback is an expression that is a promise itself: `(k) => m.get(k)` needs no `async`. */
export function isPromiseItself({ callback, method }: ElementCallback, waits: ReadonlyMap<ts.Node, Wait>): boolean {
  const func = innermost(callback);
  if (TOGETHER[method] === undefined || TOGETHER[method].keeps || !ts.isArrowFunction(func)) return false;
  return waits.has(func.body) && waits.get(func.body)?.iterable !== true;
}

/** False where it cannot be written so. */
export function askTogether(draft: Draft, element: ElementCallback): boolean {
  const { call, callback, method, stores } = element;
  const shape = TOGETHER[method];
  const access = innermost(call.expression);
  if (shape === undefined || !ts.isPropertyAccessExpression(access) || ts.isOptionalChain(call)) return false;
  const cause = { reason: 'all are asked for together', stores };
  if (shape.keeps && !keepItem(draft, element)) return false;
  if (method !== 'map' && method !== 'from')
    draft.replace(access, access.name.getStart(), access.name.end, 'map', cause);
  placeAwait(draft, { node: call, call: ['Promise.all(', ')'], then: shape.then }, cause);
  keepPair(draft, callback, cause);
  return true;
}

/** `(k) => m.has(k)` → `async (k) => ((await m.has(k)) ? [k] : [])` */
function keepItem(draft: Draft, { callback, stores }: ElementCallback): boolean {
  const cause = { reason: 'what is kept is known only after the wait', stores };
  const func = innermost(callback);
  if (!isFunctionValue(func)) {
    const item = draft.fresh(callback, ['item', 'each']);
    draft.replace(
      callback,
      callback.getStart(),
      callback.end,
      `async (${item}) => ((await ${callback.getText()}(${item})) ? [${item}] : [])`,
      cause,
    );
    return true;
  }
  const name = func.parameters[0]?.name;
  if (name === undefined || !ts.isIdentifier(name) || ts.isBlock(func.body)) return false;
  const loose =
    LOOSE.has(func.body.kind) ||
    (ts.isBinaryExpression(func.body) && func.body.operatorToken.kind === ts.SyntaxKind.CommaToken);
  draft.around(func.body, loose ? '((' : '(', `${loose ? ')' : ''} ? [${name.text}] : [])`, cause);
  return true;
}

const LOOSE: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.ConditionalExpression,
  ts.SyntaxKind.ArrowFunction,
  ts.SyntaxKind.YieldExpression,
]);

/** The body of a callback that decides what is kept, and so stands before a `?`. */
export function isTest({ callback, method }: ElementCallback, node: ts.Node): boolean {
  const func = innermost(callback);
  return (
    TOGETHER[method]?.keeps === true &&
    isFunctionValue(func) &&
    (func.body === node || isInParentheses(node, func.body))
  );
}

function isInParentheses(node: ts.Node, body: ts.ConciseBody): boolean {
  return !ts.isBlock(body) && innermost(body) === node;
}

/** `[k, m.get(k)]` was a pair because of where it went; behind a promise that has to be said. */
function keepPair(draft: Draft, callback: ts.Expression, cause: { reason: string; stores: readonly string[] }): void {
  const func = innermost(callback);
  if (!isFunctionValue(func) || !isTypeScript(func.getSourceFile())) return;
  const pair = innermost(
    ts.isBlock(func.body) ? (lastReturned(func.body) ?? (func.body as unknown as ts.Expression)) : func.body,
  );
  if (!ts.isArrayLiteralExpression(pair) || ts.isAsExpression(pair.parent)) return;
  const type = draft.code.checker.getContextualType(pair);
  if (type && (draft.code.checker.isTupleType(type) || isPairLike(draft.code.checker, type)))
    draft.around(pair, '', ' as const', cause);
}

const isPairLike = (checker: ts.TypeChecker, type: ts.Type): boolean =>
  type.isUnion() && type.types.some((each) => checker.isTupleType(each));

function lastReturned(body: ts.Block): ts.Expression | undefined {
  const last = body.statements.at(-1);
  return last && ts.isReturnStatement(last) ? last.expression : undefined;
}

/** `ks.sort((a, b) => m.get(a) - m.get(b))`: what is compared is read before. Gives the waits that it replaced, or nothing. */
export function readRanks(draft: Draft, element: ElementCallback, waits: readonly Wait[]): readonly Wait[] | undefined {
  const { call, callback, stores } = element;
  const func = innermost(callback);
  const access = innermost(call.expression);
  if (!isFunctionValue(func) || !ts.isPropertyAccessExpression(access) || ts.isOptionalChain(call)) return undefined;
  const [a, b] = func.parameters.map(({ name }) => name);
  const inside = waits.filter(({ node }) => isInside(node, func.body));
  if (a === undefined || b === undefined || !ts.isIdentifier(a) || !ts.isIdentifier(b) || inside.length !== 2)
    return undefined;
  const forms = inside.map(({ node, text }) => (text === undefined ? sameForm(node, [a.text, b.text]) : undefined));
  const [form] = forms;
  const statement = statementBegunBy(call);
  if (form === undefined || forms[1] !== form || statement === undefined || !isRepeatable(access.expression))
    return undefined;
  const typed = isTypeScript(call.getSourceFile());
  const ranks = draft.fresh(call, ['ranks']);
  const cause = { reason: 'a comparison cannot wait, so what it compares is read before', stores };
  const pair = `[item, await ${form}]${typed ? ' as const' : ''}`;
  const lines = `const ${ranks} = new Map(await Promise.all(${access.expression.getText()}.map(async (item) => ${pair})));`;
  draft.insert(
    statement,
    statement.getStart(),
    lines + (separatorBefore(statement) || lineEndOf(call.getSourceFile())),
    cause,
  );
  for (const { node } of inside) {
    const item = mentions(node, a.text) ? a.text : b.text;
    draft.replace(
      node,
      node.getStart(),
      node.end,
      `${ranks}.get(${item})${typed && !ts.isNonNullExpression(node.parent) ? '!' : ''}`,
      cause,
    );
  }
  return inside;
}

const mentions = (node: ts.Node, name: string): boolean =>
  [...within(node)].some((each) => ts.isIdentifier(each) && each.text === name);

/** The text with `item` for the one parameter that it mentions. */
function sameForm(node: ts.Expression, names: readonly string[]): string | undefined {
  const used = names.filter((name) => mentions(node, name));
  const [name] = used;
  if (name === undefined || used.length !== 1) return undefined;
  const start = node.getStart();
  let text = node.getText();
  for (const each of [...within(node)].filter(ts.isIdentifier).reverse())
    if (each.text === name && !(ts.isPropertyAccessExpression(each.parent) && each.parent.name === each))
      text = `${text.slice(0, each.getStart() - start)}item${text.slice(each.end - start)}`;
  return text;
}
