/**
 * A property of `globalThis` keeps a store over hot reloads, where a module is loaded anew. A shared store needs no such shelter: the variable is declared
 * like any other, and what put it on the shelf goes.
 */
import { ts } from 'ts-morph';
import type { Code } from './code.js';
import { descendants, dressed, isAssignment, isInside, undressed } from './nodes.js';

export interface Unsheltered {
  readonly variable: ts.VariableDeclaration & { readonly name: ts.Identifier; readonly initializer: ts.Expression };
  /** What the store begins as. */
  readonly made: ts.Expression;
  /** The property, of which the type may be declared. */
  readonly shelf: ts.Expression;
  /** Statements that go with it. */
  readonly without: readonly ts.Node[];
}

export type Shelf = ts.PropertyAccessExpression | ts.ElementAccessExpression;

/** `at`: what the audit points at. Undefined where the property is used for more than that. */
export function unsheltered(code: Code, at: ts.Node): Unsheltered | undefined {
  const key = keyFrom(code, at);
  if (key === undefined) return undefined;
  const shelves = code.files.flatMap((file) => (file.text.includes(key) ? shelvesIn(code, file, key) : []));
  const variables = new Set(shelves.map(variableOf).filter((one) => one !== undefined));
  const [variable] = variables;
  if (variable === undefined || variables.size > 1) return undefined;
  const makers: ts.Expression[] = [];
  const statements = new Set<ts.Statement>();
  for (const shelf of shelves) {
    const { made, statement } = roleOf(shelf, variable, key, code);
    if (statement === undefined) return undefined;
    if (made !== undefined) makers.push(made);
    if (!isInside(variable, statement)) statements.add(statement);
  }
  const inner = fallbackOf(code, variable.initializer, key);
  const made = inner ?? makers[0];
  // Entries that it begins with are another question.
  if (made === undefined || !isEmpty(made)) return undefined;
  const declared = globalDeclarations(code, key);
  const objects = aliasesLeftAlone(code, variable.getSourceFile(), [variable, ...statements]);
  const [shelf] = shelves;
  return shelf && { variable, made, shelf, without: [...statements, ...declared, ...objects] };
}

export function keyFrom(code: Code, at: ts.Node): string | undefined {
  for (let node = at; !ts.isSourceFile(node); node = node.parent) {
    if (isShelf(code, node)) return keyOf(node);
    if (ts.isVariableDeclaration(node)) {
      const shelf =
        node.initializer && [...descendants(node.initializer)].find((one): one is Shelf => isShelf(code, one));
      return shelf && keyOf(shelf);
    }
    if (ts.isStatement(node)) return undefined;
  }
  return undefined;
}

export function isShelf(code: Code, node: ts.Node): node is Shelf {
  if (ts.isElementAccessExpression(node)) {
    return ts.isStringLiteralLike(node.argumentExpression) && isGlobalObject(code, node.expression);
  }
  return ts.isPropertyAccessExpression(node) && isGlobalObject(code, node.expression);
}

export const keyOf = (shelf: Shelf): string =>
  ts.isPropertyAccessExpression(shelf) ? shelf.name.text : (shelf.argumentExpression as ts.StringLiteralLike).text;

const GLOBAL: ReadonlySet<string> = new Set(['globalThis', 'global']);

function isGlobalObject({ checker }: Code, node: ts.Expression): boolean {
  const bare = undressed(node);
  if (!ts.isIdentifier(bare)) return false;
  if (GLOBAL.has(bare.text)) return true;
  const declaration = checker.getSymbolAtLocation(bare)?.valueDeclaration;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !declaration.initializer) return false;
  const kept = undressed(declaration.initializer);
  return ts.isIdentifier(kept) && GLOBAL.has(kept.text);
}

export const shelvesIn = (code: Code, file: ts.SourceFile, key: string): Shelf[] =>
  [...descendants(file)].filter((node): node is Shelf => isShelf(code, node) && keyOf(node) === key);

function variableOf(shelf: Shelf): Unsheltered['variable'] | undefined {
  for (let at: ts.Node = shelf; !ts.isSourceFile(at); at = at.parent)
    if (
      ts.isVariableDeclaration(at) &&
      ts.isVariableStatement(at.parent.parent) &&
      ts.isSourceFile(at.parent.parent.parent)
    )
      return ts.isIdentifier(at.name) && at.initializer && at.parent.parent.declarationList.declarations.length === 1
        ? (at as Unsheltered['variable'])
        : undefined;
  return undefined;
}

/** The statement of the module that it is in, if that does nothing but fill, ask or take from the shelf. */
function roleOf(
  shelf: Shelf,
  variable: Unsheltered['variable'],
  key: string,
  code: Code,
): { statement: ts.Statement | undefined; made?: ts.Expression } {
  const statement = topLevel(shelf);
  if (statement === undefined) return { statement: undefined };
  if (isInside(shelf, variable))
    return isTaken(code, variable.initializer, key) ? { statement } : { statement: undefined };
  if (shelf.getSourceFile() !== variable.getSourceFile()) return { statement: undefined };
  const filled = fillingOf(statement, key, code);
  if (filled === undefined) return { statement: undefined };
  const isItself = ts.isIdentifier(filled) && filled.text === variable.name.text;
  return isItself ? { statement } : { statement, made: filled };
}

