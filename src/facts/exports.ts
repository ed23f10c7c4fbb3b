import type { TSESTree } from '@typescript-eslint/utils';
import { MODULE, type Value } from '../model/facts.js';
import { namesOf } from '../syntax/scope.js';
import { classValue } from './classes.js';
import {
  isGlobal,
  reference,
  spanOf,
  typeReference,
  UNKNOWN,
  type Context,
  type Node,
  addVariable,
  variableOf,
} from './context.js';
import { evaluate } from './expressions.js';
import { functionValue } from './functions.js';
import { execute } from './statements.js';

export function exportNamed(node: TSESTree.ExportNamedDeclaration, cx: Context): void {
  if (node.source) {
    exportFrom(node, node.source.value, cx);
    return;
  }
  if (node.declaration) {
    execute(node.declaration, cx);
    for (const name of declaredNames(node.declaration)) addExport(cx, node, name.name, valueOrType(name, cx));
  }
  for (const specifier of node.specifiers) {
    const { local, exported } = specifier;
    const isType = node.exportKind === 'type' || specifier.exportKind === 'type';
    addExport(cx, node, nameOf(exported), isType ? typeValue(local, cx) : valueOrType(local, cx));
  }
}

function exportFrom(node: TSESTree.ExportNamedDeclaration, source: string, cx: Context): void {
  const { specifiers, exportKind } = node;
  const typeOnly =
    exportKind === 'type' || (specifiers.length > 0 && specifiers.every((one) => one.exportKind === 'type'));
  cx.facts.imports.push({ source, at: spanOf(node), kind: 'reexport', typeOnly });
  for (const { local, exported } of specifiers) {
    addExport(cx, node, nameOf(exported), { kind: 'import', source, name: nameOf(local) });
  }
}

export function exportAll(node: TSESTree.ExportAllDeclaration, cx: Context): void {
  const source = node.source.value;
  cx.facts.imports.push({ source, at: spanOf(node), kind: 'reexport', typeOnly: node.exportKind === 'type' });
  addExport(cx, node, node.exported ? nameOf(node.exported) : '*', { kind: 'import', source, name: '*' });
}

export function exportDefault(node: TSESTree.ExportDefaultDeclaration, cx: Context): void {
  const value = defaultValue(node.declaration, cx);
  if (value) addExport(cx, node, 'default', value);
}

/** Undefined for the signatures of an overloaded function: the function itself follows. */
function defaultValue(node: TSESTree.ExportDefaultDeclaration['declaration'], cx: Context): Value | undefined {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      if (node.id) {
        execute(node, cx);
        return reference(cx, node.id);
      }
      return node.type === 'ClassDeclaration' ? classValue(node, cx, 'default') : functionValue(node, cx, 'default');
    case 'TSDeclareFunction':
    case 'TSInterfaceDeclaration':
      return undefined;
    case 'Identifier':
      return valueOrType(node, cx);
    default:
      return evaluate(node, cx, 'default');
  }
}

export function exportAssignment(node: TSESTree.TSExportAssignment, cx: Context): void {
  const { expression } = node;
  addExport(cx, node, '=', expression.type === 'Identifier' ? valueOrType(expression, cx) : evaluate(expression, cx));
}

/** `export { Session }` may name a type. */
function valueOrType(name: TSESTree.Identifier, cx: Context): Value {
  const value = reference(cx, name);
  return value.kind === 'global' ? (typeReference(cx, name.name) ?? value) : value;
}

function typeValue(name: TSESTree.Identifier, cx: Context): Value {
  return typeReference(cx, name.name) ?? UNKNOWN;
}

/** `export =` of TypeScript and `module.exports =` of CommonJS have the name `=`. */
function addExport(cx: Context, node: Node, name: string, value: Value, prefix = ''): void {
  const { facts, namespace } = cx;
  const at = spanOf(node);
  if (namespace === undefined)
    facts.exports.push({ name, value: named(cx, node, name === '=' ? 'exports' : prefix + name, value), at });
  else facts.objects[namespace]?.properties.push({ key: name, value, at });
}

/** What is made in an export and has no name of its own is a variable all the same: `export default new Map()`. */
function named(cx: Context, node: Node, name: string, value: Value): Value {
  if (!isMade(cx, value) || cx.fn !== MODULE) return value;
  const own = addVariable(cx, {
    name,
    declared: 'const',
    at: spanOf(node),
    declaration: spanOf(node),
  });
  variableOf(cx, own).values.push(value);
  variableOf(cx, own).captured = true;
  return { kind: 'variable', id: own };
}

/** A container or an instance; of objects those that hold one, for most only gather functions. */
function isMade({ facts }: Context, value: Value): boolean {
  if (value.kind === 'call') return facts.calls[value.id]?.new === true;
  if (value.kind === 'array') return true;
  if (value.kind !== 'object') return false;
  const properties = facts.objects[value.id]?.properties ?? [];
  return (
    properties.length === 0 ||
    properties.some(({ value: held }) => held.kind === 'object' || held.kind === 'array' || held.kind === 'call')
  );
}

/** Recognises `module.exports = v`, `exports.name = v` and `module.exports.name = v`. */
export function commonJsExport(cx: Context, node: Node, target: Value, value: Value): void {
  if (target.kind !== 'member') return;
  if (isModuleExports(target)) addExport(cx, node, '=', value);
  else if (isModuleExports(target.of) || isGlobal(target.of, 'exports'))
    addExport(cx, node, target.key, value, 'exports.');
}

/**
 * Exports that are copied from elsewhere: `Object.assign(exports, require('./orders'), { find })`, and `__exportStar(require('./orders'), exports)`
 * as compilers write it.
 */
export function commonJsCopies(cx: Context, node: Node, callee: Value, args: readonly Value[]): void {
  const isAssign = callee.kind === 'member' && callee.key === 'assign' && isGlobal(callee.of, 'Object');
  const isStar = (callee.kind === 'member' ? callee.key : nameOfCallee(cx, callee)) === '__exportStar';
  const [target, ...sources] = isStar ? args.toReversed() : args;
  if ((!isAssign && !isStar) || !target || !(isModuleExports(target) || isGlobal(target, 'exports'))) return;
  for (const source of sources) {
    if (source.kind === 'import') addExport(cx, node, '*', source);
    if (source.kind !== 'object') continue;
    for (const { key, value } of cx.facts.objects[source.id]?.properties ?? []) {
      if (key !== '...') addExport(cx, node, key, value, 'exports.');
      else if (value.kind === 'import') addExport(cx, node, '*', value);
    }
  }
}

function nameOfCallee({ facts }: Context, callee: Value): string | undefined {
  if (callee.kind === 'global') return callee.name;
  return callee.kind === 'variable' ? facts.variables[callee.id]?.name : undefined;
}

function isModuleExports(value: Value): boolean {
  return value.kind === 'member' && value.key === 'exports' && isGlobal(value.of, 'module');
}

function nameOf(node: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return node.type === 'Identifier' ? node.name : node.value;
}

function declaredNames(node: TSESTree.NamedExportDeclarations): TSESTree.Identifier[] {
  // `declare` describes what others define, and signatures of an overloaded function stand before the function itself.
  if (node.type === 'TSDeclareFunction' || ('declare' in node && node.declare)) return [];
  if (node.type === 'VariableDeclaration') return node.declarations.flatMap(({ id }) => namesOf(id));
  if ('id' in node && node.id?.type === 'Identifier') return [node.id];
  return [];
}
