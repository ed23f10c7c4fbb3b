/** Callbacks of timers that wait: nobody looks at their promise, and a store that is away for a second would end the process by what they reject with. */
import { ts } from 'ts-morph';
import type { Draft } from './draft.js';
import { givesBack } from './listeners.js';
import { innermost, isFunctionValue } from './sites.js';
import type { Claim, TimerCallback } from './words.js';
import { wrapBody } from './wrapping.js';

/** Whether what it rejects with is told, in one way or another. */
export function isTold(callback: ts.Expression): boolean {
  const func = innermost(callback);
  if (isFunctionValue(func)) return func.asteriskToken === undefined && (catchesAll(func) || !givesBack(func));
  return isCalledAlone(callback, func);
}

/** `setInterval(purge, EVERY)`, without anything that is handed on to it. */
function isCalledAlone(callback: ts.Expression, func: ts.Expression): boolean {
  const { parent: call } = callback;
  return ts.isIdentifier(func) && ts.isCallExpression(call) && call.arguments.length <= 2;
}

function catchesAll({ body }: ts.FunctionExpression | ts.ArrowFunction): boolean {
  if (!ts.isBlock(body)) return false;
  const [only, ...more] = body.statements;
  return only !== undefined && more.length === 0 && ts.isTryStatement(only) && only.catchClause !== undefined;
}

export function tellOfTimer(draft: Draft, { callback, stores }: TimerCallback, claimed: readonly Claim[]): void {
  if (!isTold(callback)) return;
  const func = innermost(callback);
  const cause = { reason: 'nobody waits for a timer: what it rejects with would end the process', stores };
  if (!isFunctionValue(func)) {
    draft.around(callback, '() => ', '().catch(console.error)', cause);
    return;
  }
  if (catchesAll(func)) return;
  const error = draft.fresh(func, ['error', 'failure']);
  wrapBody(
    draft,
    func.body,
    {
      open: 'try {',
      close: (line, step) => `${line}} catch (${error}) {${line}${step}console.error(${error});${line}}`,
    },
    claimed,
    cause,
  );
}
