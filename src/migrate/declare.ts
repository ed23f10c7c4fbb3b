/** The store's declaration becomes the collection's, and its file imports what it needs. */
import { ts } from 'ts-morph';
import type { Code } from './code.js';
import { styleOf } from './style.js';
import type { Target } from './targets.js';
import type { AdapterChoice, Destination, Edit } from './types.js';

/** `named`: an expression that gives its name, where it is no literal. */
export function declarationEdits(code: Code, target: Target, choice: AdapterChoice, named?: string): Edit[] {
  const { declaration, initializer, annotation, store } = target;
  const source = declaration.getSourceFile();
  const file = code.nameOf(source);
  const reason = 'the store is shared by all instances';
  const base = { file, reason, stores: [store] };
  const made = construction(source, choice, named);
  const kept = ts.isVariableDeclaration(declaration)
    ? constantEdits(declaration).map((edit) => ({ ...base, ...edit }))
    : [];
  if (initializer !== undefined) {
    // With its annotation, which says that it is a Map.
    const start = annotation === undefined ? initializer.getStart() : colonBefore(source, annotation);
    const text = annotation === undefined ? made : ` = ${made}`;
    return [...kept, { ...base, start, end: initializer.end, text }];
  }
  if (annotation === undefined) {
    const isNamed = ts.isVariableDeclaration(declaration) || ts.isPropertyDeclaration(declaration);
    const end = isNamed ? declaration.name.end : undefined;
    return end === undefined ? [] : [...kept, { ...base, start: end, end, text: ` = ${made}` }];
  }
  return [...kept, { ...base, start: colonBefore(source, annotation), end: annotation.end, text: ` = ${made}` }];
}

/** What was given another value is given none any more. */
function constantEdits({ parent }: ts.VariableDeclaration): { start: number; end: number; text: string }[] {
  if (!ts.isVariableDeclarationList(parent)) return [];
  const start = parent.getStart();
  const word = /^(let|var)\b/.exec(parent.getText())?.[0];
  return word === undefined || parent.declarations.length > 1
    ? []
    : [{ start, end: start + word.length, text: 'const' }];
}

/** `name`: an expression that gives it, where it is no literal. */
export function construction(
  file: ts.SourceFile,
  { constructor, name, typeArguments, options }: AdapterChoice,
  named?: string,
): string {
  const { quote } = styleOf(file);
  const types = /\.[cm]?tsx?$/.test(file.fileName) && typeArguments !== undefined ? `<${typeArguments}>` : '';
  const settings = options.map(([option, value]) => `${option}: ${quoted(option, value, quote)}`).join(', ');
  const first = named ?? `${quote}${name}${quote}`;
  return `${constructor}${types}(${first}${settings === '' ? '' : `, { ${settings} }`})`;
}

const WORDS: ReadonlySet<string> = new Set(['role', 'layout', 'algorithm']);

/** Words of ours in the quotes of the file; expressions of the code have them already. */
function quoted(option: string, value: string, quote: string): string {
  if (WORDS.has(option)) return value.replaceAll("'", quote);
  return value.replace(/(\bunit: )'(\w+)'/g, (_, before: string, unit: string) => before + quote + unit + quote);
}

function colonBefore(file: ts.SourceFile, annotation: ts.TypeNode): number {
  let at = annotation.getStart() - 1;
  while (at > 0 && !':!?'.includes(file.text[at] ?? '')) at--;
  // `sessions!: Map` and `sessions?: Map`
  while ('!?'.includes(file.text[at - 1] ?? ' ') || ':!?'.includes(file.text[at - 1] ?? ' ')) at--;
  return at;
}

export const moduleFor = (to: Destination): string => `@coldstate/adapters/${to}`;

export interface Needed {
  readonly name: string;
  readonly store: string;
}

