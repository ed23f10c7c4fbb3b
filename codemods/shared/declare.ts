/** The declaration becomes the collection's, and the file imports what it needs, in its own quotes, line ends and semicolons. */
import { endOf, is, startOf, textOf, type Edit, type Node, type Of, type Tree } from './tree.ts';
import { isOnlyAName } from './values.ts';

export interface Collection {
  /** `sharedMap`, `sharedCounter` … */
  readonly constructor: string;
  readonly typeArguments?: string | undefined;
  /** In the order role, layout, ttl, others. */
  readonly options: readonly (readonly [name: string, value: string])[];
}

export interface Declaration {
  readonly name: string;
  readonly declarator: Of<'VariableDeclarator'>;
  readonly list: Of<'VariableDeclaration'>;
  readonly annotation: Node | undefined;
  readonly init: Node;
}

/** Variables of the module that have a value. */
export function declarationsIn({ program }: Tree): Declaration[] {
  return program.body.flatMap((statement) => {
    const list = is(statement, 'ExportNamedDeclaration') ? statement.declaration : statement;
    if (!is(list, 'VariableDeclaration')) return [];
    return list.declarations.flatMap((declarator) => {
      if (!is(declarator, 'VariableDeclarator') || !is(declarator.id, 'Identifier') || !declarator.init) return [];
      const written = declarator.id.typeAnnotation;
      const annotation = is(written, 'TSTypeAnnotation') ? written.typeAnnotation : undefined;
      return [{ name: declarator.id.name, declarator, list, annotation, init: declarator.init }];
    });
  });
}

export const usesOf = (tree: Tree, { name, declarator }: Declaration): Node[] =>
  tree.nodes.filter(
    (node) => is(node, 'Identifier') && node.name === name && node !== declarator.id && !isOnlyAName(tree, node),
  );

const TYPESCRIPT = /\.[cm]?tsx?$/;

export function declarationEdits(tree: Tree, declared: Declaration, collection: Collection): Edit[] {
  const { declarator, list, annotation, init, name } = declared;
  const { constructor, typeArguments, options } = collection;
  const types = TYPESCRIPT.test(tree.path) && typeArguments !== undefined ? `<${typeArguments}>` : '';
  const { quote } = styleOf(tree);
  const settings = options.map(([option, value]) => `${option}: ${value.replaceAll("'", quote)}`).join(', ');
  const called = `${quote}${collectionName(tree.path, name)}${quote}`;
  const made = `${constructor}${types}(${called}${settings === '' ? '' : `, { ${settings} }`})`;
  const start = annotation === undefined ? startOf(init) : startOf(declarator.id) + name.length;
  const edits = [{ start, end: endOf(init), text: annotation === undefined ? made : ` = ${made}` }];
  if (list.kind === 'const' || list.declarations.length > 1) return edits;
  // What was given another value is given none any more.
  return [{ start: startOf(list), end: startOf(list) + list.kind.length, text: 'const' }, ...edits];
}

const SAYS_NOTHING = /^(?:index|route|page|handler|main|app|server|_?middleware|\+server|\+page)$/;
/** Directories that every project has. */
const EVERYWHERE: ReadonlySet<string> = new Set([
  ...['src', 'app', 'apps', 'lib', 'libs', 'pages', 'packages', 'server', 'functions', 'routes', '.', '..', ''],
]);

/** `rate-limiter.windows`: as `coldstate migrate` calls it where no other store is called so. */
export function collectionName(path: string, symbol: string): string {
  const segments = path.replaceAll('\\', '/').split('/');
  const base = (segments.pop() ?? '').replace(/\.[^.]+$/, '');
  const directories = segments.filter((segment) => !EVERYWHERE.has(segment)).map(kebab);
  const place = SAYS_NOTHING.test(base) ? directories.slice(-3).filter(Boolean).join('-') : '';
  return `${place || kebab(base)}.${symbol.replaceAll('$', '') || 'store'}`;
}

