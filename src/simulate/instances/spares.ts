/** Instances are started ahead of their need, as far as that is the same for all of them: a fleet that recycles starts one after the other. */
import { availableParallelism } from 'node:os';
import type { Settings } from '../wire.js';
import type { Instance, Spare } from './instance.js';

export interface Spares {
  begin(settings: Settings): Instance;
  close(): Promise<void>;
}

/** Each takes a core to start, and one core is the program's. */
const MOST = Math.min(4, Math.max(1, availableParallelism() - 1));

export function openSpares(open: () => Spare): Spares {
  const ready = Array.from({ length: MOST }, open);
  const next = (): Spare => {
    const spare = ready.shift() ?? open();
    return spare.isGone() ? next() : spare;
  };
  return {
    begin(settings) {
      const instance = next().begin(settings);
      while (ready.length < MOST) ready.push(open());
      return {
        ...instance,
        async leave() {
          const left = await instance.leave();
          if (left !== undefined) ready.push(left);
          return left;
        },
      };
    },
    async close() {
      await Promise.all(ready.splice(0).map((spare) => spare.discard()));
    },
  };
}
