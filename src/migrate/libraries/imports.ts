/** What a file needs to know of other packages: found where it is there already, else imported or required in the file's own way. */
import { ts } from 'ts-morph';
import { moduleFor } from '../declare.js';
import type { Edit } from '../types.js';
import { descendants } from '../nodes.js';
import { quoted } from './style.js';
import type { Import, Names, Site } from './types.js';

export interface Bound {
  readonly names: Names;
  readonly edits: readonly Edit[];
  /** The same as text, for code to paste. */
  readonly lines: readonly string[];
  readonly collections?: CollectionImport;
}

/** The one import that others of the file may need as well: the collections of the destination. */
export interface CollectionImport {
  /** As an import writes them: `sharedMap`, `sharedMap as sharedMap2`. */
  readonly names: readonly string[];
  readonly edit: Edit;
}

const DEFAULT_URL = 'redis://localhost:6379';

export function bindAll(site: Site, imports: Readonly<Record<string, Import>>, needsRedis: boolean): Bound {
  const names: Record<string, string> = {};
  const added: { readonly wanted: Import; readonly local: string }[] = [];
  const wanted = Object.entries(imports).filter(([, { isType }]) => isType === undefined || site.style.isTypeScript);
  const client = needsRedis ? clientIn(site) : undefined;
  if (needsRedis && client === undefined) wanted.unshift(['Redis', { from: 'ioredis', exported: 'Redis' }]);
  for (const [key, one] of wanted) {
    const known = boundIn(site.file, one) ?? (one.isDefaultToo && boundIn(site.file, { ...one, exported: 'default' }));
    const local = known ?? freeName(site.file, one.as ?? (one.exported === 'default' ? key : one.exported));
    names[key] = local;
    if (known === undefined) added.push({ wanted: one, local });
  }
  const imported = linesFor(added, site);
  const lines = imported.map(({ line }) => line);
  const edits = lines.map((line) => lineEdit(site, line));
  const own = imported.findIndex(({ from }) => from === moduleFor(site.to));
  const [shared, edit] = [imported[own], edits[own]];
  if (!needsRedis)
    return { names, edits, lines, ...(shared && edit ? { collections: { names: shared.list, edit } } : {}) };
  if (client !== undefined) return { names: { ...names, redis: client }, edits, lines };
  const redis = freeName(site.file, 'redis');
  const { semicolon, newline } = site.style;
  const declared = `const ${redis} = new ${names.Redis ?? 'Redis'}(${urlText(site)})${semicolon}`;
  const made = editAt(site, afterImports(site.file).next, `${newline}${declared}${newline}`, 'a client for Redis');
  return { names: { ...names, redis }, edits: [...edits, made], lines: [...lines, '', declared] };
}

export function urlText({ style }: Pick<Site, 'style'>): string {
  return `process.env.COLDSTATE_URL ?? ${quoted(DEFAULT_URL, style)}`;
}

function editAt({ code, file, finding }: Site, at: number, text: string, reason: string): Edit {
  return { file: code.nameOf(file), start: at, end: at, text, reason, stores: [finding.id] };
}

function lineEdit(site: Site, line: string): Edit {
  const { end, isTop } = afterImports(site.file);
  const { newline } = site.style;
  return editAt(site, end, isTop ? line + newline : newline + line, 'what the shared store needs');
}

/** One line a package: `import { RedisStore, type RedisReply } from 'rate-limit-redis';` */
function linesFor(
  added: readonly { wanted: Import; local: string }[],
  { style }: Site,
): { from: string; line: string; list: string[] }[] {
  const packages = new Set(added.map(({ wanted }) => wanted.from));
  return [...packages].map((from) => {
    const own = added.filter(({ wanted }) => wanted.from === from);
    const whole = own.find(({ wanted }) => wanted.exported === 'default' && !(style.isCommonJs && wanted.isInterop));
    const named = own
      .filter((one) => one !== whole)
      .map(({ wanted, local }) => specifier(wanted, local, style.isCommonJs));
    const braces = named.length > 0 ? `{ ${named.join(', ')} }` : undefined;
    const source = quoted(from, style);
    const line = style.isCommonJs
      ? `const ${whole?.local ?? braces ?? ''} = require(${source})${style.semicolon}`
      : `import ${[whole?.local, braces].filter(Boolean).join(', ')} from ${source}${style.semicolon}`;
    return { from, line, list: named };
  });
}

function specifier({ exported, isType }: Import, local: string, isCommonJs: boolean): string {
  if (isCommonJs) return exported === local ? local : `${exported}: ${local}`;
  return `${isType ? 'type ' : ''}${exported === local ? local : `${exported} as ${local}`}`;
}

/** The end of the last import's line, and the beginning of the line after it. */
function afterImports(file: ts.SourceFile): { end: number; next: number; isTop: boolean } {
  const last = file.statements.filter((statement) => ts.isImportDeclaration(statement) || isRequire(statement)).at(-1);
  const { text } = file;
  if (last === undefined) {
    const prologue = file.statements.find((statement) => !isDirective(statement));
    const at = prologue?.getStart(file) ?? text.length;
    return { end: at, next: at, isTop: true };
  }
  const found = text.indexOf('\n', last.end);
  if (found === -1) return { end: text.length, next: text.length, isTop: false };
  return { end: text[found - 1] === '\r' ? found - 1 : found, next: found + 1, isTop: false };
}

