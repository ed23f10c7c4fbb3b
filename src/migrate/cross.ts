/**
 * What one entry says decides what is written to another, or to another store: a step of the program that no one operation can do. Where it guards
 * something it is refused, elsewhere the plan says so.
 */
import type { Role } from '../model/words.js';
import { placeOf, type Code } from './code.js';
import { decidedHow, isFrom, type HowDecided } from './deciding.js';
import { bodyOf, isInside, type Body } from './nodes.js';
import { barriersOf, canFollow, isWaitBetween, touchOf } from './regions/touches.js';
import { styleOf } from './style.js';
import type { Target } from './targets.js';
import type { Refusal, Warning } from './types.js';
import type { Access } from './uses/access.js';

export interface Deciding {
  readonly target: Target;
  readonly accesses: readonly Access[];
}

/** What stops somebody: two of them that disagree let him through. */
export const GUARDING: ReadonlySet<Role> = new Set(['security', 'auth', 'rate-limit', 'lock']);

interface Decision {
  readonly read: Access;
  readonly write: Access;
  readonly how: HowDecided;
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
  const replacement = asOneRecord(read, write);
  return [read.target, write.target].map(({ store }) => ({
    ...{ ...placeOf(code, write.node), store, code: 'CROSS_STORE', why, advice, replacement },
  }));
}

/** What both stores hold, in one record of the first. */
function asOneRecord(read: Access, write: Access): string {
  const { semicolon } = styleOf(read.node.getSourceFile());
  const key = read.key === undefined ? '' : `${read.key.getText()}, `;
  return [
    `await ${read.receiver.getText()}.update(${key}(both = {}) => {`,
    `  // \`both.${nameOf(read)}\` decides, and \`both.${nameOf(write)}\` is written`,
    `  return both${semicolon}`,
    `})${semicolon}`,
  ].join('\n');
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
