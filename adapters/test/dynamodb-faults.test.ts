/** What networks and busy tables add, and what is asked of DynamoDB at all: through a proxy that loses, halves, throttles and hangs. */
import { Agent } from 'node:http';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from 'vitest';
import type { Backend, BackendFailure, Collection, Fields, Patch, Place, Swap } from '../src/backend.js';
import { openDynamoDB } from '../src/backends/dynamodb/open.js';
import * as sdk from '../src/backends/dynamodb/sdk.js';
import { clientOf, startDynamoDB, urlOf, type DynamoDBProcess } from './servers/dynamodb.js';
import { startHttpProxy, type HttpProxy } from './servers/http-proxy.js';

let server: DynamoDBProcess;
let proxy: HttpProxy;
let backend: Backend;

beforeAll(async () => {
  server = await startDynamoDB({ durable: true });
});
afterAll(() => server.stop());

beforeEach(async () => {
  proxy = await startHttpProxy(server.endpoint);
  backend = openDynamoDB(urlOf(proxy.endpoint), { sdk, timeoutMs: 3000 });
});
afterEach(async () => {
  await backend.close();
  await proxy.stop();
});

let names = 0;
const collection = (over: Partial<Collection> = {}): Collection => ({
  namespace: 'app',
  kind: 'map',
  name: `carts${names++}`,
  layout: 'entries',
  shards: 1,
  ...over,
});
const place = (key = 'ada', of = collection()): Place => ({ collection: of, key });
const value = (v: number): Fields => new Map([['v', String(v)]]);
const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const swapTo = (v: number, over: Partial<Swap> = {}): Swap => ({
  expected: undefined,
  next: value(v),
  nonce: `n${v}`,
  history: [],
  expiry: 'never',
  ...over,
});
const addOne = (over: Partial<Patch> = {}): Patch => ({
  set: new Map(),
  increment: new Map([['v', 1]]),
  containers: [],
  nonce: `p${Math.random()}`,
  expiry: 'never',
  renews: false,
  ifExists: false,
  operation: undefined,
  ...over,
});
const lost = { kind: 'unavailable', outcome: 'unknown' };

/** As the layer above does: once more, whatever the reason. */
async function untilAnswered<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch {
      // Again, with the same nonce.
    }
  }
}

describe('a table that is too busy', () => {
  test('is said to have done nothing', async () => {
    const at = place();
    await backend.entries.set(at, value(1), 'never', 'n');
    proxy.once('UpdateItem', 'throttle');
    const refused = backend.entries.patch(at, addOne());
    await expect(refused).rejects.toMatchObject({ kind: 'throttled', outcome: 'not-applied' });
    expect((await backend.entries.get(at))?.get('v')).toBe('1');
    expect(proxy.asked.filter((operation) => operation === 'UpdateItem')).toHaveLength(2);
  });

  test('fails a pushed list whose excess it did not take as one that may have been pushed', async () => {
    const list = collection({ kind: 'list' });
    await backend.lists.push(list, ['1', '2'], 'end', 2, 'never');
    proxy.once('GetItem', 'throttle');
    await expect(backend.lists.slice(list, 0, undefined)).rejects.toMatchObject({ kind: 'throttled' });
    proxy.faults.chances.throttle = 0.5;
    let [done, refused, unknown] = [0, 0, 0];
    for (let i = 0; i < 20; i++)
      await backend.lists.push(list, [`s${i}`], 'end', 2, 'never').then(
        () => done++,
        (failure: unknown) => ((failure as BackendFailure).outcome === 'unknown' ? unknown++ : refused++),
      );
    expect(Math.min(done, refused, unknown)).toBeGreaterThan(0);
    proxy.faults.chances.throttle = 0;
    expect(await backend.lists.push(list, ['last'], 'end', 2, 'never')).toBe(2);
  });
});

