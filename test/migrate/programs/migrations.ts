/** Many programs: how many are migrated, why others are refused, and what went otherwise, as small as it can be shown. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Files } from '../../programs/memory.js';
import { BATCH, destinationOf, judged, kindOf, projectOf, verdictOn, type Verdict } from './check.js';
import { migratedTogether } from './engine.js';
import { planOf, type Plan } from './plan.js';
import { shrunk } from './shrink.js';
import { dialectOf, filesOf, storedOf } from './write.js';

export interface Tally {
  readonly programs: number;
  readonly migrated: number;
  /** Codes of one program → seeds. */
  readonly refused: ReadonlyMap<string, readonly number[]>;
  /** Cause → seeds. */
  readonly different: ReadonlyMap<string, readonly number[]>;
}

export async function tallyOf(plans: readonly Plan[], told: (done: number) => void = () => undefined): Promise<Tally> {
  const refused = new Map<string, number[]>();
  const different = new Map<string, number[]>();
  let migrated = 0;
  let programs = 0;
  for (const some of batchesOf(plans)) {
    const [first] = some;
    if (first === undefined) continue;
    const results = await migratedTogether(some.map(projectOf), destinationOf(first));
    for (const [index, plan] of some.entries()) {
      const verdict = await judged(plan, results[index] ?? new Error('nothing came back'));
      if (verdict.is === 'no store') continue;
      programs++;
      if (verdict.is === 'migrated') migrated++;
      else if (verdict.is === 'refused') note(refused, verdict.codes.join(' '), plan.seed);
      else note(different, verdict.cause, plan.seed);
    }
    told(some.length);
  }
  return { programs, migrated, refused, different };
}

function note(seeds: Map<string, number[]>, key: string, seed: number): void {
  seeds.set(key, [...(seeds.get(key) ?? []), seed]);
}

/** Of one destination each. */
function batchesOf(plans: readonly Plan[]): Plan[][] {
  const batches = new Map<number, Plan[]>();
  for (const plan of plans) {
    const number = Math.floor(plan.seed / BATCH);
    batches.set(number, [...(batches.get(number) ?? []), plan]);
  }
  return [...batches.values()];
}

/** The smallest program that ends the same way as that of the seed does alone. */
export async function smallest(plan: Plan): Promise<{ readonly plan: Plan; readonly verdict: Verdict }> {
  const kind = kindOf(await verdictOn(plan));
  const small = await shrunk(plan, async (simpler) => kindOf(await verdictOn(simpler)) === kind);
  return { plan: small, verdict: await verdictOn(small) };
}

/** For whoever reads a failed run. */
export async function describeSeed(seed: number, stores = 1): Promise<string> {
  const whole = planOf(seed, stores);
  const { plan, verdict } = await smallest(whole);
  const changed = verdict.is === 'different' ? verdict.files : {};
  const before = filesOf(plan);
  return [
    `seed ${seed}: ${kindOf(verdict)}`,
    verdict.is === 'refused' ? verdict.why : verdict.is === 'different' ? verdict.says : '',
    `Run it again: npm run test:migrations -- --count 1 --seed ${seed}${stores === 1 ? '' : ` --stores ${stores}`}`,
    `The whole program: ${saved(seed, filesOf(whole))}`,
    `Shrunk (${storedOf(plan).name}, ${dialectOf(plan).name}, ${destinationOf(plan)}), in ${saved(seed, before)}:`,
    ...Object.entries(before).filter(isShown).map(told),
    ...Object.entries(changed)
      .filter(([file, text]) => text !== before[file] && isShown([file, text]))
      .map(([file, text]) => told([`${file}, migrated`, text])),
  ].join('\n');
}

const isShown = ([file]: readonly [string, string]): boolean => /\.[jt]s$/.test(file) && !/host\.[jt]s$/.test(file);
const told = ([file, text]: readonly [string, string]): string => `--- ${file}\n${text}`;

/** Where people and `coldstate migrate` can look at it. */
function saved(seed: number, files: Files): string {
  const directory = mkdtempSync(join(tmpdir(), `coldstate-migration-${seed}-`));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  }
  return directory;
}

export function tableOf({ programs, migrated, refused, different }: Tally): string {
  const line = ([what, seeds]: readonly [string, readonly number[]]): string =>
    `  ${String(seeds.length).padStart(5)}  ${what} (seeds ${seeds.slice(0, 5).join(', ')}${seeds.length > 5 ? ' …' : ''})`;
  const byCount = (some: ReadonlyMap<string, readonly number[]>): string[] =>
    [...some].sort(([, a], [, b]) => b.length - a.length).map(line);
  const share = (count: number): string => `${count} (${((100 * count) / Math.max(1, programs)).toFixed(1)} %)`;
  const sum = (some: ReadonlyMap<string, readonly number[]>): number => [...some.values()].flat().length;
  return [
    `${programs} programs: ${share(migrated)} migrated, ${share(sum(refused))} refused, ${share(sum(different))} different`,
    ...(refused.size > 0 ? ['refused:', ...byCount(refused)] : []),
    ...(different.size > 0 ? ['different:', ...byCount(different)] : []),
  ].join('\n');
}
