/** `{{…}}` in requests: what earlier answers said, and values that are new for each request and yet the same in every replay. */
import type { WireAnswer, WireRequest } from '../wire.js';
import { chanceOf } from '../random.js';
import { subjectOf } from './answer.js';
import { pathIn } from './path.js';
import type { Step, Subject, Template } from './scenario.js';

export const HOLE = /\{\{(?<inside>[^{}]+)\}\}/g;

/** The answer that each named step got last. */
export type Answers = ReadonlyMap<string, WireAnswer>;

/** What a hole reads: a part of a named answer. */
export interface Capture {
  readonly name: string;
  readonly subject: Subject;
}

/** `login.response.body.$.token`, `login.response.headers.location`, `login.response.cookies.session`; `login.token` as httpYac has it. */
export function captureIn(inside: string): Capture | undefined {
  const [, name = '', rest = ''] = /^([A-Za-z_]\w*)[.[](.+)$/.exec(inside) ?? [];
  if (name === '') return undefined;
  const [, part = 'body', within = rest] = /^response\.(body|headers|cookies)(?:\.|$)(.*)$/.exec(rest) ?? [];
  if (part === 'headers') return { name, subject: { kind: 'header', name: within } };
  if (part === 'cookies') return { name, subject: { kind: 'cookie', name: within } };
  const path = within === '*' ? [] : pathIn(within);
  return path && { name, subject: { kind: 'body', path } };
}

export interface Occasion {
  readonly answers: Answers;
  readonly index: number;
  /** Of the step, so that what is made up differs between steps. */
  readonly line: number;
}

/** A day on which nothing expires: scenarios that need the real one ask the program for it. */
const MADE_UP: Readonly<Record<string, (occasion: Occasion, words: readonly string[]) => string>> = {
  $index: ({ index }) => String(index),
  $timestamp: () => String(Math.floor(Date.now() / 1000)),
  $datetime: () => new Date().toISOString(),
  $guid: uuidFor,
  $uuid: uuidFor,
  $randomInt: ({ line, index }, [least = '0', most = '1000']) =>
    String(Number(least) + Math.floor(chanceOf(index, `integer ${line}`).next() * (Number(most) - Number(least)))),
};

export const MADE_UP_NAMES = Object.keys(MADE_UP);

function uuidFor({ line, index }: Occasion): string {
  const chance = chanceOf(index, `uuid ${line}`);
  const digits = Array.from({ length: 32 }, (_, at) =>
    at === 12 ? '4' : Math.floor(chance.next() * 16).toString(16),
  ).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Undefined where an answer that it needs does not have it. */
export function filled(template: string, occasion: Occasion): string | undefined {
  const missing: string[] = [];
  const text = template.replaceAll(HOLE, (whole, spaced: string) => {
    const inside = spaced.trim();
    const [word = '', ...words] = inside.split(/\s+/);
    const made = MADE_UP[word]?.(occasion, words);
    if (made !== undefined) return made;
    const capture = captureIn(inside);
    const answer = capture && occasion.answers.get(capture.name);
    const value = answer && subjectOf(answer, capture.subject);
    if (value !== undefined) return typeof value === 'string' ? value : JSON.stringify(value);
    missing.push(inside);
    return whole;
  });
  return missing.length === 0 ? text : undefined;
}

export function requestFrom(template: Template, occasion: Occasion): WireRequest | undefined {
  const target = filled(template.target, occasion);
  const headers = template.headers.map(([name, value]) => [name, filled(value, occasion)] as const);
  const body = template.body === undefined ? undefined : filled(template.body, occasion);
  const isWhole = headers.every((header): header is readonly [string, string] => header[1] !== undefined);
  if (target === undefined || !isWhole || (template.body !== undefined && body === undefined)) return undefined;
  return { method: template.method, target, headers, ...(body === undefined ? {} : { body }) };
}

/** The holes of a request. */
export function holesIn({ request, expectations }: Step): { inside: string; whole: string }[] {
  const { target, headers, body = '' } = request;
  const texts = [target, ...headers.map(([, value]) => value), body, ...expectations.map(({ value = '' }) => value)];
  return texts.flatMap((text) =>
    [...text.matchAll(HOLE)].map((found) => ({ inside: found.groups?.inside?.trim() ?? '', whole: found[0] })),
  );
}
