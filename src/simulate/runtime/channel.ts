/** How an instance hears of requests and answers them, whether it is a thread or a process. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Order, Settings, Word } from '../wire.js';
import { SETTINGS_VARIABLE } from './begin.js';

export interface Channel {
  readonly settings: Settings;
  say(word: Word): void;
  listen(heed: (order: Order) => void): void;
  /** Nothing runs until the next request is on its way. */
  freeze(): void;
}

export function channel(): Channel {
  const settings = JSON.parse(process.env[SETTINGS_VARIABLE] ?? '{}') as Settings;
  Reflect.deleteProperty(process.env, SETTINGS_VARIABLE);
  return {
    settings,
    ...(parentPort === null ? processChannel() : threadChannel(parentPort, workerData as Int32Array)),
  };
}

/** `told`: a thread that was told something counts it there before it is told, so that a frozen one wakes up. */
function threadChannel(port: NonNullable<typeof parentPort>, told: Int32Array): Omit<Channel, 'settings'> {
  let heard = 0;
  return {
    say: (word) => {
      port.postMessage(word);
    },
    listen: (heed) => {
      port.on('message', (order: Order) => {
        heard += 1;
        heed(order);
      });
    },
    freeze: () => {
      Atomics.wait(told, 0, heard);
    },
  };
}

/** A process is stopped from outside, by a signal. */
function processChannel(): Omit<Channel, 'settings'> {
  // Whoever started it is gone: so is an instance.
  process.on('disconnect', () => process.exit());
  return {
    say: (word) => {
      process.send?.(word);
    },
    listen: (heed) => {
      process.on('message', (order: Order) => {
        heed(order);
      });
    },
    freeze: () => undefined,
  };
}
