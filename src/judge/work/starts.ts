import type { CallFacts, ModuleFacts, Value } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import { functionKey, type FunctionRef } from '../../program/targets.js';
import { calleeName, words } from '../evidence/names.js';
import { isJoined } from './joined.js';
import { BATCHES, BOOKKEEPING, COMMANDS, ENDERS, isOf, LOSS_WORDS, STARTERS, type Loss } from './table.js';

/** Work outside of the process that a call or a function begins. */

export interface Work {
  module: ModuleFacts;
  call: CallFacts;
  loses: Loss;
}

/** How far into the functions that are called their work is looked for. */
const FARTHEST = 3;

/** What a function does outside of the process before its promise is kept. */
export function workOfFunction(ref: FunctionRef, program: Program, seen = new Set<string>()): Work[] {
  if (seen.has(functionKey(ref)) || seen.size > 40) return [];
  seen.add(functionKey(ref));
  const { module, fn } = ref;
  const own = module.calls.flatMap((call) => {
    const work = call.fn === fn ? workOfCall(module, call, program) : undefined;
    return work && (call.result !== 'discarded' || isJoined(module, call, program)) ? [work] : [];
  });
  if (own.length > 0 || seen.size > FARTHEST ** 3) return own;
  const discarded = new Set(
    module.calls.flatMap((call) => (call.fn === fn && call.result === 'discarded' ? [call.at[0]] : [])),
  );
  return program
    .edgesFrom(ref)
    .filter(({ kind, at }) => kind !== 'timer' && !(kind !== 'nested' && discarded.has(at[0])))
    .flatMap(({ to }) => workOfFunction(to, program, seen));
}

/** A call that is known to begin such work. */
export function workOfCall(module: ModuleFacts, call: CallFacts, program: Program): Work | undefined {
  const loses = fetched(module, call) ?? started(module, call, program);
  return loses && { module, call, loses };
}

function fetched(module: ModuleFacts, call: CallFacts): Loss | undefined {
  const { callee, args, result } = call;
  const isFetch = calleeName(module, callee).replace(/^(globalThis|window)\./, '') === 'fetch';
  if (!isFetch || callee.kind === 'variable' || callee.kind === 'import') return undefined;
  const options = args[1] && optionsOf(module, args[1]);
  const method = options?.find(({ key }) => key === 'method')?.value;
  // What is asked for and thrown away was meant to have an effect.
  if (result === 'discarded' && !method) return named(textsOf(module, args[0])) ?? 'trigger';
  if (method?.kind !== 'literal' || /^(get|head|options)$/i.test(String(method.value))) return undefined;
  return named(textsOf(module, args[0])) ?? 'trigger';
}

function optionsOf(module: ModuleFacts, value: Value): readonly { key: string; value: Value }[] {
  if (value.kind === 'object') return module.objects[value.id]?.properties ?? [];
  if (value.kind === 'variable')
    return (
      module.variables[value.id]?.values.flatMap((one) => (one.kind === 'object' ? optionsOf(module, one) : [])) ?? []
    );
  return [];
}

function started(module: ModuleFacts, call: CallFacts, program: Program): Loss | undefined {
  const { callee, args } = call;
  // Where a callback is given, nobody was meant to wait for a promise; but a transaction is one.
  const isTransaction = callee.kind === 'variable' && /\brunTransaction$/.test(calleeName(module, callee));
  if (call.new || (!isTransaction && args.some(({ kind }) => kind === 'function'))) return undefined;
  for (const target of program.resolve(module, callee)) {
    if (target.kind !== 'external' && target.kind !== 'created') continue;
    const { path } = target;
    const name = target.package;
    if (path.some((key) => BATCHES.test(key))) continue;
    if (name.startsWith('@aws-sdk/')) return path.at(-1) === 'send' ? commanded(module, args[0]) : undefined;
    const hit = STARTERS.find((one) => isOf(one, name) && path.slice(-4).some((key) => one.methods.test(key)));
    if (!hit || !isCalled(path, hit.methods)) continue;
    // Whose mail or money it is, no name can change.
    if (hit.loses === 'mail' || hit.loses === 'payment') return hit.loses;
    const given = [...args, ...argumentsBefore(module, callee)];
    if (given.some((one) => isBookkeeping(module, one))) return 'log';
    return (
      named([...path, ...given.flatMap((one) => textsOf(module, one)), ...nameBefore(module, callee)]) ?? hit.loses
    );
  }
  return undefined;
}

