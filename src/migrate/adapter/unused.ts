/** Declarations that nothing uses any more once others are gone. */
import { ts } from 'ts-morph';
import { descendants, isFunction, isInside } from '../nodes.js';
import { isHarmless } from './harmless.js';
import { meaningOf, referencesTo } from './references.js';
import { isGone, remove, type Work } from './removals.js';

/** Names that only what is gone has read. */
export function removeUnused(work: Work, names: ReadonlySet<string>): void {
  const seen = new Set<ts.Symbol>();
  for (const { node } of [...work.gone.values()]) {
    for (const name of descendants(node)) {
      if (!ts.isIdentifier(name) && !ts.isPrivateIdentifier(name)) continue;
      const symbol = meaningOf(work.code.checker, name);
      const declaration = symbol?.valueDeclaration;
      if (!symbol || !declaration || seen.has(symbol) || names.has(name.text)) continue;
      seen.add(symbol);
      if (declaration.getSourceFile() !== node.getSourceFile() || isGone(declaration, work)) continue;
      removeIfUnused(declaration, work);
    }
  }
}

function removeIfUnused(declaration: ts.Declaration, work: Work): void {
  const owner = removableOwner(declaration, work);
  const name = ts.getNameOfDeclaration(declaration);
  if (owner === undefined || name === undefined || !isNamed(name) || isExported(declaration)) return;
  if (!referencesTo(work.code, name).every((use) => isGone(use, work))) return;
  const kind = ts.isFunctionDeclaration(declaration) ? 'function' : isConst(declaration) ? 'constant' : 'variable';
  remove(owner, `${kind} \`${name.text}\``, 'nothing else uses it', work);
}

const isNamed = (node: ts.Node): node is ts.Identifier | ts.PrivateIdentifier =>
  ts.isIdentifier(node) || ts.isPrivateIdentifier(node);

const isConst = (declaration: ts.Declaration): boolean =>
  ts.isVariableDeclaration(declaration) && (declaration.parent.flags & ts.NodeFlags.Const) !== 0;

function removableOwner(declaration: ts.Declaration, work: Work): ts.Node | undefined {
  if (ts.isFunctionDeclaration(declaration)) return declaration;
  if (ts.isPropertyDeclaration(declaration))
    return declaration.initializer === undefined || isHarmless(declaration.initializer, work) ? declaration : undefined;
  if (!ts.isVariableDeclaration(declaration) || !ts.isVariableDeclarationList(declaration.parent)) return undefined;
  const { parent: list, initializer } = declaration;
  // A function in a constant goes by itself; a store does not.
  if (list.declarations.length > 1 || !ts.isVariableStatement(list.parent)) return undefined;
  const isPlain = initializer === undefined || isFunction(initializer) || isHarmless(initializer, work);
  return isPlain && !isStore(declaration, work) ? list.parent : undefined;
}

function isStore(declaration: ts.Node, { household: { scope } }: Work): boolean {
  return isInside(declaration, scope.declaration) || isInside(scope.declaration, declaration);
}

export function isExported(declaration: ts.Node): boolean {
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}
