/**
 * Tells whoever is connecting that nobody waits for it any more. What an AbortSignal does; but Node loads those when the first one is made, and a cold
 * start would wait for it.
 */
import type { BackendFailure } from '../../backend.js';

export interface Abandonment {
  /** At once, if it is abandoned already. */
  readonly onceAbandoned: (action: (why: BackendFailure) => void) => void;
  readonly abandon: (why: BackendFailure) => void;
  readonly throwIfAbandoned: () => void;
}

export function abandonment(): Abandonment {
  const actions: ((why: BackendFailure) => void)[] = [];
  let reason: BackendFailure | undefined;
  return {
    onceAbandoned(action) {
      if (reason === undefined) actions.push(action);
      else action(reason);
    },
    abandon(why) {
      if (reason !== undefined) return;
      reason = why;
      for (const action of actions) action(why);
    },
    throwIfAbandoned() {
      if (reason !== undefined) throw reason;
    },
  };
}
