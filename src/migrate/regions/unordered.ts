/**
 * Whether anybody can see in which order entries come: not where they are counted, added up, collected in a Set or sorted at once, nor where one question
 * is asked of each until the first answers.
 */
import { ts } from 'ts-morph';
import { bodyOf, descendants, dressed, isAssignment, isFunction, isStep, ownDescendants, undressed } from '../nodes.js';

/** Of the entries that come out of an expression: `m.values()`, `[...m]`. */
export function isOrderSeen(listing: ts.Expression): boolean {
  const at = dressed(listing);
  const { parent } = at;
  if (ts.isForOfStatement(parent)) return parent.expression !== at || isOrderSeenIn(parent.statement);
  if (ts.isSpreadElement(parent)) return isOrderSeenOfSpread(parent);
  if (ts.isPropertyAccessExpression(parent)) return isOrderSeenAfter(parent);
  if (!ts.isCallExpression(parent) || parent.expression.getText() !== 'Array.from') return true;
  const [, visit] = parent.arguments;
  return visit !== undefined && !isQuietCallback(visit) ? true : isOrderSeen(parent);
}

/** Of the visit that `forEach` is given. */
export const isOrderSeenBy = ({ body }: ts.FunctionLikeDeclaration): boolean =>
  body === undefined || isOrderSeenIn(body);

function isOrderSeenOfSpread({ parent }: ts.SpreadElement): boolean {
  if (ts.isArrayLiteralExpression(parent)) return parent.elements.length > 1 || isOrderSeen(parent);
  return !ts.isCallExpression(parent) || !/^Math\.(?:max|min)$/.test(parent.expression.getText());
}

/** What a method leaves of the order: nothing, or what it was. */
const METHODS: Readonly<Record<string, (call: ts.CallExpression) => boolean>> = {
  some: (call) => !isQuietGiven(call),
  every: (call) => !isQuietGiven(call),
  includes: () => false,
  filter: (call) => !isQuietGiven(call) || isOrderSeen(call),
  map: (call) => !isQuietGiven(call) || isOrderSeen(call),
  flatMap: (call) => !isQuietGiven(call) || isOrderSeen(call),
  sort: (call) => !ordersAll(call.arguments[0]),
  toSorted: (call) => !ordersAll(call.arguments[0]),
  forEach: ({ arguments: [visit] }) => {
    const callback = visit && undressed(visit);
    return callback === undefined || !isFunction(callback) || isOrderSeenBy(callback);
  },
  reduce: ({ arguments: [add, start] }) => !addsUp(add) || start === undefined || !ts.isNumericLiteral(start),
};

function isOrderSeenAfter(member: ts.PropertyAccessExpression): boolean {
  const { text } = member.name;
  if (text === 'length') return false;
  const { parent: call } = dressed(member);
  if (!ts.isCallExpression(call) || !Object.hasOwn(METHODS, text)) return true;
  return METHODS[text]?.(call) ?? true;
}

/** Nothing that is equal for it could be told apart. */
function ordersAll(compare: ts.Expression | undefined): boolean {
  if (compare === undefined) return true;
  return /^\(?(\w+)(?:: \w+)?, ?(\w+)(?:: \w+)?\)? => (?:\1 - \2|\2 - \1|\1\.localeCompare\(\2\)|\2\.localeCompare\(\1\))$/.test(
    compare.getText(),
  );
}

/** `(sum, n) => sum + n` */
function addsUp(add: ts.Expression | undefined): boolean {
  const callback = add && undressed(add);
  if (callback === undefined || !ts.isArrowFunction(callback) || ts.isBlock(callback.body)) return false;
  const body = undressed(callback.body);
  const [sum] = callback.parameters;
  if (!ts.isBinaryExpression(body) || body.operatorToken.kind !== ts.SyntaxKind.PlusToken) return false;
  return body.left.getText() === sum?.name.getText() && isQuiet(body.right);
}

const isQuietGiven = ({ arguments: [callback] }: ts.CallExpression): boolean =>
  callback !== undefined && isQuietCallback(callback);

function isQuietCallback(given: ts.Expression): boolean {
  const callback = undressed(given);
  const body = isFunction(callback) ? callback.body : undefined;
  return body !== undefined && isQuiet(body);
}

const QUIET_CALLS =
  /^(?:Date\.now|Math\.\w+|Number|String|Boolean|parseInt|parseFloat|Object\.(?:keys|values|entries))$/;
const QUIET_METHODS: ReadonlySet<string> = new Set([
  ...[
    'get',
    'has',
    'includes',
    'startsWith',
    'endsWith',
    'toLowerCase',
    'toUpperCase',
    'trim',
    'slice',
    'at',
    'getTime',
  ],
  ...['some', 'every', 'filter', 'map', 'find', 'indexOf', 'test', 'match', 'join', 'toISOString', 'toString', 'split'],
]);

