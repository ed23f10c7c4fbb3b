/** A name of one module in another one: exported where it is declared, and imported the way that the other file imports from there already. */
import { posix } from 'node:path';
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { isCommonJs } from '../declare.js';
import { styleOf } from '../style.js';
import type { Edit } from '../types.js';

type NewEdit = Omit<Edit, 'reason' | 'stores'>;

export interface Named {
  /** As it is called there: `polls`, `repository.polls`. */
  readonly text: string;
  readonly edits: readonly NewEdit[];
}

type Declared = ts.VariableDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration | ts.ClassDeclaration;

const TYPES: ts.SymbolFlags = ts.SymbolFlags.Type | ts.SymbolFlags.Alias;
const VALUES: ts.SymbolFlags = ts.SymbolFlags.Value | ts.SymbolFlags.Alias;

export function nameIn(code: Code, declaration: Declared, at: ts.Node): Named | undefined {
  const { name } = declaration;
  const file = at.getSourceFile();
  if (name === undefined || !ts.isIdentifier(name)) return undefined;
  const symbol = code.checker.getSymbolAtLocation(name);
  const isType = !ts.isVariableDeclaration(declaration);
  const visible = code.checker
    .getSymbolsInScope(at, isType ? TYPES : VALUES)
    .find(({ name: known }) => known === name.text);
  const isSame =
    visible !== undefined &&
    (visible.flags & ts.SymbolFlags.Alias ? code.checker.getAliasedSymbol(visible) : visible) === symbol;
  if (isSame) return { text: name.text, edits: [] };
  if (declaration.getSourceFile() === file || isTaken(code, file, name.text)) return undefined;
  const exported = exporting(code, declaration, name);
  const imported = exported && importing(code, declaration.getSourceFile(), file, name.text, isType);
  return imported && { text: imported.text, edits: [...exported, ...imported.edits] };
}

