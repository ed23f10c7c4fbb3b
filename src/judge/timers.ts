import { MODULE, type CallFacts, type ModuleFacts, type Span, type Value } from '../model/facts.js';
import { timerOf } from '../program/graph.js';
import type { Program } from '../program/index.js';
import type { Access } from '../program/stores.js';
import { fieldRoot, functionKey, type FunctionRef } from '../program/targets.js';

/** A timer of the server's and what it does. */
export interface Timer {
  name: string;
  module: ModuleFacts;
  call: CallFacts;
  at: Span;
  /** Functions that run when it fires, directly or at some distance. */
  runs: ReadonlySet<string>;
  /** Those of them that it calls itself, and that these call. */
  begins: ReadonlySet<string>;
  /** Why it does no harm; absent when it may. */
  safe?: string;
  /** Fires again and again, or puts itself up again. */
  repeats: boolean;
}

export const BROWSER = 'It lives in the browser.';

/** How far from the callback a timer's work is looked for. */
const FARTHEST = 4;
const NEAREST = 2;

export function* timersIn(program: Program): Generator<Timer> {
  for (const module of program.modules.all()) {
    const isBrowser = program.modules.isBrowser(module);
    for (const call of module.calls) {
      const name = timerOf(module, call, program.resolver);
      if (!name || (!isBrowser && !isLive(module, call, program))) continue;
      const runs = runBy(module, call, FARTHEST, program);
      const begins = runBy(module, call, NEAREST, program);
      const repeats = name === 'setInterval' || runs.has(functionKey({ module, fn: call.fn }));
      const safe = isBrowser ? BROWSER : whySafe(module, call, name, repeats, program);
      yield { name, module, call, at: call.at, runs, begins, repeats, ...(safe ? { safe } : {}) };
    }
  }
}

function isLive(module: ModuleFacts, { fn }: CallFacts, program: Program): boolean {
  if (!program.reach.knows(module.file)) return true;
  if (fn === MODULE) return program.reach.unitsOfFile(module.file).size > 0;
  const reach = program.reach.of({ module, fn });
  return reach !== undefined && (reach.request || reach.init);
}

function runBy(module: ModuleFacts, call: CallFacts, farthest: number, program: Program): Set<string> {
  const [callback] = call.args;
  const found = new Set<string>();
  if (!callback) return found;
  const starts: FunctionRef[] = program
    .resolve(module, callback)
    .flatMap((target) => (target.kind === 'function' ? [{ module: target.module, fn: target.fn }] : []));
  let frontier = starts;
  for (let distance = 0; distance < farthest && frontier.length > 0; distance++) {
    const next: FunctionRef[] = [];
    for (const ref of frontier) {
      if (found.has(functionKey(ref))) continue;
      found.add(functionKey(ref));
      next.push(...program.edgesFrom(ref).map(({ to }) => to));
    }
    frontier = next;
  }
  return found;
}

function whySafe(
  module: ModuleFacts,
  call: CallFacts,
  name: string,
  repeats: boolean,
  program: Program,
): string | undefined {
  if (isAwaited(module, call)) return 'The request waits for it.';
  const handle = handleOf(module, call);
  const isCleared = handle !== undefined && module.calls.some((other) => clears(module, other, handle));
  // A handle that outlives the call is cleared by a later one, if one comes; put up again on each call, it is to fire in the end.
  const isPutUpAgain = handle?.isLocal === false && isClearedFirst(module, call, handle);
  if (isCleared && (!repeats || handle.isLocal) && !isPutUpAgain) return 'It is cleared when the work is done.';
  if (isCleared && isOfOneRequest(module, call, handle, program)) return 'It ends with the object that it belongs to.';
  if (!repeats && name !== 'setInterval' && call.fn === MODULE) return 'It fires once, while the instance starts.';
  return undefined;
}

