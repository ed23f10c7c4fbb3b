/** What is DynamoDB's own, through the backend, against dynalite; what networks and busy tables add comes in dynamodb-faults.test.ts. */
import { GetItemCommand, PutItemCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Backend, Collection, Fields, Holding, Patch, Place, Swap } from '../src/backend.js';
import { openDynamoDB } from '../src/backends/dynamodb/open.js';
import * as sdk from '../src/backends/dynamodb/sdk.js';
import { entryKey, identityOf, listKey, partitionOf } from '../src/backends/dynamodb/items.js';
import { clientOf, startDynamoDB, urlOf, type DynamoDBServer } from './servers/dynamodb.js';

let server: DynamoDBServer;
let raw: DynamoDBClient;
let backend: Backend;

beforeAll(async () => {
  server = await startDynamoDB();
  raw = clientOf(server.endpoint);
  backend = openDynamoDB(server.url, { sdk, timeoutMs: 10_000 });
});

afterAll(async () => {
  await backend.close();
  raw.destroy();
  await server.stop();
});

let names = 0;
/** A collection that no other test has. */
const collection = (over: Partial<Collection> = {}): Collection => ({
  namespace: 'app',
  kind: 'map',
  name: `links${names++}`,
  layout: 'entries',
  shards: 1,
  ...over,
});
const place = (key = 'ada', of = collection()): Place => ({ collection: of, key });
const fields = (record: Record<string, string>): Fields => new Map(Object.entries(record));
const swap = (over: Partial<Swap>): Swap => ({
  expected: undefined,
  next: fields({ v: '1' }),
  nonce: 'n1',
  history: [],
  expiry: 'never',
  ...over,
});
let nonces = 0;
const patch = (over: Partial<Patch>): Patch => ({
  set: new Map(),
  increment: new Map(),
  containers: [],
  nonce: `p${nonces++}`,
  expiry: 'never',
  renews: false,
  ifExists: false,
  operation: undefined,
  ...over,
});
const increment = (field: string, by: number, over: Partial<Patch> = {}): Patch =>
  patch({ increment: new Map([[field, by]]), ...over });
const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const rawItem = async (at: Place): Promise<Record<string, AttributeValue> | undefined> =>
  (await raw.send(new GetItemCommand({ TableName: server.table, Key: { ...entryKey(at) } }))).Item;
const plant = (at: Place, attributes: Record<string, AttributeValue>) =>
  raw.send(new PutItemCommand({ TableName: server.table, Item: { ...entryKey(at), ...attributes } }));

describe('what is over but still in the table', () => {
  const over = (): Record<string, AttributeValue> => ({
    f: { M: { v: { N: '41' } } },
    w: { S: 'old' },
    x: { N: String(Date.now() - 1000) },
    ttl: { N: String(Math.ceil(Date.now() / 1000) + 60) },
  });

  test('is seen by no read', async () => {
    const of = collection({ layout: 'collection', shards: 2 });
    const hidden = place('hidden', of);
    await plant(hidden, over());
    await backend.entries.set(place('live', of), fields({ v: '1' }), 'never', 'n');
    expect(await backend.entries.get(hidden)).toBeUndefined();
    expect(await backend.entries.getMany([hidden])).toEqual([undefined]);
    expect(await backend.entries.read(hidden)).toEqual({
      fields: undefined,
      nonce: undefined,
      history: [],
    });
    expect(await backend.entries.life(hidden)).toBe('never');
    expect(await backend.entries.size(of)).toBe(1);
    const keys: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await backend.entries.page(of, cursor);
      keys.push(...page.entries.map(({ key }) => key));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(keys).toEqual(['live']);
  });

  test('is absent to every write', async () => {
    const at = many(6, (i) => place(`k${i}`));
    for (const one of at) await plant(one, over());
    const [swapped, patched, removed, touched, made, incremented] = at as [Place, Place, Place, Place, Place, Place];
    expect(await backend.entries.swap(swapped, swap({ expected: 'old' }))).toMatchObject({ applied: false });
    expect(await backend.entries.swap(swapped, swap({ expiry: 'keep' }))).toEqual({ applied: true });
    expect(await backend.entries.life(swapped)).toBe('never');
    expect(await backend.entries.patch(patched, increment('v', 1, { ifExists: true }))).toBeUndefined();
    expect(await backend.entries.remove(removed)).toBe(false);
    expect(await backend.entries.touch(touched, 'never')).toBe(false);
    expect(await backend.entries.setIfAbsent(made, fields({ v: '5' }), 'never', 'n')).toEqual({ stored: true });
    expect(await backend.entries.patch(incremented, increment('v', 1))).toEqual(new Map([['v', 1]]));
  });

  test('begins a list anew when something is pushed', async () => {
    const list = collection({ kind: 'list' });
    await backend.lists.push(list, ['sold'], 'end', undefined, { ms: 1, hides: true });
    await sleep(10);
    expect(await backend.lists.length(list)).toBe(0);
    expect(await backend.lists.take(list, 1, 'start')).toEqual([]);
    expect(await backend.lists.push(list, ['new'], 'end', undefined, 'keep')).toBe(1);
    expect(await backend.lists.slice(list, 0, undefined)).toEqual(['new']);
  });
});

