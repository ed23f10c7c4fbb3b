/** Plays a scenario against a running service and says what was different from what it expects. */
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { parsed, shortfall, valueAt, type Answer } from './answers.js';
import type { Request, Scenario, Step } from './scenario.js';

export interface Service {
  readonly origin: string;
  /** Replaces every instance by a new one. */
  restart(): Promise<void>;
}

export interface Difference {
  readonly step: string;
  readonly expected: string;
  readonly got: string;
}

/** "Concurrently" is as many at once as these carry. */
const CONNECTIONS = 64;

type Captured = ReadonlyMap<string, string>;
type Send = (request: Request) => Promise<Answer>;

/** Steps that follow a difference are played all the same: what else is wrong is worth knowing. */
export async function replay(scenario: Scenario, service: Service): Promise<Difference[]> {
  // Not kept: a connection may be closed by the other side just as it is used again.
  const agent = new Agent({ keepAlive: false, maxSockets: CONNECTIONS });
  const send: Send = (request) => answerTo(service.origin, request, agent);
  const captured = new Map<string, string>();
  const differences: Difference[] = [];
  try {
    for (const step of scenario.steps) {
      if (step.restart) await service.restart();
      if (step.waitMs > 0) await sleep(step.waitMs);
      differences.push(...(await played(step, send, captured)));
    }
  } finally {
    agent.destroy();
  }
  return differences;
}

async function played(step: Step, send: Send, captured: Map<string, string>): Promise<Difference[]> {
  const missing = namesIn(step).find((name) => name !== 'n' && !captured.has(name));
  if (missing !== undefined)
    return [{ step: step.name, expected: `a value of {{${missing}}}`, got: 'none was captured' }];

  const answers = await answersTo(step, send, captured);
  const differences = step.expectations.flatMap((expectation): Difference[] => {
    const wanted =
      expectation.kind === 'value' ? { ...expectation, value: filled(expectation.value, captured) } : expectation;
    const got = shortfall(wanted, answers);
    return got === undefined ? [] : [{ step: step.name, expected: filled(expectation.text, captured), got }];
  });
  const last = answers.at(-1);
  for (const { name, path } of step.captures) {
    const value = last && valueAt(last, path);
    if (value === undefined) differences.push({ step: step.name, expected: `${path} to capture`, got: 'nothing' });
    else captured.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return differences;
}

async function answersTo(step: Step, send: Send, captured: Captured): Promise<Answer[]> {
  const requests = Array.from({ length: step.times }, (_, at) =>
    filledIn(step.request, new Map([...captured, ['n', `${at + 1}`]])),
  );
  if (step.concurrently) return Promise.all(requests.map(send));
  const answers: Answer[] = [];
  for (const request of requests) answers.push(await send(request));
  return answers;
}

const NAMES = /\{\{(?<name>\w+)\}\}/g;

function namesIn(step: Step): string[] {
  const { target, headers, body = '' } = step.request;
  const values = step.expectations.flatMap((expectation) => (expectation.kind === 'value' ? [expectation.value] : []));
  const texts = [target, body, ...headers.map(([, value]) => value), ...values];
  return texts.flatMap((one) => [...one.matchAll(NAMES)].map(({ groups }) => groups?.name ?? ''));
}

function filled(template: string, captured: Captured): string {
  return template.replaceAll(NAMES, (whole, name: string) => captured.get(name) ?? whole);
}

function filledIn({ method, target, headers, body }: Request, captured: Captured): Request {
  return {
    method,
    target: filled(target, captured),
    headers: headers.map(([name, value]) => [name, filled(value, captured)] as const),
    ...(body === undefined ? {} : { body: filled(body, captured) }),
  };
}

async function answerTo(origin: string, request: Request, agent: Agent): Promise<Answer> {
  try {
    const response = await sent(origin, request, agent);
    return { status: response.statusCode ?? 0, headers: response.headers, body: parsed(await text(response)) };
  } catch (error) {
    return { status: 0, headers: {}, body: String(error) };
  }
}

function sent(origin: string, { method, target, headers, body }: Request, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const outgoing = httpRequest(origin + target, {
      method,
      agent,
      headers: { ...Object.fromEntries(headers), ...length },
    });
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
