/** What is done with a promise: undefined where somebody waits for it, else a few words that say what happens instead. */
import { ts } from 'ts-morph';
import { takesPromise, type Waiting } from './promise-types.js';
import { ancestorsOf } from './tree.js';

/** Functions that take promises although their types do not say so, or say `any`. */
const TAKERS: ReadonlySet<string> = new Set(['waitUntil', 'after']);
const COMBINERS = /(?:^|\.)(?:Promise\.(?:all|allSettled|any|race|resolve)|Array\.fromAsync)$/;
const METHODS: ReadonlySet<string> = new Set(['then', 'catch', 'finally']);
/** Of a list: what gives a list again, which is then looked at itself. */
const LIST_METHODS: ReadonlySet<string> = new Set([
  'map',
  'flatMap',
  'concat',
  'slice',
  'filter',
  'flat',
  'push',
  'length',
  'at',
]);

export function handling(checker: ts.TypeChecker, node: ts.Expression, waiting: Waiting): string | undefined {
  const { parent } = node as { parent: ts.Node };
  if (ts.isParenthesizedExpression(parent) || ts.isAsExpression(parent) || ts.isSatisfiesExpression(parent))
    return isUntyped(checker, parent) ? 'becomes `any`, and nobody waits for it' : handling(checker, parent, waiting);
  if (ts.isNonNullExpression(parent)) return handling(checker, parent, waiting);
  if (ts.isAwaitExpression(parent))
    return waiting === 'list' ? 'is a list: `await` does not wait for what is in it' : undefined;
  if (ts.isVoidExpression(parent) || ts.isTypeOfExpression(parent))
    return ts.isVoidExpression(parent) ? undefined : 'is asked for its type before it is there';
  if (ts.isConditionalExpression(parent))
    return parent.condition === node ? asCondition(waiting) : handling(checker, parent, waiting);
  if (ts.isBinaryExpression(parent)) return inBinary(checker, node, parent, waiting);
  if (ts.isReturnStatement(parent) || (ts.isArrowFunction(parent) && parent.body === node))
    return returned(checker, node, waiting);
  if (ts.isPropertyAccessExpression(parent)) return member(parent, waiting);
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return asArgument(checker, node, parent, waiting);
  if (ts.isExpressionStatement(parent)) return floating(node);
  if (ts.isVariableDeclaration(parent)) return kept(checker, parent, waiting);
  if (ts.isArrayLiteralExpression(parent) || ts.isSpreadElement(parent)) return inList(parent, waiting);
  if (ts.isForOfStatement(parent))
    return parent.awaitModifier || waiting === 'list' ? undefined : 'is iterated over before it is there';
  if (ts.isYieldExpression(parent)) return yielded(parent);
  if (HOLDERS.has(parent.kind)) return expected(checker, node) ? undefined : 'is put into an object before it is there';
  if (ts.isJsxExpression(parent)) return 'is rendered before it is there';
  if (CONDITIONS.has(parent.kind)) return asCondition(waiting);
  return OTHERS.get(parent.kind) ?? 'is used before it is there';
}

const HOLDERS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.PropertyAssignment,
  ts.SyntaxKind.ShorthandPropertyAssignment,
  ts.SyntaxKind.PropertyDeclaration,
]);

const CONDITIONS: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.PrefixUnaryExpression,
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
  ts.SyntaxKind.ForStatement,
]);
const CONDITION = 'is a promise, which is always true';
const OTHERS: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.TemplateSpan, 'is written into a text as `[object Promise]`'],
  [ts.SyntaxKind.SwitchStatement, 'is compared before it is there'],
  [ts.SyntaxKind.CaseClause, 'is compared before it is there'],
  [ts.SyntaxKind.ThrowStatement, 'is thrown as a promise'],
  [ts.SyntaxKind.SpreadAssignment, 'is spread as a promise, which has no properties'],
  [ts.SyntaxKind.ElementAccessExpression, 'is asked for a property that a promise does not have'],
]);

const asCondition = (waiting: Waiting): string | undefined => (waiting === 'maybe' ? undefined : CONDITION);

function isUntyped(checker: ts.TypeChecker, node: ts.Expression): boolean {
  return (checker.getTypeAtLocation(node).flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) !== 0;
}

/** Whether the place that a value goes to says that it may be a promise. */
function expected(checker: ts.TypeChecker, node: ts.Expression): boolean {
  const type = checker.getContextualType(node);
  return type !== undefined && takesPromise(checker, type);
}

