/** How a file is written, so that what is added looks as if it had always been there. */
import { ts } from 'ts-morph';
import { descendants } from '../nodes.js';

export interface Style {
  readonly quote: "'" | '"';
  readonly semicolon: ';' | '';
  readonly newline: '\n' | '\r\n';
  readonly indent: string;
  readonly isCommonJs: boolean;
  readonly isTypeScript: boolean;
}

export function styleOf(file: ts.SourceFile): Style {
  const { text, fileName } = file;
  const isTypeScript = /\.[cm]?tsx?$/.test(fileName);
  const hasImports = file.statements.some(
    (statement) =>
      ts.isImportDeclaration(statement) ||
      ts.isExportDeclaration(statement) ||
      ts.isExportAssignment(statement) ||
      isExported(statement),
  );
  const isRequiring = /\brequire\s*\(|\bmodule\.exports\b|\bexports\.\w/.test(text);
  return {
    quote: quoteOf(file),
    semicolon: hasSemicolons(file) ? ';' : '',
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    indent: /\n(\t| {2,8})\S/.exec(text)?.[1] ?? '  ',
    isCommonJs:
      fileName.endsWith('.cjs') ||
      fileName.endsWith('.cts') ||
      (!isTypeScript && !hasImports && isRequiring && !fileName.endsWith('.mjs')),
    isTypeScript,
  };
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
  );
}

function quoteOf(file: ts.SourceFile): Style['quote'] {
  let double = 0;
  for (const node of descendants(file)) {
    if (ts.isStringLiteral(node)) double += file.text[node.getStart(file)] === '"' ? 1 : -1;
  }
  return double > 0 ? '"' : "'";
}

/** Of the statements that end a line, whether most end in one. */
function hasSemicolons({ statements, text }: ts.SourceFile): boolean {
  const ended = statements.filter((statement) => ENDS.has(statement.kind));
  const withOne = ended.filter(({ end }) => text[end - 1] === ';').length;
  return ended.length === 0 || withOne * 2 >= ended.length;
}

const ENDS: ReadonlySet<ts.SyntaxKind> = new Set([
  ...[ts.SyntaxKind.ImportDeclaration, ts.SyntaxKind.VariableStatement, ts.SyntaxKind.ExpressionStatement],
  ...[ts.SyntaxKind.ExportAssignment, ts.SyntaxKind.ExportDeclaration],
]);

export function quoted(text: string, { quote }: Pick<Style, 'quote'>): string {
  return quote + text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote;
}

/** Code of a recipe, which is written with `'` and `;`, in the style of the file. */
export function inStyle(code: string, { quote, newline }: Style): string {
  const requoted = quote === "'" ? code : code.replace(/'([^'"\\]*)'/g, '"$1"');
  return requoted.replaceAll('\n', newline);
}