test('a ttl is reclaimed a minute after it hides, a retained entry an hour after its time', async () => {
  const [hidden, retained] = [place('hidden'), place('retained')];
  await backend.entries.set(hidden, fields({ v: '1' }), { ms: 5000, hides: true }, 'n');
  await backend.entries.set(retained, fields({ v: '1' }), { ms: 5000, hides: false }, 'n');
  const seconds = Date.now() / 1000;
  const [x, r] = [await rawItem(hidden), await rawItem(retained)];
  expect(Number(x?.ttl?.N) - seconds).toBeCloseTo(65, -1);
  expect(Number(r?.ttl?.N) - seconds).toBeCloseTo(3605, -1);
  expect(Number.isInteger(Number(x?.ttl?.N))).toBe(true);
  expect(r?.x).toBeUndefined();
});

test('numbers are DynamoDB numbers, and text that looks like one is not', async () => {
  const at = place();
  await backend.entries.set(at, fields({ n: '1e+21', s: 's12', big: '1e+300', zero: '0', tiny: '1e-7' }), 'never', 'n');
  expect((await rawItem(at))?.f?.M).toMatchObject({ n: { N: '1000000000000000000000' }, s: { S: 's12' } });
  expect(await backend.entries.get(at)).toEqual(
    fields({ n: '1e+21', s: 's12', big: '1e+300', zero: '0', tiny: '1e-7' }),
  );
  expect(await backend.entries.patch(at, increment('big', 1e300))).toEqual(new Map([['big', 2e300]]));
});

test('names and keys with #, *, %, : and / are isolated from each other', async () => {
  const parts = ['a', 'a#b', 'a%23b', 'a*', 'a:b', '', '#', '##', 'a/1'];
  const places = parts.flatMap((namespace) =>
    parts.flatMap((name) =>
      ['x', 'b#x', '#', ''].flatMap((key) => [
        place(key, { namespace, kind: 'map', name, layout: 'entries', shards: 1 }),
        place(key, { namespace, kind: 'map', name, layout: 'collection', shards: 1 }),
      ]),
    ),
  );
  const nameOf = (i: number) => fields({ v: `s${i}` });
  await backend.entries.setMany(
    places.map((at, i) => ({ place: at, fields: nameOf(i), expiry: 'never', nonce: 'n' }) as const),
  );
  expect(await backend.entries.getMany(places)).toEqual(places.map((_, i) => nameOf(i)));
  const one: Collection = { namespace: 'a', kind: 'map', name: 'a#b', layout: 'collection', shards: 1 };
  expect(await backend.entries.clear(one)).toBe(true);
  const left = (await backend.entries.getMany(places)).filter((found) => found !== undefined);
  expect(left).toHaveLength(places.length - 4);
});

