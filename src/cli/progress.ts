/** A counter on stderr for runs that last; shorter ones leave no trace, and neither does it once it is done. */
import type { Host } from './host.js';

const PATIENCE_MS = 1000;
const REFRESH_MS = 100;

export interface Progress {
  update(done: number, total: number): void;
  clear(): void;
}

export function progressOn(host: Host): Progress {
  const { stderr } = host;
  const started = host.now();
  let drawn: number | undefined;
  return {
    update(done, total) {
      const time = host.now();
      if (stderr.isTTY !== true || time - started < PATIENCE_MS || time - (drawn ?? 0) < REFRESH_MS) return;
      drawn = time;
      stderr.write(`\r\u001b[Kcoldstate: ${done} of ${total} files`);
    },
    clear() {
      if (drawn !== undefined) stderr.write('\r\u001b[K');
      drawn = undefined;
    },
  };
}
