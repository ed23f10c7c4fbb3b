/** One run of each row of the tables "Operations and costs", in an order in which each finds what it needs. */
import type { State } from '../../src/state.js';

export interface Operation {
  /** What the first cell of its row begins with, without backticks. */
  readonly row: string;
  readonly run: () => Promise<unknown>;
  /** How many requests it is, where the row tells backends or cases apart, or where some of them run side by side. */
  readonly trips?: { readonly redis: number; readonly dynamodb: number };
}

const both = (trips: number) => ({ redis: trips, dynamodb: trips });

async function exhaust(items: AsyncIterable<unknown>): Promise<void> {
  const all: unknown[] = [];
  for await (const item of items) all.push(item);
}

export const operationsOf: Readonly<Record<string, (state: State) => Operation[]>> = {
  'docs/map.md'(state) {
    const map = state.sharedMap<number>('map', { layout: 'collection' });
    const fields = state.sharedMap<Record<string, number>>('fields', { fields: true });
    return [
      { row: 'set(', run: () => fields.set('f', { n: 1 }) },
      { row: 'get(', run: () => fields.get('f') },
      { row: 'getMany(', run: () => fields.getMany(['f']), trips: both(1) },
      { row: 'getOrSet(', run: () => fields.getOrSet('f', () => ({})), trips: both(1) },
      { row: 'set(', run: () => map.set('a', 1) },
      { row: 'get(', run: () => map.get('a') },
      { row: 'get(', run: () => map.has('a') },
      { row: 'delete(', run: () => map.delete('a'), trips: both(1) },
      { row: 'increment(key, by?', run: () => map.increment('n'), trips: { redis: 1, dynamodb: 3 } },
      { row: 'increment(key, by?', run: () => map.increment('n'), trips: both(1) },
      {
        row: 'increment(key, by, {',
        run: () => map.increment('n', 1, { opId: 'one' }),
        trips: { redis: 1, dynamodb: 2 },
      },
      { row: 'increment(key, by, {', run: () => map.increment('n', 1, { opId: 'two' }), trips: both(1) },
      { row: 'increment(key, by, {', run: () => map.increment('n', 1, { opId: 'two' }), trips: both(1) },
      {
        row: 'increment(key, by, {',
        run: () => map.increment('o', 1, { opId: 'one' }),
        trips: { redis: 1, dynamodb: 3 },
      },
      { row: 'delete(', run: () => map.delete('n'), trips: { redis: 1, dynamodb: 2 } },
      { row: 'setIfAbsent(', run: () => map.setIfAbsent('s', 1), trips: both(1) },
      { row: 'setIfAbsent(', run: () => map.setIfAbsent('s', 1), trips: both(1) },
      { row: 'getOrSet(', run: () => map.getOrSet('s', () => 2), trips: both(1) },
      { row: 'getOrSet(', run: () => map.getOrSet('t', () => 2), trips: both(2) },
      { row: 'update(', run: () => map.update('s', () => 2), trips: both(2) },
      { row: 'update(', run: () => map.update('s', () => 2), trips: both(1) },
      { row: 'update(', run: () => map.transact('s', (cell) => cell.delete()), trips: both(2) },
      { row: 'touch(', run: () => map.touch('s'), trips: both(1) },
      { row: 'delete(', run: () => map.delete('s'), trips: { redis: 1, dynamodb: 2 } },
      { row: 'take(', run: () => map.take('t'), trips: both(2) },
      { row: 'take(', run: () => map.take('nobody'), trips: both(1) },
      { row: 'setMany(', run: () => map.setMany(numbered(60)), trips: both(60) },
      { row: 'getMany(', run: () => map.getMany(numbered(60).map(([key]) => key)), trips: { redis: 60, dynamodb: 1 } },
      { row: 'entries(', run: () => exhaust(map), trips: { redis: 62, dynamodb: 1 } },
      { row: 'size(', run: () => map.size(), trips: both(1) },
      { row: 'clear(', run: () => map.clear(), trips: { redis: 2, dynamodb: 4 } },
      { row: 'patch(', run: () => fields.patch('a', { increment: { n: 1 } }), trips: { redis: 1, dynamodb: 3 } },
      { row: 'patch(', run: () => fields.patch('a', { increment: { n: 1 }, set: { m: 2 } }), trips: both(1) },
    ];
  },
  'docs/set.md'(state) {
    const set = state.sharedSet('set');
    return [
      { row: 'add(', run: () => set.add('a') },
      { row: 'add(', run: () => set.add('a') },
      { row: 'has(', run: () => set.has('a') },
      { row: 'values(', run: () => exhaust(set), trips: { redis: 2, dynamodb: 1 } },
      { row: 'size(', run: () => set.size(), trips: both(1) },
      { row: 'pop(', run: () => set.pop(), trips: { redis: 3, dynamodb: 2 } },
      { row: 'delete(', run: () => set.delete('b') },
      { row: 'add(', run: () => set.add('c') },
      { row: 'clear(', run: () => set.clear(), trips: { redis: 2, dynamodb: 2 } },
    ];
  },
  'docs/list.md'(state) {
    const list = state.sharedList<number>('list', { cap: 5 });
    return [
      { row: 'push(', run: () => list.push(1, 2, 3), trips: both(1) },
      { row: 'push(', run: () => list.unshift(4, 5, 6), trips: { redis: 1, dynamodb: 2 } },
      { row: 'at(', run: () => list.at(0) },
      { row: 'at(', run: () => list.slice(1, 2) },
      { row: 'length(', run: () => list.length() },
      { row: 'for await', run: () => exhaust(list), trips: both(1) },
      { row: 'shift(', run: () => list.shift(), trips: both(1) },
      { row: 'pop(', run: () => list.pop(), trips: { redis: 1, dynamodb: 2 } },
      { row: 'trim(', run: () => list.trim(0, 2), trips: { redis: 1, dynamodb: 2 } },
      { row: 'drain(', run: () => list.drain(1), trips: both(1) },
      { row: 'drain(', run: () => list.drain(9), trips: { redis: 1, dynamodb: 3 } },
      { row: 'shift(', run: () => list.shift(), trips: { redis: 1, dynamodb: 2 } },
      { row: 'clear(', run: () => list.clear() },
    ];
  },
  'docs/counter.md'(state) {
    const counter = state.sharedCounter('counter');
    return [
      { row: 'get(', run: () => counter.get() },
      { row: 'increment(', run: () => counter.increment(), trips: { redis: 1, dynamodb: 3 } },
      { row: 'increment(', run: () => counter.decrement(), trips: both(1) },
      { row: '… with', run: () => counter.increment(1, { opId: 'one' }), trips: { redis: 1, dynamodb: 2 } },
      { row: '… with', run: () => counter.increment(1, { opId: 'two' }), trips: both(1) },
      { row: '… with', run: () => counter.increment(1, { opId: 'two' }), trips: both(1) },
      { row: 'set(', run: () => counter.set(1) },
      { row: 'reset(', run: () => counter.reset(), trips: { redis: 1, dynamodb: 2 } },
    ];
  },
  'docs/record.md'(state) {
    const record = state.sharedRecord<Record<string, number>>('record');
    const begun = state.sharedRecord('begun', { initial: () => ({ n: 0, m: 0 }) });
    return [
      { row: '… with initial', run: () => begun.add({ n: 1 }), trips: { redis: 3, dynamodb: 4 } },
      { row: 'add(', run: () => begun.add({ n: 1, m: 1 }), trips: both(1) },
      { row: 'increment(', run: () => begun.increment('n'), trips: both(1) },
      { row: 'patch(', run: () => record.patch({ n: 1 }), trips: { redis: 1, dynamodb: 3 } },
      { row: 'patch(', run: () => record.patch({ n: 2 }), trips: both(1) },
      { row: 'get(', run: () => record.get() },
      { row: 'update(', run: () => record.update(() => ({ n: 3 })), trips: both(2) },
      { row: 'delete(', run: () => record.delete(), trips: { redis: 1, dynamodb: 2 } },
      { row: 'set(', run: () => record.set({ n: 1 }) },
    ];
  },
  'docs/value.md'(state) {
    const value = state.sharedValue<number>('value');
    return [
      { row: 'getOrSet(', run: () => value.getOrSet(() => 1), trips: both(2) },
      { row: 'getOrSet(', run: () => value.getOrSet(() => 1), trips: both(1) },
      { row: 'setIfAbsent(', run: () => value.setIfAbsent(1), trips: both(1) },
      { row: 'get(', run: () => value.get() },
      { row: 'set(', run: () => value.set(2) },
      { row: 'delete(', run: () => value.delete(), trips: both(1) },
      { row: 'update(', run: () => value.update(() => 1), trips: both(2) },
      { row: 'delete(', run: () => value.delete(), trips: { redis: 1, dynamodb: 2 } },
    ];
  },
  'docs/rate-limiter.md'(state) {
    const [window, sliding, log] = (['window', 'sliding', 'log'] as const).map((algorithm) =>
      state.rateLimiter(algorithm, { algorithm, limit: 2, windowMs: 60_000 }),
    );
    const of = (name: string, limiter: typeof window, first: number, next: number, refused: number): Operation[] =>
      [first, next, refused].map((dynamodb) => ({
        row: `consume(key, limit?), ${name}`,
        run: async () => limiter?.consume('a'),
        trips: { redis: 1, dynamodb },
      }));
    return [
      ...of('window', window, 2, 1, 1),
      ...of('sliding', sliding, 2, 2, 1),
      ...of('log', log, 2, 2, 1),
      { row: 'peek(', run: async () => window?.peek('a') },
      { row: 'reset(', run: async () => window?.reset('a'), trips: { redis: 1, dynamodb: 2 } },
    ];
  },
  'docs/session-store.md'(state) {
    const plain = state.sessionStore<{ n: number }>('plain');
    const users = state.sessionStore<{ n: number }>('users', { rolling: true, userOf: () => 'ann' });
    const guests = state.sessionStore<{ n: number }>('guests', { userOf: () => undefined });
    const withId = { id: 'one' };
    const life = { ttl: { s: 60 } };
    return [
      { row: 'create(', run: () => plain.create({ n: 1 }, withId), trips: both(1) },
      { row: 'get(', run: () => plain.get('one') },
      { row: 'destroy(', run: () => plain.destroy('one'), trips: both(1) },
      { row: 'create(', run: () => plain.create({ n: 1 }, { ...withId, ...life }), trips: both(1) },
      { row: 'save(', run: () => plain.save('one', { n: 2 }, life), trips: both(2) },
      { row: 'save(', run: () => plain.patch('one', { n: 3 }), trips: both(2) },
      { row: 'touch(', run: () => plain.touch('one', life), trips: both(1) },
      { row: 'destroy(', run: () => plain.destroy('one'), trips: { redis: 1, dynamodb: 2 } },
      { row: 'create(', run: () => guests.create({ n: 1 }, withId), trips: both(1) },
      { row: 'touch(', run: () => guests.touch('one'), trips: both(2) },
      { row: 'destroy(', run: () => guests.destroy('one'), trips: both(2) },
      { row: 'destroy(', run: () => guests.destroy('one'), trips: both(1) },
      // With a user some run side by side.
      { row: 'create(', run: () => users.create({ n: 1 }, withId), trips: both(4) },
      { row: '… with', run: () => users.get('one'), trips: both(3) },
      { row: 'touch(', run: () => users.touch('one'), trips: both(3) },
      { row: 'ofUser(', run: () => users.ofUser('ann'), trips: { redis: 3, dynamodb: 2 } },
      { row: 'destroy(', run: () => users.destroy('one'), trips: both(3) },
      { row: 'create(', run: () => users.create({ n: 1 }, { id: 'two' }), trips: both(4) },
      { row: 'destroyUser(', run: () => users.destroyUser('ann'), trips: { redis: 5, dynamodb: 4 } },
      { row: 'create(', run: () => users.create({ n: 1 }, { id: 'three' }), trips: both(4) },
      { row: 'save(', run: () => users.save('three', { n: 2 }, life), trips: both(4) },
      { row: 'destroyUser(', run: () => users.destroyUser('ann'), trips: { redis: 5, dynamodb: 5 } },
    ];
  },
  'docs/sequence.md'(state) {
    const numbers = state.sequence('numbers', { block: 2 });
    return [
      { row: 'next(', run: () => numbers.next(), trips: { redis: 1, dynamodb: 3 } },
      { row: 'next(', run: () => numbers.next(), trips: both(0) },
      { row: 'next(', run: () => numbers.next(), trips: both(1) },
    ];
  },
  'docs/lock.md'(state) {
    const locks = state.lock('locks');
    const options = { leaseMs: 60_000 };
    let lease: Awaited<ReturnType<typeof locks.acquire>>;
    return [
      { row: 'acquire(', run: async () => (lease = await locks.acquire('a', options)), trips: both(1) },
      { row: 'acquire(', run: () => locks.acquire('a', options), trips: both(1) },
      { row: 'lease.extend(', run: async () => lease?.extend() },
      { row: 'lease.release(', run: async () => lease?.release() },
      { row: 'withLock(', run: () => locks.withLock('a', () => 1, options) },
    ];
  },
};

function numbered(count: number): [string, number][] {
  return Array.from({ length: count }, (_, i) => [`k${i}`, i]);
}
