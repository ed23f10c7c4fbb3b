/** The keys of entries, said in the words of another place: what an accessor calls `code` is `event.code` to its caller. */
import { ts } from 'ts-morph';
import { descendants, isFunction, undressed } from '../nodes.js';

/** Text, and between it the names that stand for values: `link` and `.code`. */
export type KeyParts = readonly (string | ts.Identifier)[];

/** Of a key as it is written. Constants that only give it a name are looked through. */
export function partsOf(checker: ts.TypeChecker, key: ts.Expression, depth = 3): KeyParts {
  if (ts.isIdentifier(key) && ts.isPropertyAccessExpression(key.parent) && key.parent.name === key)
    return [JSON.stringify(key.text).replaceAll('"', "'")];
  const bare = undressed(key);
  const file = bare.getSourceFile();
  const parts: (string | ts.Identifier)[] = [];
  let at = bare.getStart();
  for (const name of namesIn(bare)) {
    parts.push(file.text.slice(at, name.getStart()), ...named(checker, name, depth));
    at = name.end;
  }
  parts.push(file.text.slice(at, bare.end));
  return parts
    .filter((part) => part !== '')
    .map((part) => (typeof part === 'string' ? part.replace(/\s+/g, ' ') : part));
}

export function namesIn(node: ts.Node): ts.Identifier[] {
  return [...descendants(node)].filter((inner): inner is ts.Identifier => {
    if (!ts.isIdentifier(inner)) return false;
    const { parent } = inner;
    if (ts.isPropertyAccessExpression(parent)) return parent.name !== inner;
    return !(ts.isPropertyAssignment(parent) && parent.name === inner);
  });
}

function named(checker: ts.TypeChecker, name: ts.Identifier, depth: number): KeyParts {
  const initializer = depth > 0 ? constantOf(checker, name)?.initializer : undefined;
  return initializer !== undefined && isSteady(initializer) ? partsOf(checker, initializer, depth - 1) : [name];
}

/** Of a plain name. */
export const declarationOf = (checker: ts.TypeChecker, node: ts.Node | undefined): ts.Declaration | undefined =>
  node && ts.isIdentifier(node) ? checker.getSymbolAtLocation(node)?.declarations?.[0] : undefined;

/** `const key = email.toLowerCase()` in a function. */
export function constantOf(checker: ts.TypeChecker, name: ts.Identifier): ts.VariableDeclaration | undefined {
  const [declaration] = checker.getSymbolAtLocation(name)?.declarations ?? [];
  if (declaration === undefined || !ts.isVariableDeclaration(declaration)) return undefined;
  const isConst = (declaration.parent.flags & ts.NodeFlags.Const) !== 0;
  return isConst && isLocal(declaration) ? declaration : undefined;
}

export function isLocal(node: ts.Node): boolean {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) if (isFunction(at)) return true;
  return false;
}

const STEADY: ReadonlySet<string> = new Set([
  ...['String', 'Number', 'encodeURIComponent', 'toLowerCase', 'toUpperCase', 'trim', 'toString', 'slice', 'normalize'],
  ...['replace', 'replaceAll', 'padStart', 'substring', 'join'],
]);

/** It gives the same each time, and costs nothing. */
export function isSteady(expression: ts.Expression): boolean {
  const node = undressed(expression);
  if (ts.isIdentifier(node) || ts.isLiteralExpression(node) || node.kind === ts.SyntaxKind.ThisKeyword) return true;
  if (ts.isPropertyAccessExpression(node)) return isSteady(node.expression);
  if (ts.isElementAccessExpression(node)) return isSteady(node.expression) && isSteady(node.argumentExpression);
  if (ts.isTemplateExpression(node)) return node.templateSpans.every((span) => isSteady(span.expression));
  if (ts.isBinaryExpression(node))
    return node.operatorToken.kind < ts.SyntaxKind.FirstAssignment && isSteady(node.left) && isSteady(node.right);
  if (!ts.isCallExpression(node)) return false;
  const { expression: callee } = node;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
  const isKnown = STEADY.has(name) && (!ts.isPropertyAccessExpression(callee) || isSteady(callee.expression));
  return isKnown && node.arguments.every(isSteady);
}

export const textOf = (parts: KeyParts): string =>
  parts.map((part) => (typeof part === 'string' ? part : part.text)).join('');

/** The same text for keys that are equal because of how they are written. */
export function identities(checker: ts.TypeChecker): (parts: KeyParts) => string {
  const ids = new Map<ts.Symbol, number>();
  const idOf = (symbol: ts.Symbol) => ids.get(symbol) ?? (ids.set(symbol, ids.size), ids.size - 1);
  return (parts) =>
    parts
      .map((part) => {
        if (typeof part === 'string') return part;
        const symbol = ts.isShorthandPropertyAssignment(part.parent)
          ? checker.getShorthandAssignmentValueSymbol(part.parent)
          : checker.getSymbolAtLocation(part);
        return symbol ? `${part.text}#${idOf(symbol)}` : part.text;
      })
      .join('');
}

