/**
 * A suite that cannot fail proves nothing. Here is what hand-written stores do, read, change, write, with a moment in between: the cases about
 * updates at once must find it out.
 */
import { setImmediate as moment } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Backend, Entries } from '../src/backend.js';
import { memoryBackend, memoryData } from '../src/backends/memory.js';
import { cases, runCase, type Target } from '../src/conformance/index.js';
import { stateOver } from '../src/create-state.js';

const MUST_FAIL: readonly (number | string)[] = [34, 54, 55];

describe('a backend that reads, then writes', () => {
  const found = cases.filter(({ id }) => MUST_FAIL.includes(id));

  it.each(found)('fails $id: $title', async (each) => {
    await expect(runCase(each, targetOver(naive))).rejects.toThrow(/Expected values to be strictly equal/);
  });

  it.each(found)('and without the moment in between passes $id: $title', async (each) => {
    await runCase(
      each,
      targetOver((backend) => backend),
    );
  });
});

function targetOver(wrap: (backend: Backend) => Backend): Target {
  const data = memoryData();
  return { open: (namespace) => stateOver(wrap(memoryBackend(data)), { namespace }) };
}

function naive(backend: Backend): Backend {
  const { entries } = backend;
  const swap: Entries['swap'] = async (place, { next, nonce, expiry }) => {
    await moment();
    if (next === undefined) await entries.remove(place);
    else await entries.set(place, next, expiry === 'keep' ? 'never' : expiry, nonce);
    return { applied: true };
  };
  const patch: Entries['patch'] = async (place, { increment, nonce }) => {
    const fields = new Map(await entries.get(place));
    await moment();
    const sums = new Map([...increment].map(([field, by]) => [field, Number(fields.get(field) ?? 0) + by]));
    for (const [field, sum] of sums) fields.set(field, String(sum));
    await entries.set(place, fields, 'never', nonce);
    return sums;
  };
  return { ...backend, entries: { ...entries, swap, patch } };
}
