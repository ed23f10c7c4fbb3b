/**
 * Callbacks that ask for the entries of what they are given: `ks.sort((a, b) => m.get(a) - m.get(b))`. All are read in one call before, and the callback
 * stays as synchronous as it was.
 */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { styleOf } from '../style.js';
import { isInside } from '../nodes.js';
import type { Draft } from './draft.js';
import { separatorBefore, statementBegunBy } from './layout.js';
import { isRepeatable } from './locals.js';
import { innermost, isFunctionValue } from './sites.js';
import { isArray, isUntyped } from './types.js';
import type { ElementCallback, Wait } from './words.js';

/** By method: which parameters are elements of the list. */
const ELEMENTS: Readonly<Record<string, readonly number[]>> = { sort: [0, 1], reduce: [1], filter: [0] };
const READS: ReadonlySet<string> = new Set(['get', 'has']);

export interface ReadAhead {
  readonly statement: ts.Statement;
  readonly list: ts.Expression;
  readonly store: ts.Expression;
  readonly reads: readonly Wait[];
}

export function readAheadOf(
  { checker }: Code,
  { call, callback, method }: ElementCallback,
  waits: Iterable<Wait>,
): ReadAhead | undefined {
  const func = innermost(callback);
  const access = innermost(call.expression);
  const places = ELEMENTS[method];
  const statement = statementBegunBy(call);
  if (places === undefined || statement === undefined || !isFunctionValue(func)) return undefined;
  if (!ts.isPropertyAccessExpression(access) || ts.isOptionalChain(call)) return undefined;
  const list = access.expression;
  const type = checker.getNonNullableType(checker.getTypeAtLocation(list));
  if (!isRepeatable(list) || !(isUntyped(type) || isArray(checker, type))) return undefined;
  const names = places.map((place) => func.parameters[place]?.name.getText());
  const reads = [...waits].filter(({ node }) => isInside(node, func.body));
  const stores = reads.map((read) => storeOf(checker, read, names));
  const [store] = stores;
  if (store === undefined || stores.some((each) => each?.getText() !== store.getText())) return undefined;
  return { statement, list, store, reads };
}

/** `m` of `m.get(a)`. A Set has no counterpart that reads several. */
function storeOf(
  checker: ts.TypeChecker,
  { node, text, iterable }: Wait,
  names: readonly (string | undefined)[],
): ts.Expression | undefined {
  if (text !== undefined || iterable || !ts.isCallExpression(node) || ts.isOptionalChain(node)) return undefined;
  const callee = innermost(node.expression);
  const [key, ...more] = node.arguments;
  if (!ts.isPropertyAccessExpression(callee) || !READS.has(callee.name.text) || more.length > 0) return undefined;
  if (key === undefined || !ts.isIdentifier(key) || !names.includes(key.text)) return undefined;
  const store = callee.expression;
  const type = checker.getTypeAtLocation(store);
  const isMap = (type.symbol as ts.Symbol | undefined)?.name === 'Map';
  return isMap && isRepeatable(store) ? store : undefined;
}

export function readAhead(draft: Draft, { call, stores }: ElementCallback, ahead: ReadAhead): void {
  const { statement, list, store, reads } = ahead;
  const cause = { reason: 'the callback cannot wait, so what it asks for is read before', stores };
  const { semicolon } = styleOf(statement.getSourceFile());
  const word = ts.isPropertyAccessExpression(store) ? store.name.text.replace('#', '') : store.getText();
  const name = draft.fresh(call, [`${word}Read`]);
  const line = `const ${name} = await ${store.getText()}.getMany(${list.getText()})${semicolon}${separatorBefore(statement)}`;
  draft.insert(statement, statement.getStart(), line, cause);
  for (const { node } of reads) {
    const callee = ts.isCallExpression(node) ? innermost(node.expression) : undefined;
    if (callee === undefined || !ts.isPropertyAccessExpression(callee)) continue;
    draft.replace(callee, callee.expression.getStart(), callee.expression.end, name, cause);
  }
}
