/** `simulate`: the program on a fleet of instances and on one that is never replaced, the same requests to both, and what differs. */
import { randomUUID } from 'node:crypto';
import { audit } from '../audit/index.js';
import type { Report } from '../model/report.js';
import { bundle, type Bundle } from './bundle.js';
import { masksOf } from './compare/masks.js';
import { divergenceIn, type Reference } from './divergences.js';
import { entriesOf, type Entries } from './entries.js';
import { SimulateError } from './errors.js';
import { openFleet, type FleetLife, type FleetOptions } from './fleet.js';
import type { StartInstance } from './instances/instance.js';
import { startProcess } from './instances/process.js';
import { startWorker } from './instances/worker.js';
import { play, type PlayedStep, type PlayOptions } from './play.js';
import { chanceOf } from './random.js';
import { rulesOf } from './rules.js';
import { parseScenario } from './scenario/parse.js';
import type { Scenario } from './scenario/scenario.js';
import type { Divergence, Isolation, Rules, SimulateOptions, Simulation, StepResult } from './types.js';

export { SimulateError } from './errors.js';
export type * from './types.js';

const START: Readonly<Record<Isolation, StartInstance>> = { worker: startWorker, process: startProcess };

/** @throws SimulateError where there is nothing to compare: a scenario that cannot be read, a program that does not start. */
export async function simulate(root: string, options: SimulateOptions): Promise<Simulation> {
  const { scenario, report, entries, rules, program } = await prepared(root, options);
  try {
    const world = worldOf(program, rules, options);
    const reference = await referenceOf(scenario, world, options);
    const rounds = await roundsOf(scenario, world, reference, report, options);
    const { seed = 1, instances = 3, recycle = 0, isolation = 'worker' } = options;
    return {
      schema: 1,
      scenario: scenario.file,
      entry: [...new Set(entries.routes.map(({ file }) => file))],
      platform: entries.platform,
      ...{ rules, seed, instances, recycle, isolation },
      ...rounds,
      notes: notesOf(reference),
    };
  } finally {
    await program.remove();
  }
}

/** All that is needed to start instances: what is played, on which platform, and the program as one file. */
export async function prepared(root: string, options: SimulateOptions): Promise<Prepared> {
  const scenario = parseScenario(options.scenario.text, options.scenario.file, options.scenario.variables);
  const { report } = await audit(root, options.config === undefined ? {} : { config: options.config });
  const entries = entriesOf(root, report, options.entry);
  const rules = rulesOf(entries, report, options.freeze);
  const program = await bundle(root, entries.routes, {
    stores: report.findings,
    ...(options.alias ? { alias: options.alias } : {}),
  });
  return { scenario, report, entries, rules, program };
}

interface Prepared {
  readonly scenario: Scenario;
  readonly report: Report;
  readonly entries: Entries;
  readonly rules: Rules;
  readonly program: Bundle;
}

/** How fleets and references of this program are made: each sees data of its own on whatever backend it uses. */
type World = (of: 'fleet' | 'reference', round: number) => FleetOptions;

export function worldOf(program: Bundle, rules: Rules, options: SimulateOptions): World {
  const { instances = 3, recycle = 0, seed = 1, isolation = 'worker', timeoutMs = 10_000, memoryMb = 256 } = options;
  const env = givenOf(options.env);
  const run = randomUUID().slice(0, 8);
  return (of, round) => {
    const namespace = [env.COLDSTATE_NAMESPACE ?? 'simulate', run, of, round].join('-');
    const isFleet = of === 'fleet';
    return {
      routes: program.routes,
      rules: isFleet ? rules : { ...rules, freeze: 0 },
      instances: isFleet ? instances : 1,
      recycle: isFleet ? recycle : 0,
      seed: seed + (round - 1) * 7919,
      apart: isFleet,
      lives: isFleet,
      start: (unit) =>
        START[isolation](program.file, {
          settings: {
            directory: program.directory,
            startsWithinMs: options.startsWithinMs ?? 20_000,
            memoryMb,
            ...(unit === undefined ? {} : { unit }),
          },
          env: { ...env, COLDSTATE_NAMESPACE: namespace },
          timeoutMs,
        }),
    };
  };
}

