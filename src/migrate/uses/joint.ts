/**
 * Expressions that are one of several stores: a parameter that only stores are passed to, `old ? secondary : primary`. What is done to them is done to
 * all, so those stores move together or stay together.
 */
import { ts } from 'ts-morph';
import { contractOf } from '../accessors/obstacles.js';
import type { Calls } from '../calls.js';
import type { Code } from '../code.js';
import { localUsesOf } from '../local-names.js';
import { descendants, dressed, isInside, undressed, type FunctionNode } from '../nodes.js';
import type { Target } from '../targets.js';
import { asksWhichObject } from './escapes.js';
import { isRead, meaningOf } from './brand.js';

export interface Bond {
  /** Where one stands for the other. */
  readonly at: ts.Node;
  readonly targets: readonly Target[];
  /** What has the type of a Map, and gets that of a collection. */
  readonly parameter?: ts.ParameterDeclaration;
}

export interface Joint {
  /** With what is done to a parameter. */
  readonly found: ReadonlyMap<Target, readonly ts.Expression[]>;
  /** Where a store is only handed on. */
  readonly handedOn: ReadonlySet<ts.Expression>;
  readonly bonds: readonly Bond[];
}

export function jointUses(code: Code, calls: Calls, expressions: ReadonlyMap<Target, readonly ts.Expression[]>): Joint {
  let found = expressions;
  const bonds: Bond[] = [];
  const handedOn = new Set<ts.Expression>();
  for (const [node, targets] of ownersOf(found)) {
    const choice = dressed(node).parent;
    if (!ts.isConditionalExpression(choice) || choice.condition === dressed(node)) continue;
    const others = [choice.whenTrue, choice.whenFalse].map((branch) =>
      isNothing(branch) ? [] : ownersOf(found).get(undressed(branch)),
    );
    if (others.includes(undefined)) continue;
    handedOn.add(dressed(node));
    const all = [...new Set([...targets, ...others.flatMap((other) => other ?? [])])];
    if (all.length > 1) bonds.push({ at: choice, targets: all });
  }
  // A function may hand its parameter on to another.
  for (;;) {
    const next = nextParameter(code, calls, found, bonds);
    if (next === undefined) return { found, handedOn, bonds };
    const { parameter, targets, passed } = next;
    bonds.push({ at: passed[0] ?? parameter, targets, parameter });
    for (const argument of passed) handedOn.add(dressed(argument));
    const inside = ts.isIdentifier(parameter.name) ? localUsesOf(code.checker, parameter.name) : [];
    found = new Map(
      [...found].map(([target, nodes]) => [target, targets.includes(target) ? [...nodes, ...inside] : nodes]),
    );
  }
}

/** A store that may be off. */
const isNothing = (node: ts.Expression): boolean => /^(?:undefined|null)$/.test(undressed(node).getText());

function ownersOf(found: ReadonlyMap<Target, readonly ts.Expression[]>): Map<ts.Expression, Target[]> {
  const owners = new Map<ts.Expression, Target[]>();
  for (const [target, nodes] of found)
    for (const node of nodes) owners.set(node, [...(owners.get(node) ?? []), target]);
  return owners;
}

interface Passing {
  readonly parameter: ts.ParameterDeclaration;
  readonly targets: readonly Target[];
  readonly passed: readonly ts.Expression[];
}

