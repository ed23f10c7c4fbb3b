/**
 * One timer for all calls of a connection. They all have the same time, so the first to begin is the first to be late, and beginning or ending a
 * call costs two assignments instead of a timer.
 */
import { clock, now } from './clock.js';

export interface Deadline {
  /** By `now`; `begin` sets it. */
  at: number;
  previous: Deadline | undefined;
  next: Deadline | undefined;
  expire(): void;
}

/** In Node a timer keeps the process alive or not; on the edge it is a number. */
interface Timer {
  ref?(): void;
  unref?(): void;
}

/**
 * A function that was frozen, or blocked, wakes up with its deadlines over and the answers unread. So nothing expires before what has arrived was
 * looked at, and whoever is very late gives the rest a moment.
 */
const FROZEN_MS = 100;
const GRACE_MS = 30;

export function afterArrivals(action: () => void): void {
  if (clock.setImmediate !== undefined) clock.setImmediate(action);
  else clock.setTimeout(action, 0);
}

export class Deadlines {
  #first: Deadline | undefined;
  #last: Deadline | undefined;
  #timer: Timer | undefined;
  #thawed = false;

  constructor(private readonly ms: number) {}

  /** It expires once, unless it is `met` before. */
  begin(deadline: Deadline, time: number): void {
    deadline.at = time + this.ms;
    deadline.previous = this.#last;
    if (this.#last === undefined) this.#first = deadline;
    else this.#last.next = deadline;
    this.#last = deadline;
    // While a call is on its way the process has something to wait for; connections do not keep it alive.
    if (this.#timer === undefined) this.#arm(this.ms);
    else if (this.#first === deadline) this.#timer.ref?.();
  }

  met(deadline: Deadline): void {
    const { previous, next } = deadline;
    if (previous === undefined && this.#first !== deadline) return;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    deadline.previous = deadline.next = undefined;
    if (this.#first === undefined) this.#timer?.unref?.();
  }

  #isArmed(): boolean {
    return this.#timer !== undefined;
  }

  #arm(ms: number): void {
    this.#timer = clock.setTimeout(() => {
      afterArrivals(() => {
        this.#due();
      });
    }, ms);
  }

  #due(): void {
    this.#timer = undefined;
    const time = now();
    if (this.#first !== undefined && time - this.#first.at > FROZEN_MS && !this.#thawed) {
      this.#thawed = true;
      this.#arm(GRACE_MS);
      return;
    }
    this.#thawed = false;
    while (this.#first !== undefined && this.#first.at <= time) {
      const late = this.#first;
      this.met(late);
      late.expire();
    }
    // What expired may have begun something, which has armed the timer then.
    if (this.#first !== undefined && !this.#isArmed()) this.#arm(this.#first.at - time);
  }
}
