/**
 * Where a record goes that was read from a store. A store in memory hands out the record itself, a shared one a copy: so it matters who changes it,
 * who keeps it, and who only looks at it.
 */
import { ts } from 'ts-morph';
import type { Calls } from './calls.js';
import type { Code } from './code.js';
import { dressed, isAssignment, isFunction, writtenBy, type FunctionNode } from './nodes.js';

export interface Flow {
  /** Expressions that change the record or something in it. */
  readonly mutations: readonly ts.Expression[];
  /** Where it is kept, or leaves what can be followed. */
  readonly escapes: readonly Kept[];
  /** Expressions that are the record or something in it. */
  readonly uses: readonly ts.Expression[];
  /** Functions that return it. */
  readonly returnedBy: readonly FunctionNode[];
}

export interface Kept {
  readonly node: ts.Expression;
  readonly why: string;
  /** Where it is something in the record, and not the record: the names that it had on the way. */
  readonly as?: readonly string[];
}

interface Trace {
  readonly code: Code;
  readonly calls: Calls;
  readonly seen: Set<ts.Node>;
  /** The same for what is in the record. */
  readonly seenInside: Set<ts.Node>;
  /** Of what is followed right now: the record itself, where it is undefined. */
  names: readonly string[] | undefined;
  readonly mutations: ts.Expression[];
  readonly escapes: Kept[];
  readonly uses: ts.Expression[];
  readonly returnedBy: Set<FunctionNode>;
}

/** `fresh`: containers that were made for whoever asked, `[...m.values()]` for one: their elements are the records. */
export function flowOf(
  code: Code,
  calls: Calls,
  starts: readonly ts.Node[],
  fresh: ReadonlySet<ts.Node> = new Set(),
): Flow {
  const trace: Trace = {
    ...{ code, calls, seen: new Set(), seenInside: new Set(), names: undefined },
    ...{ mutations: [], escapes: [], uses: [] },
    returnedBy: new Set(),
  };
  for (const start of starts) {
    if (ts.isIdentifier(start) && isDeclared(start)) followName(trace, start);
    else follow(trace, start as ts.Expression, fresh.has(start));
  }
  return { ...trace, returnedBy: [...trace.returnedBy] };
}

const isDeclared = (name: ts.Identifier): boolean => {
  const { parent } = name;
  const declares = ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent);
  return declares && parent.name === name;
};

/** Values without parts: a copy of them is as good as they are. */
const PLAIN =
  ts.TypeFlags.StringLike |
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.BigIntLike |
  ts.TypeFlags.ESSymbolLike |
  ts.TypeFlags.Undefined |
  ts.TypeFlags.Null |
  ts.TypeFlags.Void |
  ts.TypeFlags.Never;

export function isPlain(type: ts.Type): boolean {
  return type.isUnion() ? type.types.every(isPlain) : (type.flags & PLAIN) !== 0;
}

/** `isFresh`: a new container that holds the record or parts of it; what is done to the container itself is nobody's business. */
function follow(trace: Trace, start: ts.Expression, isFresh = false): void {
  const node = dressed(start);
  if (!isNew(trace, node) || isPlain(trace.code.checker.getTypeAtLocation(node))) return;
  if (!trace.uses.includes(node)) trace.uses.push(node);
  const { parent } = node;
  for (const step of STEPS) if (step(trace, node, parent, isFresh)) return;
}

/** What was met as the record itself tells all that it would tell as something in it. */
function isNew({ seen, seenInside, names }: Trace, node: ts.Node): boolean {
  if (seen.has(node) || (names !== undefined && seenInside.has(node))) return false;
  (names === undefined ? seen : seenInside).add(node);
  return true;
}

/** What is followed meanwhile is in the record, under one name more. */
function asPart(trace: Trace, name: string, go: () => void): void {
  const before = trace.names;
  trace.names = [...(before ?? []), name];
  go();
  trace.names = before;
}

function escaped(trace: Trace, node: ts.Expression, why: string, keeper?: string): void {
  if (trace.escapes.some((one) => one.node === node && one.as === undefined)) return;
  const as = trace.names && [...trace.names, ...(keeper === undefined ? [] : [keeper])];
  trace.escapes.push({ node, why, ...(as !== undefined && { as }) });
}

/** Whether it understood where the node stands. */
type Step = (trace: Trace, node: ts.Expression, parent: ts.Node, isFresh: boolean) => boolean;

const intoMember: Step = (trace, node, parent, isFresh) => {
  if (!ts.isPropertyAccessExpression(parent) && !ts.isElementAccessExpression(parent)) return false;
  if (parent.expression !== node) return true;
  const member = dressed(parent);
  const outer = member.parent;
  const written = writtenBy(outer);
  if (written !== undefined && dressed(written) === member) {
    if (!isFresh) trace.mutations.push(outer as ts.Expression);
    return true;
  }
  if (ts.isCallExpression(outer) && outer.expression === member) methodCall(trace, outer, parent, isFresh);
  // Out of a container that was just made comes what was put into it.
  else if (isFresh) follow(trace, parent);
  else
    asPart(trace, ts.isPropertyAccessExpression(parent) ? parent.name.text : '', () => {
      follow(trace, parent);
    });
  return true;
};

