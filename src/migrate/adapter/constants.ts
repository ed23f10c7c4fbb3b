/**
 * Durations as the code writes them, carried to where the store is declared: a name that is known there stays a name, everything else becomes what
 * it stands for.
 */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { bodyOf, descendants, isAssignment, isFunction, isInside, undressed } from '../nodes.js';
import { meaningOf } from './references.js';

export interface Scope {
  readonly code: Code;
  /** Where the text will stand. */
  readonly declaration: ts.Node;
  /** It is evaluated later, when the whole module has been. */
  readonly isLazy: boolean;
}

/** Functions that turn settings into numbers. */
const PURE_CALLS = /^(?:Number|Number\.parseInt|Number\.parseFloat|parseInt|parseFloat|Math\.\w+|BigInt|String)$/;
const DEPTH = 5;

/** The expression as text that means the same at the declaration, or undefined where that cannot be said. */
export function textThere(node: ts.Expression, scope: Scope, depth = 0): string | undefined {
  if (depth > DEPTH) return undefined;
  if (ts.isNumericLiteral(node) || ts.isStringLiteralLike(node)) return node.getText();
  if (ts.isIdentifier(node)) return nameThere(node, scope, depth);
  if (isEnvironment(node)) return node.getText();
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return memberThere(node, scope, depth);
  const parts = partsOf(node);
  if (parts === undefined) return undefined;
  let text = '';
  let at = node.getStart();
  for (const part of parts) {
    const there = textThere(part, scope, depth + 1);
    if (there === undefined) return undefined;
    const isAsWritten = there === part.getText();
    text += node.getSourceFile().text.slice(at, part.getStart());
    text += isAsWritten || /^[\w.$]+$/.test(there) ? there : `(${there})`;
    at = part.end;
  }
  return text + node.getSourceFile().text.slice(at, node.end);
}

/** `process.env.TTL`, `import.meta.env.TTL`. */
function isEnvironment(node: ts.Node): boolean {
  return /^(?:process|import\.meta)\.env\s*(?:\.|\[)/.test(node.getText());
}

/** What an expression is made of, if it does nothing but compute. */
function partsOf(node: ts.Expression): readonly ts.Expression[] | undefined {
  if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isAsExpression(node))
    return [node.expression];
  if (ts.isPrefixUnaryExpression(node)) return [node.operand];
  if (ts.isBinaryExpression(node)) return [node.left, node.right];
  if (ts.isConditionalExpression(node)) return [node.condition, node.whenTrue, node.whenFalse];
  if (ts.isCallExpression(node) && PURE_CALLS.test(node.expression.getText())) return node.arguments;
  return undefined;
}

function nameThere(name: ts.Identifier, scope: Scope, depth: number): string | undefined {
  if (name.text === 'undefined' || name.text === 'Infinity') return name.text;
  const { code, declaration } = scope;
  const local = code.checker.getSymbolAtLocation(name);
  const own = local?.declarations?.[0];
  if (own === undefined) return undefined;
  const isSameFile = own.getSourceFile() === declaration.getSourceFile();
  if (isSameFile && isImportOrRequire(own)) return name.text;
  if (isSameFile && isKnownAt(own, scope)) return name.text;
  const meant = meaningOf(code.checker, name)?.valueDeclaration;
  if (meant === undefined) return undefined;
  if (ts.isVariableDeclaration(meant) && isConstant(meant) && meant.initializer !== undefined)
    return textThere(undressed(meant.initializer), scope, depth + 1);
  if (ts.isParameter(meant)) return parameterThere(meant, scope, depth);
  return undefined;
}

/** A constant of the module, or a function's own where the store is in the same function, that exists by then. */
function isKnownAt(own: ts.Declaration, { declaration, isLazy }: Scope): boolean {
  if (!ts.isVariableDeclaration(own) || !isConstant(own)) return false;
  const around = bodyOf(own);
  if (!ts.isSourceFile(around) && !isInside(declaration, around)) return false;
  return isLazy || own.end <= declaration.getStart() || !ts.isSourceFile(bodyOf(declaration));
}

