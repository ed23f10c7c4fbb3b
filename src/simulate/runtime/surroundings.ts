/**
 * What a program finds around it and can change for whoever follows: the properties of globals, of `process` and its environment, of Node's own
 * modules, and of what these hold. They are put back from their descriptors, whoever changed them: the program, or what asks it.
 */
import async_hooks from 'node:async_hooks';
import diagnostics, { Channel } from 'node:diagnostics_channel';
import dns from 'node:dns';
import { createRequire, isBuiltin } from 'node:module';

type Described = ReadonlyMap<PropertyKey, PropertyDescriptor>;

export interface Surroundings {
  /** False where something stays changed. */
  putBack(): boolean;
}

/** As they are now, for a program of that text. */
export function remembered(text: string): Surroundings {
  const wasCalled = watchedCalls();
  const known = new Map<object, Described>();
  const note = (value: unknown): Described | undefined => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || known.has(value))
      return undefined;
    const described = new Map(Reflect.ownKeys(value).map((key) => [key, descriptorOf(value, key)]));
    known.set(value, described);
    return described;
  };
  for (const root of [globalThis, process, process.env, ...modulesIn(text)])
    for (const { value } of note(root)?.values() ?? []) note(note(value)?.get('prototype')?.value);
  const listeners = listenersOf(process);
  return {
    putBack() {
      for (const [event, listener] of listenersOf(process))
        if (!listeners.some(([name, each]) => name === event && each === listener))
          process.removeListener(event, listener);
      return [...known].map(([holder, described]) => restored(holder, described)).every(Boolean) && !wasCalled();
    },
  };
}

type Method = (...args: unknown[]) => unknown;

/** What these change shows in no property. */
function watchedCalls(): () => boolean {
  const used = diagnostics.channel('net.client.socket');
  diagnostics.subscribe('net.client.socket', () => undefined);
  let wasCalled = false;
  const watch = (holder: object, ...names: string[]): void => {
    for (const name of names) {
      const method = Reflect.get(holder, name) as Method;
      const watched: Method = function (this: unknown, ...args) {
        wasCalled = true;
        return method.apply(this, args);
      };
      Reflect.set(holder, name, watched);
    }
  };
  watch(async_hooks, 'createHook');
  watch(dns, 'setServers', 'setDefaultResultOrder');
  // A channel that is listened to is of another class.
  for (const each of [Channel.prototype, Reflect.getPrototypeOf(used) ?? {}]) watch(each, 'subscribe', 'bindStore');
  return () => wasCalled;
}

type Listener = (...args: unknown[]) => void;

const listenersOf = (emitter: NodeJS.EventEmitter): (readonly [event: string | symbol, Listener])[] =>
  emitter
    .eventNames()
    .flatMap((event) => emitter.rawListeners(event).map((each) => [event, each as Listener] as const));

const descriptorOf = (holder: object, key: PropertyKey): PropertyDescriptor =>
  Reflect.getOwnPropertyDescriptor(holder, key) ?? {};

function restored(holder: object, described: Described): boolean {
  const strange = Reflect.ownKeys(holder).filter((key) => !described.has(key));
  const changed = [...described].filter(([key, was]) => !isSame(was, descriptorOf(holder, key)));
  return [
    ...strange.map((key) => Reflect.deleteProperty(holder, key)),
    ...changed.map(([key, was]) => Reflect.defineProperty(holder, key, was)),
  ].every(Boolean);
}

const isSame = (one: PropertyDescriptor, other: PropertyDescriptor): boolean =>
  Object.is(one.value, other.value) && one.get === other.get && one.set === other.set;

/** Node's own modules that a program loads. */
function modulesIn(text: string): unknown[] {
  const load = createRequire(import.meta.filename);
  const names = new Set([...text.matchAll(/\brequire\("(?:node:)?([\w/]+)"\)/g)].map(([, name = '']) => name));
  return [...names].filter((name) => isBuiltin(name)).map((name) => load(name) as unknown);
}
