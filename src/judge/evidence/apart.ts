import type { ModuleFacts, Value } from '../../model/facts.js';
import type { StatefulEntry } from '../../model/library.js';
import type { Program } from '../../program/index.js';
import type { Target } from '../../program/targets.js';

type Created = Extract<Target, { kind: 'created' }>;

/**
 * Whether a client that keeps what it is told is only ever called with all that a call needs: it signs people in, and nothing is asked with
 * the session that this leaves in it.
 */
export function isCalledApart(held: readonly Target[], entry: StatefulEntry, program: Program): boolean {
  const made = held.filter((target): target is Created => target.kind === 'created');
  const apart = new Set([...Object.keys(entry.methods ?? {}), ...(entry.apart ?? [])]);
  if (!entry.apart || made.length === 0 || made.length < held.length) return false;
  const stepsTo = (module: ModuleFacts, value: Value): readonly string[][] =>
    program.resolve(module, value).flatMap((target) => {
      const from = target.kind === 'created' ? made.find(({ call }) => call === target.call) : undefined;
      return from && target.kind === 'created' ? [target.path.slice(from.path.length)] : [];
    });
  return ![...program.modules.all()].some((module) =>
    module.calls.some((call) => {
      const isOwn = program.resolve(module, call.callee).some(({ kind }) => kind === 'function');
      const isHanded = !isOwn && call.args.some((argument) => stepsTo(module, argument).length > 0);
      const isAsked = stepsTo(module, call.callee).some(
        (steps) => !apart.has(steps.join('.')) || call.args.length === 0,
      );
      return isHanded || isAsked;
    }),
  );
}
