/** What has one value while a step runs, and who chooses it. */
import { ts } from 'ts-morph';
import { meaningOf } from '../../adapter/references.js';
import type { Code } from '../../code.js';
import { descendants, isInside, undressed, writtenBy } from '../../nodes.js';

/** Numbers, constants, parameters that nothing is assigned to, and what is computed from them. */
export function isFixed(expression: ts.Expression, code: Code, fn: ts.Node): boolean {
  const node = undressed(expression);
  if (ts.isNumericLiteral(node) || node.kind === ts.SyntaxKind.ThisKeyword) return true;
  if (ts.isBinaryExpression(node))
    return (
      /^[*/+-]$/.test(node.operatorToken.getText()) && [node.left, node.right].every((side) => isFixed(side, code, fn))
    );
  if (ts.isPropertyAccessExpression(node)) return isFixed(node.expression, code, fn);
  if (!ts.isIdentifier(node)) return false;
  const declaration = meaningOf(code.checker, node)?.declarations?.[0];
  if (declaration === undefined) return false;
  if (ts.isParameter(declaration)) return isFixedParameter(declaration, fn);
  if (ts.isBindingElement(declaration)) return parameterOf(declaration)?.parent === fn;
  if (ts.isVariableDeclaration(declaration))
    return (declaration.parent.flags & ts.NodeFlags.Const) !== 0 && !isInside(declaration, fn);
  return ts.isEnumMember(declaration) || ts.isEnumDeclaration(declaration);
}

/** Of the function itself, where a run would see that it is given another value; or of one around it that nobody writes to. */
function isFixedParameter({ parent, name }: ts.ParameterDeclaration, fn: ts.Node): boolean {
  if (!ts.isIdentifier(name)) return false;
  if (parent === fn) return true;
  return isInside(fn, parent) && ![...descendants(parent)].some((node) => writtenBy(node)?.getText() === name.text);
}

function parameterOf(element: ts.BindingElement): ts.ParameterDeclaration | undefined {
  const owner = element.parent.parent;
  if (ts.isBindingElement(owner)) return parameterOf(owner);
  return ts.isParameter(owner) ? owner : undefined;
}

/** Whether callers choose it. */
export function isGiven(expression: ts.Expression, code: Code): boolean {
  const node = undressed(expression);
  if (ts.isIdentifier(node)) {
    const declaration = meaningOf(code.checker, node)?.valueDeclaration;
    return declaration !== undefined && !isModuleConstant(declaration);
  }
  if (node.kind === ts.SyntaxKind.ThisKeyword) return true;
  return node.forEachChild((child) => (ts.isExpression(child) && isGiven(child, code)) || undefined) ?? false;
}

const isModuleConstant = (declaration: ts.Declaration): boolean =>
  ts.isVariableDeclaration(declaration) && ts.isVariableStatement(declaration.parent.parent)
    ? ts.isSourceFile(declaration.parent.parent.parent)
    : ts.isPropertyAssignment(declaration) || ts.isEnumMember(declaration) || ts.isEnumDeclaration(declaration);