function inBinary(
  checker: ts.TypeChecker,
  node: ts.Expression,
  parent: ts.BinaryExpression,
  waiting: Waiting,
): string | undefined {
  switch (parent.operatorToken.kind) {
    case ts.SyntaxKind.EqualsToken:
    case ts.SyntaxKind.QuestionQuestionEqualsToken:
    case ts.SyntaxKind.BarBarEqualsToken:
      return takesPromise(checker, checker.getTypeAtLocation(parent.left))
        ? undefined
        : 'is assigned to what does not wait';
    case ts.SyntaxKind.CommaToken:
      return parent.right === node ? handling(checker, parent, waiting) : floating(node);
    case ts.SyntaxKind.AmpersandAmpersandToken:
      if (parent.left === node) return asCondition(waiting);
      return handling(checker, parent, waiting);
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.QuestionQuestionToken:
      if (parent.left === node && waiting !== 'maybe') return CONDITION;
      return handling(checker, parent, waiting);
    default:
      return 'is compared or calculated with before it is there';
  }
}

/** A function that gives a promise back is itself looked at where it is called. */
function returned(checker: ts.TypeChecker, node: ts.Expression, waiting: Waiting): string | undefined {
  const fn = ts.findAncestor(node, ts.isFunctionLike);
  if (isCaught(node, fn)) return 'is returned from a `try` that will not see it fail';
  if (fn === undefined) return undefined;
  if (fn.type !== undefined && !ts.isTypePredicateNode(fn.type)) {
    const type = checker.getTypeFromTypeNode(fn.type);
    if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return 'is returned as `any`, and nobody waits for it';
    if (!takesPromise(checker, type) && !isGenerator(fn))
      return 'is returned by a function whose type says that it does not wait';
  }
  const isAsync =
    ts.getModifiers(fn as ts.HasModifiers)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false;
  if (waiting === 'list' && (isAsync || fn.type === undefined))
    return isAsync ? 'is returned as a list of promises' : undefined;
  return undefined;
}

const isGenerator = (fn: ts.SignatureDeclaration): boolean => 'asteriskToken' in fn && fn.asteriskToken !== undefined;

function isCaught(node: ts.Node, fn: ts.Node | undefined): boolean {
  for (const { at, parent } of ancestorsOf(node)) {
    if (at === fn) break;
    if (!ts.isTryStatement(parent)) continue;
    if (parent.tryBlock === at || (parent.catchClause === at && parent.finallyBlock !== undefined)) return true;
  }
  return false;
}

function member(parent: ts.PropertyAccessExpression, waiting: Waiting): string | undefined {
  const name = parent.name.text;
  if (waiting === 'list' ? LIST_METHODS.has(name) : METHODS.has(name)) return undefined;
  return waiting === 'list'
    ? `is a list of promises, and \`${name}\` does not wait for them`
    : `is asked for \`${name}\`, which a promise does not have`;
}

function asArgument(
  checker: ts.TypeChecker,
  node: ts.Expression,
  call: ts.CallExpression | ts.NewExpression,
  waiting: Waiting,
): string | undefined {
  const callee = call.expression;
  if (callee === node) return 'is called as a function';
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : '';
  const title = /^[\w.]{1,30}$/.test(callee.getText()) ? callee.getText() : name || 'a function';
  if (name === 'expect') return isExpectation(call) ? undefined : 'is compared before it is there';
  if (TAKERS.has(name) || COMBINERS.test(callee.getText())) return undefined;
  const signature = checker.getResolvedSignature(call);
  const at = call.arguments?.indexOf(node) ?? -1;
  const given = signature?.declaration;
  const parameter = given && !ts.isJSDocSignature(given) ? given : undefined;
  const declared = parameter?.parameters[Math.min(at, parameter.parameters.length - 1)];
  // Of `<T>(value: T)` the compiler says that T is a promise: what matters is whether one comes back.
  if (signature && declared && isOwnTypeParameter(declared, parameter) && waiting !== 'stream') {
    const result = checker.getReturnTypeOfSignature(signature);
    return takesPromise(checker, result) ? undefined : `is handed to \`${title}\`, which does not wait for it`;
  }
  return expected(checker, node) ? undefined : `is handed to \`${title}\`, which does not wait for it`;
}

function isOwnTypeParameter({ type }: ts.ParameterDeclaration, { typeParameters }: ts.SignatureDeclaration): boolean {
  if (type === undefined || !ts.isTypeReferenceNode(type) || !ts.isIdentifier(type.typeName)) return false;
  const { text } = type.typeName;
  return typeParameters?.some(({ name }) => name.text === text) ?? false;
}

