import { MODULE, type FunctionId, type ModuleFacts, type Value } from '../../model/facts.js';
import { timerOf } from '../../program/graph.js';
import type { Program } from '../../program/index.js';
import type { Access } from '../../program/stores.js';
import type { Target } from '../../program/targets.js';
import { requestOf } from '../trail.js';
import { originsOf } from './origins.js';
import { endsPromise, type Waiters } from './waiters.js';
import { isPromise } from './work.js';

/**
 * What a process keeps of things that cannot leave it: its child processes, calls that wait in it, work in flight. When the instance
 * ends they end as well, and no other instance could use them.
 */
export type Machinery =
  /** Open calls wait in it for this process to go on with them. */
  | 'waits'
  /** Processes and threads of its own. */
  | 'runs'
  /** Handles of its timers, to stop them by. */
  | 'times'
  /** Promises of work that takes itself out when it is done. */
  | 'in-flight'
  /** Who is told what a subscription brings to every instance. */
  | 'subscribed';

/** What the verdict rests on, gathered already. */
export interface Kept {
  accesses: readonly Access[];
  writes: readonly Access[];
  waiters: Waiters | undefined;
  chains: boolean;
  /** Requests are turned away because something is in it: then it keeps others out, which every instance would have to do. */
  isRefusing: () => boolean;
}

export function machineryOf(kept: Kept, program: Program): Machinery | undefined {
  const { accesses, writes, waiters, chains, isRefusing } = kept;
  if (chains || waiters === 'answered' || writes.length === 0) return undefined;
  if (isFanOut(accesses, program)) return 'subscribed';
  // Who only takes out what others put in is no owner.
  const puts = writes.filter(({ operation }) => operation !== 'delete');
  const filed = puts.filter(({ operation }) => operation !== 'clear');
  const isTimer = ({ module, operation, value }: Access): boolean =>
    operation !== 'assign' && value !== undefined && isOwnTimer(module, value, program, 0);
  if (filed.length > 0 && filed.every(isTimer) && !isRefusing()) return 'times';
  const own = new Set(puts.map((access) => requestOf(access, program)));
  const isOfOthers = accesses.some((access) => {
    const request = access.writes || isMeasure(access) ? undefined : requestOf(access, program);
    return request !== undefined && !own.has(request);
  });
  if (isOfOthers) return undefined;
  const holds = (is: Is): boolean =>
    writes.some(({ module, value }) => value !== undefined && contains(module, value, is, program, 0));
  if (holds((module, value) => endsPromise(module, value, 0))) return 'waits';
  // Keys that this process counts out are its own; those of requests come back to another instance.
  const isAsked = accesses.some(({ key, module }) => key && originsOf(module, key, program).has('request'));
  if (!isAsked && holds((module, value) => isOwnProcess(module, value, program))) return 'runs';
  const isPending = holds((module, value) => isPromise(module, value, program, 0));
  return isPending && takesItselfOut(writes) && !isRefusing() ? 'in-flight' : undefined;
}

type Is = (module: ModuleFacts, value: Value) => boolean;

function isMeasure({ operation, path }: Access): boolean {
  return operation === 'size' || path.at(-1) === 'size' || path.at(-1) === 'length';
}

/** Values are followed through names, records and parameters this far. */
const DEEPEST = 8;
/** Callers of a helper that are asked what they hand to it. */
const MOST_CALLERS = 6;

/** Whether a value is such a thing, or a record that holds one. */
function contains(module: ModuleFacts, value: Value, is: Is, program: Program, depth: number): boolean {
  if (depth > DEEPEST) return false;
  if (is(module, value)) return true;
  const inside = (one: Value): boolean => contains(module, one, is, program, depth + 1);
  switch (value.kind) {
    case 'object':
      return (module.objects[value.id]?.properties ?? []).some((property) => inside(property.value));
    case 'either':
    case 'copy':
      return value.of.some(inside);
    case 'variable': {
      const variable = module.variables[value.id];
      if (!variable) return false;
      if (variable.values.some(inside)) return true;
      return variable.declared === 'parameter'
        ? handedTo(module, variable.fn, value.id, program).some((one) =>
            contains(one.module, one.value, is, program, depth + 1),
          )
        : module.writes.some(
            ({ target, value: put }) =>
              put !== undefined &&
              target.kind === 'member' &&
              target.of.kind === 'variable' &&
              target.of.id === value.id &&
              inside(put),
          );
    }
    default:
      return false;
  }
}