describe('a batch that is done in part', () => {
  test('of reads is asked for until everything is there', async () => {
    const of = collection();
    const places = many(250, (i) => place(`k${i}`, of));
    await backend.entries.setMany(
      places.map((at, i) => ({ place: at, fields: value(i), expiry: 'never', nonce: 'n' }) as const),
    );
    proxy.faults.chances.partial = 1;
    const found = await backend.entries.getMany([...places, place('nobody', of)]);
    expect(found.map((one) => one?.get('v'))).toEqual([...many(250, String), undefined]);
    expect(proxy.done.partial).toBeGreaterThan(3);
  });

  test('of deletions is sent until everything is gone', async () => {
    const of = collection({ layout: 'collection', shards: 2 });
    await backend.entries.setMany(
      many(60, (i) => ({ place: place(`k${i}`, of), fields: value(i), expiry: 'never', nonce: 'n' }) as const),
    );
    proxy.faults.chances.partial = 1;
    expect(await backend.entries.clear(of)).toBe(true);
    expect(await backend.entries.size(of)).toBe(0);
    expect(proxy.done.partial).toBeGreaterThan(2);
  });
});

describe('a reply that is lost', () => {
  test('of a swap: the same swap again is applied, once', async () => {
    const at = place();
    proxy.once('UpdateItem', 'lose-reply');
    await expect(backend.entries.swap(at, swapTo(1))).rejects.toMatchObject(lost);
    await backend.entries.patch(at, addOne());
    expect(await backend.entries.swap(at, swapTo(1))).toEqual({ applied: true });
    expect((await backend.entries.get(at))?.get('v')).toBe('2');
  });

  test('of a setIfAbsent: the same again is stored, also when others wrote since', async () => {
    const at = place();
    proxy.once('UpdateItem', 'lose-reply');
    await expect(backend.entries.setIfAbsent(at, value(1), 'never', 'mine')).rejects.toMatchObject(lost);
    expect(await backend.entries.setIfAbsent(at, value(1), 'never', 'mine')).toEqual({ stored: true });
    await backend.entries.patch(at, addOne());
    expect(await backend.entries.setIfAbsent(at, value(1), 'never', 'mine')).toEqual({ stored: true });
    expect(await backend.entries.setIfAbsent(at, value(1), 'never', 'other')).toEqual({
      stored: false,
      fields: value(2),
    });
  });

  test('of a patch with an operation: the same again adds nothing', async () => {
    const at = place();
    for (const id of ['first', 'second']) {
      const once = addOne({ operation: { id, rememberMs: 60_000 } });
      proxy.once('UpdateItem', 'lose-reply');
      await backend.entries.patch(at, once).catch(() => undefined);
      await backend.entries.patch(at, once);
    }
    expect((await backend.entries.get(at))?.get('v')).toBe('2');
  });

  test('at 15 % of all requests: swaps and operations are done exactly once', async () => {
    const at = place();
    proxy.faults.chances['lose-reply'] = 0.15;
    const update = async (id: string): Promise<void> => {
      for (let attempt = 0; ; attempt++) {
        const { fields, nonce, history } = await untilAnswered(() => backend.entries.read(at));
        const next = swapTo(Number(fields?.get('v') ?? 0) + 1, { expected: nonce, history, nonce: `${id}.${attempt}` });
        if ((await untilAnswered(() => backend.entries.swap(at, next))).applied) return;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
      }
    };
    await Promise.all(
      many(4, async (worker) => {
        for (let i = 0; i < 20; i++) {
          await update(`${worker}.${i}`);
          const once = addOne({ operation: { id: `${worker}.${i}`, rememberMs: 60_000 } });
          await untilAnswered(() => backend.entries.patch(at, once));
        }
      }),
    );
    proxy.faults.chances['lose-reply'] = 0;
    expect(proxy.done['lose-reply']).toBeGreaterThan(10);
    expect((await backend.entries.get(at))?.get('v')).toBe('160');
  });
});

