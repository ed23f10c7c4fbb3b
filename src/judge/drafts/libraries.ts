import type { Reached, Verdict } from '../../model/words.js';
import { libraryUses } from '../library-stores.js';
import { EFFECTS_OF_ROLE, SEVERITY_OF_ROLE } from '../tables.js';
import { NOTHING, type Draft, type JudgeContext } from './draft.js';

/** Stores that packages make. */

export function* libraryDrafts({ program }: JudgeContext): Generator<Draft> {
  for (const { store, package: name, module, call, placement, name: variable } of libraryUses(program)) {
    const reach = program.reach.of({ module, fn: call.fn });
    const isReached = program.reach.unitsOfFile(module.file).size > 0 || reach?.request === true;
    const reached: Reached = !program.reach.knows(module.file) ? 'unknown' : isReached ? 'yes' : 'no';
    const verdict: Verdict = placement === 'in-process' ? store.verdict : placement === 'shared' ? 'safe' : 'advisory';
    yield {
      ...NOTHING,
      rule: store.rule ?? 'no-in-process-library-store',
      place: { module, at: call.at, declaration: call.at },
      symbol: variable ?? name,
      form: store.rule === 'no-background-timer' ? 'timer' : store.rule === 'no-local-disk-state' ? 'disk' : 'library',
      role: store.role,
      verdict,
      severity: verdict === 'unsafe' && reached !== 'no' ? (store.severity ?? SEVERITY_OF_ROLE[store.role]) : 'low',
      effects: store.rule === 'no-local-disk-state' ? ['ephemeral-disk', 'no-durability'] : EFFECTS_OF_ROLE[store.role],
      reached,
      units: [...program.reach.unitsOfFile(module.file)].sort(),
      reason: PLACEMENT_WORDS[placement](name, store.keeps),
      remedies: [{ kind: 'library-option', ...store.remedy }],
    };
  }
}

const PLACEMENT_WORDS: Readonly<
  Record<'in-process' | 'shared' | 'fallback' | 'unknown', (name: string, keeps: string) => string>
> = {
  'in-process': (name, keeps) => `${name} keeps ${keeps} in the memory of the process unless it is given a store.`,
  shared: (name) => `${name} is given a store outside of the process.`,
  fallback: (name, keeps) => `${name} keeps ${keeps} in memory when its store is not configured.`,
  unknown: (name) => `Whether ${name} is given a store cannot be seen from here.`,
};
