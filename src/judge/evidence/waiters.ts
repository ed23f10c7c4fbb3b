import type { ModuleFacts, Value } from '../../model/facts.js';
import { inFunction } from '../../program/in-function.js';
import type { Program } from '../../program/index.js';
import type { Access, Store } from '../../program/stores.js';
import { placeIn } from './belongs.js';
import { requestOf } from '../trail.js';

/** Requests that wait in a store until another one brings what they wait for: a long poll, an approval, an answer by webhook. */

/** `answered` by other requests, or by the code of the `own` ones. */
export type Waiters = 'answered' | 'own';

/**
 * What is kept fulfils a promise, and a request other than the one that waits calls it with something. A limit of concurrency lets its own next request
 * go on, and gives it nothing; what a connection of ours answers reaches the instance that asked.
 */
export function waitersOf({ roots }: Store, writes: readonly Access[], program: Program): Waiters | undefined {
  const waiting = writes.filter(({ module, value }) => value !== undefined && endsPromise(module, value, 0));
  if (waiting.length === 0) return undefined;
  const place = placeIn(roots);
  const own = new Set(waiting.map((access) => requestOf(access, program)));
  const isAnswered = [...program.modules.all()].some((module) =>
    module.calls.some((call) => {
      if (call.args.length === 0 || call.new) return false;
      const isElement = program.resolve(module, call.callee).some((one) => place(one)?.[0] === '*');
      const request = isElement ? requestOf({ module, fn: call.fn }, program) : undefined;
      return request !== undefined && !own.has(request);
    }),
  );
  if (isAnswered) return 'answered';
  const isAll = waiting.length === writes.filter(({ operation }) => FILLS.has(operation)).length;
  return isAll && !own.has(undefined) ? 'own' : undefined;
}

const FILLS: ReadonlySet<string> = new Set(['set', 'add', 'push']);

/** `resolve` of `new Promise((resolve, reject) => …)`, or a record that holds it. */
export function endsPromise(module: ModuleFacts, value: Value, depth: number): boolean {
  if (depth > 3) return false;
  if (value.kind === 'object') {
    return (module.objects[value.id]?.properties ?? []).some((property) =>
      endsPromise(module, property.value, depth + 1),
    );
  }
  if (value.kind === 'function') {
    // `waiters.set(id, (answer) => resolve(answer))`
    return inFunction(module.calls, value.id).some((call) => endsPromise(module, call.callee, depth + 1));
  }
  const variable = value.kind === 'variable' ? module.variables[value.id] : undefined;
  if (!variable) return false;
  if (variable.declared !== 'parameter') return variable.values.some((one) => endsPromise(module, one, depth + 1));
  return module.calls.some(
    ({ new: isNew, callee, args: [executor] }) =>
      isNew &&
      callee.kind === 'global' &&
      callee.name === 'Promise' &&
      executor?.kind === 'function' &&
      executor.id === variable.fn,
  );
}