describe('a server that says what a condition met, as AWS does and dynalite does not', () => {
  beforeEach(() => {
    proxy.faults.saysWhatWasMet = true;
  });
  const requestsOf = async (call: () => Promise<unknown>): Promise<number> => {
    const before = proxy.asked.length;
    await call();
    return proxy.asked.length - before;
  };

  test('saves the second look', async () => {
    const at = place();
    const who = place('eve');
    const hit = { algorithm: 'window', limit: 1, windowMs: 60_000, cost: 1, countDenied: false } as const;
    await backend.entries.set(at, value(5), { ms: 60_000, hides: true }, 'n');
    await backend.windows.consume(who, hit);
    expect(
      await requestsOf(async () => {
        const swapped = await backend.entries.swap(at, swapTo(6, { expected: 'other' }));
        expect(swapped).toMatchObject({ applied: false, current: { fields: value(5), nonce: 'n' } });
      }),
    ).toBe(1);
    expect(
      await requestsOf(async () => {
        const made = await backend.entries.setIfAbsent(at, value(6), 'never', 'mine');
        expect(made).toEqual({ stored: false, fields: value(5) });
      }),
    ).toBe(1);
    expect(
      await requestsOf(async () => {
        expect(await backend.windows.consume(who, hit)).toMatchObject({ allowed: false, count: 1 });
      }),
    ).toBe(1);
  });

  test('is believed in races too', async () => {
    const who = place('eve');
    const list = collection({ kind: 'list' });
    const hit = { algorithm: 'window', limit: 10, windowMs: 60_000, cost: 1, countDenied: false } as const;
    const hits = await Promise.all(many(20, () => backend.windows.consume(who, hit)));
    expect(hits.filter(({ allowed }) => allowed)).toHaveLength(10);
    await Promise.all(many(20, (i) => backend.lists.push(list, [`s${i}`], 'end', 5, 'never')));
    expect(await backend.lists.length(list)).toBe(5);
    const made = await Promise.all(many(20, (i) => backend.entries.setIfAbsent(place(), value(i), 'never', `n${i}`)));
    expect(made.every(({ stored }) => stored)).toBe(true);
  });
});

describe('a server', () => {
  test('that hangs is given up after the timeout, and the next call has a connection of its own', async () => {
    const impatient = openDynamoDB(urlOf(proxy.endpoint), { sdk, timeoutMs: 300 });
    const at = place();
    proxy.once('GetItem', 'hang');
    const began = performance.now();
    await expect(impatient.entries.get(at)).rejects.toMatchObject(lost);
    expect(performance.now() - began).toBeLessThan(900);
    impatient.onTimeout();
    expect(await impatient.entries.get(at)).toBeUndefined();
    await impatient.close();
  });

  test('that hangs is asked no more than there are sockets: what is given up does not wait for one', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 50 });
    const client = clientOf(proxy.endpoint, { httpAgent: agent });
    const impatient = openDynamoDB('dynamodb://state', { sdk, timeoutMs: 200, client });
    proxy.faults.chances.hang = 1;
    const calls = Promise.allSettled(many(200, (i) => impatient.entries.get(place(`k${i}`))));
    let [waiting, kept] = [0, 0];
    const looking = setInterval(() => {
      const requests = Object.values(agent.requests).flatMap((some = []) => some);
      waiting = Math.max(waiting, requests.length);
      kept = Math.max(kept, requests.filter(({ destroyed }) => destroyed).length);
    }, 5);
    expect((await calls).every(({ status }) => status === 'rejected')).toBe(true);
    clearInterval(looking);
    expect(proxy.asked.length).toBeLessThan(100);
    // A socket is closed a moment after its request is given up, and the next one may be there before.
    expect(waiting).toBeLessThan(50);
    expect(kept).toBe(0);
    await impatient.close();
    client.destroy();
  });

  test('that is down was sent nothing; when it is back, what it acknowledged is there', async () => {
    const direct = openDynamoDB(server.url, { sdk, timeoutMs: 3000 });
    const at = place();
    await direct.entries.set(at, value(7), 'never', 'n');
    await server.kill();
    await direct.entries.get(at).catch(() => undefined);
    await expect(direct.entries.set(at, value(8), 'never', 'n2')).rejects.toMatchObject({
      kind: 'unavailable',
      outcome: 'not-applied',
    });
    await server.restart();
    expect((await direct.entries.get(at))?.get('v')).toBe('7');
    await direct.close();
  });
});

