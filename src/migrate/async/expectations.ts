/** Tests of what is thrown: from now on it is a rejection. */
import { ts } from 'ts-morph';
import type { Draft } from './draft.js';
import { placeAwait } from './place.js';
import { innermost, isFunctionValue } from './sites.js';
import type { Expectation, Wait } from './words.js';

const REJECTS: Readonly<Record<string, string>> = { throws: 'rejects', doesNotThrow: 'doesNotReject' };

/** `expect(() => f())` → `expect(f())`: the function around the call goes, where there is nothing else in it. */
export function bareCallOf(
  { callback, style }: Expectation,
  waits: ReadonlyMap<ts.Node, Wait>,
): ts.Expression | undefined {
  const func = innermost(callback);
  const bare = style === 'expect' && isFunctionValue(func) && !ts.isBlock(func.body) && waits.has(func.body);
  return bare && !ts.isBlock(func.body) ? func.body : undefined;
}

export function expectRejection(draft: Draft, expectation: Expectation, bare: ts.Expression | undefined): void {
  const { call, callback, style, stores } = expectation;
  const cause = { reason: 'what was thrown is a rejection', stores };
  placeAwait(draft, { node: call }, cause);
  if (bare) draft.replace(callback, callback.getStart(), bare.getStart(), '', cause);
  if (style === 'assert') {
    const callee = innermost(call.expression);
    const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
    draft.replace(name, name.getStart(), name.end, REJECTS[name.getText()] ?? name.getText(), cause);
    return;
  }
  const expected = callback.parent;
  const { parent } = expected;
  const negated = ts.isPropertyAccessExpression(parent) && parent.name.text === 'not';
  // Of a function `rejects` takes what it gives, and `resolves` complains.
  if (negated && bare === undefined) {
    const isWritten = isFunctionValue(innermost(callback));
    if (isWritten) draft.insert(callback, callback.getStart(), '(', cause);
    draft.append(callback, isWritten ? ')()' : '()', cause);
  }
  draft.insert(expected, expected.end, negated ? '.resolves' : '.rejects', cause);
}
