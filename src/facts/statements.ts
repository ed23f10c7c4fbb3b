import type { TSESTree } from '@typescript-eslint/utils';
import { ANY_KEY, type Value } from '../model/facts.js';
import { hoistedVariables, lexicalDeclarations, namesOf, variableNames } from '../syntax/scope.js';
import { classValue } from './classes.js';
import { declare, push, reference, spanOf, textOf, variableOf, withScope, type Context, type Node } from './context.js';
import { addExport, exportAll, exportDefault, exportNamed } from './exports.js';
import { evaluate, markResult, placeOf } from './expressions.js';
import { functionValue, runStatements } from './functions.js';
import { bindPattern } from './patterns.js';
import { addBranch, testOf } from './tests.js';

type Executor<N extends Node> = (node: N, cx: Context) => void;
type Executors = { [T in Node['type']]?: Executor<Extract<Node, { type: T }>> };

export function execute(node: Node | null | undefined, cx: Context): void {
  if (!node) return;
  const executor = executors[node.type] as Executor<Node> | undefined;
  executor?.(node, cx);
}

function declarations(node: TSESTree.VariableDeclaration, cx: Context): void {
  if (node.declare) return;
  for (const { id, init } of node.declarations) {
    if (!init) {
      if (id.type === 'Identifier') annotate(id, cx);
      continue;
    }
    bindPattern(id, evaluate(init, cx, id.type === 'Identifier' ? id.name : ''), cx);
  }
}

/** `let cache: Cache | undefined` says what will be in it. */
function annotate(id: TSESTree.Identifier, cx: Context): void {
  if (id.typeAnnotation) bindPattern(id, { kind: 'literal', value: undefined }, cx);
}

function importDeclaration(node: TSESTree.ImportDeclaration, cx: Context): void {
  const source = node.source.value;
  cx.facts.imports.push({ source, at: spanOf(node), kind: 'import', typeOnly: node.importKind === 'type' });
  for (const specifier of node.specifiers)
    bindImport(cx, specifier.local.name, { kind: 'import', source, name: importedName(specifier) });
}

function importedName(specifier: TSESTree.ImportClause): string {
  if (specifier.type === 'ImportNamespaceSpecifier') return '*';
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  return specifier.imported.type === 'Identifier' ? specifier.imported.name : specifier.imported.value;
}

function bindImport(cx: Context, name: string, value: Value): void {
  const target = reference(cx, name);
  if (target.kind === 'variable') variableOf(cx, target.id).values.push(value);
}

function importEquals(node: TSESTree.TSImportEqualsDeclaration, cx: Context): void {
  if (node.moduleReference.type !== 'TSExternalModuleReference') return;
  const source = textOf(evaluate(node.moduleReference.expression, cx));
  if (source === undefined) return;
  cx.facts.imports.push({ source, at: spanOf(node), kind: 'require', typeOnly: node.importKind === 'type' });
  bindImport(cx, node.id.name, { kind: 'import', source, name: '*' });
}

function functionDeclaration(node: TSESTree.FunctionDeclaration, cx: Context): void {
  const value = functionValue(node, cx, '');
  if (node.id) bindDeclared(node.id.name, value, cx);
}

function classDeclaration(node: TSESTree.ClassDeclaration, cx: Context): void {
  if (node.declare) return;
  const value = classValue(node, cx, '');
  if (node.id) bindDeclared(node.id.name, value, cx);
}

function bindDeclared(name: string, value: Value, cx: Context): void {
  const id = cx.scope.names.get(name);
  if (id === undefined) bindImport(cx, name, value);
  else variableOf(cx, id).values.push(value);
}

function enumDeclaration(node: TSESTree.TSEnumDeclaration, cx: Context): void {
  for (const member of node.body.members) if (member.initializer) evaluate(member.initializer, cx);
}

function loopBody(node: Node, body: Node, cx: Context): void {
  addBranch(cx, node, 'loop', [], body);
  execute(body, cx);
}

/** `for (const x of xs)`: x is a member of xs. */
function forEach(node: TSESTree.ForOfStatement | TSESTree.ForInStatement, cx: Context): void {
  const over = evaluate(node.right, cx);
  const element: Value =
    node.type === 'ForOfStatement'
      ? { kind: 'member', of: over, key: ANY_KEY }
      : { kind: 'derived', operator: 'key', of: [over] };
  if (node.left.type !== 'VariableDeclaration') {
    bindPattern(node.left, element, cx, node);
    loopBody(node, node.body, cx);
    return;
  }
  const inner = node.left.kind === 'var' ? cx : withScope(cx, variableNames(node.left, node));
  for (const { id } of node.left.declarations) bindPattern(id, element, inner);
  loopBody(node, node.body, inner);
}

