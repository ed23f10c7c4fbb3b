import { now } from './clock.js';

/** After so many calls failed in a row all others fail at once for a while, instead of each costing its timeout; then one call tries. */
const TRIPS_AFTER = 5;
export const OPEN_MS = 500;

export class Breaker {
  #failuresInARow = 0;
  #retryAt = 0;
  #isProbing = false;
  #answers = 0;

  /** How many calls were answered: where that has grown meanwhile, the backend is there. */
  get answers(): number {
    return this.#answers;
  }

  get failuresInARow(): number {
    return this.#failuresInARow;
  }

  /** `probe`: the one call that finds out whether the backend is back; it says when it has ended. */
  admits(): 'all' | 'probe' | 'none' {
    if (this.#failuresInARow < TRIPS_AFTER) return 'all';
    if (this.#isProbing || now() < this.#retryAt) return 'none';
    this.#isProbing = true;
    return 'probe';
  }

  probed(): void {
    this.#isProbing = false;
  }

  answered(): void {
    this.#answers++;
    this.#failuresInARow = 0;
  }

  failed(): void {
    this.#failuresInARow++;
    this.#retryAt = now() + OPEN_MS;
  }
}
