/** A region as one transaction: its statements, unchanged but for the store's name, become the body. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { descendants, endsAbruptly, isInside, ownDescendants } from '../nodes.js';
import type { Purity } from '../purity.js';
import type { Calls } from '../calls.js';
import { collectingIn, type Collecting } from './collect.js';
import { deferral, homeOf, type Continuation, type Deferral, type Jump } from './defer.js';
import {
  assignedOutside,
  endsFunction,
  exitsOf,
  extended,
  isInsideTry,
  jumpsOf,
  neededAfter,
  rangeOf,
  type Range,
} from './range.js';
import { expressionBody, onExpression } from './expression.js';
import { fromWhatIsChanged, withWhatIsMade } from './held.js';
import { isChange, isChangedOnTheWay, isOnStore } from './meanwhile.js';
import { takenFrom } from './taken.js';
import type { Region } from './touches.js';
import type { Layout } from './types.js';
import { freshName } from './words.js';
import { layoutOf, shortly, stuck, wrap, type Stuck, type Transaction } from './wrap.js';

export interface Surroundings {
  readonly code: Code;
  readonly calls: Calls;
  readonly purity: Purity;
  /** A promise from now on. */
  readonly waits: (node: ts.Node) => boolean;
  /** Of the same store, under another key. */
  readonly isOwn: (node: ts.Node) => boolean;
}

export function transaction(region: Region, around: Surroundings): Transaction | Stuck {
  const single = expressionBody(region);
  if (single !== undefined) return onExpression(region, single, around.purity);
  const between = rangeOf(region);
  const [first] = region.touches;
  if (between === undefined || first === undefined)
    return stuck('NOT_REPEATABLE', region.body, 'its steps have no statement in common');
  const { range, held } = withWhatIsMade(around.code, region, between);
  if (held !== undefined) return cannotRepeat(region, held, around);
  const key = region.key;
  if (key !== undefined && declaredIn(around.code, key, range))
    return stuck('MULTI_KEY', first.node, 'the entry is chosen between two steps on it');
  const known = shaped(region, range, around);
  if ('edits' in known) return known;
  const wider = fromWhatIsChanged(around.code, range);
  const tried = wider && shaped(region, wider, around);
  return tried && 'edits' in tried ? tried : known;
}

const shaped = (region: Region, range: Range, around: Surroundings): Transaction | Stuck =>
  shapes.reduce<Transaction | Stuck>(
    (best, shape) => ('edits' in best ? best : better(best, shape(region, range, around))),
    stuck('NOT_REPEATABLE', region.touches[0]?.node ?? region.body, NO_SHAPE),
  );

/** Of a step for which no shape is made. */
const NO_SHAPE = 'its paths end in too many ways for one function';

/** Of two shapes that are stuck the one that gets further: with its obstacle out of the way it may fit, when the other one would not. */
function better(known: Stuck, tried: Transaction | Stuck | undefined): Transaction | Stuck {
  if (tried === undefined || 'edits' in tried || known.why === NO_SHAPE) return tried ?? known;
  return tried.node.getStart() > known.node.getStart() ? tried : known;
}

/** The first that fits is taken. */
type Shape = (region: Region, range: Range, around: Surroundings) => Transaction | Stuck | undefined;

/** `return store.transact(key, (cell) => { …to the end… })`: nothing shows outside up to there. */
const toTheEnd: Shape = (region, range, around) => {
  // What does not need the transaction stays behind it.
  if (exitsOf(range).length === 0 && neededAfter(around.code, range).length === 0) return undefined;
  if (!endsHere(range.list) || exitsOf(extended(range)).length === 0) return undefined;
  const whole = extended(range);
  const obstacle = obstacleIn(region, whole, around);
  if (obstacle !== undefined) return obstacle;
  if (exitsOf(whole).some((exit) => !ts.isReturnStatement(exit))) return undefined;
  const returns = isInsideTry(whole.list, region.body) ? 'return await ' : 'return ';
  return wrap(region, whole, { before: returns, after: '' }, around.code);
};

