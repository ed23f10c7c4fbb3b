/**
 * Work that a program does only because its memory is finite: sweeps that delete what is over, timers that delete one entry, evictions of the oldest.
 * Once entries have a lifetime it has no purpose. A statement that does anything else is none of it.
 */
import { ts } from 'ts-morph';
import { descendants, dressed, isFunction, isInside, ownDescendants, undressed } from '../nodes.js';
import type { Touch } from './accesses.js';
import { endIn, endingOf, isComparison, type Clockwork, type Ending, type Presence } from './clock.js';
import { isAside, isHarmless, isJump, isLog } from './harmless.js';
import { meaningOf } from './references.js';

export interface Chore {
  readonly kind: 'sweep' | 'eviction' | 'timeout';
  /** Or what an arrow function gives back. */
  readonly statement: ts.Statement | ts.Expression;
  /** Of sweeps and timeouts: when what it deletes is over. */
  readonly endings: readonly Ending[];
  /** Of timeouts. */
  readonly delay?: ts.Expression;
}

export interface Household extends Clockwork {
  readonly touches: readonly Touch[];
}

/** The outermost statements that are nothing but housekeeping, in the order of the text. */
export function choresOf(household: Household): Chore[] {
  const chores = new Map<ts.Node, Chore>();
  const isDone = (node: ts.Node) => [...chores.keys()].some((chore) => isInside(node, chore));
  for (const { node, method } of household.touches) {
    if (!DELETES.has(method) || isDone(node)) continue;
    let outermost: Chore | undefined;
    for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent) {
      if (ts.isStatement(at) && !ts.isBlock(at)) outermost = choreOf(at, household) ?? outermost;
      else if (isGivenBack(at)) outermost = sweepOf(at, household) ?? outermost;
    }
    if (outermost !== undefined) chores.set(outermost.statement, outermost);
  }
  return [...chores.values()].sort((a, b) => a.statement.pos - b.statement.pos);
}

const DELETES: ReadonlySet<string> = new Set(['delete', 'clear']);

/** `() => m.forEach(…)` */
function isGivenBack(node: ts.Node): node is ts.Expression {
  return ts.isArrowFunction(node.parent) && node.parent.body === node && ts.isExpression(node);
}

function choreOf(statement: ts.Statement, household: Household): Chore | undefined {
  if (leads(statement)) return undefined;
  return sweepOf(statement, household) ?? evictionOf(statement, household) ?? timeoutOf(statement, household);
}

/** It ends the function or loop that it stands in, so that what comes after depends on it. */
function leads(statement: ts.Statement): boolean {
  return [...ownDescendants(statement)].some((node) => {
    if (ts.isReturnStatement(node) || ts.isThrowStatement(node)) return true;
    if (!ts.isBreakOrContinueStatement(node)) return false;
    for (let at: ts.Node = node; ; at = at.parent) {
      if (ts.isIterationStatement(at, false)) return false;
      if (at === statement) return true;
    }
  });
}

function sweepOf(statement: ts.Statement | ts.Expression, household: Household): Chore | undefined {
  const walk = walkOf(statement, household);
  if (walk === undefined) return undefined;
  const endings: Ending[] = [];
  const isChore = walk.bodies.every((body) => deletes(body, walk.guard, { ...household, endings, isEviction: false }));
  return isChore && endings.length > 0 ? { kind: 'sweep', statement, endings } : undefined;
}

interface Walk {
  readonly bodies: readonly ts.Node[];
  /** What a `filter` before it lets pass. */
  readonly guard: Ending | undefined;
}

/** A loop over the store, or `forEach` on it or on a part of it. */
function walkOf(statement: ts.Statement | ts.Expression, household: Household): Walk | undefined {
  if (ts.isForOfStatement(statement) || ts.isForInStatement(statement)) {
    const root = rootedIn(statement.expression, household);
    return root && { bodies: [statement.statement], guard: root.guard };
  }
  if (!ts.isExpressionStatement(statement) && !ts.isExpression(statement)) return undefined;
  const call = undressed(ts.isExpressionStatement(statement) ? statement.expression : statement);
  if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return undefined;
  const [callback] = call.arguments;
  if (call.expression.name.text !== 'forEach' || callback === undefined || !isFunction(callback)) return undefined;
  const root = rootedIn(call.expression.expression, household);
  return root && { bodies: [callback.body], guard: root.guard };
}

