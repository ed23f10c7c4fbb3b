/** What a migrated function will ask of the backend: calls to collections, counted in the edited text. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import type { MigrationPlan } from '../types.js';
import { waitingOf } from './promise-types.js';
import { ancestorsOf } from './tree.js';

export interface RoundTrips {
  readonly store: string;
  readonly function: string;
  readonly file: string;
  /** Calls as written: a loop makes more of them, a branch fewer. */
  readonly calls: number;
}

export function roundTrips(code: Code, plan: MigrationPlan): RoundTrips[] {
  const byName = new Map(plan.stores.map(({ store, adapter }) => [adapter.name, store] as const));
  const files = new Set([...plan.edits, ...plan.created].map(({ file }) => file));
  const found = new Map<string, RoundTrips>();
  for (const name of files) {
    const file = code.file(name);
    if (file !== undefined) visit(file, file, name);
  }
  return [...found.values()];

  function visit(node: ts.Node, file: ts.SourceFile, name: string): void {
    ts.forEachChild(node, (child) => {
      visit(child, file, name);
    });
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
    const store = byName.get(collectionOf(code, node.expression.expression) ?? '');
    if (store === undefined || waitingOf(code.checker, code.checker.getTypeAtLocation(node)) === undefined) return;
    const title = functionOf(node);
    const key = [store, name, title].join('\0');
    found.set(key, { store, file: name, function: title, calls: (found.get(key)?.calls ?? 0) + 1 });
  }
}

/** The name that a collection was declared with, wherever it was imported from. */
function collectionOf({ checker }: Code, receiver: ts.Expression): string | undefined {
  const symbol = checker.getSymbolAtLocation(receiver);
  const real = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = real?.valueDeclaration as (ts.Declaration & { readonly initializer?: ts.Expression }) | undefined;
  const made = declaration?.initializer;
  const name = made && ts.isCallExpression(made) ? made.arguments[0] : undefined;
  return name && ts.isStringLiteralLike(name) ? name.text : undefined;
}

/** The outermost function that has a name: its callers are the ones who wait. */
function functionOf(node: ts.Node): string {
  let name = 'module';
  for (const { at, parent } of ancestorsOf(node)) {
    if (!ts.isFunctionLike(at)) continue;
    const named = at.name ?? ('name' in parent ? (parent.name as ts.Node) : undefined);
    if (named && (ts.isIdentifier(named) || ts.isPrivateIdentifier(named))) name = named.text;
    else if (name === 'module') name = 'a callback';
  }
  return name;
}
