/** An answer as it is compared: without what is new in every run by its nature, and with names in place of what was captured. */
import type { Answers } from '../scenario/fill.js';
import { parsed } from '../scenario/path.js';
import type { WireAnswer } from '../wire.js';

/** Each leaf of an answer by its path, `status`, `header location`, `$.items[0].id`. */
export type View = ReadonlyMap<string, string>;

export const NO_ANSWER: View = new Map([['status', 'no answer']]);

export function viewOf({ status, headers, body }: WireAnswer, known: Names): View {
  const view = new Map([['status', status === 0 ? 'no answer' : String(status)]]);
  for (const [name, value] of Object.entries(headers)) {
    if (!VOLATILE.test(name)) for (const [path, text] of headerLeaves(name, value)) view.set(path, masked(text, known));
  }
  const content = parsed(body);
  if (body !== '') for (const [path, value] of leaves(content, '$', known)) view.set(path, value);
  return view;
}

/** Headers that say something about the moment or the connection. */
const VOLATILE =
  /^(?:date|connection|keep-alive|transfer-encoding|content-length|etag|last-modified|expires|age|server-timing|retry-after|x-powered-by|.*request-?id|.*trace.*|x-response-time|x-runtime|.*reset(?:-after)?)$/;

function headerLeaves(name: string, value: string | readonly string[]): [string, string][] {
  if (name !== 'set-cookie') return [[`header ${name}`, [value].flat().join(', ')]];
  return [value].flat().map((cookie) => {
    const [pair = '', ...attributes] = cookie.split(/; */);
    const at = pair.indexOf('=');
    const kept = attributes.filter((attribute) => !/^expires=/i.test(attribute)).sort();
    return [`cookie ${pair.slice(0, at)}`, [pair.slice(at + 1), ...kept].join('; ')];
  });
}

function* leaves(value: unknown, path: string, known: Names, key = ''): Generator<[string, string]> {
  if (typeof value === 'string') yield [path, masked(value, known)];
  else if (typeof value === 'number') yield [path, maskedNumber(value, key, known)];
  else if (typeof value !== 'object' || value === null) yield [path, String(value)];
  else if (Array.isArray(value)) {
    yield [`${path}.length`, String(value.length)];
    for (const [at, each] of value.entries()) yield* leaves(each, `${path}[${at}]`, known, key);
  } else {
    for (const [name, each] of Object.entries(value))
      yield* leaves(each, `${path}.${masked(name, known)}`, known, name);
  }
}

/** What was captured, by the name that the scenario gives it. */
export type Names = ReadonlyMap<string, string>;

/** Short ones, such as numbers that count, are equal to others by chance. */
const SHORTEST_NAMED = 6;

export function namesIn(answers: Answers): Names {
  const names = new Map<string, string>();
  for (const [name, { body, headers }] of answers) {
    for (const [path, value] of [
      ...rawLeaves(parsed(body), name),
      ...rawLeaves(cookieValues(headers), `${name} cookie`),
    ]) {
      if (value.length >= SHORTEST_NAMED) names.set(value, `{${path}}`);
    }
  }
  return names;
}

function* rawLeaves(value: unknown, path: string): Generator<[string, string]> {
  if (typeof value === 'string' || typeof value === 'number') yield [path, String(value)];
  else if (typeof value === 'object' && value !== null)
    for (const [name, each] of Object.entries(value)) yield* rawLeaves(each, `${path}.${name}`);
}

function cookieValues(headers: WireAnswer['headers']): Record<string, string> {
  const cookies = [headers['set-cookie'] ?? []].flat();
  return Object.fromEntries(cookies.map((cookie) => /^([^=]*)=([^;]*)/.exec(cookie)?.slice(1) as [string, string]));
}

const FORMS: readonly (readonly [form: RegExp, name: string])[] = [
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, '<uuid>'],
  [/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, '<token>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g, '<time>'],
  [/\b\d{13}\b/g, '<time>'],
  [/\b(?=[\da-f]*\d)(?=[\da-f]*[a-f])[\da-f]{24,}\b/g, '<id>'],
];

function masked(text: string, known: Names): string {
  const name = known.get(text);
  if (name !== undefined) return name;
  return FORMS.reduce((sum, [form, mask]) => sum.replaceAll(form, mask), text);
}

const DURATION =
  /(?:uptime|elapsed|duration|latency|took|responseTime|(?:retry|reset)(?:After|In)?|expiresIn|ttl|remainingMs)(?:Ms|Seconds|Secs)?$|Ms$/i;

const DAY_MS = 86_400_000;

function maskedNumber(value: number, key: string, known: Names): string {
  const now = Date.now();
  if ([value, value * 1000].some((moment) => Math.abs(moment - now) < 400 * DAY_MS)) return '<time>';
  if (DURATION.test(key)) return '<duration>';
  return known.get(String(value)) ?? String(value);
}
