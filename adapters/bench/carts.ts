/** Shopping carts, the program of the two tests that are told in carts: what they keep, and on which servers. */
import { createState } from '../src/index.js';
import type { SharedMap } from '../src/collections/types.js';
import type { State } from '../src/state.js';
import { startDynamoDB } from '../test/servers/dynamodb.js';
import { startRedis } from '../test/servers/redis.js';

export interface Cart {
  customer: number;
  items: { product: number; quantity: number }[];
}

/** As a shop's handlers would be written on the adapters. */
export class Carts {
  readonly #carts: SharedMap<Cart>;

  constructor(state: State) {
    this.#carts = state.sharedMap<Cart>('carts', { role: 'user-data' });
  }

  create(id: string, customer: number): Promise<void> {
    return this.#carts.set(id, { customer, items: [] });
  }

  async add(id: string, product: number, quantity: number): Promise<void> {
    await this.#carts.update(
      id,
      (cart) => {
        if (cart === undefined) throw new Error(`There is no cart "${id}".`);
        const item = cart.items.find((one) => one.product === product);
        if (item === undefined) cart.items.push({ product, quantity });
        else item.quantity += quantity;
      },
      { maxAttempts: 100 },
    );
  }

  get(id: string): Promise<Cart | undefined> {
    return this.#carts.get(id);
  }
}

export interface Backend {
  readonly name: string;
  /** A state with connections of its own. */
  open(): State;
  stop(): Promise<void>;
}

export async function startMemory(): Promise<Backend> {
  return Promise.resolve({
    name: 'memory',
    open: () => createState({ url: 'memory:' }),
    stop: () => Promise.resolve(),
  });
}

export async function startServers(): Promise<Backend[]> {
  const [redis, dynamodb] = [await startRedis(), await startDynamoDB()];
  return [
    { name: 'Redis', open: () => createState({ url: redis.url }), stop: () => redis.stop() },
    { name: 'DynamoDB API', open: () => createState({ url: dynamodb.url }), stop: () => dynamodb.stop() },
  ];
}
