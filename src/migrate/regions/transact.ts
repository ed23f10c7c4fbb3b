/** A region as one transaction: its statements, unchanged but for the store's name, become the body. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { referencesTo } from '../flow.js';
import { descendants, ownDescendants, endsAbruptly, isInside, writtenBy } from '../nodes.js';
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
import { fromWhatIsChanged, withWhatIsMade } from './held.js';
import type { Region } from './touches.js';
import type { Layout } from './types.js';
import { freshName } from './words.js';
import { accessEdits, callOf, layoutOf, shortly, stuck, wrap, type Stuck, type Transaction } from './wrap.js';

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
  if (single !== undefined) return onExpression(region, single, around);
  const between = rangeOf(region);
  const [first] = region.touches;
  if (between === undefined || first === undefined)
    return stuck('NOT_REPEATABLE', region.body, 'its steps have no statement in common');
  const { range, held } = withWhatIsMade(around.code, region, between);
  if (held !== undefined) return cannotRepeat(held, around);
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
    stuck('NOT_REPEATABLE', region.touches[0]?.node ?? region.body, ''),
  );

const better = (known: Stuck, tried: Transaction | Stuck | undefined): Transaction | Stuck =>
  tried === undefined || (!('edits' in tried) && known.why !== '') ? known : tried;

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
  const names = neededAfter(around.code, range);
  const isChanging = names.some((name) => isLet(name) && isAssignedAfter(around.code, name, range));
  const declares = isChanging ? 'let' : 'const';
  const texts = names.map(({ text }) => text);
  if (texts.length === 0) return wrap(region, range, { before: 'await ', after: '' }, around.code);
  const taken = texts.length === 1 ? texts.join('') : `{ ${texts.join(', ')} }`;
  return wrap(region, range, { before: `${declares} ${taken} = await `, after: '', gives: taken }, around.code);
};

function isAssignedAfter({ checker }: Code, name: ts.Identifier, { statements }: Range): boolean {
  const end = statements.at(-1)?.end ?? 0;
  return referencesTo(checker, name).some((use) => use.pos >= end && writtenBy(use.parent) === use);
}

const isLet = (name: ts.Identifier): boolean => {
  for (let at: ts.Node = name; !ts.isStatement(at); at = at.parent)
    if (ts.isVariableDeclarationList(at)) return (at.flags & ts.NodeFlags.Const) === 0;
  return false;
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
  const later = deferralOf(region, range, around, { goesOn, isLeft, collecting });
  const obstacle = later.stuck ?? assignedOutsideOf(region, range, around);
  if (obstacle !== undefined) return cannotRepeat(obstacle, around);
  const name = freshName(region.body, ['answer', 'finish', 'settle']);
  const { semicolon, line } = layout;
  const start = range.statements[0]?.getStart() ?? 0;
  const call = callOfGiven(name, later, { goesOn, isLeft, isInTry: isInsideTry(range.list, region.body) });
  const list = later.collects ? collecting : undefined;
  return wrap(
    region,
    range,
    {
      before: `${list ? listing(list, region, layout, start) : ''}${later.gives ? `const ${name} = ` : ''}await `,
      opens: list && `${list.later}.length = 0${semicolon}`,
      after: `${list ? made(list) : ''}${later.gives ? semicolon + line(start) + call : ''}`,
    },
    around.code,
    { edits: later.edits, indented: later.indented, free: later.deferred },
  );
}

function deferralOf({ touches }: Region, range: Range, around: Surroundings, continuation: Continuation): Deferral {
  const { purity, waits } = around;
  // What only reads may wait as well: the cell still says what was committed, unless the store is changed meanwhile, in a callback or by a function.
  const others = range.statements.flatMap((statement) =>
    [...descendants(statement)].filter(
      (node) => (around.isOwn(node) && isChange(node)) || (ts.isCallExpression(node) && isOnStore(node, around)),
    ),
  );
  const isStale = (node: ts.Node): boolean => others.some((call) => call.end <= node.pos);
  const writing = touches.filter(({ writes, node }) => writes || isStale(node)).map(({ node }) => node);
  return deferral(range.statements, writing, purity, waits, inside(layoutOf(range)), continuation);
}

/** An access that does more than to look. */
function isChange(access: ts.Node): boolean {
  if (!ts.isCallExpression(access)) return writtenBy(access) !== undefined;
  const callee = access.expression;
  return !ts.isPropertyAccessExpression(callee) || !LOOKING.has(callee.name.text);
}

const LOOKING: ReadonlySet<string> = new Set(['get', 'has', 'keys', 'values', 'entries', 'forEach']);

