/**
 * Instances behind a router. Every decision (who is asked, who is replaced, who is frozen) falls in the order of the requests and by a
 * seed, never by who happens to be done first: that is why a run can be repeated.
 */
import type { EntryRoute } from './entries.js';
import type { Instance, Reply } from './instances/instance.js';
import { chanceOf, type Chance } from './random.js';
import { matching } from './routing.js';
import type { Rules } from './types.js';
import type { WireRequest } from './wire.js';

export interface FleetOptions {
  readonly routes: readonly EntryRoute[];
  readonly rules: Rules;
  readonly instances: number;
  readonly recycle: number;
  readonly seed: number;
  /** Units have instances of their own; without it one instance serves them all. */
  readonly apart: boolean;
  /** False: nothing is ever replaced or frozen, deploys included. */
  readonly lives: boolean;
  start(unit: string | undefined): Instance;
}

export interface Answered extends Reply {
  /** `A1` */
  readonly instance: string;
  readonly cold: boolean;
}

export interface Fleet {
  ask(request: WireRequest): Promise<Answered>;
  deploy(): Promise<void>;
  stop(): Promise<void>;
  life(): FleetLife;
}

export interface FleetLife {
  readonly started: number;
  readonly recycled: number;
  readonly frozen: number;
  readonly ended: readonly { readonly instance: string; readonly reason: string }[];
  readonly complaints: string;
}

/** A place for an instance; those that follow each other in it share nothing. */
interface Slot {
  readonly unit: string | undefined;
  readonly letter: string;
  lives: number;
  current: Resident | undefined;
}

interface Resident {
  readonly name: string;
  readonly instance: Instance;
  /** Where one request is served at a time: the last of those that wait. */
  queue: Promise<unknown>;
  inFlight: number;
}

interface Unit {
  readonly slots: readonly Slot[];
  readonly chance: Chance;
  /** Who is asked next: everybody once, in an order that is drawn anew each time. */
  turn: Slot[];
}

export function openFleet(options: FleetOptions): Fleet {
  const { routes, rules, recycle, lives } = options;
  const units = new Map<string, Unit>();
  const leaving: Promise<void>[] = [];
  const ended: { instance: string; reason: string }[] = [];
  const count = { started: 0, recycled: 0, frozen: 0 };
  let complaints = '';

  const unitOf = (name: string): Unit => {
    const key = options.apart ? name : '';
    const known = units.get(key);
    if (known) return known;
    const severalUnits = options.apart && new Set(routes.map(({ unit }) => unit)).size > 1;
    const slots = Array.from({ length: options.instances }, (_, at): Slot => ({
      unit: options.apart ? name : undefined,
      letter: (severalUnits ? `${name} ` : '') + letterOf(at),
      lives: 0,
      current: undefined,
    }));
    const unit: Unit = { slots, chance: chanceOf(options.seed, `unit ${key}`), turn: [] };
    units.set(key, unit);
    return unit;
  };

  const leave = (slot: Slot): void => {
    const { current } = slot;
    slot.current = undefined;
    if (current) leaving.push(goneAfter(current));
  };
  const goneAfter = async ({ name, instance, queue }: Resident): Promise<void> => {
    await queue;
    note(name, instance);
    await instance.stop();
  };
  const note = (name: string, instance: Instance): void => {
    const reason = instance.ended();
    if (reason !== undefined && !ended.some((each) => each.instance === name)) {
      ended.push({ instance: name, reason });
    }
    complaints = (complaints + instance.complaints()).slice(-8000);
  };
  const arrive = (slot: Slot): Resident => {
    slot.lives += 1;
    count.started += 1;
    const resident = {
      name: `${slot.letter}${slot.lives}`,
      instance: options.start(slot.unit),
      queue: Promise.resolve(),
      inFlight: 0,
    };
    slot.current = resident;
    return resident;
  };

  return {
    async ask(request) {
      const path = request.target.split('?')[0] ?? '/';
      const found = matching(routes, request.method, path);
      if (found === undefined) return NOWHERE;
      const unit = unitOf(found.pattern.unit);
      if (unit.turn.length === 0) unit.turn = unit.chance.shuffled(unit.slots);
      const slot = unit.turn.pop();
      if (slot === undefined) return NOWHERE;
      const isRecycled = lives && unit.chance.in(recycle);
      const isFrozen = lives && unit.chance.in(rules.freeze);
      if (slot.current?.instance.ended() !== undefined) {
        note(slot.current.name, slot.current.instance);
        leave(slot);
      } else if (isRecycled && slot.current !== undefined) {
        count.recycled += 1;
        leave(slot);
      }
      const cold = slot.current === undefined;
      const resident = slot.current ?? arrive(slot);
      const call = { route: routes.indexOf(found.pattern), parameters: found.parameters, request };
      resident.inFlight += 1;
      const reply =
        rules.concurrency === 'one'
          ? resident.queue.then(() => resident.instance.ask(call))
          : resident.instance.ask(call);
      const settled = reply.then(() => {
        resident.inFlight -= 1;
        if (isFrozen && resident.inFlight === 0) {
          count.frozen += 1;
          resident.instance.freeze();
        }
      });
      resident.queue = rules.concurrency === 'one' ? settled : Promise.all([resident.queue, settled]);
      return { ...(await reply), instance: resident.name, cold };
    },
    async deploy() {
      if (!lives) return;
      for (const unit of units.values()) for (const slot of unit.slots) leave(slot);
      await Promise.all(leaving.splice(0));
    },
    async stop() {
      for (const unit of units.values()) for (const slot of unit.slots) leave(slot);
      await Promise.all(leaving.splice(0));
    },
    life: () => ({ ...count, ended, complaints }),
  };
}

/** What a gateway answers where no route fits. */
const NOWHERE: Answered = {
  answer: { status: 404, headers: { 'content-type': 'application/json' }, body: '{"message":"Not Found"}' },
  stores: {},
  used: [],
  written: [],
  instance: 'router',
  cold: false,
};

/** A to Z, then A2 … */
function letterOf(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26));
  return at < 26 ? letter : `${letter}${Math.floor(at / 26) + 1}.`;
}
