/**
 * Every expression that is the store, wherever it is written. The store's declaration gets a type that nothing else has, in memory, and the checker
 * is asked for the type of every expression: names, imports, aliases, objects, `require` and what functions return are followed by it, not by us.
 */
import { ts } from 'ts-morph';
import { openCode, type Code, type CodeSource } from '../code.js';
import { withEdits } from '../edits.js';
import { isClothing } from '../nodes.js';
import type { Target } from '../targets.js';

/** Another name than the function has: that one is a property of `globalThis`. */
const markOf = (word: string): string => `${word}_is`;

interface Insertion {
  readonly file: string;
  readonly at: number;
  readonly text: string;
}

const BRANDS_FILE = '__coldstate__.d.ts';
const wordOf = (index: number): string => `__coldstate${index}`;

/** Which expressions of `code` are which target, in the order of the text. Names in declarations and imports are not among them. */
export function expressionsOf(
  source: CodeSource,
  code: Code,
  targets: readonly Target[],
): Map<Target, ts.Expression[]> {
  const insertions = targets.flatMap((target, index) => brandingOf(code, target, wordOf(index)));
  const branded = openCode(source, overlay(code, insertions, targets.length));
  const found = new Map<Target, ts.Expression[]>(targets.map((target) => [target, []]));
  for (const file of branded.files) {
    const name = branded.nameOf(file);
    const original = code.file(name);
    if (original === undefined) continue;
    const offsetOf = shifting(insertions.filter((insertion) => insertion.file === name));
    const visit = (node: ts.Node): void => {
      for (const target of brandsOf(branded, node, targets)) {
        const same = nodeAt(original, offsetOf(node.getStart(file)), offsetOf(node.end), node.kind);
        // What was wrapped itself is no expression of the program.
        if (same !== undefined) found.get(target)?.push(same);
      }
      node.forEachChild(visit);
    };
    visit(file);
  }
  for (const [target, nodes] of found)
    if (target.global !== undefined) found.set(target, inOrder(code, [...nodes, ...target.global.uses]));
  return found;
}

function inOrder({ files }: Code, nodes: readonly ts.Expression[]): ts.Expression[] {
  const at = new Map(files.map((file, index) => [file, index]));
  const fileOf = (node: ts.Node): number => at.get(node.getSourceFile()) ?? 0;
  return [...new Set(nodes)].sort((a, b) => fileOf(a) - fileOf(b) || a.pos - b.pos || b.end - a.end);
}

function brandingOf(code: Code, target: Target, word: string): Insertion[] {
  const { declaration, annotation, initializer, sheltered, global } = target;
  const file = code.nameOf(declaration.getSourceFile());
  // Of a property of `globalThis` often nobody says the type, so each use of it is told.
  if (global !== undefined)
    return global.uses.flatMap((use) => {
      const own = code.nameOf(use.getSourceFile());
      const isTyped = (code.checker.getTypeAtLocation(use).flags & ts.TypeFlags.Any) === 0;
      return [
        { file: own, at: use.getStart(), text: isTyped ? `${word}(` : `${word}((` },
        { file: own, at: use.end, text: isTyped ? ')' : `, ${global.fillings[0].made.getText()}))` },
      ];
    });
  // A property of `globalThis` is often of no type that is known.
  if (annotation === undefined && initializer !== undefined && sheltered !== undefined)
    return [
      { file, at: initializer.getStart(), text: `${word}((` },
      { file, at: initializer.end, text: `, ${sheltered.made.getText()}))` },
    ];
  if (annotation !== undefined)
    return [
      { file, at: annotation.getStart(), text: '(' },
      { file, at: annotation.end, text: `) & ${word}` },
    ];
  if (initializer === undefined) return [];
  return [
    { file, at: initializer.getStart(), text: `${word}(` },
    { file, at: initializer.end, text: ')' },
  ];
}

function overlay(code: Code, insertions: readonly Insertion[], count: number): Map<string, string> {
  const texts = new Map<string, string>();
  for (const name of new Set(insertions.map(({ file }) => file))) {
    const text = code.file(name)?.text ?? '';
    const own = insertions.filter(({ file }) => file === name);
    texts.set(
      name,
      withEdits(
        text,
        own.map(({ at, text: inserted }) => ({ start: at, end: at, text: inserted })),
      ),
    );
  }
  const words = Array.from({ length: count }, (_, index) => wordOf(index));
  const declared = words.map(
    (word) =>
      `interface ${word} { readonly ${markOf(word)}?: true }\ndeclare function ${word}<T>(value: T): T & ${word};\n`,
  );
  return texts.set(BRANDS_FILE, declared.join(''));
}

