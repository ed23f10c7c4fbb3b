import type { Problem, ProblemKind } from './check.js';
import { labelsOf, languageOf, type Plan } from './plan.js';

/**
 * A cause of wrong verdicts that is known: one of each list has to be part of the feature that was misjudged. As narrow as the cause allows,
 * because whatever fits is not looked at again; one that all programs have ceased to meet fails until it is taken out.
 */
interface Gap {
  cause: string;
  kind: ProblemKind;
  when: readonly (readonly string[])[];
  /** What the engine said has to fit, too. */
  says?: RegExp;
}

export const GAPS: readonly Gap[] = [];

/** The known cause of a problem. */
export function gapOf({ kind, claim, says }: Problem, plan: Plan): string | undefined {
  const feature = claim === undefined ? undefined : plan.features[claim];
  if (!feature) return undefined;
  const labels = new Set(labelsOf(feature, languageOf(plan)));
  const fits = (gap: Gap): boolean =>
    gap.kind === kind &&
    (gap.says?.test(says) ?? true) &&
    gap.when.every((any) => any.some((label) => labels.has(label)));
  return GAPS.find(fits)?.cause;
}
