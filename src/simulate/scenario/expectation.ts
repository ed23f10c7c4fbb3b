/** `?? status == 302`, as httpYac writes it, with a count for repeated requests: read, and held against answers. */
import { isDeepStrictEqual } from 'node:util';
import type { WireAnswer } from '../wire.js';
import { subjectOf } from './answer.js';
import { parsed, pathIn } from './path.js';
import { PREDICATES, type Count, type Expectation, type Predicate, type Subject } from './scenario.js';

const ALTERNATIVES = [...PREDICATES].sort((a, b) => b.length - a.length).join('|');
const FORM = new RegExp(`^(?<subject>.+?)\\s+(?<predicate>${ALTERNATIVES})(?:\\s+(?<value>.+?))?$`);
const COUNT = /\s+for(?: (?<bound>at most|at least))? (?<times>\d+)$/;

/** Undefined for what is no expectation. */
export function expectationIn(text: string, line: number): Expectation | undefined {
  const counted = COUNT.exec(text);
  const found = FORM.exec(text.slice(0, counted?.index ?? text.length))?.groups;
  const subject = found && subjectIn(found.subject ?? '');
  const predicate = PREDICATES.find((each) => each === found?.predicate);
  if (subject === undefined || predicate === undefined) return undefined;
  const needsValue = predicate !== 'exists' && predicate !== 'isDistinct';
  if (needsValue !== (found?.value !== undefined)) return undefined;
  return {
    ...{ text, line, subject, predicate },
    ...(found?.value === undefined ? {} : { value: found.value }),
    ...(counted === null ? {} : { count: countIn(counted.groups ?? {}) }),
  };
}

function countIn({ bound, times }: Partial<Record<string, string>>): Count {
  return { times: Number(times), bound: bound === 'at most' || bound === 'at least' ? bound : 'exactly' };
}

function subjectIn(text: string): Subject | undefined {
  const [, kind = '', rest = ''] = /^(\w+)(?:\s+(\S.*))?$/.exec(text) ?? [];
  switch (kind) {
    case 'status':
      return rest === '' ? { kind } : undefined;
    case 'body':
    case 'jsonpath': {
      const path = pathIn(rest);
      return path && { kind: 'body', path };
    }
    case 'js': {
      const path = pathIn(rest.replace(/^response\.parsedBody\.?/, ''));
      return path && { kind: 'body', path };
    }
    case 'header':
    case 'cookie':
      return rest === '' ? undefined : { kind, name: rest };
    default:
      return undefined;
  }
}

type Test = (value: unknown, wanted: string) => boolean;

const TESTS: Readonly<Record<Exclude<Predicate, 'isDistinct'>, Test>> = {
  '==': isSame,
  '!=': (value, wanted) => !isSame(value, wanted),
  '<': (value, wanted) => Number(value) < Number(wanted),
  '<=': (value, wanted) => Number(value) <= Number(wanted),
  '>': (value, wanted) => Number(value) > Number(wanted),
  '>=': (value, wanted) => Number(value) >= Number(wanted),
  includes: (value, wanted) => textOf(value).includes(wanted),
  startsWith: (value, wanted) => textOf(value).startsWith(wanted),
  endsWith: (value, wanted) => textOf(value).endsWith(wanted),
  matches: (value, wanted) => new RegExp(wanted).test(textOf(value)),
  exists: (value) => value !== undefined,
};

/** Expected is JSON, or text as it stands: ids look like numbers, and are not. */
function isSame(value: unknown, wanted: string): boolean {
  return value === wanted || isDeepStrictEqual(value, parsed(wanted));
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);

/** What came instead, in a few words; undefined where the expectation is met. `wanted` is its value with everything filled in. */
export function shortfall(
  { subject, predicate, count }: Expectation,
  wanted: string,
  answers: readonly WireAnswer[],
): string | undefined {
  const values = answers.map((answer) => subjectOf(answer, subject));
  if (predicate === 'isDistinct') {
    const different = new Set(values.map((value) => JSON.stringify(value))).size;
    return different === values.length ? undefined : `${different} different ones in ${values.length} answers`;
  }
  const times = values.filter((value) => TESTS[predicate](value, wanted)).length;
  return isEnough(times, count, values.length) ? undefined : tallied(values, subject);
}

function isEnough(times: number, count: Count | undefined, all: number): boolean {
  if (count === undefined) return times === all;
  if (count.bound === 'at most') return times <= count.times;
  return count.bound === 'at least' ? times >= count.times : times === count.times;
}

const SHOWN = 5;

/** `200 × 3, 404 × 6`. */
function tallied(values: readonly unknown[], { kind }: Subject): string {
  const counts = new Map<string, number>();
  for (const value of values) {
    const text =
      kind === 'status' && value === 0 ? 'no answer' : value === undefined ? 'nothing' : JSON.stringify(value);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const each = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  const shown = each.slice(0, SHOWN).map(([text, times]) => `${text} × ${times}`);
  return shown.join(', ') + (each.length > SHOWN ? ' …' : '');
}
