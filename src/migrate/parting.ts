/**
 * What an instance empties when it stops. It held that alone and took it along; what all share is still needed by the others, and by the next one
 * that starts.
 */
import { ts } from 'ts-morph';
import { isTest } from '../workspace/file-kinds.js';
import type { Calls } from './calls.js';
import type { Code } from './code.js';
import { callWith, heardBy, valuesOf } from './listeners.js';
import { bodyOf, dressed, type FunctionNode } from './nodes.js';

const SIGNALS: ReadonlySet<string> = new Set([
  ...['SIGTERM', 'SIGINT', 'SIGQUIT', 'exit', 'beforeExit', 'onClose', 'preClose'],
]);
/** Of frameworks, which call them by name. */
const HOOKS: ReadonlySet<string> = new Set([
  ...['onModuleDestroy', 'beforeApplicationShutdown', 'onApplicationShutdown'],
]);

/** `m.clear();` of each store in what nothing but the end of the instance runs. */
export function emptiedAtTheEnd(code: Code, calls: Calls, receivers: readonly ts.Expression[]): ts.Statement[] {
  return receivers.flatMap((receiver) => {
    const member = dressed(receiver).parent;
    if (!ts.isPropertyAccessExpression(member) || member.name.text !== 'clear') return [];
    const { parent: call } = member;
    const { parent: statement } = call;
    const isAlone = ts.isCallExpression(call) && ts.isExpressionStatement(statement) && !ts.isSourceFile(bodyOf(call));
    return isAlone && runsAtTheEnd(code, calls, call) ? [statement] : [];
  });
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