function isExpectation({ parent }: ts.Node): boolean {
  return ts.isPropertyAccessExpression(parent) && ['resolves', 'rejects'].includes(parent.name.text);
}

/** `p.catch(report)` is complete in itself. */
function floating(node: ts.Expression): string | undefined {
  const callee =
    ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) ? node.expression : undefined;
  const count = ts.isCallExpression(node) ? node.arguments.length : 0;
  if (callee?.name.text === 'catch' && count > 0) return undefined;
  if (callee?.name.text === 'then' && count > 1) return undefined;
  if (callee?.name.text === 'finally' && ts.isExpression(callee.expression)) return floating(callee.expression);
  return 'is started, and nobody waits for it';
}

/** A variable carries it on, if somebody reads the variable. */
function kept(checker: ts.TypeChecker, variable: ts.VariableDeclaration, waiting: Waiting): string | undefined {
  if (ts.isArrayBindingPattern(variable.name) && waiting === 'list') return undefined;
  if (!ts.isIdentifier(variable.name)) return 'is taken apart before it is there';
  if (variable.type && isUntyped(checker, variable.name)) return 'becomes `any`, and nobody waits for it';
  const symbol = checker.getSymbolAtLocation(variable.name);
  if (isExported(variable) || isReadAgain(checker, variable, symbol)) return undefined;
  return 'is started, and nobody waits for it';
}

function isExported(variable: ts.VariableDeclaration): boolean {
  return (ts.getCombinedModifierFlags(variable) & ts.ModifierFlags.Export) !== 0;
}

function isReadAgain(
  checker: ts.TypeChecker,
  variable: ts.VariableDeclaration,
  symbol: ts.Symbol | undefined,
): boolean {
  const scope = ts.findAncestor(variable, (at) => at !== variable && (ts.isFunctionLike(at) || ts.isSourceFile(at)));
  const nodes: ts.Node[] = scope ? [scope] : [];
  for (let node = nodes.pop(); node; node = nodes.pop()) {
    if (ts.isIdentifier(node) && node !== variable.name && node.text === symbol?.name) {
      const used = ts.isShorthandPropertyAssignment(node.parent)
        ? checker.getShorthandAssignmentValueSymbol(node.parent)
        : checker.getSymbolAtLocation(node);
      if (used === symbol) return true;
    }
    ts.forEachChild(node, (child) => void nodes.push(child));
  }
  return false;
}

/** A list of promises is looked at itself; a spread is part of the list or the call that it stands in. */
function inList(parent: ts.ArrayLiteralExpression | ts.SpreadElement, waiting: Waiting): string | undefined {
  if (ts.isArrayLiteralExpression(parent)) return undefined;
  if (waiting !== 'list') return 'is spread as a promise, which cannot be iterated over';
  return ts.isArrayLiteralExpression(parent.parent) ? undefined : 'is spread into what does not wait for its promises';
}

function yielded(node: ts.YieldExpression): string | undefined {
  const fn = ts.findAncestor(node, ts.isFunctionLike);
  const isAsync = fn && ts.getModifiers(fn as ts.HasModifiers)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword);
  return isAsync ? undefined : 'is handed out by a generator that does not wait';
}

const COLLECTORS: ReadonlySet<string> = new Set([
  'from',
  'Map',
  'Set',
  'fromEntries',
  'entries',
  'keys',
  'values',
  'stringify',
  'String',
  'assign',
]);

/** Of an asynchronous iterable only those uses are told that iterate without waiting; the store itself is one. */
export function iterating(node: ts.Expression): string | undefined {
  const { parent } = node;
  const why = 'is iterated over without waiting';
  if (ts.isForOfStatement(parent) && parent.expression === node) return parent.awaitModifier ? undefined : why;
  if (ts.isSpreadElement(parent) || ts.isSpreadAssignment(parent)) return why;
  if (ts.isTemplateSpan(parent)) return 'is written into a text';
  if (ts.isVariableDeclaration(parent) && ts.isArrayBindingPattern(parent.name)) return why;
  if (ts.isYieldExpression(parent)) return parent.asteriskToken && yielded(parent) !== undefined ? why : undefined;
  if (ts.isPropertyAccessExpression(parent)) return undefined;
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return undefined;
  const callee = parent.expression;
  const isGlobal = ts.isPropertyAccessExpression(callee) ? ts.isIdentifier(callee.expression) : true;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : '';
  return callee !== node && isGlobal && COLLECTORS.has(name) ? why : undefined;
}
