/**
 * `new Promise((resolve, reject) => { … m.get(k) … })`: an executor that waited would lose what it rejects with. It stays synchronous and starts a
 * function that waits, of which a failure rejects the promise as a throw did.
 */
import { ts } from 'ts-morph';
import type { Draft } from './draft.js';
import { innermost, isFunctionValue, isHandled, within } from './sites.js';
import type { Claim, Executor } from './words.js';
import { wrapBody } from './wrapping.js';

/** Only where nobody goes on before the promise is settled: it is returned or waited for. */
export function isExecutorAwaited(made: ts.NewExpression, executor: ts.Expression): boolean {
  const func = innermost(executor);
  if (!isFunctionValue(func) || func.asteriskToken !== undefined) return false;
  const { parent } = made;
  const isReturned = ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === made);
  if (!isReturned && !isHandled(made)) return false;
  if (
    func.parameters.length === 0 ||
    func.parameters.some(({ name, dotDotDotToken }) => dotDotDotToken !== undefined || !ts.isIdentifier(name))
  )
    return false;
  return ts.isArrowFunction(func) || ![...within(func.body)].some(({ kind }) => kind === ts.SyntaxKind.ThisKeyword);
}

export function startInExecutor(draft: Draft, { func, stores }: Executor, claimed: readonly Claim[]): void {
  const cause = { reason: 'an executor cannot wait, and starts what does', stores };
  const [resolve, reject] = func.parameters;
  const name = reject?.name.getText() ?? draft.fresh(func, ['reject', 'fail']);
  if (reject === undefined && resolve !== undefined) {
    const isBare =
      !func.getText().startsWith('(') &&
      ts.isArrowFunction(func) &&
      func.pos + func.getLeadingTriviaWidth() === resolve.getStart();
    if (isBare) draft.around(resolve, '(', `, ${name})`, cause);
    else draft.insert(resolve, resolve.end, `, ${name}`, cause);
  }
  wrapBody(
    draft,
    func.body,
    { open: '(async () => {', close: (line) => `${line}})().catch(${name});` },
    claimed,
    cause,
  );
}