/** It changes nothing. */
function isQuiet(node: ts.Node): boolean {
  return [...descendants(node)].every((inner) => {
    if (isAssignment(inner) || isStep(inner) || ts.isDeleteExpression(inner) || ts.isAwaitExpression(inner))
      return false;
    if (ts.isNewExpression(inner)) return inner.expression.getText() === 'Date';
    if (!ts.isCallExpression(inner) || QUIET_CALLS.test(inner.expression.getText())) return true;
    const callee = undressed(inner.expression);
    return ts.isPropertyAccessExpression(callee) && QUIET_METHODS.has(callee.name.text);
  });
}

/** What the rounds of a loop leave behind. */
interface Traces {
  /** Where it ends early, as text: two different ones depend on which comes first. */
  readonly exits: Set<string>;
  gathers: boolean;
}

function isOrderSeenIn(body: ts.Node): boolean {
  const traces: Traces = { exits: new Set(), gathers: false };
  if (!isUnordered(body, body, traces)) return true;
  return traces.exits.size > 1 || (traces.exits.size === 1 && traces.gathers);
}

function isUnordered(node: ts.Node, body: ts.Node, traces: Traces): boolean {
  if (ts.isBlock(node)) return node.statements.every((each) => isUnordered(each, body, traces));
  if (ts.isIfStatement(node)) {
    const branches = [node.thenStatement, ...(node.elseStatement ? [node.elseStatement] : [])];
    return isQuiet(node.expression) && branches.every((each) => isUnordered(each, body, traces));
  }
  if (ts.isVariableStatement(node)) return isQuiet(node);
  if (ts.isContinueStatement(node) && node.label === undefined) return true;
  if (ts.isReturnStatement(node) || ts.isBreakOrContinueStatement(node)) return isPlainExit(node, body, traces);
  if (ts.isExpressionStatement(node)) return isGathering(undressed(node.expression), body, traces);
  return ts.isExpression(node) && isGathering(undressed(node), body, traces);
}

/** `return true`: it says nothing of the entry that led to it. */
function isPlainExit(node: ts.ReturnStatement | ts.BreakOrContinueStatement, body: ts.Node, traces: Traces): boolean {
  const isOfVisit = !ts.isStatement(body.parent) && ts.isReturnStatement(node);
  if (isOfVisit) return true;
  traces.exits.add(node.getText().replace(/;$/, ''));
  if (!ts.isReturnStatement(node) || node.expression === undefined) return true;
  return CONSTANTS.has(node.expression.kind);
}

const CONSTANTS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.TrueKeyword,
  ts.SyntaxKind.FalseKeyword,
  ts.SyntaxKind.NullKeyword,
  ts.SyntaxKind.NumericLiteral,
  ts.SyntaxKind.StringLiteral,
]);

/** `sum += n`, `count++`, `seen.add(id)`, `m.delete(id)`, `names.push(name)` of names that are sorted before anybody looks. */
function isGathering(node: ts.Expression, body: ts.Node, traces: Traces): boolean {
  traces.gathers = true;
  if (isStep(node)) return ts.isIdentifier(node.operand);
  if (isAssignment(node)) {
    const { left, right, operatorToken } = node;
    if (!ts.isIdentifier(left) || !isQuiet(right)) return false;
    if (operatorToken.kind === ts.SyntaxKind.MinusEqualsToken) return true;
    if (operatorToken.kind === ts.SyntaxKind.PlusEqualsToken) return isNumber(left);
    return new RegExp(`^Math\\.(?:max|min)\\(${left.text}, `).test(right.getText());
  }
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { expression: owner, name } = node.expression;
  if (!node.arguments.every(isQuiet)) return false;
  if (name.text === 'add' || name.text === 'delete') return true;
  return name.text === 'push' && ts.isIdentifier(owner) && isSortedFirst(owner, body);
}

/** `let sum = 0`: text would be put together in the order in which it comes. */
function isNumber(name: ts.Identifier): boolean {
  for (let at: ts.Node = bodyOf(name); ; at = bodyOf(at)) {
    const declaration = [...ownDescendants(at)].find(
      (node): node is ts.VariableDeclaration => ts.isVariableDeclaration(node) && node.name.getText() === name.text,
    );
    if (declaration !== undefined)
      return declaration.initializer !== undefined && ts.isNumericLiteral(declaration.initializer);
    if (ts.isSourceFile(at)) return false;
  }
}

function isSortedFirst(list: ts.Identifier, loop: ts.Node): boolean {
  const uses = [...descendants(bodyOf(list))].filter(
    (node): node is ts.Identifier => ts.isIdentifier(node) && node.text === list.text && node.pos >= loop.end,
  );
  const [first] = uses;
  const member = first?.parent;
  if (member === undefined || !ts.isPropertyAccessExpression(member)) return false;
  if (member.name.text === 'length') return uses.length === 1;
  const { parent: call } = member;
  return /^(?:sort|toSorted)$/.test(member.name.text) && ts.isCallExpression(call) && ordersAll(call.arguments[0]);
}
