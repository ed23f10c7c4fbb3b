/** From which package a value comes, also where that package is not installed and the checker knows nothing of it. */
import { ts } from 'ts-morph';
import { innermost } from './sites.js';

/** `express` for `app` in `const app = express()`, followed through assignments, factories, annotations and the project's own modules. */
export function packageOf(checker: ts.TypeChecker, expression: ts.Expression, depth = 12): string | undefined {
  if (depth === 0) return undefined;
  const at = innermost(expression);
  if (ts.isCallExpression(at)) {
    const required = requiredBy(at);
    if (required !== undefined) return required;
  }
  if (
    ts.isCallExpression(at) ||
    ts.isNewExpression(at) ||
    ts.isPropertyAccessExpression(at) ||
    ts.isAwaitExpression(at)
  )
    return packageOf(checker, at.expression, depth - 1) ?? packageOfType(checker, at);
  if (!ts.isIdentifier(at)) return packageOfType(checker, at);
  return packageOfName(checker, at, depth - 1) ?? packageOfType(checker, at);
}

function packageOfName(checker: ts.TypeChecker, name: ts.Node, depth: number): string | undefined {
  const symbol = checker.getSymbolAtLocation(name);
  if (symbol === undefined) return undefined;
  const imported = symbol.declarations?.map(importedFrom).find((specifier) => specifier !== undefined);
  if (imported !== undefined && !imported.startsWith('.')) return packageNameOf(imported);
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = target.valueDeclaration;
  if (declaration === undefined) return undefined;
  if (ts.isBindingElement(declaration)) {
    const variable = declaration.parent.parent;
    return ts.isVariableDeclaration(variable) && variable.initializer
      ? packageOf(checker, variable.initializer, depth)
      : undefined;
  }
  if (ts.isExportAssignment(declaration)) return packageOf(checker, declaration.expression, depth);
  if (!ts.isVariableDeclaration(declaration) && !ts.isParameter(declaration) && !ts.isPropertyDeclaration(declaration))
    return undefined;
  const annotated = declaration.type && annotatedPackage(checker, declaration.type, depth);
  return annotated ?? (declaration.initializer && packageOf(checker, declaration.initializer, depth));
}

function annotatedPackage(checker: ts.TypeChecker, type: ts.TypeNode, depth: number): string | undefined {
  if (!ts.isTypeReferenceNode(type)) return undefined;
  const leftmost = ts.isQualifiedName(type.typeName) ? type.typeName.left : type.typeName;
  return packageOfName(checker, leftmost, depth);
}

function importedFrom(declaration: ts.Declaration): string | undefined {
  for (let at: ts.Node | undefined = declaration; at; at = at.parent as ts.Node | undefined) {
    if (ts.isImportDeclaration(at)) return ts.isStringLiteral(at.moduleSpecifier) ? at.moduleSpecifier.text : undefined;
    if (ts.isStatement(at)) return undefined;
  }
  return undefined;
}

function requiredBy({ expression, arguments: [specifier] }: ts.CallExpression): string | undefined {
  if (!ts.isIdentifier(expression) || expression.text !== 'require') return undefined;
  return specifier && ts.isStringLiteral(specifier) && !specifier.text.startsWith('.')
    ? packageNameOf(specifier.text)
    : undefined;
}

const packageNameOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

function packageOfType(checker: ts.TypeChecker, expression: ts.Expression): string | undefined {
  const symbol = checker.getTypeAtLocation(expression).symbol as ts.Symbol | undefined;
  const path = symbol?.declarations?.[0]?.getSourceFile().fileName;
  const inside = path?.split('node_modules/').at(-1);
  if (path === undefined || inside === undefined || inside === path) return undefined;
  return packageNameOf(inside).replace('@types/', '').replace('express-serve-static-core', 'express');
}
