/**
 * What one entry says decides what is written to another, or to another store: a step of the program that no one operation can do. Where it guards
 * something it is refused, elsewhere the plan says so.
 */
import { ts } from 'ts-morph';
import type { Role } from '../model/words.js';
import { placeOf, type Code } from './code.js';
import { bodyOf, endsAbruptly, isFunction, isInside, ownDescendants, type Body } from './nodes.js';
import { barriersOf, canFollow, isWaitBetween, touchOf } from './regions/touches.js';
import type { Target } from './targets.js';
import type { Refusal, Warning } from './types.js';
import type { Access } from './uses/access.js';

export interface Deciding {
  readonly target: Target;
  readonly accesses: readonly Access[];
}

/** What stops somebody: two of them that disagree let him through. */
const GUARDING: ReadonlySet<Role> = new Set(['security', 'auth', 'rate-limit', 'lock']);

interface Decision {
  readonly read: Access;
  readonly write: Access;
  readonly how: 'branch' | 'exit' | 'value';
}

export function decidedElsewhere(
  code: Code,
  stores: readonly Deciding[],
): { readonly refusals: readonly Refusal[]; readonly warnings: readonly Warning[] } {
  const accesses = stores.flatMap((store) => store.accesses);
  const bodies = [...new Set(accesses.map(({ node }) => bodyOf(node)))];
  const found = bodies.flatMap((body) =>
    decisionsIn(
      code,
      body,
      accesses.filter(({ node }) => bodyOf(node) === body),
    ),
  );
  const refusals = found.flatMap((decision) => refusalsOf(code, decision, accesses));
  const refused = new Set(refusals.map(({ store }) => store));
  const warnings = found
    .filter(({ read, write }) => read.target !== write.target && !refused.has(write.target.store))
    .flatMap(({ read, write }) =>
      [read.target, write.target].map((target): Warning => {
        const why = `what \`${nameOf(read)}\` says decides about \`${nameOf(write)}\`, and can change in between`;
        return { ...placeOf(code, write.node), store: target.store, code: 'CROSS_STORE', why };
      }),
    );
  return { refusals, warnings };
}

const nameOf = ({ target }: Access): string => target.name.text;

function decisionsIn(code: Code, body: Body, accesses: readonly Access[]): Decision[] {
  const reads = accesses.filter(({ operation }) => operation === 'get' || operation === 'has');
  const writes = accesses.filter(({ operation }) => operation === 'set');
  const barriers = barriersOf(body, () => false);
  return reads.flatMap((read) => {
    const isMeant = isFrom(code, body, read.node);
    return writes.flatMap((write): Decision[] => {
      if (write.node === read.node || isSameEntry(read, write) || isOneOf(read, write, accesses)) return [];
      if (!canFollow(read.node, write.node) || isWaitBetween(barriers, read.node, write.node)) return [];
      if (read.node.pos >= write.node.end) return [];
      const how = decidedHow(body, write, isMeant);
      return how === undefined ? [] : [{ read, write, how }];
    });
  });
}

/** One expression can be one of several stores, and decides about itself then. */
const isOneOf = (read: Access, write: Access, accesses: readonly Access[]): boolean =>
  read.target !== write.target && accesses.some(({ target, node }) => target === read.target && node === write.node);

const isSameEntry = (a: Access, b: Access): boolean =>
  a.target === b.target && (a.key === undefined || b.key === undefined || a.key.getText() === b.key.getText());

/** Whether an expression is made from what was read: it is the read, or names that hold something of it. */
function isFrom({ checker }: Code, body: Body, read: ts.Node): (node: ts.Node) => boolean {
  const held = new Set<ts.Symbol>();
  const holds = (node: ts.Node): boolean =>
    isInside(read, node) ||
    [...ownDescendants(node)].some((inner) => ts.isIdentifier(inner) && has(held, checker.getSymbolAtLocation(inner)));
  for (const node of ownDescendants(body)) {
    if (!ts.isVariableDeclaration(node) || node.initializer === undefined || !holds(node.initializer)) continue;
    for (const name of ownDescendants(node.name)) {
      const symbol = ts.isIdentifier(name) ? checker.getSymbolAtLocation(name) : undefined;
      if (symbol !== undefined) held.add(symbol);
    }
  }
  return holds;
}

const has = (held: ReadonlySet<ts.Symbol>, symbol: ts.Symbol | undefined): boolean =>
  symbol !== undefined && held.has(symbol);

function decidedHow(
  body: Body,
  { node, value }: Access,
  isMeant: (node: ts.Node) => boolean,
): Decision['how'] | undefined {
  for (let at: ts.Node = node; at !== body && !isFunction(at); at = at.parent) {
    const { parent } = at;
    if (ts.isIfStatement(parent) && at !== parent.expression && isMeant(parent.expression)) return 'branch';
    if (ts.isConditionalExpression(parent) && at !== parent.condition && isMeant(parent.condition)) return 'branch';
    if (ts.isBinaryExpression(parent) && at === parent.right && isMeant(parent.left)) return 'branch';
  }
  const isExit = (one: ts.Node): boolean =>
    ts.isIfStatement(one) &&
    one.end <= node.pos &&
    isInside(node, one.parent) &&
    endsAbruptly(one.thenStatement) &&
    isMeant(one.expression);
  if ([...ownDescendants(body)].some(isExit)) return 'exit';
  return value !== undefined && isMeant(value) ? 'value' : undefined;
}

function refusalsOf(code: Code, { read, write, how }: Decision, accesses: readonly Access[]): Refusal[] {
  const body = bodyOf(read.node);
  const isChanged = accesses.some(
    (access) =>
      access.target === read.target &&
      bodyOf(access.node) === body &&
      access.operation === 'set' &&
      isSameEntry(access, read),
  );
  if (!isChanged) return [];
  if (read.target === write.target) {
    if (how === 'value' || !touchesItself(write, accesses)) return [];
    const why = 'what one entry says decides about another, and both change';
    const advice =
      'Keep both in one entry, or take from the one first and give to the other in a step that can be done again.';
    return [{ ...placeOf(code, read.node), store: read.target.store, code: 'MULTI_KEY', why, advice }];
  }
  if (how !== 'branch' || !GUARDING.has(write.target.finding.role)) return [];
  const why = `what \`${nameOf(read)}\` says decides about \`${nameOf(write)}\`, in one step`;
  const advice = 'Keep both in one record of one store, so that one step changes both.';
  return [read.target, write.target].map(({ store }) => ({
    ...{ ...placeOf(code, write.node), store, code: 'CROSS_STORE', why, advice },
  }));
}

/** `m.set(to, m.get(to) + amount)` */
const touchesItself = (write: Access, accesses: readonly Access[]): boolean =>
  accesses.some(
    (access) =>
      touchOf(access).reads &&
      access.node !== write.node &&
      isSameEntry(access, write) &&
      isInside(access.node, write.node),
  );
