/**
 * What rejects and is waited for by nobody is told: in the log, by an emitter of the project's own as emitters tell of errors, and by a server in
 * an answer. A store that is away for a second would end the process otherwise.
 */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { isInside } from '../nodes.js';
import type { Cause, Draft } from './draft.js';
import { isRepeatable } from './locals.js';
import { packageOf } from './origin.js';
import { innermost, isAsync, isFunctionValue, within } from './sites.js';
import { isPromise, symbolOf } from './types.js';
import type { Claim, Colours, Dropped, LostCall } from './words.js';
import { wrapBody } from './wrapping.js';

const CATCH = '.catch(console.error)';

/** `shop` of `shop.on('sold', (sku) => { … })`, which is an EventEmitter and no more: others have errors of their own. */
export function emitterOf(checker: ts.TypeChecker, listener: ts.Expression): string | undefined {
  const call = listener.parent;
  if (!ts.isCallExpression(call) || call.arguments[1] !== listener) return undefined;
  const callee = innermost(call.expression);
  if (!ts.isPropertyAccessExpression(callee) || !isRepeatable(callee.expression)) return undefined;
  const [event] = call.arguments;
  if (event === undefined || !ts.isStringLiteralLike(event) || event.text === 'error') return undefined;
  const type = checker.getTypeAtLocation(callee.expression);
  return (type.symbol as ts.Symbol | undefined)?.name === 'EventEmitter' ? callee.expression.getText() : undefined;
}

const SERVERS = new Set(['http', 'https', 'http2']);

/** `res` of `createServer((req, res) => { … })`. */
export function answerOf(checker: ts.TypeChecker, listener: ts.Expression): string | undefined {
  const call = listener.parent;
  const func = innermost(listener);
  if (!ts.isCallExpression(call) || !isFunctionValue(func)) return undefined;
  const callee = innermost(call.expression);
  if (!/(^|\.)createServer$/.test(callee.getText())) return undefined;
  if (!SERVERS.has(packageOf(checker, callee)?.replace('node:', '') ?? '')) return undefined;
  const answer = func.parameters[1]?.name;
  return answer && ts.isIdentifier(answer) ? answer.text : undefined;
}

/** Whether what the callback rejects with can be told where it stands. */
export function canTell(code: Code, callback: ts.Expression): boolean {
  const func = innermost(callback);
  return isFunctionValue(func) ? func.asteriskToken === undefined : namedCallOf(code, func) !== undefined;
}

/** Functions whose statements are put into a `try`. */
export function triedBy({ dropped, functions, returned }: Colours): ReadonlySet<ts.Node> {
  const funcs = dropped.map(({ callback }) => innermost(callback)).filter(isFunctionValue);
  const waits = (func: ts.FunctionExpression | ts.ArrowFunction): boolean => isAsync(func) || functions.has(func);
  return new Set(
    funcs.filter((func) => waits(func) && func.asteriskToken === undefined && !isOneOf(returned, func.body)),
  );
}

const isOneOf = (calls: readonly LostCall[], body: ts.ConciseBody): boolean =>
  !ts.isBlock(body) && calls.some(({ call }) => call === innermost(body));

export function tellOfDropped(
  draft: Draft,
  dropped: Dropped,
  { returned }: Pick<Colours, 'returned'>,
  claimed: readonly Claim[],
): void {
  const { callback, stores } = dropped;
  const func = innermost(callback);
  const cause = { reason: 'nobody waits for it: what it rejects with would end the process', stores };
  if (!isFunctionValue(func)) {
    tellOfNamed(draft, func, dropped, cause);
    return;
  }
  const own = returned.filter(({ call }) => isInside(call, func));
  if (!draft.tried.has(func)) {
    for (const { call } of own) tellOf(draft, call, catcherOf(dropped), cause);
    return;
  }
  for (const { call } of own) draft.around(call, 'await ', '', cause);
  const error = draft.fresh(func.body, ['error', 'failure']);
  const lines = tellingLines(dropped, error);
  wrapBody(
    draft,
    func.body,
    {
      open: 'try {',
      close: (line, step) => `${line}} catch (${error}) {${lines.map((text) => line + step + text).join('')}${line}}`,
    },
    claimed,
    cause,
  );
}

const tellingLines = ({ emitter, answer }: Dropped, error: string): string[] => {
  if (emitter !== undefined) return [`${emitter}.emit('error', ${error});`];
  const logged = `console.error(${error});`;
  return answer === undefined
    ? [logged]
    : [logged, `if (!${answer}.headersSent) ${answer}.statusCode = 500;`, `${answer}.end();`];
};