const CHAIN: ReadonlySet<string> = new Set([
  ...['keys', 'values', 'entries', 'filter', 'sort', 'toSorted', 'slice', 'reverse', 'map'],
]);

/** `m`, `m.entries()`, `[...m.values()]`, `Object.keys(o).filter(…)`, and a constant that is one of them. */
function rootedIn(node: ts.Expression, household: Household): { guard: Ending | undefined } | undefined {
  const bare = undressed(node);
  if (household.touches.some(({ receiver }) => undressed(receiver) === bare)) return { guard: undefined };
  if (ts.isArrayLiteralExpression(bare)) {
    const [only, ...more] = bare.elements;
    return only && more.length === 0 && ts.isSpreadElement(only) ? rootedIn(only.expression, household) : undefined;
  }
  if (ts.isIdentifier(bare)) {
    const declared = meaningOf(household.code.checker, bare)?.valueDeclaration;
    return declared && ts.isVariableDeclaration(declared) && declared.initializer
      ? rootedIn(declared.initializer, household)
      : undefined;
  }
  if (!ts.isCallExpression(bare) || !ts.isPropertyAccessExpression(bare.expression)) return undefined;
  const { expression: base, name } = bare.expression;
  const [argument] = bare.arguments;
  if (/^(?:Object\.(?:keys|values|entries)|Array\.from)$/.test(bare.expression.getText()))
    return argument && rootedIn(argument, household);
  const root = CHAIN.has(name.text) ? rootedIn(base, household) : undefined;
  if (root === undefined || name.text !== 'filter') return root;
  const condition = argument && isFunction(argument) ? argument.body : undefined;
  if (condition === undefined || ts.isBlock(condition)) return undefined;
  const guard = both(root.guard, endingOf(condition, true, household));
  return guard === UNKNOWN ? undefined : { guard };
}

const UNKNOWN = Symbol('not understood');

function both(guard: Ending | undefined, ending: Ending | Presence | undefined): Ending | undefined | typeof UNKNOWN {
  if (ending === undefined) return UNKNOWN;
  // That it is there at all says nothing; that a part of it is there says more than its age.
  if ('present' in ending) return ending.present === '' ? guard : UNKNOWN;
  return guard === undefined ? ending : { which: 'max', of: [guard, ending] };
}

interface Deleting extends Household {
  /** Filled with when each thing that is deleted is over. */
  readonly endings: Ending[];
  readonly isEviction: boolean;
}

/** Whether `node` does nothing but delete entries of the store that are over. */
function deletes(node: ts.Node, guard: Ending | undefined, work: Deleting): boolean {
  if (ts.isBlock(node)) return deletesInBlock(node, guard, work);
  if (ts.isExpressionStatement(node)) return deletes(undressed(node.expression), guard, work);
  if (isDeletion(node, work)) {
    if (guard !== undefined) work.endings.push(guard);
    return guard !== undefined || work.isEviction;
  }
  if (ts.isIfStatement(node)) return deletesIf(node, guard, work);
  if (ts.isForOfStatement(node) || ts.isWhileStatement(node))
    return work.isEviction && deletes(node.statement, guard, work);
  return isAside(node, work) || isPruning(node, work);
}

function deletesInBlock(block: ts.Block, before: Ending | undefined, work: Deleting): boolean {
  let guard = before;
  for (const statement of block.statements) {
    // `if (entry.expiresAt > now) continue;` guards what comes after it.
    if (ts.isIfStatement(statement) && statement.elseStatement === undefined && isJump(statement.thenStatement)) {
      const next = both(guard, endingOf(statement.expression, false, work));
      if (next === UNKNOWN) {
        if (!work.isEviction || !isHarmless(statement.expression, work)) return false;
      } else guard = next;
    } else if (!deletes(statement, guard, work)) return false;
  }
  return true;
}

function deletesIf(node: ts.IfStatement, guard: Ending | undefined, work: Deleting): boolean {
  const ending = endingOf(node.expression, true, work) ?? emptinessOf(node.expression, work);
  const inner = both(guard, ending);
  if (inner === UNKNOWN) {
    const isAsking = work.isEviction && isHarmless(node.expression, work);
    return (
      (isAsking || isLog(node.thenStatement)) &&
      node.elseStatement === undefined &&
      deletes(node.thenStatement, guard, work)
    );
  }
  return (
    deletes(node.thenStatement, inner, work) &&
    (node.elseStatement === undefined || deletes(node.elseStatement, guard, work))
  );
}

