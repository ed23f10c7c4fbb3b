/** The time of the last one under each key, asked for only to be refused too soon: an entry that ends when the pause is over, stored by whoever finds none. */
import { ts } from 'ts-morph';
import { textThere } from '../../adapter/constants.js';
import { localUsesOf } from '../../local-names.js';
import { bodyOf, endsAbruptly, isFunction, isInside, isStatementList, isUnused } from '../../nodes.js';
import type { Access } from '../../uses/access.js';
import { keyText } from '../words.js';
import type { Span } from '../types.js';
import { textOf } from './numbers.js';
import { declaredIn, lineOf, spanOf } from './parts.js';
import { isGiven } from './fixed.js';
import { runnerIn } from './run.js';
import { NOTHING, NOW, TIME, Unclear, type Texts, type World } from './values.js';
import { asAge } from './situations.js';
import { constant, countOf, isSame, named, negated, plus, type Sum } from './sums.js';
import type { Setting, WholeRecogniser } from './types.js';
import { nothing, rewriteOf } from './whole-parts.js';

interface Pause {
  readonly get: Access;
  readonly set: Access;
  readonly guard: ts.IfStatement;
  /** `const last = …`, where the time has a name. */
  readonly named: ts.Statement | undefined;
  /** How long, as it is written, and by what. */
  readonly text: string;
  readonly length: ts.Expression | undefined;
}

export const cooldowns: WholeRecogniser = (setting) => {
  const { target, accesses, code } = setting;
  const answer = 'refusals' in setting.answer ? setting.withLife() : setting.answer;
  if (target.kind !== 'map' || 'refusals' in answer) return undefined;
  const resets = accesses.filter(({ operation, node }) => operation === 'delete' && isUnused(node));
  const sets = accesses.filter(({ operation }) => operation === 'set');
  const found = sets.map((set) => pauseOf(setting, set));
  const pauses = found.flatMap((pause) => pause ?? []);
  if (pauses.length === 0 || pauses.length !== sets.length) return undefined;
  if (accesses.length !== resets.length + 2 * pauses.length) return undefined;
  const scope = { code, declaration: target.declaration, isLazy: false };
  const there = pauses.map(({ length }) => (length && !isGiven(length, code) ? textThere(length, scope) : undefined));
  const [common] = there;
  const isForAll = common !== undefined && there.every((text) => text === common);
  const rewrite = pauses.reduce(
    (known, pause) => rewriteOf(setting, known, storedIfNone(pause, isForAll), 'whoever finds none stores it'),
    nothing(resets.map(({ node }) => ({ node, store: target.store }))),
  );
  const options = answer.choice.options.filter(([name]) => name !== 'ttl' && name !== 'retain');
  const because = [
    ...answer.choice.because.filter((line) => !/^(?:ttl|retain):/.test(line)),
    'ttl: an entry is asked for only until its pause is over',
  ];
  const ttl = isForAll ? [['ttl', `{ ms: ${common} }`] as const] : [];
  return {
    choice: { ...answer.choice, options: [...options, ...ttl], because },
    removals: answer.removals,
    accesses,
    rewrite,
  };
};

function pauseOf({ accesses, code }: Setting, set: Access): Pause | undefined {
  const statement = set.node.parent;
  const fn = bodyOf(set.node);
  if (!ts.isExpressionStatement(statement) || !isStatementList(statement.parent) || !isFunction(fn)) return undefined;
  const { statements } = statement.parent;
  const at = statements.indexOf(statement);
  const guard = statements[at - 1];
  if (guard === undefined || !ts.isIfStatement(guard) || guard.elseStatement !== undefined) return undefined;
  if (!endsAbruptly(guard.thenStatement)) return undefined;
  const own = accesses.filter(({ node, key }) => bodyOf(node) === fn && key?.getText() === set.key?.getText());
  const get = own.find(({ operation }) => operation === 'get');
  if (get === undefined || own.length !== 2) return undefined;
  const before = statements.slice(0, at - 1);
  const named = before.find((one) => isInside(get.node, one));
  if (named === undefined && !isInside(get.node, guard.expression)) return undefined;
  if (named !== undefined && !isForGuard({ code }, before, named, guard)) return undefined;
  const length = pauseLength({ code, fn, accesses: own }, clocksIn(before, named), guard, set);
  return length && { get, set, guard, named, ...length };
}

