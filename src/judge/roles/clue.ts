import type { Role } from '../../model/words.js';
import type { Evidence } from '../evidence/index.js';
import { outerOf } from '../evidence/machinery.js';
import { words } from '../evidence/names.js';

/**
 * What a store is for, by weighted evidence. What code does weighs more than what it is called: an answer of 429 outweighs any name.
 * The role with the most weight wins; of equals, the one that comes first. A contributor adds a line, never a branch.
 */
export interface Clue {
  role: Role;
  weight: number;
  /** What the clue is, for `coldstate explain`. */
  says: string;
  /** It speaks of the surroundings alone, and decides nothing by itself. */
  isContext?: true;
  when: (evidence: Evidence) => boolean;
}

export const named =
  (pattern: RegExp) =>
  ({ nameWords }: Evidence): boolean =>
    [...nameWords].some((word) => pattern.test(word));

export const nearby =
  (pattern: RegExp) =>
  ({ contextWords }: Evidence): boolean =>
    [...contextWords].some((word) => pattern.test(word));

export const filedUnder =
  (pattern: RegExp) =>
  ({ keyWords }: Evidence): boolean =>
    [...keyWords].some((word) => pattern.test(word));

export const hasField =
  (...names: string[]) =>
  ({ fields }: Evidence): boolean =>
    names.some((name) => fields.has(name));

export const answers =
  (...statuses: number[]) =>
  (evidence: Evidence): boolean =>
    statuses.some((status) => evidence.statuses.get(status) === 0);

export const onMiss =
  (...statuses: number[]) =>
  ({ refusals }: Evidence): boolean =>
    statuses.some((status) => refusals.onMiss.has(status));

export const onPresence =
  (...statuses: number[]) =>
  ({ refusals }: Evidence): boolean =>
    statuses.some((status) => refusals.onPresence.has(status));

export const decides =
  (...statuses: number[]) =>
  ({ refusals }: Evidence): boolean =>
    statuses.some((status) => refusals.decided.has(status));

export const decidesNearby =
  (...statuses: number[]) =>
  ({ refusals }: Evidence): boolean =>
    statuses.some((status) => refusals.nearby.has(status));

export const leadsTo =
  (...statuses: number[]) =>
  (evidence: Evidence): boolean =>
    statuses.some((status) => evidence.statuses.has(status));

export const does =
  (...operations: Parameters<Evidence['operations']['has']>[0][]) =>
  (evidence: Evidence): boolean =>
    operations.some((operation) => evidence.operations.has(operation));

export const saysText =
  (pattern: RegExp) =>
  ({ texts }: Evidence): boolean =>
    texts.some((text) => pattern.test(text));

export const all =
  (...clues: ((evidence: Evidence) => boolean)[]) =>
  (evidence: Evidence): boolean =>
    clues.every((clue) => clue(evidence));

export const any =
  (...clues: ((evidence: Evidence) => boolean)[]) =>
  (evidence: Evidence): boolean =>
    clues.some((clue) => clue(evidence));

export const not =
  (clue: (evidence: Evidence) => boolean) =>
  (evidence: Evidence): boolean =>
    !clue(evidence);

/** What is known is turned away, and there is nothing to look up. */
export const isGuard = ({ skipsKnown, recomputes }: Evidence): boolean => skipsKnown && !recomputes;

/** By the function that added it, or one that this one begins: `busy.add(id); try { … } finally { busy.delete(id) }`. */
export const isTakenBack = ({ writes }: Evidence): boolean =>
  writes.some(
    ({ operation, module, fn }) =>
      operation === 'add' &&
      writes.some((other) => other.operation === 'delete' && outerOf(other) === outerOf({ module, fn })),
  );

/** Work under a key that is under way is not begun again: `if (busy.has(id)) return; busy.add(id); try { … } finally { busy.delete(id) }`. */
export const isHeldMeanwhile = ({ store: { accesses } }: Evidence): boolean =>
  accesses.some((added) => {
    if (added.operation !== 'add') return false;
    const beside = accesses.filter(({ module, fn }) => module === added.module && fn === added.fn);
    // Whatever is taken away before anything is added is switched, and not held.
    const isAsked = beside.some(({ operation, at }) => operation === 'has' && at[0] < added.at[0]);
    const isFreed = beside.some(({ operation, at }) => operation === 'delete' && at[0] > added.at[0]);
    return isAsked && isFreed;
  });

/** Numbers become ids in it: `function nextOrderId() { last += 1; return `ORD-${last}`; }`. */
export const isCountedIntoIds = ({ writes }: Evidence): boolean =>
  writes.some(({ operation, module, fn }) => {
    const said = words(module.functions[fn]?.name ?? '');
    return operation === 'increment' && said.some((word) => MAKES.test(word)) && said.some((word) => IDS.test(word));
  });

const MAKES = /^(generate|gen|next|new|create|make|get|issue|mint|allocate|assign)$/;
const IDS = /^(ids?|uid|code|number|no|serial|sku|slug|reference|ref)$/;

/** A miss is filled again from where it came from, and nothing of its own is added up in it. */
export const isRefilled = ({ recomputes, counts }: Evidence): boolean => recomputes && !counts;

/** Only ever switched on and off. */
export const isSwitched = ({ writes }: Evidence): boolean =>
  [true, false].every((on) => writes.some(({ value }) => value?.kind === 'literal' && value.value === on));

/** `recent.push(entry); if (recent.length > MOST) recent.shift()`: what is dropped goes nowhere. */
export const isDroppedFrom = ({ writes }: Evidence): boolean => {
  const adds = writes.filter(({ operation }) => operation === 'push');
  const drops = writes.filter(({ operation }) => operation === 'shift');
  const isBeside = (drop: (typeof writes)[number]): boolean =>
    drop.call?.result === 'discarded' && adds.some(({ module, fn }) => module === drop.module && fn === drop.fn);
  return drops.length > 0 && drops.every(isBeside);
};

const SOCKETS =
  /^(socket\.io|ws|uWebSockets\.js|@fastify\/websocket|express-ws|@nestjs\/websockets|engine\.io|sockjs)$/;

/** A module that uses it keeps connections open. */
export const isBesideSockets = ({ writes }: Evidence): boolean =>
  writes.some(({ module }) => module.imports.some(({ source }) => SOCKETS.test(source)));

/** Requests are counted up or noted down in it. */
export const isCounted = (evidence: Evidence): boolean => evidence.counts || does('increment', 'push')(evidence);

/** What is in it, or under which key, comes from requests or from when they came. */
export const isToldByRequests = ({ keyOrigins, valueOrigins }: Evidence): boolean =>
  FROM_REQUESTS.some((origin) => keyOrigins.has(origin) || valueOrigins.has(origin)) ||
  (valueOrigins.has('clock') && !valueOrigins.has('awaited'));

const FROM_REQUESTS = ['request', 'parameter'] as const;

/** Accessed by a key that changes from request to request. */
export const isKeyed = ({ shape, store }: Evidence): boolean =>
  shape === 'map' || shape === 'set' || store.accesses.some(({ path }) => path.includes('*'));
/** One value, or an object around one: `const sequence = { value: 0 }`. */
export const isScalar = ({ shape, counts, fields }: Evidence): boolean =>
  shape === 'scalar' || shape === 'unknown' || (shape === 'object' && counts && fields.size === 1);
export const countsPerKey = all(
  isKeyed,
  ({ counts }) => counts,
  ({ fields }) => fields.size <= 2,
);
