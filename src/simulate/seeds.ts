/** The scenario on one fleet after the other, each with a seed of its own, and what they answer otherwise than the one instance. */
import type { Report } from '../model/report.js';
import { divergenceIn, type Reference } from './divergences.js';
import { playedOn, tallied, type PlayedStep } from './play.js';
import type { Scenario } from './scenario/scenario.js';
import type { Divergence, SimulateOptions, Simulation, StepResult } from './types.js';
import type { World } from './world.js';

type Seen = Pick<Simulation, 'seeds' | 'requests' | 'life' | 'steps' | 'divergences'>;

export async function playedWithSeeds(
  scenario: Scenario,
  world: World,
  reference: Reference,
  report: Report,
  { seed: first = 1, seeds: wanted = 1, requests = 1, onProgress }: SimulateOptions,
): Promise<Seen> {
  const perSeed = scenario.steps.reduce((sum, { times }) => sum + times, 0);
  const seeds = Math.max(wanted, Math.ceil(requests / perSeed));
  const found = new Map<number, Divergence>();
  const life = { started: 0, recycled: 0, frozen: 0, deploys: 0, ended: [] as { instance: string; reason: string }[] };
  let steps: readonly StepResult[] = [];
  let sent = 0;
  onProgress?.(0, seeds * perSeed);
  for (let seed = first; seed < first + seeds; seed += 1) {
    const fleet = await playedOn(scenario, world.fleet('fleet', seed), {
      onAnswer(count) {
        sent += count;
        onProgress?.(sent, seeds * perSeed);
      },
    });
    const divergences = fleet.steps.map((_, at) => divergenceIn(at, seed, fleet.steps, reference, report));
    for (const [at, each] of divergences.entries()) if (each) found.set(at, merged(found.get(at), each));
    steps = fleet.steps.map((step, at) => stepResult(step, reference.steps[at], divergences[at], steps[at]));
    life.started += fleet.life.started;
    life.recycled += fleet.life.recycled;
    life.frozen += fleet.life.frozen;
    life.deploys += scenario.steps.filter(({ deploy }) => deploy).length;
    life.ended.push(...fleet.life.ended);
  }
  return {
    seeds,
    requests: sent,
    life,
    steps,
    divergences: [...found].sort(([a], [b]) => a - b).map(([, each]) => each),
  };
}

/** The first seed tells it, the others count. */
function merged(first: Divergence | undefined, next: Divergence): Divergence {
  if (first === undefined) return next;
  return {
    ...first,
    seeds: [...first.seeds, ...next.seeds],
    requests: first.requests + next.requests,
    different: first.different + next.different,
  };
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