function topLevel(node: ts.Node): ts.Statement | undefined {
  for (let at = node; ; at = at.parent) {
    if (ts.isFunctionLike(at) || ts.isSourceFile(at)) return undefined;
    if (ts.isStatement(at) && ts.isSourceFile(at.parent)) return at;
  }
}

/** `g.m = m`, `if (!g.m) g.m = new Map()`, `if (process.env.NODE_ENV !== 'production') { g.m = m }`, `g.m ??= new Map()`. */
export function fillingOf(statement: ts.Statement, key: string, code: Code): ts.Expression | undefined {
  if (ts.isIfStatement(statement)) {
    if (statement.elseStatement !== undefined) return undefined;
    const asks = [...descendants(statement.expression)].some((node) => isShelf(code, node) && keyOf(node) === key);
    return asks || /\bNODE_ENV\b/.test(statement.expression.getText())
      ? fillingOf(statement.thenStatement, key, code)
      : undefined;
  }
  if (ts.isBlock(statement)) {
    const [only] = statement.statements;
    return statement.statements.length === 1 && only ? fillingOf(only, key, code) : undefined;
  }
  if (!ts.isExpressionStatement(statement)) return undefined;
  const bare = undressed(statement.expression);
  if (!isAssignment(bare) || !isShelf(code, undressed(bare.left)) || keyOf(undressed(bare.left) as Shelf) !== key)
    return undefined;
  return fallbackOf(code, bare.right, key) ?? undressed(bare.right);
}

/** Nothing but the property, with what it is if it is not there. */
const isTaken = (code: Code, initializer: ts.Expression, key: string): boolean => {
  const bare = undressed(initializer);
  return (isShelf(code, bare) && keyOf(bare) === key) || fallbackOf(code, initializer, key) !== undefined;
};

const FALLING_BACK: ReadonlySet<ts.SyntaxKind> = new Set([
  ...[ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken],
  ...[ts.SyntaxKind.QuestionQuestionEqualsToken, ts.SyntaxKind.BarBarEqualsToken],
]);

/** `new Map()` of `g.m ??= new Map()`, `g.m || (g.m = new Map())`, `g.m ?? new Map()`. */
export function fallbackOf(code: Code, expression: ts.Expression, key: string): ts.Expression | undefined {
  const bare = undressed(expression);
  if (!ts.isBinaryExpression(bare) || !FALLING_BACK.has(bare.operatorToken.kind)) return undefined;
  const left = undressed(bare.left);
  if (!isShelf(code, left) || keyOf(left) !== key) return undefined;
  const right = undressed(bare.right);
  if (!isAssignment(right)) return right;
  const stored = undressed(right.left);
  return isShelf(code, stored) && keyOf(stored) === key ? undressed(right.right) : undefined;
}

export function isEmpty(node: ts.Expression): boolean {
  if (ts.isNewExpression(node)) return (node.arguments ?? []).length === 0;
  if (ts.isObjectLiteralExpression(node)) return node.properties.length === 0;
  return ts.isArrayLiteralExpression(node) && node.elements.length === 0;
}

/** `declare global { var __m: … }`; the whole block where nothing else is in it. */
function globalDeclarations({ files }: Code, key: string): ts.Node[] {
  return files.flatMap((file) =>
    file.statements.filter(isGlobalBlock).flatMap(({ body }) => {
      const own = body.statements.filter(
        (one) =>
          ts.isVariableStatement(one) && one.declarationList.declarations.every(({ name }) => name.getText() === key),
      );
      return own.length > 0 && own.length === body.statements.length ? [body.parent] : own;
    }),
  );
}

const isGlobalBlock = (node: ts.Node): node is ts.ModuleDeclaration & { body: ts.ModuleBlock } =>
  ts.isModuleDeclaration(node) && node.name.text === 'global' && node.body !== undefined && ts.isModuleBlock(node.body);

/** `const g = globalThis as …`, where nothing else uses it. */
function aliasesLeftAlone(code: Code, file: ts.SourceFile, gone: readonly ts.Node[]): ts.Node[] {
  return file.statements.filter((statement) => {
    if (!ts.isVariableStatement(statement) || statement.declarationList.declarations.length !== 1) return false;
    const [declaration] = statement.declarationList.declarations;
    if (!declaration?.initializer || !ts.isIdentifier(declaration.name)) return false;
    const kept = undressed(declaration.initializer);
    if (!ts.isIdentifier(kept) || !GLOBAL.has(kept.text)) return false;
    const isExported = ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;
    const symbol = code.checker.getSymbolAtLocation(declaration.name);
    const uses = [...descendants(file)].filter(
      (node) => ts.isIdentifier(node) && node !== declaration.name && code.checker.getSymbolAtLocation(node) === symbol,
    );
    const isOf = (node: ts.Node) => gone.some((one) => isInside(node, one));
    return !isExported && uses.length > 0 && uses.every((node) => isOf(dressed(node as ts.Expression)));
  });
}