/** Under these, options of a call say what is written. */
const WRITTEN = /^(data|values|\$set|\$inc)$/;

/** `update({ where: …, data: { lastLoginAt: new Date() } })`: nothing is written but when, and how often. */
function isBookkeeping(module: ModuleFacts, value: Value, depth = 0): boolean {
  const properties = value.kind === 'object' ? (module.objects[value.id]?.properties ?? []) : [];
  return (
    (properties.length > 0 && properties.every(({ key }) => BOOKKEEPING.test(key))) ||
    (depth < 2 && properties.some((one) => WRITTEN.test(one.key) && isBookkeeping(module, one.value, depth + 1)))
  );
}

/** The method itself is called, or what it gave is built further: `db.insert(views).values(view)`. `stream().abort()` begins nothing. */
function isCalled(path: readonly string[], methods: RegExp): boolean {
  const position = path.findLastIndex((key) => methods.test(key));
  return position === path.length - 1 || (path[position + 1] === '()' && !ENDERS.test(path.at(-1) ?? ''));
}

function commanded(module: ModuleFacts, value: Value | undefined): Loss | undefined {
  const made = value?.kind === 'variable' ? module.variables[value.id]?.values[0] : value;
  const call = made?.kind === 'call' ? module.calls[made.id] : undefined;
  const command = call ? calleeName(module, call.callee) : '';
  if (call?.args.some((one) => isStamp(module, one))) return 'log';
  return COMMANDS.find(([pattern]) => pattern.test(command.split('.').at(-1) ?? ''))?.[1];
}

/** `UpdateExpression: 'SET lastLogin = :now'` */
function isStamp(module: ModuleFacts, value: Value): boolean {
  const expression = optionsOf(module, value).find(({ key }) => key === 'UpdateExpression')?.value;
  const text = expression?.kind === 'literal' ? String(expression.value) : '';
  const fields = [...text.matchAll(/#?(\w+)\s*=/g)].map(([, field = '']) => field);
  return fields.length > 0 && fields.every((field) => BOOKKEEPING.test(field));
}

/** What names say is lost. */
export function named(texts: readonly string[]): Loss | undefined {
  const all = texts.flatMap(words);
  return LOSS_WORDS.find(([pattern]) => all.some((word) => pattern.test(word)))?.[1];
}

/** What calls on the way to a call were given: the table and the row of `supabase.from('page_views').insert(row).select()`. */
function argumentsBefore(module: ModuleFacts, callee: Value): readonly Value[] {
  return chainBefore(module, callee).flatMap(({ args }) => args);
}

/** What the chain of calls begins with. */
function nameBefore(module: ModuleFacts, callee: Value): string[] {
  const start = chainBefore(module, callee).at(-1)?.callee ?? callee;
  const of = start.kind === 'member' ? rootOf(start) : start;
  return of.kind === 'variable' ? [module.variables[of.id]?.name ?? ''] : [];
}

function rootOf(value: Value): Value {
  return value.kind === 'member' ? rootOf(value.of) : value;
}

/** The calls that `callee` is a member of the result of, the nearest first. */
function chainBefore(module: ModuleFacts, callee: Value): readonly CallFacts[] {
  const of = rootOf(callee);
  const call = of.kind === 'call' ? module.calls[of.id] : undefined;
  return call ? [call, ...chainBefore(module, call.callee)] : [];
}

/** Literal texts, and names of variables that stand for them. */
function textsOf(module: ModuleFacts, value: Value | undefined, depth = 0): string[] {
  if (!value || depth > 3) return [];
  switch (value.kind) {
    case 'literal':
      return typeof value.value === 'string' ? [value.value] : [];
    case 'variable':
      return [module.variables[value.id]?.name ?? ''];
    case 'import':
      return [value.name];
    case 'member':
      return [...textsOf(module, value.of, depth + 1), value.key];
    case 'derived':
    case 'either':
      return value.of.flatMap((one) => textsOf(module, one, depth + 1));
    default:
      return [];
  }
}
