import { append } from '../../model/append.js';
import type { CallFacts, FunctionFacts, ModuleFacts, Value, Variable } from '../../model/facts.js';
import { keptIn } from '../../model/lazily.js';
import { GIVES_RETURNED } from '../../program/builtins.js';
import type { Program } from '../../program/index.js';
import { inFunction } from '../../program/in-function.js';
import type { Target } from '../../program/targets.js';
import { oncePerProgram } from './once-per-program.js';
import { calleeName } from './names.js';

/**
 * In which functions an answer can have to do with a store at all. Whether it does is asked of each store by itself, through names and callees;
 * that is worth it only where the store comes up, and this tells where it does not.
 */

/** What answers are made in: functions, and variables with more than one to name them. */
export type Maker = FunctionFacts | Variable;

/** What comes up: a place by the id of its root and members, or the result of a call. */
export type Mention = string | CallFacts;

/** What is parsed or copied says as much as what it is made of. */
export const PASSES_ON = /^(JSON\.parse|structuredClone|Boolean|Number|String|Object\.\w+)$/;

/** What a call's result is made of besides what its callee is: the arguments that it passes on, or whose results it gives. */
export function partsOfCall(
  module: ModuleFacts,
  { callee, args }: CallFacts,
): { passed: readonly Value[]; called: readonly Value[] } {
  if (PASSES_ON.test(calleeName(module, callee))) return { passed: args, called: [] };
  // What `then` and `map` give comes out of the function that they are handed.
  return {
    passed: [],
    called: callee.kind === 'member' && GIVES_RETURNED.has(callee.key) ? args.slice(0, 1) : [callee],
  };
}

type Answer = readonly Target[];

interface Index {
  /** What values resolve to, by what comes up in it. Many share one answer, and answers can be long. */
  answers: ReadonlyMap<Mention, readonly Answer[]>;
  /** Where an answer is given, or a call stands, in plain sight. */
  makers: ReadonlyMap<Answer | CallFacts, readonly Maker[]>;
  /** Makers whose answers one takes part in. */
  users: ReadonlyMap<Maker, readonly Maker[]>;
  /** Those that were looked into. */
  all: ReadonlySet<Maker>;
}

/** The makers in whose answers any of these can come up, at whatever remove; `certain` are some in which they do. */
export function comingUpIn(
  mentions: Iterable<Mention>,
  certain: Iterable<Maker>,
  program: Program,
): ReadonlySet<Maker> {
  const { answers, makers, users } = indexOf(program);
  const found = new Set(certain);
  for (const mention of mentions) {
    const given = [...(answers.get(mention) ?? []), ...(typeof mention === 'string' ? [] : [mention])];
    for (const one of given) for (const maker of makers.get(one) ?? []) found.add(maker);
  }
  for (const maker of found) for (const user of users.get(maker) ?? []) found.add(user);
  return found;
}

/** Of functions all is known, but nothing of a variable that no function answers with. */
export function isLookedInto(maker: Maker, program: Program): boolean {
  return indexOf(program).all.has(maker);
}

const indexOf = oncePerProgram((program): Index => {
  const answers = new Map<Mention, Answer[]>();
  const makers = new Map<Answer | CallFacts, Maker[]>();
  const users = new Map<Maker, Maker[]>();
  const all = new Set<Maker>();
  for (const module of program.modules.all()) {
    const waiting: [Maker, readonly Value[]][] = module.functions.map((facts, fn) => {
      const tests = inFunction(module.branches, fn).flatMap(({ test }) => test.map(({ value }) => value));
      return [facts, [...facts.returns, ...tests]];
    });
    // The variables that are come upon join the queue while it is read.
    for (const [maker, values] of waiting) {
      all.add(maker);
      lookInto(module, maker, values, waiting);
    }
  }
  return { answers, makers, users, all };

  function lookInto(
    module: ModuleFacts,
    maker: Maker,
    values: readonly Value[],
    waiting: [Maker, readonly Value[]][],
  ): void {
    const seen = new Set<Value | Answer | CallFacts | Maker>();
    const isNew = (one: Value | Answer | CallFacts | Maker): boolean => seen.size < seen.add(one).size;
    values.forEach(look);

    function look(value: Value): void {
      if (!isNew(value)) return;
      switch (value.kind) {
        case 'derived':
        case 'either':
        case 'copy':
          value.of.forEach(look);
          return;
        case 'awaited':
          look(value.of);
          return;
        case 'member':
          mention(value);
          look(value.of);
          return;
        case 'variable': {
          mention(value);
          const variable = module.variables[value.id];
          if (!variable || variable.declared === 'parameter') return;
          use(variable);
          if (!all.has(variable)) waiting.push([variable, variable.values]);
          all.add(variable);
          return;
        }
        case 'call': {
          mention(value);
          const call = module.calls[value.id];
          if (call) lookAtCall(call);
          return;
        }
        case 'import':
        case 'global':
        case 'this':
          mention(value);
          return;
        default:
      }
    }

    function lookAtCall(call: CallFacts): void {
      if (isNew(call)) append(makers, call, maker);
      const { callee } = call;
      if (callee.kind === 'member') mention(callee.of);
      const { passed, called } = partsOfCall(module, call);
      passed.forEach(look);
      for (const one of [callee, ...called])
        for (const target of program.resolve(module, one))
          if (target.kind === 'function' && target.facts.returns.length > 0) use(target.facts);
    }

    function use(other: Maker): void {
      if (isNew(other)) append(users, other, maker);
    }

    function mention(value: Value): void {
      // Undivided: the id of a part is made of the names on the way to it, all of which come up here.
      const answer = program.resolver.resolve(module, value);
      if (answer.length === 0 || !isNew(answer)) return;
      if (!makers.has(answer)) for (const one of mentionsIn(answer)) append(answers, one, answer);
      append(makers, answer, maker);
    }
  }
});

function mentionsIn(answer: Answer): Set<Mention> {
  const calls = answer.flatMap((target) => (target.kind === 'created' ? [target.call] : []));
  return new Set<Mention>([...namesOf(answer), ...calls]);
}

const names = new WeakMap<readonly Target[], ReadonlySet<string>>();

/** Ids of the roots that targets lie in; a part of an object has a root of its own, which the program only knows as a place in the object. */
export function namesOf(targets: readonly Target[]): ReadonlySet<string> {
  if (!targets.some(({ kind }) => kind === 'place')) return NONE;
  return keptIn(names, targets, () => new Set(targets.flatMap(idsOf)));
}

const NONE: ReadonlySet<string> = new Set();

function idsOf(target: Target): readonly string[] {
  if (target.kind !== 'place') return [];
  const { root, path } = target;
  return [root.id, ...path.map((_, depth) => [root.id, ...path.slice(0, depth + 1)].join('.'))];
}