/** `recent.length === 0`, where `recent` is what a filter by age left: the entry is over when its newest element is. */
function emptinessOf(condition: ts.Expression, household: Household): Ending | undefined {
  const [, name] = /^!?\(?([\w$]+)\.length(?:===?0|<1|\)?)$/.exec(condition.getText().replace(/\s/g, '')) ?? [];
  if (name === undefined) return undefined;
  const list = [...descendants(condition)].find((node) => ts.isIdentifier(node) && node.text === name);
  const declared = list && meaningOf(household.code.checker, list)?.valueDeclaration;
  if (!declared || !ts.isVariableDeclaration(declared) || !declared.initializer) return undefined;
  if (!isFilterOfEntry(declared.initializer, household)) return undefined;
  const comparison = [...descendants(declared.initializer)].find(isComparison);
  const end = comparison && endIn(comparison, household);
  return end && !end.isOver ? { end } : undefined;
}

function isFilterOfEntry(node: ts.Expression, { entries }: Household): boolean {
  const bare = undressed(node);
  return (
    ts.isCallExpression(bare) &&
    ts.isPropertyAccessExpression(bare.expression) &&
    bare.expression.name.text === 'filter' &&
    entries.pathOf(bare.expression.expression) !== undefined
  );
}

/** `m.set(key, recent)`: the entry without its elements that are over. */
function isPruning(node: ts.Node, household: Household): boolean {
  const touch = household.touches.find((each) => each.node === node && each.method === 'set');
  if (touch?.value === undefined) return false;
  const value = undressed(touch.value);
  if (!ts.isIdentifier(value)) return isFilterOfEntry(value, household);
  const declared = meaningOf(household.code.checker, value)?.valueDeclaration;
  return (
    declared !== undefined &&
    ts.isVariableDeclaration(declared) &&
    declared.initializer !== undefined &&
    isFilterOfEntry(declared.initializer, household)
  );
}

function isDeletion(node: ts.Node, { touches, isEviction }: Deleting): boolean {
  const touch = touches.find((each) => each.node === node);
  return touch?.method === 'delete' || (isEviction && touch?.method === 'clear');
}

/** `if (m.size >= MAX) m.delete(m.keys().next().value);`, `if (m.size > MAX) m.clear();` */
function evictionOf(statement: ts.Statement, household: Household): Chore | undefined {
  if (!ts.isIfStatement(statement) && !ts.isWhileStatement(statement)) return undefined;
  if (ts.isIfStatement(statement) && statement.elseStatement !== undefined) return undefined;
  if (!asksForSize(statement.expression, household)) return undefined;
  const body = ts.isIfStatement(statement) ? statement.thenStatement : statement.statement;
  const isChore = deletes(body, undefined, { ...household, endings: [], isEviction: true });
  return isChore ? { kind: 'eviction', statement, endings: [] } : undefined;
}

function asksForSize(condition: ts.Expression, household: Household): boolean {
  if (!isHarmless(condition, household)) return false;
  return [...descendants(condition)].some((node) => {
    const touch = household.touches.find((each) => each.node === node);
    if (touch?.method === 'size') return true;
    return touch?.method === 'keys' && ts.isPropertyAccessExpression(node.parent) && node.parent.name.text === 'length';
  });
}

/** `setTimeout(() => m.delete(key), TTL)`, alone or with its handle kept. */
function timeoutOf(statement: ts.Statement, household: Household): Chore | undefined {
  const call = [...descendants(statement, (node) => !isFunction(node))].find(
    (node): node is ts.CallExpression =>
      ts.isCallExpression(node) && /^(?:globalThis\.)?setTimeout$/.test(node.expression.getText()),
  );
  const [callback, delay] = call?.arguments ?? [];
  if (call === undefined || callback === undefined || delay === undefined) return undefined;
  if (!isFunction(callback) || !isAlone(call, statement)) return undefined;
  const isChore = deletes(callback.body, undefined, { ...household, endings: [], isEviction: true });
  const hasDeletion = household.touches.some(({ node, method }) => method === 'delete' && isInside(node, callback));
  return isChore && hasDeletion ? { kind: 'timeout', statement, endings: [], delay } : undefined;
}

/** The statement is the call, or keeps its handle: a loop or an `if` around it says more. */
function isAlone(call: ts.CallExpression, statement: ts.Statement): boolean {
  if (ts.isVariableStatement(statement)) return true;
  if (!ts.isExpressionStatement(statement)) return false;
  return !isFunction(statement.expression) && [call, dressed(call)].every((node) => node.end <= statement.end);
}
