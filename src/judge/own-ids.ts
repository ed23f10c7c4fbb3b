import { MODULE, type CallFacts, type ModuleFacts, type Value } from '../model/facts.js';
import type { Program } from '../program/index.js';
import type { Store } from '../program/stores.js';
import { placeIn } from './evidence/belongs.js';
import { isLog } from './evidence/logs.js';
import { calleeName } from './evidence/names.js';

/** Numbers that a process counts out for itself: keys of what it keeps, and names for what it says to its own processes. */

/** A variable that holds such a number, or a record with one in it. */
interface Holder {
  module: ModuleFacts;
  id: number;
  isRecord: boolean;
}

/** More holders than this are no longer one number. */
const MOST_HOLDERS = 40;

/** Whether what a counter gives never leaves the process: nothing that is answered, stored or sent elsewhere contains it. */
export function staysInside(store: Store, program: Program): boolean {
  const place = placeIn(store.roots);
  const holders: Holder[] = [];
  const known = new Set<string>();
  const hold = (module: ModuleFacts, id: number, isRecord: boolean): void => {
    const key = `${module.file}#${id}`;
    if (!known.has(key)) holders.push({ module, id, isRecord });
    known.add(key);
  };
  const modules = new Set(store.accesses.map(({ module }) => module));
  const isCounter = (module: ModuleFacts, value: Value): boolean =>
    program.resolve(module, value).some((target) => place(target) !== undefined);
  let isFiled = false;

  for (const module of modules) if (!isKeptBy(module, (value) => isCounter(module, value), false)) return false;
  for (const { module, id, isRecord } of holders) {
    if (holders.length > MOST_HOLDERS) return false;
    if (!isKeptBy(module, (value) => value.kind === 'variable' && value.id === id, isRecord)) return false;
  }
  return isFiled;

  /** Follows all that a module does with a value; false where it gets out. */
  function isKeptBy(module: ModuleFacts, isIt: (value: Value) => boolean, isRecord: boolean): boolean {
    const holds = (value: Value | undefined): Held => heldIn(module, value, isIt, isRecord, 0);
    module.variables.forEach(({ values, declared, fn }, id) => {
      if (fn === MODULE || declared === 'parameter') return;
      for (const value of values) {
        const held = holds(value);
        if (held) hold(module, id, held === 'record');
      }
    });
    return (
      module.functions.every(({ returns }, fn) => returns.every((value) => isGivenBack(module, fn, holds(value)))) &&
      module.writes.every(({ target, value }) => !holds(value) || isPut(module, target)) &&
      module.calls.every((call) => isHanded(module, call, holds))
    );
  }

  /** A record that a function gives to its callers is followed there. */
  function isGivenBack(module: ModuleFacts, fn: number, held: Held): boolean {
    if (held !== 'record') return held === undefined;
    if (program.isEntry({ module, fn })) return false;
    return program.callSitesOf({ module, fn }).every(({ module: from, call }) => {
      if (call.result === 'discarded') return true;
      const id = from.calls.indexOf(call);
      const names = from.variables.flatMap(({ values }, at) => (values.some((value) => isCall(value, id)) ? [at] : []));
      for (const name of names) hold(from, name, true);
      return names.length > 0;
    });
  }

  /** What is put into a record of somebody makes it one to follow. */
  function isPut(module: ModuleFacts, target: Value): boolean {
    if (target.kind === 'variable') return true;
    const base = target.kind === 'member' ? baseOf(target) : undefined;
    if (base === undefined) return false;
    if (module.variables[base]?.fn !== MODULE) follow(module, base);
    return true;
  }

  function follow(module: ModuleFacts, id: number): void {
    const variable = module.variables[id];
    hold(module, id, true);
    const position = module.functions[variable?.fn ?? MODULE]?.parameters.indexOf(id) ?? -1;
    if (!variable || position < 0) return;
    for (const { module: from, call } of program.callSitesOf({ module, fn: variable.fn })) {
      const given = call.args[position];
      if (given?.kind === 'variable') hold(from, given.id, true);
    }
  }

  function isHanded(module: ModuleFacts, call: CallFacts, holds: (value: Value) => Held): boolean {
    const held = call.args.map(holds);
    if (held.every((one) => one === undefined) || isLog(module, call)) return true;
    const { callee } = call;
    const targets = program.resolve(module, callee).filter(({ kind }) => kind !== 'place');
    const receivers = callee.kind === 'member' ? program.resolve(module, callee.of) : [];
    const isKeeping = receivers.some(({ kind }) => kind === 'place') || (receivers.length === 0 && isFiling(call));
    if (isKeeping || isOfProcess(module, call)) {
      isFiled = true;
      return true;
    }
    const own = targets.flatMap((target) => (target.kind === 'function' ? [target] : []));
    if (own.length === 0 || own.length < targets.length) return false;
    for (const { module: to, fn, facts } of own) {
      if (program.isEntry({ module: to, fn })) return false;
      held.forEach((one, position) => {
        const parameter = facts.parameters[position];
        if (one && parameter !== undefined) hold(to, parameter, one === 'record');
      });
    }
    return true;
  }
}

function isCall(value: Value, id: number): boolean {
  return value.kind === 'awaited' ? isCall(value.of, id) : value.kind === 'call' && value.id === id;
}

type Held = 'number' | 'record' | undefined;

/** Whether a value is the number, or a record that it is in. */
function heldIn(
  module: ModuleFacts,
  value: Value | undefined,
  isIt: (value: Value) => boolean,
  isRecord: boolean,
  depth: number,
): Held {
  if (!value || depth > 4) return undefined;
  if (isIt(value)) return isRecord ? 'record' : 'number';
  const inside = (one: Value): Held => heldIn(module, one, isIt, isRecord, depth + 1);
  switch (value.kind) {
    case 'derived':
      // A comparison with it, or a record's part, is another value.
      return isRecord || COMPARES.test(value.operator) ? undefined : value.of.map(inside).find(Boolean);
    case 'either':
      return value.of.map(inside).find(Boolean);
    case 'copy':
      return value.of.some(inside) ? 'record' : undefined;
    case 'member':
      return isRecord && NUMBERS.test(value.key) ? inside(value.of) && 'number' : undefined;
    case 'object':
      return (module.objects[value.id]?.properties ?? []).some((property) => inside(property.value))
        ? 'record'
        : undefined;
    case 'array':
      return (module.arrays[value.id]?.elements ?? []).some(inside) ? 'record' : undefined;
    default:
      return undefined;
  }
}

const COMPARES = /^(?:[<>]=?|[!=]==?|in|instanceof|!|typeof)$/;
/** Members of a record under which a number that names it stands. */
const NUMBERS = /id$|^(?:seq|key|number|no)$/i;

/** `worker.process.send({ id })`, `port.postMessage({ id })` */
function isOfProcess(module: ModuleFacts, { callee }: CallFacts): boolean {
  if (callee.kind !== 'member') return false;
  if (callee.key === 'postMessage') return true;
  const receiver = calleeName(module, callee.of).split('.').at(-1) ?? '';
  return callee.key === 'send' && /^(?:proc|process|worker|child|childProcess|thread|port)$/i.test(receiver);
}

/** A container that nobody can be asked about, but that answers at once. */
function isFiling({ callee, result }: CallFacts): boolean {
  return result !== 'awaited' && callee.kind === 'member' && /^(?:[gs]et|has|add|delete|push)$/.test(callee.key);
}

function baseOf(value: Value): number | undefined {
  if (value.kind === 'variable') return value.id;
  return value.kind === 'member' ? baseOf(value.of) : undefined;
}
