import { expect } from 'vitest';

/**
 * Cases that the engine does not judge as an expert would, by cause. They are run like all others and counted in the score; a case that has
 * come right fails here until it is taken out of this list.
 */
const GAPS: Readonly<Record<string, readonly string[]>> = {
  'what stands behind a store, or reads it, is not followed far enough': [
    'a mutex guards the one time that a client is made',
  ],
};

const causes = new Map(Object.entries(GAPS).flatMap(([cause, names]) => names.map((name) => [name, cause] as const)));

export const gapNames: ReadonlySet<string> = new Set(causes.keys());

/** Runs the check of a case; of a known gap it asks that the check still fails. */
export async function holds(name: string, check: () => Promise<void>): Promise<void> {
  const cause = causes.get(name);
  if (cause === undefined) {
    await check();
    return;
  }
  await expect(check(), `"${name}" holds now: take it out of test/judge/gaps.ts (${cause})`).rejects.toThrow();
}
