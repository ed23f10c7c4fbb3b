/** Plays a scenario against a fleet, or against the one instance that it is compared with. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openFleet, type Fleet, type FleetLife, type FleetOptions, type Served } from './fleet.js';
import { filled, requestFrom, type Answers } from './scenario/fill.js';
import { keptIn, withCookies, type Jar } from './scenario/cookies.js';
import { shortfall } from './scenario/expectation.js';
import type { Scenario, Step } from './scenario/scenario.js';
import type { WireAnswer, WireRequest } from './wire.js';

export interface PlayedStep {
  readonly step: Step;
  readonly requests: readonly Played[];
  /** What came instead, for each expectation that was not met, in the order of the step's. */
  readonly shortfalls: readonly (string | undefined)[];
  /** What had been captured when it began: so values can be told from the names that they go by. */
  readonly captured: Answers;
}

/** Undefined on both where a value that the request needs never came. */
export interface Played {
  readonly request: WireRequest | undefined;
  readonly answered: Served | undefined;
}

export interface PlayOptions {
  onAnswer?: (count: number) => void;
  /** The order in which parallel requests are sent, which is nobody's to rely on. */
  shuffle?: <Item>(requests: readonly Item[]) => readonly Item[];
  /** Answers of an earlier play: what fails in this one leaves later requests with those. */
  known?: Answers;
}

/** Steps that follow a difference are played all the same: what else is wrong is worth knowing. */
export async function play(
  scenario: Scenario,
  fleet: Fleet,
  { onAnswer = () => undefined, shuffle = (requests) => requests, known }: PlayOptions = {},
): Promise<PlayedStep[]> {
  const answers = new Map(known);
  const played: PlayedStep[] = [];
  let jar: Jar = [];
  for (const step of scenario.steps) {
    if (step.deploy) await fleet.deploy();
    if (step.sleepMs > 0) await sleep(step.sleepMs);
    const captured = new Map(answers);
    const requests = await playedStep(step, fleet, captured, jar, shuffle);
    if (step.cookies) jar = requests.reduce(keptAfter, jar);
    onAnswer(requests.length);
    const came = requests.flatMap(({ answered }) => (answered ? [answered.answer] : []));
    const last = came.at(-1);
    if (step.name !== undefined && last && !(known?.has(step.name) && isFailure(last))) answers.set(step.name, last);
    played.push({ step, requests, captured, shortfalls: shortfallsOf(step, captured, came) });
  }
  return played;
}

/** On a fleet that is there as long as that takes. */
export async function playedOn(
  scenario: Scenario,
  options: FleetOptions,
  playOptions?: PlayOptions,
): Promise<{ steps: PlayedStep[]; life: FleetLife }> {
  const fleet = openFleet(options);
  const steps = await play(scenario, fleet, playOptions).finally(() => fleet.stop());
  return { steps, life: fleet.life() };
}

const isFailure = ({ status }: WireAnswer): boolean => status === 0 || status >= 400;

async function playedStep(
  step: Step,
  fleet: Fleet,
  answers: Answers,
  kept: Jar,
  shuffle: NonNullable<PlayOptions['shuffle']>,
): Promise<Played[]> {
  const requests = Array.from({ length: step.times }, (_, index) =>
    requestFrom(step.request, { answers, index, line: step.line }),
  );
  const ask = async (plain: WireRequest | undefined, jar: Jar): Promise<Played> => {
    const request = plain && step.cookies ? withCookies(plain, jar) : plain;
    return { request, answered: request && (await fleet.ask(request)) };
  };
  if (step.parallel) {
    const sent = shuffle([...requests.entries()]).map(async ([at, request]) => ({
      at,
      played: await ask(request, kept),
    }));
    return (await Promise.all(sent)).sort((a, b) => a.at - b.at).map(({ played }) => played);
  }
  const played: Played[] = [];
  let jar = kept;
  for (const request of requests) {
    const each = await ask(request, jar);
    jar = keptAfter(jar, each);
    played.push(each);
  }
  return played;
}

const keptAfter = (jar: Jar, { request, answered }: Played): Jar =>
  request && answered ? keptIn(jar, request, answered.answer) : jar;

function shortfallsOf(step: Step, answers: Answers, came: readonly WireAnswer[]): (string | undefined)[] {
  return step.expectations.map((expectation) => {
    if (came.length === 0) return 'it was not sent';
    const wanted = filled(expectation.value ?? '', { answers, index: 0, line: step.line });
    return wanted === undefined ? 'a value for it never came' : shortfall(expectation, wanted, came);
  });
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