function nextParameter(
  code: Code,
  calls: Calls,
  found: ReadonlyMap<Target, readonly ts.Expression[]>,
  bonds: readonly Bond[],
): Passing | undefined {
  const owners = ownersOf(found);
  const known = new Set(bonds.map(({ parameter }) => parameter));
  for (const node of owners.keys()) {
    const argument = dressed(node);
    const call = argument.parent;
    if (!ts.isCallExpression(call) || call.expression === argument) continue;
    const fn = calls.targetOf(call);
    const index = call.arguments.indexOf(argument);
    const parameter = fn?.parameters[index];
    if (fn === undefined || parameter === undefined || known.has(parameter) || !isPlain(code, parameter)) continue;
    if (!isCalledAlone(code, fn) || asksWhichObject(argument, call, calls)) continue;
    const passed = calls.of(fn).map((one) => one.arguments[index]);
    const stores = passed.map((one) => one && owners.get(undressed(one)));
    if (stores.includes(undefined)) continue;
    return {
      parameter,
      targets: [...new Set(stores.flatMap((targets) => targets ?? []))],
      passed: passed.flatMap((one) => one ?? []),
    };
  }
  return undefined;
}

/** Its type can be said anew, or is not said. */
function isPlain(code: Code, { name, dotDotDotToken, initializer, type, parent }: ts.ParameterDeclaration): boolean {
  if (!ts.isIdentifier(name) || dotDotDotToken !== undefined || initializer !== undefined) return false;
  const isScript = /\.[cm]?jsx?$/.test(code.nameOf(parent.getSourceFile()));
  if (isScript) return true;
  return type !== undefined && ts.isTypeReferenceNode(type) && /^(?:Map|Set)$/.test(type.typeName.getText());
}

/** A function that is handed on as a value is called with what nobody knows. */
export function isCalledAlone(code: Code, fn: FunctionNode): boolean {
  if (ts.isMethodDeclaration(fn)) return isMethodOnlyCalled(code, fn);
  const { checker, files } = code;
  const named = ts.isFunctionDeclaration(fn) ? fn : fn.parent;
  if (!ts.isFunctionDeclaration(named) && !ts.isVariableDeclaration(named)) return false;
  const { name } = named;
  if (name === undefined || !ts.isIdentifier(name)) return false;
  const symbol = checker.getSymbolAtLocation(name);
  if (symbol === undefined || (symbol.declarations?.length ?? 0) > 1) return false;
  const isOther = (node: ts.Node): boolean => {
    if (
      ts.isIdentifier(node) &&
      node.text === name.text &&
      node !== name &&
      isRead(node) &&
      meaningOf(checker, node) === symbol
    ) {
      const isCallee = ts.isCallExpression(node.parent) && node.parent.expression === node;
      if (!isCallee && !ts.isExportAssignment(node.parent)) return true;
    }
    return node.forEachChild((child) => isOther(child) || undefined) ?? false;
  };
  return !files.some((file) => file.text.includes(name.text) && isOther(file));
}

/** No interface asks for it and nobody overrides it; a member of its name that is taken off something unknown may be this one. */
function isMethodOnlyCalled(code: Code, method: ts.MethodDeclaration): boolean {
  const { checker, files } = code;
  const { name, parent: owner } = method;
  const symbol = checker.getSymbolAtLocation(name);
  if (!ts.isIdentifier(name) && !ts.isPrivateIdentifier(name)) return false;
  if (!ts.isClassLike(owner) || symbol === undefined || contractOf(code, method) !== undefined) return false;
  const isPrivate =
    ts.isPrivateIdentifier(name) || (ts.getCombinedModifierFlags(method) & ts.ModifierFlags.Private) !== 0;
  const isOther = (node: ts.Node): boolean => {
    if (memberNameOf(node) !== name.text) return false;
    const meant = checker.getSymbolAtLocation(ts.isPropertyAccessExpression(node) ? node.name : node);
    if (meant === undefined) return !isPrivate || isInside(node, owner);
    return meant === symbol && !(ts.isCallExpression(node.parent) && node.parent.expression === node);
  };
  return !files.some((file) => file.text.includes(name.text) && [...descendants(file)].some(isOther));
}

/** `this.prune`, `limiter['prune']`, `const { prune } = limiter`. */
function memberNameOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
    return node.argumentExpression.text;
  if (!ts.isBindingElement(node) || !ts.isObjectBindingPattern(node.parent)) return undefined;
  return (node.propertyName ?? node.name).getText();
}
