/** A region as one transaction: its statements, unchanged but for the store's name, become the body. */
import { ts } from 'ts-morph';
import type { Code } from '../code.js';
import { referencesTo } from '../flow.js';
import { descendants, endsAbruptly, isFunction, isInside, ownDescendants, writtenBy } from '../nodes.js';
import type { Purity } from '../purity.js';
import { indentAt, styleOf, type Style } from '../style.js';
import type { RefusalCode } from '../types.js';
import { cellEdits } from './cell.js';
import { deferral, homeOf, type Collecting, type Deferral, type Layout } from './defer.js';
import {
  assignedOutside,
  endsFunction,
  exitsOf,
  extended,
  isInsideTry,
  neededAfter,
  rangeOf,
  type Range,
} from './range.js';
import { withWhatIsMade } from './held.js';
import { narrowedIn } from './narrowed.js';
import type { Region } from './touches.js';
import type { Span, TextEdit } from './types.js';

export interface Transaction {
  readonly edits: readonly TextEdit[];
  /** What is rewritten here and by nobody else. */
  readonly claimed: readonly Span[];
}

export interface Stuck {
  readonly code: RefusalCode;
  readonly node: ts.Node;
  readonly why: string;
}

export interface Surroundings {
  readonly code: Code;
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
  return shapes.reduce<Transaction | Stuck>(
    (best, shape) => ('edits' in best ? best : better(best, shape(region, range, around))),
    stuck('NOT_REPEATABLE', first.node, ''),
  );
}

const better = (known: Stuck, tried: Transaction | Stuck | undefined): Transaction | Stuck =>
  tried === undefined || (!('edits' in tried) && known.why !== '') ? known : tried;

const stuck = (code: RefusalCode, node: ts.Node, why: string): Stuck => ({ code, node, why });

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
  if (exitsOf(range).some((exit) => !ts.isReturnStatement(exit))) return undefined;
  const layout = layoutOf(range);
  // What only reads may wait as well: the cell still says what was committed.
  const touches = region.touches.filter(({ writes }) => writes).map(({ node }) => node);
  const isLeft = exitsOf(range).length > 0;
  const later = deferral(range.statements, touches, around.purity, around.waits, inside(layout), {
    goesOn,
    isLeft,
    collecting,
  });
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

/** As the others, with the effects in the middle written down and made after the commit, in their order. */
const collected: Shape = (region, range, around) => {
  const later = freshName(region.body, ['later']);
  const collecting: Collecting = { later, canWait: (effect) => isSettled(region, around, effect) };
  const isEnd = endsHere(range.list);
  if (!isEnd && neededAfter(around.code, range).length > 0) return undefined;
  return deferring(region, isEnd ? extended(range) : range, around, !isEnd, collecting);
};

