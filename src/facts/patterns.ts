import type { TSESTree } from '@typescript-eslint/utils';
import type { TypeName, Value } from '../model/facts.js';
import { reference, typeReference, variableOf, type Context, type Node } from './context.js';
import { evaluate, memberOf, placeOf } from './expressions.js';
import { addWrite } from './writes.js';

/** Lets a value flow into the names (or, in an assignment, the places) that a pattern binds. */
export function bindPattern(pattern: Node, value: Value, cx: Context, assignment?: Node): void {
  switch (pattern.type) {
    case 'Identifier':
      bindName(pattern, value, cx, assignment);
      return;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') bindPattern(property, value, cx, assignment);
        else bindPattern(property.value, memberOf(value, property.key, property.computed, cx), cx, assignment);
      }
      return;
    case 'ArrayPattern':
      pattern.elements.forEach((element, position) => {
        if (element?.type === 'RestElement') bindPattern(element, value, cx, assignment);
        else if (element) bindPattern(element, { kind: 'member', of: value, key: String(position) }, cx, assignment);
      });
      return;
    case 'AssignmentPattern': {
      const fallback = evaluate(pattern.right, cx, pattern.left.type === 'Identifier' ? pattern.left.name : '');
      bindPattern(pattern.left, { kind: 'either', of: [value, fallback] }, cx, assignment);
      return;
    }
    case 'RestElement':
      bindPattern(pattern.argument, { kind: 'copy', of: [value] }, cx, assignment);
      return;
    case 'MemberExpression':
      addWrite(cx, assignment ?? pattern, placeOf(pattern, cx), '=', value);
      return;
    case 'TSParameterProperty':
      bindPattern(pattern.parameter, value, cx, assignment);
      return;
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'TSTypeAssertion':
      bindPattern(pattern.expression, value, cx, assignment);
      return;
    default:
  }
}

function bindName(name: TSESTree.Identifier, value: Value, cx: Context, assignment: Node | undefined): void {
  const target = reference(cx, name);
  if (assignment) {
    addWrite(cx, assignment, target, '=', value);
    return;
  }
  if (target.kind !== 'variable') return;
  const variable = variableOf(cx, target.id);
  variable.values.push(value);
  const type = typeNameOf(name.typeAnnotation, cx);
  if (type) variable.type = type;
}

/** The named type of an annotation, seen through `Promise<T>`, `Readonly<T>`, `T | null` and the like. */
export function typeNameOf(node: Node | null | undefined, cx: Context): TypeName | undefined {
  switch (node?.type) {
    case 'TSTypeAnnotation':
      return typeNameOf(node.typeAnnotation, cx);
    case 'TSUnionType':
    case 'TSIntersectionType':
      return node.types.map((type) => typeNameOf(type, cx)).find((type) => type !== undefined);
    case 'TSTypeReference': {
      const name = entityName(node.typeName);
      const [argument] = node.typeArguments?.params ?? [];
      if (argument && TRANSPARENT.has(name)) return typeNameOf(argument, cx);
      return typeNamed(node.typeName, cx);
    }
    case 'TSTypeOperator':
      return node.operator === 'readonly' ? typeNameOf(node.typeAnnotation, cx) : undefined;
    case 'TSArrayType':
      return { name: 'Array' };
    default:
      return undefined;
  }
}

const TRANSPARENT = new Set(['Promise', 'Readonly', 'Required', 'Partial', 'NonNullable', 'Awaited']);

export function typeNamed(node: TSESTree.EntityName, cx: Context): TypeName {
  const name = entityName(node);
  const value = node.type === 'Identifier' ? typeReference(cx, name) : undefined;
  return value ? { name, value } : { name };
}

function entityName(node: TSESTree.EntityName): string {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'TSQualifiedName' ? `${entityName(node.left)}.${node.right.name}` : 'this';
}
