/** What a thread or process holds ready for the program that it runs. */
import type { Order, Settings, Word } from '../wire.js';

/** Where the program's side finds it: that side is bundled with the program, this one is there before. */
export const SEAT = Symbol.for('coldstate.simulate.seat');

export interface Seat extends Channel {
  readonly settings: Settings;
  /** Who hears of requests from now on. */
  listen(heed: (order: Order) => void): void;
  /** Told of each answer: what was compiled by then may be kept for the instances to come. */
  readonly answered: () => void;
}

/** How an instance says what it has to say, whether it is a thread or a process. */
export interface Channel {
  say(word: Word): void;
  /** Nothing runs until something is told. */
  freeze(): void;
}

export const takenSeat = (): Seat => (globalThis as unknown as { [SEAT]: Seat })[SEAT];