function isDirective(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
}

function isRequire(statement: ts.Statement): boolean {
  if (!ts.isVariableStatement(statement)) return false;
  return statement.declarationList.declarations.every(
    ({ initializer }) => initializer !== undefined && requiredBy(initializer) !== undefined,
  );
}

/** `require('x')`, `require('x').y`, `require('x')(…)`. */
export function requiredBy(node: ts.Expression): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return requiredBy(node.expression);
  if (!ts.isCallExpression(node)) return undefined;
  const [argument] = node.arguments;
  if (ts.isIdentifier(node.expression) && node.expression.text === 'require')
    return argument && ts.isStringLiteral(argument) ? argument.text : undefined;
  return requiredBy(node.expression);
}

/** The local name of an export that the file has already. */
function boundIn(file: ts.SourceFile, { from, exported }: Import): string | undefined {
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement)) {
      if (!ts.isStringLiteral(statement.moduleSpecifier) || statement.moduleSpecifier.text !== from) continue;
      const clause = statement.importClause;
      if (clause === undefined || clause.phaseModifier === ts.SyntaxKind.TypeKeyword) continue;
      if (exported === 'default' && clause.name) return clause.name.text;
      const { namedBindings } = clause;
      if (namedBindings === undefined || !ts.isNamedImports(namedBindings)) continue;
      const found = namedBindings.elements.find(
        ({ name, propertyName, isTypeOnly }) => !isTypeOnly && (propertyName ?? name).text === exported,
      );
      if (found) return found.name.text;
    } else if (ts.isVariableStatement(statement)) {
      for (const { name, initializer } of statement.declarationList.declarations) {
        const found =
          initializer && requiredBy(initializer) === from ? requiredName(name, initializer, exported) : undefined;
        if (found !== undefined) return found;
      }
    }
  }
  return undefined;
}

function requiredName(name: ts.BindingName, initializer: ts.Expression, exported: string): string | undefined {
  if (ts.isIdentifier(name)) {
    const path = ts.isPropertyAccessExpression(initializer) ? initializer.name.text : 'default';
    return path === exported ? name.text : undefined;
  }
  const found = name.elements.find(
    (element) => ts.isBindingElement(element) && (element.propertyName ?? element.name).getText() === exported,
  );
  return found && ts.isBindingElement(found) && ts.isIdentifier(found.name) ? found.name.text : undefined;
}

function freeName(file: ts.SourceFile, wanted: string): string {
  const taken = new Set([...descendants(file)].flatMap((node) => (ts.isIdentifier(node) ? [node.text] : [])));
  if (!taken.has(wanted)) return wanted;
  const longer = `shared${wanted.charAt(0).toUpperCase()}${wanted.slice(1)}`;
  const fits = /^[A-Z]/.test(wanted) ? `S${longer.slice(1)}` : longer;
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? fits : `${fits}${n}`;
    if (!taken.has(name)) return name;
  }
}

/** A client of ioredis that the file makes or imports before the call, so that there is one connection and not two. */
function clientIn({ code, file, call }: Site): string | undefined {
  for (const statement of file.statements) {
    if (statement.getStart() >= call.getStart()) break;
    const names = ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.map(({ name }) => name)
      : ts.isImportDeclaration(statement)
        ? importedNames(statement)
        : [];
    for (const name of names) if (ts.isIdentifier(name) && isClient(name, code.checker)) return name.text;
  }
  return undefined;
}

function importedNames({ importClause }: ts.ImportDeclaration): ts.Identifier[] {
  const bindings = importClause?.namedBindings;
  const named = bindings && ts.isNamedImports(bindings) ? bindings.elements.map(({ name }) => name) : [];
  return [...(importClause?.name ? [importClause.name] : []), ...named];
}

function isClient(name: ts.Identifier, checker: ts.TypeChecker): boolean {
  const symbol = checker.getSymbolAtLocation(name);
  const meant = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = meant?.valueDeclaration;
  if (declaration === undefined || !ts.isVariableDeclaration(declaration)) return false;
  const { initializer } = declaration;
  if (initializer === undefined || !ts.isNewExpression(initializer)) return false;
  return moduleOf(initializer.expression) === 'ioredis';
}

/** The package that a name or a member of it was imported from, in this file. */
export function moduleOf(node: ts.Expression): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return moduleOf(node.expression);
  if (ts.isCallExpression(node)) return requiredBy(node);
  if (!ts.isIdentifier(node)) return undefined;
  for (const statement of node.getSourceFile().statements) {
    if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
      const bindings = statement.importClause?.namedBindings;
      const isNamespace = bindings !== undefined && ts.isNamespaceImport(bindings) && bindings.name.text === node.text;
      if (isNamespace || importedNames(statement).some(({ text }) => text === node.text))
        return statement.moduleSpecifier.text;
    }
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (initializer === undefined || !namesIn(name).includes(node.text)) continue;
      const required = requiredBy(initializer);
      if (required !== undefined) return required;
      // `const MemoryStore = createMemoryStore(session)`
      if (ts.isCallExpression(initializer)) return moduleOf(initializer.expression);
    }
  }
  return undefined;
}

function namesIn(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
}