/** A function of the program that uses the store, by itself or through others. */
function isOnStore(call: ts.CallExpression, around: Surroundings, seen = new Set<ts.Node>()): boolean {
  const target = around.calls.targetOf(call);
  if (target === undefined || seen.has(target)) return false;
  seen.add(target);
  return [...descendants(target)].some(
    (node) => around.isOwn(node) || (ts.isCallExpression(node) && isOnStore(node, around, seen)),
  );
}

/** What the transaction gave is called: as the function's own answer, or on the way. */
function callOfGiven(
  name: string,
  { isAsync, fallsThrough }: Deferral,
  { goesOn, isLeft, isInTry }: { readonly goesOn: boolean; readonly isLeft: boolean; readonly isInTry: boolean },
): string {
  const call = `${name}${fallsThrough ? '?.' : ''}()`;
  if (goesOn && !isLeft) return `${isAsync ? 'await ' : ''}${call}`;
  const returns = isInTry ? 'return await' : 'return';
  return goesOn ? `if (${name}) ${returns} ${name}()` : `${returns} ${call}`;
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
  const obstacle = later.stuck ?? assignedOutsideOf(region, range, around);
  if (obstacle !== undefined) return cannotRepeat(obstacle, around);
  const { semicolon, line } = layoutOf(range);
  const start = range.statements[0]?.getStart() ?? 0;
  const list = later.collects ? collecting : undefined;
  const listed = list ? listing(list, region, layoutOf(range), start) : '';
  const flushed = list ? made(list) : '';
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
  return wrap(region, range, frame, around.code, {
    edits: later.edits,
    indented: later.indented,
    free: later.deferred,
  });
}

function listing({ later }: Collecting, { body }: Region, { semicolon, line }: Layout, start: number): string {
  const isTyped = /\.[cm]?tsx?$/.test(body.getSourceFile().fileName);
  return `const ${later}${isTyped ? ': (() => void)[]' : ''} = []${semicolon}${line(start)}`;
}

/** In the body of the transaction, which is one step deeper than it was. */
const inside = ({ semicolon, line }: Layout): Layout => ({
  semicolon,
  line: (offset, steps = 0) => line(offset, steps + 1),
});

const made = ({ later }: Collecting): string => `.finally(() => ${later}.forEach((run) => run()))`;

const shapes: readonly Shape[] = [toTheEnd, inBetween, leavingEarly, deferred, continuing, collected, jumping, pausing];

const endsHere = (list: Range['list']): boolean => endsFunction(list) || endsAbruptly(list.statements.at(-1));

/** What keeps a range from running twice as it stands. */
function obstacleIn(region: Region, range: Range, around: Surroundings): Stuck | undefined {
  const home = homeOf(range.statements);
  const [effect] = range.statements.flatMap((statement) => around.purity.effectsIn(statement, home));
  const obstacle = effect ?? assignedOutsideOf(region, range, around);
  return obstacle && cannotRepeat(obstacle, around);
}

function cannotRepeat(obstacle: ts.Node, { waits, isOwn }: Surroundings): Stuck {
  const text = shortly(obstacle);
  if (isOwn(obstacle)) return stuck('MULTI_KEY', obstacle, `\`${text}\` is about another entry of the same step`);
  return waits(obstacle) || ts.isAwaitExpression(obstacle)
    ? stuck('CROSS_STORE', obstacle, `\`${text}\` waits between two steps on one entry`)
    : stuck('NOT_REPEATABLE', obstacle, `\`${text}\` would be done again if another request comes in between`);
}

function assignedOutsideOf(region: Region, range: Range, { code }: Surroundings): ts.Node | undefined {
  const touched = region.touches.map(({ node }) => node);
  return assignedOutside(code, range).find((name) => !touched.some((touch) => isInside(name, touch)));
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

/** An arrow function of one expression stays one. */
function expressionBody({ body, touches }: Region): ts.Expression | undefined {
  return ts.isArrowFunction(body) && !ts.isBlock(body.body) && touches.length > 0 ? body.body : undefined;
}

function onExpression(region: Region, expression: ts.Expression, { purity }: Surroundings): Transaction | Stuck {
  const [effect] = purity.effectsIn(expression);
  if (effect !== undefined) return stuck('NOT_REPEATABLE', effect, `\`${shortly(effect)}\` would be done again`);
  const cell = freshName(region.body, ['cell']);
  const accesses = accessEdits(region, cell);
  if ('code' in accesses) return accesses;
  const start = expression.getStart();
  const { end } = expression;
  const edits = [
    { start, end: start, text: `${callOf(region)}(${cell}) => ` },
    ...accesses,
    { start: end, end, text: ')' },
  ];
  return { edits, claimed: [{ start, end }] };
}

const declarationsOf = (checker: ts.TypeChecker, node: ts.Node): readonly ts.Declaration[] =>
  ts.isIdentifier(node) ? (checker.getSymbolAtLocation(node)?.declarations ?? []) : [];
