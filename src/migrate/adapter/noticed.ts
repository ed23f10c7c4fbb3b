/**
 * Sweeps that somebody would miss. One that a timer runs, or a request now and then, comes at no certain time, and nobody can count on an entry that is
 * over. One that a request runs each time decides itself when entries go: whoever looks at them in between without asking for their end still finds
 * them, and would not if they ended by themselves.
 */
import { ts } from 'ts-morph';
import type { Role } from '../../model/words.js';
import { bodyOf, descendants, dressed, isFunction, isInside, isStatementList, ownDescendants } from '../nodes.js';
import { clockOf, endIn, endingOf, isComparison, type End } from './clock.js';
import { callFrom, nameOfFunction } from './handles.js';
import type { Chore, Household } from './housekeeping.js';
import { referencesTo } from './references.js';
import { toldApart } from './told-apart.js';

/** Of these an end is what they are about, whoever asks for it. */
export const MUST_FORGET: ReadonlySet<Role> = new Set(['session', 'security', 'rate-limit', 'lock']);

/** `chores`: all of the store, which read it for themselves alone. */
export function isNoticed(chore: Chore, chores: readonly Chore[], household: Household, role: Role): boolean {
  if (chore.kind !== 'sweep' || MUST_FORGET.has(role)) return false;
  const runs = runsOf(chore.statement, household, new Set());
  if (runs.length === 0) return false;
  const isElsewhere = (node: ts.Node) => !chores.some(({ statement }) => isInside(node, statement));
  const readers = household.touches.filter(({ method, node }) => TELLS.has(method) && isElsewhere(node));
  const isIgnorant = ({ node }: { readonly node: ts.Node }) =>
    !runs.some((run) => comesBefore(run, node)) && !asks(bodyOf(node), household, isElsewhere);
  return readers.some(isIgnorant) || toldApart(endsIn(household, isElsewhere), household) !== undefined;
}

const TELLS: ReadonlySet<string> = new Set([
  ...['get', 'has', 'keys', 'values', 'entries', 'forEach', 'iterate', 'size', 'read'],
]);

/** The sweep, and the calls that lead to it, where a request runs it each time. */
function runsOf(node: ts.Node, household: Household, seen: Set<ts.Node>): ts.Node[] {
  const body = bodyOf(node);
  // What makes an instance is done once.
  if (ts.isSourceFile(body) || ts.isConstructorDeclaration(body)) return [];
  if (seen.has(body) || isNowAndThen(node, household)) return [];
  seen.add(body);
  const call = callFrom(body);
  if (call !== undefined) return isTimer(call) ? [] : [node];
  const named = nameOfFunction(body);
  if (named === undefined) return [node];
  const uses = referencesTo(household.code, named.name).filter((use) => !isSpecifier(use));
  const callers = uses.flatMap((use) => {
    const outer = calledBy(use);
    if (outer !== undefined) return runsOf(outer, household, seen);
    return isGivenToTimer(use) ? [] : [node];
  });
  // Of a function that nobody here calls, nobody knows when it runs.
  return callers.length > 0 || uses.length === 0 ? [node, ...callers] : [];
}

const isSpecifier = ({ parent }: ts.Node): boolean => ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent);

function calledBy(use: ts.Node): ts.CallExpression | undefined {
  const { parent } = use;
  const isMember = ts.isPropertyAccessExpression(parent) && parent.name === use;
  const callee = dressed((isMember ? parent : use) as ts.Expression);
  return ts.isCallExpression(callee.parent) && callee.parent.expression === callee ? callee.parent : undefined;
}

/** As it is, or bound. */
function isGivenToTimer(use: ts.Node): boolean {
  for (let at = use; !ts.isSourceFile(at) && !isFunction(at); at = at.parent)
    if (ts.isCallExpression(at) && isTimer(at)) return true;
  return false;
}

const isTimer = ({ expression }: ts.CallExpression): boolean =>
  /^(?:globalThis\.|global\.)?set(?:Interval|Timeout|Immediate)$/.test(expression.getText());

/** `if (now - lastSweep < EVERY) return;`, `if (Math.random() < 0.01)`, `if (m.size > MAX)` */
function isNowAndThen(node: ts.Node, household: Household): boolean {
  for (let at = node; !ts.isSourceFile(at) && !isFunction(at); at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) && at !== parent.expression && isOccasion(parent.expression, household)) return true;
    if (!isStatementList(parent)) continue;
    const before = parent.statements.filter(({ end }) => end <= at.pos);
    if (before.some((each) => ts.isIfStatement(each) && leaves(each) && isOccasion(each.expression, household)))
      return true;
  }
  return false;
}

const leaves = ({ thenStatement }: ts.IfStatement): boolean =>
  [...ownDescendants(thenStatement)].some(ts.isReturnStatement);

function isOccasion(condition: ts.Expression, { code, touches, entries }: Household): boolean {
  return [...descendants(condition)].some((node) => {
    if (touches.some((touch) => touch.node === node && touch.method === 'size')) return true;
    if (!ts.isExpression(node) || entries.pathOf(node) !== undefined) return false;
    return clockOf(code, node) !== undefined || /^Math\.random\(\)$/.test(node.getText());
  });
}

/** Whoever comes to `node` in the same block has been there first. */
function comesBefore(run: ts.Node, node: ts.Node): boolean {
  for (let at = run; !ts.isSourceFile(at) && !isFunction(at); at = at.parent) {
    if (isStatementList(at.parent)) return at.end <= node.pos && isInside(node, at.parent);
  }
  return false;
}

/** A condition says what to do with what is over. */
function asks(body: ts.Node, household: Household, isElsewhere: (node: ts.Node) => boolean): boolean {
  return [...ownDescendants(body)].some((node) => {
    if (!isCondition(node) || !isElsewhere(node)) return false;
    const endings = [true, false].map((isTrue) => endingOf(node, isTrue, household));
    return endings.some((ending) => ending !== undefined && !('present' in ending));
  });
}

function isCondition(node: ts.Node): node is ts.Expression {
  const { parent } = node;
  if (ts.isIfStatement(parent)) return parent.expression === node;
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  return ts.isBinaryExpression(node) && /^(?:&&|\|\|)$/.test(node.operatorToken.getText());
}

function endsIn(household: Household, isElsewhere: (node: ts.Node) => boolean): End[] {
  const files = new Set(household.touches.map(({ receiver }) => receiver.getSourceFile()));
  return [...files]
    .flatMap((file) => [...descendants(file)])
    .filter(isComparison)
    .filter(isElsewhere)
    .flatMap((node) => endIn(node, household) ?? []);
}
