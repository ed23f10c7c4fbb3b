/** From Redis to DynamoDB while the program runs, and back. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copy, type CopyProgress } from '../src/copy.js';
import { createState, type AdapterError, type State } from '../src/index.js';
import { describeOnRedis } from './servers/available.js';
import { startDynamoDB } from './servers/dynamodb.js';
import { startRedis, type RedisServer } from './servers/redis.js';

describeOnRedis('moving from Redis to DynamoDB', () => {
  let redis: RedisServer;
  let dynamo: Awaited<ReturnType<typeof startDynamoDB>>;
  let from: string;
  let to: string;
  const states: State[] = [];

  beforeAll(async () => {
    [redis, dynamo] = await Promise.all([startRedis(), startDynamoDB()]);
    [from, to] = [redis.url, dynamo.url];
  });
  afterAll(async () => {
    await Promise.all(states.map((state) => state.close()));
    await Promise.all([redis.stop(), dynamo.stop()]);
  });

  const open = (namespace: string, settings: object): State => {
    const state = createState({ namespace, ...settings });
    states.push(state);
    return state;
  };

  it('brings every kind of collection over, and each reads there what it read here', async () => {
    const [old, fresh] = [open('kinds', { url: from }), open('kinds', { url: to })];
    const long = 'k'.repeat(2000);
    await old.sharedMap<object>('users').set('ann', { born: new Date(0), tags: new Set(['a']) });
    await old.sharedMap<number>('links', { layout: 'collection', shards: 3 }).setMany([
      [long, 1],
      [7, 2],
      ['7', 3],
    ]);
    await old.sharedSet('seen').add('x');
    await old.sharedList<string>('log').push('a', 'b', 'c');
    await old.sharedCounter('hits').increment(41);
    await old.sharedRecord<object>('stats').increment('daily.mon', 5);
    const sessions = { userOf: (data: { user: string }) => data.user };
    const { id } = await old.sessionStore('web', sessions).create({ user: 'ann' });

    const result = await copy({ from, to, namespace: 'kinds' });

    expect(result).toMatchObject({ repaired: 0, differing: [], onlyInTarget: 0, lists: 1 });
    expect(await fresh.sharedMap('users').get('ann')).toEqual({ born: new Date(0), tags: new Set(['a']) });
    const links = fresh.sharedMap<number>('links', { layout: 'collection', shards: 3 });
    expect(await links.getMany([long, 7, '7'])).toEqual(
      new Map<string | number, number>([
        [long, 1],
        [7, 2],
        ['7', 3],
      ]),
    );
    expect(await links.size()).toBe(3);
    expect(await fresh.sharedSet('seen').has('x')).toBe(true);
    expect(await fresh.sharedList('log').slice()).toEqual(['a', 'b', 'c']);
    expect(await fresh.sharedCounter('hits').increment()).toBe(42);
    expect(await fresh.sharedRecord('stats').get()).toEqual({ daily: { mon: 5 } });
    expect(await fresh.sessionStore('web', sessions).ofUser('ann')).toEqual([{ id, data: { user: 'ann' } }]);
  });

  it('keeps the life of what expires', async () => {
    const [old, fresh] = [open('lives', { url: from }), open('lives', { url: to })];
    await old.sharedMap('codes').set('short', 1, { ttl: { ms: 1500 } });
    await old.sharedMap('codes').set('long', 2);
    await old.sharedList('log', { ttl: { ms: 1500 } }).push('a');
    await copy({ from, to, namespace: 'lives' });
    expect(await fresh.sharedMap('codes').get('short')).toBe(1);
    expect(await fresh.sharedList('log').length()).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 1600));
    expect(await fresh.sharedMap('codes').get('short')).toBeUndefined();
    expect(await fresh.sharedMap('codes').get('long')).toBe(2);
    expect(await fresh.sharedList('log').length()).toBe(0);
  });

  it('loses no write that the program makes meanwhile, when it mirrors them', async () => {
    const live = open('live', { url: from, mirrorUrl: to });
    const counters = live.sharedMap<number>('counters');
    await open('live', { url: from }).sharedMap<number>('counters').setMany(numbered(300));
    let writing = true;
    const writers = [0, 1, 2, 3].map(async (writer) => {
      for (let i = writer; writing; i++) await counters.increment(`key${i % 40}`);
    });
    const copied = copy({ from, to, namespace: 'live' });
    await copied;
    writing = false;
    await Promise.all(writers);

    const keys = numbered(300).map(([key]) => key);
    const before = await open('live', { url: from }).sharedMap<number>('counters').getMany(keys);
    const after = await open('live', { url: to }).sharedMap<number>('counters').getMany(keys);
    expect(after).toEqual(before);
    expect(before.get('key0')).toBeGreaterThan(0);
  });

  it('mirrors deletions, patches and lists as they are made', async () => {
    const mirrored = open('mirror', { url: from, mirrorUrl: to });
    const fresh = open('mirror', { url: to });
    await mirrored.sharedMap('m').set('gone', 1);
    await mirrored.sharedMap('m').delete('gone');
    await mirrored.sharedRecord<object>('r').patch({ a: { b: 1 } });
    await mirrored.sharedRecord<object>('r').increment('a.b', 2);
    await mirrored.sharedList('l', { cap: 2 }).push(1, 2, 3);
    await mirrored.sharedSet('s').add('x');
    await mirrored.sharedSet('s').clear();
    expect(await fresh.sharedMap('m').has('gone')).toBe(false);
    expect(await fresh.sharedRecord('r').get()).toEqual({ a: { b: 3 } });
    expect(await fresh.sharedList('l').slice()).toEqual([2, 3]);
    expect(await fresh.sharedSet('s').size()).toBe(0);
  });

  it('goes on serving, and tells, while the mirror cannot be reached', async () => {
    const told: AdapterError[] = [];
    const mirrorUrl = 'dynamodb://nowhere?region=local&endpoint=http://127.0.0.1:1';
    const state = open('alone', { url: from, mirrorUrl, onDegraded: (error: AdapterError) => told.push(error) });
    await state.sharedMap('m').set('a', 1);
    expect(await state.sharedMap('m').get('a')).toBe(1);
    expect(told.map(({ op }) => op)).toEqual(['mirror']);
  });

  it('goes on where it was broken off', async () => {
    const old = open('resumed', { url: from }).sharedMap<number>('many');
    await old.setMany(numbered(1200));
    const stop = new AbortController();
    const seen: CopyProgress[] = [];
    const broken = copy({
      from,
      to,
      namespace: 'resumed',
      signal: stop.signal,
      onProgress(progress) {
        seen.push(progress);
        stop.abort();
      },
    });
    await expect(broken).rejects.toThrow();
    const [{ cursor, entries: before } = { cursor: undefined, entries: 0 }] = seen;
    expect(cursor).toBeDefined();

    const rest: CopyProgress[] = [];
    const result = await copy({ from, to, namespace: 'resumed', cursor, onProgress: (p) => rest.push(p) });
    const copied = rest.filter(({ phase }) => phase === 'copy').at(-1);
    expect(before + (copied?.entries ?? 0)).toBeLessThanOrEqual(1300);
    expect(result).toMatchObject({ entries: 1200, repaired: 0, differing: [] });
  });

  it('copies back, and run twice changes nothing', async () => {
    await open('back', { url: to }).sharedMap('m').set('a', 'kept');
    await copy({ from: to, to: from, namespace: 'back' });
    const again = await copy({ from: to, to: from, namespace: 'back' });
    expect(again).toEqual({ entries: 1, lists: 0, repaired: 0, differing: [], tooLarge: [], onlyInTarget: 0 });
    expect(await open('back', { url: from }).sharedMap('m').get('a')).toBe('kept');
  });

  it('says what only the target holds', async () => {
    await open('more', { url: from }).sharedMap('m').set('a', 1);
    await open('more', { url: to }).sharedMap('m').set('b', 1);
    expect(await copy({ from, to, namespace: 'more' })).toMatchObject({ entries: 1, onlyInTarget: 1 });
  });

  it('refuses memory, what is no URL, and a copy onto itself', async () => {
    await expect(copy({ from: 'nonsense', to, namespace: 'x' })).rejects.toMatchObject({
      code: 'CONFIG',
      message: /not "nonsense"/,
    });
    await expect(copy({ from: 'memory:', to, namespace: 'x' })).rejects.toThrow(/memory: is that of another process/);
    await expect(copy({ from, to: from, namespace: 'x' })).rejects.toThrow(/Source and target are the same/);
  });
});

function numbered(count: number): [string, number][] {
  return Array.from({ length: count }, (_, i) => [`key${i}`, 0]);
}
