/** `simulate`: the program on a fleet of instances and on one that is never replaced, the same requests to both, and what differs. */
import { notesOf, referenceOf } from './reference.js';
import { playedWithSeeds } from './seeds.js';
import type { SimulateOptions, Simulation } from './types.js';
import { playedOf, prepared, worldOf } from './world.js';

export { SimulateError } from './errors.js';
export type * from './types.js';

/** Instances and backend share the cores of one machine: what an adapter waits longer for is no difference. */
const PATIENT = { COLDSTATE_TIMEOUT_MS: '20000' };

/** @throws SimulateError where there is nothing to compare: a scenario that cannot be read, a program that does not start. */
export async function simulate(root: string, options: SimulateOptions): Promise<Simulation> {
  const whole = await prepared(root, options);
  const { scenario, report } = whole;
  const world = worldOf(whole, { ...options, env: { ...PATIENT, ...options.env } });
  try {
    const reference = await referenceOf(scenario, world);
    const seen = await playedWithSeeds(scenario, world, reference, report, options);
    return {
      ...playedOf(whole, options),
      recycle: options.recycle ?? 0,
      ...seen,
      notes: notesOf(reference),
    };
  } finally {
    await world.close();
  }
}