const catcherOf = ({ emitter }: Dropped): string =>
  emitter === undefined ? CATCH : `.catch((error) => ${emitter}.emit('error', error))`;

/** A call that is thrown away. */
export function tellOfLost(draft: Draft, { call, stores }: LostCall): void {
  tellOf(draft, call, CATCH, { reason: 'nobody waits for it: what it rejects with would end the process', stores });
}

function tellOf(draft: Draft, call: ts.Expression, catcher: string, cause: Cause): void {
  if (isPromiseAlone(draft.code.checker, call)) draft.append(call, catcher, cause);
  else draft.around(call, 'Promise.resolve(', `)${catcher}`, cause);
}

/** Not `void`, as callers may be told, nor `void | Promise<void>`. */
function isPromiseAlone(checker: ts.TypeChecker, call: ts.Expression): boolean {
  const type = checker.getTypeAtLocation(call);
  const value = ts.isOptionalChain(call) ? checker.getNonNullableType(type) : type;
  return !value.isUnion() && isPromise(checker, value) && value.getProperty('catch') !== undefined;
}

interface NamedCall {
  /** What gives way: the name, or `f.bind(this)` as a whole. */
  readonly node: ts.Expression;
  readonly name: ts.Expression;
  readonly parameters: string;
}

function tellOfNamed(draft: Draft, name: ts.Expression, dropped: Dropped, cause: Cause): void {
  const call = namedCallOf(draft.code, name);
  if (call === undefined) return;
  const { node, parameters } = call;
  draft.around(node, `(${parameters}) => `, `(${parameters})${catcherOf(dropped)}`, cause);
  if (node !== call.name) draft.replace(node, call.name.end, node.end, '', cause);
}

/** How a function that is given by its name is called there, as far as that is known: `setInterval(purge, EVERY)`, `setInterval(this.purge.bind(this), EVERY)`. */
function namedCallOf(code: Code, name: ts.Expression): NamedCall | undefined {
  const bound = boundTo(name);
  const node = bound ?? name;
  const { parent: call } = node;
  if ((!bound && !ts.isIdentifier(name)) || !ts.isCallExpression(call)) return undefined;
  const place = call.arguments.indexOf(node);
  // What follows the delay of a timer is handed on.
  if (place < 0 || (place === 0 && call.arguments.length > 2)) return undefined;
  const parameters = place === 0 ? [] : parametersOf(code.checker, name);
  if (parameters === undefined || isTakenAway(code.checker, name, call)) return undefined;
  return { node, name, parameters: parameters.join(', ') };
}

function boundTo(name: ts.Expression): ts.CallExpression | undefined {
  const access = name.parent;
  if (!ts.isPropertyAccessExpression(name) || !ts.isPropertyAccessExpression(access)) return undefined;
  const { parent: call } = access;
  const isBound = access.name.text === 'bind' && ts.isCallExpression(call) && call.expression === access;
  const [owner, ...more] = isBound ? call.arguments : [];
  const isItsOwn = owner !== undefined && more.length === 0 && owner.getText() === name.expression.getText();
  return isBound && isItsOwn && isRepeatable(owner) ? call : undefined;
}

function parametersOf(checker: ts.TypeChecker, name: ts.Expression): string[] | undefined {
  const [signature, ...others] = checker.getTypeAtLocation(name).getCallSignatures();
  const declared = signature?.declaration?.parameters ?? [];
  const names = declared.flatMap((parameter) =>
    ts.isParameter(parameter) && ts.isIdentifier(parameter.name) && parameter.dotDotDotToken === undefined
      ? parameter.name.text
      : [],
  );
  return signature !== undefined && others.length === 0 && names.length === declared.length ? names : undefined;
}

const TAKES_AWAY = new Set(['off', 'removeListener', 'removeEventListener']);

/** An arrow function in its place would not be found again. */
function isTakenAway(checker: ts.TypeChecker, name: ts.Expression, given: ts.CallExpression): boolean {
  const symbol = symbolOf(checker, name);
  for (const node of within(name.getSourceFile())) {
    if (!ts.isCallExpression(node) || node === given || !ts.isPropertyAccessExpression(node.expression)) continue;
    if (!TAKES_AWAY.has(node.expression.name.text)) continue;
    if (node.arguments.some((argument) => symbolOf(checker, argument) === symbol)) return true;
  }
  return false;
}
