/**
 * The sources of the adapters as files of a project: one backend and memory, the collections that are used, and nothing to install but the
 * backend's client. TypeScript stays as it is written; JavaScript is the same without its types.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { ts } from 'ts-morph';
import { MigrateError } from '../apply/machine.js';
import { INLINED, ownAdapters } from '../checks/adapter-types.js';
import { withEdits } from '../edits.js';
import type { Destination } from '../types.js';
import type { Shape } from './shape.js';

/** By which a later run knows what it wrote. */
export const MARK = `${INLINED} This folder is yours: read it, change it, test it.`;

/** All constructors, in the order of the package. */
export const CONSTRUCTORS: readonly string[] = [
  ...['sharedMap', 'sharedSet', 'sharedList', 'sharedCounter', 'sharedRecord', 'sharedValue'],
  ...['rateLimiter', 'sessionStore', 'sequence', 'lock'],
];

export interface Inlined {
  readonly to: Destination;
  /** Names that are imported of the backend's entry: constructors and what else it exports. */
  readonly names: ReadonlySet<string>;
  /** Other entries: `express-session`. */
  readonly entries: ReadonlySet<string>;
}

/** By path within the folder. */
export function inlinedSources(shape: Shape, { to, names, entries }: Inlined): Map<string, string> {
  const home = ownSources();
  const vendor = devalueOf(home);
  const used = CONSTRUCTORS.filter((name) => names.has(name));
  const read = (name: string): string => {
    const path = name.startsWith('vendor/devalue/')
      ? join(vendor, name.slice('vendor/devalue/'.length) + '.js')
      : join(home, `${name === 'index' ? to : name}.ts`);
    const text = readFileSync(path, 'utf8');
    if (name === 'index') return withConstructors(named(text, to), used);
    return name === 'create-state' || name === 'constructors' ? withConstructors(text, used) : text;
  };
  const written = new Map<string, string>();
  const open = ['index', ...entries];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (written.has(name)) continue;
    const { text, imports } = linked(name, read(name), shape);
    written.set(name, text);
    open.push(...imports.filter((one) => !written.has(one)));
  }
  const files = [...written].map(([name, text]) => [`${name}${shape.extension}`, finished(name, text, shape)] as const);
  const licenses = [
    ['LICENSE', join(home, '..', 'LICENSE')],
    ['vendor/devalue/LICENSE', join(vendor, '..', 'LICENSE')],
  ] as const;
  const texts = licenses
    .filter(([, path]) => existsSync(path))
    .map(([name, path]) => [name, readFileSync(path, 'utf8')] as const);
  return new Map([...files, ...texts, IGNORED].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The audit need not look at what remembers connections on purpose. */
const IGNORED = [
  '.coldstateignore',
  '# The adapters keep the connections of each process, on purpose: no audit has to say so.\n*\n',
] as const;

function ownSources(): string {
  const own = ownAdapters();
  const home = own && join(realpathSync(own), 'src');
  if (home === undefined || !existsSync(join(home, 'index.ts')))
    throw new MigrateError(
      'the sources of @coldstate/adapters are not installed beside this command, so they cannot be written into the project. Install coldstate again, or use --adapters package.',
    );
  return home;
}

function devalueOf(home: string): string {
  for (let at = home; ; at = dirname(at)) {
    const path = join(at, 'node_modules/devalue/src');
    if (existsSync(path)) return path;
    if (at === dirname(at))
      throw new MigrateError(
        'the package devalue is not installed beside this command. Install coldstate again, or use --adapters package.',
      );
  }
}

/** The entry under a name that its messages can say. */
function named(text: string, to: Destination): string {
  return text.replace(`entry: '@coldstate/adapters/${to}'`, "entry: 'coldstate'");
}

/** Without the constructors that are not used: as exports, or as lines of a table. What only they imported is imported no more. */
function withConstructors(text: string, used: readonly string[]): string {
  const file = ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true);
  const edits: { start: number; end: number; text: string }[] = [];
  const isUnused = (name: string | undefined) =>
    name !== undefined && CONSTRUCTORS.includes(name) && !used.includes(name);
  const visit = (node: ts.Node): void => {
    if (isUnused(nameOf(node)))
      edits.push({ start: node.getFullStart(), end: node.end + (text[node.end] === ',' ? 1 : 0), text: '' });
    else ts.forEachChild(node, visit);
  };
  visit(file);
  const left = withEdits(text, edits);
  const pruned = ts.createSourceFile('a.ts', left, ts.ScriptTarget.Latest, true);
  const body = pruned.statements
    .filter((one) => !ts.isImportDeclaration(one))
    .map((one) => one.getText())
    .join('\n');
  const unused = pruned.statements.filter(ts.isImportDeclaration).filter((one) => {
    const names = one.importClause?.namedBindings;
    return (
      names &&
      ts.isNamedImports(names) &&
      names.elements.every(({ name }) => !new RegExp(`\\b${name.text}\\b`).test(body))
    );
  });
  return withEdits(
    left,
    unused.map((one) => ({ start: one.getStart(), end: one.end + 1, text: '' })),
  );
}

