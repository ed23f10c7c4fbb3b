/** Which functions stand behind a method that only an interface, a base class or a type written in place declares: a call of the one runs any of the others. */
import { ts } from 'ts-morph';
import { agreementsIn } from './agreements.js';
import type { Code } from './code.js';
import { isFunction, type FunctionNode } from './nodes.js';

/** By what declares the method: `find(id: string): User` of an interface, or its type where it is a property. */
export function implementersIn(code: Code): ReadonlyMap<ts.Node, ReadonlySet<FunctionNode>> {
  const { checker, files } = code;
  const found = new Map<ts.Node, Set<FunctionNode>>();
  const add = (type: ts.Type | undefined, name: string, fn: FunctionNode): void => {
    addTo(type && checker.getPropertyOfType(type, name), fn);
  };
  const addTo = (property: ts.Symbol | undefined, fn: FunctionNode): void => {
    for (const declaration of property?.declarations ?? []) {
      if (declaration === fn || declaration === fn.parent) continue;
      const contract = ts.isPropertySignature(declaration) && declaration.type ? declaration.type : declaration;
      found.set(contract, (found.get(contract) ?? new Set()).add(fn));
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node))
      for (const base of (node.heritageClauses ?? []).flatMap(({ types }) => types))
        for (const member of node.members) {
          const fn = functionOf(member);
          if (fn !== undefined) add(checker.getTypeAtLocation(base), member.name?.getText() ?? '', fn);
        }
    if (ts.isObjectLiteralExpression(node)) {
      const functions = node.properties.flatMap((property) => {
        const fn = functionOf(property);
        return fn ? [{ fn, name: property.name?.getText() ?? '' }] : [];
      });
      const type = functions.length > 0 ? checker.getContextualType(node) : undefined;
      for (const { fn, name } of functions) add(type, name, fn);
    }
    node.forEachChild(visit);
  };
  for (const file of files) visit(file);
  for (const { given, expected } of agreementsIn(code)) {
    const fn = given.valueDeclaration && functionOf(given.valueDeclaration);
    if (fn !== undefined) addTo(expected, fn);
  }
  return found;
}

function functionOf(member: ts.Node): FunctionNode | undefined {
  if (isFunction(member)) return member.body === undefined ? undefined : member;
  const value = ts.isPropertyDeclaration(member) || ts.isPropertyAssignment(member) ? member.initializer : undefined;
  return value !== undefined && isFunction(value) ? value : undefined;
}
