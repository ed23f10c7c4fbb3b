/** What a case is, what it is given, and the words that cases are written in. */
import { randomUUID } from 'node:crypto';
import type { MapOptions, SharedMap } from '../collections/types.js';
import type { State } from '../state.js';

/** The backend under test. */
export interface Target {
  /** A new state with connections of its own, as another process would have it; states of one namespace see the same data. */
  readonly open: (namespace: string) => State | Promise<State>;
}

export interface World {
  readonly state: State;
  /** One more state on the same data or, with a suffix, in a neighbouring namespace. */
  readonly instance: (suffix?: string) => Promise<State>;
}

export interface Case {
  /** Stable: its number in the list of what every backend has to keep, or a word where it came later. */
  readonly id: number | string;
  /** Reads as a sentence. */
  readonly title: string;
  /** It mostly waits for lifetimes to pass: several such cases may run side by side, but not beside others, which would make them late. */
  readonly waits?: boolean;
  readonly run: (world: World) => Promise<void>;
}

export type Four<T> = readonly [T, T, T, T];

/** The world of a case about maps: it runs once for each layout. */
export interface MapWorld extends World {
  readonly map: <V>(name: string, options?: MapOptions<V>, state?: State) => SharedMap<V>;
  /** The same map, as four instances have it. */
  readonly maps: <V>(name: string, options?: MapOptions<V>) => Promise<Four<SharedMap<V>>>;
}

/** Runs one case in a namespace of its own and closes what it opened. Rejects with an AssertionError where the backend breaks its word. */
export async function runCase({ run }: Case, target: Target): Promise<void> {
  const namespace = `case-${randomUUID()}`;
  const opened: State[] = [];
  const instance = async (suffix = '') => {
    const state = await target.open(namespace + suffix);
    opened.push(state);
    return state;
  };
  try {
    await run({ state: await instance(), instance });
  } finally {
    await Promise.all(opened.map((state) => state.close()));
  }
}

/** A case that holds for maps of both layouts. */
export function mapCase(id: Case['id'], title: string, run: (world: MapWorld) => Promise<void>): Case[] {
  return (['entries', 'collection'] as const).map((layout) => ({
    id,
    title: `${title} (${layout})`,
    run: (world) => run(withMaps(world, layout)),
  }));
}

function withMaps(world: World, layout: 'entries' | 'collection'): MapWorld {
  const map = <V>(name: string, options: MapOptions<V> = {}, state = world.state) =>
    state.sharedMap<V>(name, { layout, ...options });
  return {
    ...world,
    map,
    maps: (name, options) => instances(world, (state) => map(name, options, state)),
  };
}

/** The same collection, as four instances have it: states that share nothing but the backend. */
export async function instances<T>({ instance }: World, of: (state: State) => T): Promise<Four<T>> {
  return [of(await instance()), of(await instance()), of(await instance()), of(await instance())];
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** `count` calls at once, dealt out to the instances in turn. */
export function atOnce<I, R>(
  of: readonly I[],
  count: number,
  call: (instance: I, i: number) => Promise<R>,
): Promise<R[]> {
  return Promise.all(range(count).map((i) => call(of[i % of.length] as I, i)));
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
