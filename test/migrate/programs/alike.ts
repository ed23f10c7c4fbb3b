/**
 * Requests that are all alike, at once: whichever comes first, together they get the answers, show the effects and leave the content that they would
 * one after the other, if each of them is one step.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Files } from '../../programs/memory.js';
import { slowStates } from './backends.js';
import { within } from './grammar.js';
import { load, type Event } from './load.js';
import type { FunctionPlan, Plan } from './plan.js';
import { copyOf, KEYS, settled, START, stepsOf } from './run.js';
import { storedOf } from './write.js';

const INSTANCES = 3;
const REQUESTS = 6;
/** Of the steps that the program is run with otherwise. */
const BEFORE = 4;

interface Together {
  readonly answers: readonly string[];
  readonly effects: readonly string[];
  readonly left: unknown;
}

/** What went otherwise, if anything did. */
export async function differenceAtOnce(plan: Plan, before: Files, after: Files): Promise<string | undefined> {
  // Lists and Sets have an operation for each call, and say so in a warning where a look follows a write.
  if (!/Map|object/.test(storedOf(plan).name)) return undefined;
  // A step on two stores is two, and says so.
  if (plan.other !== undefined) return undefined;
  const [original, migrated] = [load(before), load(after)];
  for (const op of opsOfOneStep(plan)) {
    const expected = await run(plan, op, original, 0);
    const found = await run(plan, op, migrated, INSTANCES);
    if (isDeepStrictEqual(expected, found)) continue;
    return `${REQUESTS} times ${op} at once:\n  before: ${JSON.stringify(expected)}\n  after:  ${JSON.stringify(found)}`;
  }
  return undefined;
}

/** Operations that call one function, which waits for nothing and works on one entry by itself. */
function opsOfOneStep({ functions, ops }: Plan): string[] {
  const names = new Set(functions.map(({ name }) => name));
  const isOneStep = ({ isAsync, body }: FunctionPlan): boolean => {
    const trees = [...within(body)];
    const isOverall = trees.some(({ text }) =>
      /NAMES|@\.(?:size|keys|values|entries|clear|forEach)|\(@\)|of @|\.\.\.@/.test(text),
    );
    return (
      !isAsync && !isOverall && !trees.some(({ uses, text }) => names.has(uses ?? '') || /'total'|'ann'/.test(text))
    );
  };
  const single = new Set(functions.filter(isOneStep).map(({ name }) => name));
  return ops.flatMap(({ calls, style }, index) => {
    const [only] = calls;
    return calls.length === 1 && style < 2 && only !== undefined && single.has(only) ? [`op${index}`] : [];
  });
}

/** `count`: of instances; 0: the program as it was, one request after the other. */
async function run(plan: Plan, op: string, program: ReturnType<typeof load>, count: number): Promise<Together> {
  const realNow = Date.now;
  Date.now = () => START;
  const states = count > 0 ? slowStates(count, plan.seed).states : [undefined];
  const effects: string[] = [];
  let isRecorded = false;
  const record = (...values: readonly unknown[]): void => {
    if (isRecorded) effects.push(JSON.stringify(copyOf(values)));
  };
  try {
    const instances = states.map((state) => program.start(record, state));
    const ask = (event: Event, index = 0) => settled(() => instances[index % instances.length]?.handler({ ...event }));
    for (const { event } of stepsOf(plan, BEFORE * 2).slice(0, BEFORE)) await ask(event);
    isRecorded = true;
    const event = { op, key: 'ann', amount: 2, label: 'open' };
    const answers: unknown[] = [];
    const requests = Array.from({ length: REQUESTS }, (_, index) => index);
    if (count > 0) answers.push(...(await Promise.all(requests.map((index) => ask(event, index)))));
    else for (const index of requests) answers.push(await ask(event, index));
    isRecorded = false;
    const left: unknown[] = [];
    for (const key of KEYS) left.push(await ask({ op: 'dump', key, amount: 0, label: '' }));
    return { answers: answers.map((one) => JSON.stringify(one)).sort(), effects: effects.sort(), left };
  } finally {
    Date.now = realNow;
    await Promise.all(states.flatMap((state) => (state === undefined ? [] : [state.close()])));
  }
}