const MUTATING: ReadonlySet<string> = new Set([
  ...['push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill', 'copyWithin'],
  ...['set', 'add', 'delete', 'clear'],
]);

/** What comes back is a new array, of the same elements. */
const COPYING: ReadonlySet<string> = new Set([
  ...['filter', 'slice', 'concat', 'flat', 'toSorted', 'toReversed', 'toSpliced', 'with', 'map', 'flatMap'],
  ...['entries', 'values', 'keys', 'split'],
]);

/** Text, a number or an answer comes back, whatever has such a method: for code without types. */
const GIVING_PLAIN: ReadonlySet<string> = new Set([
  ...['toUpperCase', 'toLowerCase', 'trim', 'padStart', 'padEnd', 'toFixed', 'toISOString', 'toString', 'join'],
  ...['includes', 'indexOf', 'startsWith', 'endsWith', 'charAt', 'localeCompare', 'getTime', 'some', 'every', 'has'],
]);

function methodCall(
  trace: Trace,
  call: ts.CallExpression,
  member: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  isFresh: boolean,
): void {
  const name = ts.isPropertyAccessExpression(member) ? member.name.text : '';
  if (!isFresh && (MUTATING.has(name) || /^set[A-Z]/.test(name))) trace.mutations.push(call);
  for (const argument of call.arguments) {
    if (!isFunction(argument)) continue;
    for (const { name: parameter } of argument.parameters) followBinding(trace, parameter);
  }
  if (GIVING_PLAIN.has(name)) return;
  const isCopy = COPYING.has(name);
  if (!isCopy || !hasPlainElements(trace.code.checker, call)) follow(trace, call, isCopy);
}

function hasPlainElements(checker: ts.TypeChecker, node: ts.Expression): boolean {
  const element = checker.getTypeAtLocation(node).getNumberIndexType();
  return element !== undefined && isPlain(element);
}

const intoVariable: Step = (trace, node, parent, isFresh) => {
  if (ts.isVariableDeclaration(parent) && parent.initializer === node) {
    followBinding(trace, parent.name, isFresh);
    return true;
  }
  if (!isAssignment(parent) || dressed(parent.right) !== node) return false;
  const left = parent.left;
  if (ts.isIdentifier(left)) {
    const [declaration] = trace.code.checker.getSymbolAtLocation(left)?.declarations ?? [];
    if (declaration && ts.isVariableDeclaration(declaration) && isLocal(declaration))
      followBinding(trace, declaration.name, isFresh);
    else escaped(trace, node, `\`${left.text}\` keeps it`, left.text);
  } else if (!isInsideOneOf(trace, left)) {
    const keeper = ts.isPropertyAccessExpression(left) ? left.name.text : '';
    escaped(trace, node, `\`${left.getText()}\` keeps it`, keeper);
  }
  follow(trace, parent, isFresh);
  return true;
};

/** `record.a = record.b`: it stays within itself. */
const isInsideOneOf = (trace: Trace, left: ts.Expression): boolean => {
  for (
    let at: ts.Node = left;
    ts.isPropertyAccessExpression(at) || ts.isElementAccessExpression(at);
    at = at.expression
  )
    if (trace.seen.has(at.expression) || trace.seenInside.has(at.expression)) return true;
  return false;
};

function isLocal(declaration: ts.VariableDeclaration): boolean {
  for (let at: ts.Node = declaration; !ts.isSourceFile(at); at = at.parent) if (isFunction(at)) return true;
  return false;
}

const intoArgument: Step = (trace, node, parent) => {
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return false;
  if (parent.expression === node) return true;
  const index = (parent.arguments ?? []).findIndex((argument) => dressed(argument) === node || argument === node);
  const callee = parent.expression.getText();
  if (callee === 'Object.assign' && index === 0) trace.mutations.push(parent);
  if (PASSING.test(callee)) {
    follow(trace, parent);
    return true;
  }
  const target = trace.calls.targetOf(parent);
  const parameter = target?.parameters[index];
  if (parameter !== undefined) {
    followBinding(trace, parameter.name);
  } else if (ts.isPropertyAccessExpression(parent.expression) && KEEPING.has(parent.expression.name.text)) {
    keptBy(trace, node, parent.expression.expression);
  }
  return true;
};

/** What comes back holds what went in. */
const PASSING = /^(Object\.(assign|values|entries|freeze|fromEntries)|Array\.(from|of)|Promise\.(resolve|all))$/;
const KEEPING: ReadonlySet<string> = new Set(['push', 'unshift', 'set', 'add']);

