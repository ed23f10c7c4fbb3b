/** How a file is written, so that what is added looks as if its authors had written it. */
import { ts } from 'ts-morph';
import { descendants } from './nodes.js';

export interface Style {
  readonly newline: string;
  /** One step. */
  readonly indent: string;
  readonly quote: "'" | '"';
  readonly semicolon: ';' | '';
}

export function styleOf(file: ts.SourceFile): Style {
  const { text } = file;
  return {
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    indent: indentOf(text),
    quote:
      count(text, /^\s*(?:import|export|const)\b[^'"\n]*"/gm) >
        count(text, /^\s*(?:import|export|const)\b[^'"\n]*'/gm) ||
      (!text.includes("'") && text.includes('"'))
        ? '"'
        : "'",
    semicolon: endsInSemicolons(file) ? ';' : '',
  };
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** The smallest step by which a line is deeper than the one before; two spaces where nothing is. */
function indentOf(text: string): string {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.some((line) => line.startsWith('\t'))) return '\t';
  const widths = lines.map((line) => /^ */.exec(line)?.[0].length ?? 0);
  const steps = widths.map((width, i) => width - (widths[i - 1] ?? 0)).filter((step) => step > 1 && step <= 8);
  const counts = new Map<number, number>();
  for (const step of steps) counts.set(step, (counts.get(step) ?? 0) + 1);
  const [most] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return ' '.repeat(most?.[0] ?? 2);
}

function endsInSemicolons(file: ts.SourceFile): boolean {
  const own = file.statements.filter(isEnded);
  // A file of one class or function has them inside alone.
  const ends = own.length > 0 ? own : [...descendants(file)].filter(isEnded);
  const withSemicolon = ends.filter((one) => file.text[one.end - 1] === ';').length;
  return ends.length === 0 || withSemicolon * 2 >= ends.length;
}

const isEnded = (node: ts.Node): boolean =>
  ts.isVariableStatement(node) ||
  ts.isExpressionStatement(node) ||
  ts.isImportDeclaration(node) ||
  ts.isReturnStatement(node);

/** The text of a node as it reads at the left edge. */
export function dedented(node: ts.Node): string {
  const indent = indentAt(node.getSourceFile().text, node.getStart());
  return node.getText().replaceAll(`\n${indent}`, '\n');
}

/** White space before the first token of the line that `offset` is on. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}
