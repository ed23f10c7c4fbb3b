import type { ModuleFacts, Span, Value } from '../../model/facts.js';
import type { Program } from '../../program/index.js';
import type { Store } from '../../program/stores.js';
import type { FunctionRef } from '../../program/targets.js';
import type { Around } from './around.js';
import { belongsTo } from './belongs.js';

/** HTTP statuses near a store: the surest sign of what a miss means to a user. */

const STATUS_KEYS = new Set(['status', 'statusCode', 'code']);

const STATUS_METHODS = new Set(['status', 'sendStatus', 'code', 'writeHead', 'error', 'createError', 'json']);

export function statusesOf(functions: Around): Map<number, 0 | 1> {
  const found = new Map<number, 0 | 1>();
  for (const { ref, distance } of functions) {
    for (const status of statusesIn(ref)) found.set(status, Math.min(found.get(status) ?? 1, distance) as 0 | 1);
  }
  return found;
}

function* statusesIn({ module, fn }: FunctionRef): Generator<number> {
  const body = module.functions[fn]?.at;
  if (body) yield* statusesWithin(module, body);
}

/** Statuses that branches answer with whose condition asks the store: `if (!sessions.get(id)) return 401`. */
export function missStatusesOf(store: Store, functions: Around, program: Program): Set<number> {
  const isOfStore = belongsTo(store, program);
  const asks = (module: ModuleFacts, value: Value): boolean => {
    if (isOfStore(module, value)) return true;
    // `now - last < DAY` asks for `last`.
    if (value.kind === 'derived') return value.of.some((part) => asks(module, part));
    const callee = value.kind === 'call' ? module.calls[value.id]?.callee : undefined;
    return callee?.kind === 'member' && isOfStore(module, callee.of);
  };
  const found = new Set<number>();
  for (const { ref } of functions) {
    for (const branch of ref.module.branches) {
      if (branch.fn !== ref.fn) continue;
      const isMiss = branch.test.some((atom) => atom.holds !== 'truthy' && asks(ref.module, atom.value));
      if (isMiss) for (const status of statusesWithin(ref.module, branch.then)) found.add(status);
    }
  }
  return found;
}

function* statusesWithin(module: ModuleFacts, body: Span): Generator<number> {
  const isInside = (at: readonly [number, number]): boolean => at[0] >= body[0] && at[1] <= body[1];
  for (const { callee, args, at } of module.calls) {
    if (!isInside(at) || callee.kind !== 'member' || !STATUS_METHODS.has(callee.key)) continue;
    for (const argument of args) if (isStatus(argument)) yield argument.value;
  }
  for (const { properties, at } of module.objects) {
    if (!isInside(at)) continue;
    for (const { key, value } of properties) if (STATUS_KEYS.has(key) && isStatus(value)) yield value.value;
  }
  for (const { target, value, at } of module.writes) {
    if (isInside(at) && target.kind === 'member' && STATUS_KEYS.has(target.key) && isStatus(value)) yield value.value;
  }
}

function isStatus(value: Value | undefined): value is { kind: 'literal'; value: number } {
  return value?.kind === 'literal' && typeof value.value === 'number' && value.value >= 400 && value.value < 600;
}
