/** `return Promise.resolve(x)` was how a function without `async` gave a promise: in an asynchronous one, `return x` says the same. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import type { Cause, Draft } from './draft.js';
import { ownBody, within } from './sites.js';
import type { Func } from './words.js';

/** What it resolves to, where the call says nothing else. */
export function resolvedValue(node: ts.Node): ts.Expression | undefined {
  if (!ts.isCallExpression(node) || node.typeArguments !== undefined || node.arguments.length !== 1) return undefined;
  const [value] = node.arguments;
  if (value === undefined || ts.isSpreadElement(value) || !/^Promise\.resolve$/.test(node.expression.getText()))
    return undefined;
  const { text } = node.getSourceFile();
  const before = text.slice(node.expression.end, value.getStart());
  const after = text.slice(value.end, node.end);
  return /^\(\s*$/.test(before) && /^\s*(?:,\s*)?\)$/.test(after) ? value : undefined;
}

/** `isClaimed`: what is rewritten as a whole is left to those who rewrite it. */
export function returnValues(draft: Draft, func: Func, isClaimed: (node: ts.Node) => boolean, cause: Cause): void {
  for (const call of returnedBy(func)) {
    const value = resolvedValue(call);
    if (value === undefined || isClaimed(call) || !isGlobal(draft.code, call)) continue;
    const isBody = call.parent === func && ts.isObjectLiteralExpression(value);
    draft.replace(call, call.getStart(), value.getStart(), isBody ? '(' : '', cause);
    draft.replace(call, value.end, call.end, isBody ? ')' : '', cause);
  }
}

function returnedBy({ body }: Func): ts.Expression[] {
  if (body === undefined) return [];
  if (!ts.isBlock(body)) return [body];
  return [...within(body, ownBody)].flatMap((node) =>
    ts.isReturnStatement(node) && node.expression !== undefined ? [node.expression] : [],
  );
}

function isGlobal({ checker, isOwn }: Code, call: ts.Node): boolean {
  const callee =
    ts.isCallExpression(call) && ts.isPropertyAccessExpression(call.expression) ? call.expression : undefined;
  const declarations = (callee && checker.getSymbolAtLocation(callee.expression)?.declarations) ?? [];
  return !declarations.some((one) => isOwn(one.getSourceFile()));
}
