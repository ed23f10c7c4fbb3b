import { MODULE, type CallFacts, type ModuleFacts, type Value } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import { functionKey, type FunctionRef } from '../../program/targets.js';
import { calleeName, words } from '../evidence/names.js';
import { answers } from './answering.js';
import { isJoined } from './joined.js';
import { frozenFunctions, functionsIn, outermost } from './reached.js';
import { named, workOfCall, workOfFunction, type Work } from './starts.js';
import { CHAINS, MEASURES, SETS_OFF, worstOf, type Loss } from './table.js';

/** Work that a request begins and that nobody waits for. */

export interface Unawaited {
  module: ModuleFacts;
  call: CallFacts;
  /** `sendMail`, as the code calls it. */
  name: string;
  /** The function that it is begun in. */
  owner: FunctionRef;
  /** The program's own function that does the work, where it is one. */
  doer?: string;
  loses: Loss;
  /** How many pieces of work it is known to begin. */
  amount: number;
}

export function* unawaitedWork(program: Program): Generator<Unawaited> {
  for (const ref of frozenFunctions(program).values()) {
    const { module, fn } = ref;
    const kept = keptIn(module, fn);
    for (const call of module.calls) {
      if (call.fn !== fn || call.result !== 'discarded' || kept.has(call)) continue;
      const found = begunBy(module, call, program);
      if (found) yield { module, call, owner: outermost(ref, program), ...found };
    }
  }
}

/** `saving = save(order)`: somebody may still wait for it. */
function keptIn(module: ModuleFacts, fn: number): Set<CallFacts> {
  const kept = new Set<CallFacts>();
  const keep = (value: Value | undefined): void => {
    if (value?.kind === 'either') value.of.forEach(keep);
    const call = value?.kind === 'call' ? module.calls[value.id] : undefined;
    if (call) kept.add(call);
  };
  for (const write of module.writes) if (write.fn === fn) keep(write.value);
  return kept;
}

/** What the callback of a timer does outside of the process, whether or not it waits for it. */
export function workOfTimer(module: ModuleFacts, { args: [callback] }: CallFacts, program: Program): Loss[] {
  if (!callback) return [];
  const refs = program
    .resolve(module, callback)
    .flatMap((target) => (target.kind === 'function' ? [{ module: target.module, fn: target.fn }] : []));
  return refs.flatMap((ref) => [
    ...workOfFunction(ref, program).map(({ loses }) => loses),
    ...ref.module.calls.flatMap((call) =>
      call.fn === ref.fn && call.result === 'discarded' ? (begunBy(ref.module, call, program)?.loses ?? []) : [],
    ),
  ]);
}

/** Promises that a discarded expression is made of: chains and `Promise.all` are looked through. */
interface Begun {
  calls: readonly CallFacts[];
  functions: readonly FunctionRef[];
}

function begun(module: ModuleFacts, call: CallFacts, program: Program, depth = 0): Begun {
  const { callee, args } = call;
  const inner = (value: Value | undefined): Begun => {
    const next = value?.kind === 'call' ? module.calls[value.id] : undefined;
    return next && depth < 6 ? begun(module, next, program, depth + 1) : { calls: [], functions: [] };
  };
  const handed = args.flatMap((one) => [...functionsIn(module, one)].map((fn) => ({ module, fn })));
  if (callee.kind === 'member' && CHAINS.test(callee.key)) {
    const { calls, functions } = inner(callee.of);
    return { calls, functions: [...functions, ...handed] };
  }
  if (callee.kind === 'member' && callee.of.kind === 'global' && callee.of.name === 'Promise') {
    const [all] = args;
    const elements = all?.kind === 'array' ? (module.arrays[all.id]?.elements ?? []) : all ? [all] : [];
    const parts = elements.map(inner);
    return { calls: parts.flatMap(({ calls }) => calls), functions: parts.flatMap(({ functions }) => functions) };
  }
  // `users.forEach(async (user) => …)`, `Promise.all(users.map(async (user) => …))`
  if (callee.kind === 'member' && /^(forEach|map)$/.test(callee.key))
    return { calls: [], functions: handed.filter((ref) => facts(ref)?.async === true) };
  const own = program
    .resolve(module, callee)
    .flatMap((target) => (target.kind === 'function' ? [{ module: target.module, fn: target.fn }] : []))
    .filter((ref) => facts(ref)?.async === true || givesWork(ref, program));
  return { calls: [call], functions: own };
}

