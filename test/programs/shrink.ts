import type { FeaturePlan, Plan } from './plan.js';

/** The smallest plan that is still bad: whatever can be dropped or made plainer without losing the failure is. */
export async function shrunk(plan: Plan, isBad: (plan: Plan) => Promise<boolean>): Promise<Plan> {
  for (const simpler of simplerThan(plan)) if (await isBad(simpler)) return shrunk(simpler, isBad);
  return plan;
}

function* simplerThan(plan: Plan): Generator<Plan> {
  const { features } = plan;
  if (features.length > 1)
    for (const index of features.keys()) yield { ...plan, features: features.toSpliced(index, 1) };
  for (const [index, feature] of features.entries())
    for (const plainer of plainerThan(feature)) yield { ...plan, features: features.with(index, plainer) };
  for (const key of ['platform', 'language', 'format', 'isGathered'] as const)
    if (plan[key] !== 0) yield { ...plan, [key]: 0 };
}

function* plainerThan(feature: FeaturePlan): Generator<FeaturePlan> {
  for (const key of ['noise', 'layers', 'hops'] as const)
    for (const index of feature[key].keys()) yield { ...feature, [key]: feature[key].toSpliced(index, 1) };
  for (const key of ['isCyclic', 'isSplit', 'isGeneric', 'final', 'guard', 'container', 'home', 'role'] as const)
    if (feature[key] !== 0) yield { ...feature, [key]: 0 };
}
