import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionId, ModuleFacts, Value } from '../model/facts.js';
import { lookup, namesOf, type Scope } from '../syntax/scope.js';
import type { Node } from './context.js';

/** What a Svelte component means beyond its JavaScript: `$name` is what the store `name` holds, and `export let` is a property. */

export const isSvelte = (file: string): boolean => file.endsWith('.svelte');

/** The member under which facts know what a store holds. */
const HELD = '$';

/** Names of the compiler, whatever else is called so. */
const RUNES = new Set(['$state', '$derived', '$effect', '$props', '$bindable', '$inspect', '$host']);

/** `$session`, where `session` is known. */
export function subscribed(file: string, name: string, scope: Scope): Value | undefined {
  if (!isSvelte(file) || !/^\$[^$]/.test(name) || RUNES.has(name)) return undefined;
  const id = lookup(scope, name.slice(1));
  return id === undefined ? undefined : { kind: 'member', of: { kind: 'variable', id }, key: HELD };
}

/** What a component exports belongs to each component that is made, not to the module: `export let data`. */
export function ownedBy(node: Node): Node {
  return node.type === 'ExportNamedDeclaration' && node.declaration ? node.declaration : node;
}

/** Names of the properties that whoever uses the component gives it. */
export function propertiesOf(body: readonly Node[]): string[] {
  return body.flatMap((node) => {
    const declared = node.type === 'ExportNamedDeclaration' ? node.declaration : undefined;
    return declared?.type === 'VariableDeclaration' && declared.kind === 'let' ? namesIn(declared) : [];
  });
}

function namesIn({ declarations }: TSESTree.VariableDeclaration): string[] {
  return declarations.flatMap(({ id }) => namesOf(id).map(({ name }) => name));
}

/** Properties are parameters; functions that have names are there for events of the page, unless the component calls them itself. */
export function describeComponent(
  facts: ModuleFacts,
  fn: FunctionId,
  scope: Scope,
  properties: readonly string[],
): void {
  for (const name of properties) {
    const id = scope.names.get(name);
    const variable = id === undefined ? undefined : facts.variables[id];
    if (id === undefined || variable === undefined) continue;
    variable.declared = 'parameter';
    facts.functions[fn]?.parameters.push(id);
  }
  for (const one of facts.functions) if (one.parent === fn && one.name !== '') one.onPage = true;
}
