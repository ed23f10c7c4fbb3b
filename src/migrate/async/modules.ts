/** Whether a module can wait at its top level. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { within } from './sites.js';

const BY_EXTENSION: readonly (readonly [RegExp, 'esm' | 'cjs'])[] = [
  [/\.m[jt]s$/, 'esm'],
  [/\.c[jt]s$/, 'cjs'],
];

/** How the file is run, as far as its name, its syntax and the compiler options say. */
export function formatOf(code: Code, file: ts.SourceFile): 'esm' | 'cjs' {
  const named = BY_EXTENSION.find(([extension]) => extension.test(file.fileName))?.[1];
  if (named !== undefined) return named;
  if (file.impliedNodeFormat === ts.ModuleKind.CommonJS || !hasModuleSyntax(file)) return 'cjs';
  const compiled = /\.tsx?$/.test(file.fileName) && code.program.getCompilerOptions().module === ts.ModuleKind.CommonJS;
  return compiled ? 'cjs' : 'esm';
}

/** The compiler calls a file with `module.exports` a module too. */
const hasModuleSyntax = (file: ts.SourceFile): boolean =>
  file.statements.some(
    (statement) =>
      ts.isImportDeclaration(statement) ||
      ts.isExportDeclaration(statement) ||
      ts.isExportAssignment(statement) ||
      (ts.canHaveModifiers(statement) &&
        (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)),
  );

/** A `require` of the project that loads the file: it cannot load a module that waits. */
export function requireOf(code: Code, loaded: ts.SourceFile): ts.CallExpression | undefined {
  for (const file of code.files) {
    if (!file.text.includes('require(')) continue;
    for (const node of within(file)) {
      if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== 'require')
        continue;
      const [specifier] = node.arguments;
      const module = specifier && code.checker.getSymbolAtLocation(specifier);
      if (module?.declarations?.includes(loaded)) return node;
    }
  }
  return undefined;
}
