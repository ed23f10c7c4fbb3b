import { MODULE, type FunctionId, type ModuleFacts, type Span, type Value } from '../../model/facts.js';
import { MUTATORS } from '../../program/builtins.js';
import type { Program } from '../../program/index.js';
import type { Belongs } from './belongs.js';
import { givenTo } from './handed.js';
import { calleeName } from './names.js';

/** The work that a value comes from. */

/** Calls that give a value out of nothing: a fresh id, a date, a container. */
const FRESH =
  /^(Date\.now|Math\.\w+|crypto\.\w+|randomUUID|nanoid|uuid|v4|String|Number|parseInt|parseFloat|JSON\.\w+|Object\.\w+|Array\.\w+|Symbol)$/;
/** Functions of the host that work something out of what they are given. */
const DERIVES = /^crypto\.subtle\.(importKey|digest|deriveKey|deriveBits|unwrapKey)$/;
/** Values are followed this far. */
const DEEPEST = 16;

/** A piece of code, to ask what it depends on. */
export interface Spot {
  module: ModuleFacts;
  fn: FunctionId;
  at: Span;
}

export interface OfStore {
  belongs: Belongs;
  isLookedUp: Belongs;
}

/** The calls that a value comes from and that are more than a look into memory. */
export function workIn(module: ModuleFacts, value: Value, program: Program, { belongs, isLookedUp }: OfStore): Spot[] {
  // Values share their parts: each is looked into once.
  const seen = new Set<Value>();
  return [...within(module, value, 0)];

  function* within(from: ModuleFacts, one: Value, depth: number): Generator<Spot> {
    if (depth > DEEPEST || seen.has(one)) return;
    seen.add(one);
    switch (one.kind) {
      case 'awaited': {
        if (isOfRequest(from, one.of) || isLookedUp(from, one.of)) return;
        const inner = [...within(from, one.of, depth + 1)];
        yield* inner.length > 0 ? inner : spotOf(from, one.of);
        return;
      }
      case 'variable':
        yield* ofVariable(from, one.id, depth);
        return;
      case 'either':
      case 'copy':
      case 'derived':
        for (const part of one.of) yield* within(from, part, depth + 1);
        return;
      case 'member':
        // `table().rows[id]` is in memory already, whatever has to be called to come by it.
        if (!belongs(from, one)) yield* within(from, one.of, depth + 1);
        return;
      case 'object':
        for (const property of from.objects[one.id]?.properties ?? []) yield* within(from, property.value, depth + 1);
        return;
      case 'array':
        for (const element of from.arrays[one.id]?.elements ?? []) yield* within(from, element, depth + 1);
        return;
      case 'call':
        yield* ofCall(from, one, depth);
        return;
      default:
    }
  }

  function* ofVariable(from: ModuleFacts, id: number, depth: number): Generator<Spot> {
    const variable = from.variables[id];
    if (!variable) return;
    if (variable.declared !== 'parameter') {
      for (const held of [...variable.values, ...contentsOf(from, id)]) yield* within(from, held, depth + 1);
      return;
    }
    // `fetch(url).then((fresh) => …)`
    const position = from.functions[variable.fn]?.parameters.indexOf(id) ?? -1;
    for (const { module: at, value: held, isAwaited } of givenTo(from, variable.fn, position, program))
      yield* within(at, isAwaited ? { kind: 'awaited', of: held } : held, depth + 1);
  }

  function* ofCall(from: ModuleFacts, one: Extract<Value, { kind: 'call' }>, depth: number): Generator<Spot> {
    const call = from.calls[one.id];
    if (!call) return;
    if (call.new) {
      // `new Date(answer.expires_at)` says it in another way.
      if (call.callee.kind === 'global') for (const argument of call.args) yield* within(from, argument, depth + 1);
      return;
    }
    const name = calleeName(from, call.callee);
    if (DERIVES.test(name)) {
      yield { module: from, fn: call.fn, at: call.at };
      return;
    }
    if (FRESH.test(name)) {
      for (const argument of call.args) yield* within(from, argument, depth + 1);
      return;
    }
    const targets = program.resolve(from, call.callee);
    // A function that gives what is in memory already is no slower source.
    const isAsync = targets.some((target) => target.kind === 'function' && target.facts.async);
    if (isAsync ? isLookedUp(from, one) : belongs(from, one)) return;
    if (targets.some((target) => target.kind === 'function' || target.kind === 'external'))
      yield { module: from, fn: call.fn, at: call.at };
    else if (call.callee.kind === 'member') yield* within(from, call.callee.of, depth + 1);
    else if (targets.length === 0) yield { module: from, fn: call.fn, at: call.at };
  }
}

/** Where something is awaited that is no call that we know. */
function* spotOf(module: ModuleFacts, value: Value): Generator<Spot> {
  const call = value.kind === 'call' ? module.calls[value.id] : undefined;
  yield call ? { module, fn: call.fn, at: call.at } : { module, fn: MODULE, at: [0, 0] };
}

/** `await request.json()`, `await params`: what the caller sent, and can send once only. */
function isOfRequest(module: ModuleFacts, value: Value): boolean {
  if (value.kind === 'variable') return module.variables[value.id]?.declared === 'parameter';
  if (value.kind === 'member') return isOfRequest(module, value.of);
  const callee = value.kind === 'call' ? module.calls[value.id]?.callee : undefined;
  // A client that is handed in is asked for other things.
  return callee?.kind === 'member' && READS_REQUEST.test(callee.key) && isOfRequest(module, callee.of);
}

const READS_REQUEST =
  /^(?:json|text|formData|blob|arrayBuffer|bytes|body|parseBody|valid|params?|query|queries|header|file|files)$/;

/** What a function puts into a container of its own: `rows[id] = row`, `found.push(row)`. */
function* contentsOf(module: ModuleFacts, id: number): Generator<Value> {
  const fn = module.variables[id]?.fn ?? MODULE;
  if (fn === MODULE) return;
  const isIt = (value: Value): boolean => value.kind === 'variable' && value.id === id;
  for (const { target, value } of module.writes) if (value && target.kind === 'member' && isIt(target.of)) yield value;
  for (const { callee, args } of module.calls) {
    if (callee.kind !== 'member' || !isIt(callee.of) || !PUTS_IN.has(MUTATORS.get(callee.key) ?? '')) continue;
    yield* args.slice(-1);
  }
}

const PUTS_IN: ReadonlySet<string> = new Set(['set', 'add', 'push']);
