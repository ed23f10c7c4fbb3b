import type { TSESTree } from '@typescript-eslint/utils';
import type { Declared, FunctionId } from '../model/facts.js';

/**
 * Names and what they are bound to. A scope is filled with everything that is declared in it when it is entered, so that each name can be
 * resolved at once in the single walk that makes the facts, wherever in the scope its declaration stands.
 */
export interface Scope {
  parent: Scope | undefined;
  /** The function whose code runs here. */
  fn: FunctionId;
  /** Name to variable id. */
  names: Map<string, number>;
  /** Interfaces and type aliases: their names hide no values. */
  types?: Map<string, number>;
}

export function innerScope(parent: Scope | undefined, fn: FunctionId): Scope {
  return { parent, fn, names: new Map() };
}

export function lookup(scope: Scope, name: string): number | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const id = at.names.get(name);
    if (id !== undefined) return id;
  }
  return undefined;
}

export function lookupType(scope: Scope, name: string): number | undefined {
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    // What is a class, an enum or an import too says more than the interface of that name.
    const id = at.names.get(name) ?? at.types?.get(name);
    if (id !== undefined) return id;
  }
  return undefined;
}

/** A name that a scope declares. `node` is the identifier, `declaration` the statement around it. */
export interface Declaration {
  name: string;
  declared: Declared;
  node: TSESTree.Node;
  declaration: TSESTree.Node;
}

/** What `let`, `const`, `class`, `function`, `import`, `enum`, `namespace` and `interface` declare directly in a list of statements. */
export function* lexicalDeclarations(body: readonly TSESTree.Node[]): Generator<Declaration> {
  for (const statement of body) yield* declarationsOf(statement, statement);
}

function* declarationsOf(node: TSESTree.Node, statement: TSESTree.Node): Generator<Declaration> {
  switch (node.type) {
    case 'VariableDeclaration':
      if (node.kind === 'var' || node.declare) return;
      yield* variableNames(node, statement);
      return;
    case 'FunctionDeclaration':
      if (node.id) yield { name: node.id.name, declared: 'function', node: node.id, declaration: statement };
      return;
    case 'ClassDeclaration':
      if (node.id && !node.declare)
        yield { name: node.id.name, declared: 'class', node: node.id, declaration: statement };
      return;
    case 'TSEnumDeclaration':
      if (!node.declare) yield { name: node.id.name, declared: 'enum', node: node.id, declaration: statement };
      return;
    case 'TSModuleDeclaration':
      if (!node.declare && node.kind !== 'global' && node.id.type !== 'Literal') {
        const id = leftmostName(node.id);
        yield { name: id.name, declared: 'namespace', node: id, declaration: statement };
      }
      return;
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      yield { name: node.id.name, declared: 'type', node: node.id, declaration: statement };
      return;
    case 'ImportDeclaration':
      for (const { local } of node.specifiers) {
        yield { name: local.name, declared: 'import', node: local, declaration: statement };
      }
      return;
    case 'TSImportEqualsDeclaration':
      yield { name: node.id.name, declared: 'import', node: node.id, declaration: statement };
      return;
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      if (node.declaration) yield* declarationsOf(node.declaration, statement);
      return;
    case 'LabeledStatement':
      yield* declarationsOf(node.body, statement);
      return;
    // `if (ready) function start() {}`, as old scripts have it.
    case 'IfStatement':
      yield* declarationsOf(node.consequent, statement);
      if (node.alternate) yield* declarationsOf(node.alternate, statement);
      return;
    default:
  }
}

/** `var` declarations of a function body, which reach out of the blocks, loops and branches they stand in. */
export function* hoistedVariables(node: TSESTree.Node | null | undefined): Generator<Declaration> {
  if (!node) return;
  switch (node.type) {
    case 'VariableDeclaration':
      if (node.kind === 'var' && !node.declare) yield* variableNames(node, node);
      return;
    case 'ExportNamedDeclaration':
      yield* hoistedVariables(node.declaration);
      return;
    case 'Program':
    case 'BlockStatement':
    case 'StaticBlock':
    case 'TSModuleBlock':
      for (const statement of node.body) yield* hoistedVariables(statement);
      return;
    case 'IfStatement':
      yield* hoistedVariables(node.consequent);
      yield* hoistedVariables(node.alternate);
      return;
    case 'ForStatement':
      yield* hoistedVariables(node.init);
      yield* hoistedVariables(node.body);
      return;
    case 'ForInStatement':
    case 'ForOfStatement':
      yield* hoistedVariables(node.left);
      yield* hoistedVariables(node.body);
      return;
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'LabeledStatement':
    case 'WithStatement':
      yield* hoistedVariables(node.body);
      return;
    case 'TryStatement':
      yield* hoistedVariables(node.block);
      yield* hoistedVariables(node.handler?.body);
      yield* hoistedVariables(node.finalizer);
      return;
    case 'SwitchStatement':
      for (const branch of node.cases) for (const statement of branch.consequent) yield* hoistedVariables(statement);
      return;
    default:
  }
}

export function* variableNames(node: TSESTree.VariableDeclaration, statement: TSESTree.Node): Generator<Declaration> {
  const declared = node.kind === 'let' || node.kind === 'var' ? node.kind : 'const';
  for (const { id } of node.declarations) {
    for (const name of namesOf(id)) yield { name: name.name, declared, node: name, declaration: statement };
  }
}

/** `A` of `A.B.C`. */
function leftmostName(name: TSESTree.EntityName): TSESTree.Identifier {
  // `this` begins types alone.
  return name.type === 'TSQualifiedName' ? leftmostName(name.left) : (name as TSESTree.Identifier);
}

/** Identifiers that a pattern binds. */
export function* namesOf(pattern: TSESTree.Node): Generator<TSESTree.Identifier> {
  switch (pattern.type) {
    case 'Identifier':
      yield pattern;
      return;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        yield* namesOf(property.type === 'RestElement' ? property.argument : property.value);
      }
      return;
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element) yield* namesOf(element);
      return;
    case 'AssignmentPattern':
      yield* namesOf(pattern.left);
      return;
    case 'RestElement':
      yield* namesOf(pattern.argument);
      return;
    case 'TSParameterProperty':
      yield* namesOf(pattern.parameter);
      return;
    default:
  }
}
