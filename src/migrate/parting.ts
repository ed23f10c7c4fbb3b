/**
 * What an instance does to a store when it stops. It held that alone and took it along; what all share is still needed by the others, and by the next one
 * that starts.
 */
import { ts } from 'ts-morph';
import { isTest } from '../workspace/file-kinds.js';
import type { Calls } from './calls.js';
import type { Code } from './code.js';
import { callWith, heardBy, valuesOf } from './listeners.js';
import { bodyOf, dressed, isAssignment, isEmptyValue, undressed, type FunctionNode } from './nodes.js';

const SIGNALS: ReadonlySet<string> = new Set([
  ...['SIGTERM', 'SIGINT', 'SIGQUIT', 'exit', 'beforeExit', 'onClose', 'preClose'],
]);
/** Of frameworks, which call them by name. */
const HOOKS: ReadonlySet<string> = new Set([
  ...['onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown'],
]);

/** `m.clear();` and `list = [];` of each store in what nothing but the end of the instance runs. */
export function emptiedAtTheEnd(code: Code, calls: Calls, receivers: readonly ts.Expression[]): ts.Statement[] {
  return receivers.flatMap((receiver) => {
    const emptying = emptyingOf(dressed(receiver));
    if (emptying === undefined || !ts.isExpressionStatement(emptying.parent)) return [];
    return runsAtTheEnd(code, calls, emptying) ? [emptying.parent] : [];
  });
}

/** What leaves nothing of a store: `m.clear()`, `list.length = 0`, `list.splice(0)`, `cache = {}`, `served = 0`. */
function emptyingOf(receiver: ts.Expression): ts.Expression | undefined {
  const { parent } = receiver;
  if (isPlainAssignment(parent) && parent.left === receiver)
    // That something is over is what a flag says, and keeps.
    return isEmptyValue(parent.right) && !isBoolean(parent.right) ? parent : undefined;
  if (!ts.isPropertyAccessExpression(parent) || parent.expression !== receiver) return undefined;
  const { parent: outer, name } = parent;
  if (name.text === 'length')
    return isPlainAssignment(outer) && outer.left === parent && outer.right.getText() === '0' ? outer : undefined;
  if (!ts.isCallExpression(outer) || outer.expression !== parent) return undefined;
  const [from, count] = outer.arguments;
  const isAll =
    name.text === 'clear' ||
    (name.text === 'splice' &&
      from?.getText() === '0' &&
      (count === undefined || count.getText() === `${receiver.getText()}.length`));
  return isAll ? outer : undefined;
}

const isPlainAssignment = (node: ts.Node): node is ts.BinaryExpression =>
  isAssignment(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;

const isBoolean = (node: ts.Expression): boolean => /^(?:true|false)$/.test(undressed(node).getText());

/** `ready = false`, `stopping = true`: what an instance says of itself when it stops. */
export function saysThatItStops(code: Code, calls: Calls, write: ts.Node): boolean {
  return isPlainAssignment(write) && isBoolean(write.right) && runsAtTheEnd(code, calls, write);
}

function runsAtTheEnd(code: Code, calls: Calls, node: ts.Node, seen = new Set<FunctionNode>()): boolean {
  const fn = bodyOf(node);
  if (ts.isSourceFile(fn)) return false;
  if (seen.has(fn)) return true;
  seen.add(fn);
  if (fn.name !== undefined && HOOKS.has(fn.name.getText())) return true;
  const inProgram = (one: ts.Node): boolean => !isTest(code.nameOf(one.getSourceFile()));
  const values = valuesOf(code, fn).filter(inProgram);
  const events = values.flatMap((value) => heardBy(value)?.event ?? []);
  // Where it is only named, in an export for one, nothing runs it.
  const callers = [
    ...values.flatMap((value) => (heardBy(value) === undefined ? (callWith(value) ?? []) : [])),
    ...calls.of(fn).filter(inProgram),
  ];
  return (
    events.length + callers.length > 0 &&
    events.every((event) => SIGNALS.has(event)) &&
    callers.every((call) => runsAtTheEnd(code, calls, call, seen))
  );
}