/** `const x = await store.transact(key, (cell) => { …; return x; })`: the function goes on after it. */
const inBetween: Shape = (region, range, around) => {
  const exits = exitsOf(range);
  if (exits.length > 0) return undefined;
  const obstacle = obstacleIn(region, range, around);
  if (obstacle !== undefined) return obstacle;
  const needed = takenFrom(range, around.code);
  if (needed === undefined) return wrap(region, range, { before: 'await ', after: '' }, around.code);
  const taken = needed.only ?? needed.names;
  return wrap(region, range, { before: `${needed.declares} ${taken} = await `, after: '', gives: taken }, around.code);
};

/** `const answer = await store.transact(…); if (answer) return answer();`: some paths end here, others go on. */
const leavingEarly: Shape = (region, range, around) => {
  if (range.rest.length === 0 || exitsOf(range).length === 0 || neededAfter(around.code, range).length > 0)
    return undefined;
  // A last answer is one more path that ends.
  const [last, ...more] = range.rest;
  const whole = more.length === 0 && last && ts.isReturnStatement(last) ? deferred(region, range, around) : undefined;
  return whole !== undefined && 'edits' in whole ? whole : deferring(region, range, around, true);
};

/** What shows outside waits for the commit, and the function ends with it. */
const deferred: Shape = (region, range, around) =>
  endsHere(range.list) ? deferring(region, extended(range), around, false) : undefined;

function deferring(
  region: Region,
  range: Range,
  around: Surroundings,
  goesOn: boolean,
  collecting?: Collecting,
): Transaction | Stuck | undefined {
  if (jumpsOf(range).length > 0) return undefined;
  const layout = layoutOf(range);
  const isLeft = exitsOf(range).length > 0;
  const needed = goesOn ? takenFrom(range, around.code) : undefined;
  if (needed !== undefined && !isLeft) return undefined;
  const later = deferralOf(region, range, around, { goesOn, isLeft, collecting });
  const obstacle = later.stuck ?? assignedOutsideOf(region, range, around, later.deferred);
  if (obstacle !== undefined) return cannotRepeat(region, obstacle, around);
  const name = freshName(region.body, ['answer', 'finish', 'settle']);
  const { semicolon, line } = layout;
  const start = range.statements[0]?.getStart() ?? 0;
  const isInTry = isInsideTry(range.list, region.body);
  const call = callOfGiven(name, later, { goesOn, isLeft, isInTry, isOne: needed === undefined });
  const taken = needed ? `${semicolon}${line(start)}${needed.declares} ${needed.names} = ${name}` : '';
  const list = later.collects ? collecting : undefined;
  return wrap(
    region,
    range,
    {
      before: `${list ? listing(list, region, later, layout, start) : ''}${later.gives ? `const ${name} = ` : ''}await `,
      opens: list && `${list.later}.length = 0${semicolon}`,
      after: `${list ? made(list, later) : ''}${later.gives ? semicolon + line(start) + call : ''}${taken}`,
      ...(needed && { gives: needed.names }),
    },
    around.code,
    later,
  );
}

function deferralOf({ touches }: Region, range: Range, around: Surroundings, continuation: Continuation): Deferral {
  const { purity, waits } = around;
  // What only reads may wait as well: the cell still says what was committed, unless the store is changed meanwhile, in a callback or by a function.
  const others = range.statements.flatMap((statement) =>
    [...descendants(statement)].filter(
      (node) =>
        (around.isOwn(node) && (isChange(node) || isChangedOnTheWay(node, around))) ||
        (ts.isCallExpression(node) && isOnStore(node, around)),
    ),
  );
  const isStale = (node: ts.Node): boolean => others.some((call) => call.end <= node.pos);
  const writing = touches.filter(({ writes, node }) => writes || isStale(node)).map(({ node }) => node);
  return deferral(range.statements, writing, purity, waits, inside(layoutOf(range)), continuation);
}

