/**
 * So many calls are on their way at a time, and the others wait in line: a call in flight costs kilobytes in clients and sockets, one in line a
 * few hundred bytes.
 */
export interface Passenger {
  /** Whether it takes the lane, which then is given back by `leave`. */
  enter(): boolean;
}

export class Lanes {
  #free: number;
  #line: Passenger[] = [];

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
    // Most of the line has given up when an outage ends: taken as a whole, so that each is looked at once.
    const line = this.#line;
    let next = 0;
    for (; next < line.length && this.#free > 0; next++) if (line[next]?.enter() === true) this.#free--;
    if (next > 0) this.#line = line.slice(next);
  }
}
