/** What is declared about the deployment of a unit, put together from every platform that has a say in it. */
import { append } from '../model/append.js';
import type { ReportedDeployment } from '../model/report.js';
import type { Detected } from './detect.js';

/** What holds for a unit, or for all of several. */
export interface Deployment {
  /** One instance at most: nothing diverges from it, but it is replaced like any other. */
  isAlone: boolean;
  /** The processor is there between requests. */
  isAlwaysOn: boolean;
  /** Files that declare it. */
  declared: readonly string[];
}

interface Placed {
  unit: string;
  platform: string;
  /** Directory of the package that its entry point is part of. */
  directory: string;
}

export function deployments(
  all: readonly Detected[],
  entries: readonly Placed[],
): (units: readonly string[]) => Deployment {
  const byUnit = new Map<string, ReportedDeployment[]>();
  for (const entry of entries) {
    const merged = merge(factsFor(entry, all, entries));
    append(byUnit, entry.unit, merged);
  }
  return (units) => {
    const facts = units.flatMap((unit) => byUnit.get(unit) ?? [{ file: '' }]);
    const holds = (says: (one: ReportedDeployment) => boolean): boolean => facts.length > 0 && facts.every(says);
    return {
      isAlone: holds(({ maxInstances }) => maxInstances === 1),
      isAlwaysOn: holds(({ billing }) => billing === 'instance'),
      declared: [...new Set(facts.flatMap(({ file }) => (file === '' ? [] : [file])))],
    };
  };
}

/** The facts of the entry's own platform, and for a server those of what it is deployed to. */
function factsFor(
  { unit, platform, directory }: Placed,
  all: readonly Detected[],
  entries: readonly Placed[],
): ReportedDeployment[] {
  const here = all.filter((one) => one.directory === directory);
  const isHosted = here.some(({ name, kind }) => name === platform && (kind === 'server' || kind === 'framework'));
  return here.flatMap(({ name, kind, platform: { deployment = [] } }) => {
    if (name === platform) return deployment.filter((fact) => fact.unit === undefined || fact.unit === unit);
    if (!isHosted || (kind !== 'host' && kind !== 'functions')) return [];
    // An application that the package's only function wraps.
    const own = entries.filter((one) => one.platform === name && one.directory === directory).map((one) => one.unit);
    const units = new Set([...own, ...deployment.flatMap((fact) => fact.unit ?? [])]);
    return deployment.filter((fact) => fact.unit === undefined || (units.size === 1 && units.has(fact.unit)));
  });
}

/** Of several declarations of one thing the weaker limit holds; what one of them switches on is on. */
function merge(facts: readonly ReportedDeployment[]): ReportedDeployment {
  const limits = facts.flatMap(({ maxInstances }) => maxInstances ?? []);
  return {
    file: facts.find(({ maxInstances, billing }) => maxInstances !== undefined || billing === 'instance')?.file ?? '',
    ...(limits.length > 0 ? { maxInstances: Math.max(...limits) } : {}),
    ...(facts.some(({ billing }) => billing === 'instance') ? { billing: 'instance' as const } : {}),
  };
}
