import { libraries } from '../libraries/index.js';
import { MODULE, type CallFacts, type FunctionId, type ModuleFacts, type Value } from '../model/facts.js';
import { MUTATORS, TIMERS } from '../program/builtins.js';

/**
 * Whether it is worth judging a file by itself. Most files hold no state at all, and one look at their facts shows it: nothing that a function
 * finds there is changed by it, no package keeps data, nothing runs later, nothing is computed at start-up that is new each time.
 */
export function mayFind(facts: ModuleFacts): boolean {
  return CLUES.some((holds) => holds(facts));
}

const CLUES: readonly ((facts: ModuleFacts) => boolean)[] = [
  ({ imports }) => imports.some(({ source, typeOnly }) => !typeOnly && TELLING.has(packageOf(source))),
  (facts) => facts.writes.some(({ target, fn }) => fn !== MODULE && outlives(facts, target, fn)),
  (facts) => facts.calls.some(({ callee, args, fn }) => fn !== MODULE && changes(facts, callee, args, fn)),
  ({ calls }) =>
    calls.some(({ callee, result }) => callee.kind === 'global' && LATER.has(callee.name) && result !== 'awaited'),
  (facts) => facts.calls.some((call) => call.fn !== MODULE && call.result === 'discarded' && startsWork(facts, call)),
  (facts) => facts.calls.some(({ callee, fn }) => fn === MODULE && isFresh(facts, callee)),
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

function changes(facts: ModuleFacts, callee: Value, args: readonly Value[], fn: FunctionId): boolean {
  if (callee.kind !== 'member') return false;
  const [first] = args;
  const isAssign = callee.of.kind === 'global' && callee.of.name === 'Object' && callee.key === 'assign';
  if (isAssign) return first !== undefined && outlives(facts, first, fn);
  return MUTATORS.has(callee.key) && outlives(facts, callee.of, fn);
}

/** Nobody looks at what it gives, and it may be a promise: of something that others see, or of a function of the file. */
function startsWork(facts: ModuleFacts, { callee, fn }: CallFacts): boolean {
  return !isOfHost(callee) && (callee.kind === 'function' || outlives(facts, callee, fn));
}

/** `console.log`, `Object.assign`, and `clearTimeout` wait for nothing. */
function isOfHost(value: Value): boolean {
  return value.kind === 'member' ? isOfHost(value.of) : value.kind === 'global';
}

const DEEPEST = 4;

/** Whether what is changed in a function may be there before and after it. */
function outlives(facts: ModuleFacts, value: Value, fn: FunctionId, depth = 0): boolean {
  if (depth > DEEPEST) return true;
  const again = (one: Value): boolean => outlives(facts, one, fn, depth + 1);
  switch (value.kind) {
    case 'variable': {
      const variable = facts.variables[value.id];
      if (!variable || variable.declared === 'parameter') return false;
      return variable.fn !== fn || variable.values.some((one) => one.kind !== 'call' && again(one));
    }
    case 'member':
    case 'awaited':
      return again(value.of);
    case 'either':
    case 'copy':
      return value.of.some(again);
    // `users.get(id).roles.push(role)`
    case 'call': {
      const callee = facts.calls[value.id]?.callee;
      return callee?.kind === 'member' && again(callee.of);
    }
    case 'this':
      // What a constructor sets is new.
      return facts.functions[fn]?.kind !== 'constructor';
    case 'global':
    case 'import':
      return true;
    default:
      return false;
  }
}

const CLOCKS: ReadonlySet<string> = new Set(['Date', 'crypto', 'globalThis']);
const GIVES_NEW: ReadonlySet<string> = new Set([
  ...['crypto', 'uuid', 'nanoid', 'ulid', 'cuid', '@paralleldrive/cuid2', 'dayjs', 'moment', 'date-fns', 'luxon'],
]);

function isFresh(facts: ModuleFacts, callee: Value): boolean {
  switch (callee.kind) {
    case 'member':
      return (callee.key === 'random' && isNamed(callee.of, 'Math')) || isFresh(facts, callee.of);
    case 'import':
      return GIVES_NEW.has(packageOf(callee.source));
    case 'variable':
      return (facts.variables[callee.id]?.values ?? []).some((one) => one.kind === 'import' && isFresh(facts, one));
    case 'call':
      return isFresh(facts, facts.calls[callee.id]?.callee ?? UNKNOWN);
    default:
      return callee.kind === 'global' && CLOCKS.has(callee.name);
  }
}

const UNKNOWN: Value = { kind: 'unknown' };
const isNamed = (value: Value, name: string): boolean => value.kind === 'global' && value.name === name;

const isSticky = (value: Value): boolean => value.kind === 'regexp' && /[gy]/.test(value.flags);
