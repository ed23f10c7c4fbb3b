/** Memory that behaves as a backend at its worst: slow calls that overtake each other, and a conflict for each transaction. */
import type { Backend, Entries, Lists, Windows } from '../../../adapters/src/backend.js';
import { memoryBackend, memoryData, type MemoryData } from '../../../adapters/src/backends/memory.js';
import { stateOver } from '../../../adapters/src/create-state.js';
import type { State } from '../../../adapters/src/state.js';
import { seeded } from '../../programs/random.js';

/** Delays alone would never take this long; a machine that others use might. */
const TIMEOUT_MS = 30_000;

export const plainState = (): State => stateOver(memoryBackend(memoryData()), { timeoutMs: TIMEOUT_MS });

/** Each body of a transaction runs at least twice: whatever it does besides shows. */
export function contraryState(): State {
  const backend = memoryBackend(memoryData());
  const refused = new Set<string>();
  const swap: Entries['swap'] = async (place, change) => {
    const id = JSON.stringify([place.collection.name, place.key]);
    if (refused.delete(id)) return backend.entries.swap(place, change);
    refused.add(id);
    return { applied: false, current: await backend.entries.read(place) };
  };
  return stateOver({ ...backend, entries: { ...backend.entries, swap } }, { timeoutMs: TIMEOUT_MS });
}

/** Instances of one service: each a process of its own, all of them over the same data, every call of which takes a while. */
export function slowStates(
  count: number,
  seed: number,
): { readonly states: readonly State[]; readonly data: MemoryData } {
  const data = memoryData();
  const random = seeded(seed);
  const backend = slowed(memoryBackend(data), () => random.below(4));
  return { states: Array.from({ length: count }, () => stateOver(backend, { timeoutMs: TIMEOUT_MS })), data };
}

/** `turns` before and after each call: what is done in between is done at once. */
function slowed(backend: Backend, turns: () => number): Backend {
  return {
    ...backend,
    entries: each(backend.entries, turns) as Entries,
    lists: each(backend.lists, turns) as Lists,
    windows: each(backend.windows, turns) as Windows,
  };
}

function each(calls: object, turns: () => number): object {
  return Object.fromEntries(
    Object.entries(calls as Record<string, (...args: unknown[]) => Promise<unknown>>).map(([name, call]) => [
      name,
      async (...args: unknown[]) => {
        await pass(turns());
        const result = await call(...args);
        await pass(turns());
        return result;
      },
    ]),
  );
}

async function pass(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
