/** What came back, and whether it is what a scenario expects. */
import { isDeepStrictEqual } from 'node:util';
import type { Expectation } from './scenario.js';

export interface Answer {
  /** 0 where none came. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Parsed where it is JSON. */
  readonly body: unknown;
}

/** What came instead, in a few words; undefined where the expectation is met. */
export function shortfall(expectation: Expectation, answers: readonly Answer[]): string | undefined {
  switch (expectation.kind) {
    case 'status': {
      const { status, count } = expectation;
      const times = answers.filter((answer) => answer.status === status).length;
      const wanted = count?.times ?? answers.length;
      return (count?.atMost ? times <= wanted : times === wanted) ? undefined : tallied(answers);
    }
    case 'value':
      return listed(
        answers.map((answer) => valueAt(answer, expectation.path)).filter((value) => !isSame(value, expectation.value)),
      );
    case 'presence':
      return listed(answers.map((answer) => valueAt(answer, expectation.path)).filter((value) => value === undefined));
    case 'distinct': {
      const values = answers.map((answer) => valueAt(answer, expectation.path));
      const different = new Set(values.map((value) => JSON.stringify(value))).size;
      return different === values.length ? undefined : `${different} different ones in ${values.length} answers`;
    }
  }
}

/** `body.items[0].id`, `body.list.length`, `header.location`, `cookie.session`. */
export function valueAt(answer: Answer, path: string): unknown {
  const [source, ...names] = path.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
  const rest = names.join('.');
  if (source === 'header') return answer.headers[rest.toLowerCase()];
  if (source === 'cookie') return cookieIn(answer, rest);
  return names.reduce<unknown>((value, name) => propertyOf(value, name), answer.body);
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function cookieIn({ headers }: Answer, name: string): string | undefined {
  const cookies = [headers['set-cookie'] ?? []].flat();
  const found = cookies.find((cookie) => cookie.startsWith(`${name}=`));
  return found?.slice(name.length + 1).split(';')[0];
}

/** Expected is JSON, or text as it stands: ids look like numbers, and are not. */
function isSame(value: unknown, wanted: string): boolean {
  return value === wanted || isDeepStrictEqual(value, parsed(wanted));
}

/** Text where it is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `200 × 3, 404 × 6`. */
function tallied(answers: readonly Answer[]): string {
  const counts = new Map<number, number>();
  for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1);
  const each = [...counts].sort(([a], [b]) => a - b);
  return each.map(([status, count]) => `${status === 0 ? 'no answer' : status} × ${count}`).join(', ');
}

function listed(values: readonly unknown[]): string | undefined {
  if (values.length === 0) return undefined;
  const texts = [...new Set(values.map((value) => (value === undefined ? 'nothing' : JSON.stringify(value))))];
  return texts.slice(0, 5).join(', ') + (texts.length > 5 ? ' …' : '');
}
