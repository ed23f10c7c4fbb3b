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
export function lexicalDeclarations(body: readonly TSESTree.Node[]): readonly Declaration[] {
  const found: Declaration[] = [];
  for (const statement of body) addDeclarations(found, statement, statement);
  return found;
}

function addDeclarations(found: Declaration[], node: TSESTree.Node, statement: TSESTree.Node): void {
  switch (node.type) {
    case 'VariableDeclaration':
      if (node.kind === 'var' || node.declare) return;
      found.push(...variableNames(node, statement));
      return;
    case 'FunctionDeclaration':
      if (node.id) found.push({ name: node.id.name, declared: 'function', node: node.id, declaration: statement });
      return;
    case 'ClassDeclaration':
      if (node.id && !node.declare)
        found.push({ name: node.id.name, declared: 'class', node: node.id, declaration: statement });
      return;
    case 'TSEnumDeclaration':
      if (!node.declare) found.push({ name: node.id.name, declared: 'enum', node: node.id, declaration: statement });
      return;
    case 'TSModuleDeclaration':
      if (!node.declare && node.kind !== 'global' && node.id.type !== 'Literal') {
        const id = leftmostName(node.id);
        found.push({ name: id.name, declared: 'namespace', node: id, declaration: statement });
      }
      return;
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      found.push({ name: node.id.name, declared: 'type', node: node.id, declaration: statement });
      return;
    case 'ImportDeclaration':
      for (const { local } of node.specifiers) {
        found.push({ name: local.name, declared: 'import', node: local, declaration: statement });
      }
      return;
    case 'TSImportEqualsDeclaration':
      found.push({ name: node.id.name, declared: 'import', node: node.id, declaration: statement });
      return;
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      if (node.declaration) addDeclarations(found, node.declaration, statement);
      return;
    case 'LabeledStatement':
      addDeclarations(found, node.body, statement);
      return;
    // `if (ready) function start() {}`, as old scripts have it.
    case 'IfStatement':
      addDeclarations(found, node.consequent, statement);
      if (node.alternate) addDeclarations(found, node.alternate, statement);
      return;
    default:
  }
}

/** `var` declarations of a function body, which reach out of the blocks, loops and branches they stand in. */
export function hoistedVariables(node: TSESTree.Node): readonly Declaration[] {
  const found: Declaration[] = [];
  addHoisted(found, node);
  return found;
}

function addHoisted(found: Declaration[], node: TSESTree.Node | null | undefined): void {
  if (!node) return;
  switch (node.type) {
    case 'VariableDeclaration':
      if (node.kind === 'var' && !node.declare) found.push(...variableNames(node, node));
      return;
    case 'ExportNamedDeclaration':
      addHoisted(found, node.declaration);
      return;
    case 'Program':
    case 'BlockStatement':
    case 'StaticBlock':
    case 'TSModuleBlock':
      for (const statement of node.body) addHoisted(found, statement);
      return;
    case 'IfStatement':
      addHoisted(found, node.consequent);
      addHoisted(found, node.alternate);
      return;
    case 'ForStatement':
      addHoisted(found, node.init);
      addHoisted(found, node.body);
      return;
    case 'ForInStatement':
    case 'ForOfStatement':
      addHoisted(found, node.left);
      addHoisted(found, node.body);
      return;
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'LabeledStatement':
    case 'WithStatement':
      addHoisted(found, node.body);
      return;
    case 'TryStatement':
      addHoisted(found, node.block);
      addHoisted(found, node.handler?.body);
      addHoisted(found, node.finalizer);
      return;
    case 'SwitchStatement':
      for (const branch of node.cases) for (const statement of branch.consequent) addHoisted(found, statement);
      return;
    default:
  }
}

export function variableNames(
  { kind, declarations }: TSESTree.VariableDeclaration,
  statement: TSESTree.Node,
): readonly Declaration[] {
  const declared = kind === 'let' || kind === 'var' ? kind : 'const';
  return declarations
    .flatMap(({ id }) => namesOf(id))
    .map((node) => ({ name: node.name, declared, node, declaration: statement }));
}

/** `A` of `A.B.C`. */
function leftmostName(name: TSESTree.EntityName): TSESTree.Identifier {
  // `this` begins types alone.
  return name.type === 'TSQualifiedName' ? leftmostName(name.left) : (name as TSESTree.Identifier);
}

/** Identifiers that a pattern binds. */
export function namesOf(pattern: TSESTree.Node): readonly TSESTree.Identifier[] {
  if (pattern.type === 'Identifier') return [pattern];
  const found: TSESTree.Identifier[] = [];
  addNames(found, pattern);
  return found;
}

function addNames(found: TSESTree.Identifier[], pattern: TSESTree.Node): void {
  switch (pattern.type) {
    case 'Identifier':
      found.push(pattern);
      return;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        addNames(found, property.type === 'RestElement' ? property.argument : property.value);
      }
      return;
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element) addNames(found, element);
      return;
    case 'AssignmentPattern':
      addNames(found, pattern.left);
      return;
    case 'RestElement':
      addNames(found, pattern.argument);
      return;
    case 'TSParameterProperty':
      addNames(found, pattern.parameter);
      return;
    default:
  }
}
