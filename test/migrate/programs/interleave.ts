/** Races, migrated and run on several instances over slow memory. */
import type { State } from '../../../adapters/src/state.js';
import { slowStates } from './backends.js';
import { migratedTogether, type Migrated } from './engine.js';
import { load } from './load.js';
import type { Race } from './races.js';
import { settled } from './run.js';

const INSTANCES = 4;

export type RaceVerdict =
  | { readonly is: 'right' }
  | { readonly is: 'refused'; readonly codes: readonly string[] }
  | { readonly is: 'wrong'; readonly says: string };

/** All of them migrated together, then each run. */
export async function raced(races: readonly Race[], seed: number): Promise<RaceVerdict[]> {
  const projects = races.map(({ files, symbol }) => ({ files, symbols: [symbol] }));
  const migrated = await migratedTogether(projects, seed % 2 === 0 ? 'redis' : 'dynamodb');
  const verdicts: RaceVerdict[] = [];
  for (const [index, race] of races.entries()) verdicts.push(await judged(race, migrated[index], seed));
  return verdicts;
}

async function judged(race: Race, migrated: Migrated | Error | undefined, seed: number): Promise<RaceVerdict> {
  if (migrated === undefined || migrated instanceof Error)
    return { is: 'wrong', says: migrated?.stack ?? 'nothing came back' };
  const { files, refused } = migrated;
  if (refused.length > 0) return { is: 'refused', codes: [...new Set(refused.map(({ code }) => code))] };
  const { answers, after } = await atOnce(Object.fromEntries(files), race, slowStates(INSTANCES, seed).states);
  const says = race.wrong(answers, after);
  return says === undefined ? { is: 'right' } : { is: 'wrong', says: `${says}\n${files.get('src/handler.ts') ?? ''}` };
}

/** `states`: one for each instance. None: the program as it was, which has one instance. */
export async function atOnce(
  files: Readonly<Record<string, string>>,
  race: Race,
  states: readonly State[] = [],
): Promise<{ answers: unknown[]; after: unknown[] }> {
  const program = load(files);
  const starts = states.length > 0 ? states : [undefined];
  const instances = starts.map((state) => program.start(() => undefined, state));
  const ask = async (event: Race['all'][number], index: number): Promise<unknown> => {
    const { returned, threw } = await settled(() => instances[index % instances.length]?.handler({ ...event }));
    return threw ?? returned;
  };
  for (const event of race.first) await ask(event, 0);
  const answers = await Promise.all(race.all.map(ask));
  const after: unknown[] = [];
  for (const event of race.last) after.push(await ask(event, 1));
  await Promise.all(states.map((state) => state.close()));
  return { answers, after };
}
