/**
 * The state of a process: what `sharedMap` and the others use when they are imported rather than taken from `createState`. One for all copies of
 * this package in it (ESM and CommonJS, bundles, hot reload), or each would have a memory and connections of its own.
 */
import { memoryData, type MemoryData } from './backends/memory.js';
import { Links } from './create-state.js';
import type { Host } from './collections/target.js';
import type { Openers } from './openers.js';
import type { Settings } from './settings.js';

interface ProcessState {
  settings: Settings;
  links: Links | undefined;
  readonly memory: MemoryData;
}

/** The number is that of what lies behind it: a copy that stores something else here must not meet this one. */
const KEY = Symbol.for('coldstate.adapters/1');

function processState(): ProcessState {
  const world = globalThis as { [KEY]?: ProcessState | undefined };
  return (world[KEY] ??= { settings: {}, links: undefined, memory: memoryData() });
}

export function processHost(openers: Openers): Host {
  return {
    link(role) {
      const state = processState();
      state.links ??= new Links(openers, state.settings, state.memory);
      state.links.learn(openers);
      return state.links.link(role);
    },
  };
}

/**
 * Settings of this process, over environment variables. Call it where the program starts. Called again, as hot reload does, it replaces only what
 * it names; connections are made anew.
 */
export function configure(settings: Settings): void {
  const state = processState();
  const before = state.links;
  state.settings = { ...state.settings, ...settings };
  state.links = undefined;
  void before?.close();
}

/** Ends the connections of this process. The next operation opens them again: tests call it when they are done. */
export async function closeAll(): Promise<void> {
  const state = processState();
  const before = state.links;
  state.links = undefined;
  await before?.close();
}
