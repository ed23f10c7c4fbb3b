import type { Host } from './target.js';
import { MapOnBackend } from './map.js';
import type { Key, Life, SetOptions, SharedSet } from './types.js';

/** How many members `pop` looks at. */
const SOME = 100;

/** A set is a map of its members to 1. */
export class SetOnMap<T extends Key> implements SharedSet<T> {
  readonly name: string;
  readonly #members: MapOnBackend<1>;

  constructor(host: Host, name: string, options: SetOptions = {}) {
    this.name = name;
    this.#members = new MapOnBackend<1>(host, 'set', name, { layout: 'collection', ...options });
  }

  async add(member: T, life?: Life): Promise<boolean> {
    return (await this.#members.setIfAbsent(member, 1, life)).stored;
  }

  has(member: T): Promise<boolean> {
    return this.#members.has(member);
  }

  delete(member: T): Promise<boolean> {
    return this.#members.delete(member);
  }

  async pop(): Promise<T | undefined> {
    for (;;) {
      const some: T[] = [];
      for await (const member of this.values()) if (some.push(member) === SOME) break;
      if (some.length === 0) return undefined;
      // Of all who try the same member, one alone takes it; so that few do, each begins somewhere else.
      const start = Math.floor(Math.random() * some.length);
      for (const member of [...some.slice(start), ...some.slice(0, start)]) {
        if (await this.#members.remove(member)) return member;
      }
    }
  }

  values(): AsyncIterableIterator<T> {
    return this.#members.keys() as AsyncIterableIterator<T>;
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return this.values();
  }

  size(): Promise<number> {
    return this.#members.size();
  }

  clear(): Promise<void> {
    return this.#members.clear();
  }
}
