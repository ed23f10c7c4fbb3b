/** What containers do with what is in them, by the names of their methods, and which of them are a function's own. */
import { ts } from 'ts-morph';
import { isFunction, undressed } from './nodes.js';

export const MUTATING: ReadonlySet<string> = new Set([
  ...['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin'],
  ...['set', 'add', 'delete', 'clear'],
]);

/** What comes back is a new array, of the same elements. */
export const COPYING: ReadonlySet<string> = new Set([
  ...['filter', 'slice', 'concat', 'flat', 'toSorted', 'toReversed', 'toSpliced', 'with', 'map', 'flatMap'],
  ...['entries', 'values', 'keys', 'split'],
]);

/** Text, a number or an answer comes back, whatever has such a method: for code without types. */
export const GIVING_PLAIN: ReadonlySet<string> = new Set([
  ...['toUpperCase', 'toLowerCase', 'trim', 'padStart', 'padEnd', 'toFixed', 'toISOString', 'toString', 'join'],
  ...['includes', 'indexOf', 'startsWith', 'endsWith', 'charAt', 'localeCompare', 'getTime', 'some', 'every', 'has'],
]);

/** What comes back holds what went in. */
export const PASSING = /^(Object\.(assign|values|entries|freeze|fromEntries)|Array\.(from|of)|Promise\.(resolve|all))$/;
/** What comes back is nobody else's. */
const MAKING = /^(Object\.(keys|values|entries|fromEntries)|Array\.(from|of)|structuredClone)$/;
export const KEEPING: ReadonlySet<string> = new Set(['push', 'unshift', 'set', 'add']);

export function isLocal(declaration: ts.VariableDeclaration): boolean {
  for (let at: ts.Node = declaration; !ts.isSourceFile(at); at = at.parent) if (isFunction(at)) return true;
  return false;
}

/** A container of the function's own, and not one that it took from where others see it. */
export function isMadeHere(checker: ts.TypeChecker, made: ts.Expression | undefined): boolean {
  if (made === undefined) return false;
  const node = undressed(made);
  if (ts.isArrayLiteralExpression(node) || ts.isNewExpression(node)) return true;
  if (ts.isBinaryExpression(node)) return isMadeHere(checker, node.left) && isMadeHere(checker, node.right);
  if (ts.isIdentifier(node)) {
    const declaration = checker.getSymbolAtLocation(node)?.valueDeclaration;
    const isOwn = declaration && ts.isVariableDeclaration(declaration) && isLocal(declaration);
    return isOwn === true && isMadeHere(checker, declaration.initializer);
  }
  if (!ts.isCallExpression(node)) return false;
  if (MAKING.test(node.expression.getText())) return true;
  if (!ts.isPropertyAccessExpression(node.expression)) return false;
  const { name, expression } = node.expression;
  return COPYING.has(name.text) || isMadeHere(checker, expression);
}