/** `found.push(record)`: a local list is followed, anything else keeps it. */
function keptBy(trace: Trace, node: ts.Expression, keeper: ts.Expression): void {
  const [declaration] = ts.isIdentifier(keeper)
    ? (trace.code.checker.getSymbolAtLocation(keeper)?.declarations ?? [])
    : [];
  if (declaration && ts.isVariableDeclaration(declaration) && isLocal(declaration))
    followBinding(trace, declaration.name);
  else escaped(trace, node, `\`${keeper.getText()}\` keeps it`);
}

const intoResult: Step = (trace, node, parent, isFresh) => {
  const fn = ts.isReturnStatement(parent)
    ? enclosing(parent)
    : ts.isArrowFunction(parent) && parent.body === node
      ? parent
      : undefined;
  if (fn === undefined) return false;
  trace.returnedBy.add(fn);
  for (const call of trace.calls.of(fn)) follow(trace, call, isFresh);
  return true;
};

function enclosing(node: ts.Node): FunctionNode | undefined {
  for (let at = node.parent; !ts.isSourceFile(at); at = at.parent) if (isFunction(at)) return at;
  return undefined;
}

/** Expressions whose result is, or holds, what went in. */
const through: Step = (trace, node, parent, isFresh) => {
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken;
    const passes =
      kind === ts.SyntaxKind.QuestionQuestionToken ||
      kind === ts.SyntaxKind.BarBarToken ||
      (kind === ts.SyntaxKind.AmpersandAmpersandToken && parent.right === node) ||
      (kind === ts.SyntaxKind.CommaToken && parent.right === node);
    if (passes) follow(trace, parent, isFresh);
    return true;
  }
  if (ts.isConditionalExpression(parent)) {
    if (parent.condition !== node) follow(trace, parent, isFresh);
    return true;
  }
  if (ts.isAwaitExpression(parent)) {
    follow(trace, parent, isFresh);
    return true;
  }
  if (ts.isArrayLiteralExpression(parent)) {
    follow(trace, parent, true);
    return true;
  }
  if (ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent)) {
    const hold = () => {
      follow(trace, parent.parent, true);
    };
    if (trace.names === undefined) hold();
    else asPart(trace, parent.name.getText(), hold);
    return true;
  }
  if (ts.isSpreadElement(parent)) {
    if (ts.isArrayLiteralExpression(parent.parent) && !hasPlainElements(trace.code.checker, node))
      follow(trace, parent.parent, true);
    return true;
  }
  if (ts.isSpreadAssignment(parent)) {
    // A new object, of which the parts are still the record's.
    if (hasObjectParts(trace.code.checker, node)) follow(trace, parent.parent, true);
    return true;
  }
  return false;
};

function hasObjectParts(checker: ts.TypeChecker, node: ts.Expression): boolean {
  const type = checker.getNonNullableType(checker.getTypeAtLocation(node));
  return checker
    .getPropertiesOfType(type)
    .some((property) => !isPlain(checker.getTypeOfSymbolAtLocation(property, node)));
}

const intoLoop: Step = (trace, node, parent) => {
  if (!ts.isForOfStatement(parent) || parent.expression !== node) return false;
  if (ts.isVariableDeclarationList(parent.initializer))
    for (const { name } of parent.initializer.declarations) followBinding(trace, name);
  return true;
};

const STEPS: readonly Step[] = [intoMember, intoVariable, intoArgument, intoResult, through, intoLoop];

function followBinding(trace: Trace, binding: ts.BindingName, isFresh = false): void {
  if (ts.isIdentifier(binding)) {
    followName(trace, binding, isFresh);
    return;
  }
  for (const element of binding.elements) {
    if (!ts.isBindingElement(element)) continue;
    const go = () => {
      followBinding(trace, element.name);
    };
    if (isFresh || ts.isArrayBindingPattern(binding)) go();
    else asPart(trace, (element.propertyName ?? element.name).getText(), go);
  }
}

/** All that is done with a name, in the scope that declares it. */
function followName(trace: Trace, name: ts.Identifier, isFresh = false): void {
  const { checker } = trace.code;
  if (!isNew(trace, name) || isPlain(checker.getTypeAtLocation(name))) return;
  for (const reference of referencesTo(checker, name)) follow(trace, reference, isFresh);
}

/** Uses of a local name, its declaration left out. */
export function referencesTo(checker: ts.TypeChecker, name: ts.Identifier): ts.Identifier[] {
  const symbol = checker.getSymbolAtLocation(name);
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === name.text && node !== name && stands(checker, node) === symbol)
      found.push(node);
    node.forEachChild(visit);
  };
  visit(scopeOf(name));
  return found;
}

const stands = (checker: ts.TypeChecker, node: ts.Identifier): ts.Symbol | undefined =>
  ts.isShorthandPropertyAssignment(node.parent)
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);

function scopeOf(node: ts.Node): ts.Node {
  for (let at = node.parent; ; at = at.parent) if (isFunction(at) || ts.isSourceFile(at)) return at;
}
