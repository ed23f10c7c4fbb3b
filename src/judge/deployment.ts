/** What the deployment changes about a verdict that the code alone would get. */
import type { Effect, Role } from '../model/words.js';
import type { ModuleFacts } from '../model/facts.js';
import type { Draft, JudgeContext } from './drafts/draft.js';
import { oneLessSevere } from './tables.js';

/** What needs a second instance to go wrong. */
const BETWEEN_INSTANCES: ReadonlySet<Effect> = new Set(['instance-divergence', 'breaks-on-scale-out']);

/** What one instance does right as long as it lives: its end gives somebody a fresh start, and loses no data. */
const FORGIVING: ReadonlySet<Role> = new Set([
  ...(['rate-limit', 'security', 'lock', 'config', 'feature-flag', 'connection-registry'] as const),
]);

type Change = (draft: Draft, context: JudgeContext) => Draft;

/** In this order: where code does not run at all, how often it runs does not matter. */
const CHANGES: readonly Change[] = [elsewhere, alone, alwaysOn];

export function deployed(draft: Draft, context: JudgeContext): Draft {
  if (draft.verdict === 'safe') return draft;
  return CHANGES.reduce((one, change) => (one.verdict === 'safe' ? one : change(one, context)), draft);
}

function elsewhere(draft: Draft, { program, idleReason }: JudgeContext): Draft {
  const reason = idleReason(draft.place.module.file);
  const isLoaded = program.reach.unitsOfFile(draft.place.module.file).size > 0;
  return reason === undefined || isLoaded ? draft : cleared(draft, reason);
}

/** One instance at most. */
function alone(draft: Draft, { deploymentOf }: JudgeContext): Draft {
  const { isAlone, declared } = deploymentOf(draft.units);
  if (!isAlone || draft.reached === 'no' || draft.effects.includes('unit-duplicate')) return draft;
  const kept = draft.effects.filter((effect) => !BETWEEN_INSTANCES.has(effect));
  const isHarmless = draft.role === 'lock' && kept.length === 0;
  // What a request has set is gone with the instance, whatever else it would have done.
  const effects: readonly Effect[] = kept.length > 0 || isHarmless ? kept : ['cold-start-loss'];
  const isMilder = draft.verdict === 'unsafe' && FORGIVING.has(draft.role);
  return {
    ...draft,
    effects,
    verdict: isHarmless ? 'advisory' : draft.verdict,
    severity: isHarmless ? 'low' : isMilder ? oneLessSevere(draft.severity) : draft.severity,
    decision: [
      ...draft.decision,
      {
        question: 'How many instances are there?',
        answer: isMilder
          ? 'One at most: nothing diverges, and only its end gives a fresh start. One step less severe.'
          : 'One at most: nothing diverges. What it holds is lost with it all the same.',
        evidence: [...declared],
      },
    ],
  };
}

/** Billed by instance, the processor is there between requests, and so is what runs in the background. */
function alwaysOn(draft: Draft, { deploymentOf }: JudgeContext): Draft {
  const { isAlwaysOn, declared } = deploymentOf(draft.units);
  if (!isAlwaysOn) return draft;
  const reason = `It is billed by instance (${declared.join(', ')}): the processor is there between requests, so what runs in the background runs.`;
  if (draft.rule === 'no-background-timer' || draft.rule === 'no-work-after-response') return cleared(draft, reason);
  return {
    ...draft,
    effects: draft.effects.filter((effect) => effect !== 'timer-never-fires' && effect !== 'work-after-response'),
  };
}

const cleared = (draft: Draft, reason: string): Draft => ({
  ...draft,
  verdict: 'safe',
  severity: 'low',
  effects: [],
  reason,
});

/** Whether nothing but servers that run for months runs a module. */
export function isLongLived({ file }: ModuleFacts, { program, packages }: JudgeContext): boolean {
  if (packages.longLived.size === 0) return false;
  const loading = program.modules.loading(file);
  const entered = new Set(
    program.entries.filter((entry) => loading.has(entry.file)).map((entry) => packages.of(entry.file)),
  );
  const homes = entered.size > 0 ? [...entered] : [packages.of(file)];
  return homes.every((home) => packages.longLived.has(home));
}