/** One import for all that a file needs; names that it has already are left alone. */
export function importEdits(code: Code, file: ts.SourceFile, needed: readonly Needed[], to: Destination): Edit[] {
  const specifier = moduleFor(to);
  const known = importOf(file, specifier);
  const has = new Set(known?.names.map(({ text }) => text) ?? []);
  const names = [...new Set(needed.map(({ name }) => name))]
    .filter((name) => !has.has(name.replace(/^type /, '')))
    .sort();
  if (names.length === 0) return [];
  const stores = [...new Set(needed.map(({ store }) => store))];
  const base = { file: code.nameOf(file), reason: 'the collections that are used', stores };
  const [first] = known?.names ?? [];
  if (known !== undefined && first !== undefined)
    return byAlphabet(known.names, names).map((edit) => ({ ...base, ...edit }));
  const { newline, quote, semicolon } = styleOf(file);
  const from = `${quote}${specifier}${quote}`;
  const areTypes = names.every((name) => name.startsWith('type '));
  const list = `${areTypes ? 'type ' : ''}{ ${names.map((name) => (areTypes ? name.slice('type '.length) : name)).join(', ')} }`;
  const line = isCommonJs(file)
    ? `const ${list} = require(${from})${semicolon}`
    : `import ${list} from ${from}${semicolon}`;
  const after = lastImport(file);
  if (after !== undefined) return [{ ...base, start: after.end, end: after.end, text: newline + line }];
  const at = firstPlace(file);
  return [{ ...base, start: at, end: at, text: line + newline + newline }];
}

/** Each in front of the name that it comes before. */
function byAlphabet(
  known: readonly ts.Identifier[],
  names: readonly string[],
): { start: number; end: number; text: string }[] {
  return names.map((name) => {
    const next = known.find(({ text }) => text > name.replace(/^type /, ''));
    const at = next?.parent.getStart() ?? known.at(-1)?.parent.end ?? 0;
    return { start: at, end: at, text: next === undefined ? `, ${name}` : `${name}, ` };
  });
}

function importOf(file: ts.SourceFile, specifier: string): { names: readonly ts.Identifier[] } | undefined {
  for (const statement of file.statements) {
    const required = ts.isVariableStatement(statement) ? requiredFrom(statement, specifier) : undefined;
    if (required !== undefined) return { names: required };
    if (!ts.isImportDeclaration(statement) || (statement.moduleSpecifier as ts.StringLiteral).text !== specifier)
      continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings && ts.isNamedImports(bindings)) return { names: bindings.elements.map(({ name }) => name) };
  }
  return undefined;
}

/** `const { sharedMap } = require('…')` */
function requiredFrom({ declarationList }: ts.VariableStatement, specifier: string): ts.Identifier[] | undefined {
  for (const { name, initializer } of declarationList.declarations) {
    if (!ts.isObjectBindingPattern(name) || initializer === undefined || !ts.isCallExpression(initializer)) continue;
    const [from] = initializer.arguments;
    const isRequired = initializer.expression.getText() === 'require' && from && ts.isStringLiteralLike(from);
    if (!isRequired || from.text !== specifier) continue;
    return name.elements.flatMap((element) => (ts.isIdentifier(element.name) ? [element.name] : []));
  }
  return undefined;
}

/** No `import` and no `export`, but `require` or `exports`. */
export function isCommonJs(file: ts.SourceFile): boolean {
  if (/\.c[jt]s$/.test(file.fileName)) return true;
  const isModule = file.statements.some(
    (one) =>
      ts.isImportDeclaration(one) ||
      ts.isExportDeclaration(one) ||
      ts.isExportAssignment(one) ||
      (ts.canHaveModifiers(one) && ts.getModifiers(one)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)),
  );
  return !isModule && /\brequire\s*\(|\bmodule\.exports\b|^\s*exports\./m.test(file.text);
}

function lastImport(file: ts.SourceFile): ts.Statement | undefined {
  const imports = file.statements.filter((one) => ts.isImportDeclaration(one) || ts.isImportEqualsDeclaration(one));
  return imports.at(-1) ?? file.statements.filter(isRequire).at(-1);
}

function isRequire(statement: ts.Statement): boolean {
  if (!ts.isVariableStatement(statement)) return false;
  return statement.declarationList.declarations.every(({ initializer }) =>
    (initializer?.getText() ?? '').startsWith('require('),
  );
}

/** Behind directives, above the first statement and what is written about it. */
function firstPlace(file: ts.SourceFile): number {
  const first = file.statements.find((one) => !(ts.isExpressionStatement(one) && ts.isStringLiteral(one.expression)));
  if (first === undefined) return file.end;
  const comments = ts.getLeadingCommentRanges(file.text, first.getFullStart()) ?? [];
  // A comment that stands apart speaks of the whole file, and so does what the file begins with.
  const apart = comments.findLastIndex(({ end }, i) =>
    /\n\s*\n/.test(file.text.slice(end, comments[i + 1]?.pos ?? first.getStart())),
  );
  const attached = apart < 0 && first.getFullStart() === 0 ? [] : comments.slice(apart + 1);
  return attached[0]?.pos ?? first.getStart();
}