describe('closing', () => {
  test('rejects what is in flight and what comes later, and may be done twice', async () => {
    proxy.once('GetItem', 'hang');
    const inFlight = expect(backend.entries.get(place())).rejects.toMatchObject({ kind: 'closed', outcome: 'unknown' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await backend.close();
    await inFlight;
    await backend.close();
    await expect(backend.entries.get(place())).rejects.toMatchObject({ kind: 'closed', outcome: 'not-applied' });
  });

  test('leaves an application its client, whose retries are not ours', async () => {
    const client = clientOf(proxy.endpoint);
    client.config.maxAttempts = () => Promise.resolve(5);
    const borrowing = openDynamoDB('dynamodb://state', { sdk, timeoutMs: 1000, client });
    const at = place();
    await borrowing.entries.set(at, value(1), 'never', 'n');
    proxy.once('UpdateItem', 'lose-reply');
    await expect(borrowing.entries.patch(at, addOne())).rejects.toMatchObject(lost);
    expect((await borrowing.entries.get(at))?.get('v')).toBe('2');
    proxy.once('GetItem', 'hang');
    await expect(borrowing.entries.get(at)).rejects.toMatchObject(lost);
    await borrowing.close();
    const again = openDynamoDB('dynamodb://state', { sdk, timeoutMs: 1000, client });
    expect((await again.entries.get(at))?.get('v')).toBe('2');
    await again.close();
    client.destroy();
  });
});

test('serving requests asks for items alone: no control plane, no transactions, no scans', async () => {
  const of = collection({ layout: 'collection', shards: 2 });
  const list = collection({ kind: 'list' });
  const at = place('ada', of);
  await backend.entries.set(at, value(1), 'never', 'n0');
  await backend.entries.setMany([{ place: place('eve', of), fields: value(1), expiry: 'never', nonce: 'n' }]);
  await backend.entries.setIfAbsent(at, value(1), 'never', 'n1');
  await backend.entries.swap(at, swapTo(1, { expected: 'n0' }));
  await backend.entries.patch(at, addOne({ operation: { id: 'op', rememberMs: 1000 } }));
  await backend.entries.touch(at, { ms: 1000, hides: true });
  await backend.entries.getMany([at]);
  await backend.entries.page(of, undefined);
  await backend.entries.size(of);
  await backend.entries.remove(at);
  await backend.entries.clear(of);
  await backend.lists.push(list, ['1', '2', '3'], 'start', 2, 'never');
  await backend.lists.take(list, 1, 'end');
  await backend.lists.trim(list, 0, 1);
  await backend.lists.replace(list, [], 'never');
  await backend.lists.clear(list);
  for (const algorithm of ['window', 'sliding', 'log'] as const)
    await backend.windows.consume(at, { algorithm, limit: 1, windowMs: 1000, cost: 1, countDenied: true });
  await backend.windows.reset(at);
  expect([...new Set(proxy.asked)].sort()).toEqual(
    ['BatchGetItem', 'BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'].filter(
      (operation) => operation !== 'PutItem',
    ),
  );
});

test('what is done most is one request', async () => {
  const at = place();
  const list = collection({ kind: 'list' });
  const hit = { algorithm: 'window', limit: 10, windowMs: 60_000, cost: 1, countDenied: false } as const;
  await backend.entries.set(at, value(1), 'never', 'n');
  await backend.windows.consume(at, hit);
  await backend.lists.push(list, ['1'], 'end', 10, 'never');
  const requestsOf = async (call: () => Promise<unknown>): Promise<string[]> => {
    const before = proxy.asked.length;
    await call();
    return proxy.asked.slice(before);
  };
  expect(await requestsOf(() => backend.entries.get(at))).toEqual(['GetItem']);
  expect(await requestsOf(() => backend.entries.set(at, value(1), 'never', 'n2'))).toEqual(['UpdateItem']);
  expect(await requestsOf(() => backend.entries.patch(at, addOne()))).toEqual(['UpdateItem']);
  expect(await requestsOf(() => backend.entries.setIfAbsent(place(), value(1), 'never', 'n'))).toEqual(['UpdateItem']);
  expect(await requestsOf(() => backend.entries.remove(at))).toEqual(['DeleteItem']);
  expect(await requestsOf(() => backend.windows.consume(at, hit))).toEqual(['UpdateItem']);
  expect(await requestsOf(() => backend.lists.push(list, ['2'], 'end', 10, 'never'))).toEqual(['UpdateItem']);
  expect(await requestsOf(() => backend.lists.take(list, 1, 'start'))).toEqual(['UpdateItem']);
});