/** Put up by an object that a request makes and nobody keeps: a connection, a stream, a run. Whoever stops it is of the same request. */
function isOfOneRequest(module: ModuleFacts, { fn }: CallFacts, handle: Handle, program: Program): boolean {
  const owner = classAround(module, fn);
  if (owner === undefined || program.lifetimeOf(fieldRoot(module, owner, handle.name, false))) return false;
  const sites = program.instancesOf(module, owner);
  const isAtLoad = ({ module: from, call }: (typeof sites)[number]): boolean =>
    call.fn === MODULE || program.reach.of({ module: from, fn: call.fn })?.init === true;
  const isStopped = module.calls.some(
    (other) => other.fn !== fn && clears(module, other, handle) && program.reach.of({ module, fn: other.fn })?.request,
  );
  return isStopped && sites.length > 0 && !sites.some(isAtLoad);
}

/** The class whose member a function is, or is written in. */
function classAround(module: ModuleFacts, fn: number): number | undefined {
  const facts = module.functions[fn];
  if (!facts || facts.static) return undefined;
  return facts.class ?? classAround(module, facts.parent);
}

/** `clearTimeout(timers[id]); timers[id] = setTimeout(…)` */
function isClearedFirst(module: ModuleFacts, call: CallFacts, handle: Handle): boolean {
  return module.calls.some(
    (other) => other.fn === call.fn && other.at[0] < call.at[0] && clears(module, other, handle),
  );
}

/** `new Promise((resolve) => setTimeout(resolve, 100))` */
function isAwaited(module: ModuleFacts, { fn }: CallFacts): boolean {
  return module.calls.some(
    ({ new: isNew, callee, args }) =>
      isNew &&
      callee.kind === 'global' &&
      callee.name === 'Promise' &&
      args.some((arg) => arg.kind === 'function' && arg.id === fn),
  );
}

/** What holds what `setTimeout` gave; `id` of a variable of a function, which no other function means by that name. */
interface Handle {
  name: string;
  isLocal: boolean;
  id?: number;
}

function handleOf(module: ModuleFacts, call: CallFacts): Handle | undefined {
  const id = module.calls.indexOf(call);
  const isIt = (value: Value): boolean =>
    (value.kind === 'call' && (value.id === id || isUnref(module, value.id, id))) ||
    (value.kind === 'either' && value.of.some(isIt));
  const held = module.variables.findIndex(({ values }) => values.some(isIt));
  const variable = module.variables[held];
  if (variable) {
    const isLocal = variable.fn !== MODULE;
    return { name: variable.name, isLocal, ...(isLocal ? { id: held } : {}) };
  }
  const write = module.writes.find(({ value }) => value !== undefined && isIt(value));
  return write?.target.kind === 'member' ? { name: write.target.key, isLocal: false } : undefined;
}

function isUnref(module: ModuleFacts, outer: number, inner: number): boolean {
  const callee = module.calls[outer]?.callee;
  return callee?.kind === 'member' && callee.of.kind === 'call' && callee.of.id === inner;
}

function clears(module: ModuleFacts, { callee, args }: CallFacts, handle: Handle): boolean {
  const name = callee.kind === 'global' ? callee.name : callee.kind === 'member' ? callee.key : '';
  if (!/^clear(Timeout|Interval|Immediate)$/.test(name)) return false;
  const [argument] = args;
  if (argument?.kind === 'variable')
    return handle.id === undefined ? module.variables[argument.id]?.name === handle.name : argument.id === handle.id;
  return argument?.kind === 'member' && argument.key === handle.name;
}

/** A store that only ever holds what `setTimeout` gave: no record of anything, whatever becomes of it. */
export function keepsTimers(writes: readonly Access[], program: Program): boolean {
  const values = writes.flatMap(({ module, value }) =>
    value && value.kind !== 'literal'
      ? [{ module, call: value.kind === 'call' ? module.calls[value.id] : undefined }]
      : [],
  );
  return values.length > 0 && values.every(({ module, call }) => call && timerOf(module, call, program.resolver));
}
