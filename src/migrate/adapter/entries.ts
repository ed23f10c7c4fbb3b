/**
 * Which expressions are a part of an entry: `entry.resetAt` after `const entry = m.get(k)`, `v.at` in a loop over the store, a parameter that is given
 * one. What is compared with the clock is then known by its path from the value.
 */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { descendants, dressed, isFunction, undressed } from '../nodes.js';
import { isMember, memberName, withoutDefault, type Touch } from './accesses.js';
import { meaningOf } from './references.js';
import type { ShapeKind, StoreShape } from './types.js';

/** `.resetAt`, `[0]`, `.at(-1)`: text after the value's name. */
export type Path = string;

export interface Entries {
  /** From the value of an entry to this expression; undefined where it is none of an entry. */
  readonly pathOf: (node: ts.Expression) => Path | undefined;
}

export function entriesOf(code: Code, shape: StoreShape, touches: readonly Touch[]): Entries {
  const { checker } = code;
  const names = new Map<ts.Symbol, Path>();
  const roots = new Set<ts.Node>();

  const pathOf = (node: ts.Expression): Path | undefined => {
    const bare = withoutDefault(node);
    if (roots.has(bare)) return '';
    if (ts.isIdentifier(bare)) {
      const symbol = meaningOf(checker, bare);
      return symbol && names.get(symbol);
    }
    if (ts.isConditionalExpression(bare)) return pathOf(bare.whenTrue) ?? pathOf(bare.whenFalse);
    if (ts.isCallExpression(bare)) return pathOfCall(bare);
    if (ts.isPrefixUnaryExpression(bare) && bare.operator === ts.SyntaxKind.PlusToken) return pathOf(bare.operand);
    if (!isMember(bare)) return undefined;
    const base = pathOf(bare.expression);
    return base === undefined ? undefined : memberPath(base, bare);
  };

  const pathOfCall = (call: ts.CallExpression): Path | undefined => {
    const callee = undressed(call.expression);
    const [argument] = call.arguments;
    if (callee.getText() === 'Number' && argument !== undefined) return pathOf(argument);
    if (!ts.isPropertyAccessExpression(callee)) return undefined;
    if (TIMES.has(callee.name.text)) {
      const date = undressed(callee.expression);
      if (ts.isNewExpression(date) && date.arguments?.[0]) return pathOf(date.arguments[0]);
      return pathOf(callee.expression);
    }
    const base = callee.name.text === 'at' ? pathOf(callee.expression) : undefined;
    return base === undefined ? undefined : `${base}.at(${argument?.getText() ?? ''})`;
  };

  const bind = (name: ts.BindingName | undefined, path: Path): boolean => {
    if (name === undefined) return false;
    if (ts.isIdentifier(name)) {
      const symbol = meaningOf(checker, name);
      if (symbol === undefined || names.has(symbol)) return false;
      names.set(symbol, path);
      return true;
    }
    return name.elements
      .map((element, index) => {
        if (!ts.isBindingElement(element)) return false;
        const own = (element.propertyName ?? element.name).getText();
        return bind(element.name, ts.isArrayBindingPattern(name) ? `${path}[${index}]` : `${path}.${own}`);
      })
      .some(Boolean);
  };

  for (const touch of touches) seed(touch, shape, roots, bind);
  // What is known of one name may make another known: until nothing is new.
  for (let isNew = true; isNew;) {
    isNew = false;
    for (const file of filesOf(touches)) {
      for (const node of descendants(file)) isNew = flow(node, code, pathOf, bind) || isNew;
    }
  }
  return {
    pathOf: (node) => {
      const path = pathOf(node);
      if (path?.startsWith(PAIR) !== true) return path;
      return path.startsWith(`${PAIR}[1]`) ? path.slice(PAIR.length + 3) : undefined;
    },
  };
}

const TIMES: ReadonlySet<string> = new Set(['getTime', 'valueOf']);

function filesOf(touches: readonly Touch[]): Set<ts.SourceFile> {
  return new Set(touches.map(({ receiver }) => receiver.getSourceFile()));
}

function memberPath(base: Path, member: ts.PropertyAccessExpression | ts.ElementAccessExpression): Path | undefined {
  const name = memberName(member);
  if (name !== undefined) return `${base}.${name}`;
  const index = ts.isElementAccessExpression(member) ? member.argumentExpression : undefined;
  if (index === undefined) return undefined;
  if (ts.isNumericLiteral(index)) return `${base}[${index.text}]`;
  const isLast = index.getText().replace(/\s/g, '') === `${member.expression.getText()}.length-1`;
  return isLast ? `${base}.at(-1)` : undefined;
}

type Bind = (name: ts.BindingName | undefined, path: Path) => boolean;