test('getMany of 250 places, some missing and some twice, answers in their order', async () => {
  const of = collection();
  const places = many(250, (i) => place(`k${i}`, of));
  await backend.entries.setMany(
    places.flatMap((at, i) =>
      i % 3 === 0 ? [] : [{ place: at, fields: fields({ v: String(i) }), expiry: 'never', nonce: 'n' } as const],
    ),
  );
  const found = await backend.entries.getMany([...places, ...places.slice(0, 3)]);
  expect(found.map((one) => one?.get('v'))).toEqual(
    [...many(250, (i) => i), 0, 1, 2].map((i) => (i % 3 === 0 ? undefined : String(i))),
  );
});

test('a page ends where DynamoDB ends it, and shards follow each other', async () => {
  const of = collection({ layout: 'collection', shards: 3 });
  const keys = many(60, (i) => `k${i}`);
  await backend.entries.setMany(
    keys.map(
      (key) =>
        ({
          place: place(key, of),
          fields: fields({ v: `s${'x'.repeat(40_000)}` }),
          expiry: 'never',
          nonce: 'n',
        }) as const,
    ),
  );
  const met: string[] = [];
  let pages = 0;
  let cursor: string | undefined;
  do {
    const page = await backend.entries.page(of, cursor);
    met.push(...page.entries.map(({ key }) => key));
    cursor = page.cursor;
    pages++;
  } while (cursor !== undefined);
  expect([...met].sort()).toEqual([...keys].sort());
  expect(pages).toBeGreaterThanOrEqual(3);
  expect(await backend.entries.size(of)).toBe(60);
  expect(await backend.entries.clear(of)).toBe(true);
  expect(await backend.entries.size(of)).toBe(0);
});

test.each([1, 7])('clear takes some 250 at a time from %i shards, and says when nothing is left', async (shards) => {
  const of = collection({ layout: 'collection', shards });
  await backend.entries.setMany(
    many(600, (i) => ({ place: place(`k${i}`, of), fields: fields({ v: '1' }), expiry: 'never', nonce: 'n' }) as const),
  );
  const sizes: number[] = [];
  while (!(await backend.entries.clear(of))) sizes.push(await backend.entries.size(of));
  expect(sizes[0]).toBeGreaterThanOrEqual(600 - 4 * 63);
  expect(sizes.length).toBeGreaterThanOrEqual(2);
  expect(await backend.entries.size(of)).toBe(0);
});

