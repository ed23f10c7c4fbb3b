/**
 * Milliseconds that only ever grow, whatever is done to the calendar. Node loads `performance` when it is first asked for, and a cold start would wait
 * for it; `hrtime` is there already.
 */
const { process } = globalThis as { process?: { hrtime?: () => [seconds: number, nanoseconds: number] } };

export const now: () => number =
  process?.hrtime === undefined
    ? () => performance.now()
    : () => {
        const [seconds, nanoseconds] = process.hrtime?.() ?? [0, 0];
        return seconds * 1000 + nanoseconds / 1e6;
      };
