/**
 * What calls a function that it is given, and whether it waits: a table of the known world. Types do not tell, since a function that returns a
 * promise fits wherever the result is `void`.
 */
import { ts } from 'ts-morph';
import { packageOf } from './origin.js';
import { innermost } from './sites.js';

/**
 * `waits`: the promise is waited for, or a rejection is dealt with. `drops`: it is called and left alone, and what comes after does not depend on
 * it. `refuses`: it has to be done when the function returns.
 */
export type Reception =
  | { readonly takes: 'waits'; readonly web?: 'express' | 'unknown' }
  | { readonly takes: 'drops'; readonly what: string; readonly event?: string }
  | { readonly takes: 'refuses'; readonly what: string };

interface Receiver {
  readonly names: ReadonlySet<string>;
  /** A method of something, or a function by its own name; `it.only` and `it.each(…)` count as `it`. */
  readonly shape: 'member' | 'bare' | 'either';
  readonly packages?: ReadonlySet<string>;
  readonly reception: (call: ts.CallExpression | ts.NewExpression, argument: ts.Expression) => Reception | undefined;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));
const waits = (): Reception => ({ takes: 'waits' });
const drops = (what: string) => (): Reception => ({ takes: 'drops', what });

const WEB = words(
  'express express-promise-router fastify koa @koa/router koa-router hono next-connect polka restify find-my-way elysia itty-router',
);
const ROUTES = words(
  'get post put patch delete del head options all use route ws addHook register param onError notFound',
);
const TEST_CALLBACKS_THAT_END = new Set(['done']);

const RECEIVERS: readonly Receiver[] = [
  { names: words('then catch finally'), shape: 'member', reception: waits },
  { names: words('after waitUntil unstable_cache cache'), shape: 'either', reception: waits },
  {
    names: words('setTimeout setInterval setImmediate queueMicrotask nextTick requestIdleCallback'),
    shape: 'either',
    reception: drops('the timer'),
  },
  {
    names: words('it test specify fit bench beforeEach afterEach beforeAll afterAll before after setup teardown'),
    shape: 'bare',
    reception: (_, argument) =>
      takesDone(argument) ? { takes: 'refuses', what: 'a test that ends with `done`' } : { takes: 'waits' },
  },
  {
    names: words('describe suite context fdescribe xdescribe'),
    shape: 'bare',
    reception: () => ({ takes: 'refuses', what: '`describe`, which collects tests' }),
  },
  {
    names: words('on once addListener prependListener prependOnceListener addEventListener'),
    shape: 'member',
    reception: ({ arguments: [name] = [] as unknown as ts.NodeArray<ts.Expression> }) => {
      const event = name && ts.isStringLiteralLike(name) ? name.text : undefined;
      return event === 'exit'
        ? { takes: 'refuses', what: 'the end of the process' }
        : { takes: 'drops', what: 'the event', ...(event !== undefined && { event }) };
    },
  },
  // It answers with what the promise gives.
  { names: words('serve'), shape: 'either', reception: waits },
  { names: words('createServer'), shape: 'either', reception: drops('the server') },
  {
    names: words('schedule scheduleJob CronJob'),
    shape: 'either',
    packages: words('node-cron node-schedule cron croner'),
    reception: drops('the schedule'),
  },
];

function takesDone(argument: ts.Expression): boolean {
  const callback = innermost(argument);
  if (!ts.isArrowFunction(callback) && !ts.isFunctionExpression(callback)) return false;
  return callback.parameters.some(({ name }) => ts.isIdentifier(name) && TEST_CALLBACKS_THAT_END.has(name.text));
}

export function receptionOf(
  checker: ts.TypeChecker,
  call: ts.CallExpression | ts.NewExpression,
  argument: ts.Expression,
): Reception | undefined {
  const callee = innermost(call.expression);
  const member = ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
  const bare = leftmostOf(callee);
  for (const { names, shape, packages, reception } of RECEIVERS) {
    const asMember = shape !== 'bare' && member !== undefined && names.has(member);
    const asBare = shape !== 'member' && bare !== undefined && names.has(bare.text);
    if (!asMember && !asBare) continue;
    if (packages && !packages.has(packageOf(checker, callee) ?? '')) continue;
    const found = reception(call, argument);
    if (found) return found;
  }
  return webReceptionOf(checker, call, callee, argument);
}

/** `it` of `it.each(rows)`, `app` of `app.route('/')`. */
function leftmostOf(expression: ts.Expression): ts.Identifier | undefined {
  let at = expression;
  while (ts.isPropertyAccessExpression(at) || ts.isCallExpression(at) || ts.isTaggedTemplateExpression(at))
    at = ts.isTaggedTemplateExpression(at) ? at.tag : at.expression;
  return ts.isIdentifier(at) ? at : undefined;
}

function webReceptionOf(
  checker: ts.TypeChecker,
  call: ts.CallExpression | ts.NewExpression,
  callee: ts.Expression,
  argument: ts.Expression,
): Reception | undefined {
  if (!ts.isPropertyAccessExpression(callee) || !ROUTES.has(callee.name.text)) return undefined;
  const from = packageOf(checker, callee.expression);
  if (from === undefined ? !looksLikeRoute(call, callee) : !WEB.has(from)) return undefined;
  if (takesDone(argument)) return { takes: 'refuses', what: 'a hook that ends with `done`' };
  const web = from === undefined ? 'unknown' : from === 'express' ? 'express' : undefined;
  return { takes: 'waits', ...(web !== undefined && { web }) };
}

const APPS = words('app router server api routes fastify');

/** `module.exports = (app) => { app.get('/health', …) }`: nothing but its shape tells. */
function looksLikeRoute(
  { arguments: args }: ts.CallExpression | ts.NewExpression,
  callee: ts.PropertyAccessExpression,
): boolean {
  const first = args?.[0];
  if (first && ts.isStringLiteralLike(first) && /^[/*]/.test(first.text)) return true;
  const base = leftmostOf(callee.expression);
  return base !== undefined && APPS.has(base.text);
}
