/** Where a local name is used: within the function that it belongs to. */
import { ts } from 'ts-morph';
import { isFunction } from './nodes.js';

/** Uses of a local name, its declaration left out. */
export function localUsesOf(checker: ts.TypeChecker, name: ts.Identifier): ts.Identifier[] {
  const symbol = checker.getSymbolAtLocation(name);
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name.text && node !== name && stands(checker, node) === symbol)
      found.push(node);
    node.forEachChild(visit);
  };
  visit(scopeOf(name));
  return found;
}

const stands = (checker: ts.TypeChecker, node: ts.Identifier): ts.Symbol | undefined =>
  ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);

function scopeOf(node: ts.Node): ts.Node {
  for (let at = node.parent; ; at = at.parent) if (isFunction(at) || ts.isSourceFile(at)) return at;
}
