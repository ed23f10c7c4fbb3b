/**
 * Where a record goes that was read from a store. A store in memory hands out the record itself, a shared one a copy: so it matters who changes it,
 * who keeps it, and who only looks at it.
 */
import { ts } from 'ts-morph';
import type { Calls } from './calls.js';
import type { Code } from './code.js';
import { COPYING, GIVING_PLAIN, isLocal, isMadeHere, KEEPING, MUTATING, PASSING } from './containers.js';
import { dressed, isAssignment, isFunction, writtenBy, type FunctionNode } from './nodes.js';
import { localUsesOf } from './local-names.js';

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
  readonly seen: Seen;
  /** The same as containers that hold it. */
  readonly seenFresh: Seen;
  /** Of what is followed right now: the record itself, where it is undefined. */
  names: readonly string[] | undefined;
  readonly mutations: ts.Expression[];
  readonly escapes: (Kept & { readonly keeper?: ts.Node })[];
  readonly uses: ts.Expression[];
  readonly returnedBy: Set<FunctionNode>;
}

/** Nodes met as the record itself, and as something in it. */
interface Seen {
  readonly whole: Set<ts.Node>;
  readonly parts: Set<ts.Node>;
}

/** `fresh`: containers that were made for whoever asked, `[...m.values()]` for one: their elements are the records. */
export function flowOf(
  code: Code,
  calls: Calls,
  starts: readonly ts.Node[],
  fresh: ReadonlySet<ts.Node> = new Set(),
): Flow {
  const trace: Trace = {
    ...{ code, calls, seen: noneSeen(), seenFresh: noneSeen(), names: undefined },
    ...{ mutations: [], escapes: [], uses: [] },
    returnedBy: new Set(),
  };
  for (const start of starts) {
    if (ts.isIdentifier(start) && isDeclared(start)) followName(trace, start);
    else follow(trace, start as ts.Expression, fresh.has(start));
  }
  // A list that is of the record itself keeps nothing that was not there.
  const escapes = trace.escapes.filter(({ keeper }) => keeper === undefined || !wasMet(trace.seen, keeper));
  return { ...trace, escapes, returnedBy: [...trace.returnedBy] };
}

const noneSeen = (): Seen => ({ whole: new Set(), parts: new Set() });

const wasMet = ({ whole, parts }: Seen, node: ts.Node): boolean => whole.has(node) || parts.has(node);

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
  if (!isNew(trace, node, isFresh) || isPlain(trace.code.checker.getTypeAtLocation(node))) return;
  if (!trace.uses.includes(node)) trace.uses.push(node);
  const { parent } = node;
  for (const step of STEPS) if (step(trace, node, parent, isFresh)) return;
}

/** What was met as the record itself tells all that it would tell as something in it. */
function isNew({ seen, seenFresh, names }: Trace, node: ts.Node, isFresh: boolean): boolean {
  const { whole, parts } = isFresh ? seenFresh : seen;
  if (whole.has(node) || (names !== undefined && parts.has(node))) return false;
  (names === undefined ? whole : parts).add(node);
  return true;
}

/** What is followed meanwhile is in the record, under one name more. */
function asPart(trace: Trace, name: string, go: () => void): void {
  const before = trace.names;
  trace.names = [...(before ?? []), name];
  go();
  trace.names = before;
}

function escaped(
  trace: Trace,
  node: ts.Expression,
  why: string,
  { name, local }: { readonly name?: string; readonly local?: ts.Node | undefined },
): void {
  if (trace.escapes.some((one) => one.node === node && one.as === undefined)) return;
  const as = trace.names && [...trace.names, ...(name === undefined ? [] : [name])];
  trace.escapes.push({ node, why, ...(as !== undefined && { as }), ...(local !== undefined && { keeper: local }) });
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
    else escaped(trace, node, `\`${left.text}\` keeps it`, { name: left.text });
  } else if (!isInsideOneOf(trace, left)) {
    const keeper = ts.isPropertyAccessExpression(left) ? left.name.text : '';
    escaped(trace, node, `\`${left.getText()}\` keeps it`, { name: keeper });
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
    if (wasMet(trace.seen, at.expression) || wasMet(trace.seenFresh, at.expression)) return true;
  return false;
};

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

/** `found.push(record)`: a list that was made here is followed, anything else keeps it. */
function keptBy(trace: Trace, node: ts.Expression, keeper: ts.Expression): void {
  const [declaration] = ts.isIdentifier(keeper)
    ? (trace.code.checker.getSymbolAtLocation(keeper)?.declarations ?? [])
    : [];
  const local = declaration && ts.isVariableDeclaration(declaration) && isLocal(declaration) ? declaration : undefined;
  if (local !== undefined && isMadeHere(trace.code.checker, local.initializer)) followBinding(trace, local.name, true);
  else escaped(trace, node, `\`${keeper.getText()}\` keeps it`, { local: local?.name });
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
  if (!isNew(trace, name, isFresh) || isPlain(checker.getTypeAtLocation(name))) return;
  for (const reference of localUsesOf(checker, name)) follow(trace, reference, isFresh);
}