describe('swaps', () => {
  test('that delete leave a tombstone that the next one builds on', async () => {
    const at = place();
    await backend.entries.set(at, fields({ v: '1' }), { ms: 60_000, hides: true }, 'n0');
    expect(await backend.entries.swap(at, swap({ expected: 'n0', next: undefined, nonce: 'n1' }))).toEqual({
      applied: true,
    });
    expect(await backend.entries.get(at)).toBeUndefined();
    expect(await backend.entries.read(at)).toEqual({
      fields: undefined,
      nonce: 'n1',
      history: ['n1'],
    });
    expect(
      await backend.entries.swap(at, swap({ expected: 'n1', nonce: 'n2', history: ['n1'], expiry: 'keep' })),
    ).toEqual({ applied: true });
    expect(await backend.entries.read(at)).toMatchObject({ history: ['n1', 'n2'] });
    expect(await backend.entries.life(at)).toBe('never');
  });

  test('are known by their nonce after sets, patches, a removal and 15 other swaps', async () => {
    const at = place();
    const first = swap({ nonce: 'mine' });
    await backend.entries.swap(at, first);
    await backend.entries.set(at, fields({ v: '2' }), 'never', 'set');
    await backend.entries.patch(at, increment('v', 1));
    expect(await backend.entries.swap(at, first)).toEqual({ applied: true });
    for (let i = 0; i < 15; i++) {
      const { nonce, history } = await backend.entries.read(at);
      expect(await backend.entries.swap(at, swap({ expected: nonce, history, nonce: `other${i}` }))).toEqual({
        applied: true,
      });
    }
    expect(await backend.entries.remove(at)).toBe(true);
    expect(await backend.entries.remove(at)).toBe(false);
    expect(await backend.entries.swap(at, first)).toEqual({ applied: true });
    expect(await backend.entries.get(at)).toBeUndefined();
    expect((await backend.entries.read(at)).history).toHaveLength(16);
  });

  test('whose time is over are not done again', async () => {
    const at = place();
    const short = swap({ expiry: { ms: 1, hides: true } });
    await backend.entries.swap(at, short);
    await sleep(10);
    expect(await backend.entries.swap(at, short)).toEqual({ applied: true });
    expect((await rawItem(at))?.x?.N).toBeDefined();
    expect(await backend.entries.get(at)).toBeUndefined();
  });

  test('and increments at the same time lose nothing', async () => {
    const at = place();
    const update = async (id: number): Promise<void> => {
      for (let attempt = 0; ; attempt++) {
        const { fields: found, nonce, history } = await backend.entries.read(at);
        const next = fields({ v: String(Number(found?.get('v') ?? 0) + 1) });
        const swapped = await backend.entries.swap(
          at,
          swap({ expected: nonce, history, next, nonce: `u${id}.${attempt}` }),
        );
        if (swapped.applied) return;
        await sleep(Math.random() * 20);
      }
    };
    await Promise.all([
      ...many(8, async (i) => {
        for (let j = 0; j < 5; j++) await update(i * 10 + j);
      }),
      ...many(20, async () => {
        for (let j = 0; j < 5; j++) await backend.entries.patch(at, increment('v', 1));
      }),
    ]);
    expect((await backend.entries.get(at))?.get('v')).toBe('140');
  });
});

