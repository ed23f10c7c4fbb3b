/** A place in a fleet: instances follow each other in it and share nothing, each from its first request to its replacement. */
import type { Instance, Reply } from './instances/instance.js';
import type { Rules } from './types.js';
import type { Call } from './wire.js';

export interface Turn {
  readonly call: Call;
  /** The instance is replaced before. */
  readonly recycles: boolean;
  /** It stands still afterwards, until it is asked again. */
  readonly freezes: boolean;
}

export interface Served extends Reply {
  /** `A1`: of the first instance in slot A. */
  readonly instance: string;
  readonly cold: boolean;
}

export interface Slot {
  ask: (turn: Turn) => Promise<Served>;
  /** When all that was asked has its answer, the instance is gone. */
  clear: () => Promise<void>;
}

export interface SlotEvents {
  started: () => void;
  recycled: () => void;
  frozen: () => void;
  /** The reason is there where it ended by what it did. */
  gone: (name: string, reason: string | undefined, complaints: string) => void;
}

interface Resident {
  readonly name: string;
  readonly instance: Instance;
}

export function openSlot(
  name: string,
  concurrency: Rules['concurrency'],
  start: () => Instance,
  events: SlotEvents,
): Slot {
  let lives = 0;
  let current: Resident | undefined;
  /** What was decided first happens first, whoever is done first. */
  let gate: Promise<unknown> = Promise.resolve();
  const inFlight = new Set<Promise<void>>();

  const retire = async (): Promise<void> => {
    await Promise.all(inFlight);
    const leaving = current;
    current = undefined;
    if (leaving === undefined) return;
    const reason = leaving.instance.ended();
    await leaving.instance.leave();
    events.gone(leaving.name, reason, leaving.instance.complaints());
  };

  const arrive = (): Resident => {
    lives += 1;
    events.started();
    current = { name: `${name}${lives}`, instance: start() };
    return current;
  };

  const admit = async ({ call, recycles, freezes }: Turn): Promise<{ served: Promise<Served> }> => {
    if (concurrency === 'one') await Promise.all(inFlight);
    if (current !== undefined && (recycles || current.instance.ended() !== undefined)) {
      if (current.instance.ended() === undefined) events.recycled();
      await retire();
    }
    const cold = current === undefined;
    const resident = current ?? arrive();
    const reply = resident.instance.ask(call);
    const settled: Promise<void> = reply.then(() => {
      inFlight.delete(settled);
      if (!freezes || inFlight.size > 0) return;
      events.frozen();
      resident.instance.freeze();
    });
    inFlight.add(settled);
    return { served: reply.then((each) => ({ ...each, instance: resident.name, cold })) };
  };

  return {
    async ask(turn) {
      const admitted = gate.then(() => admit(turn));
      gate = admitted;
      const { served } = await admitted;
      return served;
    },
    async clear() {
      const cleared = gate.then(retire);
      gate = cleared;
      await cleared;
    },
  };
}
