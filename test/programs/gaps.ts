import type { Problem, ProblemKind } from './check.js';
import { labelsOf, languageOf, type Plan } from './plan.js';

/** A cause of wrong verdicts that is known: one of each list has to be part of the feature that was misjudged. */
interface Gap {
  cause: string;
  kind: ProblemKind;
  when: readonly (readonly string[])[];
}

export const GAPS: readonly Gap[] = [];

/** The known cause of a problem. */
export function gapOf({ kind, claim }: Problem, plan: Plan): string | undefined {
  const feature = claim === undefined ? undefined : plan.features[claim];
  if (!feature) return undefined;
  const labels = new Set(labelsOf(feature, languageOf(plan)));
  return GAPS.find((gap) => gap.kind === kind && gap.when.every((any) => any.some((label) => labels.has(label))))?.cause;
}