/** What the transaction gave is called: as the function's own answer, or on the way. */
function callOfGiven(
  name: string,
  { isAsync, fallsThrough }: Deferral,
  {
    goesOn,
    isLeft,
    isInTry,
    isOne,
  }: {
    readonly goesOn: boolean;
    readonly isLeft: boolean;
    readonly isInTry: boolean;
    /** Nothing else is given. */
    readonly isOne: boolean;
  },
): string {
  const call = `${name}${fallsThrough ? '?.' : ''}()`;
  if (goesOn && !isLeft) return `${isAsync ? 'await ' : ''}${call}`;
  const returns = isInTry ? 'return await' : 'return';
  const isGiven = isOne ? name : `typeof ${name} === 'function'`;
  return goesOn ? `if (${isGiven}) ${returns} ${name}()` : `${returns} ${call}`;
}

/** `const finish = await store.transact(…); finish?.();`: no path ends here, and what shows outside follows the commit. */
const continuing: Shape = (region, range, around) => {
  if (endsHere(range.list) || exitsOf(range).length > 0 || neededAfter(around.code, range).length > 0) return undefined;
  return deferring(region, range, around, true);
};

/** The same where the function ends soon after, and what is left of it has to wait for what one path waits for. */
const pausing: Shape = (region, range, around) => {
  if (range.rest.length === 0 || exitsOf(range).length > 0 || neededAfter(around.code, range).length > 0)
    return undefined;
  return deferring(region, range, around, true);
};

/** As the others, with the effects in the middle written down and made after the commit, in their order. */
const collected: Shape = (region, range, around) => {
  const collecting = collectingIn(region, around);
  const isEnd = endsHere(range.list);
  if (!isEnd && neededAfter(around.code, range).length > 0) return undefined;
  return deferring(region, isEnd ? extended(range) : range, around, !isEnd, collecting);
};

/** `if (typeof answer === 'function') return answer(); const { user } = answer;`: some paths end here, others go on with what was read. */
const leavingWith: Shape = (region, range, around) =>
  isLeftWithNames(range, around) ? deferring(region, range, around, true) : undefined;

const leavingWithCollected: Shape = (region, range, around) =>
  isLeftWithNames(range, around) ? deferring(region, range, around, true, collectingIn(region, around)) : undefined;

const isLeftWithNames = (range: Range, { code }: Surroundings): boolean =>
  range.rest.length > 0 && exitsOf(range).length > 0 && neededAfter(code, range).length > 0;

/** `if (await store.transact(…)) continue;`: some paths end the round of a loop, or the loop; others go on. */
const jumping: Shape = (region, range, around) => {
  const jumps = jumpsOf(range);
  const [first] = jumps;
  const needed = neededAfter(around.code, range).length > 0;
  if (needed && range.rest.length > 0) return jumping(region, extended(range), around);
  if (first === undefined || first.label !== undefined || needed) return undefined;
  const text = first.getText().replace(/;$/, '');
  if (exitsOf(range).length > jumps.length || jumps.some((jump) => jump.getText().replace(/;$/, '') !== text))
    return undefined;
  const isEnd =
    ts.isContinueStatement(first) && range.rest.length === 0 && ts.isIterationStatement(range.list.parent, false);
  const jump: Jump = { statements: jumps, isEnd, isGiven: false };
  const plain = { region, range, around, text, jump };
  const tried = jumpingWith(plain);
  return 'edits' in tried ? tried : better(tried, jumpingWith({ ...plain, collecting: collectingIn(region, around) }));
};

interface Jumping {
  readonly region: Region;
  readonly range: Range;
  readonly around: Surroundings;
  readonly text: string;
  readonly jump: Jump;
  readonly collecting?: Collecting;
}

function jumpingWith({ region, range, around, text, jump, collecting }: Jumping): Transaction | Stuck {
  const tried = (isGiven: boolean): Deferral =>
    deferralOf(region, range, around, { goesOn: true, isLeft: false, collecting, jump: { ...jump, isGiven } });
  const plain = tried(false);
  const later = plain.gives ? tried(true) : plain;
  const obstacle = later.stuck ?? assignedOutsideOf(region, range, around, later.deferred);
  if (obstacle !== undefined) return cannotRepeat(region, obstacle, around);
  const { semicolon, line } = layoutOf(range);
  const start = range.statements[0]?.getStart() ?? 0;
  const list = later.collects ? collecting : undefined;
  const listed = list ? listing(list, region, later, layoutOf(range), start) : '';
  const flushed = list ? made(list, later) : '';
  const name = freshName(region.body, later.gives ? ['answer', 'finish', 'settle'] : ['ends', 'leaves']);
  const call = `${later.isAsync ? 'await ' : ''}${name}${later.fallsThrough ? '?.' : ''}()`;
  const said = later.gives ? call : name;
  const next = jump.isEnd ? call : `if (${said}) ${text}`;
  const isSilent = jump.isEnd && !later.gives;
  const [before, after] = isSilent ? ['await ', ''] : [`const ${name} = await `, semicolon + line(start) + next];
  const frame = {
    before: listed + before,
    opens: list && `${list.later}.length = 0${semicolon}`,
    after: flushed + after,
  };
  return wrap(region, range, frame, around.code, later);
}

