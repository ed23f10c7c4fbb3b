/** What only the replaced store used: its import, and the constants that made it. */
import { ts } from 'ts-morph';
import { rangeOf } from '../adapter/ranges.js';
import { descendants, isInside } from '../nodes.js';
import type { Edit } from '../types.js';
import type { Site } from './types.js';

export function leftoversOf(site: Site, replaced: readonly ts.Node[]): Edit[] {
  const gone: ts.Node[] = [...replaced];
  const edits: Edit[] = [];
  // What made a constant that goes may have no other use either.
  for (const node of gone) {
    for (const name of descendants(node)) {
      const declaration = ts.isIdentifier(name) ? declarationOf(name, site) : undefined;
      const owner = declaration && ownerOf(declaration);
      if (declaration === undefined || owner === undefined || gone.some((other) => isInside(owner, other))) continue;
      if (
        !usesOf(declaration, site).every(
          (use) => gone.some((other) => isInside(use, other)) || isInside(use, declaration),
        )
      )
        continue;
      gone.push(owner);
      edits.push(removal(site, owner));
    }
  }
  return edits;
}

function declarationOf(name: ts.Identifier, { code: { checker }, file }: Site): ts.Declaration | undefined {
  const symbol = ts.isShorthandPropertyAssignment(name.parent)
    ? checker.getShorthandAssignmentValueSymbol(name.parent)
    : checker.getSymbolAtLocation(name);
  const declaration = symbol?.declarations?.[0];
  return declaration?.getSourceFile() === file ? declaration : undefined;
}

/** The whole statement, or one name of an import that has others. */
function ownerOf(declaration: ts.Declaration): ts.Node | undefined {
  if (ts.isImportClause(declaration)) return declaration.namedBindings ? undefined : declaration.parent;
  if (ts.isNamespaceImport(declaration)) return declaration.parent.parent;
  if (ts.isImportSpecifier(declaration)) {
    const clause = declaration.parent.parent;
    return declaration.parent.elements.length > 1 || clause.name ? declaration : clause.parent;
  }
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name)) return undefined;
  const { parent: list } = declaration;
  const isAlone = ts.isVariableDeclarationList(list) && list.declarations.length === 1;
  const isExported = isAlone && ts.canHaveModifiers(list.parent) && (ts.getModifiers(list.parent) ?? []).length > 0;
  return isAlone && !isExported ? list.parent : undefined;
}

function usesOf(declaration: ts.Declaration, site: Site): ts.Identifier[] {
  const name = ts.getNameOfDeclaration(declaration);
  const text = name && ts.isIdentifier(name) ? name.text : '';
  return [...descendants(site.file)].filter(
    (node): node is ts.Identifier =>
      ts.isIdentifier(node) && node.text === text && node !== name && declarationOf(node, site) === declaration,
  );
}

function removal({ code, file, finding }: Site, node: ts.Node): Edit {
  const range =
    ts.isImportDeclaration(node) || ts.isImportSpecifier(node) ? importRange(file.text, node) : rangeOf(node);
  return { file: code.nameOf(file), ...range, text: '', reason: 'nothing else uses it', stores: [finding.id] };
}

/** With the line's end before it, not the one after: new imports are written behind the last. */
function importRange(text: string, node: ts.ImportDeclaration | ts.ImportSpecifier): { start: number; end: number } {
  const start = node.getStart();
  if (ts.isImportSpecifier(node)) {
    const comma = /^\s*,\s*/.exec(text.slice(node.end))?.[0].length;
    if (comma !== undefined) return { start, end: node.end + comma };
    const before = /,\s*$/.exec(text.slice(0, start))?.[0].length ?? 0;
    return { start: start - before, end: node.end };
  }
  const before = /\r?\n[ \t]*$/.exec(text.slice(0, start))?.[0].length;
  return { start: start - (before ?? 0), end: node.end };
}