function handedTo(
  module: ModuleFacts,
  fn: FunctionId,
  id: number,
  program: Program,
): { module: ModuleFacts; value: Value }[] {
  const position = module.functions[fn]?.parameters.indexOf(id) ?? -1;
  if (position < 0) return [];
  return program
    .callSitesOf({ module, fn })
    .slice(0, MOST_CALLERS)
    .flatMap(({ module: from, call }) => {
      const value = call.args[position];
      return value ? [{ module: from, value }] : [];
    });
}

/** `const timer = setInterval(…)`, under whatever name. */
function isOwnTimer(module: ModuleFacts, value: Value, program: Program, depth: number): boolean {
  if (depth > DEEPEST) return false;
  if (value.kind === 'variable') {
    const { declared, values = [] } = module.variables[value.id] ?? {};
    if (declared === 'parameter' || values.length === 0) return false;
    return values.every((one) => isOwnTimer(module, one, program, depth + 1));
  }
  const call = value.kind === 'call' ? module.calls[value.id] : undefined;
  return call !== undefined && timerOf(module, call, program.resolver) !== undefined;
}

const PROCESSES: Readonly<Record<string, RegExp>> = {
  child_process: /^(fork|spawn|exec|execFile)$/,
  worker_threads: /^Worker$/,
  cluster: /^fork$/,
};

function isOwnProcess(module: ModuleFacts, value: Value, program: Program): boolean {
  return value.kind === 'call' && program.resolve(module, value).some(isProcess);
}

function isProcess(target: Target): boolean {
  if (target.kind !== 'created') return false;
  const made = PROCESSES[target.package.replace(/^node:/, '')];
  return made !== undefined && target.path.some((step) => made.test(step));
}

/** `run().finally(() => pending.delete(key))`: the function that puts it in sees to it that it is taken out. */
function takesItselfOut(writes: readonly Access[]): boolean {
  const removals = writes.filter(({ operation }) => operation === 'delete');
  return writes.some(
    (write) =>
      write.operation !== 'delete' &&
      removals.some((one) => one.module === write.module && one.fn !== write.fn && outerOf(one) === outerOf(write)),
  );
}

/** The function of the module or class that an access stands in, whatever callbacks are around it. */
export function outerOf({ module, fn }: Pick<Access, 'module' | 'fn'>): FunctionId {
  const parent = module.functions[fn]?.parent ?? MODULE;
  return parent === MODULE ? fn : outerOf({ module, fn: parent });
}

const BROKERS = /^(redis|@redis\/client|ioredis|@upstash\/redis|pg|postgres|nats|mqtt|amqplib|kafkajs)$/;
const MESSAGES = /^(p|s)?message(Buffer)?$|^notification$/;
const SUBSCRIBES = /^[ps]?subscribe$/i;

/** All that is done with what it holds is done where a subscription brings something: every instance has such an end. */
function isFanOut(accesses: readonly Access[], program: Program): boolean {
  const uses = accesses.filter((access) => !access.writes && !isMeasure(access) && access.operation !== 'has');
  return uses.length > 0 && uses.every((access) => isSubscribed(access, program));
}

function isSubscribed({ module, fn }: Access, program: Program): boolean {
  const around = new Set<FunctionId>();
  for (let at = fn; at !== MODULE; at = module.functions[at]?.parent ?? MODULE) around.add(at);
  return [...around].some((ref) => isToldBy({ module, fn: ref }, program)) || callersAre(module, fn, program);
}

function callersAre(module: ModuleFacts, fn: FunctionId, program: Program): boolean {
  const callers = program.callersOf({ module, fn }).filter((caller) => caller.fn !== MODULE);
  return callers.length > 0 && callers.every((caller) => isToldBy(caller, program));
}

/** A function that is handed to `subscriber.on('message', …)`. */
function isToldBy({ module, fn }: Pick<Access, 'module' | 'fn'>, program: Program): boolean {
  return module.calls.some(({ callee, args }) => {
    if (callee.kind !== 'member' || !args.some((one) => one.kind === 'function' && one.id === fn)) return false;
    const [event] = args;
    const isEvent =
      /^(on|addListener)$/.test(callee.key) && event?.kind === 'literal' && MESSAGES.test(String(event.value));
    if (!isEvent && !SUBSCRIBES.test(callee.key)) return false;
    return program
      .resolve(module, callee.of)
      .some((target) => (target.kind === 'created' || target.kind === 'external') && BROKERS.test(target.package));
  });
}
