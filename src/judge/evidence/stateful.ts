import { statefulAt } from '../../libraries/stateful.js';
import type { StatefulEntry } from '../../model/library.js';
import type { Program } from '../../program/index.js';
import { isAmong } from '../../program/shared.js';
import type { Access } from '../../program/stores.js';
import type { Root, Target } from '../../program/targets.js';

/** Objects of packages and of the host that keep what they are told. */

export function statefulOf(root: Root, held: readonly Target[], program: Program): StatefulEntry | undefined {
  if (root.kind === 'global' && root.of) return root.of.entry;
  for (const target of held) {
    const entry = entryOf(target, program);
    if (entry) return entry;
  }
  return undefined;
}

function entryOf(target: Target, program: Program): StatefulEntry | undefined {
  if (target.kind === 'created') {
    const found = statefulAt(target.package, target.path);
    return found?.rest.length === 0 ? found.entry : undefined;
  }
  if (target.kind === 'builtin') return statefulAt('global', [target.name])?.entry;
  if (target.kind !== 'instance' || !target.facts.superclass) return undefined;
  // `class Bus extends EventEmitter`
  const [base] = program.resolve(target.module, target.facts.superclass);
  const found = base?.kind === 'external' ? statefulAt(base.package, base.path) : undefined;
  return found?.rest.length === 0 ? found.entry : undefined;
}

/** Writes that tell it something: calls of the methods that the tables name, and assignments to its members. */
export function changesOf(writes: readonly Access[], root: Root, entry: StatefulEntry | undefined): readonly Access[] {
  const isShared = root.kind === 'global' && root.of !== undefined;
  return writes.filter(({ path: [member], call, write }) => {
    if (isShared) return true;
    if (member === undefined) return entry !== undefined && call !== undefined;
    // A client that no table knows takes what is assigned to it all the same.
    return entry ? isAmong(member, entry.members) : write !== undefined;
  });
}
