/** Where a refusal points, and what its store is called and holds there. */
import { ts } from 'ts-morph';
import type { Finding } from '../../model/report.js';
import type { Calls } from '../calls.js';
import type { Code } from '../code.js';
import { bodyOf, descendants, undressed } from '../nodes.js';
import type { TextEdit } from '../regions/types.js';
import { indentAt } from '../style.js';

export interface Place {
  readonly code: Code;
  readonly calls: Calls;
  readonly finding: Finding;
  /** The largest expression that begins there; what else begins there, where none does. */
  readonly node: ts.Node;
}

/** Code to paste there. */
export type Writer = (place: Place) => string | undefined;
export type ExpressionPlace = Place & { readonly node: ts.Expression };

export function statementOf(node: ts.Node): ts.Statement | undefined {
  for (let at = node; !ts.isSourceFile(at); at = at.parent) if (ts.isStatement(at)) return at;
  return undefined;
}

export const hasKeys = ({ form }: Finding): boolean => form !== 'scalar' && form !== 'array';

/** `this.sessions` in a class, else the name alone. */
export function storeIn({ symbol }: Finding, at: ts.Node): string {
  const [owner, name] = symbol.split('.').slice(-2);
  if (name === undefined) return owner ?? symbol;
  for (let node = at; !ts.isSourceFile(node); node = node.parent)
    if (ts.isClassLike(node)) return node.name?.text === owner ? `this.${name}` : name;
  return name;
}

/** `id` of `const user = users.get(id)` and of `for (const [id, user] of users)`. */
export function keyOf(checker: ts.TypeChecker, root: ts.Identifier): string | undefined {
  const declaration = checker.getSymbolAtLocation(root)?.valueDeclaration;
  if (declaration === undefined) return undefined;
  if (ts.isBindingElement(declaration) && ts.isArrayBindingPattern(declaration.parent)) {
    const [first] = declaration.parent.elements;
    return first !== undefined && first !== declaration && ts.isBindingElement(first)
      ? first.name.getText()
      : undefined;
  }
  if (!ts.isVariableDeclaration(declaration) || declaration.initializer === undefined) return undefined;
  let made = undressed(declaration.initializer);
  if (ts.isBinaryExpression(made)) made = undressed(made.left);
  if (ts.isElementAccessExpression(made)) return made.argumentExpression.getText();
  if (!ts.isCallExpression(made) || !ts.isPropertyAccessExpression(made.expression)) return undefined;
  return made.expression.name.text === 'get' ? made.arguments[0]?.getText() : undefined;
}

/** The key of an access of the store in the same function. */
export function keyAround(finding: Finding, node: ts.Node): string {
  const store = storeIn(finding, node);
  const isAccess = (one: ts.Node): one is ts.CallExpression =>
    ts.isCallExpression(one) &&
    ts.isPropertyAccessExpression(one.expression) &&
    one.expression.expression.getText() === store &&
    one.arguments.length > 0;
  const [access] = [...descendants(bodyOf(node))].filter(isAccess);
  return access?.arguments[0]?.getText() ?? 'key';
}

/** All that is in it now. */
export const contentOf = (form: Finding['form'], store: string): string =>
  CONTENT[form]?.(store) ?? `await ${store}.get()`;

const CONTENT: Readonly<Record<string, (store: string) => string>> = {
  map: (store) => `new Map(await toArray(${store}.entries()))`,
  set: (store) => `new Set(await toArray(${store}.values()))`,
};

/** What is read of the store is called so beside it: `users` → `allUsers`. */
export function nameOfContent(finding: Finding): string {
  const name = (finding.symbol.split('.').at(-1) ?? finding.symbol).replace(/\W/g, '');
  return `all${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

/** The name of the store alone. */
export const plainName = ({ symbol }: Finding): string => symbol.split('.').at(-1) ?? symbol;

/** The function's text with `async` in its place, between its own start and `end`, and what `changes` says. */
export function asAsync(fn: ts.SignatureDeclaration, end: number, changes: readonly TextEdit[]): string {
  const isAsync =
    ts.canHaveModifiers(fn) && fn.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true;
  const at =
    ts.isFunctionDeclaration(fn) || ts.isFunctionExpression(fn)
      ? keywordOf(fn)
      : (fn.name?.getStart() ?? fn.getStart());
  const edits = [...(isAsync ? [] : [{ start: at, end: at, text: 'async ' }]), ...changes].sort(
    (a, b) => a.start - b.start,
  );
  const { text } = fn.getSourceFile();
  let from = fn.getStart();
  let result = '';
  for (const edit of edits) {
    result += text.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  result += text.slice(from, end);
  return result.replaceAll(`\n${indentAt(text, fn.getStart())}`, '\n');
}

const keywordOf = (fn: ts.Node): number =>
  fn
    .getChildren()
    .find(({ kind }) => kind === ts.SyntaxKind.FunctionKeyword)
    ?.getStart() ?? fn.getStart();

/** The function around `node`, `node` itself included. */
export function functionAround(node: ts.Node): ts.SignatureDeclaration | undefined {
  for (let at = node; !ts.isSourceFile(at); at = at.parent) if (ts.isFunctionLike(at)) return at;
  return undefined;
}
