/** What users see when the backend fails: the scenario before, during and after it, on the same instances. */
import { SimulateError } from './errors.js';
import { addressOf } from './backend/address.js';
import { FAIR, WEATHER } from './backend/faults.js';
import { openProxy } from './backend/proxy.js';
import { openFleet, type Fleet } from './fleet.js';
import { play, tallied, type Played, type PlayedStep } from './play.js';
import type { WireAnswer } from './wire.js';
import type { FaultOptions, FaultReport, FaultStep, FaultPhase } from './fault-types.js';
import { playedOf, prepared, worldOf } from './world.js';

const PATIENCE_MS = 60_000;

type Served = NonNullable<Played['answered']>;

/** @throws SimulateError where there is no backend to come before, or the program does not use it. */
export async function simulateFault(root: string, options: FaultOptions, now: () => number): Promise<FaultReport> {
  const address = addressOf(options.env?.COLDSTATE_URL);
  const { seed = 1 } = options;
  const whole = await prepared(root, options);
  const { scenario } = whole;
  const proxy = await openProxy(address, seed);
  // Who is late is waited for: how long users wait is what is asked.
  const timeoutMs = options.timeoutMs ?? PATIENCE_MS;
  const env = { ...options.env, COLDSTATE_URL: address.through(proxy.port) };
  const world = worldOf(whole, { ...options, env, timeoutMs });
  const fleet = openFleet(world.fleet('fleet', seed));
  const took = new Map<Served, number>();
  const timed: Fleet = {
    ...fleet,
    async ask(request) {
      const began = now();
      const served = await fleet.ask(request);
      took.set(served, now() - began);
      return served;
    },
  };
  try {
    const before = await play(scenario, timed);
    if (proxy.connections() === 0)
      throw new SimulateError(
        `no instance opened a connection to ${address.name}: the program does not use COLDSTATE_URL. Migrate its stores first: coldstate migrate plan`,
      );
    const known = answersIn(before);
    proxy.turn(WEATHER[options.fault]);
    const during = await play(scenario, timed, { known });
    proxy.turn(FAIR);
    const after = await play(scenario, timed, { known });
    await fleet.stop();
    return {
      ...playedOf(whole, options),
      backend: address.name,
      fault: options.fault,
      steps: before.map((step, at) => stepOf(step, during[at], after[at], took)),
      ended: fleet.life().ended,
    };
  } finally {
    await fleet.stop();
    await world.close();
    await proxy.stop();
  }
}

function answersIn(steps: readonly PlayedStep[]): ReadonlyMap<string, WireAnswer> {
  return new Map(
    steps.flatMap(({ step: { name }, requests }) => {
      const last = requests.findLast(({ answered }) => answered !== undefined)?.answered;
      return name === undefined || last === undefined ? [] : [[name, last.answer]];
    }),
  );
}

function stepOf(
  before: PlayedStep,
  during: PlayedStep | undefined,
  after: PlayedStep | undefined,
  took: ReadonlyMap<Served, number>,
): FaultStep {
  const phase = (step: PlayedStep | undefined): FaultPhase => ({
    answers: tallied(step),
    failed: servedIn(step).filter(isFailure).length,
    unanswered: servedIn(step).filter(({ missing }) => missing !== undefined).length,
    slowestMs: Math.round(Math.max(0, ...servedIn(step).map((served) => took.get(served) ?? 0))),
  });
  return {
    title: before.step.title,
    line: before.step.line,
    request: `${before.step.request.method} ${before.step.request.target}`,
    ...{ before: phase(before), during: phase(during), after: phase(after) },
  };
}

const servedIn = (step: PlayedStep | undefined): Served[] =>
  (step?.requests ?? []).flatMap(({ answered }) => (answered === undefined ? [] : [answered]));

const isFailure = ({ answer, missing }: Served): boolean => missing !== undefined || answer.status >= 500;

/** Steps that fail more often than before the fault, although it is over. */
export const stillFailing = (steps: readonly FaultStep[]): FaultStep[] =>
  steps.filter(({ before, after }) => after.failed > before.failed);

/** What no fault of a backend excuses: an instance that ends, a request without an answer, failures that stay when the backend is back. */
export function isSurvived({ steps, ended }: FaultReport): boolean {
  return ended.length === 0 && steps.every(({ during }) => during.unanswered === 0) && stillFailing(steps).length === 0;
}