function forStatement(node: TSESTree.ForStatement, cx: Context): void {
  const isBlockScoped = node.init?.type === 'VariableDeclaration' && node.init.kind !== 'var';
  const inner = isBlockScoped ? withScope(cx, variableNames(node.init as TSESTree.VariableDeclaration, node)) : cx;
  if (node.init?.type === 'VariableDeclaration') declarations(node.init, inner);
  else evaluate(node.init, inner);
  const test = node.test ? testOf(node.test, inner) : [];
  evaluate(node.update, inner);
  addBranch(inner, node, 'loop', test, node.body);
  execute(node.body, inner);
}

function whileStatement(node: TSESTree.WhileStatement | TSESTree.DoWhileStatement, cx: Context): void {
  addBranch(cx, node, 'loop', testOf(node.test, cx), node.body);
  execute(node.body, cx);
}

function switchStatement(node: TSESTree.SwitchStatement, cx: Context): void {
  const value = evaluate(node.discriminant, cx);
  const inner = withScope(cx, lexicalDeclarations(node.cases.flatMap((branch) => branch.consequent)));
  for (const branch of node.cases) {
    const other = branch.test ? evaluate(branch.test, inner) : undefined;
    const test = other ? [{ value, holds: 'compare' as const, operator: '===', other }] : [];
    addBranch(inner, branch, 'case', test, branch);
    for (const statement of branch.consequent) execute(statement, inner);
  }
}

function tryStatement(node: TSESTree.TryStatement, cx: Context): void {
  cx.facts.tries.push({
    fn: cx.fn,
    block: spanOf(node.block),
    ...(node.handler ? { handler: spanOf(node.handler.body) } : {}),
    ...(node.finalizer ? { finalizer: spanOf(node.finalizer) } : {}),
  });
  execute(node.block, cx);
  if (node.handler) catchClause(node.handler, cx);
  execute(node.finalizer, cx);
}

function catchClause(node: TSESTree.CatchClause, cx: Context): void {
  const { param } = node;
  if (!param) {
    execute(node.body, cx);
    return;
  }
  const names = [...namesOf(param)];
  const inner = withScope(
    cx,
    names.map((name) => ({ name: name.name, declared: 'catch' as const, node: name, declaration: node })),
  );
  if (param.type !== 'Identifier') bindPattern(param, { kind: 'unknown' }, inner);
  execute(node.body, inner);
}

function exit(node: TSESTree.ReturnStatement | TSESTree.ThrowStatement, cx: Context): void {
  const value = node.argument ? evaluate(node.argument, cx) : undefined;
  const isReturn = node.type === 'ReturnStatement';
  if (isReturn && value) cx.facts.functions[cx.fn]?.returns.push(value);
  push(cx.facts.exits, {
    at: spanOf(node),
    fn: cx.fn,
    kind: isReturn ? 'return' : 'throw',
    ...(value ? { value } : {}),
  });
}

const executors: Executors = {
  ExpressionStatement: (node, cx) => {
    const value = evaluate(node.expression, cx);
    markResult(value, 'discarded', cx);
  },
  VariableDeclaration: declarations,
  FunctionDeclaration: functionDeclaration,
  ClassDeclaration: classDeclaration,
  ImportDeclaration: importDeclaration,
  TSImportEqualsDeclaration: importEquals,
  ExportNamedDeclaration: exportNamed,
  ExportAllDeclaration: exportAll,
  ExportDefaultDeclaration: exportDefault,
  TSExportAssignment: (node, cx) => {
    addExport(cx, node, '=', evaluate(node.expression, cx));
  },
  TSEnumDeclaration: enumDeclaration,
  TSModuleDeclaration: (node, cx) => {
    if (node.declare || node.body?.type !== 'TSModuleBlock') return;
    const inner = { ...cx };
    for (const declaration of hoistedVariables(node.body)) declare(inner, declaration);
    runStatements(node.body.body, inner);
  },
  BlockStatement: (node, cx) => {
    runStatements(node.body, cx);
  },
  IfStatement: (node, cx) => {
    addBranch(cx, node, 'if', testOf(node.test, cx), node.consequent, node.alternate);
    execute(node.consequent, cx);
    execute(node.alternate, cx);
  },
  ForStatement: forStatement,
  ForInStatement: forEach,
  ForOfStatement: forEach,
  WhileStatement: whileStatement,
  DoWhileStatement: whileStatement,
  SwitchStatement: switchStatement,
  TryStatement: tryStatement,
  ReturnStatement: exit,
  ThrowStatement: exit,
  LabeledStatement: (node, cx) => {
    execute(node.body, cx);
  },
  WithStatement: (node, cx) => {
    placeOf(node.object, cx);
    execute(node.body, cx);
  },
};
