import type { CallFacts, ModuleFacts, Value } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import { functionKey, type FunctionRef } from '../../program/targets.js';
import { calleeName } from '../evidence/names.js';
import { functionsIn } from './reached.js';

/** Work whose end is what somebody waits for: it sends the answer, closes the stream that is the answer, or settles a promise. */

const ANSWERERS = /^(res|response|reply|ctx|context|c|controller|writer|stream|socket|ws|conn|connection|h|event)$/;
const ANSWERING =
  /^(json|send|end|status|sendStatus|redirect|render|write|writeHead|enqueue|close|error|pipe|pipeTo|terminate)$/;
const CONTINUING = /^(next|resolve|reject|callback|cb|done)$/;
const HANDED_ON = /^(res|response|reply|controller|writer|stream|socket|ws)$/;

/** `context.log.error(…)` answers nobody. */
const isLog = (part: string): boolean => /^(log|logger|console)$/.test(part);

/** What is written into these comes out of the answer, which is not over before they are closed. */
const SOURCES = /^(Readable|Transform)Stream$/;
const TRANSFORMS = /^(?!Readable)\w+Stream$/;
const STREAM_MAKERS = /^createStreamable(Value|UI)$/;

/** How far functions that are called, and what values are made of, are looked into. */
const FARTHEST = 3;
const DEEPEST = 6;

/** The answer goes out when the work is done: `find(id).then((order) => res.json(order))`. */
export function answers(
  module: ModuleFacts,
  call: CallFacts,
  functions: readonly FunctionRef[],
  program: Program,
): boolean {
  const outside = { module, inside: new Set<number>(), program };
  const told = [...functions, ...listeners(module, call, 0)];
  return passesAnswer(call, outside, 0) || told.some((ref) => answersIn(ref, program, new Set()));
}

/** Functions that hear of the work while it goes on: `streamText({ prompt, onChunk: (chunk) => res.write(chunk) })`. */
function listeners(module: ModuleFacts, { callee, args }: CallFacts, depth: number): FunctionRef[] {
  const own = args.flatMap((one) => [...functionsIn(module, one)].map((fn) => ({ module, fn })));
  const inner = callee.kind === 'member' && callee.of.kind === 'call' ? module.calls[callee.of.id] : undefined;
  return inner && depth < DEEPEST ? [...own, ...listeners(module, inner, depth + 1)] : own;
}

interface Within {
  module: ModuleFacts;
  /** The functions of the work. */
  inside: ReadonlySet<number>;
  program: Program;
}

function passesAnswer({ callee, args }: CallFacts, within: Within, depth: number): boolean {
  const { module } = within;
  const isAnswer = (value: Value): boolean => {
    const variable = value.kind === 'variable' ? module.variables[value.id] : undefined;
    // The reply of a model, or a response that was waited for, is data.
    const isData = variable?.values.some(isOfAwaited) === true;
    return (
      (HANDED_ON.test(variable?.name ?? '') && !isData && !isOfPackage(value, within)) ||
      continues(value, within) ||
      isOpenEnd(value, module)
    );
  };
  if (args.some(isAnswer)) return true;
  const inner = callee.kind === 'member' && callee.of.kind === 'call' ? module.calls[callee.of.id] : undefined;
  return inner !== undefined && depth < DEEPEST && passesAnswer(inner, within, depth + 1);
}

function isOfAwaited(value: Value): boolean {
  return value.kind === 'awaited' || (value.kind === 'member' && isOfAwaited(value.of));
}

function answersIn(ref: FunctionRef, program: Program, seen: Set<string>): boolean {
  const key = functionKey(ref);
  if (seen.has(key)) return false;
  seen.add(key);
  const { module, fn } = ref;
  const within = { module, inside: insideOf(module, fn), program };
  return module.calls.some((call) => within.inside.has(call.fn) && answersBy(call, within, seen));
}