/** The time goes by a name that nobody else looks at, and between it and the question nothing happens but that the clock is read. */
function isForGuard(
  { code }: Pick<Setting, 'code'>,
  before: readonly ts.Statement[],
  named: ts.Statement,
  guard: ts.IfStatement,
): boolean {
  const known = declaredIn(named);
  if (known === undefined) return false;
  const between = before.slice(before.indexOf(named) + 1);
  if (!between.every((one) => CLOCK.test(declaredIn(one)?.initializer.getText() ?? ''))) return false;
  return localUsesOf(code.checker, known.name).every((use) => isInside(use, guard.expression));
}

const CLOCK = /^(?:Date\.now\(\)|new Date\(\)\.getTime\(\))$/;

const clocksIn = (before: readonly ts.Statement[], named: ts.Statement | undefined): ts.Statement[] =>
  before.filter((one) => one === named || CLOCK.test(declaredIn(one)?.initializer.getText() ?? ''));

/** How long the guard refuses after the time that is stored, if that is all it asks. */
function pauseLength(
  script: Parameters<typeof runnerIn>[0],
  clocks: readonly ts.Statement[],
  guard: ts.IfStatement,
  { value }: Access,
): { text: string; length: ts.Expression | undefined } | undefined {
  const texts: Texts = new Map();
  const found: { windowMs: Sum | undefined } = { windowMs: undefined };
  const refuses = (isStored: boolean, isOver: boolean): boolean => {
    const world: World = {
      entry: isStored ? { kind: 'sum', sum: named(TIME) } : NOTHING,
      recent: constant(0),
      decide: (difference, order) => {
        // Nothing was stored and zero is taken for it: that is long over.
        const age = countOf(difference, TIME) !== 0 || isStored ? difference : withEpoch(difference);
        return asAge(age, order, isOver, found);
      },
    };
    const runner = runnerIn(script, world, texts);
    runner.run(clocks);
    const answer = runner.value(guard.expression);
    const stored = value && runner.value(value);
    if (stored?.kind !== 'sum' || !isSame(stored.sum, named(NOW))) throw new Unclear();
    if (answer.kind !== 'boolean' && answer.kind !== 'undefined') throw new Unclear();
    return answer.kind === 'boolean' && answer.value;
  };
  try {
    if (refuses(false, true) || refuses(true, true) || !refuses(true, false)) return undefined;
  } catch (error) {
    if (error instanceof Unclear) return undefined;
    throw error;
  }
  const text = found.windowMs && textOf(found.windowMs, texts);
  return text === undefined ? undefined : { text, length: texts.get(text) ?? texts.get(text.replaceAll('_', '')) };
}

/** `now - 0` as the age of something. */
const withEpoch = (difference: Sum): Sum =>
  plus(difference, countOf(difference, NOW) === 1 ? negated(named(TIME)) : named(TIME));

function storedIfNone({ get, set, guard, named: declaration, text }: Pause, isForAll: boolean) {
  const life = isForAll ? '' : `, { ttl: { ms: ${text} } }`;
  const key = set.key ? keyText(set.key) : '';
  const call = `${set.receiver.getText()}.setIfAbsent(${key}, ${set.value?.getText() ?? ''}${life})`;
  const gone = [declaration, set.node.parent as ts.Statement].flatMap((one) => (one ? [lineOf(one)] : []));
  const asked: Span = spanOf(guard.expression);
  return {
    file: get.node.getSourceFile(),
    edits: [{ ...asked, text: `!(await ${call}).stored` }, ...gone.map((span) => ({ ...span, text: '' }))],
    claimed: [asked, ...gone],
  };
}
