/**
 * Clock and timers as they were when this process loaded the package first. Tests that move the clock move what programs see; how long a backend may
 * take stays a matter of real time, or a test that skips a day would find every call late.
 */
interface Clock {
  /** Milliseconds that only ever grow, whatever is done to the calendar. */
  readonly now: () => number;
  readonly setTimeout: typeof setTimeout;
  readonly clearTimeout: typeof clearTimeout;
  readonly setImmediate: typeof setImmediate | undefined;
}

/** One for all copies: those that a test loads anew may meet clocks that it has moved. */
const KEY = Symbol.for('coldstate.adapters.clock/1');

export const clock: Clock = ((globalThis as { [KEY]?: Clock | undefined })[KEY] ??= {
  now: monotonic(),
  setTimeout: bound(setTimeout),
  clearTimeout: bound(clearTimeout),
  setImmediate: typeof setImmediate === 'function' ? bound(setImmediate) : undefined,
});

export const { now } = clock;

/** Node loads `performance` when it is first asked for, and a cold start would wait for it; `hrtime` is there already. */
function monotonic(): () => number {
  return fromHost() ?? (() => performance.now());
}

function fromHost(): (() => number) | undefined {
  const { process } = globalThis as { process?: { hrtime?: () => [seconds: number, nanoseconds: number] } };
  try {
    const hrtime = process?.hrtime?.bind(process);
    // Edge runtimes have one that throws when it is called.
    if (hrtime?.() === undefined) return undefined;
    return () => {
      const [seconds, nanoseconds] = hrtime();
      return seconds * 1000 + nanoseconds / 1e6;
    };
  } catch {
    return undefined;
  }
}

/** Some runtimes refuse to be called as a method of anything else. */
function bound<F extends (...args: never[]) => unknown>(fn: F): F {
  return fn.bind(globalThis) as F;
}
