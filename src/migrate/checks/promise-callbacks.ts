/** Functions that give a promise, handed to code that takes what they give for the answer itself. */
import { ts } from 'ts-morph';
import { isThenable, takesPromise } from './promise-types.js';

const CALLS: Readonly<Record<string, string>> = {
  filter: 'keeps every element',
  find: 'finds the first element',
  findIndex: 'finds the first element',
  findLast: 'finds the last element',
  findLastIndex: 'finds the last element',
  some: 'is always true',
  every: 'is always true',
  sort: 'does not sort',
  toSorted: 'does not sort',
  forEach: 'goes on before any of them is done',
  reduce: 'gets a promise for what it had before',
  reduceRight: 'gets a promise for what it had before',
  replace: 'writes `[object Promise]`',
  replaceAll: 'writes `[object Promise]`',
};

export function callbackProblem(checker: ts.TypeChecker, node: ts.Expression): string | undefined {
  const call = node.parent;
  if (!ts.isCallExpression(call) || !call.arguments.includes(node)) return undefined;
  const { expression: callee } = call;
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const result = Object.hasOwn(CALLS, callee.name.text) ? CALLS[callee.name.text] : undefined;
  if (result === undefined && !givesAnswer(checker, node)) return undefined;
  const given = checker
    .getTypeAtLocation(node)
    .getCallSignatures()
    .some((signature) => isThenable(checker, checker.getReturnTypeOfSignature(signature)));
  if (!given) return undefined;
  if (result === undefined) return `gives a promise, and \`${callee.name.text}\` takes it for the answer`;
  if (!isOfLanguage(checker, call) || isSequence(checker, call, callee.name.text)) return undefined;
  return `gives a promise, so \`${callee.name.text}\` ${result}`;
}

/** What is called says that it needs a value at once: a boolean, a number, a text. */
function givesAnswer(checker: ts.TypeChecker, node: ts.Expression): boolean {
  const wanted = checker.getContextualType(node);
  const signatures = wanted?.getCallSignatures() ?? [];
  const PLAIN = ts.TypeFlags.BooleanLike | ts.TypeFlags.NumberLike | ts.TypeFlags.StringLike;
  return (
    signatures.length > 0 &&
    signatures.every((signature) => {
      const type = checker.getReturnTypeOfSignature(signature);
      const parts = type.isUnion() ? type.types : [type];
      return !takesPromise(checker, type) && parts.every(({ flags }) => (flags & PLAIN) !== 0);
    })
  );
}

/** A method of the same name of anything else may well wait. */
function isOfLanguage(checker: ts.TypeChecker, call: ts.CallExpression): boolean {
  const file = checker.getResolvedSignature(call)?.declaration?.getSourceFile();
  return file === undefined || /(?:^|\/)lib\.[\w.]*d\.ts$/.test(file.fileName);
}

/** `reduce` over promises waits for each before the next: what it gives is one. */
function isSequence(checker: ts.TypeChecker, call: ts.CallExpression, name: string): boolean {
  return name.startsWith('reduce') && isThenable(checker, checker.getTypeAtLocation(call));
}