describe('patches', () => {
  test('of an absent entry make it once, whoever is first', async () => {
    const at = place();
    const sums = await Promise.all(many(40, () => backend.entries.patch(at, increment('clicks', 1))));
    expect(sums.map((sum) => sum?.get('clicks')).sort((a, b) => (a ?? 0) - (b ?? 0))).toEqual(many(40, (i) => i + 1));
  });

  test('with an operation are done once, however often and by however many they are sent', async () => {
    const at = place();
    const send = (id: string) =>
      backend.entries.patch(at, increment('clicks', 2, { operation: { id, rememberMs: 60_000 } }));
    await Promise.all(many(60, (i) => send(`op.${i % 20}`)));
    expect(await send('op.3')).toEqual(new Map([['clicks', 40]]));
    expect((await rawItem(at))?.o?.M).toHaveProperty('iop.19');
  });

  test.each(['__proto__', 'constructor', '#', ''])('take "%s" for an operation as any other', async (id) => {
    const at = place();
    const once = increment('clicks', 1, { operation: { id, rememberMs: 60_000 } });
    for (let i = 0; i < 3; i++) expect(await backend.entries.patch(at, once)).toEqual(new Map([['clicks', 1]]));
  });

  test('with an operation forget what may be forgotten', async () => {
    const at = place();
    for (let i = 0; i < 5; i++)
      await backend.entries.patch(at, increment('clicks', 1, { operation: { id: `short${i}`, rememberMs: 1 } }));
    const item = (await rawItem(at)) ?? {};
    expect(Object.keys(item.o?.M ?? {}).length).toBe(5);
    await plant(at, { ...item, p: { N: '0' } });
    await sleep(5);
    await backend.entries.patch(at, increment('clicks', 1, { operation: { id: 'last', rememberMs: 60_000 } }));
    expect(Object.keys((await rawItem(at))?.o?.M ?? {})).toEqual(['ilast']);
  });

  test('of an operation that was done say what is there now', async () => {
    const at = place();
    const once = increment('clicks', 1, { operation: { id: 'op', rememberMs: 60_000 } });
    await backend.entries.patch(at, once);
    await backend.entries.swap(at, swap({ expected: once.nonce, next: fields({ clicks: '7' }) }));
    expect(await backend.entries.patch(at, once)).toEqual(new Map([['clicks', 7]]));
    expect(await backend.entries.remove(at)).toBe(true);
    expect(await backend.entries.patch(at, once)).toEqual(new Map([['clicks', 0]]));
    expect(await backend.entries.get(at)).toBeUndefined();
  });

  test('give the entry a new life only if they renew it, in place and rewritten', async () => {
    const life = { ms: 60_000, hides: true };
    for (const operation of [undefined, { id: 'op', rememberMs: 60_000 }]) {
      const at = place();
      await backend.entries.set(at, fields({ n: '1' }), 'never', 'n');
      await backend.entries.patch(at, increment('n', 1, { expiry: life, operation }));
      expect(await backend.entries.life(at)).toBe('never');
      const renewing = operation && { ...operation, id: 'renewing' };
      await backend.entries.patch(at, increment('n', 1, { expiry: life, renews: true, operation: renewing }));
      expect(await backend.entries.life(at)).toMatchObject({ hides: true });
    }
  });

  test('touch all of their fields or none', async () => {
    const at = place();
    const before = fields({ '.name': 'sAda', '.daily': 'o', '.daily.mon': '1' });
    await backend.entries.set(at, before, 'never', 'n');
    const wrong = [
      increment('.name', 1),
      increment('.daily', 1),
      patch({ set: fields({ '.daily': '1' }), increment: new Map([['.clicks', 1]]) }),
      patch({ containers: ['.name'], set: fields({ '.name.first': 'sAda' }) }),
    ];
    for (const one of wrong)
      await expect(backend.entries.patch(at, one)).rejects.toMatchObject({
        kind: 'wrong-type',
        outcome: 'not-applied',
      });
    expect(await backend.entries.get(at)).toEqual(before);
    const right = patch({
      containers: ['.daily', '.weekly'],
      set: fields({ '.weekly.first': 'sx' }),
      increment: new Map([['.daily.tue', 2]]),
    });
    expect(await backend.entries.patch(at, right)).toEqual(new Map([['.daily.tue', 2]]));
    expect(await backend.entries.get(at)).toEqual(
      new Map([...before, ['.weekly', 'o'], ['.weekly.first', 'sx'], ['.daily.tue', '2']]),
    );
  });

  test('of more fields than an expression holds are written all the same', async () => {
    const at = place();
    const wide = new Map(many(400, (i) => [`.field${i}`, `s${i}`] as const));
    await backend.entries.patch(at, patch({ set: wide }));
    await backend.entries.patch(at, patch({ set: new Map([...wide].map(([name]) => [name, 'snew'] as const)) }));
    expect((await backend.entries.get(at))?.get('.field399')).toBe('snew');
  });
});

