/**
 * The facts behind each answer, for `coldstate explain`. Deciding asks the evidence; this only retells what was asked, and only of stores that
 * are reported.
 */
import { MODULE } from '../model/facts.js';
import type { DecisionStep } from '../model/report.js';
import type { Form } from '../model/words.js';
import type { Program } from '../program/index.js';
import type { Lifetime } from '../program/lifetime.js';
import type { Access } from '../program/stores.js';
import type { Target } from '../program/targets.js';
import type { Draft } from './drafts/draft.js';
import type { Evidence } from './evidence/index.js';
import type { Origin } from './evidence/origins.js';
import type { Locate } from './locate.js';
import { requestOf } from './trail.js';

/** What is known when a store is decided on. */
export interface Witness {
  evidence: Evidence;
  lifetime: Lifetime | undefined;
  program: Program;
  writes: readonly Access[];
}

export type Tell = (witness: Witness, locate: Locate) => string[];

const MOST = 4;

export const writesOfIt: Tell = ({ evidence, writes, program }, locate) =>
  accesses(writes.length > 0 ? writes : evidence.initWrites, program, locate);

export const readsOfIt: Tell = ({ evidence, program }, locate) => accesses(evidence.reads, program, locate);

const LIFETIMES: Readonly<Record<Lifetime['kind'], string>> = {
  module: 'it stands in module scope, which lives as long as the instance',
  global: 'it is a property of globalThis',
  shared: 'it belongs to an object that the whole process shares',
  static: 'it is a static field',
  closure: 'it belongs to a function that runs once, at start-up, and whose inner functions serve requests',
  instance: 'it belongs to an instance that is kept for the life of the process',
  injected: 'it belongs to a class that the framework instantiates once',
};

export const lifeOfIt: Tell = ({ lifetime }) => (lifetime ? [LIFETIMES[lifetime.kind]] : []);

export const whoRunsIt: Tell = ({ evidence, writes, program }) => {
  if (!evidence.isReached) return ['no entry point reaches what writes it'];
  const requests = [...new Set(writes.flatMap((access) => requestOf(access, program) ?? []))];
  return requests.length > 0 ? [`written on ${listed(requests)}`] : [];
};

/** Initialisers and what is assigned later: the value decides, not the shape. */
export const contentsOfIt: Tell = ({ evidence, writes, program }) => {
  const assigned = writes
    .filter(({ operation }) => operation === 'assign' || operation === 'set')
    .flatMap(({ module, value }) => (value ? [...program.resolve(module, value)] : []));
  const kinds = unique([...evidence.held, ...assigned].flatMap((target) => described(target) ?? []));
  return kinds.length > 0 ? [`holds ${listed(kinds)}`] : [];
};

const ORIGINS: Readonly<Record<Origin, string>> = {
  constant: 'constants',
  request: 'the request',
  caller: 'what says who sent the request',
  parameter: 'parameters',
  clock: 'the clock',
  random: 'random values',
  awaited: 'something that is awaited',
  computed: 'computed values',
  environment: 'the environment',
};

export const originsOfIt: Tell = ({ evidence }) => [
  ...from('values', evidence.valueOrigins),
  ...from('keys', evidence.keyOrigins),
];

export const fillingOfIt: Tell = ({ evidence }) =>
  evidence.isMemo ? ['written only while it is still empty', ...from('values', evidence.valueOrigins)] : [];

/** What code does where something is missing or not as expected, in the order of how much it says. */
const ON_A_MISS: readonly { says: string; holds: (evidence: Evidence) => boolean }[] = [
  { says: 'a miss is filled from a slower source', holds: ({ recomputes }) => recomputes },
  { says: 'it only holds promises of work that is going on', holds: ({ holdsPromises }) => holdsPromises },
  { says: 'what it already holds is not done again', holds: ({ skipsKnown }) => skipsKnown },
  { says: 'work is queued behind the work before it', holds: ({ chains }) => chains },
  { says: 'what is written is what was there before, and a number', holds: ({ counts }) => counts },
  { says: 'it stands in for something durable', holds: ({ fallback }) => fallback !== undefined },
];

export const missesOfIt: Tell = ({ evidence }) => {
  const { onMiss, decided } = evidence.refusals;
  return [
    ...refusing([...onMiss], 'when something is missing or not what is expected'),
    ...refusing(
      [...decided].filter((status) => !onMiss.has(status)),
      'after looking into it',
    ),
    ...ON_A_MISS.filter(({ holds }) => holds(evidence)).map(({ says }) => says),
  ];
};

function refusing(statuses: readonly number[], when: string): string[] {
  return statuses.length > 0 ? [`answers ${listed([...statuses].sort().map(String))} ${when}`] : [];
}

function from(what: string, origins: ReadonlySet<Origin>): string[] {
  return origins.size === 0 ? [] : [`${what} come from ${listed([...origins].sort().map((one) => ORIGINS[one]))}`];
}

function accesses(all: readonly Access[], program: Program, locate: Locate): string[] {
  const told = unique(all.map((access) => accessTold(access, program, locate)));
  return told.length > MOST ? [...told.slice(0, MOST - 1), `and ${told.length - MOST + 1} more`] : told;
}

/** `` `set` in consume() at src/lib/limiter.ts:25, reached from POST /links `` */
function accessTold(access: Access, program: Program, locate: Locate): string {
  const { module, fn, operation, at } = access;
  const { file, line } = locate(module, at);
  const name = module.functions[fn]?.name;
  const where = fn === MODULE ? 'while the module loads' : name ? `in ${name}()` : 'in a function without a name';
  const request = requestOf(access, program);
  return `\`${operation}\` ${where} at ${file}:${line}${request === undefined ? '' : `, reached from ${request}`}`;
}

function described(target: Target): string | undefined {
  switch (target.kind) {
    case 'builtin':
      return `a ${target.name}`;
    case 'created':
      return `what ${target.path.filter((step) => step !== '()').join('.') || 'default'} of ${target.package} made`;
    case 'external':
      return `${target.path.join('.') || 'default'} of ${target.package}`;
    case 'instance':
      return `an instance of ${target.facts.name || 'a class'}`;
    case 'function':
      return 'a function';
    case 'array':
    case 'object':
      return `an ${target.kind}`;
    case 'literal':
      return `\`${target.value === undefined ? 'undefined' : JSON.stringify(target.value)}\``;
    default:
      return undefined;
  }
}

/** What is asked of libraries' stores, timers and files, which tables decide on. */
const PLAIN: Partial<Record<Form, { question: string; table: string }>> = {
  library: { question: 'Where does the package keep its data?', table: 'the table of libraries' },
  timer: { question: 'Will it fire?', table: 'what it is: a timer' },
  disk: { question: 'Who finds the file again?', table: 'the words of its path' },
};

export function plainSteps({ form, reason, role, reached, units }: Draft): DecisionStep[] {
  const { question, table } = PLAIN[form] ?? { question: 'What is it?', table: 'a table' };
  const reaches = { yes: 'Yes.', no: 'No.', unknown: 'No entry point is known.' } as const;
  return [
    { question, answer: reason, evidence: [] },
    {
      question: 'Does an entry point load it?',
      answer: reaches[reached],
      evidence: units.length > 0 ? [`part of ${listed(units)}`] : [],
    },
    { question: 'What is it for?', answer: role, evidence: [`by ${table}`] },
  ];
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function listed(names: readonly string[]): string {
  const shown = names.length > MOST ? [...names.slice(0, MOST - 1), `${names.length - MOST + 1} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}
