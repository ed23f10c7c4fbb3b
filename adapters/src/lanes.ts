/**
 * So many calls are on their way at a time, and the others wait in line: a call in flight costs kilobytes in clients and sockets, one in line a
 * few hundred bytes.
 */
export interface Passenger {
  /** Whether it takes the lane, which then is given back by `leave`. */
  enter(): boolean;
}

/** A beginning that is not worth being cut off. */
const SHORT = 1000;

export class Lanes {
  #free: number;
  #line: Passenger[] = [];
  /** Those before it have been called. */
  #next = 0;

  constructor(count: number) {
    this.#free = count;
  }

  /** When there is room. */
  enter(passenger: Passenger): void {
    if (this.#free === 0) this.#line.push(passenger);
    else if (passenger.enter()) this.#free--;
  }

  leave(): void {
    this.#free++;
    if (this.#line.length === 0) return;
    // Most of the line has given up when an outage ends: each is looked at once, and the line is cut now and then, not for each.
    while (this.#next < this.#line.length && this.#free > 0) {
      if (this.#line[this.#next++]?.enter() === true) this.#free--;
    }
    if (this.#next < this.#line.length && (this.#next < SHORT || this.#next < this.#line.length / 2)) return;
    this.#line = this.#line.slice(this.#next);
    this.#next = 0;
  }
}
