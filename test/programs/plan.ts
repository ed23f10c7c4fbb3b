import { CONTAINERS, type Container } from './containers.js';
import { EXTRAS, type Extra } from './extras.js';
import type { Home } from './home.js';
import { REQUEST_HOMES } from './homes-requests.js';
import { HOMES } from './homes.js';
import { LANGUAGES, type Language } from './language.js';
import { LAYERS } from './layers.js';
import { namesOf, NOUNS, type Names } from './names.js';
import { FORMATS, noiseFor } from './noise.js';
import { PLATFORMS, type Platform } from './platforms.js';
import { seeded, type Random } from './random.js';
import { GUARDS, type Role, type Truth } from './role.js';
import { LOUD_ROLES } from './roles-loud.js';
import { QUIET_ROLES } from './roles-quiet.js';
import { finalsOf, hopsOf } from './ways.js';

/**
 * A program in numbers: each says which entry of a table it takes, and 0 is the plainest. A smaller plan is a smaller program, which is what
 * makes shrinking a failure simple.
 */
export interface Plan {
  seed: number;
  platform: number;
  language: number;
  format: number;
  /** All routes in one file. */
  isGathered: number;
  features: readonly FeaturePlan[];
}

export interface FeaturePlan {
  noun: number;
  /** An entry of `EXTRAS` and one more; 0 for a role in a container in a home. */
  extra: number;
  role: number;
  container: number;
  home: number;
  guard: number;
  use: number;
  isGeneric: number;
  layers: readonly number[];
  /** Each layer is a module of its own. */
  isSplit: number;
  hops: readonly number[];
  final: number;
  noise: readonly number[];
  /** Another module and the store's import each other. */
  isCyclic: number;
}

/** Who runs a feature. All but the first are nobody that a request waits for. */
export const USES = ['served', 'per request', 'dead', 'script', 'test', 'type'] as const;
export type Use = (typeof USES)[number];

export const ROLES: readonly Role[] = [...LOUD_ROLES, ...QUIET_ROLES];

/** Entry `index` of a table, whatever its length. */
export function at<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError('an empty table');
  return item;
}

export function planOf(seed: number): Plan {
  const random = seeded(seed);
  const nouns = random.some([...NOUNS.keys()], 1 + random.below(4));
  const most = 1000;
  return {
    seed,
    platform: random.below(most),
    language: random.below(most),
    format: random.chance(0.3) ? random.below(FORMATS.length) : 0,
    isGathered: random.below(2),
    features: nouns.map((noun) => featureOf(noun, random)),
  };
}

function featureOf(noun: number, random: Random): FeaturePlan {
  const any = (): number => random.below(1_000_000);
  const upTo = (count: number): number[] => Array.from({ length: random.below(count + 1) }, any);
  return {
    noun,
    extra: random.chance(0.2) ? 1 + random.below(EXTRAS.length) : 0,
    role: random.below(ROLES.length),
    container: any(),
    home: any(),
    guard: random.below(GUARDS.length),
    use: random.chance(0.7) ? 0 : random.below(USES.length),
    isGeneric: random.below(2),
    layers: random.chance(0.5) ? upTo(2) : [],
    isSplit: random.below(2),
    hops: random.chance(0.5) ? upTo(4) : [],
    final: any(),
    noise: upTo(4),
    isCyclic: random.chance(0.15) ? 1 : 0,
  };
}

/** What the numbers of a plan mean. */
export interface Chosen {
  names: Names;
  truth: Truth;
  use: Use;
  extra: Extra | undefined;
  role: Role;
  container: Container;
  home: Home;
}

export function chosenFor(feature: FeaturePlan, language: Language): Chosen {
  const extra = feature.extra > 0 ? at(EXTRAS, feature.extra - 1) : undefined;
  const wanted = at(USES, feature.use);
  const role = at(ROLES, feature.role);
  const isOwn = wanted === 'per request' && !extra && !role.atLoad;
  const use = wanted === 'type' && !language.isTyped ? 'dead' : wanted === 'per request' && !isOwn ? 'served' : wanted;
  const container = at(
    CONTAINERS.filter((one) => one.for.includes(role.need)),
    feature.container,
  );
  const home = at(
    isOwn ? REQUEST_HOMES : HOMES.filter(({ takesBare }) => takesBare || !container.isBare),
    feature.home,
  );
  const names = namesOf(at(NOUNS, feature.noun), feature.isGeneric === 1 && !extra && home.isObject);
  const truth = use === 'served' ? (extra ?? role).truth : 'quiet';
  return { names, truth, use, extra, role, container, home };
}

export const languageOf = (plan: Plan): (typeof LANGUAGES)[number] =>
  at(platformOf(plan).modulesOnly ? LANGUAGES.filter(({ isModule }) => isModule) : LANGUAGES, plan.language);
export const platformOf = (plan: Plan): Platform => at(PLATFORMS, plan.platform);

/** Names of everything that a feature is made of. */
export function labelsOf(feature: FeaturePlan, language: Language): string[] {
  const { extra, role, container, home } = chosenFor(feature, language);
  return [
    ...(extra ? [extra.name] : [role.name, container.name, home.name, at(GUARDS, feature.guard).name]),
    ...(home.isPerRequest && !extra ? [] : feature.layers.map((index) => at(LAYERS, index).name)),
    ...feature.hops.map((index) => at(hopsOf(language), index).name),
    at(finalsOf(language), feature.final).name,
    ...feature.noise.map((index) => at(noiseFor(language), index).name),
  ];
}

/** For whoever reads a failure. */
export function describePlan(plan: Plan): string {
  const language = languageOf(plan);
  const lines = plan.features.map((feature) => {
    const { names, truth, use } = chosenFor(feature, language);
    return `  ${names.rows} is ${truth} (${use}): ${labelsOf(feature, language).join(' · ')}`;
  });
  return [`${platformOf(plan).name}, ${language.name}, ${at(FORMATS, plan.format).name}`, ...lines].join('\n');
}
