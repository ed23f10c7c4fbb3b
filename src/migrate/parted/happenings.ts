/** What a function does to memory that others see, by itself and through the functions that it calls in the same step. */
import { ts } from 'ts-morph';
import type { Calls } from '../calls.js';
import type { Code } from '../code.js';
import { decidedHow, isFrom } from '../deciding.js';
import { dressed, isAssignment, isFunction, isInside, writtenBy, type Body, type FunctionNode } from '../nodes.js';
import { keyText } from '../regions/words.js';
import { barriersOf, canFollow } from '../regions/touches.js';
import { isAsync, isGenerator } from '../async/sites.js';
import { isLocalTo, isMember, isSameSlot, ON_THE_WAY, type Member, type Memory, type Slot } from './memory.js';
import { stepOf } from './steps.js';
import { isAfter, isBefore, type NewWait } from './waits.js';

export interface Happening {
  readonly node: ts.Expression;
  readonly slot: Slot;
  /** Of a write, what it is made of. */
  readonly value?: ts.Expression | undefined;
  /** Of a call: the waits in what it runs, up to where this happens there. */
  readonly waitsBefore?: readonly NewWait[];
  /** And those behind it, which the caller is held up by. */
  readonly waitsAfter?: readonly NewWait[];
  /** Of a write in a function that looks there before it: it relies on nothing that its callers saw. */
  readonly isChecked?: boolean;
}

export interface Happenings {
  readonly reads: readonly Happening[];
  readonly writes: readonly Happening[];
}

interface Surroundings {
  readonly code: Code;
  readonly calls: Calls;
  readonly memory: Memory;
  /** The waits that were not there. */
  readonly waitsIn: (body: Body) => readonly NewWait[];
  /** Code that is not there any more. */
  readonly isRemoved: (node: ts.Node) => boolean;
}

const NONE: Happenings = { reads: [], writes: [] };

export function happeningsOver(around: Surroundings): (body: Body) => Happenings {
  const known = new Map<FunctionNode, Happenings>();

  const inBody = (body: Body): Happenings => {
    const found = [...stepOf(body)].filter((node) => !around.isRemoved(node)).map((node) => atNode(node));
    return { reads: found.flatMap(({ reads }) => reads), writes: found.flatMap(({ writes }) => writes) };
  };

  const atNode = (node: ts.Node): Happenings => {
    const own = ownHappenings(around, node);
    const target = ts.isCallExpression(node) ? around.calls.targetOf(node) : undefined;
    if (target === undefined || !ts.isCallExpression(node)) return own;
    const inner = throughCall(target);
    const here = (one: Happening): Happening => ({ ...one, node, value: node });
    return { reads: [...own.reads, ...inner.reads.map(here)], writes: [...own.writes, ...inner.writes.map(here)] };
  };

  /** As its callers see it: of an async function, what it does before it waits by itself. */
  const throughCall = (fn: FunctionNode): Happenings => {
    const before = known.get(fn);
    if (before !== undefined) return before;
    known.set(fn, NONE);
    if (fn.body === undefined || isGenerator(fn)) return NONE;
    const isPromising = isAsync(fn);
    const barriers = barriersOf(fn, () => false);
    const waits = around.waitsIn(fn);
    const { reads, writes } = inBody(fn);
    const seen = ({ node, slot: { symbol }, waitsBefore = [], waitsAfter = [] }: Happening): Happening => {
      const others = waits.filter((wait) => wait.node !== node);
      const earlier = others.filter((wait) => isBefore(wait, node));
      const later = others.filter((wait) => isAfter(wait, node));
      return {
        ...{ node, slot: { symbol } },
        waitsBefore: [...earlier, ...waitsBefore],
        waitsAfter: isPromising ? [] : [...waitsAfter, ...later],
      };
    };
    const isHeldUp = (node: ts.Node): boolean =>
      barriers.some((barrier) => barrier.end <= node.end && !isInside(node, barrier));
    const isSeen = ({ slot, node }: Happening): boolean => !isLocalTo(slot, fn) && !isHeldUp(node);
    const isChecked = (write: Happening): boolean =>
      write.isChecked === true ||
      takesWhatIsThere(write.node) ||
      reads.some((read) => isSameSlot(read.slot, write.slot) && isChecking(around.code, fn, read, write));
    const result = {
      reads: reads.filter(isSeen).map(seen),
      writes: writes.filter(isSeen).map((write) => ({ ...seen(write), isChecked: isChecked(write) })),
    };
    known.set(fn, result);
    return result;
  };

  return inBody;
}

