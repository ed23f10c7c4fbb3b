/**
 * Changes to single fields. Where the entry is there it is one request on nested paths (`f.views`), without a read and without races: hot counters
 * live on this. Where that does not apply (no entry yet, an operation that was done or has to be remembered for the first time, numbers that
 * DynamoDB cannot add) the entry is read and written back as a whole, unless somebody else was faster.
 */

import { BackendFailure, CONTAINER, isNumber, type Fields, type Patch, type Patched } from '../../backend.js';
import { allOf, at, LIVE, unchanged, type Change } from './expressions.js';
import { isInvalid } from './failures.js';
import {
  fieldsAttribute,
  lifeOf,
  liveFields,
  number,
  numberOf,
  text,
  valueOf,
  type Assignment,
  type Item,
  type Key,
} from './items.js';
import type { Requests, Written } from './requests.js';
import { untilSettled } from './waiting.js';

/** Wrapped, since `undefined` is an answer too. */
interface Done {
  readonly values: Patched;
}

/** How often operations that may be forgotten are swept out; in between, the item grows by what it meets in that time. */
const PRUNE_EVERY_MS = 60_000;

/** Every write of an entry pays for the operations in it: of more than these the oldest are forgotten early. */
const MOST_REMEMBERED = 1000;

export async function patchEntry(requests: Requests, key: Key, patch: Patch): Promise<Patched> {
  const done = await untilSettled(async () => {
    const { done, item } = await patchInPlace(requests, key, patch);
    return done ?? rewritePatched(requests, key, patch, item);
  });
  return done.values;
}

/** `item`: what stood in the way, where DynamoDB said it. */
async function patchInPlace(
  requests: Requests,
  key: Key,
  patch: Patch,
): Promise<{ done: Done | undefined; item: Item | undefined }> {
  const written = await requests.update(key, inPlace(patch, Date.now())).catch((failure: unknown): Written => {
    // Writing it back sweeps out operations, after which it may fit.
    if (isInvalid(failure) || (isTooLarge(failure) && patch.operation !== undefined))
      return { done: false, item: undefined };
    throw failure;
  });
  if (!written.done) return { done: undefined, item: written.item };
  const fields = written.attributes?.f?.M ?? {};
  return { done: { values: valuesOf(patch, (field) => numberOf(fields[field])) }, item: undefined };
}

const isTooLarge = (failure: unknown): boolean => failure instanceof BackendFailure && failure.kind === 'too-large';

function inPlace(patch: Patch, now: number): Change {
  const names: Record<string, string> = {};
  const values: Item = { ...at(now), ':container': valueOf(CONTAINER), ':zero': number(0) };
  const set: string[] = [];
  const conditions = [LIVE];
  const pathTo = (field: string): { path: string; value: string } => {
    const alias = String(set.length);
    names[`#${alias}`] = field;
    return { path: `#f.#${alias}`, value: `:${alias}` };
  };

  for (const field of patch.containers) {
    const { path } = pathTo(field);
    set.push(`${path} = :container`);
    conditions.push(`(attribute_not_exists(${path}) OR ${path} = :container)`);
  }
  for (const [field, encoded] of patch.set) {
    const { path, value } = pathTo(field);
    set.push(`${path} = ${value}`);
    values[value] = valueOf(encoded);
    conditions.push(`NOT ${path} = :container`);
  }
  // No condition on what is added to: DynamoDB adds numbers alone.
  for (const [field, by] of patch.increment) {
    const { path, value } = pathTo(field);
    set.push(`${path} = if_not_exists(${path}, :zero) + ${value}`);
    values[value] = number(by);
  }
  if (patch.operation !== undefined) {
    names['#operation'] = operationName(patch.operation.id);
    values[':until'] = number(now + patch.operation.rememberMs);
    set.push('#o.#operation = :until');
    conditions.push(
      'attribute_exists(#o)',
      '#p > :now',
      '(attribute_not_exists(#o.#operation) OR #o.#operation <= :now)',
    );
  }
  const returns = patch.increment.size > 0 ? 'UPDATED_NEW' : undefined;
  const life = patch.renews ? lifeOf(patch.expiry, now) : {};
  return { assign: { w: text(patch.nonce), ...life }, set, condition: allOf(...conditions), names, values, returns };
}

async function rewritePatched(
  requests: Requests,
  key: Key,
  patch: Patch,
  known: Item | undefined,
): Promise<Done | undefined> {
  const item = known ?? (await requests.get(key));
  const now = Date.now();
  const before = liveFields(item, now);
  if (patch.operation !== undefined && isDone(item, patch.operation.id, now))
    return { values: incremented(patch, before) };
  if (before === undefined && patch.ifExists) return { values: undefined };
  const after = patched(before ?? new Map(), patch);
  const written = await requests.update(key, {
    assign: {
      f: fieldsAttribute(after),
      w: text(patch.nonce),
      ...(before === undefined || patch.renews ? lifeOf(patch.expiry, now) : {}),
      ...remembering(item, patch, now),
    },
    ...unchanged(item),
  });
  return written.done ? { values: incremented(patch, after) } : undefined;
}

const isDone = (item: Item | undefined, operation: string, now: number): boolean =>
  numberOf(item?.o?.M?.[operationName(operation)]) > now;

/** Ids are the caller's own text: `__proto__` is no name that the SDK, or any object, takes. */
const operationName = (id: string): string => `i${id}`;

function remembering(item: Item | undefined, { operation }: Patch, now: number): Assignment {
  if (operation === undefined) return {};
  const remembered = Object.entries(item?.o?.M ?? {})
    .filter(([, until]) => numberOf(until) > now)
    .sort(([, a], [, b]) => numberOf(a) - numberOf(b))
    .slice(-MOST_REMEMBERED);
  return {
    o: { M: { ...Object.fromEntries(remembered), [operationName(operation.id)]: number(now + operation.rememberMs) } },
    p: number(now + PRUNE_EVERY_MS),
  };
}

/** What the patch makes of the fields. */
function patched(fields: Fields, patch: Patch): Fields {
  const next = new Map(fields);
  for (const field of patch.containers) {
    if ((next.get(field) ?? CONTAINER) !== CONTAINER) throw wrongType(field, 'is no object');
    next.set(field, CONTAINER);
  }
  for (const [field, encoded] of patch.set) {
    if (next.get(field) === CONTAINER) throw wrongType(field, 'is an object');
    next.set(field, encoded);
  }
  for (const [field, by] of patch.increment) {
    const there = next.get(field) ?? '0';
    if (!isNumber(there)) throw wrongType(field, 'is no number');
    next.set(field, String(Number(there) + by));
  }
  return next;
}

const incremented = (patch: Patch, fields: Fields | undefined): Patched =>
  valuesOf(patch, (field) => Number(fields?.get(field) ?? 0));

const valuesOf = (patch: Patch, valueOf: (field: string) => number): Map<string, number> =>
  new Map([...patch.increment.keys()].map((field) => [field, valueOf(field)]));

const wrongType = (field: string, what: string): BackendFailure =>
  new BackendFailure('wrong-type', 'not-applied', `${field} ${what}`);
