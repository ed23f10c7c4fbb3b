/** Lifetimes that stand at each write: a timer beside it that deletes the entry, or a list of times of which the newest is the one just stored. */
import { ts } from 'ts-morph';
import { rangeOf } from '../../adapter/ranges.js';
import type { Removal } from '../../adapter/index.js';
import type { Code } from '../../code.js';
import { descendants, isFunction, isInside, isStatementList, undressed } from '../../nodes.js';
import type { AdapterChoice, Edit } from '../../types.js';
import type { Access } from '../../uses/access.js';
import { soleStatement } from './parts.js';
import type { Setting, WholeRecogniser } from './types.js';

/** `m.set(k, v); setTimeout(() => m.delete(k), minutes * 60_000);`, at every `set` there is. */
export const timedByTimers: WholeRecogniser = (setting) => {
  const { accesses, code, target, given } = setting;
  if (target.kind !== 'map' || given !== undefined || hasLife(setting.answer)) return undefined;
  const answer = 'refusals' in setting.answer ? setting.withLife() : setting.answer;
  const sets = accesses.filter(({ operation }) => operation === 'set');
  const timers = sets.flatMap((set) => timerBeside(set, accesses) ?? []);
  if ('refusals' in answer || sets.length === 0 || timers.length !== sets.length) return undefined;
  const gone = timers.map(({ statement }): Removal => ({
    ...{ file: code.nameOf(statement.getSourceFile()), ...rangeOf(statement) },
    ...{ what: 'timer per entry', reason: 'the entry is written with its lifetime' },
  }));
  const choice = withoutLife(answer.choice);
  const because = [...choice.because, 'ttl: a timer beside each `set` deletes what it stored'];
  return {
    choice: { ...choice, because },
    removals: [...answer.removals, ...gone],
    accesses: accesses.filter((access) => !timers.some(({ statement }) => isInside(access.node, statement))),
    added: timers.flatMap(({ set, delay }) => lifeOf(code, set, delay.getText(), target.store)),
  };
};

const hasLife = (answer: Setting['answer']): boolean =>
  'choice' in answer && answer.choice.options.some(([name]) => name === 'ttl' || name === 'retain');

interface Timer {
  readonly set: Access;
  readonly statement: ts.Statement;
  readonly delay: ts.Expression;
}

function timerBeside(set: Access, accesses: readonly Access[]): Timer | undefined {
  const own = set.node.parent;
  if (!ts.isExpressionStatement(own) || !isStatementList(own.parent)) return undefined;
  const next = own.parent.statements[own.parent.statements.indexOf(own) + 1];
  if (next === undefined || !ts.isExpressionStatement(next)) return undefined;
  const call = withoutUnref(next.expression);
  if (!ts.isCallExpression(call) || !/^(?:globalThis\.)?setTimeout$/.test(call.expression.getText())) return undefined;
  const [callback, delay, ...more] = call.arguments;
  if (callback === undefined || !isFunction(callback) || delay === undefined || more.length > 0) return undefined;
  const removal = accesses.find(({ node, operation }) => operation === 'delete' && isInside(node, callback));
  const isAll =
    removal?.key?.getText() === set.key?.getText() && removal !== undefined && isAllOf(callback, removal.node);
  return isAll && isQuiet(delay) ? { set, statement: next, delay } : undefined;
}

function withoutUnref(node: ts.Expression): ts.Expression {
  const bare = undressed(node);
  const callee = ts.isCallExpression(bare) ? bare.expression : undefined;
  return callee && ts.isPropertyAccessExpression(callee) && callee.name.text === 'unref' ? callee.expression : bare;
}

function isAllOf(callback: ts.Node & { readonly body?: ts.Node }, node: ts.Node): boolean {
  const { body } = callback;
  if (body === undefined) return false;
  if (!ts.isBlock(body)) return undressed(body as ts.Expression) === node;
  const statement = soleStatement(body);
  return statement !== undefined && ts.isExpressionStatement(statement) && undressed(statement.expression) === node;
}

/** It is worked out before the entry is stored from now on, which must not show. */
const isQuiet = (delay: ts.Expression): boolean =>
  ![...descendants(delay)].some(
    (node) =>
      (ts.isCallExpression(node) && !/^(?:Math\.\w+|Number)$/.test(node.expression.getText())) ||
      ts.isNewExpression(node) ||
      ts.isAwaitExpression(node) ||
      ts.isPostfixUnaryExpression(node),
  );

const OF_TIMES = /^\{ from: \((times|list)\) => \(\1\.at\(-1\) \?\? 0\) \+ ([^,]+), unit: 'ms' \}$/;

/** A list of times lives as long as its newest, and that is the one just stored. */
export const timedByNewest: WholeRecogniser = ({ accesses, answer, code, target }) => {
  if (target.kind !== 'map' || 'refusals' in answer) return undefined;
  const { choice, removals } = answer;
  const [, , length] = OF_TIMES.exec(choice.options.find(([name]) => name === 'ttl')?.[1] ?? '') ?? [];
  const sets = accesses.filter(({ operation }) => operation === 'set');
  if (
    length === undefined ||
    sets.length === 0 ||
    !sets.every((set) => means(code, length, set.node, target.declaration))
  )
    return undefined;
  return {
    choice: withoutLife(choice),
    removals,
    accesses,
    added: sets.flatMap((set) => lifeOf(code, set, length, target.store)),
  };
};

const withoutLife = (choice: AdapterChoice): AdapterChoice => ({
  ...choice,
  options: choice.options.filter(([name]) => name !== 'ttl'),
  because: choice.because.filter((line) => !line.startsWith('ttl:')),
});

/** Each name of a text stands for the same in both places. */
function means({ checker }: Code, text: string, here: ts.Node, there: ts.Node): boolean {
  const names = text.match(/(?<![\w$.])[A-Za-z_$][\w$]*/g) ?? [];
  const resolved = (name: string, at: ts.Node) => checker.resolveName(name, at, ts.SymbolFlags.Value, false);
  return names.every((name) => resolved(name, here) !== undefined && resolved(name, here) === resolved(name, there));
}

/** `, { ttl: { ms: … } }` behind the value, wherever the call goes. */
function lifeOf(code: Code, { value }: Access, ms: string, store: string): Edit[] {
  if (value === undefined) return [];
  const file = code.nameOf(value.getSourceFile());
  const reason = 'the entry is written with its lifetime';
  return [{ file, start: value.end, end: value.end, text: `, { ttl: { ms: ${ms} } }`, reason, stores: [store] }];
}