/** `queue.splice(0, 20)` says what it took, which may be nothing. */
function takesWhatIsThere(node: ts.Expression): boolean {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === 'splice'
  );
}

/** Whether a write is done at all depends on what was read. */
export function isChecking(code: Code, body: Body, read: Happening, write: Happening): boolean {
  if (read.node.end > write.node.end || !canFollow(read.node, write.node)) return false;
  const how = decidedHow(body, write, isFrom(code, body, read.node));
  return how === 'branch' || how === 'exit';
}

const read = (node: ts.Expression, slot: Slot | undefined): Happenings =>
  slot === undefined ? NONE : { reads: [{ node, slot }], writes: [] };
const write = (node: ts.Expression, slot: Slot | undefined, value?: ts.Expression): Happenings =>
  slot === undefined ? NONE : { reads: [], writes: [{ node, slot, value }] };

/** Of this one node, without what is below it. */
function ownHappenings(around: Surroundings, node: ts.Node): Happenings {
  const { memory } = around;
  const written = writtenBy(node);
  if (written !== undefined) {
    const changing = node as ts.BinaryExpression | ts.UnaryExpression;
    return write(changing, memory.slotOf(written), isAssignment(changing) ? changing.right : undefined);
  }
  if (!isMember(node) && !(ts.isIdentifier(node) && isValue(node))) return NONE;
  if (ts.isPropertyAccessExpression(node)) {
    const call = calledFrom(node);
    if (call !== undefined) return ofMethod(around, node, call);
  }
  const outer = dressed(node);
  const { parent } = outer;
  const slot = memory.slotOf(node);
  if (isMember(parent) && parent.expression === outer)
    return read(node, slot && { ...slot, key: slot.key ?? ON_THE_WAY });
  // What is given another value is not looked at for that.
  return writtenBy(parent) === outer && !LOGICAL.has(operatorOf(parent)) ? NONE : read(node, slot);
}

/** `x ??= v` looks at `x` first. */
const LOGICAL: ReadonlySet<ts.SyntaxKind | undefined> = new Set([
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
]);
const operatorOf = (node: ts.Node): ts.SyntaxKind | undefined =>
  ts.isBinaryExpression(node) ? node.operatorToken.kind : undefined;

const KEYED: ReadonlySet<string> = new Set(['get', 'has', 'set', 'add', 'delete']);
const CHANGING: ReadonlySet<string> = new Set([
  ...['set', 'add', 'delete', 'clear', 'push', 'pop', 'shift', 'unshift', 'splice', 'sort', 'reverse', 'fill'],
]);

/** Of the language or a package; what the project's own do is seen in their bodies. */
function ofMethod(
  { code, memory }: Surroundings,
  callee: ts.PropertyAccessExpression,
  call: ts.CallExpression,
): Happenings {
  const { expression, name } = callee;
  const declaration = code.checker.getSymbolAtLocation(name)?.valueDeclaration;
  if (declaration !== undefined && code.isOwn(declaration.getSourceFile())) return NONE;
  const [first] = call.arguments;
  const key = KEYED.has(name.text) && first !== undefined ? keyText(first) : undefined;
  const slot = memory.contentsOf(expression, key);
  return CHANGING.has(name.text) ? write(call, slot, call.arguments.at(-1)) : read(call, slot);
}

function calledFrom(node: Member): ts.CallExpression | undefined {
  const outer = dressed(node);
  return ts.isCallExpression(outer.parent) && outer.parent.expression === outer ? outer.parent : undefined;
}

/** Not the name of something: a declaration, a property, a type. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent))
    return parent.initializer === node;
  return ts.isExpression(node) && !ts.isTypeNode(parent) && !isFunction(parent) && !ts.isImportSpecifier(parent);
}