describe('lists', () => {
  const list = () => collection({ kind: 'list' });
  const all = (of: Collection) => backend.lists.slice(of, 0, undefined);

  test('keep their order at both ends', async () => {
    const of = list();
    await backend.lists.push(of, ['3', '4'], 'end', undefined, 'never');
    expect(await backend.lists.push(of, ['2', '1'], 'start', undefined, 'never')).toBe(4);
    expect(await all(of)).toEqual(['1', '2', '3', '4']);
    expect(await backend.lists.slice(of, -2, undefined)).toEqual(['3', '4']);
    expect(await backend.lists.take(of, 2, 'end')).toEqual(['4', '3']);
    expect(await backend.lists.take(of, 5, 'start')).toEqual(['1', '2']);
    expect(await all(of)).toEqual([]);
  });

  test.each(['start', 'end'] as const)('are within their cap after 100 pushes at once at the %s', async (end) => {
    const of = list();
    await Promise.all(many(100, (i) => backend.lists.push(of, [`s${i}`], end, 20, 'never')));
    expect(await backend.lists.length(of)).toBe(20);
    expect(
      await backend.lists.push(
        of,
        many(150, (i) => String(i)),
        end,
        3,
        'never',
      ),
    ).toBe(3);
    expect(await all(of)).toEqual(end === 'end' ? ['147', '148', '149'] : ['149', '148', '147']);
  });

  test.each(['start', 'end'] as const)('hand out each element once to 30 takers at the %s', async (end) => {
    const of = list();
    await backend.lists.push(
      of,
      many(25, (i) => `s${i}`),
      'end',
      undefined,
      'never',
    );
    const taken = (await Promise.all(many(30, () => backend.lists.take(of, 1, end)))).flat();
    expect(taken.sort()).toEqual(many(25, (i) => `s${i}`).sort());
  });

  test('lose nothing when taken from, drained and pushed to at the same time', async () => {
    const of = list();
    const taken: string[] = [];
    const take = async (count: number, end: 'start' | 'end') =>
      taken.push(...(await backend.lists.take(of, count, end)));
    await Promise.all([
      ...many(30, (i) =>
        backend.lists.push(
          of,
          many(10, (j) => `s${i}.${j}`),
          i % 2 ? 'end' : 'start',
          undefined,
          'keep',
        ),
      ),
      ...many(10, () => take(7, 'start')),
      ...many(5, () => take(3, 'end')),
      take(Infinity, 'start'),
    ]);
    await take(Infinity, 'end');
    expect(new Set(taken).size).toBe(300);
    expect(taken).toHaveLength(300);
  });

  test('are trimmed as slice would', async () => {
    const items = many(250, (i) => String(i));
    for (const [start, end] of [
      [10, 20],
      [-5, undefined],
      [0, 240],
      [3, -3],
      [5, 2],
      [0, undefined],
    ] as const) {
      const of = list();
      await backend.lists.replace(of, items, 'never');
      await backend.lists.trim(of, start, end);
      expect(await all(of)).toEqual(items.slice(start, end));
    }
  });

  test('that get too large are refused, and stay as they were', async () => {
    const of = list();
    const half = `s${'x'.repeat(300_000)}`;
    await backend.lists.push(of, [half], 'end', undefined, 'never');
    await expect(backend.lists.push(of, [half], 'end', undefined, 'never')).rejects.toMatchObject({
      kind: 'too-large',
      outcome: 'not-applied',
    });
    expect(await backend.lists.length(of)).toBe(1);
  });

  test('have a key of their own beside entries of the same name', () => {
    const of = list();
    expect(listKey(of).pk).not.toEqual(entryKey(place('', of)).pk);
  });
});