const kebab = (text: string): string =>
  text
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replace(/[^A-Za-z\d]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLowerCase();

const moduleFor = (to: string): string => `@coldstate/adapters/${to}`;

function specifiersOf({ program }: Tree, to: string): readonly Node[] {
  const known = program.body.find((one) => is(one, 'ImportDeclaration') && one.source.value === moduleFor(to));
  return is(known, 'ImportDeclaration') ? (known.specifiers ?? []) : [];
}

/** Names that a file has of the adapters, or takes from them by `require`. */
export function importsOf(tree: Tree, to: string): string[] {
  const imported = specifiersOf(tree, to).flatMap((one) =>
    is(one, 'ImportSpecifier') && one.local ? [one.local.name] : [],
  );
  return [...imported, ...tree.program.body.flatMap((one) => requiredNames(tree, one, to))].map(String);
}

function requiredNames(tree: Tree, statement: Node, to: string): string[] {
  const [declarator] = is(statement, 'VariableDeclaration') ? statement.declarations : [];
  if (!is(declarator, 'VariableDeclarator') || !is(declarator.id, 'ObjectPattern') || !declarator.init) return [];
  if (!new RegExp(`^require\\((['"])${moduleFor(to)}\\1\\)$`).test(textOf(tree, declarator.init))) return [];
  return declarator.id.properties.flatMap((one) =>
    is(one, 'ObjectProperty') && is(one.value, 'Identifier') ? [one.value.name] : [],
  );
}

/** One import for all that a file needs; names that it has already are left alone. */
export function importEdits(tree: Tree, wanted: readonly string[], to: string): Edit[] {
  const specifier = moduleFor(to);
  const named = specifiersOf(tree, to);
  const has = new Set(importsOf(tree, to));
  const names = [...new Set(wanted)].filter((name) => !has.has(name)).sort();
  const last = named.at(-1);
  if (names.length === 0) return [];
  if (is(last, 'ImportSpecifier')) return [insertion(endOf(last), names.map((name) => `, ${name}`).join(''))];
  const { newline, quote, semicolon } = styleOf(tree);
  const list = `{ ${names.join(', ')} }`;
  const from = `${quote}${specifier}${quote}`;
  const line = isCommonJs(tree)
    ? `const ${list} = require(${from})${semicolon}`
    : `import ${list} from ${from}${semicolon}`;
  const after = lastImport(tree);
  if (after !== undefined) return [insertion(endOf(after), newline + line)];
  return [insertion(firstPlace(tree), line + newline + newline)];
}

const insertion = (at: number, text: string): Edit => ({ start: at, end: at, text });

function isCommonJs({ path, program, source }: Tree): boolean {
  if (/\.c[jt]s$/.test(path)) return true;
  const isModule = program.body.some((one) =>
    is(one, 'ImportDeclaration', 'ExportNamedDeclaration', 'ExportDefaultDeclaration', 'ExportAllDeclaration'),
  );
  return !isModule && /\brequire\s*\(|\bmodule\.exports\b|^\s*exports\./m.test(source);
}

function lastImport(tree: Tree): Node | undefined {
  const imports = tree.program.body.filter((one) => is(one, 'ImportDeclaration', 'TSImportEqualsDeclaration'));
  const isRequire = (one: Node) =>
    is(one, 'VariableDeclaration') &&
    one.declarations.every((each) => is(each, 'VariableDeclarator') && each.init && isRequireOf(tree, each.init));
  return imports.at(-1) ?? tree.program.body.filter(isRequire).at(-1);
}

const isRequireOf = (tree: Tree, init: Node): boolean => textOf(tree, init).startsWith('require(');

/** Behind directives, above the first statement and what is written about it; a comment that stands apart speaks of the whole file. */
function firstPlace({ program, source }: Tree): number {
  const [first] = program.body;
  if (first === undefined) return source.length;
  const comments = (first.comments ?? []).filter(({ leading }) => leading !== false);
  const leading = 'leadingComments' in first ? (first.leadingComments as Node[]) : (comments as Node[]);
  const isAttached = leading.every((comment, i) => {
    const next = leading[i + 1];
    return !/\n\s*\n/.test(source.slice(endOf(comment), next ? startOf(next) : startOf(first)));
  });
  const [top] = leading;
  const isAtTop = top !== undefined && /^\uFEFF?\s*$/.test(source.slice(0, startOf(top)));
  return top !== undefined && isAttached && !isAtTop ? startOf(top) : startOf(first);
}

interface Style {
  readonly newline: string;
  readonly quote: string;
  readonly semicolon: string;
}

export function styleOf({ source, program }: Tree): Style {
  const ends = program.body.filter((one) => is(one, 'VariableDeclaration', 'ExpressionStatement', 'ImportDeclaration'));
  const withSemicolon = ends.filter((one) => source[endOf(one) - 1] === ';').length;
  return {
    newline: source.includes('\r\n') ? '\r\n' : '\n',
    quote: count(source, '"') > count(source, "'") ? '"' : "'",
    semicolon: ends.length === 0 || withSemicolon * 2 >= ends.length ? ';' : '',
  };
}

const count = (text: string, part: string): number => text.split(part).length - 1;