/** Nothing that it names is given another value meanwhile, and no record is looked at. */
function isSettled({ touches, flow, body }: Region, { code, waits }: Surroundings, effect: ts.Expression): boolean {
  if (waits(effect)) return false;
  const uses = new Set<ts.Node>([...flow.uses, ...touches.map(({ node }) => node)]);
  return [...descendants(effect)].every((node) => {
    if (uses.has(node)) return false;
    const [declaration] = declarationsOf(code.checker, node);
    const isLocal = declaration !== undefined && isInside(declaration, body);
    if (!isLocal || !ts.isIdentifier(node)) return true;
    const named = ts.isVariableDeclaration(declaration) || ts.isParameter(declaration) ? declaration.name : undefined;
    if (named === undefined || !ts.isIdentifier(named)) return isFunction(declaration);
    return !referencesTo(code.checker, named).some((use) => writtenBy(use.parent) === use);
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

const shapes: readonly Shape[] = [toTheEnd, inBetween, leavingEarly, deferred, continuing, collected];

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

const shortly = (node: ts.Node): string => {
  const text = node.getText().replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

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

interface Frame {
  readonly before: string;
  /** The first line of the body. */
  readonly opens?: string | undefined;
  readonly after: string;
  /** What the transaction gives back at its end. */
  readonly gives?: string;
}

interface Extra {
  readonly edits: readonly TextEdit[];
  readonly indented: readonly Span[];
  /** Not claimed: what is there is done after the commit, and may wait. */
  readonly free: readonly ts.Node[];
}

const NO_EXTRA: Extra = { edits: [], indented: [], free: [] };

function wrap(region: Region, range: Range, frame: Frame, code: Code, extra: Extra = NO_EXTRA): Transaction | Stuck {
  const [first] = range.statements;
  const last = range.statements.at(-1);
  if (first === undefined || last === undefined) return stuck('UNKNOWN_USE', region.body, '');
  const layout = layoutOf(range);
  const { semicolon, line } = layout;
  const cell = freshName(region.body, ['cell']);
  const accesses = accessEdits(region, cell);
  if ('code' in accesses) return accesses;
  const start = first.getStart();
  const { end } = last;
  const gives = frame.gives === undefined ? '' : `${line(start, 1)}return ${frame.gives}${semicolon}`;
  const text = region.body.getSourceFile().text;
  const hasEnd = text[end - 1] === ';' || text[end - 1] === '}';
  const narrowed = narrowedIn(code, region.body, range.statements, [...accesses, ...extra.edits]);
  const before = narrowed.declarations.map((declaration) => declaration + semicolon + line(start)).join('');
  const met = region.key !== undefined && isOwnKey(region.key, region) ? region.key : undefined;
  if (met !== undefined && frame.before !== 'await ')
    return stuck('MULTI_KEY', met, 'an entry that is met on the way through all of them may be gone');
  const opens = frame.opens === undefined ? '' : frame.opens + line(start, 1);
  const guard = met !== undefined ? `if (!${cell}.has()) return${semicolon}${line(start, 1)}` : '';
  const edits = [
    {
      start,
      end: start,
      text: `${before}${frame.before}${callOf(region)}(${cell}) => {${line(start, 1)}${opens}${guard}`,
    },
    ...accesses,
    ...extra.edits,
    ...narrowed.edits,
    ...indentation(range, [{ start, end }, ...extra.indented]),
    { start: end, end, text: `${hasEnd ? '' : semicolon}${gives}${line(start)}})${frame.after}${semicolon}` },
  ];
  return { edits, claimed: without({ start, end }, extra.free) };
}

function accessEdits(region: Region, cell: string): TextEdit[] | Stuck {
  const edits: TextEdit[] = [];
  for (const { access } of region.touches) {
    if (access === undefined) continue;
    const own = cellEdits(access, cell);
    if (own === undefined)
      return stuck('UNKNOWN_USE', access.node, `\`${shortly(access.node)}\` has no counterpart in a transaction`);
    edits.push(...own);
  }
  return edits;
}

/** `windows.transact(ip, ` */
function callOf({ touches, key }: Region): string {
  const accesses = touches.flatMap(({ access }) => access ?? []);
  const access = accesses.find(({ accessor }) => accessor === undefined) ?? accesses[0];
  const { transact = `${access?.receiver.getText() ?? ''}.transact`, key: there } = access?.accessor ?? {};
  const named = there?.text ?? (key && keyText(key));
  return `${transact}(${named === undefined ? '' : `${named}, `}`;
}

export function keyText(key: ts.Expression): string {
  // `users.ada` names its entry by a word.
  const isWord = ts.isIdentifier(key) && ts.isPropertyAccessExpression(key.parent) && key.parent.name === key;
  return isWord ? JSON.stringify(key.text).replaceAll('"', "'") : key.getText();
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

function layoutOf({ list }: Range): Layout {
  const file = list.getSourceFile();
  const style: Style = styleOf(file);
  return {
    semicolon: style.semicolon,
    line: (offset, steps = 0) => style.newline + indentAt(file.text, offset) + style.indent.repeat(steps),
  };
}

/** Each line moves in by as many steps as there are spans that it begins in; what stands in a template keeps its place. */
function indentation({ list }: Range, spans: readonly Span[]): TextEdit[] {
  const file = list.getSourceFile();
  const { indent } = styleOf(file);
  const templates = [...ownDescendants(list)].filter(
    (node) => ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node),
  );
  return file.getLineStarts().flatMap((start) => {
    const depth = spans.filter((span) => span.start < start && start < span.end).length;
    const isBlank = /^[ \t]*\r?(\n|$)/.test(file.text.slice(start, start + 200));
    const isText = templates.some((template) => template.getStart() < start && start < template.end);
    return depth === 0 || isBlank || isText ? [] : [{ start, end: start, text: indent.repeat(depth) }];
  });
}

function without(span: Span, free: readonly ts.Node[]): Span[] {
  const spans: Span[] = [];
  let at = span.start;
  for (const node of [...free].sort((a, b) => a.pos - b.pos)) {
    spans.push({ start: at, end: node.getStart() });
    at = node.end;
  }
  return [...spans, { start: at, end: span.end }].filter(({ start, end }) => start < end);
}

export function freshName(scope: ts.Node, candidates: readonly string[]): string {
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isOfObject(node)) used.add(node.text);
    node.forEachChild(visit);
  };
  visit(scope);
  const [first = 'value'] = candidates;
  const numbered = Array.from({ length: 50 }, (_, i) => `${first}${i + 2}`);
  return [...candidates, ...numbered].find((name) => !used.has(name)) ?? first;
}

/** `for (const k in o)` around: what `k` names may be gone by the time that it is looked at. */
function isOwnKey(key: ts.Expression, { body, touches }: Region): boolean {
  const receiver = touches.find(({ access }) => access !== undefined)?.access?.receiver.getText();
  for (let at: ts.Node = key; at !== body && !ts.isSourceFile(at); at = at.parent) {
    if (!ts.isForInStatement(at) || at.expression.getText() !== receiver) continue;
    const [declaration] = ts.isVariableDeclarationList(at.initializer) ? at.initializer.declarations : [];
    if (declaration?.name.getText() === key.getText()) return true;
  }
  return false;
}

/** `all` of `{ all: 1 }`, `event.all` and `{ all?: string }` is a name within an object. */
function isOfObject(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isBindingElement(parent)) return parent.propertyName === name;
  const isMember =
    ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent);
  return isMember && parent.name === name;
}

const declarationsOf = (checker: ts.TypeChecker, node: ts.Node): readonly ts.Declaration[] =>
  ts.isIdentifier(node) ? (checker.getSymbolAtLocation(node)?.declarations ?? []) : [];
