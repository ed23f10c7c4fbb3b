/**
 * The part of a start that is the same for every instance: the program is compiled, and waits until it is told which instance it is. Nothing of
 * it runs before that, so it sees the world as it is when it is needed.
 */
import { isMainThread } from 'node:worker_threads';
import type { Order, Settings } from '../wire.js';
import { openChannel } from './channel.js';
import { limitedOutput } from './output.js';
import { openPlace } from './place.js';
import { openProgram } from './program.js';
import { SEAT, type Seat } from './seat.js';

const program = openProgram();
const restartOutput = limitedOutput([process.stdout, process.stderr]);
const place = isMainThread ? undefined : openPlace(program);
let heed: (order: Order) => void = () => undefined;
let settings: Settings | undefined;

const channel = openChannel((order) => {
  if (order.kind === 'begin') begin(order.settings);
  else if (order.kind === 'leave') void leave();
  else heed(order);
});

function begin(given: Settings): void {
  settings = given;
  restartOutput();
  place?.enter();
  // A thread cannot change it, and programs look for their files from there.
  process.cwd = () => given.directory;
  process.env.COLDSTATE_NAMESPACE = given.namespace;
  const seat: Seat = {
    ...channel,
    settings: given,
    listen: (each) => {
      heed = each;
    },
    answered: program.answered,
  };
  Object.defineProperty(globalThis, SEAT, { value: seat, configurable: true });
  program.run();
}

async function leave(): Promise<void> {
  heed = () => undefined;
  channel.say({ kind: 'left', isFree: (await place?.leave(settings?.memoryMb ?? 0)) ?? false });
}
