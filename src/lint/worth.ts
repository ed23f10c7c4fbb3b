import { libraries } from '../libraries/index.js';
import { MODULE, type CallFacts, type FunctionId, type ModuleFacts, type Value } from '../model/facts.js';
import { isOf, STARTERS } from '../judge/work/table.js';
import { once } from '../model/lazily.js';
import { MUTATORS, TIMERS } from '../program/builtins.js';
import { runningAtLoad } from './at-load.js';

/**
 * Whether it is worth judging a file by itself. Most files hold no state at all, and one look at their facts shows it: nothing that a function
 * finds there is changed by it, no package keeps data, nothing runs later, nothing is computed at start-up that is new each time.
 */
export function mayFind(facts: ModuleFacts): boolean {
  const running = once(() => runningAtLoad(facts));
  const module: Module = { ...facts, isKept: (fn) => fn === MODULE || running()(fn) };
  return CLUES.some((holds) => holds(module));
}

interface Module extends ModuleFacts {
  /** Whether the variables of a function may be there before and after a request. */
  isKept: (fn: FunctionId) => boolean;
}

const CLUES: readonly ((module: Module) => boolean)[] = [
  ({ imports }) => imports.some(({ source, typeOnly }) => !typeOnly && TELLING.has(packageOf(source))),
  (module) => module.writes.some(({ target, fn }) => fn !== MODULE && isChanged(module, target, fn)),
  (module) => module.calls.some(({ callee, args, fn }) => fn !== MODULE && changes(module, callee, args, fn)),
  ({ calls }) =>
    calls.some(({ callee, result }) => callee.kind === 'global' && LATER.has(callee.name) && result !== 'awaited'),
  (module) => mayBegin(module) && module.calls.some((call) => isForgotten(module, call)),
  (module) => module.calls.some(({ callee, fn }) => fn === MODULE && isFresh(module, callee)),
  ({ variables }) => variables.some(({ values }) => values.some(isSticky)),
];

/** Packages of the tables, and those whose calls begin work, write files or give something new each time. */
const TELLING: ReadonlySet<string> = new Set([
  ...libraries.flatMap(({ stores }) => stores.flatMap(({ packages }) => packages.map(packageOf))),
  ...['fs', 'fs-extra', 'graceful-fs', 'timers', 'child_process', 'worker_threads'],
]);

/** `@scope/name/deep` → `@scope/name`, `node:fs/promises` → `fs`. */
function packageOf(source: string): string {
  const depth = source.startsWith('@') ? 2 : 1;
  return source
    .replace(/^node:/, '')
    .split('/', depth)
    .join('/');
}

/** `fetch` begins work that somebody has to wait for. */
const LATER: ReadonlySet<string> = new Set([...TIMERS, 'fetch', ...freeNames()]);

function freeNames(): string[] {
  return libraries.flatMap(({ stores }) => stores.flatMap((store) => (store.free ? store.exports : [])));
}

function changes(module: Module, callee: Value, args: readonly Value[], fn: FunctionId): boolean {
  if (callee.kind !== 'member') return false;
  const [first] = args;
  const isAssign = callee.of.kind === 'global' && callee.of.name === 'Object' && callee.key === 'assign';
  if (isAssign) return first !== undefined && outlives(module, first, fn);
  return MUTATORS.has(callee.key) && outlives(module, callee.of, fn);
}

/** Whether work outside of the process is begun here at all: by a package that is known for it, or by asking a server to change something. */
function mayBegin(module: Module): boolean {
  const sources = module.imports.map(({ source }) => source);
  const isAws = sources.some((source) => source.startsWith('@aws-sdk/'));
  const starters = STARTERS.filter((one) => sources.some((source) => isOf(one, source)));
  return module.calls.some((call) => {
    const names = lastNames(module, call.callee);
    if (names.includes('fetch')) return call.result === 'discarded' || hasMethod(module, call.args[1]);
    return names.some((name) => (isAws && name === 'send') || starters.some(({ methods }) => methods.test(name)));
  });
}

function lastNames(module: Module, callee: Value): string[] {
  switch (callee.kind) {
    case 'member':
      return [callee.key];
    case 'variable': {
      const { name = '', values = [] } = module.variables[callee.id] ?? {};
      return [name, ...values.flatMap((value) => (value.kind === 'variable' ? [] : lastNames(module, value)))];
    }
    default:
      return callee.kind === 'import' || callee.kind === 'global' ? [callee.name] : [];
  }
}

