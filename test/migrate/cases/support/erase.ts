/** TypeScript → the JavaScript that a person would have written: types go, and every other byte stays where it is. */
import { ts } from 'ts-morph';

export interface Erased {
  readonly text: string;
  /** Where a line of the original is now. */
  readonly lineOf: (line: number) => number;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

export function erased(path: string, text: string): Erased {
  if (!/\.tsx?$/.test(path)) return { text, lineOf: (line) => line };
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const spans = [...typesIn(source, source)].sort((a, b) => a.start - b.start);
  return {
    text: spans.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text),
    lineOf: (line) => line - spans.reduce((sum, span) => sum + linesBefore(source, span, line), 0),
  };
}

const linesBefore = (source: ts.SourceFile, { start, end }: Span, line: number): number =>
  source.getLineAndCharacterOfPosition(start).line + 1 < line
    ? source.text.slice(start, end).split('\n').length - 1
    : 0;

function* typesIn(node: ts.Node, source: ts.SourceFile): Generator<Span> {
  if (isOnlyType(node)) {
    yield wholeLines(node, source);
    return;
  }
  if (ts.isImportSpecifier(node) && node.isTypeOnly) {
    yield withComma(node, source);
    return;
  }
  yield* annotationsOf(node, source);
  for (const child of node.getChildren(source)) {
    if (!ts.isTypeNode(child) || ts.isExpressionWithTypeArguments(child)) yield* typesIn(child, source);
  }
}

function isOnlyType(node: ts.Node): boolean {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  if (ts.isImportDeclaration(node)) return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  return ts.isFunctionDeclaration(node) && node.body === undefined;
}

/** With the blank line after it, or what stood above and below would drift apart. */
function wholeLines(node: ts.Node, source: ts.SourceFile): Span {
  const rest = /^[ \t]*\n(?:[ \t]*\n)?/.exec(source.text.slice(node.end))?.[0] ?? '';
  return { start: node.getStart(source, true), end: node.end + rest.length };
}

function withComma(node: ts.ImportSpecifier, source: ts.SourceFile): Span {
  const comma = /,\s*$/.exec(source.text.slice(0, node.getStart(source)))?.[0] ?? '';
  return { start: node.getStart(source) - comma.length, end: node.end };
}

const MODIFIERS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.PrivateKeyword,
  ts.SyntaxKind.ProtectedKeyword,
  ts.SyntaxKind.PublicKeyword,
  ts.SyntaxKind.ReadonlyKeyword,
  ts.SyntaxKind.OverrideKeyword,
]);

function* annotationsOf(node: ts.Node, source: ts.SourceFile): Generator<Span> {
  if (MODIFIERS.has(node.kind) && !ts.isTypeNode(node.parent))
    yield { start: node.getStart(source), end: nextStart(node.end, source) };
  if (ts.isNonNullExpression(node)) yield { start: node.expression.end, end: node.end };
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) yield { start: node.expression.end, end: node.end };
  if (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ImplementsKeyword)
    yield { start: node.pos, end: node.end };
  yield* declaredTypes(node, source);
  yield* typeLists(node);
}

function* declaredTypes(node: ts.Node, source: ts.SourceFile): Generator<Span> {
  const isDeclared = ts.isParameter(node) || ts.isPropertyDeclaration(node) || ts.isVariableDeclaration(node);
  if (!isDeclared && !ts.isFunctionLike(node)) return;
  for (const child of node.getChildren(source)) {
    const isMark = child.kind === ts.SyntaxKind.QuestionToken || child.kind === ts.SyntaxKind.ExclamationToken;
    if (isDeclared && isMark) yield { start: child.getStart(source), end: child.end };
  }
  if (node.type) yield { start: colonBefore(node.type, node, source), end: node.type.end };
}

/** `<T>` of a call, a `new`, a heritage or a declaration: the list lies between its brackets. */
function* typeLists(node: ts.Node): Generator<Span> {
  const { typeArguments } = node as Partial<ts.CallExpression>;
  if (typeArguments) yield { start: typeArguments.pos - 1, end: typeArguments.end + 1 };
  const { typeParameters } = node as Partial<ts.FunctionDeclaration>;
  if (typeParameters) yield { start: typeParameters.pos - 1, end: typeParameters.end + 1 };
}

function colonBefore(type: ts.Node, node: ts.Node, source: ts.SourceFile): number {
  const colon = node
    .getChildren(source)
    .findLast((child) => child.kind === ts.SyntaxKind.ColonToken && child.end <= type.getStart(source));
  if (!colon) throw new Error(`no colon before "${type.getText(source)}"`);
  return colon.getStart(source);
}

const nextStart = (end: number, source: ts.SourceFile): number =>
  end + (/^\s+/.exec(source.text.slice(end))?.[0].length ?? 0);