/** Where entries first come from: reads, what is stored, and loops. */
function seed({ node, receiver, method, value }: Touch, { kind }: StoreShape, roots: Set<ts.Node>, bind: Bind): void {
  if (kind === 'record' || kind === 'scalar') {
    roots.add(undressed(receiver));
    return;
  }
  if (method === 'get' || method === 'shift' || method === 'pop' || method === 'at') roots.add(undressed(node));
  if (method === 'set' && value !== undefined) {
    const stored = undressed(value);
    if (ts.isIdentifier(stored)) bind(stored, '');
  }
  const isPair = (kind === 'map' || kind === 'object') && (method === 'iterate' || method === 'entries');
  for (const name of loopNames(node, method, kind)) bind(name, isPair ? PAIR : '');
}

/** Of a pair that a loop gives, the value is one step further down. */
const PAIR = '\0pair';

const WALKS: ReadonlySet<string> = new Set(['iterate', 'entries', 'values', 'forEach']);

const CALLBACKS: ReadonlySet<string> = new Set([
  ...['forEach', 'filter', 'map', 'some', 'every', 'find', 'findIndex', 'findLast', 'flatMap', 'sort', 'toSorted'],
]);
const GIVES_THE_SAME: ReadonlySet<string> = new Set(['filter', 'sort', 'toSorted', 'slice', 'reverse', 'toReversed']);

/** The names that a loop or a callback gives to what is walked over, along `[...m].filter(…).forEach(…)`. */
function* loopNames(node: ts.Expression, method: string, kind: ShapeKind): Generator<ts.BindingName> {
  const isList = kind === 'array' && CALLBACKS.has(method);
  if (!isList && !WALKS.has(method)) return;
  if (isList || method === 'forEach') yield* parametersOf(node, method);
  for (let at = dressed(node); ;) {
    const next = nextOf(at);
    if (next === undefined) return;
    if (ts.isForOfStatement(next)) {
      if (ts.isVariableDeclarationList(next.initializer)) yield* next.initializer.declarations.map(({ name }) => name);
      return;
    }
    if (ts.isCallExpression(next) && ts.isPropertyAccessExpression(next.expression)) {
      const { text } = next.expression.name;
      yield* parametersOf(next, text);
      if (text !== 'from' && !GIVES_THE_SAME.has(text)) return;
    }
    at = dressed(next);
  }
}

/** What comes next in the chain: the copy, the call, or the loop. */
function nextOf(at: ts.Expression): ts.ForOfStatement | ts.Expression | undefined {
  const { parent } = at;
  if (ts.isForOfStatement(parent)) return parent.expression === at ? parent : undefined;
  if (ts.isSpreadElement(parent)) return ts.isArrayLiteralExpression(parent.parent) ? parent.parent : undefined;
  if (ts.isCallExpression(parent)) return parent.expression.getText() === 'Array.from' ? parent : undefined;
  if (!ts.isPropertyAccessExpression(parent) || !ts.isCallExpression(parent.parent)) return undefined;
  const { text } = parent.name;
  return CALLBACKS.has(text) || GIVES_THE_SAME.has(text) ? parent.parent : undefined;
}

/** A comparison is given two, everything else the element first. */
function parametersOf(node: ts.Expression, method: string): ts.BindingName[] {
  const callback = ts.isCallExpression(node) ? node.arguments[0] : undefined;
  if (callback === undefined || !isFunction(callback) || !CALLBACKS.has(method)) return [];
  return callback.parameters.slice(0, /sort/i.test(method) ? 2 : 1).map(({ name }) => name);
}

/** One step from an entry to a name: an initialiser, an assignment, an argument, a callback over a list that an entry is or has. */
function flow(node: ts.Node, { checker }: Code, pathOf: Entries['pathOf'], bind: Bind): boolean {
  if (ts.isVariableDeclaration(node) && node.initializer !== undefined) {
    const path = pathOf(node.initializer);
    return path === undefined ? false : bind(node.name, path);
  }
  if (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    ts.isIdentifier(node.left)
  ) {
    const path = pathOf(node.right);
    return path === undefined ? false : bind(node.left, path);
  }
  if (!ts.isCallExpression(node)) return false;
  const callee = node.expression;
  if (ts.isPropertyAccessExpression(callee) && CALLBACKS.has(callee.name.text)) {
    const list = pathOf(callee.expression);
    const [callback] = node.arguments;
    // The last element is the newest, and outlives the others.
    if (list !== undefined && callback !== undefined && isFunction(callback))
      return bind(callback.parameters[0]?.name, `${list}.at(-1)`);
  }
  return node.arguments
    .map((argument, position) => {
      const path = pathOf(argument);
      if (path === undefined) return false;
      const declaration = checker.getResolvedSignature(node)?.declaration;
      if (declaration === undefined || !isFunction(declaration) || declaration.getSourceFile().isDeclarationFile)
        return false;
      return bind(declaration.parameters[position]?.name, path);
    })
    .some(Boolean);
}
