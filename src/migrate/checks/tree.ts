/** A syntax tree as the structure check sees it: tokens with the nodes that own them, and statements. */
import { ts } from 'ts-morph';
import type { Range } from './ranges.js';

export function parsed(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

/** Errors of the parser: of grammar alone, no types. */
export function syntaxErrors(file: string, text: string): readonly ts.DiagnosticWithLocation[] {
  const tree = parsed(file, text) as ts.SourceFile & {
    readonly parseDiagnostics: readonly ts.DiagnosticWithLocation[];
  };
  return tree.parseDiagnostics;
}

export interface Token extends Range {
  readonly kind: ts.SyntaxKind;
  readonly text: string;
  readonly node: ts.Node;
  /** The node whose own it is. */
  readonly owner: ts.Node;
  /** Punctuation, an operator or a keyword: what tells its owner from others. */
  readonly isMark: boolean;
}

export interface Tree {
  /** Tokens that are the same before and after. */
  readonly kept: readonly Token[];
  readonly at: (start: number) => Token | undefined;
  readonly marksOf: (node: ts.Node) => readonly Token[];
  /** The nearest node above that has kept marks. */
  readonly parentOf: (node: ts.Node) => ts.Node | undefined;
  readonly ownerAround: (token: Token) => ts.Node | undefined;
  /** Some of its own tokens are edited, beyond an added `await` or `async`. */
  readonly isReshaped: (node: ts.Node) => boolean;
  /** Where statements of a list begin. */
  readonly statements: readonly number[];
  readonly expressionAt: (range: Range) => ts.Node | undefined;
  readonly isNode: (range: Range) => boolean;
  /** The token that an offset is in the middle of; texts and templates may be edited inside. */
  readonly within: (offset: number) => Token | undefined;
}

export function tokensOf(file: ts.SourceFile, isKept: (range: Range) => boolean): Tree {
  const all: Token[] = [];
  const statements: number[] = [];
  const nodes = new Map<string, ts.Node>();
  const visit = (node: ts.Node, owner: ts.Node): void => {
    if (ts.isJSDoc(node)) return;
    const children = node.getChildren(file);
    const start = node.getStart(file);
    if (node.kind !== ts.SyntaxKind.SyntaxList && !nodes.has(keyOf({ start, end: node.end })) && node.end > start)
      nodes.set(keyOf({ start, end: node.end }), node);
    if (isListedStatement(node)) statements.push(start);
    if (children.length === 0) {
      if (node.end > start && node.kind !== ts.SyntaxKind.SyntaxList) {
        all.push({
          start,
          end: node.end,
          kind: node.kind,
          text: node.getText(file),
          node,
          owner,
          isMark: isMark(node),
        });
      }
      return;
    }
    // Lists are the parser's affair, and parentheses around an expression change no meaning by themselves.
    const isTransparent = node.kind === ts.SyntaxKind.SyntaxList;
    for (const child of children) visit(child, isTransparent ? owner : node);
  };
  visit(file, file);

  const kept = all.filter((token) => token.kind !== ts.SyntaxKind.EndOfFileToken && isKept(token));
  const byStart = new Map(kept.map((token) => [token.start, token]));
  const marks = new Map<ts.Node, Token[]>();
  for (const token of kept) if (token.isMark) marks.set(token.owner, [...(marks.get(token.owner) ?? []), token]);
  const lost = new Set(
    all.filter((token) => token.isMark && !isKept(token) && !PASSED_OVER.has(token.kind)).map(({ owner }) => owner),
  );
  const around = (node: ts.Node | undefined): ts.Node | undefined => {
    for (let at = node; at !== undefined; at = at.parent) if (marks.has(at)) return at;
    return undefined;
  };
  return {
    kept,
    statements,
    at: (start) => byStart.get(start),
    marksOf: (node) => marks.get(node) ?? [],
    parentOf: (node) => around(node.parent),
    ownerAround: (token) => around(token.owner),
    isReshaped: (node) => lost.has(node),
    expressionAt: (range) => {
      const found = nodes.get(keyOf(range));
      return found !== undefined && ts.isExpression(found) ? found : undefined;
    },
    isNode: (range) => nodes.has(keyOf(range)),
    within: (offset) => all.find(({ start, end, kind }) => start < offset && offset < end && !TEXTS.has(kind)),
  };
}

const PASSED_OVER: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.AwaitKeyword, ts.SyntaxKind.AsyncKeyword]);

const TEXTS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.StringLiteral,
  ts.SyntaxKind.NoSubstitutionTemplateLiteral,
  ts.SyntaxKind.TemplateHead,
  ts.SyntaxKind.TemplateMiddle,
  ts.SyntaxKind.TemplateTail,
  ts.SyntaxKind.JsxText,
]);

const keyOf = ({ start, end }: Range): string => `${start}:${end}`;

/** From a node up to the file: each with what is around it. */
export function* ancestorsOf(node: ts.Node): Generator<{ at: ts.Node; parent: ts.Node }> {
  for (let at = node; !ts.isSourceFile(at); at = at.parent) yield { at, parent: at.parent };
}

const isMark = ({ kind }: ts.Node): boolean =>
  (kind >= ts.SyntaxKind.FirstPunctuation && kind <= ts.SyntaxKind.LastPunctuation) ||
  (kind >= ts.SyntaxKind.FirstReservedWord && kind <= ts.SyntaxKind.LastReservedWord && !VALUES.has(kind)) ||
  (kind > ts.SyntaxKind.LastReservedWord && kind <= ts.SyntaxKind.LastKeyword && !TYPES.has(kind));

/** Keywords that are whole expressions or types. */
const VALUES: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.ThisKeyword,
  ts.SyntaxKind.SuperKeyword,
  ts.SyntaxKind.NullKeyword,
  ts.SyntaxKind.TrueKeyword,
  ts.SyntaxKind.FalseKeyword,
  ts.SyntaxKind.VoidKeyword,
]);
const TYPES: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.AnyKeyword,
  ts.SyntaxKind.BooleanKeyword,
  ts.SyntaxKind.NeverKeyword,
  ts.SyntaxKind.NumberKeyword,
  ts.SyntaxKind.ObjectKeyword,
  ts.SyntaxKind.StringKeyword,
  ts.SyntaxKind.SymbolKeyword,
  ts.SyntaxKind.UndefinedKeyword,
  ts.SyntaxKind.UnknownKeyword,
  ts.SyntaxKind.BigIntKeyword,
]);

function isListedStatement(node: ts.Node): boolean {
  const { parent } = node as { parent?: ts.Node };
  return (
    parent !== undefined &&
    (ts.isSourceFile(parent) || ts.isBlock(parent) || ts.isModuleBlock(parent) || ts.isCaseOrDefaultClause(parent)) &&
    (parent.statements as readonly ts.Node[]).includes(node)
  );
}
