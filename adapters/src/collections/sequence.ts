import { ConfigError } from '../errors.js';
import { CounterOnMap } from './counter.js';
import type { Host, Link } from './target.js';
import type { Sequence, SequenceOptions } from './types.js';

/** The numbers of a block that this process has still to give. */
interface Block {
  next: number;
  readonly end: number;
}

export class SequenceOnCounter implements Sequence {
  readonly name: string;
  readonly #counter: CounterOnMap;
  readonly #start: number;
  readonly #block: number;
  readonly #link: () => Link;
  #current: Block & { of: Link | undefined } = { next: 0, end: 0, of: undefined };
  #fetching: Promise<void> | undefined;

  constructor(host: Host, name: string, { start = 1, block = 1, role = 'id-sequence' }: SequenceOptions = {}) {
    if (!Number.isSafeInteger(start)) throw new ConfigError(`sequence "${name}": start is an integer, not ${start}.`);
    if (!Number.isSafeInteger(block) || block < 1)
      throw new ConfigError(`sequence "${name}": block is an integer from 1, not ${block}.`);
    this.name = name;
    // Of its own kind of name, lest a counter that is called the same gives numbers away.
    this.#counter = new CounterOnMap(host, name, { role, whenDown: 'throw' }, 'sequence');
    this.#link = () => host.link(role);
    this.#start = start;
    this.#block = block;
  }

  async next(): Promise<number> {
    if (this.#block === 1) return this.#take(await this.#counter.increment(1), 1).next;
    // Another namespace or backend has numbers of its own.
    const link = this.#link();
    if (this.#current.of !== link) this.#current = { next: 0, end: 0, of: link };
    while (this.#current.next === this.#current.end) await (this.#fetching ??= this.#fetch(link));
    return this.#current.next++;
  }

  async nextBase62(): Promise<string> {
    return base62(await this.next());
  }

  async #fetch(link: Link): Promise<void> {
    try {
      this.#current = { ...this.#take(await this.#counter.increment(this.#block), this.#block), of: link };
    } finally {
      this.#fetching = undefined;
    }
  }

  /** The numbers that belong to whoever increased the counter by `count` to `sum`. */
  #take(sum: number, count: number): Block {
    const end = this.#start + sum;
    if (!Number.isSafeInteger(end)) throw new ConfigError(`sequence "${this.name}" has no exact numbers left.`);
    return { next: end - count, end };
  }
}

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Of an integer from 0, without leading zeros. */
export function base62(number: number): string {
  if (!Number.isSafeInteger(number) || number < 0)
    throw new ConfigError(`${number} has no base62 form: it takes integers from 0.`);
  let text = '';
  let rest = number;
  do {
    text = (DIGITS[rest % 62] ?? '') + text;
    rest = Math.floor(rest / 62);
  } while (rest > 0);
  return text;
}