function listing(
  { later }: Collecting,
  { body }: Region,
  { collectsAsync }: Deferral,
  { semicolon, line }: Layout,
  start: number,
): string {
  const isTyped = /\.[cm]?tsx?$/.test(body.getSourceFile().fileName);
  const type = isTyped ? `: (() => ${collectsAsync ? 'unknown' : 'void'})[]` : '';
  return `const ${later}${type} = []${semicolon}${line(start)}`;
}

/** In the body of the transaction, which is one step deeper than it was. */
const inside = ({ semicolon, line }: Layout): Layout => ({
  semicolon,
  line: (offset, steps = 0) => line(offset, steps + 1),
});

const made = ({ later }: Collecting, { collectsAsync }: Deferral): string =>
  collectsAsync
    ? `.finally(async () => { for (const run of ${later}) await run(); })`
    : `.finally(() => ${later}.forEach((run) => run()))`;

const shapes: readonly Shape[] = [
  ...[toTheEnd, inBetween, leavingEarly, deferred, continuing, collected, jumping, pausing],
  ...[leavingWith, leavingWithCollected],
];

const endsHere = (list: Range['list']): boolean => endsFunction(list) || endsAbruptly(list.statements.at(-1));

/** What keeps a range from running twice as it stands. */
function obstacleIn(region: Region, range: Range, around: Surroundings): Stuck | undefined {
  const home = homeOf(range.statements);
  const [effect] = range.statements.flatMap((statement) => around.purity.effectsIn(statement, home));
  const obstacle = effect ?? assignedOutsideOf(region, range, around);
  return obstacle && cannotRepeat(region, obstacle, around);
}

function cannotRepeat({ key }: Region, obstacle: ts.Node, { waits, isOwn }: Surroundings): Stuck {
  const text = shortly(obstacle);
  if (isOwn(obstacle) && key !== undefined)
    return stuck('MULTI_KEY', obstacle, `\`${text}\` is about another entry of the same step`);
  if (isOwn(obstacle))
    return stuck('NOT_REPEATABLE', obstacle, `\`${text}\` is a step of its own in the middle of this one`);
  return waits(obstacle) || ts.isAwaitExpression(obstacle)
    ? stuck('CROSS_STORE', obstacle, `\`${text}\` waits between two steps on one entry`)
    : stuck('NOT_REPEATABLE', obstacle, `\`${text}\` would be done again if another request comes in between`);
}

/** `deferred`: what is done after the commit, and so once. */
function assignedOutsideOf(
  region: Region,
  range: Range,
  { code }: Surroundings,
  deferred: readonly ts.Node[] = [],
): ts.Node | undefined {
  const free = [...region.touches.map(({ node }) => node), ...deferred];
  return assignedOutside(code, range).find((name) => !free.some((one) => isInside(name, one)));
}

function declaredIn({ checker }: Code, key: ts.Node, { statements }: Range): boolean {
  const [first] = statements;
  const last = statements.at(-1);
  if (first === undefined || last === undefined) return false;
  return [...ownDescendants(key)].some((node) => {
    const [declaration] = declarationsOf(checker, node);
    return (
      declaration !== undefined &&
      declaration.pos >= first.pos &&
      declaration.end <= last.end &&
      isInside(declaration, first.parent)
    );
  });
}

const declarationsOf = (checker: ts.TypeChecker, node: ts.Node): readonly ts.Declaration[] =>
  ts.isIdentifier(node) ? (checker.getSymbolAtLocation(node)?.declarations ?? []) : [];
