import type { TSESTree } from '@typescript-eslint/utils';
import { ANY_KEY, type Value } from '../model/facts.js';
import { lexicalDeclarations, namesOf, variableNames, type Declaration } from '../syntax/scope.js';
import { discard } from './calls.js';
import { push, spanOf, UNKNOWN, withScope, type Context, type Node } from './context.js';
import {
  classDeclaration,
  enumDeclaration,
  functionDeclaration,
  importDeclaration,
  importEquals,
  namespaceDeclaration,
  variableDeclaration,
} from './declarations.js';
import { exportAll, exportAssignment, exportDefault, exportNamed } from './exports.js';
import { evaluate, placeOf } from './expressions.js';
import { runStatements } from './functions.js';
import { bindPattern } from './patterns.js';
import { addBranch, conditionOf } from './tests.js';

type Executor<N extends Node> = (node: N, cx: Context) => void;
type Executors = { [T in Node['type']]?: Executor<Extract<Node, { type: T }>> };

export function execute(node: Node | null | undefined, cx: Context): void {
  if (!node) return;
  const executor = executors[node.type] as Executor<Node> | undefined;
  executor?.(node, cx);
}

function loopBody(node: Node, body: Node, cx: Context): void {
  addBranch(cx, node, 'loop', { test: [] }, body);
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
  const inner = loopScope(node.left, node, cx);
  for (const { id } of node.left.declarations) bindPattern(id, element, inner);
  loopBody(node, node.body, inner);
}

/** `let` and `const` of a loop belong to the loop. */
function loopScope(declaration: TSESTree.VariableDeclaration, loop: Node, cx: Context): Context {
  return declaration.kind === 'var' ? cx : withScope(cx, variableNames(declaration, loop));
}

function forStatement(node: TSESTree.ForStatement, cx: Context): void {
  const { init } = node;
  const inner = init?.type === 'VariableDeclaration' ? loopScope(init, node, cx) : cx;
  if (init?.type === 'VariableDeclaration') variableDeclaration(init, inner);
  else if (init) discard(init, inner);
  const condition = node.test ? conditionOf(node.test, inner) : { test: [] };
  if (node.update) discard(node.update, inner);
  addBranch(inner, node, 'loop', condition, node.body);
  execute(node.body, inner);
}

function whileStatement(node: TSESTree.WhileStatement | TSESTree.DoWhileStatement, cx: Context): void {
  addBranch(cx, node, 'loop', conditionOf(node.test, cx), node.body);
  execute(node.body, cx);
}

function switchStatement(node: TSESTree.SwitchStatement, cx: Context): void {
  const value = evaluate(node.discriminant, cx);
  const inner = withScope(cx, lexicalDeclarations(node.cases.flatMap((branch) => branch.consequent)));
  for (const branch of node.cases) {
    const other = branch.test ? evaluate(branch.test, inner) : undefined;
    const test = other ? [{ value, holds: 'compare' as const, operator: '===', other }] : [];
    addBranch(inner, branch, 'case', { test }, branch);
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
  const inner = withScope(cx, caughtNames(node));
  if (param && param.type !== 'Identifier') bindPattern(param, UNKNOWN, inner);
  execute(node.body, inner);
}

function* caughtNames(node: TSESTree.CatchClause): Generator<Declaration> {
  if (!node.param) return;
  for (const id of namesOf(node.param)) yield { name: id.name, declared: 'catch', node: id, declaration: node };
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
    discard(node.expression, cx);
  },
  VariableDeclaration: variableDeclaration,
  FunctionDeclaration: functionDeclaration,
  ClassDeclaration: classDeclaration,
  ImportDeclaration: importDeclaration,
  TSImportEqualsDeclaration: importEquals,
  ExportNamedDeclaration: exportNamed,
  ExportAllDeclaration: exportAll,
  ExportDefaultDeclaration: exportDefault,
  TSExportAssignment: exportAssignment,
  TSEnumDeclaration: enumDeclaration,
  TSModuleDeclaration: namespaceDeclaration,
  BlockStatement: (node, cx) => {
    runStatements(node.body, cx);
  },
  IfStatement: (node, cx) => {
    addBranch(cx, node, 'if', conditionOf(node.test, cx), node.consequent, node.alternate);
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