/** What a logger sends is lines of a log, whatever its methods are called. */
function loggerOf({ module, fn }: FunctionRef): string {
  const name = module.classes[module.functions[fn]?.class ?? -1]?.name ?? '';
  return /(Log|Logger)$/.test(name) ? name : '';
}

const facts = ({ module, fn }: FunctionRef): ModuleFacts['functions'][number] | undefined => module.functions[fn];

/** `const save = (order) => fetch(…)`: no `async`, and a promise all the same. */
function givesWork({ module, fn }: FunctionRef, program: Program): boolean {
  return (module.functions[fn]?.returns ?? []).some((value) => {
    const call = value.kind === 'call' ? module.calls[value.id] : undefined;
    if (!call) return false;
    const { calls, functions } = begun(module, call, program, 4);
    return functions.length > 0 || calls.some((one) => workOfCall(module, one, program) !== undefined);
  });
}

function begunBy(
  module: ModuleFacts,
  call: CallFacts,
  program: Program,
): Pick<Unawaited, 'name' | 'doer' | 'loses' | 'amount'> | undefined {
  const { calls, functions } = begun(module, call, program);
  if (answers(module, call, functions, program)) return undefined;
  const direct = calls.flatMap((one) => {
    const own = workOfCall(module, { ...one, result: 'discarded' }, program);
    return own && !isJoined(module, one, program) ? [own] : [];
  });
  const work: Work[] = [...direct, ...functions.flatMap((ref) => workOfFunction(ref, program))];
  if (work.length === 0) return undefined;
  const [first] = calls;
  const isName = (text: string): boolean => text !== '' && !CHAINS.test(text);
  const told = [first, call].find((one) => one && isName(calleeName(module, one.callee)));
  const name = told ? calleeName(module, told.callee) : 'async function';
  const worst = worstOf(work.map(({ loses }) => loses)) ?? 'data';
  // What it is called says more than the address that it is sent to; mails and money stay what they are.
  const isCertain = worst === 'payment' || worst === 'mail';
  const own = functions.filter((ref) => ref.module !== module || facts(ref)?.parent === MODULE);
  const names = [name, ...own.flatMap((ref) => [facts(ref)?.name ?? '', loggerOf(ref)])];
  const [doer] = own;
  return {
    name: told ? spoken(module, told.callee) : name,
    amount: work.length,
    loses: isCertain ? worst : (named(names) ?? byDoer(worst, name, own, functions) ?? worst),
    ...(doer ? { doer: functionKey(doer) } : {}),
  };
}

/** `db.from().update().eq`: the last link of a chain says nothing by itself. */
function spoken(module: ModuleFacts, callee: Value): string {
  const link = callee.kind === 'member' && callee.of.kind === 'call' ? module.calls[callee.of.id] : undefined;
  const before = link && !link.new ? spoken(module, link.callee) : '';
  return callee.kind === 'member' && before !== '' ? `${before}().${callee.key}` : calleeName(module, callee);
}

/** What the one who does it is for: `dispatchSync` sets off work, what stands in `analytics/` measures. */
function byDoer(
  worst: Loss,
  name: string,
  own: readonly FunctionRef[],
  functions: readonly FunctionRef[],
): Loss | undefined {
  if (worst === 'trigger' && own.length > 0 && own.every(({ module }) => isMeasuring(module.file))) return 'analytics';
  if (worst !== 'data') return undefined;
  const said = own.length > 0 ? [name, ...own.map((ref) => facts(ref)?.name ?? '')] : functions.flatMap(namesCalled);
  return said.some((text) => SETS_OFF.test(words(text.split('.').at(-1) ?? '')[0] ?? '')) ? 'trigger' : undefined;
}

function isMeasuring(file: string): boolean {
  return file
    .split('/')
    .slice(-2)
    .some((part) => MEASURES.test(part.replace(/\.\w+$/, '')));
}

/** What a function without a name of its own calls. */
function namesCalled({ module, fn }: FunctionRef): string[] {
  return module.calls.flatMap((call) =>
    call.fn === fn && call.result === 'awaited' && call.callee.kind === 'variable'
      ? [calleeName(module, call.callee)]
      : [],
  );
}