/** `fetch(url, { method: 'POST' })`; of options that are made elsewhere nobody knows. */
function hasMethod({ objects }: Module, options: Value | undefined): boolean {
  if (options?.kind !== 'object') return options !== undefined;
  return objects[options.id]?.properties.some(({ key }) => key === 'method') ?? false;
}

/** Nobody looks at what it gives, and it may be a promise: of something that others see, or of a function of the file. */
function isForgotten(module: Module, { callee, fn, result }: CallFacts): boolean {
  if (fn === MODULE || result !== 'discarded' || isOfHost(callee)) return false;
  return callee.kind === 'function' || isFunction(module, callee) || outlives(module, callee, fn);
}

function isFunction({ variables }: Module, callee: Value): boolean {
  return callee.kind === 'variable' && (variables[callee.id]?.values.some(({ kind }) => kind === 'function') ?? false);
}

/** `console.log`, `Object.assign`, and `clearTimeout` wait for nothing. */
function isOfHost(value: Value): boolean {
  return value.kind === 'member' ? isOfHost(value.of) : value.kind === 'global';
}

/** A variable that is set anew leaves whatever it held before as it was. */
function isChanged(module: Module, target: Value, fn: FunctionId): boolean {
  return target.kind === 'variable' ? isOuter(module, target.id, fn) : outlives(module, target, fn);
}

function isOuter({ variables, isKept }: Module, id: number, fn: FunctionId): boolean {
  const variable = variables[id];
  return variable !== undefined && variable.fn !== fn && isKept(variable.fn);
}

const DEEPEST = 4;

/** Whether what is changed in a function may be there before and after it. */
function outlives(module: Module, value: Value, fn: FunctionId, depth = 0): boolean {
  if (depth > DEEPEST) return true;
  const again = (one: Value): boolean => outlives(module, one, fn, depth + 1);
  switch (value.kind) {
    case 'variable': {
      const variable = module.variables[value.id];
      if (!variable || variable.declared === 'parameter') return false;
      return isOuter(module, value.id, fn) || variable.values.some((one) => one.kind !== 'call' && again(one));
    }
    case 'member':
    case 'awaited':
      return again(value.of);
    case 'either':
    case 'copy':
      return value.of.some(again);
    // `users.get(id).roles.push(role)`, `Object.values(users)[0].seen = true`
    case 'call': {
      const { callee, args = [] } = module.calls[value.id] ?? {};
      if (callee?.kind !== 'member') return false;
      if (callee.of.kind === 'global') return args.some(again);
      // What a package hands out is not known to be kept.
      return callee.of.kind !== 'import' && again(callee.of);
    }
    case 'this':
      // What a constructor sets is new.
      if (module.functions[fn]?.kind === 'constructor') return false;
      return value.of.kind !== 'instance' || mayBeKept(module, value.of.class);
    case 'global':
    case 'import':
      return true;
    default:
      return false;
  }
}

/** Instances that nobody makes here and no framework is known to make are made by another file, which alone says how long they live. */
function mayBeKept({ classes, calls }: Module, id: number): boolean {
  const { decorators, superclass, implements: types } = classes[id] ?? {};
  if (superclass !== undefined || (decorators?.length ?? 0) > 0 || (types?.length ?? 0) > 0) return true;
  return calls.some(({ new: isNew, callee }) => isNew && callee.kind !== 'global' && callee.kind !== 'import');
}

const CLOCKS: ReadonlySet<string> = new Set(['Date', 'crypto', 'globalThis']);
const GIVES_NEW: ReadonlySet<string> = new Set([
  ...['crypto', 'uuid', 'nanoid', 'ulid', 'cuid', '@paralleldrive/cuid2', 'dayjs', 'moment', 'date-fns', 'luxon'],
]);

function isFresh(module: Module, callee: Value): boolean {
  switch (callee.kind) {
    case 'member':
      return (callee.key === 'random' && isNamed(callee.of, 'Math')) || isFresh(module, callee.of);
    case 'import':
      return GIVES_NEW.has(packageOf(callee.source));
    case 'variable':
      return (module.variables[callee.id]?.values ?? []).some((one) => one.kind === 'import' && isFresh(module, one));
    case 'call':
      return isFresh(module, module.calls[callee.id]?.callee ?? UNKNOWN);
    default:
      return callee.kind === 'global' && CLOCKS.has(callee.name);
  }
}

const UNKNOWN: Value = { kind: 'unknown' };
const isNamed = (value: Value, name: string): boolean => value.kind === 'global' && value.name === name;

const isSticky = (value: Value): boolean => value.kind === 'regexp' && /[gy]/.test(value.flags);
