/** Which way a callback for each element goes: a loop, all together, or back to its author with code to paste. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { readAhead, readAheadOf, type ReadAhead } from './ahead.js';
import { readBeside, readBesideOf, type ReadBeside } from './beside.js';
import type { Draft } from './draft.js';
import { canStop, loopThatStops } from './early.js';
import { canReduce, loopForEach, loopThatFills, loopThatReduces } from './loops.js';
import type { Reason } from './notes.js';
import { innermost, isFunctionValue, isHandled } from './sites.js';
import { askTogether, isPromiseItself, readRanks, STOPS_EARLY } from './together.js';
import { declarationsOf, parametersOf } from './types.js';
import type { ElementCallback, Wait } from './words.js';

export type Way = 'ahead' | 'beside' | 'handled' | 'loop' | 'fill' | 'reduce' | 'sort' | 'stop' | 'together';

export interface Elements {
  readonly element: ElementCallback;
  readonly way: Way;
  /** The callback where it is written in place. */
  readonly func: ts.ArrowFunction | ts.FunctionExpression | undefined;
  /** What is read before, where the callback can stay as it is. */
  readonly ahead?: ReadAhead;
  /** What is read with the list, where the callback can stay as it is. */
  readonly beside?: ReadBeside;
  /** Its body is the promise: it needs neither `async` nor `await`. */
  readonly isPromise: boolean;
}

const OWN_WAYS: Readonly<Record<string, Way>> = { forEach: 'loop', reduce: 'reduce', sort: 'sort' };

export function waysOf(
  code: Code,
  elements: readonly ElementCallback[],
  waits: ReadonlyMap<ts.Node, Wait>,
  reads: (func: ts.Node) => boolean,
): Elements[] {
  return elements.map((element) => {
    const inner = innermost(element.callback);
    const func = isFunctionValue(inner) ? inner : undefined;
    const targets = func ? [func] : declarationsOf(code.checker, code.checker.getTypeAtLocation(inner));
    const isOther = !isHandled(element.call);
    const ahead = isOther ? readAheadOf(code, element, waits.values()) : undefined;
    if (ahead !== undefined) return { element, way: 'ahead', func, ahead, isPromise: false };
    if (isOther && canStop(code, element)) return { element, way: 'stop', func, isPromise: false };
    const isPlaced = isOther && canReduce(code, element);
    const beside = isOther && !isPlaced ? readBesideOf(code, element, waits.values(), reads) : undefined;
    if (beside !== undefined) return { element, way: 'beside', func, beside, isPromise: false };
    const way = isOther ? (OWN_WAYS[element.method] ?? (targets.every(reads) ? 'together' : 'fill')) : 'handled';
    return { element, way, func, isPromise: ['handled', 'together'].includes(way) && isPromiseItself(element, waits) };
  });
}

/** Callbacks that are gone afterwards, so their code belongs to the function around them. */
export const dissolvedBy = (elements: readonly Elements[]): ReadonlySet<ts.Node> =>
  new Set(
    elements.flatMap(({ way, func }) => (func && ['loop', 'fill', 'reduce', 'stop'].includes(way) ? [func] : [])),
  );

export interface Outcome {
  readonly refusal?: Reason;
  readonly early?: boolean;
  readonly replaced?: readonly Wait[];
}

export function settleElement(
  draft: Draft,
  { element, way, ahead, beside }: Elements,
  waits: readonly Wait[],
): Outcome {
  switch (way) {
    case 'ahead':
      if (ahead !== undefined) readAhead(draft, element, ahead);
      return { replaced: ahead?.reads ?? [] };
    case 'beside':
      if (beside !== undefined) readBeside(draft, element, beside);
      return { replaced: beside?.reads ?? [] };
    case 'stop':
      return loopThatStops(draft, element) ? {} : { refusal: refusalOf(element) };
    case 'handled':
      return {};
    case 'loop':
      return loopForEach(draft, element) || loopOverNamed(draft, element) ? {} : { refusal: refusalOf(element) };
    case 'fill':
      return loopThatFills(draft, element) ? {} : { refusal: refusalOf(element) };
    case 'reduce':
      return loopThatReduces(draft, element) ? {} : { refusal: refusalOf(element) };
    case 'sort': {
      const replaced = readRanks(draft, element, waits);
      return replaced ? { replaced } : { refusal: refusalOf(element) };
    }
    case 'together':
      return askTogether(draft, element) ? { early: STOPS_EARLY.has(element.method) } : { refusal: refusalOf(element) };
  }
}

/** `ids.forEach(save)` */
function loopOverNamed(draft: Draft, { call, callback, stores }: ElementCallback): boolean {
  const access = innermost(call.expression);
  const [only] = declarationsOf(draft.code.checker, draft.code.checker.getTypeAtLocation(callback));
  const named = ts.isIdentifier(callback) && ts.isExpressionStatement(call.parent) && call.arguments.length === 1;
  if (
    !named ||
    !ts.isPropertyAccessExpression(access) ||
    access.questionDotToken ||
    only === undefined ||
    parametersOf(only).length > 1
  )
    return false;
  const cause = { reason: '`forEach` does not wait', stores };
  draft.around(call, 'for (const item of ', '', cause);
  draft.replace(call, access.expression.end, call.end, `) await ${callback.text}(item)`, cause);
  return true;
}

type Paste = (list: string, callback: string) => string;

const loop =
  (start: string, line: (value: string) => string): Paste =>
  (list, callback) =>
    `${start}\nfor (const item of ${list}) {\n  ${line(`await (${callback})(item)`)}\n}`;

const PASTES: Readonly<Record<string, Paste>> = {
  forEach: (list, callback) => `for (const item of ${list}) await (${callback})(item);`,
  map: loop('const results = [];', (value) => `results.push(${value});`),
  flatMap: loop('const results = [];', (value) => `results.push(...(${value}));`),
  filter: loop('const results = [];', (value) => `if (${value}) results.push(item);`),
  some: loop('let found = false;', (value) => `if (${value}) {\n    found = true;\n    break;\n  }`),
  every: loop('let all = true;', (value) => `if (!(${value})) {\n    all = false;\n    break;\n  }`),
  find: loop('let found;', (value) => `if (${value}) {\n    found = item;\n    break;\n  }`),
  findIndex: (list, callback) =>
    `let index = -1;\nfor (const [i, item] of ${list}.entries()) {\n  if (await (${callback})(item)) {\n    index = i;\n    break;\n  }\n}`,
  sort: (list) =>
    `const ranks = new Map(await Promise.all(${list}.map(async (item) => [item, await rankOf(item)])));\n${list}.sort((a, b) => ranks.get(a) - ranks.get(b));`,
  reduce: (list, callback) =>
    `let result = start;\nfor (const item of ${list}) result = await (${callback})(result, item);`,
};

function refusalOf({ call, callback, method }: ElementCallback): Reason {
  const access = innermost(call.expression);
  const list = ts.isPropertyAccessExpression(access) ? access.expression.getText() : 'list';
  const text = callback.getText();
  const replacement = PASTES[method]?.(
    list,
    /^(async|function)\b/.test(text) ? text : ts.isIdentifier(callback) ? text : `async ${text}`,
  );
  return {
    code: 'SYNC_CALLBACK',
    why: `the callback of ${method} would have to wait, and ${method} does not wait for it`,
    advice: 'Write it as a loop, in a statement of its own.',
    ...(replacement !== undefined && { replacement }),
  };
}
