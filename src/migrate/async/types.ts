/** Questions to the checker about function types: what a place expects, what it accepts, and what is a promise. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import type { Declared } from './words.js';

export const declaredBy = (signature: ts.Signature): Declared | undefined =>
  // Of a signature that the checker made up itself there is no declaration, whatever its type says.
  signature.declaration as Declared | undefined;

export const parametersOf = (declared: Declared): readonly ts.ParameterDeclaration[] =>
  ts.isParameter(declared) ? [] : declared.parameters.filter(ts.isParameter);

export function signaturesOf(checker: ts.TypeChecker, type: ts.Type): ts.Signature[] {
  if (type.isUnion()) return type.types.flatMap((each) => signaturesOf(checker, each));
  // A type parameter has the signatures of what it extends.
  if ((type.flags & ts.TypeFlags.TypeParameter) === 0) return [...type.getCallSignatures()];
  const constraint = checker.getBaseConstraintOfType(type);
  return constraint === undefined || constraint === type ? [] : signaturesOf(checker, constraint);
}

export function declarationsOf(checker: ts.TypeChecker, type: ts.Type): Declared[] {
  return signaturesOf(checker, type).flatMap((signature) => declaredBy(signature) ?? []);
}

/** The function types that a place expects of the expression that stands there. */
export function expectedAt(checker: ts.TypeChecker, expression: ts.Expression): ts.Signature[] {
  const { parent } = expression;
  const type = ts.isShorthandPropertyAssignment(parent)
    ? expectedMember(checker, parent.parent, parent.name.text)
    : checker.getContextualType(expression);
  return type === undefined ? [] : signaturesOf(checker, type);
}

/** Of a method in an object literal: what the object's own type expects of it. */
export function expectedOfMethod(checker: ts.TypeChecker, method: ts.MethodDeclaration): ts.Signature[] {
  if (!ts.isObjectLiteralExpression(method.parent) || !ts.isIdentifier(method.name)) return [];
  const type = expectedMember(checker, method.parent, method.name.text);
  return type === undefined ? [] : signaturesOf(checker, type);
}

function expectedMember(checker: ts.TypeChecker, object: ts.ObjectLiteralExpression, name: string) {
  const type = checker.getContextualType(object);
  const member = type && checker.getNonNullableType(type).getProperty(name);
  return member && checker.getTypeOfSymbolAtLocation(member, object);
}

const UNTYPED = ts.TypeFlags.Any | ts.TypeFlags.Unknown;

export const isUntyped = (type: ts.Type): boolean => (type.flags & ts.TypeFlags.Any) !== 0;

export function isPromise(checker: ts.TypeChecker, type: ts.Type): boolean {
  if ((type.flags & UNTYPED) !== 0) return false;
  if (type.isUnion()) return type.types.some((each) => isPromise(checker, each));
  const then = type.getProperty('then');
  return then !== undefined && ['Promise', 'PromiseLike'].includes((type.symbol as ts.Symbol | undefined)?.name ?? '');
}

/** Its author says that a promise may come back: `boolean | Promise<boolean>`. */
export const acceptsPromise = (checker: ts.TypeChecker, signature: ts.Signature): boolean =>
  isPromise(checker, checker.getReturnTypeOfSignature(signature));

export const isArray = (checker: ts.TypeChecker, type: ts.Type): boolean =>
  type.isUnion()
    ? type.types.every((each) => isArray(checker, each))
    : checker.isArrayType(type) || checker.isTupleType(type);

/** `declare const queue: …` says what is there, and makes nothing. */
function isAmbient(declaration: ts.Node): boolean {
  for (let at = declaration; !ts.isSourceFile(at); at = at.parent) {
    const modifiers = ts.canHaveModifiers(at) ? ts.getModifiers(at) : undefined;
    if (modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)) return true;
  }
  return false;
}

/** A declaration that this project can change. */
export function isOwnDeclaration(code: Code, declaration: ts.Node): boolean {
  const file = declaration.getSourceFile();
  return code.isOwn(file) && !file.isDeclarationFile && !isAmbient(declaration);
}

export function symbolOf(checker: ts.TypeChecker, node: ts.Node): ts.Symbol | undefined {
  const symbol = checker.getSymbolAtLocation(node);
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}