export function isConstant(declaration: ts.VariableDeclaration): boolean {
  return (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
}

function isImportOrRequire(own: ts.Declaration): boolean {
  return ts.isImportSpecifier(own) || ts.isImportClause(own) || ts.isNamespaceImport(own);
}

/** `LIMITS.windowMs`, `this.ttl`. */
function memberThere(
  node: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  scope: Scope,
  depth: number,
): string | undefined {
  const { code, declaration } = scope;
  const property = code.checker.getSymbolAtLocation(
    ts.isPropertyAccessExpression(node) ? node.name : node,
  )?.valueDeclaration;
  if (node.expression.kind === ts.SyntaxKind.ThisKeyword) return fieldThere(property, node.getText(), scope, depth);
  if (!ts.isIdentifier(node.expression) || !ts.isPropertyAccessExpression(node)) return undefined;
  const local = code.checker.getSymbolAtLocation(node.expression)?.declarations?.[0];
  if (local?.getSourceFile() !== declaration.getSourceFile()) return undefined;
  if (isImportOrRequire(local) || isKnownAt(local, scope)) return node.getText();
  return property !== undefined && ts.isPropertyAssignment(property)
    ? textThere(property.initializer, scope, depth + 1)
    : undefined;
}

/** A field is known to the fields of its class that come after it, and to all of them later; elsewhere it is what it was given once. */
function fieldThere(field: ts.Declaration | undefined, text: string, scope: Scope, depth: number): string | undefined {
  if (field === undefined) return undefined;
  const { declaration, isLazy } = scope;
  const isSibling = isOfInstance(field, declaration);
  if (isSibling && (isLazy || isMadeBefore(field, declaration))) return text;
  if (ts.isParameter(field)) return isGivenOnce(field, scope) ? parameterThere(field, scope, depth) : undefined;
  const given = ts.isPropertyDeclaration(field) ? field.initializer : undefined;
  const assigned = assignmentsTo(field, scope);
  if (given !== undefined) return assigned.length === 0 ? textThere(given, scope, depth + 1) : undefined;
  const [only, ...more] = assigned;
  const isOnce = only !== undefined && more.length === 0 && ts.isConstructorDeclaration(bodyOf(only));
  return isOnce ? textThere(only.right, scope, depth + 1) : undefined;
}

/** The store is a field of the same instance, so that `this` means the same where it is declared. */
function isOfInstance(field: ts.Declaration, declaration: ts.Node): boolean {
  const owner = classAround(field);
  if (owner === undefined || owner !== classAround(declaration)) return false;
  return ts.isPropertyDeclaration(declaration)
    ? !isStatic(declaration) && !isStatic(field)
    : ts.isConstructorDeclaration(bodyOf(declaration));
}

const isStatic = (node: ts.Declaration): boolean => (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Static) !== 0;

function classAround(node: ts.Node): ts.ClassLikeDeclaration | undefined {
  for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent) if (ts.isClassLike(at)) return at;
  return undefined;
}

function isMadeBefore(field: ts.Declaration, declaration: ts.Node): boolean {
  if (!ts.isPropertyDeclaration(field) || field.initializer === undefined) return false;
  return ts.isPropertyDeclaration(declaration) && field.end <= declaration.getStart();
}

const isGivenOnce = (parameter: ts.ParameterDeclaration, scope: Scope): boolean =>
  assignmentsTo(parameter, scope).length === 0;

function assignmentsTo(field: ts.Declaration, { code }: Scope): ts.BinaryExpression[] {
  const name = ts.getNameOfDeclaration(field);
  const symbol = name && propertyNamed(code.checker, name);
  if (name === undefined || symbol === undefined) return [];
  const { text } = ts.isPropertyAccessExpression(name) ? name.name : (name as ts.Identifier);
  return code.files.flatMap((file) =>
    file.text.includes(text)
      ? [...descendants(file)].filter(
          (node): node is ts.BinaryExpression =>
            isAssignment(node) &&
            ts.isPropertyAccessExpression(node.left) &&
            node.left.name.text === text &&
            code.checker.getSymbolAtLocation(node.left.name) === symbol,
        )
      : [],
  );
}

/** Of a parameter property there are two symbols, of which members are the second. */
function propertyNamed(checker: ts.TypeChecker, name: ts.Node): ts.Symbol | undefined {
  const { parent } = name;
  if (!ts.isParameter(parent) || !ts.isIdentifier(name)) return checker.getSymbolAtLocation(name);
  return checker.getSymbolsOfParameterPropertyDeclaration(parent, name.text)[1];
}

/** What callers give; of several, the longest, which forgets nothing too early. */
function parameterThere(parameter: ts.ParameterDeclaration, scope: Scope, depth: number): string | undefined {
  const { parent: fn } = parameter;
  if (!isFunction(fn)) return undefined;
  const position = fn.parameters.indexOf(parameter);
  const calls = callsOf(scope.code, fn).map((call) => call.arguments?.[position] ?? parameter.initializer);
  const given = calls.length > 0 ? calls : [parameter.initializer];
  const texts = new Set(given.map((argument) => argument && textThere(argument, scope, depth + 1)));
  if (texts.has(undefined)) return undefined;
  const [only] = texts;
  return texts.size > 1 ? `Math.max(${[...texts].join(', ')})` : only;
}

function callsOf({ files, checker }: Code, fn: ts.SignatureDeclaration): (ts.CallExpression | ts.NewExpression)[] {
  const isCall = ts.isConstructorDeclaration(fn) ? ts.isNewExpression : ts.isCallExpression;
  return files.flatMap((file) =>
    [...descendants(file)].filter(
      (node): node is ts.CallExpression | ts.NewExpression =>
        isCall(node) && checker.getResolvedSignature(node)?.declaration === fn,
    ),
  );
}

/** Milliseconds of what is written with numbers alone. */
export function numberOf(text: string): number | undefined {
  if (!/^[\d\s_.*+/()-]+$/.test(text)) return undefined;
  const value = product(text.replaceAll('_', '').replaceAll(/\s/g, ''));
  return Number.isFinite(value) ? value : undefined;
}

/** `15*60*1000`; anything but products is not needed. */
function product(text: string): number {
  return text.split('*').reduce((value, part) => value * (part === '' ? NaN : Number(part)), 1);
}
