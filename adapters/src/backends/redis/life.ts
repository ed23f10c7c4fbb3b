/** How long a key lives, as the scripts take it. */
import type { Expiry } from '../../backend.js';

/** A `retain` promises that the entry is there for so long; Redis removes it an hour later, and knows no difference to a `ttl` that long. */
const RETAIN_GRACE = 3_600_000;

/** Three hundred years: beyond, what scripts print of it would lose digits. */
const LONGEST = 1e13;

/** In ms; `-1` is for ever, `keep` as it was. */
export function ttlOf(expiry: Expiry): string {
  if (expiry === 'keep') return 'keep';
  if (expiry === 'never') return '-1';
  const ms = Math.min(LONGEST, Math.max(1, Math.ceil(expiry.ms)));
  return String(expiry.hides ? ms : ms + RETAIN_GRACE);
}
