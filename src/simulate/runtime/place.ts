/**
 * A thread takes the next instance when the one before left nothing behind in it, which spares it most of a start: modules are run anew, timers and
 * servers have ended, and its surroundings are what they were. Where anything else remains, it ends with its instance.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { watchedLeftovers } from './leftovers.js';
import { besideProgram, type Program } from './program.js';
import { remembered } from './surroundings.js';

/** A thread, as one instance after the other finds it. */
export interface Place {
  readonly enter: () => void;
  /** Ends what is left of an instance, and says whether another may follow it. */
  readonly leave: (memoryMb: number) => Promise<boolean>;
}

export function openPlace({ text, isSelfContained }: Program): Place {
  if (existsSync(FETCHES)) Reflect.get(globalThis, 'Request');
  const leftovers = watchedLeftovers();
  const surroundings = remembered(text);
  return {
    enter: leftovers.begin,
    async leave(memoryMb) {
      if (DISPATCHER in globalThis && !existsSync(FETCHES)) writeFileSync(FETCHES, '');
      return (
        (await leftovers.end()) &&
        surroundings.putBack() &&
        process.memoryUsage().arrayBuffers < memoryMb * MIB * SPARE_SHARE &&
        isSelfContained()
      );
    },
  };
}

/** `fetch` puts it there as it is first needed, and nobody can remove it: where an instance fetched, others have it before they begin. */
const DISPATCHER = Symbol.for('undici.globalDispatcher.1');
const FETCHES = besideProgram('program.fetches');

const MIB = 1024 * 1024;
/** More than that of the memory that the next instance may hold is not taken by what the last one left to be collected. */
const SPARE_SHARE = 0.25;
