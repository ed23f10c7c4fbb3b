/** Words that new code needs: names that nothing else has, and keys as they are written. */
import { ts } from 'ts-morph';
import { isAssignment } from '../nodes.js';

export function keyText(key: ts.Expression): string {
  // `users.ada` names its entry by a word.
  const isWord = ts.isIdentifier(key) && ts.isPropertyAccessExpression(key.parent) && key.parent.name === key;
  return isWord ? JSON.stringify(key.text).replaceAll('"', "'") : key.getText();
}

/** `taken`: names that will be there, beside those that are. */
export function freshName(scope: ts.Node, candidates: readonly string[], taken: Iterable<string> = []): string {
  const used = new Set(taken);
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isOfObject(node)) used.add(node.text);
    node.forEachChild(visit);
  };
  visit(scope);
  const [first = 'value'] = candidates;
  const numbered = Array.from({ length: 50 }, (_, i) => `${first}${i + 2}`);
  return [...candidates, ...numbered].find((name) => !used.has(name)) ?? first;
}

/** `all` of `{ all: 1 }`, `event.all` and `{ all?: string }` is a name within an object. */
export function isOfObject(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isBindingElement(parent)) return parent.propertyName === name;
  const isMember =
    ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent);
  return isMember && parent.name === name;
}

/** Nothing around it binds more tightly than a sum. */
export function standsAlone(node: ts.Expression): boolean {
  const { parent } = node;
  return (
    ts.isVariableDeclaration(parent) ||
    ts.isReturnStatement(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isTemplateSpan(parent) ||
    ts.isParenthesizedExpression(parent) ||
    (ts.isArrowFunction(parent) && parent.body === node) ||
    (ts.isElementAccessExpression(parent) && parent.argumentExpression === node) ||
    ((ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression !== node) ||
    (isAssignment(parent) && parent.right === node)
  );
}
