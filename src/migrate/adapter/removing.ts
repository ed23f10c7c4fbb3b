/**
 * Everything that goes when housekeeping goes: the function that did nothing else and its calls, the timer that called it and its handle, the constants
 * that nobody else reads. What cannot go without touching other work stays, and so does the housekeeping in it.
 */
import { ts } from 'ts-morph';
import {
  descendants,
  dressed,
  isAssignment,
  isFunction,
  isInside,
  isStatementList,
  isStep,
  type FunctionNode,
} from '../nodes.js';
import { keyOf, shelvesIn, type Shelf } from '../globals.js';
import { callFrom, isAboutHandle, nameOfFunction, timerOf } from './handles.js';
import { isAside, isHarmless, isLog } from './harmless.js';
import type { Chore, Household } from './housekeeping.js';
import { meaningOf, referencesTo } from './references.js';
import { isGone, remove, Stuck, type Gone, type Work } from './removals.js';
import { isExported, removeUnused } from './unused.js';

export interface Removed {
  readonly gone: readonly Gone[];
  /** Chores that stay because of what is around them. */
  readonly kept: readonly Chore[];
  /** A handle that is used where it cannot go. */
  readonly escape?: { readonly at: ts.Node; readonly why: string };
}

/** `names`: those that the lifetime of entries goes on using. */
export function removing(chores: readonly Chore[], household: Household, names: ReadonlySet<string>): Removed {
  const kept: Chore[] = [];
  for (;;) {
    const left = chores.filter((chore) => !kept.includes(chore));
    const attempt = closed(left, household, names);
    if ('gone' in attempt) return { gone: attempt.gone, kept };
    if ('escape' in attempt) return { gone: [], kept, escape: attempt.escape };
    const stuck = left.filter(
      ({ statement }) => isInside(statement, attempt.stuck) || isInside(attempt.stuck, statement),
    );
    // What is in the way belongs to none of them: without it nothing is left to try.
    kept.push(...(stuck.length > 0 ? stuck : left));
  }
}

type Attempt =
  | { readonly gone: readonly Gone[] }
  | { readonly stuck: ts.Node }
  | { readonly escape: { readonly at: ts.Node; readonly why: string } };

const WHAT: Readonly<Record<Chore['kind'], string>> = {
  sweep: 'sweep',
  eviction: 'eviction',
  timeout: 'timer per entry',
};
const REASON: Readonly<Record<Chore['kind'], string>> = {
  sweep: 'entries end by themselves',
  eviction: 'entries end by themselves, and no instance holds them in memory',
  timeout: 'the entry is written with its lifetime',
};

/**
 * What is left with nothing once the housekeeping of several stores is gone: `blocks` are those that held it. `around`: of any one of them, `names`
 * keeps what any of them goes on using.
 */
export function removingAround(
  seeds: readonly ts.Node[],
  blocks: ReadonlySet<ts.Node>,
  around: Work['household'],
  names: ReadonlySet<string>,
): Gone[] {
  const known = { what: 'sweep', reason: REASON.sweep };
  const gone = new Map(seeds.map((node) => [node, { ...known, node }]));
  const work: Work = { code: around.code, household: around, gone, handled: new Set() };
  const isNew = (node: ts.Node): boolean => !seeds.includes(node);
  try {
    for (let before = -1; before !== gone.size;) {
      before = gone.size;
      for (const node of [...gone.keys()]) if (isNew(node) || blocks.has(node.parent)) emptied(node, work);
      if ([...gone.keys()].some(isNew)) removeUnused(work, names);
    }
    checkAssignments(work);
  } catch (error) {
    if (!(error instanceof Stuck)) throw error;
    return [];
  }
  return [...gone.values()].filter(({ node }) => isNew(node));
}

function closed(chores: readonly Chore[], household: Household, names: ReadonlySet<string>): Attempt {
  const work: Work = { code: household.code, household, gone: new Map(), handled: new Set() };
  try {
    for (const { kind, statement } of chores) {
      if (kind === 'timeout') removeTimers(statement, WHAT[kind], work);
      else if (!ts.isStatement(statement)) removeFunction(statement.parent as ts.ArrowFunction, work);
      else removeStatement(statement, { what: WHAT[kind], reason: REASON[kind] }, work);
    }
    for (let before = -1; before !== work.gone.size;) {
      before = work.gone.size;
      for (const { node } of [...work.gone.values()]) emptied(node, work);
      removeUnused(work, names);
    }
    checkAssignments(work);
  } catch (error) {
    if (!(error instanceof Stuck)) throw error;
    return error.escapes === undefined ? { stuck: error.at } : { escape: { at: error.at, why: error.escapes } };
  }
  return { gone: [...work.gone.values()] };
}

