/**
 * Calls, values and contracts of all functions, in one pass over the project. Calls are found by the signature they resolve to: references by
 * name do not reach through CommonJS, aliases and interfaces.
 */
import { ts } from 'ts-morph';
import { agreementsIn } from '../agreements.js';
import type { Code } from '../code.js';
import { isFunction } from '../nodes.js';
import { innermost, isFunctionValue, within } from './sites.js';
import {
  acceptsPromise,
  declarationsOf,
  declaredBy,
  expectedAt,
  expectedOfMethod,
  isOwnDeclaration,
  isUntyped,
  parametersOf,
  signaturesOf,
  symbolOf,
} from './types.js';
import type { CallLike, Declared } from './words.js';

export interface Graph {
  readonly callsOf: (declaration: Declared) => readonly CallLike[];
  /** Where the function is named and not called: `ids.map(getUser)`. */
  readonly valuesOf: (declaration: Declared) => readonly ts.Expression[];
  /** All that have to agree on whether they are async: overloads, interfaces, implementers, function types; itself first. */
  readonly groupOf: (declaration: Declared) => readonly Declared[];
  /** Itself and what it is called through: the signatures that it overloads, implements or is given to. */
  readonly contractsOf: (declaration: Declared) => readonly Declared[];
  /** What declarations outside of the project say of a method: an interface of a package that a class implements. */
  readonly outsideOf: (declaration: Declared) => readonly ts.Signature[];
}

type Lists<K, V> = Map<K, Set<V>>;

interface Builder {
  readonly code: Code;
  readonly calls: Lists<Declared, CallLike>;
  readonly values: Lists<Declared, ts.Expression>;
  readonly links: Lists<Declared, Declared>;
  readonly outside: Lists<Declared, ts.Signature>;
  readonly contracts: Lists<Declared, Declared>;
}

export function graphOf(code: Code): Graph {
  const builder: Builder = {
    code,
    calls: new Map(),
    values: new Map(),
    links: new Map(),
    outside: new Map(),
    contracts: new Map(),
  };
  for (const file of code.files) {
    if (file.isDeclarationFile) continue;
    for (const node of within(file)) visit(builder, node);
  }
  for (const { given, expected, at } of agreementsIn(code)) {
    const { checker } = code;
    const declarations = declarationsOf(checker, checker.getTypeOfSymbolAtLocation(given, at));
    linkTo(
      builder,
      declarations.filter((declaration) => isOwnDeclaration(code, declaration)),
      signaturesOf(checker, checker.getNonNullableType(checker.getTypeOfSymbolAtLocation(expected, at))),
    );
  }
  return {
    callsOf: (declaration) => [...(builder.calls.get(declaration) ?? [])],
    valuesOf: (declaration) => [...(builder.values.get(declaration) ?? [])],
    groupOf: (declaration) => reachable(declaration, builder.links),
    contractsOf: (declaration) => reachable(declaration, builder.contracts),
    outsideOf: (declaration) => [...(builder.outside.get(declaration) ?? [])],
  };
}

function visit(builder: Builder, node: ts.Node): void {
  const { checker } = builder.code;
  if (isCallLike(node)) for (const declaration of called(checker, node)) add(builder.calls, declaration, node);
  if (isFunctionValue(node)) linkToPlace(builder, node, [node]);
  else if (ts.isMethodDeclaration(node) && ts.isObjectLiteralExpression(node.parent))
    linkTo(builder, [node], expectedOfMethod(checker, node));
  else if (isNamed(node) && flows(node)) {
    const declarations = declarationsOf(checker, typeOfName(checker, node));
    for (const declaration of declarations) add(builder.values, declaration, node);
    if (declarations.length > 0) linkToPlace(builder, node, declarations);
  }
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isMethodSignature(node))
    linkOverloads(builder, node);
  if (ts.isClassLike(node) || ts.isInterfaceDeclaration(node)) linkHeritage(builder, node);
}

const isCallLike = (node: ts.Node): node is CallLike =>
  ts.isCallExpression(node) ||
  ts.isNewExpression(node) ||
  ts.isTaggedTemplateExpression(node) ||
  ts.isJsxOpeningElement(node) ||
  ts.isJsxSelfClosingElement(node);

export function calleeOf(call: CallLike): ts.Expression {
  if (ts.isTaggedTemplateExpression(call)) return call.tag;
  return ts.isCallExpression(call) || ts.isNewExpression(call) ? call.expression : (call.tagName as ts.Expression);
}

const INVOKERS = new Set(['call', 'apply']);

function called(checker: ts.TypeChecker, call: CallLike): Declared[] {
  const resolved = checker.getResolvedSignature(call);
  const found = new Set<Declared>(
    resolved === undefined ? [] : [declaredBy(resolved)].filter((one) => one !== undefined),
  );
  const callee = innermost(calleeOf(call));
  const type = checker.getTypeAtLocation(callee);
  if (type.isUnion() && !ts.isNewExpression(call))
    for (const declaration of declarationsOf(checker, type)) found.add(declaration);
  if (ts.isPropertyAccessExpression(callee) && INVOKERS.has(callee.name.text))
    for (const declaration of declarationsOf(checker, checker.getTypeAtLocation(callee.expression)))
      found.add(declaration);
  const parameter = isUntyped(type) && ts.isIdentifier(callee) && symbolOf(checker, callee)?.valueDeclaration;
  if (parameter && ts.isParameter(parameter)) found.add(parameter);
  return [...found];
}

type Named = ts.Identifier | ts.PropertyAccessExpression | ts.ElementAccessExpression;

const isNamed = (node: ts.Node): node is Named =>
  ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);

