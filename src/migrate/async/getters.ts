/** Getters become methods where every place that reads them is known: each is then a call that waits. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { within } from './sites.js';
import { isOwnDeclaration, isUntyped, symbolOf } from './types.js';

/** Undefined where it may be read without being named. */
export function readsOfGetter(
  code: Code,
  getter: ts.GetAccessorDeclaration,
): readonly ts.PropertyAccessExpression[] | undefined {
  const { name, parent } = getter;
  if (!ts.isIdentifier(name) && !ts.isPrivateIdentifier(name)) return undefined;
  const isKnown = ts.isObjectLiteralExpression(parent) ? isOnlyReadByName(code, parent) : isPlainClass(code, parent);
  if (!isKnown || hasSetter(getter, name.text)) return undefined;
  const symbol = symbolOf(code.checker, name);
  const reads: ts.PropertyAccessExpression[] = [];
  for (const file of code.files) {
    if (file.isDeclarationFile || !file.text.includes(name.text)) continue;
    for (const node of within(file)) {
      if (hidesRead(node, name.text)) return undefined;
      if (!ts.isPropertyAccessExpression(node) || node.name.text !== name.text) continue;
      if (symbolOf(code.checker, node.name) === symbol) reads.push(node);
      else if (isUntyped(code.checker.getTypeAtLocation(node.expression)) || isOfInterface(code, node))
        return undefined;
    }
  }
  return reads;
}

function hasSetter({ parent }: ts.GetAccessorDeclaration, name: string): boolean {
  const members: readonly ts.Node[] = ts.isObjectLiteralExpression(parent) ? parent.properties : parent.members;
  return members.some((member) => ts.isSetAccessorDeclaration(member) && member.name.getText() === name);
}

/** Nobody is handed the object, who could go through all that it has. */
function isOnlyReadByName({ checker, files }: Code, object: ts.ObjectLiteralExpression): boolean {
  const { parent: declaration } = object;
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name) || declaration.type) return false;
  const { name } = declaration;
  const symbol = symbolOf(checker, name);
  return files.every((file) =>
    [...within(file)].every((node) => {
      if (!ts.isIdentifier(node) || node === name || symbolOf(checker, node) !== symbol) return true;
      const { parent } = node;
      if (ts.isImportSpecifier(parent) || ts.isImportClause(parent)) return true;
      return ts.isPropertyAccessExpression(parent) && parent.expression === node;
    }),
  );
}

/** What a class has is not gone through; but others may say what it is, or be one of its kind. */
function isPlainClass({ checker, files }: Code, owner: ts.Node): boolean {
  if (!ts.isClassLike(owner) || owner.heritageClauses?.length) return false;
  const symbol = owner.name && symbolOf(checker, owner.name);
  return !files.some((file) =>
    [...within(file)].some(
      (node) =>
        ts.isClassLike(node) &&
        node.heritageClauses?.some(({ types }) =>
          types.some(({ expression }) => symbolOf(checker, expression) === symbol),
        ),
    ),
  );
}

/** `const { length } = info`, `info['length']`, `info.length = 1`. */
function hidesRead(node: ts.Node, name: string): boolean {
  if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent))
    return (node.propertyName ?? node.name).getText() === name;
  return ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)
    ? node.argumentExpression.text === name
    : false;
}

/** What it is read from is known by an interface of the project's own, which an object with the getter may stand for. */
function isOfInterface(code: Code, { name }: ts.PropertyAccessExpression): boolean {
  const declarations = symbolOf(code.checker, name)?.declarations ?? [];
  return declarations.some((one) => ts.isPropertySignature(one) && isOwnDeclaration(code, one));
}
