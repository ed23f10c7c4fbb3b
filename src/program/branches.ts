import { inFunction } from './in-function.js';
import type { BranchFacts, FunctionId, ModuleFacts, Span, TestAtom } from '../model/facts.js';

/** Which parts of a function are run where some of what its branches ask is known. */

export type Known = boolean | undefined;

export const isIn = (at: Span, span: Span | undefined): boolean =>
  span !== undefined && at[0] >= span[0] && at[1] <= span[1];

/** Whether a branch is taken, as far as its comparisons are known. */
export function isTaken({ test, join }: BranchFacts, isTrue: (atom: TestAtom) => Known): Known {
  const [first, ...others] = test.map(isTrue);
  if (others.length === 0) return first;
  const answers = [first, ...others];
  // One that fails is enough for `&&`, one that holds for `||`.
  if (join === 'and') return answers.includes(false) ? false : answers.every((one) => one) ? true : undefined;
  if (join === 'or') return answers.includes(true) ? true : answers.every((one) => one === false) ? false : undefined;
  return undefined;
}

/** What is not run when a branch is taken, or is not. */
export function* skippedBy(module: ModuleFacts, branch: BranchFacts, taken: Known): Generator<Span> {
  if (taken === false) yield branch.then;
  if (!taken) return;
  if (branch.else) yield branch.else;
  if (branch.thenExits) yield [branch.then[1], endOfBlock(module, branch)];
}

/** All that is not run in the functions of a module, as far as the comparisons of its branches are known. */
export function skippedWhere(
  module: ModuleFacts,
  isTrue: (atom: TestAtom) => Known,
): readonly { fn: FunctionId; span: Span }[] {
  return module.branches.flatMap((branch) =>
    [...skippedBy(module, branch, isTaken(branch, isTrue))].map((span) => ({ fn: branch.fn, span })),
  );
}

/** Where the branch or loop around it ends, or else the function: what follows is run all the same. */
export function endOfBlock(module: ModuleFacts, { at, fn }: Pick<BranchFacts, 'at' | 'fn'>): number {
  const around = inFunction(module.branches, fn).flatMap((branch) =>
    [branch.then, branch.else].filter((span) => isIn(at, span)),
  );
  return Math.min(module.functions[fn]?.at[1] ?? Infinity, ...around.map((span) => span?.[1] ?? Infinity));
}
