import type { Backend, Collection, Encoded, End } from '../backend.js';
import type { Repeat } from '../connection.js';
import { decode, encode } from '../encoding.js';
import { ConfigError, WrongTypeError } from '../errors.js';
import { checkLives, expiryOf } from '../lifetimes.js';
import { bytesToCheck } from './codec.js';
import { Target, type Host } from './target.js';
import type { ListOptions, SharedList } from './types.js';

/** Iteration reads this many at a time. DynamoDB reads, and charges for, the whole list each time. */
const PAGE = 1000;

export class ListOnBackend<V> implements SharedList<V> {
  readonly name: string;
  readonly #target: Target;
  readonly #options: ListOptions;

  constructor(host: Host, name: string, options: ListOptions = {}) {
    const { cap } = options;
    if (cap !== undefined && (!Number.isInteger(cap) || cap < 1)) {
      throw new ConfigError(`list "${name}": cap is an integer from 1, not ${cap}.`);
    }
    checkLives(options, `list "${name}"`);
    this.name = name;
    this.#target = new Target(host, 'list', name, options);
    this.#options = options;
  }

  async push(...items: V[]): Promise<number> {
    return this.#push('push', items, 'end');
  }

  async unshift(...items: V[]): Promise<number> {
    // `push` to the start puts them there one by one, as repeated `unshift` would; this is one `unshift` of all.
    return this.#push('unshift', items.toReversed(), 'start');
  }

  async pop(): Promise<V | undefined> {
    return (await this.#take('pop', 1, 'end'))[0];
  }

  async shift(): Promise<V | undefined> {
    return (await this.#take('shift', 1, 'start'))[0];
  }

  async drain(count: number): Promise<V[]> {
    if (!Number.isInteger(count) || count < 0) throw new WrongTypeError(`drain takes an integer from 0, not ${count}.`);
    return count === 0 ? [] : this.#take('drain', count, 'start');
  }

  async at(index: number): Promise<V | undefined> {
    const end = index === -1 ? undefined : index + 1;
    return (await this.slice(index, end))[0];
  }

  async slice(start = 0, end?: number): Promise<V[]> {
    checkPositions('slice', start, end);
    const items = await this.#call('slice', 'read', (list, backend) => backend.lists.slice(list, start, end), []);
    return items.map((item) => valueOf<V>(item));
  }

  async length(): Promise<number> {
    return this.#call('length', 'read', (list, backend) => backend.lists.length(list), 0);
  }

  async trim(start: number, end?: number): Promise<void> {
    checkPositions('trim', start, end);
    await this.#call('trim', 'once', (list, backend) => backend.lists.trim(list, start, end), undefined);
  }

  async clear(): Promise<void> {
    await this.#call('clear', 'repeatable', (list, backend) => backend.lists.clear(list), undefined);
  }

  async *[Symbol.asyncIterator](): AsyncIterableIterator<V> {
    for (let start = 0; ; start += PAGE) {
      const page = await this.slice(start, start + PAGE);
      yield* page;
      if (page.length < PAGE) return;
    }
  }

  async #push(op: string, values: V[], end: End): Promise<number> {
    if (values.length === 0) return this.length();
    const items = values.map((value, i) => encode(value, `[${i}]`));
    const bytes = bytesToCheck(
      items.map((item) => ['', item]),
      this.#target.link.connection.maxBytes,
    );
    if (bytes > 0) await this.#target.checkSize(bytes, op, undefined);
    const { cap, ttl } = this.#options;
    const expiry = ttl === undefined ? 'keep' : expiryOf(undefined, undefined, { ttl });
    return this.#call(op, 'once', (list, backend) => backend.lists.push(list, items, end, cap, expiry), 0);
  }

  async #take(op: string, count: number, end: End): Promise<V[]> {
    const items = await this.#call(op, 'once', (list, backend) => backend.lists.take(list, count, end), []);
    return items.map((item) => valueOf<V>(item));
  }

  async #call<T>(
    op: string,
    repeat: Repeat,
    send: (list: Collection, backend: Backend) => Promise<T>,
    ignored: T,
  ): Promise<T> {
    const list = this.#target.collection;
    const writes = repeat === 'read' ? {} : { writes: [{ type: 'list', list } as const] };
    return this.#target.call({ op, repeat, send: (backend) => send(list, backend), ...writes }, ignored);
  }
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the type of the list
function valueOf<V>(item: Encoded): V {
  return decode(item) as V;
}

function checkPositions(op: string, start: number, end: number | undefined): void {
  if (Number.isInteger(start) && (end === undefined || Number.isInteger(end))) return;
  throw new WrongTypeError(`${op} takes integers, not ${start} and ${String(end)}.`);
}
