import type { TSESTree } from '@typescript-eslint/utils';
import type { Value } from '../model/facts.js';
import { isGlobal, reference, spanOf, type Context, type Node } from './context.js';
import { classValue } from './classes.js';
import { evaluate } from './expressions.js';
import { functionValue } from './functions.js';
import { execute } from './statements.js';
import { namesOf } from '../syntax/scope.js';

export function exportNamed(node: TSESTree.ExportNamedDeclaration, cx: Context): void {
  if (node.source) {
    const source = node.source.value;
    cx.facts.imports.push({ source, at: spanOf(node), kind: 'reexport', typeOnly: node.exportKind === 'type' });
    for (const { local, exported } of node.specifiers) {
      addExport(cx, node, nameOf(exported), { kind: 'import', source, name: nameOf(local) });
    }
    return;
  }
  if (node.declaration) {
    execute(node.declaration, cx);
    for (const name of declaredNames(node.declaration)) addExport(cx, node, name, reference(cx, name));
  }
  for (const { local, exported } of node.specifiers) {
    addExport(cx, node, nameOf(exported), reference(cx, nameOf(local)));
  }
}

export function exportAll(node: TSESTree.ExportAllDeclaration, cx: Context): void {
  const source = node.source.value;
  cx.facts.imports.push({ source, at: spanOf(node), kind: 'reexport', typeOnly: node.exportKind === 'type' });
  addExport(cx, node, node.exported ? nameOf(node.exported) : '*', { kind: 'import', source, name: '*' });
}

export function exportDefault(node: TSESTree.ExportDefaultDeclaration, cx: Context): void {
  const { declaration } = node;
  if ((declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id) {
    execute(declaration, cx);
    addExport(cx, node, 'default', reference(cx, declaration.id.name));
  } else if (declaration.type === 'FunctionDeclaration') {
    addExport(cx, node, 'default', functionValue(declaration, cx, 'default'));
  } else if (declaration.type === 'ClassDeclaration') {
    addExport(cx, node, 'default', classValue(declaration, cx, 'default'));
  } else if (declaration.type !== 'TSInterfaceDeclaration') {
    addExport(cx, node, 'default', evaluate(declaration, cx, 'default'));
  }
}

/** `export =` of TypeScript and `module.exports =` of CommonJS. */
export function addExport(cx: Context, node: Node, name: string, value: Value): void {
  cx.facts.exports.push({ name, value, at: spanOf(node) });
}

/** Recognises `module.exports = v`, `exports.name = v` and `module.exports.name = v`. */
export function commonJsExport(cx: Context, node: Node, target: Value, value: Value): void {
  if (target.kind !== 'member') return;
  if (isModuleExports(target)) addExport(cx, node, '=', value);
  else if (isModuleExports(target.of) || isGlobal(target.of, 'exports')) addExport(cx, node, target.key, value);
}

function isModuleExports(value: Value): boolean {
  return value.kind === 'member' && value.key === 'exports' && isGlobal(value.of, 'module');
}

function nameOf(node: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return node.type === 'Identifier' ? node.name : node.value;
}

function declaredNames(node: TSESTree.NamedExportDeclarations): string[] {
  if (node.type === 'VariableDeclaration') return node.declarations.flatMap(({ id }) => patternNames(id));
  if ('id' in node && node.id?.type === 'Identifier') return [node.id.name];
  return [];
}

function patternNames(pattern: Node): string[] {
  return [...namesOf(pattern)].map(({ name }) => name);
}
