/** Express 4 does not look at what a handler returns: a helper, made once, hands rejections to its error middleware. */
import { dirname, join, relative } from 'node:path/posix';
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { styleOf, type Style } from '../style.js';
import type { MigrationPlan } from '../types.js';
import type { Cause, Draft } from './draft.js';
import { freshName, isTypeScript, lineEndOf } from './layout.js';
import { formatOf } from './modules.js';
import { innermost, within } from './sites.js';
import type { ExpressHandler, SettleOptions } from './words.js';

const NAME = 'asyncHandler';
const FILE = 'async-handler';
const FIRST_THAT_WAITS = 5;

type Language = 'ts' | 'esm' | 'cjs';

const BODY = (typed: boolean): string => `  const wrapped = (...args${typed ? ': Args): void' : ')'} => {
    const next = args[args.length - 1]${typed ? ' as (error: unknown) => void' : ''};
    Promise.resolve(handler(...args)).catch(next);
  };
  // Express knows error middleware by its four parameters.
  return Object.defineProperty(wrapped, 'length', { value: handler.length });
}
`;

const TEXTS: Readonly<Record<Language, string>> = {
  ts: `/** Express 4 does not wait for handlers: this hands what they reject with to the error middleware. */
export function ${NAME}<Args extends unknown[]>(handler: (...args: Args) => unknown): (...args: Args) => void {
${BODY(true)}`,
  esm: `/** Express 4 does not wait for handlers: this hands what they reject with to the error middleware. */
export function ${NAME}(handler) {
${BODY(false)}`,
  cjs: `'use strict';

/** Express 4 does not wait for handlers: this hands what they reject with to the error middleware. */
function ${NAME}(handler) {
${BODY(false)}
module.exports = { ${NAME} };
`,
};

/** Wraps the handlers that need it; gives the modules that have to be made. */
export function wrapHandlers(
  draft: Draft,
  handlers: readonly ExpressHandler[],
  { versionOf }: SettleOptions,
): MigrationPlan['created'] {
  const { code } = draft;
  const byFile = new Map<ts.SourceFile, ExpressHandler[]>();
  for (const handler of handlers) {
    const file = handler.handler.getSourceFile();
    if (losesRejections(code.nameOf(file), handler, versionOf) && !isWrapped(handler.handler))
      byFile.set(file, [...(byFile.get(file) ?? []), handler]);
  }
  const files = [...byFile.keys()].sort((a, b) => (code.nameOf(a) < code.nameOf(b) ? -1 : 1));
  const created = new Map<Language, { file: string; text: string; stores: Set<string> }>();
  for (const file of files) {
    const here = byFile.get(file) ?? [];
    const stores = [...new Set(here.flatMap((handler) => handler.stores))];
    const name = helperIn(file) ?? importHelper(draft, file, created, { reason: 'Express 4 loses rejections', stores });
    for (const { handler, stores: its } of here)
      draft.around(handler, `${name}(`, ')', { reason: 'Express 4 loses rejections', stores: its });
  }
  return [...created.values()].map(({ file, text, stores }) => ({ file, text, stores: [...stores] }));
}

function losesRejections(file: string, { guessed }: ExpressHandler, versionOf: SettleOptions['versionOf']): boolean {
  const version = versionOf?.(file, 'express');
  if (version === undefined) return !guessed;
  if (versionOf?.(file, 'express-async-errors') !== undefined) return false;
  const major = Number(/\d+/.exec(version)?.[0]);
  return !(major >= FIRST_THAT_WAITS);
}

/** `app.get('/', wrap(handler))` never comes here; `wrap(async …)` of the project's own is found by its position. */
const isWrapped = ({ parent }: ts.Expression): boolean =>
  ts.isCallExpression(parent) && parent.expression.getText() === NAME;

/** The project may have one of its own. */
function helperIn(file: ts.SourceFile): string | undefined {
  for (const node of within(file)) {
    const declares =
      ts.isImportSpecifier(node) ||
      ts.isImportClause(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isVariableDeclaration(node) ||
      ts.isBindingElement(node);
    if (declares && node.name?.getText() === NAME) return NAME;
  }
  return undefined;
}

function importHelper(
  draft: Draft,
  file: ts.SourceFile,
  created: Map<Language, { file: string; text: string; stores: Set<string> }>,
  cause: Cause,
): string {
  const { code } = draft;
  const from = code.nameOf(file);
  const language: Language = isTypeScript(file) ? 'ts' : formatOf(code, file);
  const made = created.get(language) ?? newHelper(code, file, language);
  created.set(language, made);
  for (const store of cause.stores) made.stores.add(store);
  const local = freshName(file, [NAME, 'forwardRejections']);
  const path = relative(dirname(from), made.file);
  const specifier = (path.startsWith('.') ? path : `./${path}`).replace(
    /\.[cm]?[jt]s$/,
    extensionIn(code, file, made.file),
  );
  const { quote, semicolon: end } = styleOf(file);
  const statement =
    language === 'cjs'
      ? `const { ${NAME}${local === NAME ? '' : `: ${local}`} } = require(${quote}${specifier}${quote})${end}`
      : `import { ${NAME}${local === NAME ? '' : ` as ${local}`} } from ${quote}${specifier}${quote}${end}`;
  const last = file.statements.filter(isImport).at(-1) ?? file.statements.filter(isDirective).at(-1);
  const line = lineEndOf(file);
  if (last) draft.insert(last, last.end, line + statement, cause);
  else draft.insert(file, file.statements[0]?.getStart() ?? 0, statement + line, cause);
  return local;
}

function newHelper(code: Code, source: ts.SourceFile, language: Language) {
  const from = code.nameOf(source);
  const extension = language === 'ts' ? '.ts' : (/\.[cm]?js$/.exec(from)?.[0] ?? '.js');
  const names = [FILE, 'express-async-handler', 'forward-rejections'].map((name) =>
    join(dirname(from), name + extension),
  );
  const file = names.find((name) => code.file(name) === undefined) ?? join(dirname(from), `${FILE}-2${extension}`);
  return { file, text: inStyle(TEXTS[language], styleOf(source)), stores: new Set<string>() };
}

/** As those write who come first to need it. */
function inStyle(text: string, { indent, newline, quote, semicolon }: Style): string {
  return text
    .replace(/;$/gm, semicolon)
    .replaceAll("'", quote)
    .replace(/^(?: {2})+/gm, (spaces) => indent.repeat(spaces.length / 2))
    .replaceAll('\n', newline);
}

/** As the file writes its other imports. */
function extensionIn(code: Code, file: ts.SourceFile, target: string): string {
  const specifiers = file.statements.flatMap((statement) =>
    ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)
      ? [statement.moduleSpecifier.text]
      : [],
  );
  const written = specifiers
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => /\.[cm]?[jt]s$/.exec(specifier)?.[0]);
  if (written.length > 0) return written.find((extension) => extension !== undefined) ?? '';
  if (!isTypeScript(file)) return formatOf(code, file) === 'esm' ? (/\.[cm]?js$/.exec(target)?.[0] ?? '') : '';
  const { module = ts.ModuleKind.ESNext } = code.program.getCompilerOptions();
  return module >= ts.ModuleKind.Node16 && module <= ts.ModuleKind.NodeNext ? '.js' : '';
}

function isImport(statement: ts.Statement): boolean {
  if (ts.isImportDeclaration(statement)) return true;
  if (!ts.isVariableStatement(statement)) return false;
  const initializer = statement.declarationList.declarations[0]?.initializer;
  return initializer !== undefined && innermost(initializer).getText().startsWith('require(');
}

const isDirective = (statement: ts.Statement): boolean =>
  ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
