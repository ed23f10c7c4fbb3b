/** Listeners of emitters that wait: nobody looks at their promise, and what it rejects with is told as the emitter tells of errors. */
import { ts } from 'ts-morph';
import type { Draft } from './draft.js';
import { isRepeatable } from './locals.js';
import { innermost, isFunctionValue, ownBody, within } from './sites.js';
import type { Claim, Listener } from './words.js';
import { wrapBody } from './wrapping.js';

/** `shop` of `shop.on('sold', (sku) => { … })`, which is an EventEmitter and no more: others have errors of their own. */
export function emitterOf(checker: ts.TypeChecker, listener: ts.Expression): string | undefined {
  const func = innermost(listener);
  const call = listener.parent;
  if (!isFunctionValue(func) || !ts.isCallExpression(call) || call.arguments[1] !== listener) return undefined;
  const callee = innermost(call.expression);
  if (!ts.isPropertyAccessExpression(callee) || !isRepeatable(callee.expression)) return undefined;
  const [event] = call.arguments;
  if (event === undefined || !ts.isStringLiteralLike(event) || event.text === 'error') return undefined;
  const type = checker.getTypeAtLocation(callee.expression);
  if ((type.symbol as ts.Symbol | undefined)?.name !== 'EventEmitter') return undefined;
  return givesBack(func) ? undefined : callee.expression.getText();
}

/** What it gives back would leave the `try` before it is settled. */
export function givesBack({ body }: ts.FunctionExpression | ts.ArrowFunction): boolean {
  if (!ts.isBlock(body)) return false;
  return [...within(body, ownBody)].some((node) => ts.isReturnStatement(node) && node.expression !== undefined);
}

export function tellOfErrors(draft: Draft, { listener, emitter, stores }: Listener, claimed: readonly Claim[]): void {
  const func = innermost(listener);
  if (emitter === undefined || !isFunctionValue(func)) return;
  const error = draft.fresh(func, ['error', 'failure']);
  const cause = { reason: 'nobody waits for a listener: what it rejects with becomes an error of the emitter', stores };
  wrapBody(
    draft,
    func.body,
    {
      open: 'try {',
      close: (line, step) => `${line}} catch (${error}) {${line}${step}${emitter}.emit('error', ${error});${line}}`,
    },
    claimed,
    cause,
  );
}