/** A parameter, or what is taken out of it where it is declared. */
export interface FromParameter {
  readonly parameter: ts.ParameterDeclaration;
  /** `.code` of `{ code }: Link`. */
  readonly path: string;
}

export function parameterOf(checker: ts.TypeChecker, name: ts.Identifier): FromParameter | undefined {
  const [declaration] = checker.getSymbolAtLocation(name)?.declarations ?? [];
  if (declaration === undefined) return undefined;
  if (ts.isParameter(declaration))
    return isPlainParameter(declaration) ? { parameter: declaration, path: '' } : undefined;
  if (!ts.isBindingElement(declaration) || declaration.initializer || declaration.dotDotDotToken) return undefined;
  const parameter = declaration.parent.parent;
  const property = declaration.propertyName ?? declaration.name;
  if (!ts.isParameter(parameter) || !isPlainParameter(parameter) || !ts.isIdentifier(property)) return undefined;
  return { parameter, path: `.${property.text}` };
}

const isPlainParameter = ({ initializer, dotDotDotToken }: ts.ParameterDeclaration): boolean =>
  initializer === undefined && dotDotDotToken === undefined;

/** A key of an accessor at a call of it: `text` as it is written there, `parts` with constants looked through. */
export interface KeyThere {
  readonly text: string;
  readonly parts: KeyParts;
  /** What is evaluated for it. */
  readonly from: readonly ts.Expression[];
}

export function keyAt(checker: ts.TypeChecker, pattern: KeyParts, call: ts.CallExpression): KeyThere | undefined {
  const texts: string[] = [];
  const parts: (string | ts.Identifier)[] = [];
  const from: ts.Expression[] = [];
  let taken = '';
  for (const [i, part] of pattern.entries()) {
    const source = typeof part === 'string' ? undefined : parameterOf(checker, part);
    if (typeof part === 'string' || source === undefined) {
      const text = typeof part === 'string' ? part.slice(taken.length) : part.text;
      taken = '';
      texts.push(text);
      parts.push(typeof part === 'string' ? text : part);
      continue;
    }
    const argument = argumentFor(call, source.parameter);
    if (argument === undefined) return undefined;
    const next = pattern[i + 1];
    const member =
      source.path === '' ? (/^\.[A-Za-z_$][\w$]*/.exec(typeof next === 'string' ? next : '')?.[0] ?? '') : source.path;
    const inside = member === '' ? undefined : memberOf(argument, member.slice(1));
    if (inside === 'unknown') return undefined;
    if (inside !== undefined && source.path === '') taken = member;
    const value = inside ?? argument;
    const suffix = inside === undefined ? source.path : '';
    const isAlone = pattern.length === 1 && suffix === '';
    const needsParentheses = !isAlone && !isSimple(value) && !texts.at(-1)?.endsWith('${');
    texts.push(needsParentheses ? `(${value.getText()})` : value.getText(), suffix);
    parts.push(...partsOf(checker, value), suffix);
    from.push(value);
  }
  return { text: texts.join(''), parts: joinedText(parts), from };
}

/** Neighbouring texts as one, so that the same key is cut in the same places. */
function joinedText(parts: KeyParts): KeyParts {
  const result: (string | ts.Identifier)[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (typeof part === 'string' && typeof last === 'string') result[result.length - 1] = last + part;
    else if (part !== '') result.push(part);
  }
  return result;
}

const isSimple = (node: ts.Expression): boolean =>
  ts.isIdentifier(node) ||
  ts.isPropertyAccessExpression(node) ||
  ts.isElementAccessExpression(node) ||
  ts.isCallExpression(node) ||
  ts.isLiteralExpression(node) ||
  ts.isTemplateExpression(node);

export function argumentFor(call: ts.CallExpression, parameter: ts.ParameterDeclaration): ts.Expression | undefined {
  const { parent } = parameter;
  const index = parent.parameters.filter(({ name }) => name.getText() !== 'this').indexOf(parameter);
  return call.arguments[index];
}

/** `code` of `{ ...draft, code: alias }`; `unknown` where a spread after it may say otherwise. */
function memberOf(argument: ts.Expression, name: string): ts.Expression | 'unknown' | undefined {
  const literal = undressed(argument);
  if (!ts.isObjectLiteralExpression(literal)) return undefined;
  const index = literal.properties.findLastIndex((property) => property.name?.getText() === name);
  const property = literal.properties[index];
  if (property === undefined || literal.properties.slice(index).some(ts.isSpreadAssignment)) return 'unknown';
  if (ts.isPropertyAssignment(property)) return property.initializer;
  return ts.isShorthandPropertyAssignment(property) ? property.name : 'unknown';
}