/** Alone in an `if` that asks for nothing else, it takes the `if` with it. */
function removeStatement(statement: ts.Statement, why: Omit<Gone, 'node'>, work: Work): void {
  const { parent } = statement;
  if (isStatementList(parent)) {
    remove(statement, why.what, why.reason, work);
    return;
  }
  const isAll = ts.isIfStatement(parent) && parent.thenStatement === statement && parent.elseStatement === undefined;
  if (!isAll || !isHarmless(parent.expression, work)) throw new Stuck(statement);
  removeStatement(parent, why, work);
}

/** What is left around a removed statement, if that is nothing. */
function emptied(node: ts.Node, work: Work): void {
  const { parent } = node;
  if (!ts.isBlock(parent) || isGone(parent, work)) return;
  const rest = parent.statements.filter((statement) => !isGone(statement, work));
  if (!rest.every((statement) => isAside(statement, work.household) && isIdle(statement, parent, work))) return;
  if (!rest.every((statement) => tellsOfIt(statement, parent, work))) return;
  const owner = parent.parent;
  if (isFunction(owner)) removeFunction(owner, work);
  else if (ts.isIfStatement(owner)) {
    if (rest.length > 0 && rest.some(ts.isReturnStatement)) return;
    removeStatement(parent, { what: 'condition', reason: 'nothing is left to do' }, work);
  } else if (ts.isTryStatement(owner) && owner.finallyBlock === undefined && owner.tryBlock === parent) {
    if (!isAside(owner.catchClause?.block ?? parent, work.household)) throw new Stuck(parent);
    removeStatement(owner, { what: 'sweep', reason: REASON.sweep }, work);
  } else throw new Stuck(parent);
}

/** A line in the log says how much was deleted, or that it begins: what it says of anything else is work of its own. */
function tellsOfIt(statement: ts.Statement, block: ts.Block, { code, household: { touches } }: Work): boolean {
  const logs = [...descendants(statement)].filter(
    (node): node is ts.CallExpression => ts.isCallExpression(node) && isLog(node),
  );
  const isStore = (node: ts.Node) => touches.some(({ receiver }) => isInside(node, receiver));
  const names = logs.flatMap((call) =>
    call.arguments.flatMap((argument) => [...descendants(argument)].filter(isOwnName)),
  );
  return names.every((name) => {
    const declaration = meaningOf(code.checker, name)?.valueDeclaration;
    return (declaration !== undefined && isInside(declaration, block)) || isStore(name) || name.text === 'Date';
  });
}

/** Not that of a member. */
const isOwnName = (node: ts.Node): node is ts.Identifier =>
  ts.isIdentifier(node) &&
  !(ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) &&
  !(ts.isPropertyAssignment(node.parent) && node.parent.name === node);

/** What it assigns is read by nobody outside of the block. */
function isIdle(statement: ts.Statement, block: ts.Block, work: Work): boolean {
  return [...targetsIn(statement)].every((name) => {
    const declaration = meaningOf(work.code.checker, name)?.valueDeclaration;
    if (declaration === undefined) return false;
    const declared = ts.getNameOfDeclaration(declaration);
    return (
      declared !== undefined &&
      referencesTo(work.code, declared).every((use) => isGone(use, work) || isInside(use, block))
    );
  });
}

function* targetsIn(node: ts.Node): Generator<ts.Node> {
  for (const inner of descendants(node)) {
    const target = isAssignment(inner) ? inner.left : isStep(inner) ? inner.operand : undefined;
    if (target !== undefined) yield ts.isPropertyAccessExpression(target) ? target.name : target;
  }
}

function removeFunction(fn: FunctionNode, work: Work): void {
  const call = callFrom(fn);
  if (call !== undefined) {
    removeCallOf(call, fn, work);
    return;
  }
  if (ts.isConstructorDeclaration(fn)) {
    // With parameters it still says how the class is made.
    if (fn.parameters.length === 0) remove(fn, 'constructor', 'nothing is left to do', work);
    return;
  }
  const named = nameOfFunction(fn);
  if (named === undefined) throw new Stuck(fn);
  const { name, declaration } = named;
  if (isExported(declaration)) throw new Stuck(fn);
  remove(declaration, `function \`${name.text}\``, 'it did nothing but delete entries that are over', work);
  for (const reference of referencesTo(work.code, name)) {
    if (!isGone(reference, work)) removeUse(reference, fn, work);
  }
}

/** A call whose answer nobody looks at, or the function given to a timer. */
function removeUse(reference: ts.Node, fn: FunctionNode, work: Work): void {
  const member = reference.parent;
  const callee = dressed(
    (ts.isPropertyAccessExpression(member) && member.name === reference ? member : reference) as ts.Expression,
  );
  const { parent } = callee;
  if (ts.isPropertyAccessExpression(parent) && parent.name.text === 'bind' && ts.isCallExpression(parent.parent)) {
    const bound = dressed(parent.parent);
    if (ts.isCallExpression(bound.parent)) {
      removeCallOf(bound.parent, fn, work);
      return;
    }
  }
  if (!ts.isCallExpression(parent)) throw new Stuck(fn);
  if (parent.expression !== callee) {
    removeCallOf(parent, fn, work);
    return;
  }
  if (!parent.arguments.every((argument) => isHarmless(argument, work))) throw new Stuck(fn);
  removeCallStatement(parent, fn, work);
}

