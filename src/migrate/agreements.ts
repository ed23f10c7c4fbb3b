/**
 * Where one type stands for another: an object goes where a type of its own shape is expected (`{ getStatus: () => Status }` at a parameter), and nothing
 * but the names of the members says which function is meant. What one of them becomes, the other has to become as well.
 */
import { ts } from 'ts-morph';
import { isOwnDeclaration } from './async/types.js';
import type { Code } from './code.js';

export interface Agreement {
  /** Of what is given. */
  readonly given: ts.Symbol;
  /** Of what is expected. */
  readonly expected: ts.Symbol;
  /** Where the one is given for the other. */
  readonly at: ts.Node;
}

/** Members of the same name in different types, each pair once. */
export function agreementsIn(code: Code): Agreement[] {
  const { checker } = code;
  const found: Agreement[] = [];
  const compared = new Map<ts.Type, Set<ts.Type>>();

  const isOwn = (symbol: ts.Symbol | undefined): boolean =>
    symbol?.declarations?.some((declaration) => isOwnDeclaration(code, declaration)) === true;

  function compare(given: ts.Type, expected: ts.Type, at: ts.Node): void {
    if (given === expected || !isOwn(expected.getSymbol())) return;
    const known = compared.get(given) ?? new Set();
    compared.set(given, known);
    if (known.has(expected)) return;
    known.add(expected);
    for (const member of checker.getPropertiesOfType(expected)) {
      const own = checker.getPropertyOfType(given, member.name);
      if (own === undefined || own === member || !isOwn(own) || !isOwn(member)) continue;
      if (own.valueDeclaration !== undefined && own.valueDeclaration === member.valueDeclaration) continue;
      const type = checker.getTypeOfSymbolAtLocation(member, at);
      if (checker.getNonNullableType(type).getCallSignatures().length > 0)
        found.push({ given: own, expected: member, at });
      else all(checker.getTypeOfSymbolAtLocation(own, at), type, at);
    }
  }

  function all(given: ts.Type, expected: ts.Type, at: ts.Node): void {
    for (const one of partsOf(given)) for (const other of partsOf(expected)) compare(one, other, at);
  }

  const visit = (node: ts.Node): void => {
    if (isGiven(node)) {
      const type = checker.getTypeAtLocation(node);
      const isObject = partsOf(type).some((part) => isOwn(part.getSymbol()));
      const expected = isObject ? checker.getContextualType(node) : undefined;
      if (expected !== undefined) all(type, expected, node);
    }
    node.forEachChild(visit);
  };
  for (const file of code.files) if (!file.isDeclarationFile) visit(file);
  return found;
}

function partsOf(type: ts.Type): readonly ts.Type[] {
  if (type.isUnionOrIntersection()) return type.types.flatMap(partsOf);
  return type.flags & ts.TypeFlags.Object ? [type] : [];
}

/** An expression whose value goes somewhere, and is not only asked for a member. */
function isGiven(node: ts.Node): node is ts.Expression {
  const isValue =
    ts.isIdentifier(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isCallExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isObjectLiteralExpression(node) ||
    node.kind === ts.SyntaxKind.ThisKeyword;
  return isValue && isReceived(node as ts.Expression);
}

function isReceived(node: ts.Expression): boolean {
  const { parent } = node;
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.arguments?.includes(node) === true;
  if (ts.isBinaryExpression(parent)) return parent.right === node;
  if (ts.isConditionalExpression(parent)) return parent.condition !== node;
  if (ts.isArrowFunction(parent)) return parent.body === node;
  return (
    ((ts.isVariableDeclaration(parent) || ts.isPropertyDeclaration(parent) || ts.isPropertyAssignment(parent)) &&
      parent.initializer === node) ||
    (ts.isParameter(parent) && parent.initializer === node) ||
    ts.isReturnStatement(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isSatisfiesExpression(parent) ||
    ts.isNonNullExpression(parent)
  );
}