function isTaken({ checker }: Code, file: ts.SourceFile, text: string): boolean {
  const visit = (node: ts.Node): boolean => {
    const { parent } = node;
    const isMember =
      !ts.isSourceFile(node) &&
      ((ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        ((ts.isPropertyDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) &&
          parent.name === node));
    if (ts.isIdentifier(node) && node.text === text && !isMember && checker.getSymbolAtLocation(node) !== undefined)
      return true;
    return node.forEachChild((child) => visit(child) || undefined) ?? false;
  };
  return visit(file);
}

/** No edit where it is exported already; undefined where nothing can be. */
function exporting(code: Code, declaration: Declared, name: ts.Identifier): NewEdit[] | undefined {
  const source = declaration.getSourceFile();
  const file = code.nameOf(source);
  const symbol = code.checker.getSymbolAtLocation(name);
  if (isCommonJs(source)) return exportingCommonJs(code, source, name);
  const module = code.checker.getSymbolAtLocation(source);
  const exports = module ? code.checker.getExportsOfModule(module) : [];
  const isExported = exports.some((one) => one.name === name.text && (one === symbol || aliased(code, one) === symbol));
  if (isExported) return [];
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  if (!ts.isStatement(statement) || !ts.isSourceFile(statement.parent)) return undefined;
  return [{ file, start: statement.getStart(), end: statement.getStart(), text: 'export ' }];
}

const aliased = ({ checker }: Code, symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

function exportingCommonJs(code: Code, source: ts.SourceFile, { text }: ts.Identifier): NewEdit[] | undefined {
  const file = code.nameOf(source);
  const { newline, semicolon } = styleOf(source);
  for (const statement of [...source.statements].reverse()) {
    if (!ts.isExpressionStatement(statement) || !ts.isBinaryExpression(statement.expression)) continue;
    const { left, right } = statement.expression;
    if (left.getText() === 'module.exports' && ts.isObjectLiteralExpression(right)) {
      const last = right.properties.at(-1);
      if (right.properties.some((property) => property.name?.getText() === text)) return [];
      return last && [{ file, start: last.end, end: last.end, text: `, ${text}` }];
    }
    const base = /^((?:module\.)?exports)\.[\w$]+$/.exec(left.getText())?.[1];
    if (base === undefined) continue;
    if (source.statements.some((one) => one.getText().startsWith(`${base}.${text} =`))) return [];
    return [
      { file, start: statement.end, end: statement.end, text: `${newline}${base}.${text} = ${text}${semicolon}` },
    ];
  }
  return undefined;
}

function importing(
  code: Code,
  from: ts.SourceFile,
  to: ts.SourceFile,
  name: string,
  isType: boolean,
): Named | undefined {
  const file = code.nameOf(to);
  const word = isType ? `type ${name}` : name;
  const insert = (start: number, text: string): NewEdit => ({ file, start, end: start, text });
  const own = to.statements.filter((one) => moduleOf(code, one) === from);
  for (const statement of own) {
    if (ts.isImportDeclaration(statement)) {
      const clause = statement.importClause;
      const bindings = clause?.namedBindings;
      const isTypeOnly = clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      if (isTypeOnly && !isType) continue;
      if (bindings && ts.isNamespaceImport(bindings)) return { text: `${bindings.name.text}.${name}`, edits: [] };
      const last = bindings?.elements.at(-1);
      const bare = isTypeOnly ? name : word;
      if (last) return { text: name, edits: [insert(last.end, `, ${bare}`)] };
      if (clause?.name && !bindings) return { text: name, edits: [insert(clause.name.end, `, { ${bare} }`)] };
    }
    if (ts.isVariableStatement(statement)) {
      const binding = statement.declarationList.declarations[0]?.name;
      if (binding && ts.isIdentifier(binding)) return { text: `${binding.text}.${name}`, edits: [] };
      const last = binding && ts.isObjectBindingPattern(binding) ? binding.elements.at(-1) : undefined;
      if (last) return { text: name, edits: [insert(last.end, `, ${name}`)] };
    }
  }
  const [like] = own;
  const style = styleOf(to);
  const after = like ?? to.statements.filter((one) => moduleOf(code, one) !== undefined).at(-1);
  const specifier = like ? specifierOf(like) : relativeTo(code, from, to);
  if (after === undefined || specifier === undefined) return undefined;
  const quoted = `${style.quote}${specifier}${style.quote}${style.semicolon}`;
  const line = isCommonJs(to)
    ? `const { ${name} } = require(${style.quote}${specifier}${style.quote})${style.semicolon}`
    : `import ${isType ? 'type ' : ''}{ ${name} } from ${quoted}`;
  return { text: name, edits: [insert(after.end, style.newline + line)] };
}

function specifierOf(statement: ts.Statement): string | undefined {
  const literal = literalOf(statement);
  return literal?.text;
}

function literalOf(statement: ts.Statement): ts.StringLiteral | undefined {
  if (ts.isImportDeclaration(statement))
    return ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier : undefined;
  const initializer = ts.isVariableStatement(statement)
    ? statement.declarationList.declarations[0]?.initializer
    : undefined;
  if (!initializer || !ts.isCallExpression(initializer) || initializer.expression.getText() !== 'require')
    return undefined;
  const [argument] = initializer.arguments;
  return argument && ts.isStringLiteral(argument) ? argument : undefined;
}

function moduleOf(code: Code, statement: ts.Statement): ts.Node | undefined {
  const literal = literalOf(statement);
  if (literal === undefined) return undefined;
  const [declaration] = code.checker.getSymbolAtLocation(literal)?.declarations ?? [];
  return declaration ?? literal;
}

/** With the ending that the file's other imports have. */
function relativeTo(code: Code, from: ts.SourceFile, to: ts.SourceFile): string | undefined {
  const others = to.statements
    .flatMap((statement) => specifierOf(statement) ?? [])
    .filter((text) => text.startsWith('.'));
  const path = posix.relative(posix.dirname(code.nameOf(to)), code.nameOf(from));
  const bare = path.replace(/\.[cm]?[jt]sx?$/, '');
  const ending = /\.[cm]?[jt]sx?$/.exec(others[0] ?? '')?.[0] ?? '';
  return `${bare.startsWith('.') ? '' : './'}${bare}${ending}`;
}
