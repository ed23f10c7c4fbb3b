import type { CallFacts, ModuleFacts, Value } from '../../model/facts.js';
import { table } from '../../model/table.js';
import { calleeName } from './names.js';

/** How code refuses a request: by a number, by a word that stands for one, or by an exception that a framework turns into one. */

const STATUS_KEYS = new Set(['status', 'statusCode', 'code']);
const STATUS_METHODS = new Set(['status', 'sendStatus', 'code', 'writeHead', 'error', 'createError', 'json', 'fail']);

/** Codes of tRPC, gRPC, Firebase and GraphQL, in one spelling. */
const CODES = table<number>({
  unauthenticated: 401,
  unauthorized: 401,
  forbidden: 403,
  'permission-denied': 403,
  'not-found': 404,
  conflict: 409,
  'already-exists': 409,
  gone: 410,
  locked: 423,
  'too-many-requests': 429,
  'resource-exhausted': 429,
  'rate-limited': 429,
  'service-unavailable': 503,
});

/** Words of functions and classes: `new NotFoundException()`, `Boom.conflict()`, `notFound()`, `throw new TooManyRequestsError()`. */
const NAMED_ANSWERS: readonly (readonly [RegExp, number])[] = [
  [/^(unauthori[sz]ed|unauthenticated)(exception|error)?$/i, 401],
  [/^forbidden(exception|error)?$/i, 403],
  [/^not_?found(exception|error)?$/i, 404],
  [/^conflict(exception|error)?$/i, 409],
  [/^gone(exception|error)?$/i, 410],
  [/^(too_?many_?requests|rate_?limit(ed|exceeded)?|throttler)(exception|error)?$/i, 429],
];

/** What all of them have in them: of nearly all calls it says that they are none. */
const MAY_BE_NAMED = /unauth|forbid|found|conflict|gone|too_?many|limit|throttl/i;

/** Constructors and functions that take a code as a word: `new TRPCError({ code })`, `new HttpsError(code)`. */
const TAKES_CODE = /(Error|Exception|error|fail|abort)$/;

/** Statuses that a call answers with. */
export function* statusesOfCall(module: ModuleFacts, { callee, args }: CallFacts): Generator<number> {
  const name = calleeName(module, callee).split('.').at(-1) ?? '';
  const named = MAY_BE_NAMED.test(name) ? NAMED_ANSWERS.find(([pattern]) => pattern.test(name)) : undefined;
  if (named) yield named[1];
  const takesStatus = STATUS_METHODS.has(name) || TAKES_CODE.test(name);
  for (const argument of takesStatus ? args : []) {
    const status = statusOf(argument);
    if (status !== undefined) yield status;
  }
}

/** The status that a property or an assignment of that name gives: `{ status: 429 }`, `response.statusCode = 404`. */
export function statusUnder(key: string, value: Value | undefined): number | undefined {
  return STATUS_KEYS.has(key) ? statusOf(value) : undefined;
}

function statusOf(value: Value | undefined): number | undefined {
  if (value?.kind === 'member') return codeOf(value.key);
  if (value?.kind !== 'literal') return undefined;
  if (typeof value.value === 'string') return codeOf(value.value);
  const isRefusal = typeof value.value === 'number' && value.value >= 400 && value.value < 600;
  return isRefusal ? (value.value as number) : undefined;
}

/** `TOO_MANY_REQUESTS`, `HttpStatus.NOT_FOUND`, `resource-exhausted` */
function codeOf(text: string): number | undefined {
  return CODES.get(text.toLowerCase().replaceAll('_', '-'));
}