function removeCallStatement(call: ts.CallExpression, fn: FunctionNode, work: Work): void {
  let at: ts.Expression = dressed(call);
  while (ts.isVoidExpression(at.parent) || ts.isAwaitExpression(at.parent)) at = dressed(at.parent);
  const { parent } = at;
  if (ts.isArrowFunction(parent) && parent.body === at) removeFunction(parent, work);
  else if (ts.isExpressionStatement(parent)) {
    try {
      removeStatement(parent, { what: 'call of the sweep', reason: REASON.sweep }, work);
    } catch {
      throw new Stuck(fn);
    }
  } else throw new Stuck(fn);
}

/** The call that was given the function: a timer, or `process.on('SIGTERM', …)`. */
function removeCallOf(call: ts.CallExpression, fn: FunctionNode, work: Work): void {
  const callee = call.expression.getText();
  if (/^(?:globalThis\.|global\.)?set(?:Interval|Timeout)$/.test(callee)) {
    const { statement, escapes } = timerOf(work.code, call);
    if (statement === undefined) throw new Stuck(call, escapes);
    removeTimers(statement, 'sweep timer', work);
  } else if (/\.(?:on|once|addListener)$/.test(callee) && ts.isExpressionStatement(dressed(call).parent))
    removeStatement(dressed(call).parent as ts.Statement, { what: 'listener', reason: 'nothing is left to do' }, work);
  else throw new Stuck(fn);
}

/** A statement that starts a timer, with everything that is done to the handle. */
function removeTimers(statement: ts.Node, what: string, work: Work): void {
  if (work.handled.has(statement)) return;
  work.handled.add(statement);
  const reason = what === WHAT.timeout ? REASON.timeout : REASON.sweep;
  const { handle, shelf } = timerOf(work.code, statement);
  if (ts.isStatement(statement)) removeStatement(statement, { what, reason }, work);
  else remove(statement, what, reason, work);
  if (shelf !== undefined) leaveShelf(shelf, work);
  if (handle === undefined) return;
  const uses = referencesTo(work.code, handle);
  const symbol = meaningOf(work.code.checker, handle);
  const declaration = symbol?.valueDeclaration;
  if (declaration && isExported(declaration)) throw new Stuck(...escapeOf(handle, uses));
  for (const use of uses) {
    if (isGone(use, work) || (declaration !== undefined && isInside(use, declaration))) continue;
    const about = isAboutHandle(use, symbol, work.code.checker);
    if (about === undefined) {
      const place = use.parent.getText().replace(/\s+/g, ' ');
      throw new Stuck(use, `\`${place.length > 60 ? handle.text : place}\` uses it`);
    }
    removeStatement(about, { what: `timer handle \`${handle.text}\``, reason: 'its timer is gone' }, work);
    // A function that only cleared the timer is still called from somewhere.
    const block = about.parent;
    if (ts.isBlock(block)) {
      try {
        emptied(about, work);
      } catch (error) {
        if (error instanceof Stuck && error.escapes === undefined)
          throw new Stuck(use, `the function that clears it is used elsewhere`);
        throw error;
      }
    }
  }
}

/** A property of `globalThis` that nobody asks for but who starts the timer. */
function leaveShelf(shelf: Shelf, work: Work): void {
  for (const { node } of [...work.gone.values()]) emptied(node, work);
  const key = keyOf(shelf);
  const other = work.code.files
    .flatMap((file) => (file.text.includes(key) ? shelvesIn(work.code, file, key) : []))
    .find((use) => !isGone(use, work));
  if (other !== undefined) throw new Stuck(other, `\`${other.getText()}\` uses it`);
}

/** Where another module uses it; that it could is enough. */
function escapeOf(handle: ts.Identifier | ts.PrivateIdentifier, uses: readonly ts.Node[]): [ts.Node, string] {
  const isAbroad = (use: ts.Node) => use.getSourceFile() !== handle.getSourceFile();
  const use = uses.find((each) => isAbroad(each) && !isModuleSpecifierName(each));
  return use === undefined
    ? [handle, `\`${handle.text}\` is exported`]
    : [use, `\`${use.parent.getText().replace(/\s+/g, ' ')}\` uses \`${handle.text}\`, which is exported`];
}

const isModuleSpecifierName = ({ parent }: ts.Node): boolean =>
  ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent) || ts.isImportClause(parent);

/** `lastSweep = now` may go only if nobody else reads `lastSweep`. */
function checkAssignments(work: Work): void {
  for (const { node } of work.gone.values()) {
    for (const name of targetsIn(node)) {
      const declaration = meaningOf(work.code.checker, name)?.valueDeclaration;
      if (declaration !== undefined && !isGone(declaration, work)) throw new Stuck(name);
    }
  }
}