function answersBy(call: CallFacts, within: Within, seen: Set<string>): boolean {
  const { module, program } = within;
  const { callee } = call;
  if (continues(callee, within)) return true;
  if (callee.kind === 'variable') return passesAnswer(call, within, 0) || isHelperThatAnswers();
  if (callee.kind !== 'member') return passesAnswer(call, within, 0);
  if (isOpenEnd(callee.of, module)) return true;
  const parts = calleeName(module, callee).split('.').slice(0, -1);
  const isNamed = ANSWERING.test(callee.key) && parts.some((part) => ANSWERERS.test(part)) && !parts.some(isLog);
  return isNamed ? !isOfPackage(callee.of, within) : passesAnswer(call, within, 0);

  /** A function of the same place: `settle(order)`, `close()` of what a helper of streams gave. */
  function isHelperThatAnswers(): boolean {
    if (seen.size > FARTHEST ** 2) return false;
    return program
      .resolve(module, callee)
      .some((target) => target.kind === 'function' && target.facts.parent >= 0 && answersIn(target, program, seen));
  }
}

/** `resolve` and its kind, under any name; that of a promise which the work makes for itself tells nobody else. */
function continues(value: Value, { module, inside }: Within): boolean {
  const variable = value.kind === 'variable' ? module.variables[value.id] : undefined;
  if (!variable) return false;
  const promise = variable.declared === 'parameter' ? promiseMadeBy(module, variable.fn) : undefined;
  if (promise) return promise.result !== 'discarded' && !inside.has(variable.fn);
  return CONTINUING.test(variable.name) && !variable.values.some(({ kind }) => kind === 'function');
}

/** The `new Promise(…)` that a function is handed to. */
function promiseMadeBy(module: ModuleFacts, fn: number): CallFacts | undefined {
  return module.calls.find(
    ({ new: isNew, callee, args: [executor] }) =>
      isNew &&
      callee.kind === 'global' &&
      callee.name === 'Promise' &&
      executor?.kind === 'function' &&
      executor.id === fn,
  );
}

/** A connection of a database or the writer of a batch bears such a name too. */
function isOfPackage(value: Value, { module, program }: Within): boolean {
  return program.resolve(module, value).some(({ kind }) => kind === 'created' || kind === 'external');
}

/** The end of a stream that work is to write to: a writer of its `writable`, its controller, what `createStreamableValue` gives. */
function isOpenEnd(value: Value, module: ModuleFacts, depth = 0): boolean {
  if (depth > DEEPEST) return false;
  const inner = (one: Value): boolean => isOpenEnd(one, module, depth + 1);
  switch (value.kind) {
    case 'variable': {
      const { declared, fn = -1, values = [] } = module.variables[value.id] ?? {};
      return (declared === 'parameter' && isOfStreamSource(module, fn)) || values.some(inner);
    }
    case 'member':
      return (value.key === 'writable' && isTransform(value.of, module)) || inner(value.of);
    case 'awaited':
      return inner(value.of);
    case 'call': {
      const { callee } = module.calls[value.id] ?? {};
      if (!callee) return false;
      const name = calleeName(module, callee).split('.').at(-1) ?? '';
      return STREAM_MAKERS.test(name) || (callee.kind === 'member' && inner(callee.of));
    }
    default:
      return false;
  }
}

/** `new TransformStream()` */
function isTransform(value: Value, module: ModuleFacts): boolean {
  if (value.kind === 'variable')
    return module.variables[value.id]?.values.some((one) => isTransform(one, module)) === true;
  const call = value.kind === 'call' ? module.calls[value.id] : undefined;
  return call !== undefined && makes(call, TRANSFORMS);
}

const makes = ({ callee, new: isNew }: CallFacts, streams: RegExp): boolean =>
  isNew && callee.kind === 'global' && streams.test(callee.name);

/** `new ReadableStream({ start(sink) { … } })` */
function isOfStreamSource(module: ModuleFacts, fn: number): boolean {
  return module.calls.some(
    (call) => makes(call, SOURCES) && call.args.some((one) => [...functionsIn(module, one)].includes(fn)),
  );
}

/** A function and those that are written in it. */
function insideOf(module: ModuleFacts, fn: number): Set<number> {
  const inside = new Set([fn]);
  module.functions.forEach(({ parent }, id) => {
    if (inside.has(parent)) inside.add(id);
  });
  return inside;
}