function typeOfName(checker: ts.TypeChecker, node: Named): ts.Type {
  if (!ts.isShorthandPropertyAssignment(node.parent)) return checker.getTypeAtLocation(node);
  const symbol = checker.getShorthandAssignmentValueSymbol(node.parent);
  return symbol ? checker.getTypeOfSymbolAtLocation(symbol, node) : checker.getTypeAtLocation(node);
}

/** It stands where a value is handed on, not where it is called, declared or asked for a property. */
function flows(node: Named): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent))
    return parent.expression === node && ['bind', ...INVOKERS].includes(parent.name.text);
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.arguments?.includes(node) ?? false;
  if (ts.isBinaryExpression(parent))
    return parent.right === node || parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken;
  if (ts.isConditionalExpression(parent)) return parent.condition !== node;
  if (ts.isArrowFunction(parent)) return parent.body === node;
  if (ts.isShorthandPropertyAssignment(parent)) return parent.name === node;
  return (
    (ts.isVariableDeclaration(parent) && parent.initializer === node) ||
    (ts.isPropertyAssignment(parent) && parent.initializer === node) ||
    (ts.isPropertyDeclaration(parent) && parent.initializer === node) ||
    (ts.isParameter(parent) && parent.initializer === node) ||
    ts.isReturnStatement(parent) ||
    ts.isArrayLiteralExpression(parent) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isAsExpression(parent) ||
    ts.isSatisfiesExpression(parent) ||
    ts.isNonNullExpression(parent) ||
    ts.isExportAssignment(parent) ||
    ts.isJsxExpression(parent) ||
    ts.isDecorator(parent)
  );
}

function linkToPlace(builder: Builder, value: ts.Expression, declarations: readonly Declared[]): void {
  const { checker } = builder.code;
  const expected = expectedAt(checker, value);
  linkTo(builder, declarations, expected);
  const parameter = expected.length === 0 && untypedParameterFor(checker, value);
  if (parameter && isOwnDeclaration(builder.code, parameter))
    for (const declaration of declarations) linkUp(builder, declaration, parameter);
}

/** In JavaScript the parameter itself is all that a callback and its caller have in common. */
function untypedParameterFor(checker: ts.TypeChecker, value: ts.Expression): ts.ParameterDeclaration | undefined {
  const call = value.parent;
  if (!ts.isCallExpression(call) && !ts.isNewExpression(call)) return undefined;
  const index = call.arguments?.indexOf(value) ?? -1;
  const signature = index < 0 ? undefined : checker.getResolvedSignature(call);
  const declaration = signature && declaredBy(signature);
  const parameter = declaration && parametersOf(declaration)[index];
  return parameter && ts.isIdentifier(parameter.name) ? parameter : undefined;
}

/** Only what this project declares is a contract that can change; what others declare is judged where the value goes. */
function linkTo(
  { links, contracts, code }: Builder,
  declarations: readonly Declared[],
  expected: readonly ts.Signature[],
): void {
  for (const signature of expected) {
    const contract = declaredBy(signature);
    if (contract === undefined || !isOwnDeclaration(code, contract)) continue;
    for (const declaration of declarations) if (declaration !== contract) add(contracts, declaration, contract);
    // Whoever calls it is ready for both: nobody has to change because one does.
    if (acceptsPromise(code.checker, signature)) continue;
    for (const declaration of declarations) linkBoth(links, declaration, contract);
  }
}

const linkUp = ({ links, contracts }: Builder, one: Declared, other: Declared): void => {
  linkBoth(links, one, other);
  if (one !== other) add(contracts, one, other);
};

function linkBoth(links: Lists<Declared, Declared>, one: Declared, other: Declared): void {
  if (one === other) return;
  add(links, one, other);
  add(links, other, one);
}

function linkOverloads(
  builder: Builder,
  node: ts.FunctionDeclaration | ts.MethodDeclaration | ts.MethodSignature,
): void {
  const symbol = node.name && builder.code.checker.getSymbolAtLocation(node.name);
  for (const other of symbol?.declarations ?? [])
    if (isFunction(other) || ts.isMethodSignature(other)) linkUp(builder, node, other);
}

/** A method and what its class inherits or promises under the same name. */
function linkHeritage(builder: Builder, owner: ts.ClassLikeDeclaration | ts.InterfaceDeclaration): void {
  const { checker } = builder.code;
  const bases = (owner.heritageClauses ?? []).flatMap((clause) =>
    clause.types.map((base) => checker.getTypeAtLocation(base)),
  );
  if (bases.length === 0) return;
  for (const member of owner.members) {
    const symbol = member.name && checker.getSymbolAtLocation(member.name);
    if (symbol === undefined) continue;
    const declarations = declarationsOf(checker, checker.getTypeOfSymbolAtLocation(symbol, member));
    for (const base of bases) {
      const inherited = base.getProperty(symbol.name);
      if (inherited === undefined || declarations.length === 0) continue;
      const signatures = signaturesOf(checker, checker.getTypeOfSymbolAtLocation(inherited, member));
      linkTo(builder, declarations, signatures);
      for (const signature of signatures) {
        const contract = declaredBy(signature);
        if (contract === undefined || isOwnDeclaration(builder.code, contract)) continue;
        for (const declaration of declarations) add(builder.outside, declaration, signature);
      }
    }
  }
}

function add<K, V>(lists: Lists<K, V>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, new Set([value]));
  else list.add(value);
}

function reachable(from: Declared, links: Lists<Declared, Declared>): Declared[] {
  const seen = new Set([from]);
  for (const at of seen) for (const next of links.get(at) ?? []) seen.add(next);
  return [...seen];
}
