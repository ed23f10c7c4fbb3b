import type { Rule, Scope, SourceCode } from 'eslint';
import type { Node, VariableDeclaration } from 'estree';

/** The declaration of a variable of the module, for edits that change it. */

export function declaredAt({ scopeManager }: SourceCode, line: number, column: number): Scope.Variable | undefined {
  const isHere = ({ identifiers }: Scope.Variable): boolean =>
    identifiers.some(({ loc }) => loc?.start.line === line && loc.start.column === column);
  for (const scope of scopeManager.scopes)
    if (scope.type === 'module' || scope.type === 'global') {
      const found = scope.variables.find(isHere);
      if (found) return found;
    }
  return undefined;
}

export interface Declared {
  name: Node;
  init?: Node | null | undefined;
  statement: VariableDeclaration;
}

/** `let current = …;` by itself: nothing else is declared with it, and it is not exported. */
export function declaredAlone({ defs }: Scope.Variable): Declared | undefined {
  const [definition] = defs;
  if (!definition || defs.length > 1 || definition.type !== 'Variable') return undefined;
  const { node, parent: statement } = definition;
  const isAlone = statement.declarations.length === 1 && node.id.type === 'Identifier';
  return isAlone && parentOf(statement)?.type === 'Program' ? { name: node.id, init: node.init, statement } : undefined;
}

export const parentOf = (node: Node): Node | null => (node as Rule.Node).parent;
