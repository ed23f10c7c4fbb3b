import type { CallFacts, ModuleFacts, Span, Value } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import { TIMERS } from '../../program/builtins.js';
import { calleeName } from '../evidence/names.js';
import { CHAINS } from './table.js';

/** Operations that nobody waits for one by one, because the object that takes them is waited for once it has them all. */

/** Methods that give a promise of everything that the object was asked for before. */
const JOINS = /^(close|flush\w*|commit|end|done|drain|finish|complete|quit|shutdown|settled|idle|onIdle|wait\w*)$/;

/** Callers of callers are asked this far. */
const FARTHEST = 3;

/** Where an operation is asked for. */
interface From {
  fn: number;
  at: Span;
}

/** `writer.set(one); writer.set(other); await writer.close()` */
export function isJoined(module: ModuleFacts, { callee, fn, at }: CallFacts, program: Program): boolean {
  return callee.kind === 'member' && isJoinedLater(module, callee.of, { fn, at }, program, 0);
}

function isJoinedLater(module: ModuleFacts, object: Value, from: From, program: Program, depth: number): boolean {
  if (object.kind !== 'variable' && !isField(object)) return false;
  const joins = module.calls.filter(
    (call) =>
      call.callee.kind === 'member' &&
      JOINS.test(call.callee.key) &&
      isSame(call.callee.of, object) &&
      isWaitedFor(module, call),
  );
  // What only runs when the server stops comes too late.
  if (isField(object)) return joins.some(({ fn }) => program.reach.of({ module, fn })?.entry !== undefined);
  const isAfter = (join: CallFacts): boolean => join.at[0] > from.at[0] && runsBefore(module, from.fn, join.fn);
  return joins.some(isAfter) || (depth < FARTHEST && isJoinedByCallers(module, object, from, program, depth));
}

/** `function addAll(writer, users) { for (const user of users) writer.set(user.ref, user) }` */
function isJoinedByCallers(module: ModuleFacts, object: Value, from: From, program: Program, depth: number): boolean {
  const { declared, fn = -1 } = (object.kind === 'variable' ? module.variables[object.id] : undefined) ?? {};
  if (object.kind !== 'variable' || declared !== 'parameter' || !runsBefore(module, from.fn, fn)) return false;
  const { parameters = [], async: isAsync = false } = module.functions[fn] ?? {};
  const position = parameters.indexOf(object.id);
  const sites = position < 0 ? [] : program.callSitesOf({ module, fn });
  return (
    sites.length > 0 &&
    sites.every(({ module: caller, call }) => {
      const given = call.args[position];
      const isOver = !isAsync || call.result !== 'discarded';
      return given !== undefined && isOver && isJoinedLater(caller, given, call, program, depth + 1);
    })
  );
}

/** `this.writer` */
function isField(value: Value): value is Extract<Value, { kind: 'member' }> {
  return value.kind === 'member' && value.of.kind === 'this' && value.of.of.kind === 'instance';
}

function isSame(one: Value, other: Value): boolean {
  if (one.kind === 'variable' && other.kind === 'variable') return one.id === other.id;
  if (!isField(one) || !isField(other) || one.key !== other.key) return false;
  const [a, b] = [one.of, other.of].map((self) => (self.kind === 'this' && 'class' in self.of ? self.of.class : -1));
  return a === b;
}

/** A chain is waited for where its last link is: `writer.close().catch(report)`. */
function isWaitedFor(module: ModuleFacts, call: CallFacts): boolean {
  if (call.result !== 'used') return call.result === 'awaited';
  const id = module.calls.indexOf(call);
  const chain = module.calls.find(
    ({ callee }) =>
      callee.kind === 'member' && CHAINS.test(callee.key) && callee.of.kind === 'call' && callee.of.id === id,
  );
  return chain === undefined || isWaitedFor(module, chain);
}

/** Whether what is written in a function has run when the function around it goes on. */
function runsBefore(module: ModuleFacts, fn: number, outer: number): boolean {
  if (fn === outer) return true;
  const facts = module.functions[fn];
  if (!facts) return false;
  const isPutOff = module.calls.some(
    ({ args, result, callee }) =>
      args.some((one) => one.kind === 'function' && one.id === fn) &&
      ((facts.async && result === 'discarded') || TIMERS.has(calleeName(module, callee))),
  );
  return !isPutOff && runsBefore(module, facts.parent, outer);
}
