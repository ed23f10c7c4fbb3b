/** Which files a change can say anything new about: those that it is in, and those that load one of them, however far away. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { importsOf } from './source.js';

/** Types and values come in by imports alone, unless a changed file declares something for all. */
export function affectedFiles(code: Code, changed: Iterable<string>): readonly ts.SourceFile[] {
  const reached = new Set<ts.SourceFile>();
  for (const name of changed) {
    const file = code.file(name);
    if (file !== undefined) reached.add(file);
  }
  if ([...reached].some(isForAll)) return code.files;
  const importers = importersIn(code);
  for (const file of reached) for (const importer of importers.get(file) ?? []) reached.add(importer);
  return code.files.filter((file) => reached.has(file));
}

function importersIn(code: Code): Map<ts.SourceFile, ts.SourceFile[]> {
  const importers = new Map<ts.SourceFile, ts.SourceFile[]>();
  for (const file of code.files)
    for (const specifier of importsOf(file))
      for (const imported of code.checker.getSymbolAtLocation(specifier)?.declarations ?? []) {
        const from = imported.getSourceFile();
        importers.set(from, [...(importers.get(from) ?? []), file]);
      }
  return importers;
}

/** A script shares its names with every other, and an augmentation is made for whoever looks. */
const isForAll = (file: ts.SourceFile): boolean =>
  (!ts.isExternalModule(file) && !isCommonJs(file)) ||
  file.statements.some((statement) => ts.isModuleDeclaration(statement) && !isNamespace(statement));

const isNamespace = ({ name, flags }: ts.ModuleDeclaration): boolean =>
  ts.isIdentifier(name) && (flags & ts.NodeFlags.GlobalAugmentation) === 0;

function isCommonJs(file: ts.SourceFile): boolean {
  const { commonJsModuleIndicator } = file as ts.SourceFile & { readonly commonJsModuleIndicator?: ts.Node };
  return commonJsModuleIndicator !== undefined;
}
