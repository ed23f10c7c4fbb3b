/**
 * Instances behind a router. Every decision (who is asked, who is replaced, who is frozen) falls in the order of the requests and by a
 * seed, never by who happens to be done first: that is why a run can be repeated.
 */
import type { EntryRoute } from './entries.js';
import type { Instance } from './instances/instance.js';
import { chanceOf, type Chance } from './random.js';
import { matching } from './routing.js';
import { openSlot, type Served, type Slot } from './slot.js';
import type { Rules } from './types.js';
import type { WireRequest } from './wire.js';

export type { Served } from './slot.js';

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
  readonly start: (unit: string | undefined) => Instance;
}

export interface Fleet {
  ask: (request: WireRequest) => Promise<Served>;
  deploy: () => Promise<void>;
  stop: () => Promise<void>;
  life: () => FleetLife;
}

export interface FleetLife {
  readonly started: number;
  readonly recycled: number;
  readonly frozen: number;
  readonly ended: readonly { readonly instance: string; readonly reason: string }[];
  /** The end of what instances printed on stderr. */
  readonly complaints: string;
}

interface Unit {
  readonly slots: readonly Slot[];
  readonly chance: Chance;
  /** Who is asked next: everybody once, in an order that is drawn anew each time. */
  readonly turn: Slot[];
}

const KEPT = 8000;

export function openFleet(options: FleetOptions): Fleet {
  const { routes, rules, recycle, lives } = options;
  const isSeveral = options.apart && new Set(routes.map(({ unit }) => unit)).size > 1;
  const units = new Map<string, Unit>();
  const life = { started: 0, recycled: 0, frozen: 0, complaints: '' };
  const ended: { instance: string; reason: string }[] = [];
  const events = {
    started: () => (life.started += 1),
    recycled: () => (life.recycled += 1),
    frozen: () => (life.frozen += 1),
    gone: (instance: string, reason: string | undefined, complaints: string) => {
      if (reason !== undefined) ended.push({ instance, reason });
      life.complaints = (life.complaints + complaints).slice(-KEPT);
    },
  };

  const unitOf = (name: string): Unit => {
    const key = options.apart ? name : '';
    const known = units.get(key);
    if (known) return known;
    const slots = Array.from({ length: options.instances }, (_, at) =>
      openSlot(
        (isSeveral ? `${name} ` : '') + letterOf(at),
        rules.concurrency,
        () => options.start(options.apart ? name : undefined),
        events,
      ),
    );
    const unit: Unit = { slots, chance: chanceOf(options.seed, `unit ${key}`), turn: [] };
    units.set(key, unit);
    return unit;
  };

  const clear = async (): Promise<void> => {
    await Promise.all([...units.values()].flatMap(({ slots }) => slots.map((slot) => slot.clear())));
  };

  return {
    async ask(request) {
      const found = matching(routes, request.method, request.target.split('?')[0] ?? '/');
      if (found === undefined) return NOWHERE;
      const { slots, chance, turn } = unitOf(found.pattern.unit);
      if (turn.length === 0) turn.push(...chance.shuffled(slots));
      const recycles = lives && chance.in(recycle);
      const freezes = lives && chance.in(rules.freeze);
      const call = { route: routes.indexOf(found.pattern), parameters: found.parameters, request };
      return turn.pop()?.ask({ call, recycles, freezes }) ?? NOWHERE;
    },
    async deploy() {
      if (lives) await clear();
    },
    stop: clear,
    life: () => ({ ...life, ended }),
  };
}

/** What a gateway answers where no route fits. */
const NOWHERE: Served = {
  answer: { status: 404, headers: { 'content-type': 'application/json' }, body: '{"message":"Not Found"}' },
  ...{ stores: {}, used: [], written: [] },
  instance: 'router',
  cold: false,
};

/** A to Z, then A2. */
function letterOf(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26));
  return at < 26 ? letter : `${letter}${Math.floor(at / 26) + 1}.`;
}
