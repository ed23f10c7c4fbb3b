/** How an instance hears of requests and answers them, whether it is a thread or a process. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Order, Settings, Word } from '../wire.js';

export interface Channel {
  readonly settings: Settings;
  say(word: Word): void;
  listen(heed: (order: Order) => void): void;
  /** Nothing runs until the next request is on its way. */
  freeze(): void;
}

/** A thread that was told something counts it here before it is told, so that a frozen one wakes up. */
interface ThreadData {
  readonly settings: Settings;
  readonly told: Int32Array;
}

export const SETTINGS_VARIABLE = 'COLDSTATE_INSTANCE';

export function channel(): Channel {
  return parentPort === null ? processChannel() : threadChannel(parentPort, workerData as ThreadData);
}

function threadChannel(port: NonNullable<typeof parentPort>, { settings, told }: ThreadData): Channel {
  let heard = 0;
  return {
    settings,
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
function processChannel(): Channel {
  const settings = JSON.parse(process.env[SETTINGS_VARIABLE] ?? '{}') as Settings;
  Reflect.deleteProperty(process.env, SETTINGS_VARIABLE);
  // Whoever started it is gone: so is an instance.
  process.on('disconnect', () => process.exit());
  return {
    settings,
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
