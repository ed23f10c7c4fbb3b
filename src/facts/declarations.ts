import type { TSESTree } from '@typescript-eslint/utils';
import type { Value } from '../model/facts.js';
import { innerScope } from '../syntax/scope.js';
import { classValue } from './classes.js';
import { giveValue, push, reference, spanOf, textOf, UNDEFINED, UNKNOWN, withScope, type Context } from './context.js';
import { evaluate } from './expressions.js';
import { functionValue, runBody } from './functions.js';
import { bindPattern } from './patterns.js';

/** What declarations give their names. The names themselves were declared when the scope around was entered. */

export function variableDeclaration(node: TSESTree.VariableDeclaration, cx: Context): void {
  if (node.declare) return;
  for (const { id, init } of node.declarations) {
    const name = id.type === 'Identifier' ? id.name : '';
    if (init) bindPattern(id, evaluate(init, cx, name), cx);
    // `let cache: Cache | undefined` says what will be in it.
    else if (id.typeAnnotation) bindPattern(id, UNDEFINED, cx);
  }
}

export function functionDeclaration(node: TSESTree.FunctionDeclaration, cx: Context): void {
  const value = functionValue(node, cx, '');
  if (node.id) giveValue(cx, node.id.name, value);
}

export function classDeclaration(node: TSESTree.ClassDeclaration, cx: Context): void {
  if (node.declare) return;
  const value = classValue(node, cx, '');
  if (node.id) giveValue(cx, node.id.name, value);
}

export function importDeclaration(node: TSESTree.ImportDeclaration, cx: Context): void {
  const { specifiers, importKind } = node;
  const source = node.source.value;
  const typeOnly = importKind === 'type' || (specifiers.length > 0 && specifiers.every(isType));
  cx.facts.imports.push({ source, at: spanOf(node), kind: 'import', typeOnly });
  for (const specifier of specifiers) {
    giveValue(cx, specifier.local.name, { kind: 'import', source, name: importedName(specifier) });
  }
}

/** `import { type Session }` */
function isType(specifier: TSESTree.ImportClause): boolean {
  return specifier.type === 'ImportSpecifier' && specifier.importKind === 'type';
}

function importedName(specifier: TSESTree.ImportClause): string {
  if (specifier.type === 'ImportNamespaceSpecifier') return '*';
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  return specifier.imported.type === 'Identifier' ? specifier.imported.name : specifier.imported.value;
}

/** `import fs = require('fs')` and `import Inner = Outer.Inner`. */
export function importEquals(node: TSESTree.TSImportEqualsDeclaration, cx: Context): void {
  const { moduleReference } = node;
  if (moduleReference.type !== 'TSExternalModuleReference') {
    giveValue(cx, node.id.name, entityValue(moduleReference, cx));
    return;
  }
  const source = textOf(evaluate(moduleReference.expression, cx));
  if (source === undefined) return;
  cx.facts.imports.push({ source, at: spanOf(node), kind: 'require', typeOnly: node.importKind === 'type' });
  giveValue(cx, node.id.name, { kind: 'import', source, name: '*' });
}

function entityValue(node: TSESTree.EntityName, cx: Context): Value {
  if (node.type === 'Identifier') return reference(cx, node);
  if (node.type === 'ThisExpression') return UNKNOWN;
  return { kind: 'member', of: entityValue(node.left, cx), key: node.right.name };
}

/** Members of an enum can name each other. Nearly all have literals or nothing, and need no scope for that. */
export function enumDeclaration(node: TSESTree.TSEnumDeclaration, cx: Context): void {
  const computed = node.body.members.filter(({ initializer }) => initializer && initializer.type !== 'Literal');
  if (node.declare || computed.length === 0) return;
  const inner = withScope(
    cx,
    node.body.members.map((member) => ({
      name: member.id.type === 'Identifier' ? member.id.name : member.id.value,
      declared: 'enum',
      node: member.id,
      declaration: member,
    })),
  );
  for (const { initializer } of computed) evaluate(initializer, inner);
}

/** A namespace is an object that holds what the namespace exports. */
export function namespaceDeclaration(node: TSESTree.TSModuleDeclaration, cx: Context): void {
  if (node.declare || node.id.type === 'Literal') return;
  const namespace = addObject(node, cx);
  runBody(node.body, { ...cx, namespace, scope: innerScope(cx.scope, cx.fn) });
  nameNamespace(node.id, namespace, cx);
}

/** `namespace A.B` is a namespace `B` that `A` exports. */
function nameNamespace(name: TSESTree.EntityName, object: number, cx: Context): void {
  const value: Value = { kind: 'object', id: object };
  if (name.type === 'Identifier') giveValue(cx, name.name, value);
  if (name.type !== 'TSQualifiedName') return;
  const outer = addObject(name, cx);
  cx.facts.objects[outer]?.properties.push({ key: name.right.name, value, at: spanOf(name.right) });
  nameNamespace(name.left, outer, cx);
}

function addObject(node: TSESTree.Node, cx: Context): number {
  return push(cx.facts.objects, { at: spanOf(node), fn: cx.fn, properties: [] });
}