describe('windows', () => {
  const consumption = { algorithm: 'window', limit: 50, windowMs: 60_000, cost: 1, countDenied: false } as const;

  test.each(['window', 'sliding', 'log'] as const)(
    'of algorithm %s let through exactly the limit',
    async (algorithm) => {
      const who = place();
      const all = await Promise.all(
        many(80, () => backend.windows.consume(who, { ...consumption, limit: 30, algorithm })),
      );
      expect(all.filter(({ allowed }) => allowed)).toHaveLength(30);
      const look = await backend.windows.consume(who, { ...consumption, algorithm, cost: 0 });
      expect(look.count).toBe(30);
      await backend.windows.reset(who);
      expect((await backend.windows.consume(who, { ...consumption, algorithm })).count).toBe(1);
    },
  );

  test.each(['window', 'sliding', 'log'] as const)(
    'of algorithm %s count what they refuse, if asked to',
    async (algorithm) => {
      const who = place();
      const each = { ...consumption, algorithm, limit: 5, countDenied: true };
      const all = await Promise.all(many(12, () => backend.windows.consume(who, each)));
      expect(all.filter(({ allowed }) => allowed)).toHaveLength(5);
      expect((await backend.windows.consume(who, { ...each, cost: 0 })).count).toBe(12);
    },
  );

  test.each(['window', 'sliding', 'log'] as const)(
    'of algorithm %s tell who only looks when the next hit may come',
    async (algorithm) => {
      const who = place();
      const each = { ...consumption, algorithm, limit: 3 };
      // Not over the end of a window of the clock.
      await sleep(60_000 - (Date.now() % 60_000) < 2000 ? 2100 : 0);
      for (let i = 0; i < 3; i++) {
        await backend.windows.consume(who, each);
        await sleep(5);
      }
      const look = await backend.windows.consume(who, { ...each, cost: 0 });
      const refused = await backend.windows.consume(who, each);
      expect(refused.allowed).toBe(false);
      expect(look.resetAt).toBe(refused.resetAt);
    },
  );

  test('of algorithm log keep no more of what they refuse than it takes to refuse', async () => {
    const who = place();
    const each = { ...consumption, algorithm: 'log', limit: 3, countDenied: true } as const;
    await backend.windows.consume(who, { ...each, cost: 5_000_000 });
    for (let i = 0; i < 50; i++) expect((await backend.windows.consume(who, each)).allowed).toBe(false);
    const key = { pk: { S: partitionOf(who) }, sk: { S: 'log#60000' } };
    const { Item } = await raw.send(new GetItemCommand({ TableName: server.table, Key: key }));
    expect(Item?.t?.L?.length).toBeLessThan(40);
  });

  test('count all of 30 hits that meet the end of a window together', async () => {
    const who = place();
    await backend.windows.consume(who, { ...consumption, windowMs: 20 });
    await sleep(30);
    const all = await Promise.all(many(30, () => backend.windows.consume(who, consumption)));
    expect(all.map(({ count }) => count).sort((a, b) => a - b)).toEqual(many(30, (i) => i + 1));
    expect(new Set(all.map(({ resetAt }) => resetAt)).size).toBe(1);
  });

  test('take their limit and length from each call, and lengths do not begin each other anew', async () => {
    const who = place();
    const minute = { ...consumption, algorithm: 'sliding', limit: 3 } as const;
    const hour = { ...minute, windowMs: 3_600_000 };
    for (let i = 0; i < 3; i++) {
      expect((await backend.windows.consume(who, minute)).allowed).toBe(true);
      expect((await backend.windows.consume(who, hour)).allowed).toBe(true);
    }
    expect((await backend.windows.consume(who, minute)).allowed).toBe(false);
    expect((await backend.windows.consume(who, hour)).allowed).toBe(false);
    expect((await backend.windows.consume(who, { ...hour, limit: 4 })).allowed).toBe(true);
  });

  test('of algorithm log throw away what is over', async () => {
    const who = place();
    const short = { ...consumption, algorithm: 'log', limit: 100, windowMs: 1500 } as const;
    await backend.windows.consume(who, { ...short, cost: 60 });
    await sleep(1600);
    const all = await Promise.all(many(20, () => backend.windows.consume(who, short)));
    expect(all.map(({ count }) => count).sort((a, b) => a - b)).toEqual(many(20, (i) => i + 1));
  });

  test('that begin anew while others hit forget none of them', async () => {
    const who = place();
    const sliding = { ...consumption, algorithm: 'sliding', limit: 1000, windowMs: 4000 } as const;
    await sleep(4000 - (Date.now() % 4000) - 100);
    const hits: Promise<unknown>[] = [];
    for (let i = 0; i < 60; i++) {
      hits.push(backend.windows.consume(who, sliding));
      await sleep(5);
    }
    await Promise.all(hits);
    const key = { pk: { S: partitionOf(who) }, sk: { S: 'sliding#4000' } };
    const { Item } = await raw.send(new GetItemCommand({ TableName: server.table, Key: key }));
    expect(Number(Item?.n?.N) + Number(Item?.b?.N)).toBe(60);
  });

  test('that are refused write nothing', async () => {
    const who = place();
    const full = { ...consumption, limit: 1 };
    await backend.windows.consume(who, full);
    const refused = await backend.windows.consume(who, full);
    expect(refused).toMatchObject({ allowed: false, count: 1 });
    const costly = await backend.windows.consume(place(), { ...consumption, cost: 51 });
    expect(costly).toMatchObject({ allowed: false, count: 0 });
  });
});