const givenOf = (env: SimulateOptions['env'] = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

interface ReferenceRun extends Reference {
  readonly life: FleetLife;
}

/** Twice, because what two runs of one instance do not agree on is no divergence. */
async function referenceOf(scenario: Scenario, world: World, { onProgress }: SimulateOptions): Promise<ReferenceRun> {
  const first = await playedOn(scenario, world('reference', 1));
  const broken = first.life.ended.find(({ reason }) => reason.startsWith('it did not start'));
  if (broken !== undefined) {
    const said = first.life.complaints.trim().split('\n').slice(0, 4).join('\n');
    throw new SimulateError(
      `the program does not start: ${broken.reason.replace(/^it did not start: /, '')}${said === '' ? '' : `\n${said}`}`,
    );
  }
  // In another order, where the scenario leaves it open: what depends on that is no divergence either.
  const second = await playedOn(scenario, world('reference', 2), { shuffle: chanceOf(2, 'order').shuffled });
  onProgress?.(0, requestsIn(scenario));
  return {
    steps: first.steps,
    again: second.steps,
    life: first.life,
    masks: first.steps.map((step, at) => masksOf(step, second.steps[at] ?? step)),
  };
}

async function playedOn(
  scenario: Scenario,
  options: FleetOptions,
  playOptions?: PlayOptions,
): Promise<{ steps: PlayedStep[]; life: FleetLife }> {
  const fleet = openFleet(options);
  const steps = await play(scenario, fleet, playOptions).finally(() => fleet.stop());
  return { steps, life: fleet.life() };
}

const requestsIn = ({ steps }: Scenario): number => steps.reduce((sum, { times }) => sum + times, 0);

type Rounds = Pick<Simulation, 'rounds' | 'requests' | 'life' | 'steps' | 'divergences'>;

async function roundsOf(
  scenario: Scenario,
  world: World,
  reference: Reference,
  report: Report,
  { requests: wanted = 1, onProgress }: SimulateOptions,
): Promise<Rounds> {
  const perRound = requestsIn(scenario);
  const rounds = Math.max(1, Math.ceil(wanted / perRound));
  const found = new Map<number, Divergence>();
  const life = { started: 0, recycled: 0, frozen: 0, deploys: 0, ended: [] as { instance: string; reason: string }[] };
  let steps: readonly StepResult[] = [];
  let sent = 0;
  for (let round = 1; round <= rounds; round += 1) {
    const fleet = await playedOn(scenario, world('fleet', round), {
      onAnswer(count) {
        sent += count;
        onProgress?.(sent, rounds * perRound);
      },
    });
    const divergences = fleet.steps.map((_, at) => divergenceIn(at, round, fleet.steps, reference, report));
    for (const [at, each] of divergences.entries()) if (each) found.set(at, merged(found.get(at), each));
    steps = fleet.steps.map((step, at) => stepResult(step, reference.steps[at], divergences[at], steps[at]));
    life.started += fleet.life.started;
    life.recycled += fleet.life.recycled;
    life.frozen += fleet.life.frozen;
    life.deploys += scenario.steps.filter(({ deploy }) => deploy).length;
    life.ended.push(...fleet.life.ended);
  }
  return {
    rounds,
    requests: sent,
    life,
    steps,
    divergences: [...found].sort(([a], [b]) => a - b).map(([, each]) => each),
  };
}

/** The first round tells it, the others count. */
function merged(first: Divergence | undefined, next: Divergence): Divergence {
  return first === undefined
    ? next
    : { ...first, requests: first.requests + next.requests, different: first.different + next.different };
}

function stepResult(
  step: PlayedStep,
  reference: PlayedStep | undefined,
  divergence: Divergence | undefined,
  sum: StepResult | undefined,
): StepResult {
  return {
    title: step.step.title,
    line: step.step.line,
    requests: (sum?.requests ?? 0) + step.requests.length,
    different: (sum?.different ?? 0) + (divergence?.different ?? 0),
    reference: sum?.reference ?? tallied(reference),
    fleet: sum !== undefined && sum.different > 0 ? sum.fleet : tallied(step),
  };
}

/** `200 × 3, 404 × 6`. */
export function tallied(step: PlayedStep | undefined): string {
  const counts = new Map<string, number>();
  for (const { answered } of step?.requests ?? []) {
    const text =
      answered === undefined
        ? 'not sent'
        : answered.missing === undefined
          ? String(answered.answer.status)
          : 'no answer';
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const each = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return each.map(([text, times]) => (times === 1 ? text : `${text} × ${times}`)).join(', ');
}

/** What one instance does not do either, and why, as far as it says so. */
function notesOf({ steps, life }: ReferenceRun): string[] {
  const unmet = steps.flatMap(({ step, shortfalls, requests }) =>
    step.expectations.flatMap(({ text, line }, at) => {
      const got = requests.some(({ answered }) => answered !== undefined) ? shortfalls[at] : undefined;
      return got === undefined ? [] : [`line ${line}: \`?? ${text}\` does not hold on one instance either: ${got}.`];
    }),
  );
  const unsent = steps.filter(({ requests }) => requests.every(({ answered }) => answered === undefined));
  const unexpected = steps.filter(
    ({ step, shortfalls }) => step.expectations.length === 0 || shortfalls.some((each) => each !== undefined),
  );
  const failed = unexpected.flatMap(({ requests }) =>
    requests.filter(({ answered }) => (answered?.answer.status ?? 0) >= 500),
  );
  const [said = ''] = life.complaints.split('\n').filter((line) => /error|cannot|refused|failed/i.test(line));
  return [
    ...unmet,
    ...unsent.map(
      ({ step }) => `line ${step.line}: "${step.title}" was not sent: an answer before it does not have what it needs.`,
    ),
    ...(failed.length > 0
      ? [
          `One instance fails ${failed.length === 1 ? 'once' : `${failed.length} times`}${said === '' ? '' : `: ${said.trim()}`}.`,
        ]
      : []),
    ...life.ended.map(({ reason }) => `The one instance that the fleet is compared with was lost: ${reason}.`),
  ];
}
