/** The one instance that is never replaced: what it answers, and what it does not do either. */
import { masksOf } from './compare/masks.js';
import type { Reference } from './divergences.js';
import { SimulateError } from './errors.js';
import type { FleetLife } from './fleet.js';
import { playedOn } from './play.js';
import { chanceOf } from './random.js';
import type { Scenario } from './scenario/scenario.js';
import type { World } from './world.js';

export interface ReferenceRun extends Reference {
  readonly life: FleetLife;
}

/** Twice, because what two runs of one instance do not agree on is no divergence. */
export async function referenceOf(scenario: Scenario, world: World): Promise<ReferenceRun> {
  const first = await playedOn(scenario, world.fleet('reference', 1));
  const broken = first.life.ended.find(({ reason }) => reason.startsWith('it did not start'));
  if (broken !== undefined) {
    const said = first.life.complaints.trim().split('\n').slice(0, 4).join('\n');
    throw new SimulateError(
      `the program does not start: ${broken.reason.replace(/^it did not start: /, '')}${said === '' ? '' : `\n${said}`}`,
    );
  }
  // In another order, where the scenario leaves it open: what depends on that is no divergence either.
  const second = await playedOn(scenario, world.fleet('reference', 2), { shuffle: chanceOf(2, 'order').shuffled });
  return {
    steps: first.steps,
    again: second.steps,
    life: first.life,
    masks: first.steps.map((step, at) => masksOf(step, second.steps[at] ?? step)),
  };
}

/** What one instance does not do either, and why, as far as it says so. */
export function notesOf({ steps, life }: ReferenceRun): string[] {
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