test('holdings gives each address of a namespace once, and none of its neighbours', async () => {
  const namespace = 'held#here';
  const entries = many(40, (i) => place(`k#${i}`, collection({ namespace, name: 'x#%y' })));
  const shared = collection({ namespace, layout: 'collection', shards: 3, name: 'shared' });
  entries.push(...many(40, (i) => place(`k${i}`, shared)));
  const list = collection({ namespace, kind: 'list' });
  await backend.entries.setMany(
    entries.map(
      (at) => ({ place: at, fields: fields({ v: `s${'x'.repeat(30_000)}` }), expiry: 'never', nonce: 'n' }) as const,
    ),
  );
  await backend.lists.push(list, ['1'], 'end', undefined, 'never');
  await backend.windows.consume(place('who', collection({ namespace })), {
    algorithm: 'window',
    limit: 1,
    windowMs: 1000,
    cost: 1,
    countDenied: false,
  });
  await backend.entries.set(place('x', collection({ namespace: 'a' })), fields({ v: '1' }), 'never', 'n');
  await backend.entries.set(place('y', collection({ namespace: 'held#here2' })), fields({ v: '1' }), 'never', 'n');

  const found: Holding[] = [];
  let cursor: string | undefined;
  do {
    const page = await backend.holdings(namespace, cursor);
    found.push(...page.holdings);
    cursor = page.cursor;
  } while (cursor !== undefined);
  const expected: Holding[] = [...entries.map((at): Holding => ({ type: 'entry', place: at })), { type: 'list', list }];
  const order = (all: readonly Holding[]) =>
    all
      .map((one) => (one.type === 'entry' ? entryKey(one.place) : listKey(one.list)))
      .map(identityOf)
      .sort();
  expect(order(found)).toEqual(order(expected));
  expect(found).toContainEqual({ type: 'list', list });
  expect(found).toContainEqual({ type: 'entry', place: entries[0] });
});

describe('what is set up wrong', () => {
  const failure = async (url: string) => {
    const opened = openDynamoDB(url, { sdk, timeoutMs: 1000 });
    const failed: unknown = await opened.entries.get(place()).catch((cause: unknown) => cause);
    await opened.close();
    return failed;
  };

  test('a missing table says how to make it', async () => {
    const failed = await failure(urlOf(server.endpoint, 'nowhere'));
    expect(failed).toMatchObject({ kind: 'misconfigured', outcome: 'not-applied' });
    expect((failed as Error).message).toContain('aws dynamodb create-table --table-name nowhere');
  });

  test('a URL without a table says what it looks like', () => {
    expect(() => openDynamoDB('dynamodb://?region=eu-west-1', { sdk, timeoutMs: 1000 })).toThrow(
      'dynamodb://TABLE?region=REGION',
    );
  });

  test('a collection whose name is too long says so', async () => {
    const long = place('x', collection({ name: 'n'.repeat(2048) }));
    await expect(backend.entries.get(long)).rejects.toMatchObject({ kind: 'misconfigured' });
  });

  test('a value that only DynamoDB finds too large was not stored', async () => {
    const at = place();
    await expect(backend.entries.set(at, fields({ v: `s${'x'.repeat(410_000)}` }), 'never', 'n')).rejects.toMatchObject(
      { kind: 'too-large', outcome: 'not-applied' },
    );
    expect(await backend.entries.get(at)).toBeUndefined();
  });
});
