/** How an instance hears of requests and answers them, whether it is a thread or a process. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Order } from '../wire.js';
import type { Channel } from './seat.js';

/** All that is said from outside goes to one listener. */
export const openChannel = (heed: (order: Order) => void): Channel =>
  parentPort === null ? processChannel(heed) : threadChannel(parentPort, workerData as Int32Array, heed);

/** `told`: a thread that was told something counts it there, so that a frozen one wakes up. */
function threadChannel(port: NonNullable<typeof parentPort>, told: Int32Array, heed: (order: Order) => void): Channel {
  let heard = 0;
  port.on('message', (order: Order) => {
    heard += 1;
    heed(order);
  });
  return {
    say: (word) => {
      port.postMessage(word);
    },
    freeze: () => {
      Atomics.wait(told, 0, heard);
    },
  };
}

/** A process is stopped from outside, by a signal. */
function processChannel(heed: (order: Order) => void): Channel {
  // Whoever started it is gone: so is an instance.
  process.on('disconnect', () => process.exit());
  process.on('message', (order: Order) => {
    heed(order);
  });
  return {
    say: (word) => {
      process.send?.(word);
    },
    freeze: () => undefined,
  };
}
