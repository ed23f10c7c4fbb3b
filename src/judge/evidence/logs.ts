import { MODULE, type CallFacts, type ModuleFacts, type Span } from '../../model/facts.js';
import { inFunction } from '../../program/in-function.js';
import type { Program } from '../../program/index.js';
import type { Access, Store } from '../../program/stores.js';
import { functionKey } from '../../program/targets.js';
import { placeIn } from './belongs.js';
import { calleeName } from './names.js';

/** State that decides what an instance says in its log, and nothing else. */

const LOGS =
  /(^|\.)(console|log|logger|logging|winston|pino|bunyan)\.\w+$|^((context|ctx)\.log|debug|log|warn|deprecate)$/i;

/** Whether every look at a store only feeds a log, or decides whether one is written. */
export function isOnlyLogged(store: Store, reads: readonly Access[], program: Program): boolean {
  if (reads.length === 0) return false;
  return reads.every((access) => isLoggedAt(access) || onlyLogs(access, store, program));
}

/** `console.log({ served })` */
function isLoggedAt({ module, fn, at }: Access): boolean {
  return inFunction(module.calls, fn).some((call) => contains(call.at, at) && isLog(module, call));
}

/** A function that looks, takes a note and writes to the log: nobody gets an answer from it. */
function onlyLogs({ module, fn }: Access, { roots, accesses }: Store, program: Program): boolean {
  const facts = module.functions[fn];
  if (fn === MODULE || !facts || program.isEntry({ module, fn })) return false;
  if (facts.returns.some(({ kind }) => kind !== 'literal')) return false;
  const key = functionKey({ module, fn });
  const own = accesses.filter((access) => functionKey(access) === key);
  const calls = inFunction(module.calls, fn);
  const place = placeIn(roots);
  const writesElse = inFunction(module.writes, fn).some((write) =>
    program.resolve(module, write.target).some((one) => one.kind === 'place' && place(one) === undefined),
  );
  return (
    !writesElse &&
    calls.some((call) => isLog(module, call)) &&
    calls.every((call) => isLog(module, call) || own.some(({ at }) => at[0] === call.at[0]))
  );
}

export function isLog(module: ModuleFacts, { callee }: CallFacts): boolean {
  return LOGS.test(calleeName(module, callee));
}

function contains(outer: Span, inner: Span): boolean {
  return inner[0] >= outer[0] && inner[1] <= outer[1];
}
