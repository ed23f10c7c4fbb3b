/**
 * So many calls are on their way at a time, and the others wait in line: a call in flight costs kilobytes in clients and sockets, one in line a
 * few hundred bytes.
 */
export class Lanes {
  #free: number;
  #line: (() => boolean)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Calls `go` when there is room. It says whether it took the lane, which then is given back by `leave`. */
  enter(go: () => boolean): void {
    if (this.#free === 0) this.#line.push(go);
    else if (go()) this.#free--;
  }

  leave(): void {
    this.#free++;
    // Most of the line has given up when an outage ends: taken as a whole, so that each is looked at once.
    const line = this.#line;
    let next = 0;
    for (; next < line.length && this.#free > 0; next++) if (line[next]?.() === true) this.#free--;
    if (next > 0) this.#line = line.slice(next);
  }
}