/** Of a constructor: as a line of a table, or as a statement. */
function nameOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAssignment(node)) return node.name.getText();
  return ts.isVariableStatement(node) ? node.declarationList.declarations[0]?.name.getText() : undefined;
}

/** Imports lead to files of the folder, written as the project writes them. */
function linked(name: string, text: string, shape: Shape): { text: string; imports: string[] } {
  const file = ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true);
  const imports: string[] = [];
  const edits: { start: number; end: number; text: string }[] = [];
  const follow = (specifier: ts.Expression | undefined, isType: boolean): void => {
    if (specifier === undefined || !ts.isStringLiteral(specifier)) return;
    const target = targetOf(name, specifier.text);
    if (target === undefined) return;
    // Types of JavaScript are written nowhere.
    if (!(isType && shape.language !== 'typescript')) imports.push(target);
    const path = posix.relative(posix.dirname(name), `${target}${shape.ending}`);
    edits.push({
      start: specifier.getStart() + 1,
      end: specifier.end - 1,
      text: path.startsWith('.') ? path : `./${path}`,
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) follow(node.moduleSpecifier, isOnlyTypes(node.importClause));
    if (ts.isExportDeclaration(node)) follow(node.moduleSpecifier, node.isTypeOnly);
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      follow(node.arguments[0], false);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) follow(node.argument.literal, true);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { text: withEdits(text, edits), imports };
}

function isOnlyTypes(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  const names = clause.namedBindings;
  return (
    clause.phaseModifier === ts.SyntaxKind.TypeKeyword ||
    (names !== undefined &&
      ts.isNamedImports(names) &&
      clause.name === undefined &&
      names.elements.every((one) => one.isTypeOnly))
  );
}

function targetOf(from: string, specifier: string): string | undefined {
  if (specifier === 'devalue') return 'vendor/devalue/index';
  if (!specifier.startsWith('.')) return undefined;
  return posix.join(posix.dirname(from), specifier).replace(/\.[jt]s$/, '');
}

const BLANK = '//~';

const blockComment = (text: string): string => `/* ${text} */`;
const lineComment = (text: string): string => `// ${text}`;

/** In the language of the project, blank lines and comments kept. */
function finished(name: string, text: string, { language }: Shape): string {
  const head = name === 'index' ? `${MARK}\n` : '';
  // Compiler and linter options of the project are not those that it was written with.
  if (language === 'typescript')
    return `${head}${blockComment('eslint-disable')}\n${lineComment('@ts-nocheck')}\n${text}`;
  const { outputText } = ts.transpileModule(text.replace(/^[ \t]*$/gm, BLANK), {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: language === 'esm' ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      verbatimModuleSyntax: false,
      removeComments: false,
    },
  });
  const lines = outputText
    .replace(new RegExp(`^[ \\t]*${BLANK}[ \\t]*$`, 'gm'), '')
    .replace(new RegExp(`[ \\t]*${BLANK}`, 'g'), '');
  return `${head}${blockComment('eslint-disable')}\n${lines.replace(/\n{3,}/g, '\n\n').replace(/\n*$/, '\n')}`;
}
