/** Trying again, where DynamoDB's own ways ask for it: lost races and requests that were carried out in part. Never after a failure. */

import { BackendFailure } from '../../backend.js';

/** Of races: with full jitter even a hundred writers of one item get through well before. */
const MOST_ATTEMPTS = 64;
const MOST_IDLE_ROUNDS = 10;

const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(200, 5 * 2 ** attempt)));

/** Runs `attempt` until it gives something; undefined says that others were faster. */
export async function untilSettled<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < MOST_ATTEMPTS; tries++) {
    const settled = await attempt();
    if (settled !== undefined) return settled;
    await pause(tries);
  }
  throw new BackendFailure(
    'unavailable',
    'not-applied',
    `Lost ${MOST_ATTEMPTS} races for one item against other writers.`,
  );
}

/** `send` gives back what was left undone. As long as that gets less, nobody waits. */
export async function inRounds<T>(
  all: readonly T[],
  send: (part: readonly T[]) => Promise<readonly T[]>,
): Promise<void> {
  let left = all;
  for (let idle = 0; left.length > 0;) {
    const rest = await send(left);
    idle = rest.length < left.length ? 0 : idle + 1;
    if (idle > MOST_IDLE_ROUNDS)
      throw new BackendFailure(
        'throttled',
        'not-applied',
        `DynamoDB left ${rest.length} of a batch undone, again and again.`,
      );
    if (idle > 0) await pause(idle);
    left = rest;
  }
}

/** At most `width` at a time. After the first failure nothing new is begun. */
export async function inParallel<T>(all: readonly T[], width: number, run: (one: T) => Promise<void>): Promise<void> {
  const rest = all.values();
  let failed = false;
  const lane = async (): Promise<void> => {
    for (const one of rest) {
      if (failed) return;
      await run(one).catch((failure: unknown) => {
        failed = true;
        throw failure;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, all.length) }, lane));
}

export const chunksOf = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