/** From an offset after the insertions to the one before them. */
function shifting(insertions: readonly Insertion[]): (offset: number) => number {
  const sorted = [...insertions].sort((a, b) => a.at - b.at);
  return (offset) => {
    let shift = 0;
    for (const { at, text } of sorted) {
      if (at + shift + text.length > offset) break;
      shift += text.length;
    }
    return offset - shift;
  };
}

function brandsOf({ checker }: Code, node: ts.Node, targets: readonly Target[]): readonly Target[] {
  if (!mayBeStore(node)) return [];
  const type = checker.getTypeAtLocation(node);
  if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.UnionOrIntersection))) return [];
  return targets.filter((_, index) => isBranded(checker, type, wordOf(index)));
}

function isBranded(checker: ts.TypeChecker, type: ts.Type, word: string): boolean {
  if (type.isUnion()) return type.types.some((part) => isBranded(checker, part, word));
  // `{}` in an intersection is left out of it.
  const isBrand = type.isIntersection() || type.getSymbol()?.name === word;
  return isBrand && checker.getPropertyOfType(type, markOf(word)) !== undefined;
}

/** Expressions of which the value is looked at; names that only introduce one are not. */
function mayBeStore(node: ts.Node): node is ts.Expression {
  if (isClothing(node)) return false;
  if (ts.isIdentifier(node)) return isRead(node);
  return (
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isCallExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isConditionalExpression(node) ||
    ts.isBinaryExpression(node)
  );
}

export function isRead(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== name;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isExportAssignment(parent)) return true;
  if (ts.isImportClause(parent) || ts.isImportSpecifier(parent) || ts.isNamespaceImport(parent)) return false;
  if (ts.isExportSpecifier(parent) || ts.isTypeQueryNode(parent) || ts.isTypeReferenceNode(parent)) return false;
  if (ts.isQualifiedName(parent) || ts.isBindingElement(parent)) {
    return ts.isBindingElement(parent) && parent.initializer === name;
  }
  return !('name' in parent && parent.name === name);
}

export function nodeAt(
  file: ts.SourceFile,
  start: number,
  end: number,
  kind: ts.SyntaxKind,
): ts.Expression | undefined {
  const find = (node: ts.Node): ts.Node | undefined => {
    if (node.getStart(file) === start && node.end === end && node.kind === kind) return node;
    return node.forEachChild((child) => (child.pos <= start && end <= child.end ? find(child) : undefined));
  };
  return find(file) as ts.Expression | undefined;
}

/** The same for what holds no object: references of the name itself, across files. */
export function referencesOf(code: Code, { name }: Target): ts.Expression[] {
  const { checker } = code;
  const symbol = checker.getSymbolAtLocation(name);
  if (symbol === undefined) return [];
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (isName(node) && node !== name && meaningOf(checker, node) === symbol && isReference(node))
      found.push(isMemberName(node) ? node.parent : node);
    if (isNamedElement(node) && checker.getSymbolAtLocation(node.argumentExpression) === symbol) found.push(node);
    node.forEachChild(visit);
  };
  for (const file of code.files) visit(file);
  return found;
}

/** `owner['count']`. */
const isNamedElement = (node: ts.Node): node is ts.ElementAccessExpression =>
  ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression);

type Name = ts.Identifier | ts.PrivateIdentifier;

const isName = (node: ts.Node): node is Name => ts.isIdentifier(node) || ts.isPrivateIdentifier(node);

function isReference(node: Name): boolean {
  return isMemberName(node) || (ts.isIdentifier(node) && isRead(node));
}

/** `count` of `this.count`, `#count` of `this.#count`. */
const isMemberName = (node: Name): node is Name & { readonly parent: ts.PropertyAccessExpression } =>
  ts.isPropertyAccessExpression(node.parent) && node.parent.name === node;

/** What a name stands for, through imports and shorthand properties. */
export function meaningOf(checker: ts.TypeChecker, node: Name): ts.Symbol | undefined {
  const symbol = ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}
